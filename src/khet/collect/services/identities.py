"""By what a row of a ready register is known again; a citizen number that is typed becomes hash and mask at once."""

from collections.abc import Mapping

from django.conf import settings

from khet.collect.masters.kinds import ALONE, Kind
from khet.collect.models import Form, RecordRow
from khet.collect.reads.masters import kind_of
from khet.kernel.errors import Refused
from khet.thai import citizen


def identified(
    form: Form, values: Mapping[str, str], *, desk_id: int, row: RecordRow | None = None
) -> tuple[dict[str, str], str]:
    """Values as they may be kept, and the row's identity ("" for none). row: the one that is changed.

    Raises Refused for a number that is none, and for somebody (or a count) that already has a row.
    """
    kind = kind_of(form)
    if kind is None:
        return dict(values), row.identity if row is not None else ""
    Form.objects.select_for_update(of=("self",)).get(pk=form.pk)  # one writer of identities at a time
    kept, identity = _of(kind, values, row)
    if identity and _taken(form, desk_id, identity, row):
        if not kind.extra:
            raise Refused("มีแถวนี้ในทะเบียนแล้ว แก้แถวเดิม หรือนำแถวที่จำหน่ายแล้วกลับมา", code="twin")
        identity = ""
    return kept, identity


def refuse_number(form: Form, values: Mapping[str, str], row: RecordRow | None) -> None:
    """For a trial, which writes nothing: Raises Refused for a number that is none."""
    kind = kind_of(form)
    if kind is not None:
        _of(kind, values, row)


def _of(kind: Kind, values: Mapping[str, str], row: RecordRow | None) -> tuple[dict[str, str], str]:
    if not kind.mask:
        return dict(values), values.get(kind.once, "") if kind.once else ALONE
    typed = values.get(kind.mask, "")
    if not typed:
        return dict(values), ""
    if row is not None and typed == row.values.get(kind.mask):
        return dict(values), row.identity
    identity, mask = number_kept(typed)
    return {**values, kind.mask: mask}, identity


def number_kept(text: str) -> tuple[str, str]:
    """(keyed hash, mask) of a citizen number. Raises Refused, without the number, for what is none."""
    try:
        return citizen.keyed_hash(text, key=settings.IDENTITY_KEY), citizen.mask(text)
    except ValueError as wrong:
        raise Refused(str(wrong), code="not_citizen") from None


def _taken(form: Form, desk_id: int, identity: str, row: RecordRow | None) -> bool:
    others = RecordRow.objects.filter(form=form, desk_id=desk_id, identity=identity)
    return (others if row is None else others.exclude(pk=row.pk)).exists()
