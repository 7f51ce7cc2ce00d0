"""Outbox and workers: work that happens after the commit."""
