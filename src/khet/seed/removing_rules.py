"""What is part of what, where the foreign keys alone do not say it."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models

UNTOUCHED = {"audit", "contenttypes", "auth", "sessions"}  # the trail is only ever added to

# A row goes with any of these, besides what cascades from its owner anyway. What a synthetic person drafted is part
# of the demonstration too, whether marked or not, as long as no real person touched it.
OWNERS = {
    "org.Account": ("person",),
    "org.Appointment": ("person",),
    "org.Post": ("unit",),
    "org.Succession": ("from_unit", "to_unit"),
    "org.UnitGroupMember": ("unit",),
    "org.BreakGlass": ("person",),
    "org.ImportRun": ("by_person",),
    "numbers.Number": ("counter",),
    "numbers.Jump": ("counter",),
    "work.WorkItem": ("ask",),
    "collect.Form": ("desk",),
    "collect.FormVersion": ("form",),
    "collect.RecordRow": ("form", "desk"),
    "collect.Round": ("form", "desk"),
    "collect.Submission": ("round",),
    "collect.Snapshot": ("submission",),
    "collect.Enrolment": ("pupil",),
    "collect.Transfer": ("pupil",),
    "collect.DuplicateCase": ("pupil",),
    "saraban.Letter": ("drafted_by", "desk"),
    "saraban.Delivery": ("letter",),
    "saraban.Dispatch": ("letter",),
    "saraban.LetterVersion": ("letter",),
    "saraban.Endorsement": ("delivery",),
    "saraban.Answer": ("delivery",),
    "saraban.RegisterEntry": ("letter", "delivery", "desk"),
    "saraban.RegisterYear": ("desk",),
    "saraban.DeskSetting": ("desk",),
    "saraban.OutsideSender": ("desk",),
    "saraban.Scan": ("file", "desk"),
    "saraban.Bundle": ("file", "desk", "by_person"),
    "saraban.DeskFont": ("file", "desk"),
    "saraban.ScanPart": ("scan", "file", "letter"),
}

# Pointers of real rows that may simply become empty.
MAY_BE_EMPTY = {
    ("collect.Form", "copied_from"),
    ("org.Appointment", "made_by"),
    ("org.Invitation", "made_by"),
    ("saraban.DeskSetting", "default_signer"),
    ("saraban.DeskSetting", "secret_registrar"),
    ("saraban.DeskSetting", "emblem"),
    ("notify.Delivery", "digest"),
}

# (kind column, id column) of rows that belong to whatever thing they name.
BY_REF = (
    ("files.StoredFile", "owner_kind", "owner_id"),
    ("numbers.Number", "ref_kind", "ref_id"),
    ("notify.Notice", "ref_kind", "ref_id"),
    ("work.Ask", "basis_kind", "basis_id"),
    ("work.WorkItem", "subject_kind", "subject_id"),
    ("work.WorkItem", "basis_kind", "basis_id"),
    ("org.BreakGlass", "ref_kind", "ref_id"),
)
MORE_KINDS = {"saraban.Letter": ("saraban.draft",)}


@dataclass(frozen=True, slots=True)
class ByNumber:
    """A plain id column: which table it means, and which of its rows belong to it."""

    model: str
    column: str
    of: str
    only: dict[str, Any] = field(default_factory=dict)


BY_NUMBER = (
    ByNumber("files.StoredFile", "by_person_id", "org.Person"),
    ByNumber("files.Upload", "account_id", "org.Account"),
    ByNumber("numbers.Number", "by_person_id", "org.Person", {"ref_id__isnull": True}),
    ByNumber("numbers.Counter", "unit_id", "org.Unit"),
    ByNumber("calendar.CalendarUse", "unit_id", "org.Unit"),
    *(
        ByNumber(f"notify.{name}", "person_id", "org.Person")
        for name in ("Notice", "Delivery", "Digest", "LineLink", "LineCode", "Preference", "Hours", "PushSubscription")
    ),
    *(ByNumber(f"search.{name}", "person_id", "org.Person") for name in ("Recent", "Habit")),
    # Reserved and voided rows that never got a letter.
    ByNumber(
        "saraban.RegisterEntry", "registered_by_id", "org.Person", {"letter__isnull": True, "delivery__isnull": True}
    ),
)

# Where a real person's hand shows on a letter that is not marked synthetic: (table, way to the letter, whose hand).
HANDS = (
    ("saraban.Letter", "", "signed_by"),
    ("saraban.Endorsement", "delivery__letter__", "by"),
    ("saraban.Answer", "delivery__letter__", "by"),
    ("saraban.ReviewNote", "letter__", "by"),
    ("saraban.RegisterEntry", "letter__", "registered_by"),
    ("saraban.Delivery", "letter__", "opened_by"),
)

# Without a single real person these can only have been made in the demonstration.
WITHOUT_PEOPLE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("collect.Form", {"desk__isnull": False}),
    ("saraban.RegisterYear", {}),
    ("saraban.DeskSetting", {}),
    ("saraban.LetterTemplate", {"desk__isnull": False}),
    ("saraban.OutsideSender", {}),
    ("saraban.Scan", {}),
    ("org.UnitGroup", {}),
    ("org.Post", {}),
    ("numbers.Counter", {}),
)


LABELS = {
    "org.Person": "บุคคล",
    "org.Account": "บัญชี",
    "org.Post": "ตำแหน่ง",
    "saraban.Letter": "หนังสือ",
    "saraban.Delivery": "การส่งถึงผู้รับ",
    "saraban.RegisterEntry": "รายการทะเบียน",
    "work.WorkItem": "งาน",
    "files.StoredFile": "ไฟล์",
    "notify.Notice": "การแจ้งเตือน",
}


def owners_of(model: type[models.Model]) -> list[str]:
    """The foreign keys whose end is the end of the row."""
    cascading = [
        one.name
        for one in model._meta.concrete_fields
        if isinstance(one, models.ForeignKey) and one.remote_field.on_delete is models.CASCADE
    ]
    return list(dict.fromkeys([*cascading, *OWNERS.get(model._meta.label, ())]))


def kinds_of(model: type[models.Model]) -> list[str]:
    """Under which names references mean this table."""
    return [model._meta.label_lower, *MORE_KINDS.get(model._meta.label, ())]
