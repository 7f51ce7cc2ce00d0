"""How far the items of a basis are, and telling the basis so."""

from collections.abc import Iterable

from django.db.models import Count, Q
from django.utils import timezone

from khet.kernel.refs import Ref
from khet.work.kinds import Progress, bases
from khet.work.models import WorkItem

NOTHING = Progress(total=0, done=0, late=0, waiting=0)


def progress(basis: Ref) -> Progress:
    """Counts over the asks of one basis; withdrawn items do not count."""
    return progress_of_many(basis.kind, [basis.id]).get(basis.id, NOTHING)


def progress_of_many(basis_kind: str, basis_ids: Iterable[int]) -> dict[int, Progress]:
    """Progress of several bases in one query."""
    now = timezone.now()
    rows = (
        WorkItem.objects.filter(basis_kind=basis_kind, basis_id__in=list(basis_ids), ask__isnull=False)
        .exclude(state="withdrawn")
        .values("basis_id")
        .annotate(
            total=Count("pk"),
            waiting_count=Count("pk", filter=Q(waiting=True)),
            late_count=Count("pk", filter=Q(waiting=True, due_at__lt=now)),
        )
        .order_by()
    )
    return {
        row["basis_id"]: Progress(
            total=row["total"],
            done=row["total"] - row["waiting_count"],
            late=row["late_count"],
            waiting=row["waiting_count"],
        )
        for row in rows
    }


def tell_basis(basis: Ref, item: WorkItem | None = None, verb: str = "") -> None:
    """Let the basis act on how far it is (a letter closes itself when the last answer is in).

    item and verb: the one item that was answered or given back.
    """
    kind = bases.get(basis.kind)
    if kind is not None and kind.on_item is not None and item is not None:
        kind.on_item(item, verb)
    if kind is not None and kind.on_progress is not None:
        kind.on_progress(basis.id, progress(basis))
