"""Parts of the bench of the census."""
