"""Opening a secret letter to one more person by name."""

from django.db import transaction

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.org.models import Person
from khet.saraban.models import Letter, LetterAccess
from khet.saraban.services.locking import lock_letter, refuse_unless
from khet.saraban.services.paths import name_people


@transaction.atomic
def grant_access(*, actor: Actor, letter: Letter, person: Person) -> LetterAccess:
    """Whoever is on the list may name another of the same desk; the trail keeps who named whom."""
    held = lock_letter(actor, letter)
    refuse_unless(held.is_secret, "หนังสือฉบับนี้ไม่ใช่หนังสือลับ ไม่ต้องให้สิทธิรายบุคคล", code="not_secret")
    refuse_unless(
        person.home_desk_id == actor.desk_id,
        "ให้สิทธิได้เฉพาะคนในหน่วยงานเดียวกัน เลือกชื่อใหม่",
        code="other_desk",
        field="person",
    )
    name_people(held, [person.pk], LetterAccess.Why.GRANTED, by=actor)
    audit.record(actor, "saraban.access_granted", held, after={"person": person.pk}, secret=True)
    return LetterAccess.objects.get(letter=held, person=person)
