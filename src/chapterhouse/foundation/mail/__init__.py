"""Letters: e-mail written in the transaction of its cause, sent once, held while the mail server is down."""
