"""Pages of collect, by noun."""
