"""Gap-free series of numbers."""
