"""Words of visibility and their numbers. Never remembered between transactions: a number must mean one word."""

from collections.abc import Collection, Iterable

from khet.kernel.actor import Actor
from khet.search.models import Term
from khet.search.registry import Source


def name(kind: str, term: str) -> str:
    return f"{kind}|{term}"[:160]


def numbers(names: Collection[str]) -> dict[str, int]:
    """The numbers of those that exist."""
    found: dict[str, int] = {}
    wanted = sorted(names)
    for at in range(0, len(wanted), 500):
        found.update(Term.objects.filter(name__in=wanted[at : at + 500]).values_list("name", "pk"))
    return found


def numbered(names: Collection[str]) -> dict[str, int]:
    """The numbers of all; new ones are given out."""
    found = numbers(names)
    missing = sorted(set(names) - found.keys())
    if missing:
        Term.objects.bulk_create([Term(name=each) for each in missing], ignore_conflicts=True)
        found |= numbers(missing)
    return found


def held(actor: Actor, sources: Iterable[Source]) -> dict[str, frozenset[int]]:
    """By source: what the actor holds. Nobody holds anything without being signed in."""
    if not actor.signed_in:
        return {source.kind: frozenset() for source in sources}
    words = {source.kind: {name(source.kind, term) for term in source.terms(actor)} for source in sources}
    known = numbers({each for names in words.values() for each in names})
    return {kind: frozenset(known[each] for each in names if each in known) for kind, names in words.items()}
