"""Printed invitations: one card per person, made once and kept nowhere."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.utils import timezone

from khet.org.models import Appointment
from khet.org.models import Invitation as Code
from khet.org.reads.directory import seats_of
from khet.org.reads.units import area_office
from khet.org.services.accounts import VALID_FOR, Handed
from khet.paper import services as paper
from khet.paper.documents import Invitation, InvitationSheet

Purpose = Code.Purpose


def sheet(handed: Sequence[Handed]) -> bytes:
    """A PDF with a card for each code, in the order given."""
    today = timezone.localdate()
    seats = seats_of([each.account.person_id for each in handed if each.account.person_id], today)
    office = area_office()
    cards = tuple(_card(each, seats) for each in handed)
    return paper.render(
        InvitationSheet(
            office=str(office) if office else "เขต",
            invitations=cards,
            help="รหัสใช้ได้ครั้งเดียว อย่าให้ผู้อื่นเห็น สอบถามกลุ่ม DLICT ของเขต",
        )
    )


def start_address() -> str:
    return f"{settings.PUBLIC_URL}/start/"


def _card(each: Handed, seats: Mapping[int, Sequence[Appointment]]) -> Invitation:
    person = each.account.person
    assert person is not None
    held = seats.get(person.pk, [])
    post = str(held[0].post) if held else ""
    return Invitation(
        name=person.full_name,
        post=f"{post} · ชื่อผู้ใช้ {each.account.username}" if post else f"ชื่อผู้ใช้ {each.account.username}",
        unit=str(person.home_desk or ""),
        address=start_address().removeprefix("https://").removeprefix("http://").rstrip("/"),
        code=each.code,
        qr=start_address(),
        expires=timezone.now() + VALID_FOR[Purpose(each.purpose)],
    )
