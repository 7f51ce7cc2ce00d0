"""Filling in: cells saved in the background, a section saved by its button, rows, and "nothing changed"."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from khet.collect.models import Submission
from khet.collect.reads.drawing import typed_form
from khet.collect.reads.entry import cell_json, entry_page, standing_json
from khet.collect.reads.values import fresh_since, schema_of, slot_at, standing_of
from khet.collect.schema import FieldType
from khet.collect.services.beginning import same_as_last
from khet.collect.services.cells import Change, Conflict, Saved, drop_row, note_standing, save_cells
from khet.collect.views.showing import TEMPLATE, entry_context
from khet.files import services as files
from khet.kernel.errors import Refused
from khet.org.guard import guarded
from khet.org.http import Request
from khet.ui import days
from khet.ui.answers import answer, page

MOST_BYTES = 2_000_000


@require_POST
@guarded(None, Submission)
def cells(request: Request, given: Submission) -> HttpResponse:
    """{"key", "since", "cells": [{"path", "value", "version"}]} → what was saved, what was not, and how all stands."""
    try:
        told = _read(request)
    except ValueError:
        return JsonResponse({"said": _("อ่านสิ่งที่ส่งมาไม่ได้ โหลดหน้าใหม่แล้วลองอีกครั้ง")}, status=400)
    changes, key, since = told
    try:
        saved = save_cells(actor=request.actor, given=given, changes=changes, key=key)
    except Refused as refusal:
        return JsonResponse({"closed": refusal.code == "closed", "said": refusal.message}, status=409)
    return JsonResponse(_answer(given, saved, since))


def _read(request: Request) -> tuple[list[Change], str, datetime | None]:
    """Raises ValueError for anything that is not such a batch."""
    if len(request.body) > MOST_BYTES:
        raise ValueError("too long")
    data = json.loads(request.body)
    if not isinstance(data, dict) or not isinstance(data.get("cells"), list):
        raise ValueError("no cells")
    changes = [_change(each) for each in data["cells"]]
    key, since = data.get("key", ""), data.get("since", "")
    if not isinstance(key, str) or not isinstance(since, str):
        raise ValueError("key, since")
    at = datetime.fromisoformat(since) if since else None
    if at is not None and timezone.is_naive(at):
        raise ValueError("since without zone")
    return changes, key, at


def _change(each: Any) -> Change:
    if not isinstance(each, dict):
        raise ValueError("no cell")
    path, value, version = each.get("path"), each.get("value"), each.get("version")
    if not isinstance(path, str) or not isinstance(value, str) or not isinstance(version, int):
        raise ValueError("path, value, version")
    return Change(path[:200], value[:20_000], version)


def _answer(given: Submission, saved: Saved, since: datetime | None) -> dict[str, Any]:
    given = Submission.objects.select_related("round").get(pk=given.pk)
    standing = standing_of(given)
    note_standing(given, blocks=len(standing.blocks), warns=len(standing.warns), filled=standing.filled)
    schema = schema_of(given.round.version_id)
    fresh = fresh_since(given, since, saved.saved) if since is not None else []
    stood = {each.path: each for each in saved.conflicts}
    return {
        "saved": {
            path: {"value": value, "typed": _typed(schema, path, value), "version": version}
            for path, (value, version) in saved.saved.items()
        },
        "conflicts": [
            {
                "path": each.path,
                "mine": each.typed,
                "value": each.value,
                "typed": _typed(schema, each.path, each.value),
                "version": each.version,
                "by": each.by,
                "at": days.clock(datetime.fromisoformat(each.at)),
            }
            for each in saved.conflicts
        ],
        "refused": [{"path": each.path, "message": each.message} for each in saved.refused],
        "fresh": [cell_json(schema, cell) for cell in fresh if cell.path not in stood],
        "said": _("บันทึกแล้ว %(time)s") % {"time": days.clock(timezone.localtime())},
        "at": saved.at,
        "stamp": given.stamp,
        **standing_json(given, standing),
    }


def _typed(schema: Any, path: str, value: str) -> str:
    slot = slot_at(schema, path)
    return typed_form(slot, value) if slot is not None else value


@require_POST
@guarded(None, Submission)
def section(request: Request, given: Submission, section: str) -> HttpResponse:
    """Without script: the section's own button. What was not taken comes back as typed, with why (422 or 409)."""
    received, wrong = _received(request)
    with transaction.atomic():
        changes = [*_typed_changes(request, given), *_files(request, given, received)]
        saved = save_cells(actor=request.actor, given=given, changes=changes)
    if saved.refused or saved.conflicts or wrong:
        typed = {each.path: each.typed for each in saved.refused}
        typed |= {each.path: each.typed for each in saved.conflicts}
        stopped = {each.path: each.message for each in saved.refused} | wrong
        stopped |= {each.path: _conflict_said(given, each) for each in saved.conflicts}
        given.refresh_from_db()
        shown = entry_page(given, typed=typed, stopped=stopped)
        context = entry_context(request, given, shown, stuck=len(stopped), anchor=section)
        return page(request, TEMPLATE, context, status=409 if saved.conflicts else 422)
    count = len(saved.saved)
    said = ngettext("บันทึกแล้ว %(n)s ช่อง", "บันทึกแล้ว %(n)s ช่อง", count) % {"n": count}
    return answer(request, None, TEMPLATE, then=_back(request, given, section), message=said)


def _back(request: Request, given: Submission, section: str) -> str:
    phone = "?phone=1" if request.POST.get("phone") else ""
    return f"{given.get_absolute_url()}{phone}#s-{section}"


def _conflict_said(given: Submission, each: Conflict) -> str:
    schema = schema_of(given.round.version_id)
    return _("%(who)s เปลี่ยนช่องนี้เป็น “%(value)s” เมื่อ %(time)s ค่าของท่านยังไม่ถูกบันทึก กดบันทึกอีกครั้งเพื่อใช้ค่าของท่าน") % {
        "who": each.by or _("มีคนอื่น"),
        "value": _typed(schema, each.path, each.value) or "–",
        "time": days.clock(datetime.fromisoformat(each.at)),
    }


def _typed_changes(request: Request, given: Submission) -> list[Change]:
    """What this person changed: typed otherwise than the cell was read (b:<path> says version|value)."""
    found = []
    schema = schema_of(given.round.version_id)
    for name, base in request.POST.items():
        if not name.startswith("b:"):
            continue
        path = name.removeprefix("b:")
        version, _bar, was = str(base).partition("|")
        values = request.POST.getlist(f"v:{path}")
        slot = slot_at(schema, path)
        typed = ", ".join(values) if slot is not None and slot.type == FieldType.CHOICES else "".join(values[:1])
        if slot is not None and typed != typed_form(slot, was) and typed != was and version.isdigit():
            found.append(Change(path, typed, int(version)))
    return found


def _received(request: Request) -> tuple[dict[str, files.Received], dict[str, str]]:
    """Files judged and kept before the transaction, by path; and why others were not taken."""
    found, wrong = {}, {}
    for name, upload in request.FILES.items():
        if name.startswith("f:") and isinstance(upload, UploadedFile):
            try:
                found[name.removeprefix("f:")] = files.receive(upload, name=upload.name or "")
            except Refused as refusal:
                wrong[name.removeprefix("f:")] = refusal.message
    return found, wrong


def _files(request: Request, given: Submission, received: Mapping[str, files.Received]) -> list[Change]:
    """Put what came in on the form, each as the value of its cell."""
    versions = dict(given.cells.filter(path__in=received).values_list("path", "version"))
    kept = files.keep(list(received.values()), actor=request.actor, owner=given.ref)
    return [
        Change(path, f"file:{stored.pk}", versions.get(path, 0)) for path, stored in zip(received, kept, strict=True)
    ]


@require_POST
@guarded(None, Submission)
def row(request: Request, given: Submission, part: str) -> HttpResponse:
    """A row more or less in a repeat; what stands in the section is saved with it."""
    changes = _typed_changes(request, given)
    dropped = request.POST.get("drop", "")
    with transaction.atomic():
        if changes:
            save_cells(actor=request.actor, given=given, changes=changes)
        if dropped:
            drop_row(actor=request.actor, given=given, part=part, row=dropped[:12])
    then = given.get_absolute_url() if dropped else f"{given.get_absolute_url()}?row={part}/{_new_row()}#p-{part}"
    return answer(request, None, TEMPLATE, then=then)


def _new_row() -> str:
    return secrets.token_hex(3)


@require_POST
@guarded(None, Submission)
def same(request: Request, given: Submission) -> HttpResponse:
    """ไม่มีอะไรเปลี่ยนจากรอบก่อน."""
    count = same_as_last(actor=request.actor, given=given)
    said = _("ใช้ข้อมูลของรอบก่อนแล้ว %(n)s ช่อง ตรวจแล้วกดส่ง") % {"n": count}
    return answer(request, None, TEMPLATE, then=given, message=said)
