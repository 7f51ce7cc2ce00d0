"""Home, navigation and the office's settings."""
