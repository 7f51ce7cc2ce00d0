"""Figures of the house: every bench prints ours, the target, and what stands beside it."""
