"""Posts of the network and its chapters, with tags, bylines, feeds and reposts."""
