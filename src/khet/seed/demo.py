"""The whole demonstration: area, people, calendars and a month of letters; and its removal."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from khet.calendar import seed as calendar_seed
from khet.org import duties
from khet.org.models import Account, Unit
from khet.search.services import ask_for_rebuild
from khet.seed import area, people

SHOWN = (
    ("clerk", "สารบรรณกลางของเขต"),
    ("director", "ผอ.เขต"),
    ("deputy", "รอง ผอ.เขต"),
    ("head", "ผอ.กลุ่ม DLICT"),
    ("officer", "เจ้าหน้าที่ DLICT"),
    ("s01-clerk", "ธุรการโรงเรียน (ถึง s66-clerk)"),
    ("s01-director", "ผอ.โรงเรียน (ถึง s66-director)"),
    ("s01-teacher1", "ครู"),
    ("admin", "ผู้ดูแลระบบ"),
)


def is_empty() -> bool:
    return not Unit.objects.exists()


def load_ground() -> None:
    """What every hub needs, synthetic or not: the legal duties and the calendars."""
    duties.load()
    calendar_seed.load_defaults()


def load(*, say: Callable[[str], None], now: datetime | None = None) -> None:
    """Everything, in one transaction: a kill in the middle leaves an empty house."""
    with transaction.atomic():
        load_ground()
        say("หน่วยงาน 1 เขต 10 กลุ่ม 66 โรงเรียน")
        ground = area.load()
        say("บุคคลสังเคราะห์และบัญชีทดลอง")
        people.load(ground)
    from khet.seed import letters, pupils, rounds

    say("หนังสือสังเคราะห์หนึ่งเดือน")
    letters.load(now=now or timezone.now(), say=say)
    say("รอบข้อมูลสังเคราะห์สามปี")
    rounds.load(now=now or timezone.now(), say=say)
    say("นักเรียนสังเคราะห์ของหกโรงเรียน")
    pupils.load(now=now or timezone.now(), say=say)
    ask_for_rebuild()


def accounts() -> list[tuple[str, str, str]]:
    """(user name, who it is, password) of the synthetic accounts that are shown at start."""
    there = set(Account.objects.filter(synthetic=True, is_active=True).values_list("username", flat=True))
    return [(name, label, people.PASSWORD) for name, label in SHOWN if name in there]
