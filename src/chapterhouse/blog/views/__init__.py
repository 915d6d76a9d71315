"""The blog's pages, feeds and editor."""
