"""Groups of units and mergers among three thousand schools: the page stays small and works without script."""

import gzip
import re
from typing import Any

import pytest

from khet.org.models import Unit, UnitGroup
from khet.org.tests.cast import Browser, Cast
from khet.thai.sorting import sort_key

pytestmark = pytest.mark.django_db
NEW, FIND = "/org/groups/new/", "/org/groups/units/"
DAY = "1/10/2569"
SMALL = 20_000
"""Bytes of a page as it travels."""


@pytest.fixture
def many(cast: Cast) -> list[Unit]:
    """3,000 schools in thirty districts."""
    names = [f"โรงเรียนบ้านหนองใหญ่ที่ {n}" for n in range(3000)]
    rows = [
        Unit(
            code=f"big-{n}",
            kind="school",
            name=name,
            short=f"หนองใหญ่ {n}",
            parent=cast.office,
            amphoe=f"ท่าเรือ{n % 30}",
            sort_key=sort_key(name),
        )
        for n, name in enumerate(names)
    ]
    return Unit.objects.bulk_create(rows)


def chosen(text: str) -> set[int]:
    """Ids that the page would send."""
    boxes = re.findall(r'<input type="checkbox" name="units" value="(\d+)" checked>', text)
    kept = re.findall(r'name="units-kept" value="([\d,]+)"', text)
    return {int(each) for each in [*boxes, *(pk for row in kept for pk in row.split(","))]}


def test_the_forms_are_small_pages_whatever_the_number_of_schools(
    cast: Cast, many: list[Unit], sysadmin: Browser
) -> None:
    for address in (NEW, f"/org/unit/{cast.schools[0].code}/merge/"):
        text = sysadmin.get(address).text
        assert len(gzip.compress(text.encode())) < SMALL
        assert "ท่าเรือ7" in text, "districts to look into"
        assert "หนองใหญ่ 7<" not in text


def test_a_group_is_put_together_without_script(cast: Cast, sysadmin: Browser) -> None:
    one, two, _three = cast.schools
    typed: dict[str, Any] = {"name": "สหวิทยาเขต", "shared": "on", "on": "1/1/2569"}
    looked = sysadmin.post(NEW, **{**typed, "units-find": one.short, "units-look": "1"})
    assert looked.status == 200
    assert f'value="{one.pk}"' in looked.text
    assert "สหวิทยาเขต" in looked.text
    assert "err-sum" not in looked.text, "who only looks has done nothing wrong"
    again = sysadmin.post(NEW, **{**typed, "units": [one.pk], "units-place": f"school:{two.amphoe}"})
    assert chosen(again.text) == {one.pk}
    assert f'value="{two.pk}"' in again.text
    assert not UnitGroup.objects.exists()
    assert sysadmin.post(NEW, **typed, units=[one.pk, two.pk]).status == 303
    assert set(UnitGroup.objects.get().members.values_list("unit_id", flat=True)) == {one.pk, two.pk}


def test_a_thousand_members_pass_the_question_whether_one_is_sure(
    cast: Cast, many: list[Unit], sysadmin: Browser
) -> None:
    sysadmin.post(NEW, name="เกาะ", shared="on", units=[cast.schools[0].pk], on="1/1/2569")
    group = UnitGroup.objects.get()
    wanted = {each.pk for each in many[:1000]}
    named, kept = sorted(wanted)[:60], ",".join(str(pk) for pk in sorted(wanted)[60:])
    there = f"/org/groups/{group.pk}/mend/"
    typed: dict[str, Any] = {"name": "เกาะ", "on": DAY, "units-kept": kept}
    asked = sysadmin.post(there, **typed, units=named)
    assert asked.text.count("<input") < 30
    assert chosen(asked.text) == wanted
    (sent,) = re.findall(r'name="units-kept" value="([\d,]+)"', asked.text)
    typed["units-kept"] = sent
    back = sysadmin.post(there, **typed, edit="1")
    assert chosen(back.text) == wanted
    assert sysadmin.post(there, **typed, sure="1").status == 303
    assert set(group.members.filter(valid_until=None).values_list("unit_id", flat=True)) == wanted


def test_only_units_of_its_kind_may_be_merged_into_a_unit(cast: Cast, sysadmin: Browser) -> None:
    into, other = cast.schools[0], cast.schools[1]
    there = f"/org/unit/{into.code}/merge/"
    found = sysadmin.get(f"{there}units/", {"units-find": "โรงเรียน"}).text
    assert f'value="{other.pk}"' in found
    assert f'value="{into.pk}"' not in found
    assert 'name="units"' not in sysadmin.get(f"{there}units/", {"units-find": cast.dlict.code}).text
    for wrong in (into.pk, cast.dlict.pk, 10**9):
        assert sysadmin.post(there, units=[wrong], on=DAY, sure="1").status == 422
    parts = sysadmin.get(f"/org/unit/{cast.dlict.code}/merge/").text
    assert "กลุ่มในหน่วยงาน" in parts


def test_who_keeps_no_groups_is_given_no_names(cast: Cast, teacher: Browser, clerk: Browser) -> None:
    asked = {"units-find": cast.schools[1].short}
    assert 'name="units"' in clerk.get(FIND, asked).text
    assert teacher.get(FIND, asked).status == 403
    assert clerk.get(f"/org/unit/{cast.schools[0].code}/merge/units/", asked).status == 403
