"""Facts: what happened, written in the same transaction as the change, kept for ever."""
