"""A formula read from its words. Nesting is bounded; a fault says where it stands and what to do."""

from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext as _

from khet.collect.expressions.functions import FORMS_OF_READING, FUNCTIONS, Call
from khet.collect.expressions.tokens import ExpressionError, Token, tokens
from khet.collect.expressions.tree import Both, Cells, Comparison, Literal, Minus, Name, Node, Not, Past, Sum
from khet.collect.expressions.values import LONGEST_NUMBER

Part = Callable[[], Node]
DEEPEST = 20
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
WORDS = ("and", "or", "not", "true", "false")
CELLS = {"cell": 2, "row": 1, "column": 1}
RESERVED = frozenset({*WORDS, *FUNCTIONS, *CELLS, "last", "total"})


def parse(line: str) -> Node:
    """Raises ExpressionError."""
    return _Reader(tokens(line)).whole()


class _Reader:
    def __init__(self, words: list[Token]) -> None:
        self._words = words
        self._place = 0
        self._depth = 0

    def whole(self) -> Node:
        if self._now.kind == "end":
            raise ExpressionError(_("สูตรว่างอยู่"))
        found = self._any()
        if self._now.kind != "end":
            raise self._now.wrong(_("ต้องมีเครื่องหมายคั่น หรือสูตรควรจบก่อนหน้านี้"))
        return found

    @property
    def _now(self) -> Token:
        return self._words[self._place]

    def _take(self) -> Token:
        word = self._now
        self._place += word.kind != "end"
        return word

    def _takes(self, *said: str, kind: str = "sign") -> Token | None:
        return self._take() if self._now.kind == kind and self._now.text in said else None

    def _need(self, sign: str) -> None:
        if self._takes(sign) is None:
            raise self._now.wrong(_("ตรงนี้ต้องเป็นเครื่องหมาย %(sign)s") % {"sign": sign})

    def _any(self) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._now.wrong(_("วงเล็บซ้อนกันเกิน %(most)s ชั้น แยกเป็นช่องคำนวณอีกช่อง") % {"most": DEEPEST})
        found = self._joined("or", lambda: self._joined("and", self._denied))
        self._depth -= 1
        return found

    def _joined(self, word: str, part: Part) -> Node:
        at, parts = self._now.at, [part()]
        while self._takes(word, kind="name"):
            parts.append(part())
        return Both(at, word, tuple(parts)) if len(parts) > 1 else parts[0]

    def _denied(self) -> Node:
        at, times = self._now.at, 0
        while self._takes("not", kind="name"):
            times += 1
        found = self._compared()
        for _each in range(min(times, 2 - times % 2)):
            found = Not(at, found)
        return found

    def _compared(self) -> Node:
        left = self._summed()
        sign = self._takes(*COMPARISONS)
        if sign is None:
            return left
        found = Comparison(sign.at, sign.text, left, self._summed())
        if self._now.text in COMPARISONS and self._now.kind == "sign":
            raise self._now.wrong(_("เปรียบเทียบทีละคู่ แล้วเชื่อมด้วย and เช่น 3 <= age and age <= 18"))
        return found

    def _summed(self) -> Node:
        return self._chain(("+", "-"), lambda: self._chain(("*", "/"), self._signed))

    def _chain(self, signs: tuple[str, ...], part: Part) -> Node:
        at, first = self._now.at, part()
        rest: list[tuple[str, Node]] = []
        while sign := self._takes(*signs):
            rest.append((sign.text, part()))
        return Sum(at, first, tuple(rest)) if rest else first

    def _signed(self) -> Node:
        at, times = self._now.at, 0
        while sign := self._takes("-", "+"):
            times += sign.text == "-"
        found = self._single()
        return Minus(at, found) if times % 2 else found

    def _single(self) -> Node:
        word = self._take()
        if word.kind == "number":
            if len(word.text) > LONGEST_NUMBER:
                raise word.wrong(_("ตัวเลขยาวเกินไป"))
            return Literal(word.at, Decimal(word.text))
        if word.kind == "text":
            return Literal(word.at, word.text)
        if word.kind == "sign" and word.text == "(":
            inner = self._any()
            self._need(")")
            return inner
        if word.kind == "name":
            return self._named(word)
        raise word.wrong(_("ตรงนี้ต้องเป็นชื่อช่อง ตัวเลข หรือข้อความ"))

    def _named(self, word: Token) -> Node:
        if word.text in ("true", "false"):
            return Literal(word.at, word.text == "true")
        if word.text in WORDS:
            raise word.wrong(_("ตรงนี้ต้องเป็นชื่อช่อง ตัวเลข หรือข้อความ"))
        if self._takes("("):
            return self._called(word)
        if word.text in FUNCTIONS or word.text in CELLS or word.text == "last":
            raise word.wrong(_("เป็นชื่อฟังก์ชัน ต้องตามด้วยวงเล็บ"))
        return Name(word.at, word.text)

    def _called(self, word: Token) -> Node:
        if word.text in CELLS:
            return self._cells(word)
        parts = self._parts()
        if word.text == "last":
            self._count(word, len(parts), 1, 1)
            return Past(word.at, parts[0])
        function = FUNCTIONS.get(word.text)
        if function is None:
            names = [*FUNCTIONS, *(each.partition("(")[0] for each, _help in FORMS_OF_READING[:4])]
            raise word.wrong(_("ไม่มีฟังก์ชันนี้ ที่มีคือ %(names)s") % {"names": " ".join(names)})
        self._count(word, len(parts), function.least, function.most)
        return Call(word.at, function, tuple(parts))

    def _parts(self) -> list[Node]:
        if self._takes(")"):
            return []
        parts = [self._any()]
        while self._takes(","):
            parts.append(self._any())
        self._need(")")
        return parts

    def _cells(self, word: Token) -> Node:
        table = self._take()
        if table.kind != "name" or "." in table.text:
            raise table.wrong(_("ในวงเล็บต้องขึ้นต้นด้วยรหัสของตาราง"))
        codes = []
        for _each in range(CELLS[word.text]):
            self._need(",")
            code = self._take()
            if code.kind not in ("text", "number") or not code.text or set("/*") & set(code.text):
                raise code.wrong(_("รหัสแถวหรือคอลัมน์ใส่ในเครื่องหมายคำพูด"))
            codes.append(code.text)
        self._need(")")
        steps = {"cell": codes, "row": [*codes, "*"], "column": ["*", *codes]}[word.text]
        return Cells(word.at, "/".join((table.text, *steps)))

    def _count(self, word: Token, given: int, least: int, most: int) -> None:
        if least <= given <= most:
            return
        wanted = str(least) if least == most else f"{least}–{most}"
        raise word.wrong(_("ในวงเล็บต้องมี %(wanted)s ค่า แต่มี %(given)s") % {"wanted": wanted, "given": given})
