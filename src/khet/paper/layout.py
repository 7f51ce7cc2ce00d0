"""Measures of the prescribed sheet.

Template settings: they follow the forms annexed to the 1983 correspondence regulation (ระเบียบงานสารบรรณ พ.ศ. 2526) as
offices use them, and are unverified against the text in force; an office that was told otherwise changes them here.
"""

from dataclasses import dataclass

A4_MM = (210.0, 297.0)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Centimetres for space; points of TH SarabunPSK for type (another face is scaled to look as large)."""

    left: float = 3.0
    right: float = 2.0
    top: float = 2.5
    """Upper margin of text; the emblem of the first page hangs higher, at emblem_top."""
    bottom: float = 2.0
    emblem_top: float = 1.5
    emblem: float = 3.0
    """Height of the emblem of letters, orders and announcements."""
    memo_emblem: float = 1.5
    indent: float = 2.5
    size: float = 16.0
    line: float = 21.0
    """From base line to base line, points: one line of a word processor at 16 pt."""
    part_gap: float = 6.0
    """Extra space before each part of a letter, points."""
    sign_centre: float = 12.6
    """Middle of the closing and of the signature block, from the left edge of the paper."""
    address_left: float = 11.0
    """Left edge of the sender's address, from the left edge of the paper."""
    urgency: float = 32.0
    secrecy: float = 32.0
    memo_title: float = 29.0
    memo_field: float = 20.0
    page_number_top: float = 1.6
    """Where the page number stands on page 2 and on, from the upper edge."""


DEFAULT = Layout()
