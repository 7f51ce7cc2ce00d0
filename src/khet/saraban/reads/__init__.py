"""Questions about letters, deliveries and registers, for pages and other capabilities."""

from khet.saraban.reads.desks import piles, possible_signers, posts_of, senders, settings_of, templates
from khet.saraban.reads.lists import INCOMING_ORDER, OUTGOING_ORDER, drafts, incoming, outgoing
from khet.saraban.reads.mails import mailbox_of, mails, waiting_mails
from khet.saraban.reads.pages import (
    DeliveryPage,
    LetterPage,
    answer_files,
    delivery_counts,
    delivery_page,
    letter_page,
)
from khet.saraban.reads.papers import paper_of, register_sheet, routing_slip, signature_of
from khet.saraban.reads.registers import (
    REGISTER_ORDER,
    books,
    register_front,
    register_rows,
    register_size,
    register_years,
    reserved_rows,
)
from khet.saraban.reads.sendings import dispatch_progress, receivers
from khet.saraban.reads.sheets import answers_xlsx, answers_zip, register_xlsx
from khet.saraban.reads.sides import is_sender, own_delivery
from khet.saraban.reads.stories import Event, timeline

__all__ = [
    "INCOMING_ORDER",
    "OUTGOING_ORDER",
    "REGISTER_ORDER",
    "DeliveryPage",
    "Event",
    "LetterPage",
    "answer_files",
    "answers_xlsx",
    "answers_zip",
    "books",
    "delivery_counts",
    "delivery_page",
    "dispatch_progress",
    "drafts",
    "incoming",
    "is_sender",
    "letter_page",
    "mailbox_of",
    "mails",
    "outgoing",
    "own_delivery",
    "paper_of",
    "piles",
    "possible_signers",
    "posts_of",
    "receivers",
    "register_front",
    "register_rows",
    "register_sheet",
    "register_size",
    "register_xlsx",
    "register_years",
    "reserved_rows",
    "routing_slip",
    "senders",
    "settings_of",
    "signature_of",
    "templates",
    "timeline",
    "waiting_mails",
]
