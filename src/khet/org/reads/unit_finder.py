"""Units found as one types or by their district, for forms that choose a few out of many."""

from collections.abc import Collection

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from khet.org.models import Unit
from khet.org.reads.finding import with_words
from khet.thai.sorting import sort_key
from khet.ui.finders import Found, Place

SCHOOLS, GROUPS, LINES, OFFICES = "school", "group", "line", "office"
OF_KIND = {Unit.Kind.SCHOOL: SCHOOLS, Unit.Kind.GROUP: GROUPS, Unit.Kind.LINE: LINES}
MOST_FOUND, MOST_OF_A_PLACE = 60, 400


class UnitFinder:
    """A ui.finders.Finder over the units that may be chosen. url answers with ui.finders.fragment of the same rows."""

    def __init__(self, rows: QuerySet[Unit], url: str) -> None:
        self.rows, self.url = rows.order_by("order", "sort_key"), url

    def places(self) -> list[Place]:
        """Offices, groups and lines, then the districts with how many schools each has; one query."""
        counted = self.rows.order_by().values_list("kind", "amphoe").annotate(n=Count("pk"))
        found: dict[str, int] = {}
        for kind, amphoe, n in counted:
            key = _key(kind, amphoe)
            found[key] = found.get(key, 0) + n
        offices = [Place(key, _title(key), n) for key, n in found.items() if not key.startswith(SCHOOLS)]
        districts = [Place(key, _title(key), n) for key, n in found.items() if key.startswith(SCHOOLS)]
        return [*offices, *sorted(districts, key=lambda place: sort_key(place.key))]

    def found(self, *, words: str, place: str) -> Found:
        """All of a place, or those whose name, code or district fits the words; two queries at most."""
        rows, most = self.rows, MOST_OF_A_PLACE
        if words:
            near = with_words(words) | Q(code__iexact=words) | Q(amphoe__startswith=words) | Q(name__contains=words)
            rows, most = rows.filter(near | Q(short__contains=words)), MOST_FOUND
        else:
            kind, _sep, amphoe = place.partition(":")
            rows = rows.filter(kind=kind, amphoe=amphoe) if kind == SCHOOLS else rows.filter(_of_kind(kind))
        shown = list(rows[: most + 1])
        more = rows.count() - most if len(shown) > most else 0
        grouped: dict[str, list[tuple[int, str]]] = {}
        for unit in shown[:most]:
            grouped.setdefault(_key(unit.kind, unit.amphoe), []).append((unit.pk, str(unit)))
        return Found([(_title(key), choices) for key, choices in grouped.items()], more)

    def named(self, ids: Collection[int]) -> list[tuple[int, str]]:
        if not ids:
            return []
        rows = self.rows.filter(pk__in=ids).only("pk", "name", "short")
        return [(unit.pk, str(unit)) for unit in rows]


def _key(kind: str, amphoe: str) -> str:
    return f"{SCHOOLS}:{amphoe}" if kind == Unit.Kind.SCHOOL else OF_KIND.get(Unit.Kind(kind), OFFICES)


def _of_kind(key: str) -> Q:
    return Q(kind=key) if key in OF_KIND.values() else Q(kind__in=(Unit.Kind.OFFICE, Unit.Kind.BUREAU))


def _title(key: str) -> str:
    kind, _sep, amphoe = key.partition(":")
    if kind == SCHOOLS:
        return _("อำเภอ%s") % amphoe if amphoe else _("โรงเรียน")
    return {GROUPS: _("กลุ่มในหน่วยงาน"), LINES: _("งานในโรงเรียน")}.get(kind) or _("สำนักงาน")
