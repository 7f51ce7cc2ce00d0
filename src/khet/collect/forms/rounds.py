"""What is typed about a round: its plan, and what is done with it."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khet.collect.models import Form, Round
from khet.collect.services.asked import rounds_before
from khet.collect.services.rounds import Plan
from khet.kernel.actor import Actor
from khet.org.models import LegalDuty, Unit
from khet.org.reads.groups import groups
from khet.org.reads.unit_finder import UnitFinder
from khet.thai.bangkok import today
from khet.thai.years import to_be
from khet.ui.finders import FinderField
from khet.ui.forms import NumberField, ThaiDateField


class PlanForm(forms.Form):
    """A form, a period, a deadline, and who must answer."""

    form = forms.ModelChoiceField(
        label=gettext_lazy("แบบข้อมูล"), queryset=Form.objects.none(), empty_label=gettext_lazy("เลือกแบบที่ประกาศใช้แล้ว")
    )
    title = forms.CharField(label=gettext_lazy("ชื่อรอบ"), max_length=200)
    year_type = forms.ChoiceField(label=gettext_lazy("ปีแบบ"), choices=Round.YearType.choices)
    year = NumberField(label=gettext_lazy("ปี พ.ศ."), min_value=2500, max_value=2700)
    term = NumberField(label=gettext_lazy("ภาคเรียนหรือครั้งที่"), min_value=1, max_value=99)
    as_of = ThaiDateField(label=gettext_lazy("ข้อมูล ณ วันที่"))
    due_on = ThaiDateField(label=gettext_lazy("ส่งภายในวันที่"), required=False, near_today=True)
    duty = forms.ModelChoiceField(
        label=gettext_lazy("หน้าที่ตามกฎหมาย"),
        queryset=LegalDuty.objects.all(),
        required=False,
        empty_label=gettext_lazy("ตามแบบ"),
    )
    previous = forms.ModelChoiceField(
        label=gettext_lazy("เทียบกับรอบ"),
        queryset=Round.objects.none(),
        required=False,
        empty_label=gettext_lazy("รอบก่อนของแบบเดียวกัน"),
    )
    all_schools = forms.BooleanField(label=gettext_lazy("ทุกโรงเรียนในเขต"), required=False)
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("กลุ่มหน่วยงาน (ตามสมาชิก ณ วันที่ของข้อมูล)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    units = FinderField(
        label=gettext_lazy("เลือกทีละแห่ง"),
        required=False,
        placeholder=gettext_lazy("ค้นชื่อ รหัส หรืออำเภอ"),
        of=gettext_lazy("หน่วยงาน"),
    )

    def __init__(self, *args: Any, actor: Actor, round_: Round | None = None, **kwargs: Any) -> None:
        given = _initial(round_) | kwargs.pop("initial", {})
        super().__init__(*args, **{**kwargs, "initial": given})
        self.round_ = round_
        published = Form.objects.filter(desk_id=actor.desk_id, kind=Form.Kind.ROUND, archived=False)
        self._narrow("form", published.filter(versions__published_at__isnull=False).distinct())
        earlier = Round.objects.visible_to(actor).filter(desk_id=actor.desk_id).exclude(state=Round.State.PLANNED)
        self._narrow("previous", earlier)
        field = self.fields["groups"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(each.pk, f"{each.name} ({each.size})") for each in groups(actor, today())]  # type: ignore[attr-defined]
        if not field.choices:
            del self.fields["groups"]
        picker = self.fields["units"]
        assert isinstance(picker, FinderField)
        picker.use(school_finder())

    def _narrow(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    def plan(self) -> Plan:
        data = self.cleaned_data
        return Plan(
            form=data["form"],
            title=data["title"],
            year_type=data["year_type"],
            year=data["year"],
            term=data["term"],
            as_of=data["as_of"],
            due_on=data["due_on"],
            previous=data["previous"] or rounds_before(data["form"], data["as_of"]),
            duty_id=data["duty"].pk if data["duty"] else None,
            target={
                "all_schools": data["all_schools"],
                "groups": [int(each) for each in data.get("groups", ())],
                "units": data["units"],
            },
        )


def _initial(round_: Round | None) -> dict[str, Any]:
    day = today()
    if round_ is None:
        return {"year_type": Round.YearType.SCHOOL, "year": to_be(day.year) - (day.month < 5), "term": 1, "as_of": day}
    names = ("form", "title", "year_type", "year", "term", "as_of", "due_on", "duty", "previous")
    return {name: getattr(round_, name) for name in names} | dict(round_.target)


def school_finder() -> UnitFinder:
    """Schools that may be asked."""
    return UnitFinder(Unit.objects.filter(active=True, kind=Unit.Kind.SCHOOL), reverse("collect:round_units"))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("เหตุผล"), widget=forms.Textarea(attrs={"rows": 2}), max_length=300)


class AddUnitForm(forms.Form):
    """One more unit for a round that is open."""

    unit = forms.ModelChoiceField(
        label=gettext_lazy("หน่วยงาน"), queryset=Unit.objects.none(), empty_label=gettext_lazy("เลือกหน่วยงาน")
    )

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        there = round_.submissions.exclude(item_id=0).values("unit_id")
        field.queryset = Unit.objects.filter(active=True, kind=Unit.Kind.SCHOOL).exclude(pk__in=there)


class RemindForm(forms.Form):
    message = forms.CharField(
        label=gettext_lazy("ข้อความ"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=1000,
        initial=gettext_lazy("ขอให้ส่งข้อมูลที่ค้างอยู่ หากติดขัดแจ้งเขตได้ทันที"),
    )


class LockForm(forms.Form):
    """Closing the round; units that are not accepted are named one by one."""

    gaps = forms.MultipleChoiceField(
        label=gettext_lazy("ปิดโดยไม่มีข้อมูลที่รับแล้วของ"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, gaps: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["gaps"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(row.pk, f"{row.unit_name} ({row.get_state_display()})") for row in gaps]
        if not field.choices:
            del self.fields["gaps"]

    def confirmed(self) -> list[int]:
        return [int(each) for each in self.cleaned_data.get("gaps", ())]


class ExtendForm(ReasonForm):
    """More time for one unit."""

    due_on = ThaiDateField(label=gettext_lazy("กำหนดใหม่"), near_today=True)
    field_order = ["due_on", "reason"]

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("กำหนดใหม่ต้องเป็นวันนี้หรือหลังจากนี้"))
        return day
