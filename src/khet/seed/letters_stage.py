"""Who plays in the sample month, and when: actors by account name, working days, texts."""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from khet.calendar.reads import WorkingTime, working_time
from khet.kernel.actor import Actor
from khet.org.models import Account, Appointment, Post, Unit
from khet.org.reads.actors import actor_in
from khet.seed.clock import Clock
from khet.thai import dates
from khet.thai.bangkok import BANGKOK, local

TEXTS = Path(__file__).parent / "data" / "letters.toml"
DAYS = 22
OPENS, CLOSES = time(8, 30), time(16, 30)
NOON, AFTERNOON = time(12), time(13)
Text = dict[str, Any]


@dataclass
class Stage:
    """The house, its clock and its people. days[0] is the last working day that has begun, days[1] the one before."""

    clock: Clock
    now: datetime
    office: Unit
    groups: dict[str, Unit]
    schools: list[Unit]
    hours: WorkingTime
    days: list[date]
    chance: random.Random = field(default_factory=lambda: random.Random(2569))  # noqa: S311
    _accounts: dict[str, Account] = field(default_factory=dict)
    _seats: dict[int, list[Appointment]] = field(default_factory=dict)
    _actors: dict[tuple[str, int], Actor] = field(default_factory=dict)
    texts: dict[str, list[Text]] = field(default_factory=dict)
    stand_in: Appointment | None = None

    def actor(self, login: str, seat: Appointment | None = None) -> Actor:
        """Somebody in the own post, or in the seat given (acting)."""
        key = (login, seat.pk if seat else 0)
        if key not in self._actors:
            account = self._accounts[login]
            seats = self._seats[account.person_id or 0]
            known = [*seats, seat] if seat else seats
            assert account.person is not None
            self._actors[key] = actor_in(
                account.person, known, appointment_id=seat.pk if seat else None, account_id=account.pk
            )
        return self._actors[key]

    def acting(self, login: str) -> Actor:
        """As actor; while the director is away the deputy acts in the director's stead."""
        seat, day = self.stand_in, local(self.clock.now).date()
        away = seat is not None and seat.valid_until is not None and seat.valid_from <= day < seat.valid_until
        if login == "director" and away:
            return self.actor("deputy", seat)
        return self.actor(login)

    def post(self, login: str) -> Post:
        return self._seats[self._accounts[login].person_id or 0][0].post

    def head(self, group: str) -> str:
        return "head" if group == "g07" else f"head-{group}"

    def officer(self, group: str) -> str:
        return "officer" if group == "g07" else f"{group}-1"

    def at(self, back: float, clock: str) -> datetime:
        """A time on the working day so many days back; on day 0 it is pressed in between opening and now."""
        hour, minute = (int(part) for part in clock.split("."))
        day = self.days[min(int(back), len(self.days) - 1)]
        moment = datetime.combine(day, time(hour, minute), BANGKOK)
        return moment if int(back) else self._pressed(moment)

    def _pressed(self, moment: datetime) -> datetime:
        opens = datetime.combine(moment.date(), OPENS, BANGKOK)
        closes = datetime.combine(moment.date(), CLOSES, BANGKOK)
        if self.now >= closes:
            return moment
        share = (moment - opens) / (closes - opens)
        return opens + (self.now - opens) * min(max(share, 0.0), 0.98)

    def after(self, minutes: int) -> datetime:
        """So many office minutes from the time that it is; what would be after now stays there (and never happens)."""
        return self.hours.due_after(self.clock.now, minutes) + timedelta(seconds=self.chance.randrange(60))

    def later(self, low: int, high: int) -> datetime:
        """Some office minutes from the time that it is."""
        return self.after(self.chance.randint(low, high))

    def day_ahead(self, working_days: int) -> date:
        return self.hours.day_after(local(self.clock.now).date(), working_days)

    def say(self, text: str, **given: Any) -> str:
        """A text with its open places filled: a day to come, an answer's day, a district, a count."""
        school = self.chance.choice(self.schools)
        parts = {
            "day": dates.letter(self.day_ahead(12)),
            "due": dates.letter(self.day_ahead(7)),
            "amphoe": school.amphoe,
            "school": school.name,
            "round": self.chance.randint(1, 6),
        }
        return text.format_map(parts | given)

    def body(self, text: Text, **given: Any) -> str:
        if "body" in text:
            return self.say(text["body"], **given)
        parts = [f"ด้วย{text['why']}", text["want"], f"จึงเรียนมาเพื่อ{self._ending(text)}"]
        return self.say("\n\n".join(parts), **given)

    def _ending(self, text: Text) -> str:
        return "โปรดพิจารณา" if text["subject"].startswith(("ขอ", "ส่งคำ")) else "โปรดทราบและดำเนินการ"


def set_the_stage(clock: Clock, now: datetime) -> Stage:
    """Read the house as area and people left it."""
    units = list(Unit.objects.filter(kind__in=("office", "group", "school")).order_by("order", "pk"))
    office = next(unit for unit in units if unit.kind == Unit.Kind.OFFICE)
    hours = working_time(office.pk)
    stage = Stage(
        clock=clock,
        now=now,
        office=office,
        groups={unit.code: unit for unit in units if unit.kind == Unit.Kind.GROUP},
        schools=[unit for unit in units if unit.kind == Unit.Kind.SCHOOL],
        hours=hours,
        days=list(_days(hours, now)),
        texts=tomllib.loads(TEXTS.read_text(encoding="utf-8")),
    )
    accounts = Account.objects.filter(synthetic=True).select_related("person")
    stage._accounts = {account.username: account for account in accounts}
    seats = Appointment.objects.filter(synthetic=True).select_related("post__unit__desk")
    for seat in seats:
        stage._seats.setdefault(seat.person_id, []).append(seat)
    return stage


def _days(hours: WorkingTime, now: datetime) -> Iterator[date]:
    """Working days backwards; today counts once half an hour of it has passed."""
    today = local(now).date()
    begun = now >= datetime.combine(today, time(9), BANGKOK)
    day = today if hours.is_working_day(today) and begun else hours.day_after(today, -1)
    for _ in range(DAYS):
        yield day
        day = hours.day_after(day, -1)
