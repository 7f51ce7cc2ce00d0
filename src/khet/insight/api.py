"""Indicators and pivots for programs: the same figures under the same rights as the pages."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from khet.insight import rules
from khet.insight.models import Element, Indicator
from khet.insight.reads.figures import Figure, series
from khet.insight.reads.pivots import By, days_of, pivot
from khet.insight.reads.places import Level, View
from khet.kernel.actor import Actor
from khet.org.programs import access, asking

router = Router(tags=["insight"], auth=access("insight.read"))
Slug = Annotated[str, Field(max_length=60, pattern=r"^[-a-zA-Z0-9_]+$")]
Period = Annotated[str, Field(max_length=20, pattern=r"^(school|fiscal|calendar)-\d{4}-\d{1,2}$")]
Id = Annotated[int, Field(ge=1, lt=1 << 63)]


class IndicatorOut(Schema):
    """What an indicator is. better: higher, lower or neither. duty: code of the legal duty, or "".

    version: the number of the published definition that its figures are reckoned by.
    """

    key: str
    title: str
    question: str
    definition: str
    numerator_text: str
    denominator_text: str
    unit: str
    better: str
    year_type: str
    source: str
    duty: str
    version: int


class FigureOut(Schema):
    """value = numerator ÷ denominator × factor of the indicator; null where it cannot be told."""

    value: float | None
    numerator: float | None
    denominator: float | None
    answered: int


class LineOut(Schema):
    """One place: unit_id is null for sums of several units. figures by period."""

    place: str
    unit_id: int | None
    note: str
    figures: dict[str, FigureOut]


class SeriesOut(Schema):
    """periods such as "school-2569-1" (พ.ศ.), oldest first; overall is of all lines together."""

    indicator: str
    version: int
    level: str
    view: str
    periods: list[str]
    lines: list[LineOut]
    overall: dict[str, FigureOut]


class ElementOut(Schema):
    """Something that is counted. rows and columns: code → label of its breakdown."""

    id: int
    form_key: str
    key: str
    label: str
    form_title: str
    unit: str
    rows: dict[str, str]
    columns: dict[str, str]
    periods: dict[str, date]


class PivotLineOut(Schema):
    """One place with a value per column."""

    place: str
    unit_id: int | None
    values: list[float | None]


class PivotOut(Schema):
    """columns: codes of what stands across the top, with their labels."""

    columns: dict[str, str]
    lines: list[PivotLineOut]
    totals: list[float | None]


class SeriesAsked(Schema):
    """view: was (as units were then) or now (as the area is today)."""

    level: Level = Level.UNIT
    view: View = View.WAS
    period: list[Period] = Field(default_factory=list, max_length=60)


class PivotAsked(SeriesAsked):
    """by: what stands across the top."""

    by: By = By.PERIOD


@router.get("/indicators", response=list[IndicatorOut], summary="ตัวชี้วัดทั้งหมด", operation_id="indicators")
def indicators(request: HttpRequest) -> list[IndicatorOut]:
    """In the order of the office."""
    _actor(request)
    return [_indicator(each) for each in Indicator.objects.in_use()]


@router.get("/indicators/{key}", response=SeriesOut, summary="ค่าของตัวชี้วัด", operation_id="indicator")
def indicator(request: HttpRequest, key: Slug, asked: Query[SeriesAsked]) -> SeriesOut:
    """By place and period. A school reads itself by name and others in sums."""
    actor = _actor(request)
    found = get_object_or_404(Indicator, key=key, version__gt=0)
    units = rules.units_of(actor) if asked.level == Level.UNIT else None
    told = series(found, level=asked.level, view=asked.view, periods=asked.period, units=units)
    return SeriesOut(
        indicator=found.key,
        version=found.version,
        level=asked.level,
        view=asked.view,
        periods=list(told.periods),
        lines=[
            LineOut(
                place=row.place.name,
                unit_id=row.place.unit_id,
                note=row.place.note,
                figures={period: _figure(figure) for period, figure in row.figures.items()},
            )
            for row in told.rows
        ],
        overall={period: _figure(figure) for period, figure in told.overall.items()},
    )


@router.get("/elements", response=list[ElementOut], summary="ข้อมูลที่นับได้", operation_id="elements")
def elements(request: HttpRequest) -> list[ElementOut]:
    """Everything that forms have counted so far, with the periods there are."""
    _actor(request)
    return [_element(each) for each in Element.objects.all()]


@router.get("/elements/{pk}/pivot", response=PivotOut, summary="ตารางของข้อมูลหนึ่ง", operation_id="pivot")
def table(request: HttpRequest, pk: Id, asked: Query[PivotAsked]) -> PivotOut:
    """By place and by period, row or column of the element."""
    actor = _actor(request)
    element = get_object_or_404(Element, pk=pk)
    units = rules.units_of(actor) if asked.level == Level.UNIT else None
    found = pivot(element, level=asked.level, view=asked.view, by=asked.by, periods=asked.period, units=units)
    lines = [
        PivotLineOut(place=line.place.name, unit_id=line.place.unit_id, values=list(line.values))
        for line in found.lines
    ]
    return PivotOut(columns=dict(found.columns), lines=lines, totals=list(found.totals))


def _actor(request: HttpRequest) -> Actor:
    actor = asking(request)
    if not rules.may_see(actor):
        raise HttpError(403, "ดูข้อมูลนี้ได้เฉพาะบุคลากรของเขตและโรงเรียน")
    return actor


def _indicator(each: Indicator) -> IndicatorOut:
    return IndicatorOut(
        key=each.key,
        title=each.title,
        question=each.question,
        definition=each.definition,
        numerator_text=each.numerator_text,
        denominator_text=each.denominator_text,
        unit=each.unit_word,
        better=each.better,
        year_type=each.year_type,
        source=each.source,
        duty=each.duty,
        version=each.version,
    )


def _figure(figure: Figure) -> FigureOut:
    return FigureOut(
        value=figure.value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        answered=figure.answered,
    )


def _element(each: Element) -> ElementOut:
    return ElementOut(
        id=each.pk,
        form_key=each.form_key,
        key=each.key,
        label=each.label,
        form_title=each.form_title,
        unit=each.unit_word,
        rows=each.rows,
        columns=each.columns,
        periods=days_of(each.form_id),
    )
