"""Stored files: bytes once by SHA-256, originals never altered."""
