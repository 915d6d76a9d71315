"""How dates and times are written in the languages of the screens, where Django's way is not ours."""
