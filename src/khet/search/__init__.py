"""The slot of the one search box."""
