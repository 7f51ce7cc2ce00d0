"""What a request may write besides its one command on the trail: asked by tools/visited.py, each with its reason.

The rule: every write leaves exactly one entry, its parts inside. What stands here is not what somebody did to the
office's papers, or is told elsewhere.
"""

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
    # Marks of having been seen, and a code that does nothing until it is used: the linking is on the trail.
    "notices/read/": frozenset({"notify_notice"}),
    "notices/<int:pk>/read/": frozenset({"notify_notice"}),
    "notices/preferences/line/": frozenset({"notify_linecode"}),
    # LINE itself says that it was blocked or let in again.
    "notices/line/": frozenset({"notify_linelink"}),
    # A workbook is tried, and questions about it are answered: the taking over is the command.
    "org/import/<int:pk>/start/": frozenset({"org_importrun"}),  # a long one is the worker's command
    "org/import/<int:pk>/reply/": frozenset({"org_importrun"}),
    "letters/registers/import/": frozenset({"files_blob", "files_storedfile", "saraban_desksetting"}),
}

# Addresses where one press is two commands, told as two.
SEVERAL: dict[str, str] = {
    "letters/<int:pk>/edit/": "saved and proposed: what is saved stays when the proposal is refused",
    "letters/new/<slug:kind>/": "saved and proposed: what is saved stays when the proposal is refused",
    "letters/sign/all/": "each letter is signed for itself: one that is refused leaves the others signed",
}
