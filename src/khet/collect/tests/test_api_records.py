"""Registers for programs; schemathesis finds no server error."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, given, settings

from khet.collect.models import RecordRow
from khet.collect.tests.factories_forms import a_register, a_row
from khet.org.services.programs import make_token
from khet.org.tests.cast import Cast
from khet.tests.programs import connection_kept

pytestmark = pytest.mark.django_db
BOTH = ("collect.records.read", "collect.records.write")


def send(token: str, method: str, url: str, body: dict[str, Any]) -> Any:
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    return getattr(Client(), method)(url, json.dumps(body), content_type="application/json", **headers)


def test_a_program_reads_what_its_owner_may_read(cast: Cast) -> None:
    form = a_register(cast.officer, readers="under")
    for n in range(3):
        a_row(cast.officer, form, number=f"N{n}", keeper="ครูสุดา")
    listed = cast.officer.get("/api/collect/records").response.json()
    assert [each["title"] for each in listed] == ["ทะเบียนเครื่อง"]
    told = cast.officer.get(f"/api/collect/records/{form.pk}").response.json()
    assert told["fields"][1]["codes"] == {"desktop": "ตั้งโต๊ะ", "tablet": "แท็บเล็ต"}
    first = cast.officer.get(f"/api/collect/records/{form.pk}/rows", {"limit": 2}).response.json()
    assert [each["title"] for each in first["rows"]] == ["N0", "N1"]
    rest = cast.officer.get(
        f"/api/collect/records/{form.pk}/rows", {"limit": 2, "after": first["after"]}
    ).response.json()
    assert ([each["title"] for each in rest["rows"]], rest["after"]) == (["N2"], None)
    other = cast.school_clerk.get(f"/api/collect/records/rows/{first['rows'][0]['id']}").response.json()
    assert "keeper" not in other["values"]
    assert cast.pupil.get(f"/api/collect/records/{form.pk}").status == 404


def test_a_program_writes_as_the_pages_do(cast: Cast) -> None:
    form = a_register(cast.officer)
    _made, token = make_token(actor=cast.officer.actor, name="แจ้งซ่อม", wanted=BOTH, days=1)
    made = send(
        token,
        "post",
        f"/api/collect/records/{form.pk}/rows",
        {"values": {"number": "A1", "kind": "แท็บเล็ต", "price": "๑,๒๐๐"}},
    )
    assert made.status_code == 201
    assert made.json()["values"] == {"number": "A1", "kind": "tablet", "price": "1200"}
    row = RecordRow.objects.get()
    url = f"/api/collect/records/rows/{row.pk}"
    assert send(token, "patch", url, {"values": {"price": "5"}, "edition": 1}).json()["edition"] == 2
    late = send(token, "patch", url, {"values": {"price": "6"}, "edition": 1})
    assert (late.status_code, late.json()["code"]) == (409, "stale")
    wrong = send(token, "post", f"/api/collect/records/{form.pk}/rows", {"values": {"kind": "วิทยุ", "spent": "1"}})
    assert wrong.status_code == 422
    assert set(wrong.json()["paths"]) == {"kind", "spent"}
    lacking = send(token, "post", f"/api/collect/records/{form.pk}/rows", {"values": {"kind": "tablet"}})
    assert lacking.json()["paths"] == {"number": "ยังไม่กรอกช่องนี้"}


def test_a_token_for_reading_writes_nothing(cast: Cast) -> None:
    form = a_register(cast.officer)
    _made, token = make_token(actor=cast.officer.actor, name="อ่าน", wanted=BOTH[:1], days=1)
    assert (
        send(
            token, "post", f"/api/collect/records/{form.pk}/rows", {"values": {"number": "A1", "kind": "tablet"}}
        ).status_code
        == 401
    )
    assert Client().get(f"/api/collect/records/{form.pk}").status_code == 401
    assert not RecordRow.objects.exists()


@pytest.fixture
def _kept() -> Iterator[None]:
    with connection_kept():
        yield


@pytest.mark.usefixtures("_kept")
def test_no_request_falls_over(cast: Cast) -> None:
    form = a_register(cast.officer)
    row = a_row(cast.officer, form)
    _made, token = make_token(actor=cast.officer.actor, name="สุ่ม", wanted=BOTH, days=1)
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    asked = schema.include(path_regex="^/api/collect/records")

    for operation in asked.get_all_operations():
        found = operation.ok()  # type: ignore[union-attr]

        @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(case=found.as_strategy())
        def probe(case: Any) -> None:
            if "pk" in (case.path_parameters or {}):
                case.path_parameters["pk"] = row.pk if "rows/{pk}" in case.path else form.pk
            answer = case.call(headers={"Authorization": f"Bearer {token}"})
            assert answer.status_code < 500, (case.path, case.query, case.body)

        probe()
