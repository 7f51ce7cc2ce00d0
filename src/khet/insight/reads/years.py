"""The yearly account: what the office did under each legal duty in a fiscal year, out of the work itself."""

from dataclasses import dataclass

from khet.collect.reads.duties import RoundsOfDuty, rounds_by_duty
from khet.insight.models import FactSource
from khet.org.models import LegalDuty
from khet.org.reads.units import desk_units
from khet.saraban.reads.duties import LettersOfDuty, letters_by_duty
from khet.thai.years import FiscalYear
from khet.work.reads.duties import DutyCount, duties


@dataclass(frozen=True, slots=True)
class Account:
    """One duty in one year. on_time is the share of finished work that came in time; None when nothing was finished."""

    duty: LegalDuty
    letters: LettersOfDuty
    rounds: RoundsOfDuty
    work: DutyCount

    @property
    def on_time(self) -> float | None:
        done = self.work.answered
        return (done - min(done, self.work.late)) / done * 100 if done else None

    @property
    def empty(self) -> bool:
        return not (self.letters.issued or self.rounds.opened or self.work.answered or self.work.waiting)


def newest_school_year(be: int) -> int | None:
    """The last school year up to this one that has figures: the one a book of this year is about."""
    years = FactSource.objects.filter(counts=True, year_type="school", year__lte=be).order_by("-year")
    return years.values_list("year", flat=True).first()


def account(office_id: int, year: FiscalYear) -> list[Account]:
    """Every duty has its row, in the order of the law. Secret letters and their work are never counted."""
    units = desk_units(office_id)
    letters = letters_by_duty([office_id], year.start, year.end)
    rounds = rounds_by_duty([office_id], year.start, year.end)
    return [
        Account(
            each.duty,
            letters.get(each.duty.pk, LettersOfDuty(0, 0)),
            rounds.get(each.duty.pk, RoundsOfDuty(0, 0, 0)),
            each,
        )
        for each in duties(units, year.start, year.end)
    ]
