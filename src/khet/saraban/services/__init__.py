"""The only room that writes letters, deliveries and registers."""

from khet.saraban.reads.desks import settings_of
from khet.saraban.services.answering import acknowledge_many, answer_ask, not_applicable
from khet.saraban.services.asking import asks_of
from khet.saraban.services.bundling import (
    bundle_again,
    bundle_certificates,
    bundle_register,
    issue_and_bundle,
    run_bundle,
    sweep_bundles,
)
from khet.saraban.services.certificates import issue_certificates
from khet.saraban.services.circulating import circulate
from khet.saraban.services.content import content_hash
from khet.saraban.services.desks import remove_template, save_settings, save_template, set_emblem
from khet.saraban.services.dispatching import add_recipients, dispatch, replace_letter, run_dispatch
from khet.saraban.services.drafting import (
    attach,
    detach,
    discard_draft,
    draft_from_template,
    draft_of,
    replacement_of,
    reply_letter,
    save_draft,
)
from khet.saraban.services.duties import set_duty
from khet.saraban.services.endorsing import assign_many, endorse, reopen, take_back
from khet.saraban.services.entries import annotate, expire_entries, reserve_numbers, void_number
from khet.saraban.services.faces import remove_fonts, set_fonts
from khet.saraban.services.following import answer_for, close_answered, close_letter, extend_deadline, reopen_answer
from khet.saraban.services.granting import grant_access
from khet.saraban.services.importing import ImportReport, OldRow, RowError, import_register
from khet.saraban.services.issuing import attach_signed, issue_and_sign, issue_many, issue_number, send_printed
from khet.saraban.services.mailboxes import BoxValues, set_mailbox, test_mailbox
from khet.saraban.services.mailing import ask_for_reading, ask_for_reading_of, read_mailbox
from khet.saraban.services.mails import SETTLED, dismiss_mail, files_of, look_into_mail, restore_mail, sweep_mails
from khet.saraban.services.opening import mark_opened, mark_unopened
from khet.saraban.services.recalling import withdraw_delivery, withdraw_letter
from khet.saraban.services.receipts import confirm_mail, send_receipt
from khet.saraban.services.receiving import (
    duplicates,
    receive_outside,
    register_delivery,
    register_many,
    reject_delivery,
)
from khet.saraban.services.rendering import printed, render_letter, stamp_delivery
from khet.saraban.services.reviewing import (
    approve_draft,
    propose_to_sign,
    recall_draft,
    return_draft,
    submit_for_review,
)
from khet.saraban.services.scanning import MOST_PARTS, keep_pile, split_scan
from khet.saraban.services.senders import upsert_sender
from khet.saraban.services.targets import targets_of
from khet.saraban.services.years import close_year, open_year, reopen_year, this_year
from khet.saraban.values import AskSpec, Draft, NamedPerson, Received, Recipients, Target

__all__ = [
    "MOST_PARTS",
    "SETTLED",
    "AskSpec",
    "BoxValues",
    "Draft",
    "ImportReport",
    "NamedPerson",
    "OldRow",
    "Received",
    "Recipients",
    "RowError",
    "Target",
    "acknowledge_many",
    "add_recipients",
    "annotate",
    "answer_ask",
    "answer_for",
    "approve_draft",
    "ask_for_reading",
    "ask_for_reading_of",
    "asks_of",
    "assign_many",
    "attach",
    "attach_signed",
    "bundle_again",
    "bundle_certificates",
    "bundle_register",
    "circulate",
    "close_answered",
    "close_letter",
    "close_year",
    "confirm_mail",
    "content_hash",
    "detach",
    "discard_draft",
    "dismiss_mail",
    "dispatch",
    "draft_from_template",
    "draft_of",
    "duplicates",
    "endorse",
    "expire_entries",
    "extend_deadline",
    "files_of",
    "grant_access",
    "import_register",
    "issue_and_bundle",
    "issue_and_sign",
    "issue_certificates",
    "issue_many",
    "issue_number",
    "keep_pile",
    "look_into_mail",
    "mark_opened",
    "mark_unopened",
    "not_applicable",
    "open_year",
    "printed",
    "propose_to_sign",
    "read_mailbox",
    "recall_draft",
    "receive_outside",
    "register_delivery",
    "register_many",
    "reject_delivery",
    "remove_fonts",
    "remove_template",
    "render_letter",
    "reopen",
    "reopen_answer",
    "reopen_year",
    "replace_letter",
    "replacement_of",
    "reply_letter",
    "reserve_numbers",
    "restore_mail",
    "return_draft",
    "run_bundle",
    "run_dispatch",
    "save_draft",
    "save_settings",
    "save_template",
    "send_printed",
    "send_receipt",
    "set_duty",
    "set_emblem",
    "set_fonts",
    "set_mailbox",
    "settings_of",
    "split_scan",
    "stamp_delivery",
    "submit_for_review",
    "sweep_bundles",
    "sweep_mails",
    "take_back",
    "targets_of",
    "test_mailbox",
    "this_year",
    "upsert_sender",
    "void_number",
    "withdraw_delivery",
    "withdraw_letter",
]
