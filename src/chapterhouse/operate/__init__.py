"""Running an installation: init, serve, backup, restore, check."""
