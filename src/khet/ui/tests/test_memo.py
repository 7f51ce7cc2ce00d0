"""A piece that is kept must never carry over what belongs to one answer, one person or one language."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.safestring import mark_safe
from django.utils.translation import override

from khet.kernel.actor import Actor
from khet.ui.tags import memo

FORM = '{% memo word %}{{ word }}{% csrf_token %}{% post_button "ลงรับ" "/x/" %}{{ unkeyed }}{% endmemo %}'


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    memo.forget()
    yield
    memo.forget()


def draw(source: Template, appointment: int = 7, **words: Any) -> str:
    request = RequestFactory().get("/")
    request.actor = Actor(person_id=1, appointment_id=appointment)  # type: ignore[attr-defined]
    return source.render(Context({"request": request, "csrf_token": "of the page", **words}))


def test_a_piece_is_drawn_once_for_its_keys() -> None:
    source = Template(FORM)
    assert "ครั้งแรก" in draw(source, word="ก", unkeyed="ครั้งแรก")
    assert "ครั้งแรก" in draw(source, word="ก", unkeyed="ครั้งที่สอง")
    assert "ครั้งที่สอง" in draw(source, word="ข", unkeyed="ครั้งที่สอง")


def test_every_answer_has_its_own_tokens() -> None:
    source = Template(FORM)
    first, second = (draw(source, word="ก") for _ in range(2))
    for name in ("csrfmiddlewaretoken", "once"):
        pattern = rf'name="{name}" value="([^"]+)"'
        ours, theirs = re.findall(pattern, first), re.findall(pattern, second)
        assert ours
        assert set(ours).isdisjoint(theirs)
        assert all(re.fullmatch(r"[A-Za-z0-9]{32,64}", value) for value in ours + theirs)


def test_the_post_one_acts_in_is_part_of_the_key() -> None:
    source = Template(FORM)
    assert 'name="as" value="7"' in draw(source, word="ก")
    assert 'name="as" value="8"' in draw(source, 8, word="ก")


def test_a_language_has_its_own_piece() -> None:
    source = Template("{% load i18n %}{% memo word %}{% get_current_language as code %}{{ code }}{% endmemo %}")
    with override("th"):
        assert draw(source, word="ก") == "th"
    with override("en"):
        assert draw(source, word="ก") == "en"


def test_safe_text_is_not_mixed_up_with_text_that_is_to_be_escaped() -> None:
    source = Template("{% memo word %}{{ word }}{% endmemo %}")
    assert draw(source, word=mark_safe("<b>")) == "<b>"
    assert draw(source, word="<b>") == "&lt;b&gt;"


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memo, "MOST", 3)
    source = Template("{% memo word %}{{ word }}{% endmemo %}")
    for number in range(10):
        assert draw(source, word=number) == str(number)
    assert len(memo._kept) == 3
