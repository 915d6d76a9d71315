"""What people type about series, events, places and the door: parsed, cleaned, never saved here."""
