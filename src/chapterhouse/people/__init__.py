"""Who you are: account (logs in), person (everything refers to it), profile, consent."""
