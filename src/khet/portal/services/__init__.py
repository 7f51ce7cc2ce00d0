"""What the portal writes: the first steps of a new hub."""
