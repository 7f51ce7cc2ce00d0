"""Load everything the children share, once, before they are forked."""

import contextlib
import gc
import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from khet.kernel import memory


def django() -> None:
    """Settings, models, every URL and view, and the Thai catalogue; no connection is opened and no thread started."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khet.settings")
    gc.disable()  # one collection at the end is cheaper than many while modules load
    import django as framework

    with _without_test_tools():
        framework.setup()
    from django.urls import get_resolver
    from django.utils import translation

    with translation.override("th"):
        len(get_resolver().reverse_dict)
        _templates()
    from khet.thai import words

    words.dictionary()  # 14 MB that the children share


@contextlib.contextmanager
def _without_test_tools() -> Iterator[None]:
    """ninja takes one signal from django.test, whose package would bring a test client, unittest and jinja2 (5 MB)."""
    name = "django.test"
    found = None if name in sys.modules else find_spec(name)
    if found is not None:
        sys.modules[name] = bare = ModuleType(name)
        bare.__path__ = list(found.submodule_search_locations or ())
    try:
        yield
    finally:
        if found is not None:
            del sys.modules[name]


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


def settle() -> None:
    """Move what is loaded out of the collector's sight, so that children do not copy it page by page."""
    memory.keep_little()
    gc.collect()
    gc.freeze()
    gc.enable()
