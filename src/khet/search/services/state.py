"""The one row that says which table serves."""

from django.db import transaction

from khet.search.models import IndexState, Slot


def state() -> IndexState:
    """As it stands; an unsaved one, of no version, when nothing was ever built."""
    return IndexState.objects.filter(pk=1).first() or IndexState(pk=1)


def locked() -> IndexState:
    """Locked to the end of the caller's transaction: whoever writes to the index does so alone."""
    with transaction.atomic(savepoint=False):
        found = IndexState.objects.select_for_update(of=("self",)).filter(pk=1).first()
        if found is None:
            IndexState.objects.bulk_create([IndexState(pk=1)], ignore_conflicts=True)
            found = IndexState.objects.select_for_update(of=("self",)).get(pk=1)
        return found


def serving() -> Slot:
    return Slot(state().slot)
