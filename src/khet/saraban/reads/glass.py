"""What a system administrator reads behind broken glass: the stated letter, or the letters of the stated unit."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from khet.files import reads as kept_files
from khet.files.reads import StoredFile
from khet.kernel.actor import Actor
from khet.org.models import BreakGlass
from khet.org.reads.glass import is_open_for
from khet.saraban.models import Delivery, Letter, LetterFile
from khet.saraban.models.letters import LetterQuerySet

KINDS = ("saraban.letter", "saraban.draft", "saraban.delivery", "org.unit")


@dataclass(frozen=True, slots=True)
class Behind:
    """One letter as it is shown: its files by their number in it, and where it went."""

    letter: Letter
    files: list[LetterFile]
    deliveries: list[Delivery]


def may_look(actor: Actor, broken: BreakGlass) -> bool:
    """Whoever broke it, as system administrator, while it is open."""
    return broken.ref_kind in KINDS and is_open_for(actor, broken)


def letters(broken: BreakGlass) -> LetterQuerySet:
    """Never a secret one. Of a unit: what it sent and what it was sent; drafts only when stated by themselves."""
    plain = Letter.objects.filter(secrecy=0).select_related("desk", "unit")
    if broken.ref_kind == "org.unit":
        unit = broken.ref_id
        came = Exists(Delivery.objects.filter(Q(desk_id=unit) | Q(unit_id=unit), letter_id=OuterRef("pk")))
        ours = Q(desk_id=unit) | Q(unit_id=unit)
        return plain.filter(ours | Q(came)).exclude(origin=Letter.Origin.OWN, state__in=Letter.DRAFT_STATES)
    if broken.ref_kind == "saraban.delivery":
        return plain.filter(deliveries__pk=broken.ref_id)
    return plain.filter(pk=broken.ref_id) if broken.ref_kind in KINDS else plain.none()


def behind(letter: Letter) -> Behind:
    rows = Delivery.objects.filter(letter=letter, secrecy=0).select_related("unit").order_by("unit__order", "pk")
    return Behind(letter, list(letter.files.select_related("file")), list(rows[:500]))


def file_of(letter: Letter, pk: int) -> StoredFile | None:
    """A file of this letter, or the letter itself on paper."""
    if letter.pdf_id == pk:
        return kept_files.by_id(pk)
    held = LetterFile.objects.filter(letter=letter, file_id=pk).select_related("file__blob").first()
    return held.file if held else None
