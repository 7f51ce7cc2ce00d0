"""Mails that wait to be registered, in the search box of those whose pile they lie in; once received, the letter is."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from khet.files import reads as kept_files
from khet.kernel.actor import Actor
from khet.saraban.models import Mail
from khet.saraban.reads.mails import mails
from khet.saraban.rules.registers import may_keep
from khet.search.registry import Document, Found, Source, same
from khet.thai.bangkok import day_of
from khet.thai.dates import record

KIND = "saraban.mail"


def terms(actor: Actor) -> Iterable[str]:
    """As the pile itself: the registry of the desk acted in."""
    return [f"pile:{actor.desk_id}"] if may_keep(actor) else []


def documents(ids: Sequence[int]) -> Iterable[Document]:
    """What was received or set aside is no longer here."""
    waiting = list(Mail.objects.filter(pk__in=ids, state=Mail.State.NEW))
    came = kept_files.of_owners(KIND, [mail.pk for mail in waiting])
    return [_document(mail, [each.pk for each in came.get(mail.pk, [])]) for mail in waiting]


def _document(mail: Mail, file_ids: list[int]) -> Document:
    letter_no = mail.guess.get("letter_no", "")
    return Document(
        id=mail.pk,
        title=str(mail),
        body="\n".join(filter(None, (mail.guess.get("subject", ""), mail.from_address, mail.text))),
        numbers=(letter_no,) if letter_no else (),
        people=(mail.from_name,) if mail.from_name else (),
        unit_id=mail.desk_id,
        desk_id=mail.desk_id,
        day=day_of(mail.arrived_at),
        file_ids=tuple(file_ids),
        terms=frozenset({f"pile:{mail.desk_id}"}),
    )


def shown(ids: Sequence[int], actor: Actor) -> Mapping[int, Found]:
    if not may_keep(actor):
        return {}
    return {mail.pk: Found(mail.get_absolute_url(), _said(mail)) for mail in mails(actor, "new").filter(pk__in=ids)}


def _said(mail: Mail) -> str:
    return " · ".join(filter(None, (record(day_of(mail.arrived_at)), mail.from_name or mail.from_address)))


def _of_files(ids: Sequence[int]) -> Iterable[int]:
    return kept_files.owners_among(KIND, ids)


MAILS = Source(
    kind=KIND,
    label=_("จดหมายที่รอลงรับ"),
    icon="mail-open",
    documents=documents,
    all_ids=lambda: Mail.objects.filter(state=Mail.State.NEW).order_by("pk").values_list("pk", flat=True).iterator(),
    terms=terms,
    shown=shown,
    follows={KIND: same, "files.storedfile": _of_files},
    order=15,
)
