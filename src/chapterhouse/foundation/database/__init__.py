"""Database backends: what Django's own leave open for us."""
