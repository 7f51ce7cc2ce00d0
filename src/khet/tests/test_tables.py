"""Tables belong to their package: others hold its rows, and neither make nor change nor look for them.

Of org, units, people and posts may be looked for.

import-linter keeps the modules of tables apart; rows and their types still travel, and this reads what is done to them.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

SOURCE = Path(__file__).resolve().parents[1]
WRITES = {
    "create",
    "bulk_create",
    "get_or_create",
    "update_or_create",
    "update",
    "bulk_update",
    "delete",
    "acreate",
    "aupdate",
}
# Units, people, posts and legal duties are the ground that everybody stands on: any package may look for them. What
# else org keeps (accounts and doors, restricted records, tokens, imports) is its own.
GROUND = {
    "Appointment",
    "LegalDuty",
    "Person",
    "Post",
    "PostDuty",
    "StandIn",
    "Succession",
    "Unit",
    "UnitGroup",
    "UnitGroupMember",
    "UnitVersion",
}
# Texts of files are kept by their bytes, and found again from there: the one join between two packages.
JOINS = {"search/services/texts.py"}
# The demonstration and the tests make their world themselves; migrations have tables of their own time.
FREE = {"seed", "tests", "migrations"}


def tables() -> set[tuple[str, str]]:
    """(package, name) of all tables of ours."""
    return {(model._meta.app_label, model.__name__) for model in apps.get_models()}


def foreign(tree: ast.AST, package: str) -> dict[str, str]:
    """Names by which a module of this package calls tables of others, and whose they are."""
    named, known = {}, tables()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("khet."):
            owner = str(node.module).split(".")[1]
            for alias in node.names:
                if owner != package and (owner, alias.name) in known:
                    named[alias.asname or alias.name] = owner
    return named


def chain(node: ast.AST) -> tuple[str, list[str]]:
    """Where a chain of calls and attributes begins, and the attributes from there on: Unit.objects.filter(…).delete."""
    words: list[str] = []
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute):
            words.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return "", []
    return node.id, words[::-1]


def wrongs(source: str, package: str) -> Iterator[str]:
    """What a module does to tables that are not its package's."""
    tree = ast.parse(source)
    named = foreign(tree, package)
    ground = {name for name, owner in named.items() if owner == "org"} & GROUND
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in named:
            yield f"{node.lineno}: makes a {node.func.id}"
        if isinstance(node, ast.Attribute):
            begin, words = chain(node)
            if begin not in named or words[0] not in ("objects", "_default_manager"):
                continue
            if words[-1] in WRITES:
                yield f"{node.lineno}: {begin} {words[-1]}"
            elif begin not in ground and len(words) == 1:
                yield f"{node.lineno}: looks for a {begin}"


def test_nobody_makes_changes_or_looks_for_rows_of_another_package() -> None:
    found = [
        f"{path.relative_to(SOURCE)}:{wrong}"
        for path in sorted(SOURCE.rglob("*.py"))
        if not FREE & set(path.relative_to(SOURCE).parts) and str(path.relative_to(SOURCE)) not in JOINS
        for wrong in wrongs(path.read_text(encoding="utf-8"), path.relative_to(SOURCE).parts[0])
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Unit.objects.filter(pk=1).first()", []),
        ("Unit.objects.filter(pk=1).update(name='x')", ["2: Unit update"]),
        ("Unit.objects.create(name='x')", ["2: Unit create"]),
        ("Unit(name='x')", ["2: makes a Unit"]),
        ("Unit.Kind.SCHOOL", []),
        ("Account.objects.filter(pk=1).first()", ["2: looks for a Account"]),
    ],
)
def test_what_counts_as_a_wrong(line: str, said: list[str]) -> None:
    assert list(wrongs(f"from khet.org.models import Account, Unit\n{line}", "saraban")) == said
    assert list(wrongs(f"from khet.org.models import Account, Unit\n{line}", "org")) == []
