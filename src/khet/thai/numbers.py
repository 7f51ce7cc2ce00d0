"""Counts, money, shares and sizes as they are shown."""

from decimal import ROUND_HALF_UP, Decimal


def commas(value: int | Decimal | float, *, places: int = 0) -> str:
    """1254 → 1,254; for columns. Numbers of letters and registers are shown without."""
    return f"{_rounded(value, places):,}"


def baht(value: int | Decimal) -> str:
    """1250 → 1,250.00 บาท."""
    return f"{commas(value, places=2)} บาท"


def percent(part: int, whole: int) -> str:
    """One decimal: 51 of 66 → 77.3%; nothing of nothing → "–". Show the counts beside it."""
    return f"{_rounded(Decimal(part) * 100 / whole, 1)}%" if whole else "–"


def of_whole(part: int, whole: int) -> str:
    """51 จาก 66."""
    return f"{part:,} จาก {whole:,}"


def file_size(size: int) -> str:
    """Bytes as people read them: 812 ไบต์, 214 KB, 3.4 MB."""
    if size < 1000:
        return f"{size} ไบต์"
    value = Decimal(size)
    for unit in ("KB", "MB", "GB", "TB"):
        value /= 1024
        shown = _rounded(value, 1) if value < 10 and unit != "KB" else _rounded(value, 0)
        if shown < 1000 or unit == "TB":
            break
    return f"{max(shown, Decimal(1)):,} {unit}"


def _rounded(value: int | Decimal | float, places: int) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
