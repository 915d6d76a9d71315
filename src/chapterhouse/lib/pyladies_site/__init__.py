"""A website in the shape of pyladies.com, read from a folder: its chapters and its posts, nothing guessed."""
