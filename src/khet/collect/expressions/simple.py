"""Conditions that are picked rather than written: one name, one sign, one value; and formulas told in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khet.collect.expressions.compiling import parse
from khet.collect.expressions.functions import Call
from khet.collect.expressions.tokens import ExpressionError, Token, tokens
from khet.collect.expressions.tree import Comparison, Literal, Name, Node
from khet.collect.expressions.values import Value, number, plain

TODAY = gettext_lazy("วันนี้")
SAID = {
    "sum": gettext_lazy("ผลรวม"),
    "count": gettext_lazy("จำนวน"),
    "min": gettext_lazy("ค่าน้อยสุด"),
    "max": gettext_lazy("ค่ามากสุด"),
    "average": gettext_lazy("ค่าเฉลี่ย"),
    "if": gettext_lazy("ถ้า"),
    "coalesce": gettext_lazy("ค่าแรกที่มี"),
    "round": gettext_lazy("ปัดเศษ"),
    "abs": gettext_lazy("ขนาดของ"),
    "percent": gettext_lazy("ร้อยละ"),
    "between": gettext_lazy("อยู่ในช่วง"),
    "change": gettext_lazy("ร้อยละที่เปลี่ยนจากรอบก่อน"),
    "last": gettext_lazy("รอบก่อน"),
    "today": TODAY,
    "years": gettext_lazy("อายุเต็มปี"),
    "days": gettext_lazy("จำนวนวัน"),
    "year": gettext_lazy("ปี พ.ศ."),
    "month": gettext_lazy("เดือน"),
    "filled": gettext_lazy("กรอกแล้ว"),
    "empty": gettext_lazy("ยังว่าง"),
    "selected": gettext_lazy("เลือก"),
    "chosen": gettext_lazy("จำนวนที่เลือก"),
    "cell": gettext_lazy("ช่อง"),
    "row": gettext_lazy("รวมแถว"),
    "column": gettext_lazy("รวมคอลัมน์"),
    "phone": gettext_lazy("เป็นเลขโทรศัพท์"),
    "email": gettext_lazy("เป็นอีเมล"),
    "citizen": gettext_lazy("เลขประชาชนถูกหลัก"),
    "digits": gettext_lazy("เป็นตัวเลขครบหลัก"),
}
SIGNS = ("=", "!=", ">", ">=", "<", "<=")


@dataclass(frozen=True, slots=True)
class Simple:
    """name sign value; sign "filled" needs no value, "selected" asks whether a choice is among those chosen."""

    name: str
    sign: str
    value: str = ""


def written(simple: Simple) -> str:
    """As a formula."""
    if simple.sign == "filled":
        return f"filled({simple.name})"
    if simple.sign == "selected":
        return f"selected({simple.name}, {_quoted(simple.value)})"
    bare = simple.value in ("true", "false") or (number(simple.value) is not None and simple.value == _plain(simple))
    return f"{simple.name} {simple.sign} {simple.value if bare else _quoted(simple.value)}"


def _plain(simple: Simple) -> str:
    found = number(simple.value)
    return plain(found) if found is not None else ""


def _quoted(text: str) -> str:
    bare = text.replace('"', "")
    return f'"{bare}"'


def picked(line: str) -> Simple | None:
    """The formula as something picked, when it is as simple as that."""
    try:
        tree = parse(line).tree
    except ExpressionError:
        return None
    if isinstance(tree, Name):
        return Simple(tree.name, "=", "true")
    if isinstance(tree, Comparison) and isinstance(tree.left, Name) and isinstance(tree.right, Literal):
        return Simple(tree.left.name, tree.sign, _literal(tree.right.known))
    return _called(tree)


def _called(tree: Node) -> Simple | None:
    if not isinstance(tree, Call) or not tree.parts or not isinstance(tree.parts[0], Name):
        return None
    name = tree.parts[0].name
    if tree.function.name == "filled":
        return Simple(name, "filled")
    if tree.function.name == "selected" and isinstance(tree.parts[1], Literal):
        return Simple(name, "selected", _literal(tree.parts[1].known))
    return None


def _literal(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return plain(value) if isinstance(value, Decimal) else str(value or "")


def told(line: str, labels: Mapping[str, str], codes: Mapping[str, Mapping[str, str]]) -> str:
    """A formula with the labels of what it names. codes: labels of choices by name. Raises ExpressionError."""
    words, last = [], ""
    for token in tokens(line)[:-1]:
        key = token.text.partition(".")[0]
        if token.kind == "name" and key in labels:
            last = key
        words.append(_word(token, labels, codes.get(last, {})))
    said = " ".join(words).replace("( ", "(").replace(" )", ")").replace(" ,", ",")
    return said.replace(f"{TODAY} ()", str(TODAY)).replace("\u2060 (", "(")


def _word(token: Token, labels: Mapping[str, str], codes: Mapping[str, str]) -> str:
    if token.kind == "text":
        return f"“{codes.get(token.text, token.text)}”"
    if token.kind != "name":
        return {"!=": "≠", "<=": "≤", ">=": "≥", "*": "×", "/": "÷"}.get(token.text, token.text)
    key, dot, rest = token.text.partition(".")
    if key in labels:
        part = _("รวม") if rest == "total" else labels.get(f"{key}.{rest}", rest)
        return f"[{labels[key]}]" if not dot else f"[{labels[key]} · {part}]"
    if (short := SAID.get(token.text)) is not None:
        return str(short) if token.text == "today" else f"{short}\u2060"
    known = {"and": _("และ"), "or": _("หรือ"), "not": _("ไม่"), "true": _("ใช่"), "false": _("ไม่ใช่")}
    return known.get(token.text, token.text)
