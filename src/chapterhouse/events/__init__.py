"""What people come to: series, events, RSVPs, waitlist, places, check-in, attendance."""
