"""Pages of the network and its chapters."""
