"""Pages of notify: a person's own notices and choices, and the doors that other services use."""
