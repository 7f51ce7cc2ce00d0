"""What comes with the house: code lists and ready forms, from collect/data. Loaded after every migration."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from khet.collect.models import CodeList, Form, FormVersion
from khet.collect.reads.codes import keys_in, options_of, spelt_with
from khet.collect.reads.forms import latest
from khet.collect.schema import read, write
from khet.collect.services.codes import write_list
from khet.org.models import LegalDuty

DATA = Path(__file__).resolve().parents[1] / "data"


@transaction.atomic
def load() -> None:
    """Idempotent: what is there already stays; what changed in the files becomes the next version."""
    load_codes()
    for path in sorted((DATA / "library").glob("*.json")):
        _load_form(json.loads(path.read_text(encoding="utf-8")))


def load_codes() -> None:
    """A list that the office has changed since is left alone."""
    known = set(CodeList.objects.values_list("key", flat=True))
    for each in json.loads((DATA / "codes.json").read_text(encoding="utf-8")):
        if each["key"] not in known:
            write_list(each["key"], each["label"], [tuple(pair) for pair in each["codes"]], source=each["source"])


def duty_of(key: str) -> str | None:
    """The legal duty that a ready form serves, once the duties are there (they come after the first migration)."""
    path = DATA / "library" / f"{Path(key).name}.json"
    code = json.loads(path.read_text(encoding="utf-8")).get("duty") if path.exists() else None
    return code if code and LegalDuty.objects.filter(pk=code).exists() else None


def _load_form(told: dict[str, Any]) -> None:
    words = {name: told[name] for name in ("title", "purpose", "kind")} | {"writers": told.get("writers", "desk")}
    form, _new = Form.objects.get_or_create(desk=None, key=told["key"], defaults=words)
    schema = read(told["content"])
    lists = options_of(keys_in(schema))
    content = write(spelt_with(schema, {key: options for key, (_number, options) in lists.items()}))
    last = latest(form)
    if last is not None and last.content == content:
        return
    Form.objects.filter(pk=form.pk).update(**words)
    FormVersion.objects.create(
        form=form,
        number=(last.number if last else 0) + 1,
        content=content,
        lists={key: number for key, (number, _options) in lists.items()},
        published_at=timezone.now(),
        by_name="Khet",
    )
