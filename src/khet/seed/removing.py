"""Taking the demonstration out again: every synthetic row and what is part of it, in one transaction.

Units, calendars and legal duties are real and stay. What a real person made is never removed: when it hangs on
something synthetic, nothing is removed and the refusal names it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, models, transaction

from khet.audit import services as audit
from khet.insight.services import forget
from khet.jobs.models import Job, State
from khet.kernel.actor import SYSTEM
from khet.kernel.errors import Refused
from khet.kernel.stamps import Stamps
from khet.search.services import ask_for_rebuild
from khet.seed import removing_rules as rules
from khet.seed.removing_numbers import close_ranks

SOME = 2000
Rows = dict[type[models.Model], set[Any]]


def remove() -> list[tuple[str, int]]:
    """What was removed, as (name, count). Raises Refused, and removes nothing, when real rows hang on it."""
    with transaction.atomic():
        found = Gathering().whole()
        if not found.rows:
            raise Refused("ไม่มีข้อมูลตัวอย่างในระบบนี้", code="nothing")
        _refuse_hanging(found)
        for setting in found.unset:
            setting()
        _figures(found.rows)
        _delete(found.rows)
        _sessions(found.rows)
        _jobs(found.rows)
        close_ranks()
        ask_for_rebuild()
        counts = {model._meta.label: len(keys) for model, keys in found.rows.items()}
        audit.record(SYSTEM, "seed.removed", after=dict(sorted(counts.items())))
    stamps = Stamps(Path(settings.HOME) / "stamps.json")
    if stamps.get("content") == "sample":
        stamps.set(content="own", setup="open")
    return _told(found.rows)


def _figures(rows: Rows) -> None:
    """What was reckoned from rounds that go; figures know them only by number."""
    forget(rounds=rows.get(apps.get_model("collect.Round"), ()), forms=rows.get(apps.get_model("collect.Form"), ()))


def _told(rows: Rows) -> list[tuple[str, int]]:
    """The things people know by name, and all that was part of them in one sum."""
    named = [(label, len(rows.get(apps.get_model(model), ()))) for model, label in rules.LABELS.items()]
    rest = sum(len(keys) for keys in rows.values()) - sum(count for _label, count in named)
    return [(label, count) for label, count in [*named, ("รายการประกอบอื่น ๆ", rest)] if count]


@dataclass
class Gathering:
    """rows: what goes. hanging: real rows that lean on it. unset: pointers of real rows that become empty."""

    rows: Rows = field(default_factory=lambda: defaultdict(set))
    hanging: list[models.Model] = field(default_factory=list)
    unset: list[Callable[[], object]] = field(default_factory=list)

    def whole(self) -> "Gathering":
        for model in _ours():
            if _has_flag(model):
                self._add(model, model._default_manager.filter(synthetic=True).values_list("pk", flat=True))
        self._spread_fully()
        if not apps.get_model("org.Person")._default_manager.filter(synthetic=False).exists():
            for label, only in rules.WITHOUT_PEOPLE:
                model = apps.get_model(label)
                self._add(model, model._default_manager.filter(**only).values_list("pk", flat=True))
            self._spread_fully()
        self._look_for_hanging()
        self._look_for_hands()
        return self

    def _spread_fully(self) -> None:
        while self._spread():
            pass

    def _add(self, model: type[models.Model], keys: Iterable[Any]) -> int:
        new = set(keys) - self.rows[model]
        self.rows[model] |= new
        if not self.rows[model]:
            del self.rows[model]
        return len(new)

    def _spread(self) -> int:
        """One round: the parts of what goes go as well. Returns how many are new."""
        added = 0
        for model in _ours():
            for name in rules.owners_of(model):
                target = _target(model, name)
                for some in _by_hundreds(self.rows.get(target, set())):
                    parts = model._default_manager.filter(**{f"{name}__in": some})
                    added += self._add(model, parts.values_list("pk", flat=True))
        return added + self._spread_by_reference()

    def _spread_by_reference(self) -> int:
        """Rows that keep a plain id."""
        added = 0
        for part in rules.BY_NUMBER:
            model = apps.get_model(part.model)
            for some in _by_hundreds(self.rows.get(apps.get_model(part.of), set())):
                found = model._default_manager.filter(**{f"{part.column}__in": some}, **part.only)
                added += self._add(model, found.values_list("pk", flat=True))
        return added + self._spread_by_name()

    def _spread_by_name(self) -> int:
        """Rows that name a thing by kind and id: files, notices, numbers, work items."""
        added = 0
        for target, keys in list(self.rows.items()):
            for some in _by_hundreds(set(keys)):
                for label, kind, number in rules.BY_REF:
                    model = apps.get_model(label)
                    found = model._default_manager.filter(
                        **{f"{kind}__in": rules.kinds_of(target), f"{number}__in": some}
                    )
                    added += self._add(model, found.values_list("pk", flat=True))
        return added

    def _look_for_hanging(self) -> None:
        """Rows that stay although they point at what goes."""
        for model in _ours():
            for pointer in _pointers(model):
                target = _model_of(pointer)
                for some in _by_hundreds(self.rows.get(target, set())):
                    left = model._default_manager.filter(**{f"{pointer.name}__in": some})
                    self._judge(model, pointer, left)

    def _look_for_hands(self) -> None:
        """Letters that a synthetic person drafted and a real one worked on are real."""
        letters = self.rows.get(apps.get_model("saraban.Letter"), set())
        for label, way, hand in rules.HANDS:
            for some in _by_hundreds(letters):
                touched = {f"{way}pk__in": some, f"{way}synthetic": False, f"{hand}__synthetic": False}
                self.hanging += list(apps.get_model(label)._default_manager.filter(**touched))

    def _judge(self, model: type[models.Model], pointer: Any, left: "models.QuerySet[Any]") -> None:
        staying = [row for row in left if row.pk not in self.rows.get(model, ())]
        if not staying:
            return
        if (model._meta.label, pointer.name) in rules.MAY_BE_EMPTY:
            keys = [row.pk for row in staying]
            self.unset.append(lambda: model._default_manager.filter(pk__in=keys).update(**{pointer.name: None}))
        else:
            self.hanging += staying


def _refuse_hanging(found: Gathering) -> None:
    """Raises Refused with the first few real rows that lean on what would go."""
    hanging = {(row._meta.label, row.pk): row for row in found.hanging}
    if not hanging:
        return
    shown = [f"{row._meta.verbose_name} {row.pk} ({row})"[:160] for row in list(hanging.values())[:10]]
    more = f" และอีก {len(hanging) - 10:,} รายการ" if len(hanging) > 10 else ""
    raise Refused(
        "ยังลบข้อมูลตัวอย่างไม่ได้ มีข้อมูลจริง %(n)s รายการอ้างถึงข้อมูลตัวอย่าง: %(shown)s%(more)s ย้ายหรือปิดรายการเหล่านี้ก่อน แล้วสั่งใหม่",
        code="real_rows_hang",
        n=f"{len(hanging):,}",
        shown="; ".join(shown),
        more=more,
    )


def _delete(rows: Rows) -> None:
    """Foreign keys are checked at the commit, so the order does not matter; nothing may cascade unseen."""
    for model, keys in rows.items():
        for some in _by_hundreds(keys):
            model._default_manager.filter(pk__in=some)._raw_delete(connection.alias)


def _sessions(rows: Rows) -> None:
    """Whoever is signed in as a synthetic person is signed out."""
    gone = {str(key) for key in rows.get(apps.get_model("org.Account"), set())}
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") in gone:
            session.delete()


def _jobs(rows: Rows) -> None:
    """Jobs that wait for a letter that is gone would only fail."""
    gone = {
        name: rows.get(apps.get_model(label), set())
        for name, label in (
            ("letter_id", "saraban.Letter"),
            ("delivery_id", "saraban.Delivery"),
            ("dispatch_id", "saraban.Dispatch"),
        )
    }
    waiting = Job.objects.filter(state=State.QUEUED, kind__startswith="saraban.")
    keys = [job.pk for job in waiting if any(job.payload.get(name) in ids for name, ids in gone.items())]
    Job.objects.filter(pk__in=keys).delete()


def _ours() -> Iterator[type[models.Model]]:
    """Every table but the trail, which is only ever added to."""
    for model in apps.get_models():
        if model._meta.app_label not in rules.UNTOUCHED and model._meta.managed:
            yield model


def _has_flag(model: type[models.Model]) -> bool:
    return any(one.name == "synthetic" for one in model._meta.concrete_fields)


def _pointers(model: type[models.Model]) -> list[Any]:
    return [one for one in model._meta.concrete_fields if isinstance(one, models.ForeignKey)]


def _model_of(pointer: Any) -> type[models.Model]:
    return pointer.related_model  # type: ignore[no-any-return]


def _target(model: type[models.Model], name: str) -> type[models.Model]:
    return _model_of(model._meta.get_field(name))


def _by_hundreds(keys: Iterable[Any]) -> Iterator[list[Any]]:
    ordered = sorted(keys)
    for start in range(0, len(ordered), SOME):
        yield ordered[start : start + SOME]
