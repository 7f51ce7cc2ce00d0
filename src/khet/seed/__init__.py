"""The real area with synthetic people and a believable month of work."""
