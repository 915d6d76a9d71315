"""Whom a notice reaches, and what it says to her."""
