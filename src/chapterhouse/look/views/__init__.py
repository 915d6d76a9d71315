"""The network's colours, and the page that shows every component."""
