"""Work items, the inbox, asks, walls, reminders and escalation."""
