"""What the system administrator types about identity."""

import re
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from khet.kernel.refs import Ref, RefKind, ref_kinds
from khet.org.accounts.oidc.idp import SCOPES
from khet.org.models import IdentityProvider, Unit

GUESTS = frozenset({"org.account", "org.appointment"})  # kinds that are shown on another thing's page


class ProviderForm(forms.Form):
    """One provider of identity; the secret is written only."""

    name = forms.CharField(label=_("คำบนปุ่ม"), max_length=80)
    server_url = forms.URLField(
        label=_("ที่อยู่ผู้ให้บริการ (issuer)"),
        required=False,
        assume_scheme="https",
        help_text=_("ระบบอ่านค่าที่เหลือจาก /.well-known/openid-configuration"),
        error_messages={"invalid": _("ที่อยู่ไม่ครบ เช่น https://id.example.go.th")},
    )
    client_id = forms.CharField(label=_("Client ID"), required=False, max_length=200)
    secret = forms.CharField(
        label=_("Client secret"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("เว้นว่างเพื่อใช้ค่าเดิม ระบบเก็บแบบผนึกและไม่แสดงอีก"),
    )
    scopes = forms.CharField(label=_("ขอบเขตข้อมูลที่ขอ"), max_length=200, help_text=_("เว้นวรรคคั่น ต้องมี openid"))
    pid_claim = forms.CharField(
        label=_("ช่องที่เป็นเลขประจำตัวประชาชน"),
        required=False,
        max_length=80,
        help_text=_("ใช้จับคู่กับบุคคลในทะเบียนโดยไม่เก็บเลขไว้ เว้นว่างเมื่อให้เจ้าของผูกเองเท่านั้น"),
    )
    active = forms.BooleanField(label=_("เปิดใช้ในหน้าเข้าสู่ระบบ"), required=False)

    def clean_server_url(self) -> str:
        url: str = self.cleaned_data["server_url"].rstrip("/")
        parts = urlsplit(url)
        if url and parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1"):
            raise forms.ValidationError(_("ผู้ให้บริการต้องใช้ https"))
        return url

    def clean_scopes(self) -> str:
        scopes: list[str] = self.cleaned_data["scopes"].split()
        return " ".join(dict.fromkeys(["openid", *scopes]))

    @classmethod
    def of(cls, provider: IdentityProvider) -> "ProviderForm":
        names = ("name", "server_url", "client_id", "scopes", "pid_claim", "active")
        return cls(initial={name: getattr(provider, name) for name in names})


class ClientForm(forms.Form):
    """A system that may use our identity."""

    name = forms.CharField(label=_("ชื่อระบบ"), max_length=100, help_text=_("ชื่อที่บุคลากรจะเห็นตอนอนุญาต"))
    redirect_uris = forms.CharField(
        label=_("ที่อยู่กลับ (redirect URI)"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("บรรทัดละหนึ่งที่อยู่ ต้องตรงทุกตัวอักษรและขึ้นต้นด้วย https://"),
    )
    scopes = forms.MultipleChoiceField(
        label=_("ข้อมูลที่ขอได้"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(key, label) for key, label in SCOPES.items() if key != "openid"],
        initial=["profile", "khet"],
    )
    public = forms.BooleanField(label=_("เป็นแอปที่เก็บความลับไม่ได้ (ใช้ PKCE อย่างเดียว)"), required=False)

    def clean_redirect_uris(self) -> list[str]:
        lines: list[str] = self.cleaned_data["redirect_uris"].split()
        return list(dict.fromkeys(lines))


class BreakGlassForm(forms.Form):
    """Which thing, and why."""

    address = forms.CharField(
        label=_("ที่อยู่ของเรื่อง"),
        max_length=300,
        help_text=_("คัดลอกจากช่องที่อยู่ของเบราว์เซอร์ เช่น /letters/42/ หรือ /org/unit/84010001/"),
    )
    label = forms.CharField(label=_("เรื่อง"), max_length=200, help_text=_("ให้ผู้อำนวยการรู้ว่าเรื่องใด"))
    reason = forms.CharField(label=_("เหตุผลที่ต้องเปิด"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)

    def clean_address(self) -> Ref:
        """The thing behind an address of ours; nothing of it is shown."""
        path = urlsplit(self.cleaned_data["address"].strip()).path
        if unit := _unit_at(path):
            return Ref("org.unit", unit.pk)
        for number in re.findall(r"\d{1,18}", path):
            for kind in ref_kinds:
                if kind.kind not in GUESTS and _stands_at(kind, int(number), path):
                    return Ref(kind.kind, int(number))
        raise forms.ValidationError(_("ไม่พบเรื่องที่ที่อยู่นี้ คัดลอกที่อยู่ทั้งบรรทัดมาใส่"))


def _unit_at(path: str) -> Unit | None:
    """A unit stands at its code, not at its number."""
    try:
        found = resolve(path)
    except Resolver404:
        return None
    return Unit.objects.filter(code=found.kwargs["code"]).first() if found.view_name == "org:unit" else None


def _stands_at(kind: RefKind, number: int, path: str) -> bool:
    try:
        return urlsplit(kind.url(number)).path == path
    except ObjectDoesNotExist:
        return False
