"""ออกเลขชุด: many certificates of one wording, a name each, with numbers in a row."""

from collections.abc import Sequence

from django.db import transaction

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.saraban.models import Kind, Letter
from khet.saraban.rules.registers import may_keep
from khet.saraban.services.drafting import save_draft
from khet.saraban.services.issuing import MOST_AT_ONCE, issue_many
from khet.saraban.services.locking import refuse_unless
from khet.saraban.values import Draft


@transaction.atomic
def issue_certificates(
    *,
    actor: Actor,
    names: Sequence[str],
    subject: str,
    body: str,
    signer_post_id: int | None = None,
    thai_digits: bool = True,
    duty_id: str | None = None,
    synthetic: bool = False,
) -> list[Letter]:
    """One certificate per name, in the order given, numbered at once to be signed by hand; all or none.

    subject is how the register calls them, body the wording under the name.
    """
    refuse_unless(may_keep(actor), "ออกเลขเป็นชุดได้เฉพาะสารบรรณของหน่วยงาน ขอให้สารบรรณออกให้", code="not_registry")
    wanted = [name for name in (" ".join(each.split()) for each in names) if name]
    if not 1 <= len(wanted) <= MOST_AT_ONCE:
        raise Refused("ใส่ชื่อ 1 ถึง %(most)s คนต่อชุด", code="count", field="names", most=MOST_AT_ONCE)
    with audit.command(actor, "saraban.certificates_issued", after={"count": len(wanted), "subject": subject}) as told:
        drafts = [
            save_draft(
                actor=actor,
                draft=Draft(
                    subject=subject,
                    kind=Kind.CERTIFICATE,
                    to_text=name[:500],
                    body=body,
                    thai_digits=thai_digits,
                    duty_id=duty_id,
                    signer_post_id=signer_post_id,
                ),
                synthetic=synthetic,
            )
            for name in wanted
        ]
        letters = issue_many(actor=actor, letters=drafts)
        told.target = letters[0]
    return letters
