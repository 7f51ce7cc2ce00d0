"""What is typed on the pages of collect, by noun."""
