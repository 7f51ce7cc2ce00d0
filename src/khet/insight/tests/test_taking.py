import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from khet.insight import lake, services
from khet.insight.models import CubeCell, Element, FactFile, FactSource
from khet.insight.reads.pivots import By, cross, pivot
from khet.insight.reads.places import Level
from khet.insight.tests.factories import an_answer
from khet.kernel.errors import Refused
from khet.org.tests.cast import Cast


def total(period: str = "school-2568-1") -> float | None:
    return pivot(Element.objects.get(key="pupils"), level=Level.AREA, periods=[period]).totals[0]


def facts_total() -> float:
    return sum(cross(Element.objects.get(key="pupils"), period="school-2568-1").values())


def test_an_answer_is_in_the_cube_and_in_the_facts(cast: Cast) -> None:
    services.take_in(an_answer(cast.schools[0]))
    services.take_in(an_answer(cast.schools[1], scale=2))
    assert total() == facts_total() == 300
    by_class = pivot(Element.objects.get(key="pupils"), level=Level.UNIT, by=By.ROW)
    assert by_class.columns == (("311", "ม.1"), ("312", "ม.2"))
    assert [line.values for line in by_class.lines] == [(60, 140), (30, 70)]
    assert by_class.totals == (90, 210)


def test_taking_the_same_answer_in_twice_counts_it_once(cast: Cast) -> None:
    answer = an_answer(cast.schools[0])
    services.take_in(answer)
    services.take_in(answer)
    assert total() == facts_total() == 100
    assert FactFile.objects.count() == 1


def test_a_new_revision_replaces_the_old_figures_also_in_a_compacted_file(cast: Cast) -> None:
    for school in cast.schools:
        services.take_in(an_answer(school))
    services.compact_round(2568)
    services.take_in(an_answer(cast.schools[0], scale=10, revision=2, digest="2"))
    assert total() == facts_total() == 1200
    services.tidy()
    assert FactFile.objects.count() == 1
    assert total() == facts_total() == 1200


def test_a_reopened_answer_counts_nowhere(cast: Cast) -> None:
    for school in cast.schools:
        services.take_in(an_answer(school))
    services.compact_round(2568)
    services.leave(FactSource.objects.first().submission_id)  # type: ignore[union-attr]
    assert total() == facts_total() == 200


def test_of_two_rounds_for_one_period_the_later_counts_and_the_earlier_comes_back(cast: Cast) -> None:
    first = an_answer(cast.schools[0])
    later = an_answer(cast.schools[0], submission=7, scale=5, round_id=9999)
    services.take_in(first)
    services.take_in(later)
    assert total() == facts_total() == 500
    assert services.leave(7) == first.submission_id
    services.take_in(first)
    assert total() == facts_total() == 100


def test_an_earlier_round_that_comes_late_does_not_replace(cast: Cast) -> None:
    services.take_in(an_answer(cast.schools[0], submission=7, scale=5, round_id=9999))
    services.take_in(an_answer(cast.schools[0]))
    assert total() == facts_total() == 500


def test_a_kill_before_the_row_stands_leaves_a_file_that_is_swept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(FactFile.objects, "get_or_create", killed)
    with pytest.raises(KeyboardInterrupt):
        services.take_in(an_answer(cast.schools[0]))
    monkeypatch.undo()
    assert not CubeCell.objects.exists()
    assert not FactSource.objects.filter(counts=True).exists()


def test_a_kill_while_the_file_is_written_leaves_a_part_that_nobody_reads(
    cast: Cast, facts_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the rename: neither a half file under its name nor a figure; and the next writing is whole."""

    def killed(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    services.take_in(an_answer(cast.schools[0]))
    whole = set(facts_folder.rglob("*.parquet"))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", killed)
        patch.setattr(Path, "unlink", lambda *args, **kwargs: None)  # a killed process tidies nothing
        with pytest.raises(KeyboardInterrupt):
            services.take_in(an_answer(cast.schools[1], scale=2))
    assert set(facts_folder.rglob("*.parquet")) == whole
    assert [path.name.startswith(".part-") for path in set(facts_folder.rglob("*")) - whole if path.is_file()] == [True]
    assert total() == facts_total() == 100
    services.take_in(an_answer(cast.schools[1], scale=2))
    assert total() == facts_total() == 300
    assert lake.sweep(set(FactFile.objects.values_list("name", flat=True)), older_than=2e12) == 1
    assert total() == facts_total() == 300


def test_files_nobody_knows_are_swept_and_known_ones_kept(cast: Cast, facts_folder: Path) -> None:
    services.take_in(an_answer(cast.schools[0]))
    lost = lake.write(round_id=2568, parcels=[lake.Parcel(1, 1, "school-2568-1", [lake.Fact(1, "", "", 1.0)])])
    assert lake.sweep(set(FactFile.objects.values_list("name", flat=True)), older_than=2e12) == 1
    assert not (facts_folder / lost.name).exists()
    assert facts_total() == 100


def test_codes_of_older_versions_stay_known(cast: Cast) -> None:
    old, new = an_answer(cast.schools[0], year=2567), an_answer(cast.schools[0])
    about = replace(new.elements[0], rows={"313": "ม.3"})
    services.take_in(old)
    services.take_in(replace(new, elements=(about,)))
    assert Element.objects.get(key="pupils").rows == {"311": "ม.1", "312": "ม.2", "313": "ม.3"}


def test_a_whole_round_is_taken_in_at_once_and_counts_the_same(cast: Cast) -> None:
    answers = [an_answer(school, scale=scale) for scale, school in enumerate(cast.schools, 1)]
    services.take_in_many(answers)
    services.take_in_many(answers)
    assert total() == facts_total() == 600
    assert FactFile.objects.count() == 1
    services.leave(answers[0].submission_id)
    assert total() == facts_total() == 500


def test_lost_files_are_noticed_and_their_answers_taken_in_anew(cast: Cast, facts_folder: Path) -> None:
    answers = [an_answer(school) for school in cast.schools]
    services.take_in_many(answers)
    shutil.rmtree(facts_folder)
    with pytest.raises(Refused):
        facts_total()
    assert services.mend() == sorted(answer.submission_id for answer in answers)
    for answer in answers:
        services.take_in(answer)
    assert total() == facts_total() == 300
    assert services.mend() == []
