"""Small makers of letters through the services, for tests; everything they make is synthetic."""

from typing import Any

from django.utils import timezone

from khet.jobs.services import drain
from khet.org.models import Unit
from khet.org.tests.cast import Browser, Cast
from khet.saraban import services
from khet.saraban.models import Delivery, Letter
from khet.saraban.services import AskSpec, Draft, Received, Recipients

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
ACKNOWLEDGE = AskSpec("saraban.acknowledge", "รับทราบหนังสือ")


def a_draft(**parts: Any) -> Draft:
    parts.setdefault("subject", "ขอเชิญประชุมผู้บริหารโรงเรียน")
    parts.setdefault("to_text", "ผู้อำนวยการโรงเรียนในสังกัดทุกโรงเรียน")
    parts.setdefault("body", "ด้วยสำนักงานเขตพื้นที่การศึกษาจะจัดประชุมผู้บริหารโรงเรียน\n\nจึงเรียนมาเพื่อโปรดทราบ")
    return Draft(**parts)


def a_letter(by: Browser, *, to: Recipients | None = None, asks: Any = None, **parts: Any) -> Letter:
    """A saved draft."""
    return services.save_draft(actor=by.actor, draft=a_draft(**parts), to=to, asks=asks, synthetic=True)


def a_proposed_letter(by: Browser, signer: Browser, **parts: Any) -> Letter:
    letter = a_letter(by, **parts)
    return services.propose_to_sign(actor=by.actor, letter=letter, signer_post=signer.post_held)


def sign(by: Browser, letter: Letter) -> Letter:
    return services.issue_and_sign(
        actor=by.actor,
        letter=letter,
        content_hash=services.content_hash(letter),
        reauthenticated_at=timezone.now(),
    )


def a_ready_letter(by: Browser, signer: Browser, **parts: Any) -> Letter:
    """Signed, and its PDF stands."""
    letter = sign(signer, a_proposed_letter(by, signer, **parts))
    drain()
    letter.refresh_from_db()
    assert letter.state == Letter.State.READY
    return letter


def to_units(*units: Unit) -> Recipients:
    return Recipients(unit_ids=tuple(unit.pk for unit in units))


def a_dispatched_letter(cast: Cast, *, units: Any = None, asks: Any = (), **parts: Any) -> Letter:
    """From the central clerk, signed by the director, to all three schools or those named."""
    letter = a_ready_letter(cast.clerk, cast.director, **parts)
    services.dispatch(actor=cast.clerk.actor, letter=letter, to=to_units(*(units or cast.schools)), asks=asks)
    letter.refresh_from_db()
    return letter


def delivery_at(letter: Letter, unit: Unit) -> Delivery:
    return Delivery.objects.select_related("letter").get(letter=letter, unit=unit)


def a_registered_delivery(cast: Cast, **parts: Any) -> Delivery:
    """At the first school, in its register."""
    delivery = delivery_at(a_dispatched_letter(cast, **parts), cast.schools[0])
    services.register_delivery(actor=cast.school_clerk.actor, delivery=delivery)
    delivery.refresh_from_db()
    return delivery


def an_outside_letter(by: Browser, **parts: Any) -> Delivery:
    parts.setdefault("subject", "ขอความอนุเคราะห์วิทยากร")
    parts.setdefault("from_text", "มหาวิทยาลัยในพื้นที่")
    parts.setdefault("letter_no", "อว 0601/123")
    keep = {name: parts.pop(name) for name in ("confirmed", "register", "file", "part") if name in parts}
    return services.receive_outside(actor=by.actor, received=Received(**parts, synthetic=True), **keep)
