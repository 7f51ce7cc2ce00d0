"""The key of a series of numbers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Series:
    """One run 1, 2, 3 …: a desk's register in a calendar year B.E. (ระเบียบงานสารบรรณ, ข้อ 38 and 41).

    unit_id: the unit that owns the register (an office or a school; a group uses its office's). register: "sent",
    "received", "order" …. series: "" or a run of its own inside the register, e.g. "ว" for circulars.
    secrecy: "" or the book of a secrecy class.
    """

    unit_id: int
    register: str
    series: str = ""
    secrecy: str = ""
    year_be: int = 0

    def __post_init__(self) -> None:
        if not 2400 <= self.year_be <= 3000:
            raise ValueError(f"a series needs its calendar year B.E., not {self.year_be}")
        if not self.register:
            raise ValueError("a series needs its register")

    def __str__(self) -> str:
        return "/".join([str(self.unit_id), self.register, self.series, self.secrecy, str(self.year_be)])
