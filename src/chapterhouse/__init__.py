"""Chapterhouse: the home of a network of volunteer-run learning chapters."""
