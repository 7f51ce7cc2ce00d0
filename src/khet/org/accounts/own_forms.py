"""What people type about themselves."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khet.kernel.actor import Actor
from khet.org.models import Account, Appointment, Person, Post
from khet.ui.forms import ThaiDateField


class ContactForm(forms.Form):
    email = forms.EmailField(
        label=_("อีเมล"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("อีเมลไม่ครบ เช่น somsri@example.go.th")},
    )
    mobile = forms.CharField(
        label=_("โทรศัพท์มือถือ"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )


class LooksForm(forms.Form):
    theme = forms.ChoiceField(label=_("สีของหน้าจอ"), choices=Account.Theme.choices)
    language = forms.ChoiceField(label=_("ภาษา"), choices=[("th", "ไทย"), ("en", "English")])


class DelegateForm(forms.Form):
    """รักษาราชการแทน while one is away: which post, to whom, which days, on what order."""

    post = forms.ModelChoiceField(label=_("ตำแหน่งที่มอบ"), queryset=Post.objects.none(), empty_label=None)
    to = forms.ModelChoiceField(
        label=_("ให้ใครรักษาราชการแทน"),
        queryset=Person.objects.none(),
        empty_label=_("เลือกบุคลากรในหน่วยงาน"),
        error_messages={"required": _("ยังไม่ได้เลือกผู้รักษาราชการแทน")},
    )
    valid_from = ThaiDateField(label=_("ตั้งแต่วันที่"), near_today=True)
    until = ThaiDateField(label=_("ถึงวันที่ (รวมวันนั้น)"), near_today=True)
    order_text = forms.CharField(
        label=_("คำสั่งหรือบันทึกที่ใช้อ้าง"), max_length=200, error_messages={"required": _("ยังไม่ได้ใส่คำสั่งหรือบันทึก")}
    )
    subjects = forms.CharField(
        label=_("เฉพาะเรื่อง"), max_length=300, required=False, help_text=_("เว้นว่างเมื่อให้แทนทุกเรื่อง")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = timezone.localdate()
        held = Appointment.objects.on(day).filter(person_id=actor.person_id or 0, kind=Appointment.Kind.HOLDER)
        posts = Post.objects.filter(pk__in=held.values("post_id"), active=True).select_related("unit")
        staff = Appointment.objects.on(day).filter(
            post__unit__desk_id__in=posts.values("unit__desk_id"), kind=Appointment.Kind.HOLDER
        )
        staff = staff.exclude(post__role=Post.Role.PUPIL).exclude(person_id=actor.person_id or 0)
        self._choose("post", posts)
        self._choose("to", Person.objects.filter(pk__in=staff.values("person_id")).order_by("sort_key"))
        self.fields["valid_from"].initial = day

    def _choose(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows
