"""The only rooms that write."""

from khet.insight.services.defining import (
    About,
    drop_draft,
    drop_term,
    make_indicator,
    put_term,
    save_about,
)
from khet.insight.services.publishing import publish, restore, set_archived
from khet.insight.services.taking import forget, leave, take_in, take_in_many
from khet.insight.services.tidying import compact_round, mend, sweep, tidy
from khet.insight.services.views import drop_view, keep_view

__all__ = [
    "About",
    "compact_round",
    "drop_draft",
    "drop_term",
    "drop_view",
    "forget",
    "keep_view",
    "leave",
    "make_indicator",
    "mend",
    "publish",
    "put_term",
    "restore",
    "save_about",
    "set_archived",
    "sweep",
    "take_in",
    "take_in_many",
    "tidy",
]
