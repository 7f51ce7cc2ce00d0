"""What is typed about a work item."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khet.org.models import Post
from khet.ui.forms import ThaiDateField
from khet.work.models import WorkItem


class TextAnswerForm(forms.Form):
    """The answer to an ask that wants no more than words."""

    text = forms.CharField(label=_("คำตอบ"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)


class RecordForm(forms.Form):
    """An answer that did not come through the hub."""

    via = forms.ChoiceField(
        label=_("คำตอบมาทาง"),
        choices=[
            (WorkItem.Via.PHONE.value, _("โทรศัพท์")),
            (WorkItem.Via.PAPER.value, _("เอกสาร")),
            (WorkItem.Via.NOT_APPLICABLE.value, _("ไม่เกี่ยวข้องกับหน่วยงานนี้")),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("ใครตอบ เมื่อใด หรือเหตุที่ไม่เกี่ยวข้อง"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )


class NoteForm(forms.Form):
    """A note that the other side reads."""

    note = forms.CharField(label=_("ต้องแก้อะไร"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("เหตุผล"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500)


class ExtendForm(ReasonForm):
    """More time for one unit."""

    due = ThaiDateField(label=_("กำหนดใหม่"))
    field_order = ["due", "reason"]

    def clean_due(self) -> Any:
        day = self.cleaned_data["due"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("กำหนดใหม่ต้องเป็นวันนี้หรือหลังจากนี้"))
        return day


class SeatChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A post, said with who sits there today."""

    def label_from_instance(self, obj: Any) -> str:
        return _post_label(obj)


class PassOnForm(forms.Form):
    """To whom in the same desk the obligation goes."""

    to = SeatChoice(label=_("ส่งต่อถึง"), queryset=Post.objects.none(), empty_label=_("เลือกตำแหน่ง"))
    note = forms.CharField(
        label=_("ข้อความถึงผู้รับ"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=2000
    )

    def __init__(self, *args: Any, desk_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = Post.objects.filter(active=True, unit__desk_id=desk_id).exclude(role=Post.Role.PUPIL)
        field = self.fields["to"]
        assert isinstance(field, SeatChoice)
        field.queryset = posts.select_related("unit").prefetch_related("appointments__person")


def _post_label(post: Any) -> str:
    today = timezone.localdate()
    seated = [
        seat.person.full_name
        for seat in post.appointments.all()
        if seat.valid_from <= today and (seat.valid_until is None or seat.valid_until > today)
    ]
    return f"{post} {post.unit} ({', '.join(seated) if seated else 'ว่าง'})"


class RemindForm(forms.Form):
    """A reminder to those who still owe."""

    message = forms.CharField(
        label=_("ข้อความ"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=1000
    )


class FindForm(forms.Form):
    """Words of a unit's name."""

    find = forms.CharField(label=_("ค้นชื่อหน่วยงาน"), required=False, max_length=100)
