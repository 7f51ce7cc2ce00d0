"""The desk's mailbox: where its official address is read, and whether that works."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from khet.org.guard import guarded
from khet.org.http import Request
from khet.saraban import services
from khet.saraban.forms.mails import MailBoxForm
from khet.saraban.reads.mails import mailbox_of
from khet.saraban.rules.registers import may_keep, may_set_up
from khet.ui.answers import answer, page, refusals_into


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_set_up)
def mailbox(request: Request) -> HttpResponse:
    """Set up, or ทดสอบการเชื่อมต่อ with what is typed, saved or not."""
    box = mailbox_of(request.actor.desk_id)
    form, works = MailBoxForm(request.POST or None, box=box), ""
    if request.method == "POST":
        with refusals_into(form):
            if form.is_valid() and request.POST.get("do") == "test":
                count = services.test_mailbox(actor=request.actor, values=form.values())
                works = _("ต่อกับตู้จดหมายได้ ลงชื่อเข้าได้ และเปิดโฟลเดอร์ได้ มีจดหมาย %s ฉบับ") % f"{count:,}"
            elif form.is_valid():
                services.set_mailbox(actor=request.actor, values=form.values())
        if not form.errors and not works:
            return answer(request, None, "", then=reverse("saraban:mailbox"), message=_("บันทึกตู้จดหมายแล้ว"))
    context = {"form": form, "box": box, "works": works, "may_keep": may_keep(request.actor)}
    return page(request, "saraban/mailbox.html", context, status=422 if form.errors else 200)
