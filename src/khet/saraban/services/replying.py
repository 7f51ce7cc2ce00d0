"""A letter that answers a letter: once it is sent, what was asked there counts as answered."""

from khet.kernel.actor import Actor
from khet.saraban.models import Letter
from khet.saraban.services.answering import settle_item
from khet.work.models import WorkItem


def count_as_answer(actor: Actor, letter: Letter) -> None:
    """Answer the waiting ask of reply on the delivery that this letter answers.

    The desk's own letter is the desk's answer, whether its registry, its author or its signer sends it.
    """
    if letter.reply_to is None or letter.reply_to_id is None or letter.reply_to.desk_id != letter.desk_id:
        return
    items = WorkItem.objects.filter(
        subject_kind="saraban.delivery", subject_id=letter.reply_to.pk, kind="saraban.reply", waiting=True
    )
    for item in items:
        settle_item(actor, item, letter.reply_to, letter=letter, text=f"หนังสือที่ {letter.letter_no}", allowed=True)
