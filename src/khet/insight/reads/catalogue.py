"""What an indicator can be made of: everything that forms count, whether somebody answered it yet or not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from khet.collect.reads.published import asked_now
from khet.insight.models import Element
from khet.insight.reads.answers import elements_of
from khet.insight.reads.terms import Term

MOST_NAMED = 4
"""Codes of a breakdown that are named in a sentence; of more, the first three and how many others."""


@dataclass(frozen=True, slots=True)
class Counted:
    """An element as it is chosen. form is 0 where copies of a ready form count together, else the one form meant.

    rows and columns: code → label of its breakdown. answered: there are figures of it.
    """

    element: str
    form: int
    label: str
    form_title: str
    unit_word: str = ""
    row_label: str = ""
    column_label: str = ""
    rows: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    answered: bool = False

    @property
    def name(self) -> str:
        """How an address calls it: "ict.computers", or "form-1.q3@12" of one form."""
        return name_of(self.element, self.form)


Catalogue = Mapping[str, Counted]
"""By name, in the order they are offered in."""


def catalogue(desk_id: int | None) -> Catalogue:
    """Forms of the desk and of the library as they are asked now, and whatever was counted before; two queries."""
    forms = asked_now(desk_id)
    ready = {each.key for each in forms if each.ready}
    found: dict[str, Counted] = {}
    for form in forms:
        for about in elements_of(form.schema):
            one = Counted(
                f"{form.key}.{about.key}",
                0 if form.key in ready else form.form_id,
                about.label,
                form.title,
                about.unit_word,
                about.row_label,
                about.column_label,
                about.rows,
                about.columns,
            )
            _add(found, one)
    for row in Element.objects.all():
        form_id = 0 if row.form_key in ready else row.form_id
        words = (row.label, row.form_title, row.unit_word, row.row_label, row.column_label)
        _add(found, Counted(f"{row.form_key}.{row.key}", form_id, *words, row.rows, row.columns, answered=True))
    return found


def _add(found: dict[str, Counted], one: Counted) -> None:
    """Its words are those of the form as it is asked now; codes of older answers stay choosable."""
    known = found.get(one.name)
    if known is not None:
        rows, columns = {**one.rows, **known.rows}, {**one.columns, **known.columns}
        one = replace(known, rows=rows, columns=columns, answered=known.answered or one.answered)
    found[one.name] = one


def name_of(element: str, form: int) -> str:
    return f"{element}@{form}" if form else element


def counted(term: Term, known: Catalogue) -> Counted | None:
    """What a term is about; None when no form asks it and nobody ever answered it."""
    exact = known.get(name_of(term.element, term.form))
    if exact is not None or term.form:
        return exact
    return next((each for each in known.values() if each.element == term.element), None)


def words_of(terms: Iterable[Term], known: Catalogue) -> str:
    """A part in words: "นักเรียน (ม.1, ม.2 · หญิง) − ครู"."""
    said = ""
    for term in terms:
        sign = "−" if term.sign < 0 else "+"
        said = f"{said} {sign} {term_words(term, known)}" if said or sign == "−" else term_words(term, known)
    return said.strip()


def term_words(term: Term, known: Catalogue) -> str:
    one = counted(term, known)
    if one is None:
        return term.element
    label = _("จำนวนแห่งที่ตอบ %(label)s") % {"label": one.label} if term.count else one.label
    parts = [_some(term.rows, one.rows), _some(term.columns, one.columns)]
    narrowed = " · ".join(part for part in parts if part)
    return f"{label} ({narrowed})" if narrowed else label


def _some(codes: Iterable[str], labels: Mapping[str, str]) -> str:
    named = [labels.get(code, code) for code in codes]
    if len(named) <= MOST_NAMED:
        return ", ".join(named)
    first = ", ".join(named[: MOST_NAMED - 1])
    return _("%(first)s และอีก %(n)s") % {"first": first, "n": len(named) - MOST_NAMED + 1}


def titles_of(terms: Iterable[Term], known: Catalogue) -> str:
    """The forms that terms come from, each once."""
    titles = [one.form_title for term in terms if (one := counted(term, known)) is not None]
    return ", ".join(dict.fromkeys(titles))
