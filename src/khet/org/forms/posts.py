"""What is typed about posts, appointments and acting orders."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khet.org.models import Appointment, Person, Post, PostDuty, Unit
from khet.org.reads.acting import in_desk
from khet.ui.forms import NumberField, ThaiDateField

ORDER_HINT = _("เช่น คำสั่ง สพม. ที่ 12/2569 ลงวันที่ 1 ต.ค. 2569")


class PostForm(forms.Form):
    """A post of a unit."""

    title = forms.CharField(label=_("ชื่อตำแหน่ง"), max_length=200)
    short = forms.CharField(label=_("ชื่อย่อ"), max_length=80, required=False)
    seats = NumberField(label=_("จำนวนอัตรา"), min_value=1, max_value=500, initial=1)
    order = NumberField(label=_("ลำดับในรายการ"), min_value=0, max_value=100000, initial=10)


class NewPostForm(PostForm):
    role = forms.ChoiceField(label=_("บทบาท"), choices=Post.Role.choices, initial=Post.Role.OFFICER)
    duties = forms.MultipleChoiceField(
        label=_("หน้าที่ในระบบ"), choices=PostDuty.Duty.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    field_order = ["title", "short", "role", "seats", "order", "duties"]


class DutiesForm(forms.Form):
    duties = forms.MultipleChoiceField(
        label=_("หน้าที่ในระบบ"), choices=PostDuty.Duty.choices, widget=forms.CheckboxSelectMultiple, required=False
    )


class PostChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A post with its unit and who holds it."""

    def label_from_instance(self, obj: Post) -> str:
        return f"{obj.unit.short or obj.unit.name} · {obj.title}{f' ({obj.short})' if obj.short else ''}"


class StandInsForm(forms.Form):
    """Up to four posts that stand in, in their order."""

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Post.objects.filter(active=True, unit__desk=post.unit.desk_id).exclude(pk=post.pk)
        others = others.exclude(role=Post.Role.PUPIL).select_related("unit").order_by("unit__order", "order")
        ranked = list(post.stand_ins.order_by("rank").values_list("by_post_id", flat=True))
        for rank in range(1, 5):
            self.fields[f"rank{rank}"] = PostChoice(
                label=_("ลำดับที่ %(rank)d") % {"rank": rank},
                queryset=others,
                required=False,
                initial=ranked[rank - 1] if rank <= len(ranked) else None,
            )

    def clean(self) -> dict[str, Any]:
        chosen = [post for post in (self.cleaned_data.get(f"rank{rank}") for rank in range(1, 5)) if post]
        if len({post.pk for post in chosen}) != len(chosen):
            raise forms.ValidationError(_("เลือกตำแหน่งเดียวกันสองลำดับไม่ได้"))
        return {"by": chosen}


class AppointForm(forms.Form):
    """A person into a post as its holder."""

    post = PostChoice(label=_("ตำแหน่ง"), queryset=Post.objects.none())
    valid_from = ThaiDateField(label=_("ตั้งแต่วันที่"))
    until = ThaiDateField(label=_("ถึงวันที่"), required=False, help_text=_("เว้นว่างเมื่อยังไม่มีกำหนด"))
    order_text = forms.CharField(label=_("คำสั่ง"), max_length=200, required=False, help_text=ORDER_HINT)
    main = forms.BooleanField(label=_("เป็นตำแหน่งหลัก"), required=False, initial=True)

    def __init__(self, *args: Any, desk: Unit | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = Post.objects.filter(active=True, unit__active=True).exclude(role=Post.Role.PUPIL)
        posts = posts.filter(unit__desk=desk) if desk else posts.none()
        self.fields["post"].queryset = posts.select_related("unit").order_by("unit__order", "order")  # type: ignore[attr-defined]
        self.initial.setdefault("valid_from", timezone.localdate())

    def asked(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        until = data.pop("until")
        return {**data, "valid_until": until + timedelta(days=1) if until else None}


class SeatForm(forms.Form):
    """A holder for one post."""

    person = forms.ModelChoiceField(label=_("บุคคล"), queryset=Person.objects.none())
    valid_from = ThaiDateField(label=_("ตั้งแต่วันที่"))
    until = ThaiDateField(label=_("ถึงวันที่"), required=False, help_text=_("เว้นว่างเมื่อยังไม่มีกำหนด"))
    order_text = forms.CharField(label=_("คำสั่ง"), max_length=200, required=False, help_text=ORDER_HINT)

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(home_desk=post.unit.desk_id, pupil=False, ended_on__isnull=True)
        self.fields["person"].queryset = people.order_by("sort_key")  # type: ignore[attr-defined]
        self.initial.setdefault("valid_from", timezone.localdate())

    def asked(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        until = data.pop("until")
        return {**data, "valid_until": until + timedelta(days=1) if until else None}


class ActingForm(forms.Form):
    """An acting order."""

    kind = forms.ChoiceField(label=_("แบบ"), choices=Appointment.Kind.choices[1:], widget=forms.RadioSelect)
    post = PostChoice(label=_("แทนตำแหน่ง"), queryset=Post.objects.none())
    person = forms.ModelChoiceField(label=_("ผู้แทน"), queryset=Person.objects.none())
    valid_from = ThaiDateField(label=_("ตั้งแต่วันที่"))
    until = ThaiDateField(label=_("ถึงวันที่"), required=False, help_text=_("วันสุดท้ายที่แทน เว้นว่างเมื่อแทนจนกว่าจะมีคำสั่งใหม่"))
    order_text = forms.CharField(label=_("คำสั่ง"), max_length=200, help_text=ORDER_HINT)
    subjects = forms.CharField(
        label=_("เฉพาะเรื่อง"),
        max_length=300,
        required=False,
        help_text=_("เว้นว่างเมื่อแทนทุกเรื่อง เช่น การเงินไม่เกิน 50,000 บาท"),
    )

    def __init__(self, *args: Any, desk: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = Post.objects.filter(active=True, unit__desk=desk).exclude(role=Post.Role.PUPIL)
        posts = posts.select_related("unit").order_by("unit__order", "order")
        self.fields["post"].queryset = posts  # type: ignore[attr-defined]
        self.fields["person"].queryset = in_desk([desk.pk])  # type: ignore[attr-defined]
        self.initial.setdefault("kind", Appointment.Kind.ACTING)
        self.initial.setdefault("valid_from", timezone.localdate())

    def asked(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        until = data.pop("until")
        return {**data, "valid_until": until + timedelta(days=1) if until else None, "main": False}


class EndForm(forms.Form):
    """The last day in a post."""

    last = ThaiDateField(label=_("วันสุดท้ายในตำแหน่ง"))
    reason = forms.CharField(label=_("เหตุ"), max_length=300, required=False, help_text=_("เช่น ย้าย เกษียณ คำสั่งที่ …"))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("เหตุผล"), max_length=300, help_text=_("เก็บไว้ในประวัติการใช้งาน"))
