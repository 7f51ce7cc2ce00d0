"""Prescribed documents as PDF, stamps on received ones, and what a PDF shows and says."""

from khet.paper.faces import fonts_for
from khet.paper.rendering import render

__all__ = ["fonts_for", "render"]
