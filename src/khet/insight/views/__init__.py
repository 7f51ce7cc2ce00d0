"""Pages of figures: parse, guard, ask, answer."""
