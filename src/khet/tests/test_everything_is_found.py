"""Every capability is in the box: what others can point at is found there, or it is said here where it is found."""

from khet.collect.tests.factories_rounds import an_open_round
from khet.insight.services import About, make_indicator
from khet.jobs.services import drain
from khet.kernel.refs import ref_kinds
from khet.org.tests.cast import Cast
from khet.saraban.tests.mails import a_kept_mail
from khet.saraban.tests.test_search import a_mix
from khet.search import reads, services
from khet.search.registry import Document, sources

FOUND_AS = {
    "org.account": "org.person",
    "org.appointment": "org.person",
    "org.post": "org.person",
    "org.unitgroup": "",  # a list of receivers of one's own, chosen while sending
    "work.workitem": "",  # leads to the thing it is about, which is found
    "saraban.draft": "saraban.letter",
    "saraban.delivery": "saraban.letter",
    "saraban.bundle": "saraban.letter",
    "collect.form": "",  # a desk has few, in their own list
    "collect.recordrow": "",  # found in its register, under the rights of that register
    "collect.pupil": "",  # personal data is never in the index
    "collect.importrun": "",
    "collect.duplicatecase": "",
    "saraban.answer": "",  # belongs to one side of a letter only
}
"""By kind of reference: the source that finds it, or "" where there is none, and why."""
OPEN_TO_ALL = {"org.unit"}
"""Sources whose documents everybody signed in may open."""


def test_whatever_can_be_pointed_at_is_found_or_found_as_part_of_another() -> None:
    kinds = {each.kind for each in ref_kinds}
    found = {source.kind for source in sources}
    assert kinds - found == set(FOUND_AS), "register a source (khet/search/README.md), or say here where it is found"
    assert {kind for kind in FOUND_AS.values() if kind} <= found


def test_a_person_of_another_unit_finds_of_every_source_only_what_they_may_open(cast: Cast) -> None:
    a_mix(cast)
    a_kept_mail(cast.office)
    an_open_round(cast.officer, target={"units": [cast.schools[0].pk]})
    make_indicator(actor=cast.officer.actor, about=About("ตัวชี้วัดที่ยังเป็นร่าง"))
    drain()
    services.rebuild()
    outsider, clerk = cast.outsider.actor, cast.clerk.actor
    for source in sources:
        documents = {document.id: document for document in source.documents(list(source.all_ids()))}
        opened = source.shown(list(documents), outsider)
        hidden = [document for pk, document in documents.items() if pk not in opened]
        assert bool(hidden) != (source.kind in OPEN_TO_ALL), f"{source.kind}: nothing to hide in this test"
        for document in hidden:
            assert document.id not in _found(source.kind, document, cast.outsider)
        seen = source.shown(list(documents), clerk)
        some = [documents[pk] for pk in list(seen)[:5]]
        assert some, source.kind
        for document in some:
            assert document.id in _found(source.kind, document, cast.clerk), document.title


def _found(kind: str, document: Document, browser: object) -> set[int]:
    """By its title, by each of its numbers, and by the beginning of its text."""
    actor = browser.actor  # type: ignore[attr-defined]
    asked = [document.title, *document.numbers, document.body[:80]]
    texts = [text for text in asked if text.strip()]
    return {hit.id for text in texts for hit in reads.find(actor, text, kinds=[kind], limit=200).hits}
