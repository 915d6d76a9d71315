"""The network and its chapters: memberships, roles and terms, venues, topics people learn."""
