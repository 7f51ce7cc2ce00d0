"""Who may do what in collect; writes nothing."""
