"""One process group that serves the hub: preparation, supervision, and what each child does."""
