"""Questions about work: the inbox, the badge, the wall."""
