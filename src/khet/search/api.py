"""Search for programs: the same as the box, under the same rights, with the session of whoever is signed in."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from khet.kernel.actor import NOBODY, Actor
from khet.kernel.programs import SignedIn
from khet.search import reads
from khet.search.reads import Found, Group, Hit

LONGEST = 2_000
MOST, FURTHEST = 50, 500


def _short_enough(words: str) -> str:
    """Raises PydanticCustomError with a sentence for people: programs show it to whoever typed."""
    if len(words) > LONGEST:
        said = _("คำค้นยาวเกิน %(most)s ตัวอักษร ตัดให้สั้นลงแล้วค้นใหม่") % {"most": f"{LONGEST:,}"}
        raise PydanticCustomError("string_too_long", "{said}", {"said": said})
    return words


Words = Annotated[str, AfterValidator(_short_enough), Field(json_schema_extra={"maxLength": LONGEST})]


class Piece(Schema):
    """A piece of a text; mark: the query stands in it."""

    text: str
    mark: bool


class HitOut(Schema):
    """One result. near: not all of the query stands in it. url: a path on this hub. day: C.E."""

    kind: str
    id: int
    title: list[Piece]
    snippet: list[Piece]
    url: str
    note: str
    day: date | None
    near: bool


class GroupOut(Schema):
    """Results of one kind. count: how many fit exactly, at most 1,000; more: there are more than that."""

    kind: str
    label: str
    count: int
    more: bool
    hits: list[HitOut]


class FoundOut(Schema):
    """instead: what was searched in place of the query (other keyboard layout). stale: the index is being renewed."""

    text: str
    count: int
    groups: list[GroupOut]
    instead: str
    did_you_mean: str
    layout: str
    cut_short: bool
    stale: bool
    took_ms: float


class SuggestionOut(Schema):
    """Somewhere to go at once."""

    kind: str
    label: str
    title: list[Piece]
    note: str
    url: str


class Asked(Schema):
    """q: any text, numbers in any spelling. kind may be given several times. year: พ.ศ. first, last: C.E., included."""

    q: Words
    kind: list[str] = Field(default_factory=list, max_length=20)
    unit: int | None = Field(default=None, ge=1, lt=1 << 63)
    year: int | None = Field(default=None, ge=2400, le=2800)
    person: str = Field(default="", max_length=100)
    first: date | None = None
    last: date | None = None
    limit: int = Field(default=10, ge=1, le=MOST)
    offset: int = Field(default=0, ge=0, le=FURTHEST)


router = Router(tags=["search"], auth=SignedIn())


@router.get("/search", response=FoundOut, summary="ค้นทุกอย่างที่ท่านเปิดดูได้", operation_id="search")
def search(request: HttpRequest, asked: Query[Asked]) -> FoundOut:
    """Grouped by kind with counts; limit and offset count within each kind."""
    found = reads.find(
        _actor(request),
        asked.q,
        kinds=asked.kind,
        unit_id=asked.unit,
        year=asked.year,
        person=asked.person or None,
        first=asked.first,
        last=asked.last,
        limit=asked.limit,
        offset=asked.offset,
    )
    return _found(found)


@router.get("/search/suggest", response=list[SuggestionOut], summary="คำแนะนำขณะพิมพ์", operation_id="suggest")
def suggest(request: HttpRequest, q: Words) -> list[SuggestionOut]:
    """Titles, numbers, people and units that hold what is typed so far."""
    return [
        SuggestionOut(kind=each.kind, label=each.label, title=_pieces(each.title), note=each.note, url=each.url)
        for each in reads.suggest(_actor(request), q)
    ]


def _actor(request: HttpRequest) -> Actor:
    return getattr(request, "actor", NOBODY)


def _pieces(marked: reads.Marked) -> list[Piece]:
    return [Piece(text=text, mark=mark) for text, mark in marked]


def _found(found: Found) -> FoundOut:
    return FoundOut(
        text=found.text,
        count=found.count,
        groups=[_group(group) for group in found.groups],
        instead=found.instead,
        did_you_mean=found.did_you_mean,
        layout=found.layout,
        cut_short=found.cut_short,
        stale=found.stale,
        took_ms=found.took_ms,
    )


def _group(group: Group) -> GroupOut:
    hits = [_hit(hit) for hit in group.hits]
    return GroupOut(kind=group.kind, label=group.label, count=group.count, more=group.more, hits=hits)


def _hit(hit: Hit) -> HitOut:
    return HitOut(
        kind=hit.kind,
        id=hit.id,
        title=_pieces(hit.title),
        snippet=_pieces(hit.snippet),
        url=hit.url,
        note=hit.note,
        day=hit.day,
        near=hit.near,
    )
