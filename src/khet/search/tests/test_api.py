"""What programs may ask: as the box answers, under the same rights, described in OpenAPI 3.1."""

from typing import Any

import pytest

from khet.jobs.services import drain
from khet.org.tests.cast import Cast
from khet.saraban.tests import factories as make

URL = "/api/search"


def test_the_answer_is_what_the_box_shows(cast: Cast) -> None:
    delivery = make.an_outside_letter(cast.clerk, subject="ขอใช้สนามกีฬา")
    drain()
    said = cast.clerk.get(URL, {"q": "สนามกีฬา", "kind": "saraban.letter"}).response.json()
    assert said["count"] == 1
    (group,) = said["groups"]
    (hit,) = group["hits"]
    assert (group["kind"], hit["id"], hit["near"]) == ("saraban.letter", delivery.letter_id, False)
    assert {"text": "สนามกีฬา", "mark": True} in hit["title"]
    assert cast.clerk.get(hit["url"]).status in (200, 302)
    (first, *_rest) = cast.clerk.get("/api/search/suggest", {"q": "ขอใช้สนา"}).response.json()
    assert first["url"] == hit["url"]


def test_others_get_nothing_and_strangers_no_answer(cast: Cast, client: Any) -> None:
    make.an_outside_letter(cast.clerk, subject="ขอใช้สนามกีฬา")
    drain()
    assert cast.outsider.get(URL, {"q": "สนามกีฬา"}).response.json()["groups"] == []
    assert cast.outsider.get("/api/search/suggest", {"q": "ขอใช้สนา"}).response.json() == []
    assert client.get(URL, {"q": "สนามกีฬา"}).status_code == 401
    assert client.get("/api/search/suggest", {"q": "สนามกีฬา"}).status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"q": "x", "limit": "0"},
        {"q": "x", "limit": "51"},
        {"q": "x", "offset": "-1"},
        {"q": "x", "year": "2026"},
        {"q": "x", "unit": "9" * 30},
        {"q": "x", "first": "31/2/2569"},
        {"q": "ก" * 2001},
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(clerk: Any, wrong: dict[str, str]) -> None:
    answer = clerk.get(URL, wrong).response
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"]


def test_a_program_hears_in_a_sentence_that_the_words_are_too_many(clerk: Any) -> None:
    for address in (URL, "/api/search/suggest"):
        said = clerk.get(address, {"q": "ก" * 10_000}).response
        assert said.status_code == 422
        (wrong,) = said.json()["detail"]
        assert (wrong["loc"][-1], wrong["type"]) == ("q", "string_too_long")
        assert "2,000" in wrong["msg"]
        assert "ก" * 100 not in said.content.decode(), "what was sent is not sent back"


def test_it_is_described_in_openapi_3_1(client: Any, db: None) -> None:
    said = client.get("/api/openapi.json").json()
    assert said["openapi"].startswith("3.1")
    assert {"/api/search", "/api/search/suggest"} <= set(said["paths"])
    assert said["components"]["securitySchemes"]["SignedIn"]["in"] == "cookie"
    answer = said["paths"]["/api/search"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert answer["$ref"].endswith("FoundOut")
