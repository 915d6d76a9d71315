"""Template tags of the chapters' pages."""
