"""Load everything the children share, once, before they are forked."""

import gc
import os


def django() -> None:
    """Settings, models, every URL and view, and the Thai catalogue; no connection is opened and no thread started."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khet.settings")
    gc.disable()  # one collection at the end is cheaper than many while modules load
    import django as framework

    framework.setup()
    from django.urls import get_resolver
    from django.utils import translation

    with translation.override("th"):
        len(get_resolver().reverse_dict)


def settle() -> None:
    """Move what is loaded out of the collector's sight, so that children do not copy it page by page."""
    gc.collect()
    gc.freeze()
    gc.enable()
