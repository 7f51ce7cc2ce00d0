"""Questions about figures, for pages and others."""
