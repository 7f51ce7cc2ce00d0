"""What is typed to bring in an old register."""

from django import forms
from django.utils.translation import gettext_lazy as _

from khet.files.forms import FilesField
from khet.files.kinds import TABLES
from khet.saraban.models import Book


class OldRegisterForm(forms.Form):
    book = forms.ChoiceField(label=_("เข้าทะเบียน"), choices=Book.choices)
    old = FilesField(label=_("ไฟล์ CSV หรือ Excel"), rule=TABLES, most=1)
