"""Rules as data: read from a file, and nothing is taken that could not be run."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from string import Formatter
from typing import Any

from khet.collect.checks.columns import TEXTS

KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
# A condition is an expression, not a statement: what could leave it, read files or change settings is refused.
_FOREIGN = re.compile(
    r";|--|/\*|'|\$|\b(?:attach|copy|create|delete|drop|export|getenv|glob|import|insert|install|load|pragma|read_\w+|set"
    r"|sniff_csv|update|query_table|parquet_\w+|duckdb_\w+)\b",
    re.IGNORECASE,
)
_TEXT = re.compile(r"'(?:[^']|'')*'")  # a literal; a quote left over is refused
_OWN_WORDS = frozenset({"value", "other", "name", "row"})


class Severity(StrEnum):
    """BLOCK: the file is not taken over with it. WARN: look at it; it may be right."""

    BLOCK = "block"
    WARN = "warn"


class Scope(StrEnum):
    ROW = "row"
    CROSS_ROW = "cross_row"
    CROSS_SCHOOL = "cross_school"
    HISTORY = "history"


class RuleError(ValueError):
    """A rule file that is not in order: which rule, and what."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. wrong (row), by + having + where (groups) or query finds the wrong rows; see data/pupils.toml."""

    key: str
    severity: Severity
    columns: tuple[str, ...]
    message: str
    hint: str
    scope: Scope = Scope.ROW
    wrong: str = ""
    by: tuple[str, ...] = ()
    having: str = ""
    where: str = ""
    query: str = ""
    tell: str = ""
    place: str = ""
    since: int = 1


@dataclass(frozen=True, slots=True)
class Ruleset:
    """Rules for one kind of record, and the version of their file."""

    kind: str
    version: int
    rules: tuple[Rule, ...]

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def only(self, *keys: str) -> "Ruleset":
        return Ruleset(self.kind, self.version, tuple(rule for rule in self.rules if rule.key in keys))

    def without(self, *keys: str) -> "Ruleset":
        return Ruleset(self.kind, self.version, tuple(rule for rule in self.rules if rule.key not in keys))

    def rule(self, key: str) -> Rule:
        return next(rule for rule in self.rules if rule.key == key)


@lru_cache
def pupils() -> Ruleset:
    """The shipped rules for pupils."""
    return read(resources.files("khet.collect.checks").joinpath("data/pupils.toml").read_text("utf-8"))


def read(text: str) -> Ruleset:
    """Raises RuleError for what is no rule."""
    try:
        told = tomllib.loads(text)
        version, kind, listed = int(told["version"]), str(told["kind"]), list(told["rule"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise RuleError(f"the file of rules cannot be read: {error}") from None
    rules = tuple(_rule(each, version) for each in listed)
    keys = [rule.key for rule in rules]
    if twins := sorted({key for key in keys if keys.count(key) > 1}):
        raise RuleError(f"stands twice: {', '.join(twins)}")
    return Ruleset(kind, version, rules)


def _rule(told: Mapping[str, Any], version: int) -> Rule:
    key = str(told.get("key", ""))
    if not KEY.fullmatch(key):
        raise RuleError(f"{key or '(no key)'}: a key is a to z, digits and _")
    if unknown := sorted(set(told) - {field.name for field in fields(Rule)}):
        raise RuleError(f"{key}: unknown {', '.join(unknown)}")
    try:
        rule = Rule(
            key=key,
            severity=Severity(told["severity"]),
            columns=tuple(told["columns"]),
            message=str(told["message"]),
            hint=str(told["hint"]),
            scope=Scope(told.get("scope", "row")),
            by=tuple(told.get("by", ())),
            since=int(told.get("since", 1)),
            **{name: str(told.get(name, "")) for name in ("wrong", "having", "where", "query", "tell", "place")},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise RuleError(f"{key}: {error}") from None
    _judge(rule, version)
    return rule


def _judge(rule: Rule, version: int) -> None:
    ways = [bool(rule.wrong), bool(rule.by and rule.having), bool(rule.query)]
    if sum(ways) != 1 or (rule.scope == Scope.ROW) != ways[0]:
        raise RuleError(f"{rule.key}: one of wrong (row), by and having (groups) or query")
    if not 1 <= rule.since <= version:
        raise RuleError(f"{rule.key}: since is no version of the file")
    if unknown := [each for each in rule.columns if each not in TEXTS]:
        raise RuleError(f"{rule.key}: no such column: {', '.join(unknown)}")
    if not rule.columns or not rule.message.strip() or not rule.hint.strip():
        raise RuleError(f"{rule.key}: columns, message and hint must be there")
    _judge_message(rule)
    for sql in (rule.wrong, rule.having, rule.where, rule.query, rule.tell, rule.place, *rule.by):
        if found := _FOREIGN.search(_TEXT.sub('""', sql)):
            raise RuleError(f"{rule.key}: {found[0]!r} may not stand in a rule")


def _judge_message(rule: Rule) -> None:
    try:
        names = {name for _, name, _, _ in Formatter().parse(rule.message) if name is not None}
    except ValueError as error:
        raise RuleError(f"{rule.key}: {error}") from None
    if unknown := sorted(name for name in names if name not in TEXTS and name not in _OWN_WORDS):
        raise RuleError(f"{rule.key}: the message names {', '.join(unknown)}")
    if "other" in names and not (rule.tell or rule.query):
        raise RuleError(f"{rule.key}: the message names other, but nothing tells it")


def named_in(message: str) -> frozenset[str]:
    """The {places} of a message."""
    return frozenset(name for _, name, _, _ in Formatter().parse(message) if name)
