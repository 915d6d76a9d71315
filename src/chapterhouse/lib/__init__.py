"""Plain Python, no Django: text, calendars, time and drawing."""
