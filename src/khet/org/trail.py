"""How org's own actions read on the trail: a sentence each, with who and what where the entry says so."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khet.audit import registry
from khet.audit.registry import Severity
from khet.thai.dateinput import parse
from khet.ui import days as dates

ALERT, NOTICE = Severity.ALERT, Severity.NOTICE


def _after(content: Mapping[str, Any]) -> Mapping[str, Any]:
    return content.get("after") or {}


def _before(content: Mapping[str, Any]) -> Mapping[str, Any]:
    return content.get("before") or {}


def _on(content: Mapping[str, Any], key: str = "on") -> str:
    """ " ตั้งแต่ 1 ต.ค. 2569", or nothing when the entry says no day."""
    value = _after(content).get(key)
    try:
        return _(" มีผล %(day)s") % {"day": dates.record(parse(str(value)))} if value else ""
    except ValueError:
        return ""


def _founded(content: Mapping[str, Any]) -> str:
    return _("ตั้งหน่วยงาน %(name)s") % {"name": _after(content).get("name", "")} + _on(content)


def _renamed(content: Mapping[str, Any]) -> str:
    shown = {"old": _before(content).get("name", ""), "new": _after(content).get("name", "")}
    return _("เปลี่ยนชื่อหน่วยงานจาก %(old)s เป็น %(new)s") % shown + _on(content)


def _corrected(content: Mapping[str, Any]) -> str:
    return _("แก้คำพิมพ์ผิดในชื่อหน่วยงานเป็น %(new)s") % {"new": _after(content).get("name", "")}


def _appointed(content: Mapping[str, Any]) -> str:
    from khet.org.models import Appointment

    kind = str(_after(content).get("kind", "holder"))
    known = dict(Appointment.Kind.choices)
    return _("บันทึกคำสั่งให้%(kind)s") % {"kind": known.get(kind, kind)} + _on(content, "from")


def _duties(content: Mapping[str, Any]) -> str:
    from khet.org.models import PostDuty

    was, now = set(_before(content).get("duties", [])), set(_after(content).get("duties", []))
    names = dict(PostDuty.Duty.choices)
    parts = [_("เพิ่ม %(duty)s") % {"duty": names.get(duty, duty)} for duty in sorted(now - was)]
    parts += [_("ถอน %(duty)s") % {"duty": names.get(duty, duty)} for duty in sorted(was - now)]
    return _("กำหนดหน้าที่ของตำแหน่ง") + (f": {', '.join(parts)}" if parts else "")


def _imported(content: Mapping[str, Any]) -> str:
    shown = {"made": _after(content).get("made", 0), "changed": _after(content).get("changed", 0)}
    return _("นำเข้าจากไฟล์ เพิ่ม %(made)s แก้ %(changed)s รายการ") % shown


def _import_undone(content: Mapping[str, Any]) -> str:
    shown = {"removed": _after(content).get("removed", 0), "restored": _after(content).get("restored", 0)}
    return _("ย้อนการนำเข้าจากไฟล์ เอาออก %(removed)s คืนค่าเดิม %(restored)s รายการ") % shown


def _members(content: Mapping[str, Any]) -> str:
    shown = {"in": len(_after(content).get("in", [])), "out": len(_after(content).get("out", []))}
    return _("กำหนดสมาชิกกลุ่ม เข้า %(in)d ออก %(out)d แห่ง") % shown + _on(content)


def words() -> None:
    """The Thai sentences of org's actions on units, posts, people, groups and workbooks."""
    registry.register(
        ("org.unit_founded", _founded),
        ("org.unit_renamed", _renamed),
        ("org.unit_moved", lambda content: _("ย้ายสังกัดหน่วยงาน") + _on(content)),
        ("org.unit_corrected", _corrected),
        ("org.unit_card_mended", gettext_lazy("แก้ที่อยู่และการติดต่อของหน่วยงาน")),
        ("org.unit_closed", lambda content: _("ยุบเลิกหน่วยงาน") + _on(content), NOTICE),
        ("org.units_merged", lambda content: _("รวมหน่วยงาน") + _on(content), NOTICE),
        ("org.unit_split", lambda content: _("แยกหน่วยงาน") + _on(content), NOTICE),
        ("org.day_turned", gettext_lazy("ปรับหน่วยงาน ตำแหน่ง และบัญชีตามวันที่มีผล")),
        ("org.post_set_up", lambda content: _("เพิ่มตำแหน่ง %(title)s") % {"title": _after(content).get("title", "")}),
        ("org.post_mended", lambda content: _("แก้ตำแหน่ง %(title)s") % {"title": _after(content).get("title", "")}),
        ("org.post_closed", gettext_lazy("เลิกใช้ตำแหน่ง")),
        ("org.duties_set", _duties, NOTICE),
        ("org.stand_ins_ranked", gettext_lazy("ตั้งลำดับผู้แทนของตำแหน่ง")),
        ("org.appointed", _appointed),
        ("org.appointment_ended", lambda content: _("บันทึกวันพ้นตำแหน่ง") + _on(content)),
        ("org.appointment_annulled", gettext_lazy("ยกเลิกการแต่งตั้งที่บันทึกผิด"), NOTICE),
        ("org.person_entered", gettext_lazy("เพิ่มบุคคล")),
        ("org.person_mended", gettext_lazy("แก้ชื่อหรือการติดต่อของบุคคล")),
        ("org.person_record_set", gettext_lazy("บันทึกข้อมูลที่จำกัดสิทธิ์ของบุคคล"), NOTICE),
        ("org.record_looked_at", gettext_lazy("เปิดดูข้อมูลที่จำกัดสิทธิ์ของบุคคล"), NOTICE),
        ("org.person_left", lambda content: _("บันทึกการพ้นจากราชการ") + _on(content), NOTICE),
        ("org.person_back", gettext_lazy("ยกเลิกการพ้นจากราชการ"), NOTICE),
        ("org.group_made", lambda content: _("ตั้งกลุ่ม %(name)s") % {"name": _after(content).get("name", "")}),
        ("org.group_mended", gettext_lazy("แก้ชื่อหรือหมายเหตุของกลุ่ม")),
        ("org.group_members_set", _members),
        ("org.group_closed", gettext_lazy("เลิกใช้กลุ่ม")),
        ("org.import_brought", gettext_lazy("รับไฟล์เพื่อตรวจก่อนนำเข้า")),
        ("org.imported", _imported, NOTICE),
        ("org.import_undone", _import_undone, NOTICE),
        ("org.import_purged", gettext_lazy("ทำลายไฟล์ต้นฉบับของการนำเข้า")),
        ("org.exported", gettext_lazy("ส่งออกสมุดรายชื่อเป็น Excel"), NOTICE),
        ("org.trail_exported", gettext_lazy("ส่งออกประวัติการใช้งาน"), NOTICE),
        ("org.trail_verified", gettext_lazy("ตรวจประวัติการใช้งานทั้งสาย")),
    )
