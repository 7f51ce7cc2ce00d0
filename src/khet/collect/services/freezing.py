"""Values frozen as canonical text with their SHA-256."""

import hashlib
import json
from collections.abc import Iterable, Mapping

from django.utils import timezone

from khet.collect.models import Snapshot, Submission
from khet.collect.reads.values import standing_of, values_of
from khet.collect.validity import Standing


def canonical(values: Mapping[str, str]) -> str:
    """{path: value} with sorted keys and no spaces; empty values are left out."""
    kept = {path: value for path, value in values.items() if value}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def whole_values(values: Mapping[str, str], standing: Standing) -> dict[str, str]:
    """What is typed and shown, with what is computed from it."""
    shown = {path: value for path, value in values.items() if not hidden(path, standing.hidden)}
    return {**shown, **standing.computed}


def hidden(path: str, hidden_paths: frozenset[str]) -> bool:
    steps = path.split("/")
    return any("/".join(steps[:n]) in hidden_paths for n in range(1, len(steps) + 1))


def freeze(given: Submission, kind: str, content: str) -> Snapshot:
    """One snapshot per kind and revision; the same again is the same."""
    kept, _new = Snapshot.objects.get_or_create(
        submission=given,
        kind=kind,
        revision=given.revision,
        defaults={"content": content, "digest": digest(content), "at": timezone.now()},
    )
    return kept


def freeze_now(given: Submission, kind: str, standing: Standing | None = None) -> Snapshot:
    values = values_of(given)
    standing = standing or standing_of(given, values)
    return freeze(given, kind, canonical(whole_values(values, standing)))


def digest_of_round(parts: Iterable[tuple[str, str, str]]) -> str:
    """(unit code, state, digest of its values) of every unit, in the order of codes."""
    return digest("\n".join("\t".join(part) for part in sorted(parts)))
