"""A letter that answers a letter: once it is sent, what was asked there counts as answered."""

from khet.kernel.actor import Actor
from khet.saraban.models import Letter
from khet.saraban.services.answering import settle_item
from khet.work.reads.items import items_about


def count_as_answer(actor: Actor, letter: Letter) -> None:
    """Answer the waiting ask of reply on the delivery that this letter answers.

    The desk's own letter is the desk's answer, whether its registry, its author or its signer sends it.
    """
    if letter.reply_to is None or letter.reply_to_id is None or letter.reply_to.desk_id != letter.desk_id:
        return
    items = items_about("saraban.delivery", letter.reply_to.pk).filter(kind="saraban.reply", waiting=True)
    for item in items:
        settle_item(actor, item, letter.reply_to, letter=letter, text=f"หนังสือที่ {letter.letter_no}", allowed=True)
