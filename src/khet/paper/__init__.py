"""Prescribed documents as PDF through typst."""
