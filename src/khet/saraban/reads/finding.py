"""Looking up letters by number in any spelling and by words, among those one may see."""

from django.db.models import Q, QuerySet

from khet.kernel.actor import Actor
from khet.saraban.models import Delivery, Letter, RegisterEntry
from khet.saraban.rules.numbering import normal_no
from khet.thai.digits import to_arabic

MOST_WORDS = 6
FOUND_ORDER = ("-id",)


def find_deliveries(actor: Actor, words: str) -> QuerySet[Delivery]:
    """Letters that came: by their ที่, by our own receive number, by subject or sender; newest first."""
    rows = Delivery.objects.visible_to(actor).listed()
    rows = rows.select_related("holder_unit", "holder_post", "holder_person")
    match = _matches(words, "letter__")
    number = _number(words)
    if number is not None:
        entries = RegisterEntry.objects.filter(number=number, book="received", desk_id__in=actor.desk_ids)
        match |= Q(pk__in=entries.values("delivery_id"))
    return rows.filter(match).order_by(*FOUND_ORDER)


def find_letters(actor: Actor, words: str) -> QuerySet[Letter]:
    """Letters of one's own: issued ones and drafts; newest first."""
    rows = Letter.objects.visible_to(actor).listed().select_related("unit", "desk")
    rows = rows.filter(origin=Letter.Origin.OWN, desk_id__in=actor.desk_ids)
    return rows.filter(_matches(words, "")).order_by(*FOUND_ORDER)


def _matches(words: str, at: str) -> Q:
    """The whole as a number, or every word in subject, sender or receiver."""
    every = Q()
    for word in words.split()[:MOST_WORDS]:
        every &= (
            Q(**{f"{at}subject__icontains": word})
            | Q(**{f"{at}from_text__icontains": word})
            | Q(**{f"{at}to_text__icontains": word})
            | Q(**{f"{at}search_no__contains": normal_no(word)})
        )
    return every | Q(**{f"{at}search_no__contains": normal_no(words)})


def _number(words: str) -> int | None:
    plain = to_arabic(words).partition("/")[0].strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 9 else None
