"""An EMIS file taken over into a register: all of it in one transaction, with the history of every row."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from khet.audit import services as audit
from khet.collect.masters import Planned, Trial
from khet.collect.models import Form, RecordChange, RecordRow
from khet.collect.reads.records import Register
from khet.collect.services.master_trials import try_file
from khet.collect.services.records import open_register
from khet.collect.sheets import Sheet
from khet.collect.validity import kept_text
from khet.files import services as files
from khet.files.reads import StoredFile
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused

BATCH = 500
TRIES = 3
TAKEN_OVER = "นำเข้าทะเบียนเสร็จแล้ว"
Verb = RecordChange.Verb
CHANGED = ["version", "identity", "values", "title", "found", "warns", "archived", "edition", "by_name", "changed_at"]


@dataclass(frozen=True, slots=True)
class Done:
    """How many rows."""

    new: int
    changed: int
    restored: int
    archived: int


def bring_file(
    *, actor: Actor, form: Form, sheet: Sheet, on: date, stored: StoredFile, archive: bool = False, reason: str = ""
) -> Done:
    """Rows new and changed as the trial said; archive: จำหน่าย what the file no longer has, for a reason.

    The file, which holds citizen numbers, is taken off the register. Planned without a lock, and anew when somebody
    wrote meanwhile. Raises Refused while a cell is wrong, and without a reason.
    """
    if archive and not reason.strip():
        raise Refused("บอกเหตุผลที่จำหน่าย", code="no_reason", field="reason")
    for _try in range(TRIES):
        edition = _edition(form)
        trial = try_file(actor=actor, form=form, sheet=sheet, on=on)
        if trial.wrong:
            raise Refused("ยังนำเข้าไม่ได้ มี %(count)s จุดต้องแก้ในไฟล์", code="wrong_rows", count=len(trial.wrong))
        leaving = [each.row for each in trial.leaving] if archive else []
        done = Done(trial.new, trial.changed, trial.restored, len(leaving))
        with transaction.atomic():
            if not _stands(form, trial, leaving, edition):
                continue
            with audit.command(actor, "collect.rows_imported", form, after=asdict(done), note=stored.name[:200]):
                writing = _Writing(actor, open_register(form), stored.name[:200])
                writing.add([each for each in trial.planned if each.row is None])
                writing.change([each for each in trial.planned if each.row is not None and not each.same])
                writing.archive(leaving, kept_text(reason)[:300], on)
                files.discard(stored, actor=actor, reason=TAKEN_OVER)
        return done
    raise Refused("มีผู้แก้ทะเบียนนี้อยู่ รอสักครู่แล้วนำเข้าใหม่", code="busy")


def _edition(form: Form) -> tuple[int, int]:
    """Every writing leaves a line of history; a newer version asks otherwise."""
    newest: int | None = RecordChange.objects.filter(row__form=form).aggregate(newest=Max("pk"))["newest"]
    return newest or 0, open_register(form).version.pk


def _stands(form: Form, trial: Trial, leaving: list[RecordRow], edition: tuple[int, int]) -> bool:
    """Whether the register, locked from now on, is still as it was planned for.

    Rows before the register, as whoever changes a single row locks them.
    """
    there = [each.row.pk for each in trial.planned if each.row is not None and not each.same]
    _lock([*there, *(row.pk for row in leaving)])
    Form.objects.select_for_update(of=("self",)).get(pk=form.pk)
    return _edition(form) == edition


def _lock(ids: list[int]) -> None:
    ids.sort()
    for at in range(0, len(ids), BATCH):
        some = RecordRow.objects.filter(pk__in=ids[at : at + BATCH]).order_by("pk")
        list(some.select_for_update(of=("self",)).only("pk"))


class _Writing:
    def __init__(self, actor: Actor, register: Register, name: str) -> None:
        self._actor, self._register, self._name, self._now = actor, register, name, timezone.now()

    def add(self, planned: list[Planned]) -> None:
        rows = [self._filled(RecordRow(form=self._register.form, desk_id=each.desk_id), each) for each in planned]
        for row in rows:
            row.made_at = self._now
        RecordRow.objects.bulk_create(rows, batch_size=BATCH)
        self._remember((row, Verb.IMPORTED, each) for row, each in zip(rows, planned, strict=True))

    def change(self, planned: list[Planned]) -> None:
        rows, told = [], []
        for each in planned:
            assert each.row is not None
            told.append((each.row, Verb.RESTORED if each.restored else Verb.CHANGED, each))
            rows.append(self._filled(each.row, each))
            each.row.edition += 1
        self._save(rows)
        self._remember(told)

    def archive(self, rows: list[RecordRow], reason: str, on: date) -> None:
        for row in rows:
            row.archived, row.edition, row.changed_at = True, row.edition + 1, self._now
        self._save(rows)
        RecordChange.objects.bulk_create([self._line(row, Verb.ARCHIVED, {}, reason, on) for row in rows], BATCH)

    def _filled(self, row: RecordRow, each: Planned) -> RecordRow:
        row.version, row.identity, row.values = self._register.version, each.identity, dict(each.values)
        row.title, row.found, row.warns, row.archived = each.title, each.found, each.warns, False
        row.by_name, row.changed_at = self._actor.person_name, self._now
        return row

    @staticmethod
    def _save(rows: list[RecordRow]) -> None:
        """One statement for many rows: they exist, so all of them meet their own key."""
        RecordRow.objects.bulk_create(
            rows, batch_size=BATCH, update_conflicts=True, unique_fields=["pk"], update_fields=CHANGED
        )

    def _remember(self, told: Iterable[tuple[RecordRow, str, Planned]]) -> None:
        made = [self._line(row, verb, each.changes, self._name, each.since) for row, verb, each in told]
        RecordChange.objects.bulk_create(made, BATCH)

    def _line(
        self, row: RecordRow, verb: str, changes: Mapping[str, list[str]], note: str, since: date
    ) -> RecordChange:
        return RecordChange(
            row=row,
            verb=verb,
            changes=dict(changes),
            note=note,
            by_name=self._actor.person_name,
            by_post=self._actor.post_name[:300],
            at=self._now,
            since=since,
        )
