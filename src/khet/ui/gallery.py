"""Every component in every state, for the eye and for the machine; only where DEBUG is on."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from khet.kernel.doors import public
from khet.kernel.errors import Refused
from khet.thai.due import DueWords
from khet.ui.answers import answer, page, refusals_into
from khet.ui.fences import FenceCounts
from khet.ui.forms import DigitsField, NumberField, ThaiDateField, ThaiTimeField, UnitPicker
from khet.ui.keyset import Page

DISTRICTS = (
    ("วิภาวดี", ((1, "ตะกุกใต้ศึกษา", ("late", "unopened", "late")), (2, "มัธยมวิภาวดี", ("answered", "working", "late")))),
    ("เกาะพะงัน", ((3, "เกาะพะงันศึกษา", ("answered", "working", "answered")),)),
    (
        "สวี",
        (
            (4, "เขาทะลุพิทยาคม", ("answered", "answered_late", "late")),
            (5, "สวีวิทยา", ("answered", "opened", "answered")),
            (6, "ครนพิทยาคม", ("answered", "answered", "answered")),
        ),
    ),
)
LETTERS = (
    (2141, "ว512", "แจ้งปิดปรับปรุงระบบรับส่งข้อมูลนักเรียน", "", "soon", "pencil", "รอลงนาม", ""),
    (2140, "4387", "ส่งรายงานผลการใช้งบประมาณ ไตรมาสที่ 4", "ด่วน", "ok", "check", "ส่งแล้ว", ""),
    (2136, "4384", "ขออนุมัติไปราชการ", "", "late", "ban", "ยกเลิกเลข", "void"),
    (2133, "", "จองเลขไว้สำหรับคำขอตั้งงบประมาณ", "", "note", "bookmark", "จองเลข", ""),
    (2131, "ว509", "สำรวจความพร้อมอุปกรณ์และสัญญาณอินเทอร์เน็ตเพื่อการศึกษาทางไกล", "ด่วนที่สุด", "", "", "", ""),
)


class SampleForm(forms.Form):
    subject = forms.CharField(label="เรื่อง")
    due = ThaiDateField(label="กำหนดตอบ", help_text="วันทำการ เช่น 25 พ.ย. 2569")
    at = ThaiTimeField(label="เวลา", required=False)
    number = DigitsField(label="เลขที่หนังสือ", required=False, length=4)
    copies = NumberField(label="จำนวนฉบับ", required=False)
    unit = forms.CharField(label="หน่วยงาน", disabled=True, initial="กลุ่ม DLICT")
    speed = forms.ChoiceField(label="ชั้นความเร็ว", choices=[(0, "ปกติ"), (1, "ด่วน"), (2, "ด่วนมาก"), (3, "ด่วนที่สุด")])
    body = forms.CharField(label="ข้อความ", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    way = forms.ChoiceField(
        label="ส่งถึง", widget=forms.RadioSelect, choices=[("all", "ทุกโรงเรียน"), ("some", "เลือกโรงเรียนเอง")]
    )
    line = forms.BooleanField(label="แจ้งทาง LINE", required=False, initial=True)
    attachment = forms.FileField(label="สิ่งที่ส่งมาด้วย", required=False, help_text="PDF, Word, Excel หรือรูป ไม่เกิน 50 MB")
    schools = UnitPicker(
        label="โรงเรียน",
        required=False,
        choices=[(name, [(pk, school) for pk, school, _marks in schools]) for name, schools in DISTRICTS],
    )


class SampleFilter(forms.Form):
    q = forms.CharField(
        label="ค้นในทะเบียน", required=False, widget=forms.TextInput(attrs={"placeholder": "เลข เรื่อง หรือคำในเอกสาร"})
    )
    group = forms.ChoiceField(label="กลุ่มเจ้าของเรื่อง", required=False, choices=[("", "ทุกกลุ่ม"), ("1", "DLICT")])
    state = forms.ChoiceField(label="สถานะ", required=False, choices=[("", "ทุกสถานะ"), ("sent", "ส่งแล้ว")])
    since = ThaiDateField(label="ตั้งแต่วันที่", required=False)


@public
def show(request: HttpRequest) -> HttpResponse:
    form = SampleForm(request.POST or None)
    if request.method == "POST":
        with refusals_into(form):
            if form.is_valid():
                raise Refused("เลข ว509 ใช้แล้วเมื่อ 18 พ.ย. 2569 ให้เว้นว่างเพื่อให้ระบบออกเลขใหม่", code="used", field="number")
        return answer(request, form, "ui/gallery.html", _shown(request))
    if "say" in request.GET:
        messages.success(request, "ออกเลข ศธ 04000/ว512 แล้ว ส่งถึง 66 โรงเรียน")
        messages.error(request, "ส่งไม่สำเร็จ 2 โรงเรียน")
    return page(request, "ui/gallery.html", {"form": form, **_shown(request)})


@public
def plain(request: HttpRequest) -> HttpResponse:
    return page(request, "ui/gallery_plain.html", {"form": SampleForm()})


@public
def progress(request: HttpRequest) -> HttpResponse:
    done = min(int(request.GET.get("done", "41")) + 5, 66)
    return page(request, "ui/gallery.html#progress", {"done": done, "again": done < 66})


@public
def refused(request: HttpRequest) -> HttpResponse:
    raise Refused("หนังสือเรื่องนี้ไม่ได้อยู่ที่ท่านแล้ว โหลดหน้านี้ใหม่เพื่อดูว่าอยู่ที่ใคร", code="not_holder")


@public
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("asked for")


def _shown(request: HttpRequest) -> dict[str, object]:
    now = timezone.now()
    return {
        "now": now,
        "yesterday": now - timedelta(days=3),
        "late": DueWords("late", "ช้า 1 วันทำการ"),
        "soon": DueWords("soon", "ก่อน 16.30 น."),
        "counts": FenceCounts(answered=51, working=6, opened=1, late=8),
        "all_answered": FenceCounts(answered=66),
        "many": FenceCounts(answered=21540, working=3100, opened=900, unopened=2400, late=2060),
        "districts": DISTRICTS,
        "letters": LETTERS,
        "filters": SampleFilter(request.GET or {"since": "1/11/2569"}),
        "page": Page([], newer="", older="x"),
        "done": 41,
        "again": True,
    }
