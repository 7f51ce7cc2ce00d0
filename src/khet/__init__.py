"""Khet (เขต): the digital hub of a Thai Educational Service Area Office and its schools."""
