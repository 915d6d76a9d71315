"""What people say of an event: stars, words, confidence per topic; organisers' answers."""
