"""The index: one suite, run on SQLite and on PostgreSQL."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khet.kernel.actor import NOBODY
from khet.search import reads, services
from khet.search.backends.shared import model_of
from khet.search.models import DocumentA, IndexState, Slot, Touched, Word
from khet.search.registry import sources
from khet.search.services.terms import held
from khet.search.tests.area import KIND, OTHER, READER, Papers

SYLLABLES = "สำนักงานเขตพื้นที่การศึกษามัธยมศึกษา"


def ids(text: str, **filters: object) -> list[int]:
    found = reads.find(READER, text, kinds=[KIND], **filters)  # type: ignore[arg-type]
    return [hit.id for hit in found.hits if not hit.near]


@pytest.fixture
def few(papers: Papers) -> Papers:
    papers.add(1, f"ประชุมผู้บริหาร{SYLLABLES}", "ขอเชิญประชุมเรื่องงบประมาณประจำปี ๒๕๖๙", numbers=("ศธ 04349/ว๓๑๙๔",))
    papers.add(2, "ชำระหนี้กองทุนสวัสดิการ", "ครูชำนาญการขอกู้เงินสวัสดิการ")
    papers.add(3, "หนูนาในนาข้าว", "วิทยาศาสตร์ ม.2 เรื่องสัตว์ น\u0e4d\u0e49า", people=("สมชาย ผู้นำเขต",))
    papers.add(4, "แบบ ปพ.5 ภาคเรียนที่ 1", "ตัวชี้วัด ค 1.1 ป.1/1 เรื่องจำนวนนับ โทร. 077-123-456")
    papers.index()
    return papers


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("เขตพื้นที่", [1]),
        ("สำนักงานเขตพื้นที่การศึกษา", [1]),
        ("การศึกษา", [1]),
        ("ประชุม งบประมาณ", [1]),
        ("งบประมาณ ชำระหนี้", []),
        ("๒๕๖๙", [1]),
        ("2569", [1]),
        ("ศธ04349/ว3194", [1]),
        ("ศธ ๐๔๓๔๙ / ว ๓๑๙๔", [1]),
        ("ว ๓๑๙๔", [1]),
        ("ว 3195", []),
        ("หนี้", [2]),
        ("หนู", [3]),
        ("น้ำ", [3]),
        ("ปพ.5", [4]),
        ("ปพ. ๕", [4]),
        ("ปพ5", [4]),
        ("ค1.1 ป1/1", [4]),
        ("สมชาย ผู้นำเขต", [3]),
        ("ครูชำนาญการ", [2]),
        ("ประชุ\u200bม", [1]),
        ('"งบประมาณประจำปี"', [1]),
        ('"ประจำปีงบประมาณ"', []),
    ],
)
def test_words_numbers_and_names_are_found_in_any_spelling(few: Papers, text: str, wanted: list[int]) -> None:
    assert ids(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\u0e48\u0e49",
        '"',
        '""" AND OR NOT (',
        "NEAR(a b) * ^ :",
        "title : x",
        "'; DROP TABLE search_doc_a; --",
        "\\'':*&|!()<->",
        "\x00\x01",
        "😀🇹🇭",
        "漢字 кириллица العربية",
        "ก" * 10_000,
        "การ" * 4_000,
        "a b " * 3_000,
        "%_%",
        "\ue000\ue001\ue002",
        "\ud800x",
    ],
)
def test_anything_typed_gets_an_answer(few: Papers, text: str) -> None:
    found = reads.find(READER, text)
    assert found.took_ms < 2_000
    assert isinstance(reads.suggest(READER, text), list)
    reads.find(READER, text, typing=True, person=text)


def test_an_abbreviation_of_what_is_typed_must_stand_by_itself(papers: Papers) -> None:
    papers.add(1, "โรงเรียนสตรีศรีวิทยา")
    papers.add(2, "น.ส.รัชดา ใจดี")
    papers.add(3, "นางสาวรัชดา ใจงาม")
    papers.add(4, "จรจัดในเมือง")
    papers.add(5, "จ.ตรัง")
    papers.index()
    assert set(ids("นางสาว")) == {2, 3}
    assert set(ids("จังหวัด")) == {5}


def test_the_crumbs_of_a_code_bring_nothing_near(few: Papers) -> None:
    few.add(5, "ประกาศครั้งที่ 1")
    few.index()
    assert reads.find(READER, "ค4.2 ป3/7", kinds=[KIND]).hits == ()


WORDS = ["ประชุม", "งบประมาณ", "เขตพื้นที่", "ศธ 04349/ว3194", "ปพ.5", "ค1.1 ป1/1", "๒๕๖๙", "สมชาย", "หนี้", "การศึกศา"]
SIGNS = [
    "AND",
    "OR",
    "NOT",
    "NEAR(",
    ")",
    "(",
    '"',
    "“",
    "*",
    ":*",
    "<->",
    "&",
    "|",
    "!",
    "'",
    "--",
    ";",
    "\\",
    "%",
    "^",
    "title:",
]
TYPED = st.one_of(
    st.text(max_size=60),
    st.text("กขนสยเแใำะาิีุ่้๊์ํๆฯ0๕./\"' -\u200b\x00", max_size=40),
    st.lists(st.sampled_from(WORDS + SIGNS), max_size=9).map(" ".join),
    st.lists(st.sampled_from(WORDS + SIGNS), max_size=9).map("".join),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=TYPED, person=st.sampled_from(["", "สมชาย", '"*']), as_typed=st.booleans())
def test_whatever_is_typed_the_answer_is_whole(few: Papers, typed: str, person: str, as_typed: bool) -> None:
    found = reads.find(READER, typed, typing=as_typed, person=person, limit=50)
    for group in found.groups:
        exact = [hit for hit in group.hits if not hit.near]
        assert group.count == len(exact)
        for hit in group.hits:
            paper = few.rows[hit.id]
            assert "".join(piece for piece, _marked in hit.title) == paper.title
            assert "".join(piece for piece, _marked in hit.snippet).strip("…") in paper.body
    assert not reads.find(NOBODY, typed, typing=as_typed).groups
    for each in reads.suggest(READER, typed):
        assert each.url.startswith("/paper/")
    assert reads.suggest(NOBODY, typed) == []


def test_only_what_one_may_see_is_found_counted_and_suggested(papers: Papers) -> None:
    papers.add(1, "แผนลับของหน่วยเจ็ด", "ความลับ", "unit:7")
    papers.index()
    assert ids("แผนลับ") == [1]
    for actor in (OTHER, NOBODY):
        found = reads.find(actor, "แผนลับ")
        assert (found.count, found.groups, found.did_you_mean, found.layout) == (0, (), "", "")
        assert reads.find(actor, "แผนลัป").did_you_mean == ""
        assert reads.suggest(actor, "แผน") == []
    assert [hit.url for hit in reads.suggest(READER, "แผน")] == ["/paper/1/"]


def test_taking_a_term_away_takes_the_document_away_without_cutting_it_again(papers: Papers) -> None:
    papers.add(1, "แผนงานปี", "", "unit:7")
    assert papers.index().cut == 1
    papers.add(1, "แผนงานปี", "", "unit:8")
    done = papers.index()
    assert (done.cut, done.granted) == (0, 1)
    assert ids("แผนงาน") == []
    assert reads.find(OTHER, "แผนงาน").count == 1
    assert papers.index().same == 1


def test_what_changed_is_found_by_its_new_words_only(papers: Papers) -> None:
    papers.add(1, "ขอเชิญประชุม", "ห้องประชุมใหญ่")
    papers.index()
    papers.add(1, "ยกเลิกการอบรม", "ห้องสมุด")
    papers.index()
    assert (ids("ประชุม"), ids("อบรม")) == ([], [1])


def test_what_is_gone_is_found_no_more(few: Papers) -> None:
    del few.rows[2]
    assert few.index(2).gone == 1
    assert ids("หนี้") == []
    assert services.gaps() == []


def test_a_hit_whose_thing_vanished_before_the_index_knew_is_not_shown_nor_counted(few: Papers) -> None:
    del few.rows[2]
    found = reads.find(READER, "หนี้")
    assert (found.count, found.hits) == (0, ())


def test_filters_are_part_of_the_question(papers: Papers) -> None:
    from datetime import date

    papers.add(1, "รายงานการประชุม", day=date(2026, 5, 1), unit_id=3, desk_id=2, people=("มาลี ธุรการดี",))
    papers.add(2, "รายงานการประชุม", day=date(2025, 5, 1), unit_id=4, desk_id=2, people=("สุดา สอนดี",))
    papers.index()
    assert sorted(ids("ประชุม")) == [1, 2]
    assert ids("ประชุม", year=2568) == [2]
    assert ids("ประชุม", unit_id=3) == [1]
    assert sorted(ids("ประชุม", unit_id=2)) == [1, 2]
    assert ids("ประชุม", person="มาลี") == [1]
    assert ids("ประชุม", person="นางสาวมาลี ธุรการดี") == [1]
    assert ids("ประชุม", first=date(2026, 1, 1)) == [1]
    assert ids("ประชุม", last=date(2025, 12, 31)) == [2]
    assert ids("ประชุม", first=date(2025, 5, 1), last=date(2025, 5, 1)) == [2]


def test_the_title_comes_before_the_body_and_the_number_before_both(papers: Papers) -> None:
    papers.add(1, "บันทึก", "ขอใช้รถตู้ไปราชการ " * 3)
    papers.add(2, "ขอใช้รถตู้", "เรียนมาเพื่อทราบ")
    papers.add(3, "เรื่องอื่น", "ข้อความ", numbers=("ศธ 04349/55",))
    papers.add(4, "อ้างถึงหนังสือ", "ตามที่ ศธ 04349/55 และ ศธ 04349/56")
    papers.index()
    assert ids("ขอใช้รถตู้")[0] == 2
    assert ids("ศธ 04349/55")[0] == 3


def test_hits_show_where_the_words_stand(few: Papers) -> None:
    hit = reads.find(READER, "งบประมาณ").hits[0]
    assert ("งบประมาณ", True) in hit.snippet
    title = reads.find(READER, "เขตพื้นที่").hits[0].title
    assert "".join(piece for piece, _mark in title) == few.rows[1].title
    assert ("เขตพื้นที่", True) in title


def test_slips_and_the_wrong_layout_are_helped(few: Papers) -> None:
    services.learn()
    assert reads.find(READER, "การศึกศา").did_you_mean == "การศึกษา"
    found = reads.find(READER, "xitc5,")
    assert reads.find(READER, "xit=6,").instead == "ประชุม", found


def test_near_ones_follow_when_little_fits(few: Papers) -> None:
    found = reads.find(READER, "ประชุมเรื่องวิทยาศาสตร์ของครูชำนาญการ")
    assert found.count == 0
    assert {hit.id for hit in found.hits} >= {1, 2, 3}
    assert all(hit.near for hit in found.hits)


def test_pages_do_not_overlap(papers: Papers) -> None:
    for pk in range(1, 26):
        papers.add(pk, f"รายงานฉบับที่ {pk}", "เนื้อหา")
    papers.index()
    seen = [ids("รายงาน", limit=10, offset=at) for at in (0, 10, 20)]
    assert [len(page) for page in seen] == [10, 10, 5]
    assert len({pk for page in seen for pk in page}) == 25
    assert reads.find(READER, "รายงาน", limit=1).count == 25


def test_nothing_is_lost_between_the_stretches_of_a_large_table(
    papers: Papers, monkeypatch: pytest.MonkeyPatch
) -> None:
    from khet.search.backends import postgres

    monkeypatch.setattr(postgres, "STRETCH", 3)
    monkeypatch.setattr(postgres, "FEW_STRETCHES", 2)
    for pk in range(1, 30):
        papers.add(pk, f"รายงานฉบับที่ {pk}", "คำหายาก" if pk in (1, 15, 29) else "")
    papers.index()
    assert sorted(ids("รายงาน", limit=50)) == list(range(1, 30))
    assert sorted(ids("คำหายาก")) == [1, 15, 29]
    assert reads.find(READER, "รายงาน", limit=1).count == 29


@pytest.mark.parametrize("most", [1, 3, 4, 10, 20, 29, 40])
def test_the_newest_are_recalled_first_however_far_they_lie(
    papers: Papers, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    from khet.search.backends import backend, postgres
    from khet.search.backends.protocol import Scope
    from khet.search.backends.protocol import Word as Sign

    monkeypatch.setattr(postgres, "STRETCH", 3)
    monkeypatch.setattr(postgres, "FEW_STRETCHES", 2)
    for pk in range(1, 30):
        papers.add(pk, f"รายงานฉบับที่ {pk}", "บางครั้ง" if pk % 4 == 0 else "")
    papers.index()
    slot = Slot(IndexState.objects.get(pk=1).slot)
    scope = Scope(KIND, held(READER, [sources[KIND]])[KIND], newest=backend().newest(slot))
    for word, fitting in (("รายงาน", range(1, 30)), ("บางครั้ง", range(4, 30, 4))):
        with backend().reading():
            recalled = backend().recall(slot, Sign(word), scope, most=most)
        targets = dict(model_of(slot).objects.values_list("pk", "target_id"))
        assert [targets[pk] for pk in recalled] == sorted(fitting, reverse=True)[:most]


# ---- building anew ---------------------------------------------------------------------------------------------------


def test_the_index_is_built_in_the_other_table_and_takes_over(few: Papers) -> None:
    before = IndexState.objects.get(pk=1)
    assert before.version == ""
    assert services.needs_rebuild()
    assert reads.find(READER, "หนี้").stale
    told: list[tuple[int, int]] = []
    assert services.rebuild(lambda done, total: told.append((done, total))) == 4
    after = IndexState.objects.get(pk=1)
    assert (after.slot, after.building, after.done) == (Slot.B, "", 4)
    assert told[-1] == (4, 4)
    assert not services.needs_rebuild()
    found = reads.find(READER, "หนี้")
    assert ([hit.id for hit in found.hits], found.stale) == ([2], False)
    assert Word.objects.get(word="สวัสดิการ").documents == 1
    assert services.rebuild() == 4
    assert ids("หนี้") == [2]


def test_what_changes_during_a_building_is_in_the_new_index_too(few: Papers, monkeypatch: pytest.MonkeyPatch) -> None:
    from khet.search.services import rebuilding

    plain = rebuilding._add

    def meanwhile(*given: object) -> int:
        done = plain(*given)  # type: ignore[arg-type]
        if 3 in few.rows:
            few.add(2, "เปลี่ยนระหว่างสร้าง", "", "unit:7")
            del few.rows[3]
            few.index(2, 3)
            assert Touched.objects.count() == 2
        assert ids("เปลี่ยนระหว่าง") == [2], "the old index serves, and is fresh"
        return done

    monkeypatch.setattr(rebuilding, "_add", meanwhile)
    services.rebuild()
    assert (ids("เปลี่ยนระหว่าง"), ids("หนี้"), ids("หนู")) == ([2], [], [])
    assert services.gaps() == []


@pytest.mark.django_db(transaction=True)
def test_several_processes_build_the_same_index(papers: Papers) -> None:
    for number in range(1, 451):
        papers.add(
            number, f"แผนงานลำดับ {number}", "ข้อความ" if number % 2 else "เรื่องราว", numbers=(f"ศธ 0401/{number}",)
        )
    told: list[int] = []
    assert services.rebuild(lambda done, total: told.append(done), workers=2) == 450
    assert (told[-1], services.gaps()) == (450, [])
    found = reads.find(READER, "ข้อความ", kinds=[KIND], limit=500)
    assert (found.count, {hit.id for hit in found.hits}) == (225, set(range(1, 451, 2)))
    assert ids("ศธ0401/444") == [444]


def test_a_building_that_was_killed_leaves_the_old_index_serving(few: Papers, monkeypatch: pytest.MonkeyPatch) -> None:
    from khet.search.services import rebuilding

    def killed(*_given: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(rebuilding, "_switch", killed)
        with pytest.raises(KeyboardInterrupt):
            services.rebuild()
    assert ids("หนี้") == [2]
    services.rebuild()
    assert ids("หนี้") == [2]


def test_the_table_that_serves_no_more_is_emptied_later(few: Papers) -> None:
    services.rebuild()
    assert not services.tidy()
    IndexState.objects.update(built_at="2026-01-01T00:00:00Z")
    assert services.tidy()
    assert DocumentA.objects.count() == 0
    assert ids("หนี้") == [2]


def test_gaps_are_found_and_mended(few: Papers) -> None:
    few.add(9, "เพิ่มโดยไม่บอกใคร")
    del few.rows[1]
    assert [(gap.missing, gap.surplus) for gap in services.gaps() if gap.kind == KIND] == [((9,), (1,))]
    assert services.mend() >= 2
    assert ids("เพิ่มโดย") == [9]
    assert services.gaps() == []


def test_a_word_is_kept_apart_from_the_engine_s_own_language(papers: Papers) -> None:
    papers.add(1, "AND OR NOT", "near(title) words:x pairs'y\"z\\w")
    papers.index()
    assert ids("and") == [1]
    assert ids('words:x "near') == [1]


def test_which_engine_this_is() -> None:
    assert connection.vendor in ("sqlite", "postgresql")
