"""Letters that come by e-mail: the pile, one mail beside the form of ลงรับ, and what else becomes of it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khet.files.reads import StoredFile
from khet.kernel.errors import Refused
from khet.org.guard import guarded
from khet.org.http import Request
from khet.saraban import reads, services
from khet.saraban.forms.mails import MailForm
from khet.saraban.models import Delivery, Mail, RegisterEntry
from khet.saraban.reads.mails import MOST_COUNTED, TABS, left_out, mailbox_of, numbers_of, sender_of, waiting_mails
from khet.saraban.rules.mails import may_confirm, may_open, may_restore, may_settle
from khet.saraban.rules.registers import may_keep, may_set_up
from khet.saraban.views.pictures import pages_of, picture_of, png
from khet.saraban.views.receiving import MOST_SENDERS, earlier_than
from khet.ui.answers import answer, page
from khet.ui.keyset import CURSOR, page_of

TEMPLATE = "saraban/mail.html"


@require_safe
@guarded(may_keep)
def mails(request: Request) -> HttpResponse:
    """What came to the desk's own address, by what became of it."""
    state = request.GET.get("tab", "")
    state = state if state in TABS else Mail.State.NEW
    found = page_of(reads.mails(request.actor, state), order=("-pk",), cursor=request.GET.get(CURSOR))
    numbers = numbers_of(found.rows)
    waiting = waiting_mails(request.actor)
    context = {
        "box": mailbox_of(request.actor.desk_id),
        "tabs": [(each.value, each.label, waiting if each == Mail.State.NEW else 0) for each in TABS],
        "tab": state,
        "found": found,
        "rows": [(row, numbers.get(row.pk, "")) for row in found.rows],
        "most": MOST_COUNTED,
        "may_set_up": may_set_up(request.actor),
    }
    return page(request, "saraban/mails.html", context)


@require_POST
@guarded(may_keep)
def check(request: Request) -> HttpResponse:
    """Look now; the job does it, so that nobody waits for another server."""
    services.ask_for_reading_of(actor=request.actor)
    said = _("กำลังตรวจตู้จดหมาย จดหมายใหม่จะขึ้นที่นี่ในอีกสักครู่")
    return answer(request, None, "", then=reverse("saraban:mails"), message=said)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_open, Mail)
def mail(request: Request, mail: Mail) -> HttpResponse:
    """Its words and papers beside what is typed for the register; once received, its number and the receipt."""
    came = services.files_of(mail)
    if not may_settle(request.actor, mail):
        if request.method == "POST":
            raise Refused(services.SETTLED, code="moved_on")
        return page(request, TEMPLATE, _shown(request, mail, came))
    if request.method != "POST":
        form = MailForm(actor=request.actor, mail=mail, came=came, initial=_initial(mail))
        earlier = earlier_than(request, str(form["letter_no"].value() or ""), str(form["from_text"].value() or ""))
        return page(request, TEMPLATE, _shown(request, mail, came, form=form, earlier=earlier))
    form = MailForm(request.POST, actor=request.actor, mail=mail, came=came)
    earlier = []
    if form.is_valid():
        try:
            return _received(request, mail, form)
        except Refused as refusal:
            if refusal.code == "duplicate":
                earlier = earlier_than(request, form.cleaned_data["letter_no"], form.cleaned_data["from_text"])
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    return page(request, TEMPLATE, _shown(request, mail, came, form=form, earlier=earlier), status=422)


def _initial(mail: Mail) -> dict[str, str]:
    """What the desk's own address book knows of the sender; a name in a mail is no proof, but a beginning."""
    known = sender_of(mail)
    return {"from_text": known or mail.from_name, "subject": mail.guess.get("subject") or mail.subject}


def _received(request: Request, mail: Mail, form: MailForm) -> HttpResponse:
    delivery = services.receive_outside(
        actor=request.actor,
        received=form.received(),
        mail=mail,
        main=form.main_id,
        confirmed=form.cleaned_data["confirmed"],
        register=not form.cleaned_data["hold"],
    )
    entry = RegisterEntry.objects.filter(delivery=delivery).first()
    said = _("รับไว้แล้ว ยังไม่ออกเลขรับ")
    if entry is not None:
        said = _("ลงรับแล้ว เลขรับ %(number)s/%(year)s") % {"number": entry.number, "year": entry.year_be}
    return answer(request, None, "", then=delivery if delivery.secrecy else mail, message=said)


def _shown(request: Request, mail: Mail, came: list[StoredFile], **more: Any) -> dict[str, Any]:
    delivery = Delivery.objects.visible_to(request.actor).filter(letter_id=mail.letter_id or 0).first()
    newer = reads.mails(request.actor, Mail.State.NEW).exclude(pk=mail.pk).order_by("pk").first()
    return {
        "mail": mail,
        "files": [(each, pages_of(each, most=10)) for each in came],
        "left_out": left_out(mail),
        "delivery": delivery,
        "number": numbers_of([mail]).get(mail.pk, ""),
        "next": newer,
        "may_confirm": may_confirm(request.actor, mail),
        "may_restore": may_restore(request.actor, mail),
        "senders": reads.senders(request.actor)[:MOST_SENDERS],
        "guessed": any(mail.guess.get(name) for name in ("letter_no", "dated")),
        **more,
    }


@require_POST
@guarded(may_open, Mail)
def dismiss(request: Request, mail: Mail) -> HttpResponse:
    """ไม่ใช่หนังสือราชการ; its page offers the way back."""
    services.dismiss_mail(actor=request.actor, mail=mail)
    return answer(request, None, "", then=mail, message=_("แยกออกจากหนังสือแล้ว นำกลับได้ที่หน้านี้"))


@require_POST
@guarded(may_open, Mail)
def restore(request: Request, mail: Mail) -> HttpResponse:
    services.restore_mail(actor=request.actor, mail=mail)
    return answer(request, None, "", then=mail, message=_("นำกลับมารอลงรับแล้ว"))


@require_POST
@guarded(may_open, Mail)
def confirm(request: Request, mail: Mail) -> HttpResponse:
    """ตอบยืนยันการได้รับ, in one press."""
    services.confirm_mail(actor=request.actor, mail=mail)
    said = _("ตอบยืนยันการได้รับถึง %s แล้ว") % mail.from_address
    return answer(request, None, "", then=mail, message=said)


@require_safe
@guarded(may_open, Mail)
def picture(request: Request, mail: Mail, stored: int, page: int) -> HttpResponse:
    """A page of a PDF that came with it."""
    file = next((each for each in services.files_of(mail) if each.pk == stored), None)
    if file is None:
        raise Http404
    if page not in pages_of(file, most=10):
        raise Http404
    return png(request, picture_of(file, page), days=1)
