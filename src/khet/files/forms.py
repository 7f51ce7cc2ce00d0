"""The field that takes files: sent whole with the form, or in pieces beforehand by <khet-upload>."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from khet.files.intake import receive
from khet.files.kinds import DOCUMENTS, FileRule
from khet.files.models import Upload, UploadState
from khet.files.services.uploads import Incoming
from khet.kernel.errors import Refused


class FilesInput(forms.Widget):
    """A plain file input inside <khet-upload>; works without script."""

    template_name = "files/files_input.html"
    needs_multipart_form = True

    class Media:
        js = (forms.Script("files/upload.js", defer=True),)

    def __init__(self, *, rule: FileRule, most: int) -> None:
        super().__init__()
        self.rule, self.most = rule, most

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        tokens = [token for token in value or [] if isinstance(token, str)]
        context["sent"] = Upload.objects.filter(token__in=tokens, state=UploadState.COMPLETE)
        context["rule"], context["most"] = self.rule, self.most
        context["megabytes"] = self.rule.limit // 2**20
        return context

    def value_from_datadict(self, data: Any, files: "MultiValueDict[str, UploadedFile[Any]]", name: str) -> list[Any]:
        tokens = data.getlist(f"{name}-token") if hasattr(data, "getlist") else []
        return [*tokens, *files.getlist(name)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not self.value_from_datadict(data, files, name)


class FilesField(forms.Field):
    """Cleans to a list of Incoming, judged and kept; give it to keep() in the service. most: how many files."""

    widget: FilesInput

    def __init__(self, *, rule: FileRule = DOCUMENTS, most: int = 20, **kwargs: Any) -> None:
        super().__init__(widget=FilesInput(rule=rule, most=most), **{"label": _("ไฟล์แนบ"), **kwargs})
        self.rule, self.most = rule, most

    def to_python(self, value: Any) -> list[Any]:
        return list(value or [])

    def clean(self, value: Any) -> list[Incoming]:
        given = super().clean(value)
        if len(given) > self.most:
            raise forms.ValidationError(_("แนบได้ไม่เกิน %(most)d ไฟล์ นำบางไฟล์ออก") % {"most": self.most}, code="too_many")
        problems: list[forms.ValidationError] = []
        kept: list[Incoming] = []
        for one in given:
            try:
                kept.append(one if isinstance(one, str) else receive(one, name=one.name or "", allow=self.rule))
            except Refused as refused:
                problems.append(forms.ValidationError(refused.message, code=refused.code))
        if problems:
            raise forms.ValidationError(problems)
        return kept
