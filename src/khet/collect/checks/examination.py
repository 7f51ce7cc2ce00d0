"""One look at one table: loaded, typed and judged in DuckDB, with bounds of memory, threads and time."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

from khet.collect.checks import facts, sources
from khet.collect.checks.bounds import Bounded, Limits, Setting
from khet.collect.checks.columns import KEPT
from khet.collect.checks.findings import Broken
from khet.collect.checks.growth import Table, shipped
from khet.collect.checks.lists import quoted
from khet.collect.checks.ruleset import Rule, Ruleset, Scope
from khet.collect.checks.typed import typed
from khet.kernel.errors import Refused
from khet.kernel.late import Late

if TYPE_CHECKING:
    import duckdb
else:
    duckdb = Late("duckdb")

WORD = 60  # rules in one number of flags
SAMPLE = 200_000  # rows on which a guilty rule is looked for


class Examination(Bounded):
    """Use as a context manager: load, judge, then ask. Every table of it is in memory and gone at the end."""

    def __init__(self, ruleset: Ruleset, setting: Setting, *, limits: Limits, growth: Table | None = None) -> None:
        super().__init__(limits)
        self.ruleset, self.setting = ruleset, setting
        self.growth = growth or shipped()
        self.has: tuple[str, ...] = ()
        self.skipped: list[str] = []
        self.broken: list[Broken] = []
        self.row_rules: list[Rule] = []
        self._has_before = self._has_elsewhere = False
        self._source = ""

    def __enter__(self) -> Self:
        super().__enter__()
        facts.lay_out(self.connection, self.growth)
        return self

    # ---- loading ---------------------------------------------------------------------------------------------------

    def load(self, table: sources.Source) -> None:
        self.has = sources.load(self.connection, "source", table)
        self._source = str(table) if isinstance(table, Path) else ""

    def load_before(self, table: sources.Source) -> None:
        """The file of the last round, typed as it was on its own day."""
        has = sources.load(self.connection, "source_before", table)
        day = self.setting.before_as_of or self.setting.as_of
        constants = {**self.setting.constants, "as_of": f"DATE '{day.isoformat()}'"}
        self.connection.execute(
            "CREATE TABLE before AS "
            + typed(self._owned("source_before", has), has=self._with_code(has), constants=constants)
        )
        self._has_before = True

    def load_elsewhere(self, schools: Mapping[str, str]) -> None:
        """Citizen numbers that another school holds now → that school's name."""
        rows = [("9" + number[1:].zfill(13) if number[:1] == "G" else number, name) for number, name in schools.items()]
        sources.pour(self.connection, "elsewhere", {"pid": "BIGINT", "school": "VARCHAR"}, rows)
        self._has_elsewhere = True

    def _owned(self, name: str, has: Sequence[str]) -> str:
        """A file without school codes is the school's own."""
        if "school_code" in has:
            return name
        code = quoted(self.setting.own_codes[0] if self.setting.own_codes else "-")
        return f"(SELECT *, {code} AS school_code FROM {name})"  # noqa: S608 - a quoted literal

    @staticmethod
    def _with_code(has: Sequence[str]) -> tuple[str, ...]:
        return (*has, "school_code") if "school_code" not in has else tuple(has)

    def typed(self, where: str = "") -> str:
        below = self._owned("source", self.has)
        chosen = f"(SELECT * FROM {below} WHERE {where})" if where else below  # noqa: S608 - our own condition
        return typed(chosen, has=self._with_code(self.has), constants=self.setting.constants)

    # ---- judging ---------------------------------------------------------------------------------------------------

    def judge(self) -> None:
        """Every rule of a row in one pass, then the others one by one. A rule that fails is set aside and said."""
        self.close_doors(*([self._source] if self._source else []))
        self.row_rules = [rule for rule in self.ruleset if rule.scope == Scope.ROW and self._applies(rule)]
        self._one_pass()
        self.connection.execute("CREATE TABLE finds (rule USMALLINT, row BIGINT, other VARCHAR)")
        self._collect_flags()
        self._name_schools()
        for place, rule in enumerate(self.ruleset.rules):
            if rule.scope != Scope.ROW and self._applies(rule):
                self._across(place, rule)

    def _applies(self, rule: Rule) -> bool:
        some = any(column in self.has for column in rule.columns)
        every = all(column in self.has for column in rule.columns)
        fits = some if rule.place else every
        if rule.scope == Scope.HISTORY or "before" in rule.query:
            fits = fits and self._has_before
        if "elsewhere" in rule.query:
            fits = fits and self._has_elsewhere
        if not fits:
            self.skipped.append(rule.key)
        return fits

    def _one_pass(self) -> None:
        try:
            self._make_judged()
        except duckdb.OutOfMemoryException:
            raise
        except duckdb.Error:
            self._set_aside_guilty()
            try:
                self._make_judged()
            except duckdb.Error:
                raise Refused("ตรวจไฟล์นี้ไม่เสร็จในเวลาที่กำหนด แบ่งเป็นไฟล์ย่อยแล้วส่งใหม่", code="unchecked") from None

    def _make_judged(self) -> None:
        words = [
            " + ".join(
                f"(CASE WHEN ({rule.wrong}\n) THEN {1 << place}::BIGINT ELSE 0 END)"
                for place, rule in enumerate(self.row_rules[start : start + WORD])
            )
            for start in range(0, len(self.row_rules), WORD)
        ]
        flags = ", ".join(f"{sql} AS flags_{place}" for place, sql in enumerate(words or ["0::BIGINT"]))
        self.connection.execute("DROP TABLE IF EXISTS pupils")
        with self.within(self.limits.seconds):
            self.connection.execute(f"CREATE TABLE pupils AS SELECT {', '.join(KEPT)}, {flags} FROM ({self.typed()})")  # noqa: S608

    def _set_aside_guilty(self) -> None:
        """Each rule by itself: which one cannot be run, or does not end."""
        with self.within(self.limits.seconds):
            self.connection.execute(f"CREATE OR REPLACE TABLE sample AS SELECT * FROM ({self.typed()}) LIMIT {SAMPLE}")  # noqa: S608
        for rule in list(self.row_rules):
            if time.monotonic() - self.started > 4 * self.limits.seconds:
                return
            why = self.failure(f"SELECT count(*) FROM sample WHERE ({rule.wrong}\n)", 2.0)  # noqa: S608
            if why:
                self.broken.append(Broken(rule.key, why))
                self.row_rules.remove(rule)
        self.connection.execute("DROP TABLE sample")

    def _collect_flags(self) -> None:
        places = {rule.key: place for place, rule in enumerate(self.ruleset.rules)}
        names = [f"flags_{word}" for word in range(max(1, -(-len(self.row_rules) // WORD)))]
        marked = " OR ".join(f"{name} <> 0" for name in names)
        self.connection.execute(f"CREATE TABLE marked AS SELECT row, {', '.join(names)} FROM pupils WHERE {marked}")  # noqa: S608
        ever = self.one(f"SELECT {', '.join(f'coalesce(bit_or({name}), 0)' for name in names)} FROM marked")  # noqa: S608
        for place, rule in enumerate(self.row_rules):
            word, flag = place // WORD, 1 << place % WORD
            if ever[word] & flag:
                self.connection.execute(
                    f"INSERT INTO finds SELECT {places[rule.key]}, row, NULL FROM marked "  # noqa: S608
                    f"WHERE {names[word]} & {flag} <> 0"
                )

    def _name_schools(self) -> None:
        """What each code is called, for sentences about several schools."""
        code = "nullif(trim(school_code), '')" if "school_code" in self.has else "NULL"
        name = "any_value(nullif(trim(school_name), ''))" if "school_name" in self.has else "NULL"
        self.connection.execute(
            f"CREATE TABLE schools AS SELECT {code}::VARCHAR AS school_code, {name}::VARCHAR AS name "  # noqa: S608
            f"FROM source GROUP BY 1"
        )

    def _across(self, place: int, rule: Rule) -> None:
        sql = _grouped(rule) if rule.by else rule.query
        why = self.failure(
            f"INSERT INTO finds SELECT {place}, row, other::VARCHAR FROM ({sql}\n)",  # noqa: S608 - a judged rule
            min(self.limits.rule_seconds, self.left),
        )
        if why:
            self.broken.append(Broken(rule.key, why))

    # ---- asking ----------------------------------------------------------------------------------------------------

    def counts(self) -> dict[str, int]:
        """Findings by rule, for the rules that found something."""
        told = self.connection.execute("SELECT rule, count(*) FROM finds GROUP BY rule ORDER BY rule").fetchall()
        return {self.ruleset.rules[place].key: number for place, number in told}

    def rows(self) -> int:
        return self.one("SELECT count(*) FROM pupils")[0]

    def wrong_rows(self) -> int:
        return self.one("SELECT count(DISTINCT row) FROM finds WHERE row > 0")[0]


def _grouped(rule: Rule) -> str:
    """Rows of the groups that are wrong; a row without one of the keys is in no group."""
    keys = ", ".join(rule.by)
    there = " AND ".join(f"{key} IS NOT NULL" for key in rule.by)
    where = f"{there} AND ({rule.where})" if rule.where else there
    members = f"SELECT pupils.* FROM pupils JOIN wrong_groups USING ({keys}) WHERE {where}"  # noqa: S608 - a judged rule
    return (
        f"WITH wrong_groups AS (SELECT {keys} FROM pupils WHERE {where} GROUP BY {keys} HAVING {rule.having}), "  # noqa: S608
        f"members AS ({members}), told AS (SELECT {keys}, {rule.tell or 'NULL'} AS other FROM members GROUP BY {keys}) "
        f"SELECT row, other FROM members JOIN told USING ({keys})"
    )
