"""Pages of reviews: all of them, leaving one by a link, what organisers read and answer."""
