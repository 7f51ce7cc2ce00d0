"""People: entered once, mended, and never deleted."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.models import Account, Person, PersonRecord, Unit
from khet.org.sealing import seal
from khet.thai import citizen
from khet.thai.sorting import sort_key

CARD = ("prefix", "first_name", "last_name", "nickname", "office_phone", "mobile", "email")


@transaction.atomic
def enter(
    *,
    actor: Actor,
    first_name: str,
    last_name: str,
    prefix: str = "",
    home_desk: Unit | None = None,
    pupil: bool = False,
    citizen_number: str = "",
    birth_date: date | None = None,
    synthetic: bool = False,
    **card: str,
) -> Person:
    """A new person. A citizen number already known is refused: that person is in the house already."""
    person = Person.objects.create(
        prefix=prefix,
        first_name=first_name,
        last_name=last_name,
        sort_key=sort_key(f"{first_name} {last_name}"),
        home_desk=home_desk,
        pupil=pupil,
        synthetic=synthetic,
        **card,
    )
    if citizen_number or birth_date:
        set_record(actor=actor, person=person, citizen_number=citizen_number, birth_date=birth_date)
    audit.record(actor, "org.person_entered", person, private={"name": person.full_name})
    return person


@transaction.atomic
def mend(*, actor: Actor, person: Person, **card: str) -> Person:
    """Change the card of a person; what changed is on the trail, names as private values."""
    before = {name: getattr(person, name) for name in card}
    unknown = set(card) - set(CARD)
    if unknown:
        raise TypeError(f"no such fields on a card: {sorted(unknown)}")
    for name, value in card.items():
        setattr(person, name, value)
    person.sort_key = sort_key(f"{person.first_name} {person.last_name}")
    person.save(update_fields=[*card, "sort_key"])
    changed = sorted(name for name in card if before[name] != card[name])
    audit.record(actor, "org.person_mended", person, after={"fields": changed}, private={"before": before})
    return person


@transaction.atomic
def set_record(
    *, actor: Actor, person: Person, citizen_number: str = "", birth_date: date | None = None
) -> PersonRecord:
    """The restricted record: the citizen number only as keyed hash, sealed text and mask."""
    record, _ = PersonRecord.objects.get_or_create(person=person)
    if citizen_number:
        try:
            number = citizen.clean(citizen_number)
        except ValueError as error:
            raise Refused(str(error), code="bad_citizen_number", field="citizen_number") from error
        digest = citizen.keyed_hash(number, key=settings.IDENTITY_KEY)
        if PersonRecord.objects.filter(citizen_hash=digest).exclude(pk=record.pk).exists():
            raise Refused(
                "เลขประจำตัวประชาชนนี้มีในระบบแล้ว ค้นหาชื่อเดิมแล้วเพิ่มตำแหน่งให้แทนการสร้างใหม่",
                code="known_person",
                field="citizen_number",
            )
        record.citizen_hash, record.citizen_mask = digest, citizen.mask(number)
        record.citizen_sealed = seal(number)
    if birth_date:
        record.birth_date = birth_date
    record.save()
    audit.record(actor, "org.person_record_set", person, after={"citizen": bool(citizen_number)})
    return record


@transaction.atomic
def leave(*, actor: Actor, person: Person, on: date, reason: str = "") -> Person:
    """The person leaves the service: from that day on in no post, the account closed; history stays."""
    from khet.org.services.posts import stop

    if person.ended_on is not None:
        raise Refused("บันทึกการพ้นจากราชการของบุคคลนี้ไว้แล้ว โหลดหน้าใหม่เพื่อดูรายการ", code="left")
    with audit.command(actor, "org.person_left", person, after={"on": on.isoformat()}, note=reason):
        for seat in person.appointments.select_related("post"):
            stop(actor=actor, appointment=seat, on=on, reason=reason)
        person.ended_on = on
        person.save(update_fields=["ended_on"])
        account = Account.objects.filter(person=person).first()
        if account is not None and on <= timezone.localdate():
            account.is_active = False
            account.save(update_fields=["is_active"])
    return person


@transaction.atomic
def come_back(*, actor: Actor, person: Person, reason: str) -> Person:
    """The leaving was entered by mistake or the person is back: the account opens, posts are given anew."""
    if person.ended_on is None:
        raise Refused("บุคคลนี้ยังอยู่ในราชการ จึงไม่มีรายการให้ยกเลิก โหลดหน้าใหม่", code="not_left")
    before = {"ended_on": person.ended_on.isoformat()}
    person.ended_on = None
    person.save(update_fields=["ended_on"])
    Account.objects.filter(person=person).update(is_active=True)
    audit.record(actor, "org.person_back", person, before=before, note=reason)
    return person
