"""Figures of a school that hang together: more pupils, more rooms and teachers; the next year a little other."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

LOWER, UPPER = ("311", "312", "313"), ("411", "412", "413")


@dataclass(frozen=True, slots=True)
class School:
    """One school in one year; the same code and year give the same figures."""

    code: str
    year: int
    term: int = 1

    def chance(self, what: str) -> random.Random:
        return random.Random(f"{self.code} {self.year} {self.term} {what}")  # noqa: S311 - a sample, not a secret

    @property
    def size(self) -> int:
        """Pupils in a year of ม.ต้น: of the school, and drifting by a few in the hundred from year to year."""
        own = random.Random(self.code)  # noqa: S311
        base = own.choice((28, 40, 55, 70, 90, 120, 160, 220, 300, 420))
        drift = own.uniform(-0.03, 0.02)
        return max(12, round(base * (1 + drift) ** (self.year - 2560)))

    def pupils(self) -> dict[str, int]:
        """Path within the table → pupils."""
        chance, found = self.chance("pupils"), {}
        for at, grade in enumerate((*LOWER, *UPPER)):
            people = round(
                self.size * (1 if grade in LOWER else 0.72) * (1 - 0.02 * (at % 3)) * chance.uniform(0.94, 1.06)
            )
            girls = round(people * chance.uniform(0.46, 0.58))
            found[f"{grade}/m"], found[f"{grade}/f"] = people - girls, girls
        return found


def pupils(school: School, as_of: date) -> Mapping[str, str]:
    table = school.pupils()
    rooms = {grade: max(1, -(-(table[f"{grade}/m"] + table[f"{grade}/f"]) // 38)) for grade in (*LOWER, *UPPER)}
    total = sum(table.values())
    return {
        **{f"pupils/{path}": str(value) for path, value in table.items()},
        "pupils_all": str(total),
        **{f"rooms/{grade}/rooms": str(value) for grade, value in rooms.items()},
        "far": str(round(total * school.chance("far").uniform(0.1, 0.45))),
    }


def personnel(school: School, as_of: date) -> Mapping[str, str]:
    chance, total = school.chance("staff"), sum(school.pupils().values())
    teachers = max(6, round(total / chance.uniform(15, 21)))
    men = round(teachers * chance.uniform(0.25, 0.4))
    hired = max(1, round(teachers * 0.12))
    shares = {"none": 0.24, "cn": 0.3, "cnp": 0.4, "ch": 0.05}
    standing = {key: round(teachers * share) for key, share in shares.items()}
    standing["chp"] = max(0, teachers - sum(standing.values()))
    found = {
        "staff/10/m": men,
        "staff/10/f": teachers - men,
        "staff/16/m": hired // 2,
        "staff/16/f": hired - hired // 2,
        "staff/15/m": 1,
        "staff/15/f": 0,
        **{f"standing/{key}/m": value // 3 for key, value in standing.items()},
        **{f"standing/{key}/f": value - value // 3 for key, value in standing.items()},
        "teachers_needed": round(teachers * chance.uniform(0.98, 1.14)),
        "teachers": teachers,
        "retiring": round(teachers * chance.uniform(0, 0.07)),
    }
    return {path: str(value) for path, value in found.items()}


def computers(school: School, as_of: date) -> Mapping[str, str]:
    chance, total = school.chance("ict"), sum(school.pupils().values())
    found: dict[str, object] = {"computers_as_of": as_of}
    for key, share in (("teach_obec", 0.05), ("teach_own", 0.03), ("admin_obec", 0.008), ("admin_own", 0.01)):
        every = max(1, round(total * share * chance.uniform(0.6, 1.4)))
        broken = round(every * chance.uniform(0.02, 0.25))
        found |= {
            f"computers/{key}/total": every,
            f"computers/{key}/working": every - broken,
            f"computers/{key}/broken": broken,
        }
    own = chance.random() < 0.8
    return {path: str(value) for path, value in {**found, **_lines(chance, as_of, own=own)}.items()}


def _lines(chance: random.Random, as_of: date, *, own: bool) -> dict[str, object]:
    found: dict[str, object] = {"moenet_state": "none", "own_state": "none"}
    if own:
        speed = chance.choice((100, 200, 300, 500, 1000))
        found |= {
            "own_state": "good" if chance.random() < 0.8 else "slow",
            "own_provider": "nt",
            "own_type": "fiber",
            "own_speed": speed,
            "own_cost": 590 + speed * 2,
            "own_as_of": as_of,
        }
    return {**found, "lan": "true", "wlan": "true" if chance.random() < 0.86 else "false"}


OF: dict[str, Callable[[School, date], Mapping[str, str]]] = {
    "pupils_by_class": pupils,
    "personnel": personnel,
    "ict_internet": computers,
}
