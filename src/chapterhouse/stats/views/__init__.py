"""Statistics as pages, JSON and CSV, and as tiles on other pages."""
