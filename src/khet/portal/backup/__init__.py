"""Backup, restore and the drill that proves a backup: the database, every file, the secrets, in one archive."""
