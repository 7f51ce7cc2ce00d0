"""Letters and registers in the search box: exactly what models/sight.py lets one see, in terms of the index."""

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khet.files import reads as kept_files
from khet.kernel.actor import Actor
from khet.kernel.language import in_thai
from khet.saraban.models import Delivery, Letter, LetterAccess, LetterFile, RegisterEntry, Route
from khet.saraban.models.sight import sight_of
from khet.saraban.search_mails import MAILS
from khet.search.registry import Document, Found, Source, same, sources
from khet.thai.bangkok import day_of
from khet.thai.dates import record

READ_ROLES = (LetterFile.Role.ENCLOSURE, LetterFile.Role.SCAN)
"""The papers whose text is part of the letter; a signed or rendered PDF repeats what stands in the letter."""


def fill() -> None:
    sources.register(LETTERS)
    sources.register(ENTRIES)
    sources.register(MAILS)


# ---- letters, with their deliveries ---------------------------------------------------------------------------------


def letter_terms(actor: Actor) -> Iterable[str]:
    """As Letter.objects.visible_to and Delivery.objects.visible_to together."""
    sight = sight_of(actor)
    return [
        f"person:{sight.person}",
        f"named:{sight.person}",
        *(f"post:{post}" for post in sight.posts),
        *(f"lead:{desk}" for desk in sight.lead),
        *(f"own:{unit}" for unit in sight.own),
        *(f"around:{unit}" for unit in sight.around),
    ]


def letters(ids: Sequence[int]) -> Iterable[Document]:
    found = list(Letter.objects.filter(pk__in=ids))
    terms = _letter_sight(found)
    files: dict[int, list[int]] = {}
    rows = LetterFile.objects.filter(letter_id__in=ids, role__in=READ_ROLES).order_by("order", "pk")
    for letter_id, file_id in rows.values_list("letter_id", "file_id"):
        files.setdefault(letter_id, []).append(file_id)
    return [_letter(letter, files.get(letter.pk, []), terms[letter.pk]) for letter in found]


def _letter(letter: Letter, file_ids: list[int], terms: set[str]) -> Document:
    printed = [letter.from_text, letter.to_text, letter.body, letter.references, letter.enclosures]
    return Document(
        id=letter.pk,
        title=letter.subject,
        body="\n".join(filter(None, [*printed, letter.copy_to, letter.contact])),
        numbers=(letter.letter_no,) if letter.letter_no else (),
        people=(letter.signed_name,) if letter.signed_name else (),
        unit_id=letter.unit_id,
        desk_id=letter.desk_id,
        day=letter.dated or day_of(letter.created_at),
        file_ids=tuple(file_ids),
        terms=frozenset(terms),
    )


def _letter_sight(found: Sequence[Letter]) -> dict[int, set[str]]:
    """Secret letters by name only; the others by drafter, unit, desk, and wherever they came and went."""
    terms: dict[int, set[str]] = {letter.pk: set() for letter in found}
    secret = {letter.pk for letter in found if letter.secrecy > 0}
    for letter_id, person in LetterAccess.objects.filter(letter_id__in=secret).values_list("letter_id", "person_id"):
        terms[letter_id].add(f"named:{person}")
    opened = [letter for letter in found if letter.pk not in secret]
    ids = [letter.pk for letter in opened]
    for letter in opened:
        terms[letter.pk] |= {f"own:{letter.unit_id}", f"lead:{letter.desk_id}"}
        if letter.drafted_by_id:
            terms[letter.pk].add(f"person:{letter.drafted_by_id}")
    where = ("letter_id", "desk_id", "unit_id", "holder_unit_id")
    for letter_id, desk, unit, holder in Delivery.objects.filter(letter_id__in=ids).values_list(*where).distinct():
        terms[letter_id] |= {f"lead:{desk}", f"own:{unit}"} | ({f"own:{holder}"} if holder else set())
    stops = ("letter_id", "unit_id", "post_id", "person_id")
    for letter_id, unit, post, person in Route.objects.filter(letter_id__in=ids).values_list(*stops).distinct():
        terms[letter_id].add(f"around:{unit}" if unit else f"post:{post}" if post else f"person:{person}")
    return terms


def letters_shown(ids: Sequence[int], actor: Actor) -> Mapping[int, Found]:
    """The sender's page, or where it reached the actor (the sender's page leads receivers on)."""
    seen = {letter.pk: letter for letter in Letter.objects.visible_to(actor).listed().filter(pk__in=ids)}
    found = {pk: Found(letter.get_absolute_url(), _said(letter)) for pk, letter in seen.items()}
    rest = [pk for pk in ids if pk not in found]
    came = Delivery.objects.visible_to(actor).listed().filter(letter_id__in=rest).order_by("-pk")
    found |= {row.letter_id: Found(row.get_absolute_url(), _said(row.letter)) for row in came}
    return found


def _said(letter: Letter) -> str:
    """ที่ · ลงวันที่ · จาก · สถานะ of drafts."""
    day = record(letter.dated) if letter.dated else ""
    state = in_thai(letter.get_state_display()) if letter.is_draft or letter.state in ("withdrawn", "void") else ""
    return " · ".join(filter(None, [letter.letter_no, day, letter.from_text, state]))


def _of_deliveries(ids: Sequence[int]) -> Iterable[int]:
    return Delivery.objects.filter(pk__in=ids).values_list("letter_id", flat=True)


def _of_files(ids: Sequence[int]) -> Iterable[int]:
    return kept_files.owners_among("saraban.letter", ids)


LETTERS = Source(
    kind="saraban.letter",
    label=_("หนังสือ"),
    icon="mail",
    documents=letters,
    all_ids=lambda: Letter.objects.order_by("pk").values_list("pk", flat=True).iterator(),
    terms=letter_terms,
    shown=letters_shown,
    follows={"saraban.letter": same, "saraban.delivery": _of_deliveries, "files.storedfile": _of_files},
    order=10,
)


# ---- rows of registers ----------------------------------------------------------------------------------------------


def entry_terms(actor: Actor) -> Iterable[str]:
    """As RegisterEntry.objects.visible_to."""
    sight = sight_of(actor)
    return [
        f"by:{sight.person}",
        *(f"staff:{desk}" for desk in sight.staff),
        *(f"named:{sight.person}:{desk}" for desk in sight.home),
    ]


def entries(ids: Sequence[int]) -> Iterable[Document]:
    found = list(RegisterEntry.objects.filter(pk__in=ids))
    secret = {entry.letter_id for entry in found if entry.secrecy > 0 and entry.letter_id}
    named: dict[int, set[int]] = {}
    for letter_id, person in LetterAccess.objects.filter(letter_id__in=secret).values_list("letter_id", "person_id"):
        named.setdefault(letter_id, set()).add(person)
    return [_entry(entry, named.get(entry.letter_id or 0, set())) for entry in found]


def _entry(entry: RegisterEntry, named: set[int]) -> Document:
    if entry.secrecy > 0:
        terms = {f"named:{person}:{entry.desk_id}" for person in named}
    else:
        terms = {f"staff:{entry.desk_id}"} | ({f"by:{entry.registered_by_id}"} if entry.registered_by_id else set())
    number = f"{entry.number}/{entry.year_be}"
    written = (entry.from_text, entry.to_text, entry.action, entry.remark, entry.reason)
    return Document(
        id=entry.pk,
        title=entry.subject or entry.reason or number,
        body="\n".join(filter(None, written)),
        numbers=tuple(filter(None, (entry.letter_no, str(entry.number), number))),
        unit_id=entry.unit_id,
        desk_id=entry.desk_id,
        day=entry.registered_on,
        terms=frozenset(terms),
    )


def entries_shown(ids: Sequence[int], actor: Actor) -> Mapping[int, Found]:
    seen = RegisterEntry.objects.visible_to(actor).filter(pk__in=ids)
    return {entry.pk: Found(reverse("saraban:entry", args=[entry.pk]), _row_said(entry)) for entry in seen}


def _row_said(entry: RegisterEntry) -> str:
    state = in_thai(entry.get_state_display()) if entry.state != RegisterEntry.State.ISSUED else ""
    number = f"{in_thai(entry.get_book_display())} {entry.number}/{entry.year_be}"
    return " · ".join(filter(None, [number, entry.letter_no, record(entry.registered_on), state]))


def _of_letters(ids: Sequence[int]) -> Iterable[int]:
    return RegisterEntry.objects.filter(letter_id__in=ids).values_list("pk", flat=True)


def _entries_of_deliveries(ids: Sequence[int]) -> Iterable[int]:
    return RegisterEntry.objects.filter(delivery_id__in=ids).values_list("pk", flat=True)


ENTRIES = Source(
    kind="saraban.registerentry",
    label=_("ทะเบียน"),
    icon="hash",
    documents=entries,
    all_ids=lambda: RegisterEntry.objects.order_by("pk").values_list("pk", flat=True).iterator(),
    terms=entry_terms,
    shown=entries_shown,
    named=False,
    follows={
        "saraban.registerentry": same,
        "saraban.letter": _of_letters,
        "saraban.delivery": _entries_of_deliveries,
    },
    order=40,
)
