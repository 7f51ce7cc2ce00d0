"""Parts of a form as HTML: for filling in (and the preview of a designer), and for reading."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from khet.collect.models import Cell
from khet.collect.reads.drawing import Box, Grid, Rows, total
from khet.collect.reads.entry import anchor_of
from khet.collect.schema import FieldType, Severity
from khet.files import reads as stored_files
from khet.kernel.ids import read_id
from khet.ui import icons
from khet.ui.markup import NOTHING, classes, el, join

register = template.Library()
ORIGINS = {
    Cell.Origin.LAST: gettext_noop("จากรอบก่อน"),
    Cell.Origin.MASTER: gettext_noop("จากทะเบียน"),
    Cell.Origin.PHONE: gettext_noop("ทางโทรศัพท์"),
    Cell.Origin.FILE: gettext_noop("จากไฟล์"),
}
MODES = {FieldType.INTEGER: "numeric", FieldType.DECIMAL: "decimal"}


@register.simple_tag
def part_input(part: Box | Grid | Rows, *, row_url: str = "") -> SafeString:
    """A part to be filled in. row_url: where rows of a repeat are added and taken off."""
    if isinstance(part, Grid):
        return _grid(part)
    if isinstance(part, Rows):
        return _rows(part, row_url)
    return _field(part)


@register.simple_tag
def part_read(part: Box | Grid | Rows, *, compare: bool = False) -> SafeString:
    """A part to be read; compare: what stood there in the round before beside it."""
    if isinstance(part, Grid):
        return _grid_read(part, compare=compare)
    if isinstance(part, Rows):
        return _rows_read(part, compare=compare)
    return _read_line(part, compare=compare)


# ---- to be filled in


def _field(box: Box) -> SafeString:
    many = box.slot.type == FieldType.CHOICES
    field = box.slot.field
    label = join(
        box.label, el("span", f" ({field.unit})", cls="optional") if field and field.unit else None, _must(box)
    )
    help_text = el("p", field.help, cls="hint", id=f"{anchor_of(box.path)}-help") if field and field.help else None
    inner = (
        _said_before(box),
        el("div", *_beside(box), id=f"{anchor_of(box.path)}-said", cls="cell-said", data_said=box.path),
    )
    if many:
        return el(
            "fieldset",
            el("legend", label),
            help_text,
            _ticks(box),
            _base(box),
            *inner,
            cls="field cell-field",
            data_cell=box.path,
            hidden=box.hidden,
        )
    top = el("label", label, for_=anchor_of(box.path))
    return el(
        "div",
        top,
        help_text,
        _control(box),
        _base(box),
        *inner,
        cls="field cell-field",
        data_cell=box.path,
        hidden=box.hidden,
    )


def _must(box: Box) -> SafeString | None:
    return el("span", " ", _("(ต้องกรอก)"), cls="optional must") if box.required else None


def _said_before(box: Box) -> SafeString | None:
    if not box.before:
        return None
    return el("p", _("รอบก่อน"), " ", el("b", box.shown_before), cls="hint before")


def _base(box: Box) -> SafeString:
    """Without script, the form says what it was read as."""
    if box.slot.type in (FieldType.COMPUTED, FieldType.FILE):
        return NOTHING
    return el("input", type="hidden", name=f"b:{box.path}", value=f"{box.version}|{box.value}")


def _attrs(box: Box) -> dict[str, object]:
    bad = any(each.severity is Severity.BLOCK for each in box.problems) or bool(box.stopped)
    return {
        "id": anchor_of(box.path),
        "name": f"v:{box.path}",
        "data_path": box.path,
        "data_version": box.version,
        "aria_invalid": "true" if bad else None,
        "aria_describedby": f"{anchor_of(box.path)}-said",
    }


def _control(box: Box, *, small: bool = False) -> SafeString:
    kind, attrs = box.slot.type, _attrs(box)
    if kind == FieldType.COMPUTED:
        return el("output", box.shown or "–", cls="computed", id=attrs["id"], data_computed=box.path)
    if kind in (FieldType.CHOICE, FieldType.YES_NO):
        return el("select", *_options(box), cls="input short" if kind == FieldType.YES_NO else "input", **attrs)
    if kind == FieldType.NOTE:
        return el("textarea", box.in_input, cls="input", rows="3", **attrs)
    if kind == FieldType.FILE:
        return _file(box, attrs)
    number = kind in MODES
    return el(
        "input",
        type="text",
        value=box.in_input,
        cls=classes("input", "num short" if number else "short" if kind == FieldType.DATE else None),
        inputmode=MODES.get(kind),
        autocomplete="off",
        placeholder="25/5/2569" if kind == FieldType.DATE and not small else None,
        **attrs,
    )


def _options(box: Box) -> Iterable[SafeString]:
    pairs = [("true", _("ใช่")), ("false", _("ไม่ใช่"))]
    if box.slot.type == FieldType.CHOICE:
        pairs = [(each.code, each.label) for each in box.options]
    yield el("option", "–", value="")
    for code, label in pairs:
        yield el("option", label, value=code, selected=code == box.value)


def _ticks(box: Box) -> SafeString:
    chosen = set(box.value.split(" "))
    ticks = [
        el(
            "label",
            el("input", type="checkbox", name=f"v:{box.path}", value=each.code, checked=each.code in chosen),
            el("span", each.label),
            cls="check",
        )
        for each in box.options
    ]
    return el(
        "div",
        *ticks,
        cls="options",
        data_path=box.path,
        data_version=box.version,
        data_many=True,
        id=anchor_of(box.path),
    )


def _file(box: Box, attrs: dict[str, object]) -> SafeString:
    return join(
        _file_link(box),
        el("input", type="file", cls="input", name=f"f:{box.path}", id=attrs["id"]),
        el("p", _("กดบันทึกส่วนนี้เพื่อแนบ"), cls="hint"),
    )


def _file_link(box: Box) -> SafeString | None:
    """The file that a cell points at, by its name."""
    number = read_id(box.value.removeprefix("file:")) if box.value else None
    kept = stored_files.by_id(number) if number is not None else None
    return el("p", el("a", kept.name, href=kept.url)) if kept is not None else None


def _beside(box: Box) -> Iterable[SafeString]:
    """What stands under a cell: why it was not taken, what is wrong, what the asker remarked, where it came from."""
    if box.stopped:
        yield el("p", icons.draw("circle-alert"), el("span", box.stopped), cls="error")
    for each in box.problems:
        tone = "error" if each.severity is Severity.BLOCK else "warn"
        hint = el("small", each.hint) if each.hint else None
        yield el(
            "p",
            icons.draw("circle-alert" if tone == "error" else "triangle-alert"),
            el("span", each.message, hint),
            cls=tone,
        )
    for note in box.notes:
        who = _("ผู้ตรวจ") if note.from_asker else _("เหตุผล")
        yield el(
            "p",
            el("b", who, " ", note.by_name),
            " ",
            note.text,
            cls=classes("cell-note", "asker" if note.from_asker else None),
        )
    if box.origin in ORIGINS and box.value:
        yield el("p", el("span", _(ORIGINS[Cell.Origin(box.origin)]), cls="badge"), cls="from")


def _grid(grid: Grid) -> SafeString:
    part = grid.part
    head = el(
        "tr",
        el("th", part.row_label or part.label, scope="col"),
        *(el("th", each.label, scope="col") for each in part.columns),
        el("th", _("รวม"), scope="col", cls="sum") if len(part.columns) > 1 else None,
    )
    body = [_grid_row(grid, option.label, boxes) for option, boxes in grid.rows]
    columns = list(zip(*(boxes for _option, boxes in grid.rows), strict=True)) if grid.rows else []
    foot = el(
        "tr",
        el("th", _("รวม"), scope="row"),
        *(
            el("td", grid.sum_of(column) or "–", cls="sum", data_sum_column=str(at))
            for at, column in enumerate(columns)
        ),
        el("td", total(b.value for _o, boxes in grid.rows for b in boxes) or "–", cls="sum", data_sum_all=True)
        if len(part.columns) > 1
        else None,
    )
    table = el(
        "table",
        el("caption", part.label, el("span", f" ({part.unit})", cls="optional") if part.unit else None),
        el("thead", head),
        el("tbody", *body),
        el("tfoot", foot),
        cls="cells",
        data_grid=part.key,
    )
    said = [
        el("div", *_beside(box), id=f"{anchor_of(box.path)}-said", cls="cell-said", data_said=box.path)
        for _o, boxes in grid.rows
        for box in boxes
    ]
    return el(
        "div",
        el("p", part.help, cls="hint") if part.help else None,
        el("div", table, cls="grid-wrap", tabindex="0", role="group", aria_label=part.label),
        el("div", *said, cls="grid-said", data_grid_said=part.key),
        cls="part",
        data_part=part.key,
        hidden=grid.hidden,
    )


def _grid_row(grid: Grid, label: str, boxes: tuple[Box, ...]) -> SafeString:
    cells = [
        el(
            "td",
            _grid_input(box),
            _base(box),
            el("small", box.shown_before, cls="before", title=_("รอบก่อน")) if box.before else None,
            data_cell=box.path,
        )
        for box in boxes
    ]
    tail = el("td", grid.sum_of(boxes) or "–", cls="sum", data_sum_row=True) if len(boxes) > 1 else None
    return el("tr", el("th", label, scope="row"), *cells, tail)


def _grid_input(box: Box) -> SafeString:
    origin = _(ORIGINS[Cell.Origin(box.origin)]) if box.origin in ORIGINS and box.value else None
    return el(
        "input",
        type="text",
        value=box.in_input,
        cls="input num",
        inputmode=MODES.get(box.slot.type, "text"),
        autocomplete="off",
        aria_label=box.label,
        title=origin,
        data_origin=box.origin if origin else None,
        **_attrs(box),
    )


def _rows(rows: Rows, row_url: str) -> SafeString:
    part = rows.part
    drawn = [
        el(
            "fieldset",
            el("legend", f"{part.label} {number}"),
            el("div", *(_field(box) for box in boxes), cls="row-fields"),
            el(
                "button",
                icons.draw("x"),
                _("เอาแถวนี้ออก"),
                cls="btn s",
                name="drop",
                value=row,
                formaction=row_url,
                formnovalidate=True,
                data_confirm=_("เอาแถวนี้ออก ค่าที่กรอกในแถวจะหายไป"),
            ),
            cls="repeat-row",
            data_row=f"{part.key}/{row}",
        )
        for number, (row, boxes) in enumerate(rows.rows, 1)
    ]
    more = (
        el(
            "button",
            icons.draw("plus"),
            _("เพิ่มแถว"),
            cls="btn",
            name="add",
            value="1",
            formaction=row_url,
            formnovalidate=True,
        )
        if len(rows.rows) < part.most
        else None
    )
    return el(
        "div",
        el("h3", part.label),
        el("p", part.help, cls="hint") if part.help else None,
        *drawn,
        el("div", more, cls="row"),
        cls="part",
        data_part=part.key,
        hidden=rows.hidden,
    )


# ---- to be read


def _was(box: Box, *, compare: bool) -> SafeString | None:
    if not compare:
        return None
    text = box.shown_before or "–"
    return el("small", _("เดิม"), " ", text, cls=classes("was", "differs" if box.changed else None))


def _read_line(box: Box, *, compare: bool) -> SafeString:
    if box.hidden:
        return NOTHING
    unit = f" {box.slot.field.unit}" if box.slot.field and box.slot.field.unit and box.value else ""
    value = box.shown or "–"
    if box.slot.type == FieldType.FILE and box.value:
        value = _file_link(box) or box.shown
    said = el("div", *_beside(box), cls="cell-said")
    return el(
        "div",
        el("dt", box.label),
        el("dd", value, unit, " ", _was(box, compare=compare), said),
        cls=classes("fact", "changed" if compare and box.changed else None),
    )


def _grid_read(grid: Grid, *, compare: bool) -> SafeString:
    if grid.hidden:
        return NOTHING
    part = grid.part
    wide = len(part.columns) > 1
    head = el(
        "tr",
        el("th", part.row_label or part.label, scope="col"),
        *(el("th", each.label, scope="col", cls="num") for each in part.columns),
        el("th", _("รวม"), scope="col", cls="num") if wide else None,
    )
    body = [
        el(
            "tr",
            el("th", option.label, scope="row"),
            *(
                el(
                    "td",
                    box.shown or "–",
                    _was(box, compare=compare) if box.changed else None,
                    cls=classes("num", "changed" if compare and box.changed else None),
                )
                for box in boxes
            ),
            el("td", grid.sum_of(boxes) or "–", cls="num sum") if wide else None,
        )
        for option, boxes in grid.rows
    ]
    columns = list(zip(*(boxes for _option, boxes in grid.rows), strict=True)) if grid.rows else []
    foot = el(
        "tr",
        el("th", _("รวม"), scope="row"),
        *(el("td", grid.sum_of(column) or "–", cls="num sum") for column in columns),
        el("td", total(b.value for _o, boxes in grid.rows for b in boxes) or "–", cls="num sum") if wide else None,
    )
    said = [line for _o, boxes in grid.rows for box in boxes for line in _beside(box) if box.problems or box.notes]
    table = el(
        "table", el("caption", part.label), el("thead", head), el("tbody", *body), el("tfoot", foot), cls="cells read"
    )
    return el(
        "div", el("div", table, cls="grid-wrap", tabindex="0", role="group", aria_label=part.label), *said, cls="part"
    )


def _rows_read(rows: Rows, *, compare: bool) -> SafeString:
    if rows.hidden:
        return NOTHING
    drawn = [
        el("dl", *(_read_line(box, compare=compare) for box in boxes), cls="facts repeat-row")
        for _row, boxes in rows.rows
    ]
    return el("div", el("h3", rows.part.label), *(drawn or [el("p", _("ไม่มีแถว"), cls="muted")]), cls="part")
