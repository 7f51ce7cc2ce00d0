"""The component tags, by noun; each function is one tag of the same name."""
