"""Numbers of rows as they come in from outside."""

MOST_DIGITS = 18


def read_id(text: str) -> int | None:
    """The number of a row that an address or a form carries; None for anything that cannot be one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def read_ids(texts: list[str]) -> list[int]:
    """Those that can be numbers of rows, in the order given."""
    return [found for found in map(read_id, texts) if found is not None]
