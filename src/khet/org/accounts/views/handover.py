"""Handing accounts over: the list by desk, printed invitations, single codes, opening and closing."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khet.files.made import as_file
from khet.kernel.errors import Refused
from khet.kernel.ids import read_ids
from khet.org import rules
from khet.org.accounts import sheets
from khet.org.accounts.handover_forms import AccountFilter, OpenAccountForm, ReasonForm
from khet.org.guard import guarded
from khet.org.http import Request
from khet.org.models import Account, Invitation, Person
from khet.org.reads import accounts as read
from khet.org.services import accounts
from khet.ui import keyset
from khet.ui.answers import answer, go, page, refusals_into


@require_safe
@guarded(rules.may_help_accounts)
def index(request: Request) -> HttpResponse:
    """Accounts by state; ticked ones get invitations."""
    form = AccountFilter(request.GET, actor=request.actor)
    wanted = form.wanted()
    found = read.accounts(request.actor, **wanted)
    shown = keyset.page_of(found, order=("username",), cursor=request.GET.get(keyset.CURSOR), size=50)
    context = {
        "form": form,
        "found": shown,
        "rows": [read.row_of(account) for account in shown],
        "never": read.accounts(request.actor, **{**wanted, "state": read.NEVER}).count(),
        "most": accounts.MOST_AT_ONCE,
        "people": read.without_account(request.actor).count(),
    }
    return page(request, "org/accounts/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_help_accounts)
def invite(request: Request) -> HttpResponse:
    """A sheet of cards for the ticked accounts, or for all never used in the filter; it comes once, as a file."""
    if request.method != "POST":
        return go(request, reverse("org:accounts"))
    if request.POST.get("which") == "never":
        wanted = {**AccountFilter(request.POST, actor=request.actor).wanted(), "state": read.NEVER}
        chosen = list(read.accounts(request.actor, **wanted).order_by("username")[: accounts.MOST_AT_ONCE + 1])
    else:
        ids = read_ids(request.POST.getlist("pick"))
        chosen = list(read.accounts(request.actor).filter(pk__in=ids).order_by("username"))
    handed = accounts.invite(actor=request.actor, accounts=chosen)
    name = f"invitations-{timezone.localdate():%Y%m%d}-{len(handed)}.pdf"
    return as_file(sheets.sheet(handed), "application/pdf", name)


@require_safe
@guarded(rules.may_help_account, Account)
def account(request: Request, account: Account) -> HttpResponse:
    """One account and what can be done for its holder."""
    return _account_page(request, account)


def _account_page(request: Request, account: Account, *, form: ReasonForm | None = None, do: str = "") -> HttpResponse:
    shown = read.accounts(request.actor).get(pk=account.pk)
    context = {"row": read.row_of(shown), "account": shown, "form": form or ReasonForm(), "do": do}
    return page(request, "org/accounts/account.html", context, status=422 if form else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_help_account, Account)
def code(request: Request, account: Account) -> HttpResponse:
    """One code to read out over the telephone; shown this once."""
    if request.method != "POST":
        return go(request, reverse("org:account", args=[account.pk]))
    purpose = Invitation.Purpose.RESET if account.has_usable_password() else Invitation.Purpose.FIRST_USE
    handed = accounts.invite(actor=request.actor, accounts=[account], purpose=purpose)[0]
    context = {"account": account, "handed": handed, "until": timezone.now() + accounts.VALID_FOR[purpose]}
    return page(request, "org/accounts/code.html", {**context, "address": sheets.start_address()})


@require_POST
@guarded(rules.may_help_account, Account)
def change(request: Request, account: Account) -> HttpResponse:
    """Close, open again, or drop second factors, each with its reason."""
    form, do = ReasonForm(request.POST), request.POST.get("do", "")
    with refusals_into(form):
        if form.is_valid():
            said = _done(request, account, do, form.cleaned_data["reason"])
            return answer(request, form, "", then=reverse("org:account", args=[account.pk]), message=said)
    return _account_page(request, account, form=form, do=do)


def _done(request: Request, account: Account, do: str, reason: str) -> str:
    if do == "steps":
        accounts.drop_second_steps(actor=request.actor, account=account, reason=reason)
        return _("ปิดการยืนยันสองขั้นของ %(name)s แล้ว") % {"name": account.username}
    if do in ("close", "open"):
        accounts.set_active(actor=request.actor, account=account, active=do == "open", reason=reason)
        said = _("เปิดบัญชี %(name)s แล้ว") if do == "open" else _("ปิดบัญชี %(name)s แล้ว")
        return said % {"name": account.username}
    raise Refused(_("ไม่มีคำสั่งนี้ โหลดหน้าใหม่แล้วเลือกอีกครั้ง"), code="unknown")


@require_safe
@guarded(rules.may_help_accounts)
def people(request: Request) -> HttpResponse:
    """People in service who have no account yet."""
    form = AccountFilter(request.GET, actor=request.actor)
    del form.fields["state"]
    wanted = form.wanted()
    found = read.without_account(request.actor, find=wanted["find"], desk_id=wanted["desk_id"])
    shown = keyset.page_of(found, order=("sort_key",), cursor=request.GET.get(keyset.CURSOR), size=50)
    return page(request, "org/accounts/people.html", {"form": form, "found": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_open_account, Person)
def open_account(request: Request, person: Person) -> HttpResponse:
    """A user name for one person; the way in is the invitation that follows."""
    initial = {"username": read.suggested_username(person)}
    form = OpenAccountForm(request.POST if request.method == "POST" else None, initial=initial)
    with refusals_into(form):
        if form.is_valid():
            made = accounts.open_account(actor=request.actor, person=person, username=form.cleaned_data["username"])
            said = _("เปิดบัญชี %(name)s แล้ว ออกใบเชิญหรือรหัสให้เจ้าของได้เลย") % {"name": made.username}
            return answer(request, form, "", then=reverse("org:account", args=[made.pk]), message=said)
    return page(
        request, "org/accounts/open.html", {"form": form, "person": person}, status=422 if form.is_bound else 200
    )
