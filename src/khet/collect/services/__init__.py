"""The only place that writes in collect, by noun."""
