"""Load everything the children share, once, before they are forked."""

import contextlib
import ctypes
import gc
import os
from pathlib import Path


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
        _templates()
    from khet.thai import words

    words.dictionary()  # 14 MB that the children share


def _templates() -> None:
    """Compile our pages once for all children. A page that does not compile is its own request's error, not ours."""
    from django.apps import apps
    from django.template import TemplateDoesNotExist, TemplateSyntaxError
    from django.template.loader import get_template

    for app in apps.get_app_configs():
        folder = Path(app.path, "templates")
        for path in sorted(folder.rglob("*.html")) if app.name.startswith("khet.") else []:
            with contextlib.suppress(TemplateDoesNotExist, TemplateSyntaxError):
                get_template(path.relative_to(folder).as_posix())


def first_request() -> None:
    """What Django puts off until somebody asks: done here once, it is shared and not made anew by each child.

    Static files must lie where they are served from. No connection is opened.
    """
    from django.apps import apps
    from django.utils.formats import get_format

    import khet.wsgi  # noqa: F401 - its making loads every middleware

    get_format("DATE_FORMAT", "th")
    for model in apps.get_models():
        model._meta.get_fields(include_hidden=True)
        str(model._base_manager.all().query)


# Of glibc's malloc.h.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
LARGE = 1 << 20  # bytes


def settle() -> None:
    """Move what is loaded out of the collector's sight, so that children do not copy it page by page.

    Threads of the children share two pools of memory: of one pool each, most would lie idle. Large pieces go back
    to the system when they are done with: by itself glibc learns from the first ones to keep them, and each process
    would hold the 19 MB of its last password check for ever.
    """
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):
        mallopt(M_ARENA_MAX, 2)
        mallopt(M_MMAP_THRESHOLD, LARGE)
        mallopt(M_TRIM_THRESHOLD, LARGE)
    gc.collect()
    gc.freeze()
    gc.enable()
