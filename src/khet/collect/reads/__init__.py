"""What pages and other capabilities ask of collect."""
