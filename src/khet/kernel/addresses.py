"""Addresses of many things of one kind."""

import functools

from django.urls import reverse


@functools.cache
def _before_and_after(name: str) -> tuple[str, str]:
    before, _mark, after = reverse(name, args=[0]).rpartition("0")
    return before, after


def address(name: str, pk: int) -> str:
    """As reverse(name, args=[pk]), for long lists: the pattern is looked up once."""
    before, after = _before_and_after(name)
    return f"{before}{pk}{after}"
