"""Checks as data: rules over tables of pupils, run in DuckDB; no Django tables here.

`run(sheet, pupils(), as_of=…)` finds what is wrong in a school's file, an area's or the nation's by the same rules.
"""

from khet.collect.checks.bounds import Limits, Setting
from khet.collect.checks.examination import Examination
from khet.collect.checks.findings import Broken, Finding, Findings
from khet.collect.checks.growth import Nutrition, nutrition
from khet.collect.checks.marking import marked
from khet.collect.checks.ruleset import Rule, RuleError, Ruleset, Scope, Severity, pupils
from khet.collect.checks.running import run

__all__ = [
    "Broken",
    "Examination",
    "Finding",
    "Findings",
    "Limits",
    "Nutrition",
    "Rule",
    "RuleError",
    "Ruleset",
    "Scope",
    "Setting",
    "Severity",
    "marked",
    "nutrition",
    "pupils",
    "run",
]
