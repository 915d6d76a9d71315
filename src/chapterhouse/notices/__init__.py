"""Messages to people about what happened, each sent once."""
