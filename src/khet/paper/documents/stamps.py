"""ตรารับหนังสือ."""

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ReceiveStamp:
    """ตรารับหนังสือ (ข้อ 37, form 12, unverified): 2.5 × 5 cm, top right of the first page."""

    agency: str
    number: str
    date: dt.date = field(metadata={"as": "record"})
    time: dt.time
    thai_digits: bool = False
    owner_unit: str = ""
