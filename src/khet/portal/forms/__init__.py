"""What is typed on the portal's own pages."""
