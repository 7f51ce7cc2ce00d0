"""Fixtures of the whole house; pytest looks here first."""
