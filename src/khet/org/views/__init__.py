"""Pages of units, people and accounts."""
