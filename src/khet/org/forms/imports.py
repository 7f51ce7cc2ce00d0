"""What is sent in to be imported."""

from django import forms
from django.utils.translation import gettext_lazy as _

from khet.files.forms import FilesField
from khet.files.kinds import TABLES
from khet.org.models import ImportRun


class BringForm(forms.Form):
    """One workbook."""

    kind = forms.ChoiceField(
        label=_("ข้อมูลในไฟล์"), choices=ImportRun.Kind.choices, widget=forms.RadioSelect, initial=ImportRun.Kind.PEOPLE
    )
    workbook = FilesField(rule=TABLES, most=1, label=_("ไฟล์ Excel หรือ CSV"))
