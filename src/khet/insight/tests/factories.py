"""Answers as collect certifies them, without collect."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from khet.insight import lake
from khet.insight.lake import files
from khet.insight.values import About, Answer, Number
from khet.org.models import Unit

PUPILS = About("pupils", "นักเรียน", "คน", "ชั้น", "เพศ", {"311": "ม.1", "312": "ม.2"}, {"m": "ชาย", "f": "หญิง"})


def facts_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Facts stand there while the test runs."""
    for module in (files, lake):
        monkeypatch.setattr(module, "folder", lambda: folder)
    return folder


def an_answer(unit: Unit, *, year: int = 2568, submission: int = 0, scale: int = 1, **changes: object) -> Answer:
    """ม.1: 10 boys, 20 girls; ม.2: 30 boys, 40 girls; times scale."""
    cells = (("311", "m", 10), ("311", "f", 20), ("312", "m", 30), ("312", "f", 40))
    answer = Answer(
        submission_id=submission or unit.pk * 10_000 + year,
        round_id=year,
        form_id=1,
        form_key="pupils_by_class",
        form_title="จำนวนนักเรียน",
        unit_id=unit.pk,
        unit_name=unit.name,
        year_type="school",
        year=year,
        term=1,
        as_of=date(year - 543, 6, 10),
        revision=1,
        state="certified",
        digest="1",
        numbers=tuple(Number("pupils", row, column, float(value * scale)) for row, column, value in cells),
        elements=(PUPILS,),
    )
    return replace(answer, **changes)  # type: ignore[arg-type]
