"""เลขไทย both ways; everything is stored with 0-9 and shown as asked."""

_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def to_thai(text: str) -> str:
    """ว123 → ว๑๒๓. For letters only: Thai digits are not of equal width, so never in columns."""
    return text.translate(_TO_THAI)


def to_arabic(text: str) -> str:
    """ว๑๒๓ → ว123."""
    return text.translate(_TO_ARABIC)
