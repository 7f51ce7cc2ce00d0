"""Notices in the app, by e-mail, LINE and web push."""
