"""How the trail tells what was done with figures."""

from django.utils.translation import gettext_lazy as _

ACTIONS = (
    ("insight.view_kept", _("เก็บมุมมองข้อมูล")),
    ("insight.view_dropped", _("เลิกเก็บมุมมองข้อมูล")),
)
