"""The little language: what it says, what it refuses and where, and that it never raises and never runs long."""

import time
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khet.collect.expressions import FUNCTIONS, LONGEST, ExpressionError, Value, compile  # noqa: A004

VALUES: dict[str, Value | Sequence[Value]] = {
    "pupils": Decimal(110),
    "teachers": Decimal(0),
    "last:pupils": Decimal(100),
    "by_class/*/*": (Decimal(20), None, Decimal(5)),
    "by_class/**": (Decimal(20), None, Decimal(5)),
    "by_class/311/m": Decimal(20),
    "by_class/311/*": (Decimal(20), None),
    "by_class/*/m": (Decimal(20), Decimal(5)),
    "devices/**": ("r1", "r2"),
    "devices/*/amount": (Decimal(3), Decimal(4)),
    "uses": "dltv online",
    "born": date(2013, 10, 3),
    "open": True,
    ":today": date(2026, 10, 2),
}
KNOWN = frozenset(
    {"pupils", "teachers", "uses", "born", "open", "reason", "devices/**", "devices/*/amount", "by_class/"}
)


def value(line: str) -> Value:
    return compile(line, KNOWN).value(lambda path: VALUES.get(path))


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("pupils + 2 * 3", Decimal(116)),
        ("(pupils + 2) * 3", Decimal(336)),
        ("-pupils - -10", Decimal(-100)),
        ("๑๐ + pupils", Decimal(120)),
        ("pupils / teachers", None),
        ("pupils / 0 > 1", None),
        ("by_class.total", Decimal(25)),
        ('cell(by_class, "311", "m")', Decimal(20)),
        ('row(by_class, "311")', Decimal(20)),
        ('column(by_class, "m")', Decimal(25)),
        ("sum(by_class)", Decimal(25)),
        ("sum(devices.amount)", Decimal(7)),
        ("count(devices)", Decimal(2)),
        ("max(devices.amount)", Decimal(4)),
        ("min(pupils, 7, 9)", Decimal(7)),
        ("average(devices.amount)", Decimal("3.5")),
        ('if(pupils > 119, "กลาง", "เล็ก")', "เล็ก"),
        ("coalesce(reason, 0)", Decimal(0)),
        ("round(pupils / 3, 2)", Decimal("36.67")),
        ("abs(0 - 4)", Decimal(4)),
        ("last(pupils)", Decimal(100)),
        ("change(pupils)", Decimal(10)),
        ("abs(change(pupils)) <= 30", True),
        ("change(teachers)", None),
        ("years(born)", Decimal(12)),
        ('days(born, "4/10/2556")', Decimal(1)),
        ("year(born)", Decimal(2556)),
        ('selected(uses, "dltv")', True),
        ('selected(uses, "dl")', False),
        ("chosen(uses)", Decimal(2)),
        ("len(uses)", Decimal(11)),
        ('phone("081-234-5678")', True),
        ('phone("12345")', False),
        ('email("a@b.go.th")', True),
        ('digits("012", 3)', True),
        ('citizen("1101700230708")', True),
        ('citizen("1101700230705")', False),
        ("empty(reason)", True),
        ("filled(uses) and open", True),
        ("reason = 1 or open", True),
        ("reason = 1 and open", None),
        ("reason = 1 and not open", False),
        ("not not open", True),
        ("today() > born", True),
        ('born < "1/1/2560"', True),
        ("between(pupils, 110, 120)", True),
        ("percent(11, pupils)", Decimal(10)),
    ],
)
def test_a_formula_gives(line: str, wanted: Value) -> None:
    assert value(line) == wanted


@pytest.mark.parametrize(
    ("line", "at", "said"),
    [
        ("", 0, "ว่าง"),
        ("pupils +", 9, "ท้ายสูตร"),
        ("pupils pupils", 8, "คั่น"),
        ("pupil > 1", 1, "ไม่มีช่องชื่อนี้"),
        ("1 < pupils < 3", 12, "and"),
        ("foo(1)", 1, "ไม่มีฟังก์ชันนี้"),
        ("round()", 1, "1–2"),
        ('"เปิด', 1, "ไม่ปิด"),
        ("นักเรียน > 1", 1, "ภาษาอังกฤษ"),
        ("by_class > 1", 1, "ตาราง"),
        ("devices.colour", 1, "ไม่มีแถว"),
        ("((1)", 5, "เครื่องหมาย )"),
        ("__import__('os')", 1, "ไม่มีฟังก์ชันนี้"),
        ("pupils.real", 1, ""),
        ('cell(by_class, "3/1", "m")', 16, "คำพูด"),
    ],
)
def test_a_fault_says_where_it_stands(line: str, at: int, said: str) -> None:
    with pytest.raises(ExpressionError) as found:
        compile(line, frozenset(KNOWN | {"by_class/311/m"}) if "real" not in line else frozenset({"pupil"}))
    assert found.value.at == at
    assert said in str(found.value)


def test_length_and_depth_are_bounded() -> None:
    for line in ("1+" * LONGEST + "1", "(" * 300 + "1" + ")" * 300, "if(1," * 100 + "1"):
        with pytest.raises(ExpressionError):
            compile(line)


def test_a_flat_formula_of_full_length_is_no_deep_one() -> None:
    line = "1+" * (LONGEST // 2 - 1) + "1"
    assert compile(line).value(lambda _path: None) == LONGEST // 2
    assert compile("not " * 200 + "true").value(lambda _path: None) is True


def test_what_never_ends_ends_as_cannot_tell() -> None:
    """Forty sums over a table of five thousand cells are more steps than one formula may take."""
    many = (Decimal(1),) * 5_000
    began = time.perf_counter()
    assert compile("+".join(["t.total"] * 40)).value(lambda _path: many) is None
    assert time.perf_counter() - began < 2


def test_huge_numbers_are_cannot_tell_and_not_an_error() -> None:
    line = "*".join(["9" * 40] * 20)
    assert compile(line).value(lambda _path: None) is not None
    grown: Value = Decimal("1E+9000")
    assert compile("a * a").value(lambda _path: grown) is None
    assert compile("round(a, 6)").value(lambda _path: grown) is None


NAMES = st.sampled_from(
    ["pupils", "teachers", "by_class", "devices.amount", "devices", "uses", "born", "open", "reason", "last"]
)
WORDS = st.one_of(
    NAMES,
    st.sampled_from(
        [*FUNCTIONS, "cell", "row", "and", "or", "not", "true", "(", ")", ",", "+", "-", "*", "/", "<", "=", '"x"']
    ),
    st.integers(-5, 10**30).map(str),
)
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.text(max_size=30),
    st.dates(),
    st.decimals(allow_nan=True, allow_infinity=True),
    st.lists(st.one_of(st.none(), st.text(max_size=5), st.decimals(allow_nan=False, allow_infinity=False)), max_size=5),
)


@settings(max_examples=400, deadline=1_000)
@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=30).map(" ".join)), ODD)
def test_whatever_is_typed_is_a_value_or_a_sentence(line: str, given_: Value | Sequence[Value]) -> None:
    try:
        found = compile(line, KNOWN)
    except ExpressionError as wrong:
        assert str(wrong)  # noqa: PT017
        return
    got = found.value(lambda _path: given_)
    assert got is None or isinstance(got, (bool, Decimal, str, date))


def formulas() -> st.SearchStrategy[str]:
    leaves = st.one_of(
        st.sampled_from(["pupils", "reason", "born", "uses", "by_class.total", "1", "0", '"2569"', "today()"])
    )

    def grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        pair = st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "<", ">=", "=", "and", "or"]), inner)
        calls = [(name, each.least) for name, each in FUNCTIONS.items()]
        called = st.sampled_from(calls).flatmap(
            lambda one: st.lists(inner, min_size=one[1], max_size=one[1]).map(
                lambda parts: f"{one[0]}({', '.join(parts)})"
            )
        )
        return st.one_of(pair.map(lambda each: f"({each[0]} {each[1]} {each[2]})"), called)

    return st.recursive(leaves, grow, max_leaves=12)


@settings(max_examples=400, deadline=1_000)
@given(
    formulas(), st.dictionaries(st.sampled_from(["pupils", "reason", "born", "uses", "by_class/*/*", ":today"]), ODD)
)
def test_a_well_formed_formula_never_raises(line: str, values: dict[str, Value | Sequence[Value]]) -> None:
    try:
        found = compile(line)
    except ExpressionError:
        assert len(line) > LONGEST or line.count("(") > 20
        return
    got = found.value(lambda path: values.get(path))
    assert got is None or isinstance(got, (bool, Decimal, str, date))
