"""ภาคเรียน of a calendar."""

from datetime import date

from khet.audit import services as audit
from khet.calendar.models import Calendar, Term
from khet.calendar.services.changing import changing
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused


def set_term(
    *, actor: Actor, calendar: Calendar, school_year_be: int, number: int, first_day: date, last_day: date
) -> Term:
    """Enter or change a term; both days inclusive.

    Refused ("span") when it ends before it begins, ("overlap") when it meets another term of the calendar.
    """
    if last_day <= first_day:
        raise Refused("วันสุดท้ายต้องอยู่หลังวันเปิดภาคเรียน แก้วันใดวันหนึ่ง", code="span", field="last_day")
    with changing(actor, calendar):
        others = Term.objects.filter(calendar=calendar).exclude(school_year_be=school_year_be, number=number)
        met = others.filter(first_day__lte=last_day, last_day__gte=first_day).first()
        if met:
            raise Refused("ซ้อนกับภาคเรียนที่ %(met)s แก้วันเปิดหรือวันปิด", code="overlap", field="first_day", met=met)
        found = Term.objects.filter(calendar=calendar, school_year_be=school_year_be, number=number).first()
        term = found or Term(calendar=calendar, school_year_be=school_year_be, number=number)
        before = _told(term) if found else None
        term.first_day, term.last_day = first_day, last_day
        term.save()
        audit.record(actor, "calendar.term_set", term, before=before, after=_told(term))
    return term


def remove_term(*, actor: Actor, term: Term) -> None:
    with changing(actor, term.calendar):
        audit.record(actor, "calendar.term_removed", term, before=_told(term))
        term.delete()


def _told(term: Term) -> dict[str, object]:
    return {"term": str(term), "first_day": term.first_day, "last_day": term.last_day}
