"""Figures for programs; schemathesis finds no server error."""

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from schemathesis.core.result import Ok

from khet.insight import services
from khet.insight.models import Element
from khet.insight.tests.factories import an_answer
from khet.org.services.programs import make_token
from khet.org.tests.cast import Cast
from khet.tests.programs import connection_kept


@pytest.fixture
def answered(cast: Cast) -> Cast:
    for scale, school in enumerate(cast.schools, 1):
        services.take_in(an_answer(school, scale=scale))
    return cast


def test_the_same_figures_as_the_page_under_the_same_rights(answered: Cast) -> None:
    said = answered.officer.get("/api/indicators/pupils").response.json()
    assert said["overall"]["school-2568-1"]["value"] == 600
    assert len(said["lines"]) == 3
    own = answered.school_clerk.get("/api/indicators/pupils").response.json()
    assert [line["unit_id"] for line in own["lines"]] == [answered.schools[0].pk]
    area = answered.school_clerk.get("/api/indicators/pupils", {"level": "area"}).response.json()
    assert area["overall"]["school-2568-1"]["value"] == 600


def test_a_pivot_by_row(answered: Cast) -> None:
    element = Element.objects.get()
    said = answered.officer.get(f"/api/elements/{element.pk}/pivot", {"by": "row", "level": "area"}).response.json()
    assert said["columns"] == {"311": "ม.1", "312": "ม.2"}
    assert said["totals"] == [180, 420]
    listed = answered.officer.get("/api/elements").response.json()
    assert listed[0]["periods"] == {"school-2568-1": "2025-06-10"}


def test_what_is_not_there_is_not_found(answered: Cast) -> None:
    assert answered.officer.get("/api/indicators/nothing").status == 404
    assert answered.officer.get("/api/elements/999999/pivot").status == 404
    assert answered.officer.get("/api/indicators/pupils", {"level": "planet"}).status == 422


def test_schemathesis_finds_no_server_error(answered: Cast) -> None:
    _row, token = make_token(actor=answered.officer.actor, name="ทดสอบ", wanted=["insight.read"], days=1)
    with connection_kept():
        schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())

    for operation in schema.include(path_regex="^/api/(indicators|elements)").get_all_operations():
        assert isinstance(operation, Ok)
        found = operation.ok()

        @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(case=found.as_strategy())
        def ask(case: Any) -> None:
            answer = case.call(headers={"Authorization": f"Bearer {token}"})
            assert answer.status_code < 500

        with connection_kept():
            ask()
