"""Pages composed of several rooms: the network's home."""
