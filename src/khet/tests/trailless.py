"""What a request may write besides its one command on the trail: asked by tools/visited.py, each with its reason.

The rule: every write leaves exactly one entry, its parts inside. What stands here is not what somebody did to the
office's papers, or is told elsewhere.
"""

from collections.abc import Iterable, Iterator

# [address, method, test, actions on the trail, tables written], as visits.py keeps them of posts that succeeded.
Post = tuple[str, str, str, tuple[str, ...], frozenset[str]]

# How the hub keeps its own house: who is signed in, counters of tries, that a form came twice, work for the worker and
# the index, which follow a command or nothing.
TRACES = frozenset({"django_session", "khet_cache", "org_oncepost", "jobs_job"})

# Kinds of their own, beside a command or alone: coming and going at the door.
AT_THE_DOOR = frozenset(
    {
        "org.signed_in",
        "org.signed_out",
        "org.sign_in_failed",
        "org.sign_in_locked",
        "org.second_step_failed",
    }
)

# Address to the tables that it may write without an entry.
UNTOLD: dict[str, frozenset[str]] = {
    # How pages look to me alone: letters large or small, dark or light.
    "me/looks/": frozenset({"org_account"}),
    "me/language/": frozenset({"org_account"}),
    # What I looked for, kept for me alone and forgotten when I say so.
    "search/recent/keep/": frozenset({"search_recent", "search_habit"}),
    "search/recent/forget/": frozenset({"search_recent", "search_habit"}),
    # Pieces of a file on its way: it is nobody's paper until a command takes it.
    "files/upload/": frozenset({"files_upload", "files_blob"}),
    "files/upload/<str:token>": frozenset({"files_upload", "files_blob"}),
    # Marks of having been seen, and a code that does nothing until it is used: the linking is on the trail.
    "notices/read/": frozenset({"notify_notice"}),
    "notices/<int:pk>/read/": frozenset({"notify_notice"}),
    "notices/preferences/line/": frozenset({"notify_linecode"}),
    # LINE itself says that it was blocked or let in again.
    "notices/line/": frozenset({"notify_linelink"}),
    # How a channel fares is noted for the page of settings, whoever sent through it.
    "settings/channels/<slug:key>/test/": frozenset({"notify_channelsetting"}),
    # A workbook is tried, and questions about it are answered: the taking over is the command.
    "org/import/<int:pk>/start/": frozenset({"org_importrun"}),  # a long one is the worker's command
    "org/import/<int:pk>/reply/": frozenset({"org_importrun"}),
    "collect/pupils/import/<int:pk>/start/": frozenset({"collect_importrun"}),  # the worker's command
    "collect/records/<int:pk>/import/": frozenset({"files_blob", "files_storedfile", "files_upload"}),
    # What is being typed into a form, a few cells at a time: sending and certifying are the commands, and from the
    # first sending on the form keeps what stood in each cell, by whom and when. Reasons beside figures go with it.
    **dict.fromkeys(
        (
            "collect/given/<int:pk>/cells/",
            "collect/given/<int:pk>/section/<slug:section>/",
            "collect/given/<int:pk>/rows/<slug:part>/",
        ),
        frozenset({"collect_cell", "collect_cellchange", "collect_saving", "collect_submission"}),
    ),
    "collect/given/<int:pk>/reasons/": frozenset({"collect_cellnote"}),
    "letters/registers/import/": frozenset({"files_blob", "files_storedfile", "saraban_desksetting"}),
}

# Addresses where one press is two commands, told as two.
SEVERAL: dict[str, str] = {
    "letters/<int:pk>/edit/": "saved and proposed: what is saved stays when the proposal is refused",
    "letters/new/<slug:kind>/": "saved and proposed: what is saved stays when the proposal is refused",
    "accounts/2fa/webauthn/add/": "the first passkey brings spare codes: two ways in, each told",
    "letters/sign/all/": "each letter is signed for itself: one that is refused leaves the others signed",
}

# Views that look at no method, where a post would do nothing: closed doors of the sign-in library, and plain answers.
NEVER_POSTED = frozenset(
    {
        "accounts/3rdparty/signup/",
        "accounts/confirm-email/",
        "accounts/email/",
        "accounts/login/code/",
        "accounts/password/(?:reset|set)/",
        "accounts/signup/",
        "accounts/social/",
        "api/",
        "api/openapi.json",
        "healthz",
        "identity/o/api/device/code",
        "identity/o/device",
        "readyz",
    }
)


def off_the_trail(posts: Iterable[Post]) -> Iterator[str]:
    """What was written without an entry, or by more than one command; with a test that shows it."""
    for route, method, test, actions, written in posts:
        commands = [action for action in actions if action not in AT_THE_DOOR]
        left = written - TRACES - UNTOLD.get(route, frozenset())
        if len(commands) > 1 and route not in SEVERAL:
            yield f"{len(commands)} commands of {method} /{route}: {', '.join(commands)} in {test}"
        if left and not actions:
            yield f"no entry of {method} /{route}, which wrote {', '.join(sorted(left))}, in {test}"
