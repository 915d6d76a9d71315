"""Pages of people: coming in, and everything that is mine."""
