"""What comes by e-mail: the door to the server (imap) and the reading of what lies there; knows no tables."""
