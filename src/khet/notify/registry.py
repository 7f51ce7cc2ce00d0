"""What people are told about: every package registers its kinds in apps.ready()."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from khet.kernel.registry import Registry

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Mode(StrEnum):
    """When a channel carries a notice: at once, gathered, or never."""

    NOW = "now"
    DIGEST = "digest"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One kind of notice, as it stands in the preferences.

    label: "หนังสือถึงหน่วยงานของท่าน". folded: a sentence with {n} shown instead of the title when n similar ones
    lie folded ("โรงเรียนตอบแล้ว {n} แห่ง"). modes: default Mode per channel where it differs from the channel's own.
    """

    key: str
    label: "StrOrPromise"
    folded: "StrOrPromise" = ""
    modes: dict[str, Mode] = field(default_factory=dict)
    order: int = 50


kinds: Registry[NoticeKind] = Registry("notify.kinds", key=lambda kind: kind.key)
