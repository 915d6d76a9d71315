"""Numbers over everything below, as known on any day, each with its printed definition."""
