"""Bringing in what a group already has elsewhere."""
