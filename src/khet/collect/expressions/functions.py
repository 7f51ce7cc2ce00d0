"""What a formula may call. Nothing here loops, reads files, or takes a pattern from its author."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from khet.collect.expressions import facts
from khet.collect.expressions.tree import LAST, Name, Node, Run, added
from khet.collect.expressions.values import ARITHMETIC, Value, calculate, day, finite, number, text, truth

Work = Callable[[Run, tuple[Node, ...]], Value]


@dataclass(frozen=True, slots=True)
class Function:
    """least and most count what stands in the brackets. help and example are for the designer's page."""

    name: str
    least: int
    most: int
    work: Work
    help: str | Promise
    example: str


@dataclass(frozen=True, slots=True)
class Call(Node):
    function: Function
    parts: tuple[Node, ...]

    def value(self, run: Run) -> Value:
        run.spend()
        return self.function.work(run, self.parts)

    def children(self) -> tuple[Node, ...]:
        return self.parts

    def reads(self) -> Iterator[tuple[str, int]]:
        for part in self.parts:
            if isinstance(part, Name) and self.function.name in GATHERING:
                listed = [(part.pattern, part.at)]
            else:
                listed = list(part.reads())
            yield from listed
            if self.function.name == "change":
                yield from ((path if path.startswith(LAST) else f"{LAST}{path}", at) for path, at in listed)


GATHERING = frozenset({"sum", "count", "min", "max", "average"})


def _plain(work: Callable[..., Value]) -> Work:
    """A function of values."""
    return lambda run, parts: work(*(part.value(run) for part in parts))


def _gather(run: Run, parts: tuple[Node, ...]) -> list[Value]:
    found: list[Value] = []
    for part in parts:
        found.extend(run.many(part.pattern) if isinstance(part, Name) else [part.value(run)])
    return found


def _numbers(values: Sequence[Value]) -> list[Decimal]:
    return [each for each in map(number, values) if each is not None]


def _sum(run: Run, parts: tuple[Node, ...]) -> Value:
    return added(_gather(run, parts))


def _count(run: Run, parts: tuple[Node, ...]) -> Value:
    return Decimal(sum(each not in (None, "") for each in _gather(run, parts)))


def _least(run: Run, parts: tuple[Node, ...]) -> Value:
    return min(_numbers(_gather(run, parts)), default=None)


def _most(run: Run, parts: tuple[Node, ...]) -> Value:
    return max(_numbers(_gather(run, parts)), default=None)


def _average(run: Run, parts: tuple[Node, ...]) -> Value:
    found = _numbers(_gather(run, parts))
    return calculate("/", added(found), Decimal(len(found)))


def _if(run: Run, parts: tuple[Node, ...]) -> Value:
    found = truth(parts[0].value(run))
    return None if found is None else parts[1 if found else 2].value(run)


def _coalesce(run: Run, parts: tuple[Node, ...]) -> Value:
    for part in parts:
        if (found := part.value(run)) not in (None, ""):
            return found
    return None


def _change(run: Run, parts: tuple[Node, ...]) -> Value:
    before = parts[0].value(run.before())
    grown = calculate("-", parts[0].value(run), before)
    return calculate("*", calculate("/", grown, before), Decimal(100))


def _years(run: Run, parts: tuple[Node, ...]) -> Value:
    born = day(parts[0].value(run))
    until = day(parts[1].value(run) if len(parts) > 1 else run.today())
    return None if born is None or until is None else Decimal(facts.full_years(born, until))


def _today(run: Run, parts: tuple[Node, ...]) -> Value:
    return run.today()


def _days(first: Value, second: Value) -> Value:
    a, b = day(first), day(second)
    return None if a is None or b is None else Decimal((b - a).days)


def _round(value: Value, places: Value = None) -> Value:
    found, to = number(value), number(places) or Decimal(0)
    if found is None or not 0 <= to <= 6:
        return None
    return finite(ARITHMETIC.quantize(found, Decimal(1).scaleb(-int(to))))


def _abs(value: Value) -> Value:
    found = number(value)
    return None if found is None else found.copy_abs()


def _percent(part: Value, whole: Value) -> Value:
    return calculate("*", calculate("/", part, whole), Decimal(100))


def _between(value: Value, low: Value, high: Value) -> Value:
    found, least, most = number(value), number(low), number(high)
    return None if found is None or least is None or most is None else least <= found <= most


def _length(value: Value) -> Value:
    found = text(value)
    return None if found is None else Decimal(len(found))


def _date(value: Value) -> Value:
    return day(value)


def _year(value: Value) -> Value:
    found = day(value)
    return None if found is None else Decimal(found.year + 543)


def _month(value: Value) -> Value:
    found = day(value)
    return None if found is None else Decimal(found.month)


def _filled(value: Value) -> Value:
    return value not in (None, "")


def _empty(value: Value) -> Value:
    return value in (None, "")


def _selected(value: Value, code: Value) -> Value:
    said, wanted = text(value), text(code)
    return None if said is None or wanted is None else wanted in said.split(" ")


def _chosen(value: Value) -> Value:
    said = text(value)
    return None if said is None else Decimal(len(said.split()))


def _starts(value: Value, start: Value) -> Value:
    said, wanted = text(value), text(start)
    return None if said is None or wanted is None else said.startswith(wanted)


def _like(check: Callable[[str], bool]) -> Callable[[Value], Value]:
    def work(value: Value) -> Value:
        said = text(value)
        return None if not said else check(said)

    return work


def _digits(value: Value, length: Value) -> Value:
    said, wanted = text(value), number(length)
    return None if not said or wanted is None else said.isascii() and said.isdigit() and len(said) == wanted


FUNCTIONS: dict[str, Function] = {
    each.name: each
    for each in (
        Function("sum", 1, 20, _sum, _("ผลรวมของตาราง ของช่องในรายการ หรือของหลายช่อง"), "sum(devices.amount)"),
        Function("count", 1, 20, _count, _("จำนวนแถวของรายการ หรือจำนวนช่องที่กรอกแล้ว"), "count(devices)"),
        Function("min", 1, 20, _least, _("ค่าน้อยที่สุด"), "min(devices.age)"),
        Function("max", 1, 20, _most, _("ค่ามากที่สุด"), "max(working, broken)"),
        Function("average", 1, 20, _average, _("ค่าเฉลี่ยของช่องที่กรอก"), "average(devices.age)"),
        Function("if", 3, 3, _if, _("ถ้าเงื่อนไขจริงใช้ค่าแรก ไม่จริงใช้ค่าหลัง"), "if(pupils < 120, 1, 0)"),
        Function("coalesce", 1, 20, _coalesce, _("ค่าแรกที่ไม่ว่าง"), "coalesce(broken, 0)"),
        Function("round", 1, 2, _plain(_round), _("ปัดเศษ บอกจำนวนทศนิยมได้ถึง 6"), "round(speed / pupils, 1)"),
        Function("abs", 1, 1, _plain(_abs), _("ค่าโดยไม่คิดเครื่องหมาย"), "abs(change(pupils))"),
        Function("percent", 2, 2, _plain(_percent), _("ร้อยละของส่วนต่อทั้งหมด"), "percent(working, total)"),
        Function("between", 3, 3, _plain(_between), _("อยู่ในช่วง รวมค่าหัวท้าย"), "between(age, 3, 18)"),
        Function("change", 1, 1, _change, _("เปลี่ยนไปร้อยละเท่าใดจากรอบก่อน"), "change(pupils)"),
        Function("today", 0, 0, _today, _("วันนี้"), "today()"),
        Function("years", 1, 2, _years, _("อายุเต็มปีถึงวันนี้ หรือถึงวันที่บอก"), "years(born)"),
        Function("days", 2, 2, _plain(_days), _("จำนวนวันจากวันแรกถึงวันหลัง"), "days(start, finish)"),
        Function("date", 1, 1, _plain(_date), _("วันที่จากข้อความ"), 'date("16/5/2569")'),
        Function("year", 1, 1, _plain(_year), _("ปี พ.ศ. ของวันที่"), "year(built)"),
        Function("month", 1, 1, _plain(_month), _("เดือนของวันที่ 1–12"), "month(start)"),
        Function("len", 1, 1, _plain(_length), _("จำนวนตัวอักษร"), "len(reason)"),
        Function("filled", 1, 1, _plain(_filled), _("กรอกแล้ว"), "filled(reason)"),
        Function("empty", 1, 1, _plain(_empty), _("ยังว่าง"), "empty(reason)"),
        Function("selected", 2, 2, _plain(_selected), _("เลือกตัวเลือกนี้ไว้"), 'selected(uses, "dltv")'),
        Function("chosen", 1, 1, _plain(_chosen), _("จำนวนตัวเลือกที่เลือก"), "chosen(uses)"),
        Function("starts", 2, 2, _plain(_starts), _("ขึ้นต้นด้วยข้อความนี้"), 'starts(phone, "0")'),
        Function("digits", 2, 2, _plain(_digits), _("เป็นตัวเลขล้วนครบจำนวนหลัก"), "digits(school_code, 10)"),
        Function("phone", 1, 1, _plain(_like(facts.is_phone)), _("เป็นเลขโทรศัพท์"), "phone(contact)"),
        Function("email", 1, 1, _plain(_like(facts.is_email)), _("เป็นที่อยู่อีเมล"), "email(mail)"),
        Function("citizen", 1, 1, _plain(_like(facts.is_citizen)), _("เลขประชาชนผ่านหลักตรวจสอบ"), "citizen(id_no)"),
    )
}
FORMS_OF_READING = (
    ("last(pupils)", _("ค่าของรอบก่อน")),
    ('cell(by_class, "311", "m")', _("ช่องหนึ่งของตาราง: แถว แล้วคอลัมน์")),
    ('row(by_class, "311")', _("ผลรวมของแถวหนึ่งในตาราง")),
    ('column(by_class, "m")', _("ผลรวมของคอลัมน์หนึ่งในตาราง")),
    ("by_class.total", _("ผลรวมทั้งตาราง")),
)
