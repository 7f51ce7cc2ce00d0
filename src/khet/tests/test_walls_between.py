"""Another unit's papers do not exist for whoever they are not for: every address with a number answers 404."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from khet.files import services as files
from khet.org.tests.cast import Cast
from khet.saraban import services
from khet.saraban.models import LetterTemplate, OutsideSender, Scan, ScanPart
from khet.saraban.services import AskSpec
from khet.saraban.services.lists import save_list
from khet.saraban.tests import factories as letters
from khet.saraban.tests.mails import a_kept_mail
from khet.tests.addresses import ours
from khet.work.models import WorkItem

pytestmark = pytest.mark.django_db
STARTS = (
    "letters/<int:pk>/",
    "letters/in/<int:pk>/",
    "letters/registers/entry/<int:pk>/",
    "letters/numbers/<int:pk>/use/",
    "letters/scans/<int:pk>/",
    "letters/scans/part/<int:pk>/page/",
    "letters/mail/<int:pk>/",
    "letters/lists/<int:pk>/",
    "letters/templates/<int:pk>/",
    "letters/senders/<int:pk>/",
    "work/item/<int:pk>/",
    "work/wall/",
    "notices/open/",
)


def scanned() -> files.Received:
    return files.receive(letters.PDF, name="กอง.pdf", allow=files.PDFS)


def papers_of_the_first_school(cast: Cast) -> dict[str, int]:
    """The start of an address to the number of something that stands there; the longest start counts."""
    clerk = cast.school_clerk
    delivery = letters.a_registered_delivery(cast, units=[cast.schools[0]], asks=[AskSpec("saraban.reply", "ตอบ")])
    item = WorkItem.objects.get(subject_kind="saraban.delivery", subject_id=delivery.pk, kind="saraban.reply")
    pile = services.keep_pile(actor=clerk.actor, file=scanned())
    tomorrow = timezone.localdate() + timedelta(days=1)
    kept = services.reserve_numbers(actor=clerk.actor, book="sent", reason="รอลงนาม", until=tomorrow)
    return {
        "letters/": letters.a_letter(clerk, subject="ร่างภายในโรงเรียน").pk,
        "letters/in/": delivery.pk,
        "letters/registers/entry/": kept[0].pk,
        "letters/numbers/": kept[0].pk,
        "letters/scans/": pile.pk,
        "letters/scans/part/": ScanPart.objects.create(scan=pile, first=1, last=1, file=pile.file).pk,
        "letters/mail/": a_kept_mail(clerk.unit).pk,
        "letters/lists/": save_list(actor=clerk.actor, name="โรงเรียนใกล้", unit_ids=[cast.schools[1].pk]).pk,
        "letters/templates/": LetterTemplate.objects.create(desk=cast.schools[0], kind="external", name="แบบ").pk,
        "letters/senders/": OutsideSender.objects.create(desk=cast.schools[0], name="วัดใกล้โรงเรียน").pk,
        "work/item/": item.pk,
        "work/wall/": delivery.letter_id,
        "notices/open/": delivery.pk,
    }


def addresses_of(papers: dict[str, int]) -> dict[str, str]:
    """Every address with a number under one of the starts, with the number of what stands there."""
    found = {}
    for route in ours():
        start = max((each for each in papers if route.startswith(each)), key=len, default="")
        if not start or "<int:pk>" not in route:
            continue
        url = route.replace("<int:pk>", str(papers[start]), 1)
        url = url.replace("<str:basis>", "saraban.letter").replace("<str:kind>", "saraban.delivery")
        found[route] = "/" + re.sub(r"<\w+:\w+>", "1", url)
    return found


@pytest.mark.parametrize("who", ["outsider", "sysadmin", "pupil"])
def test_papers_of_the_first_school_do_not_exist_for_others(cast: Cast, who: str) -> None:
    """404 and nothing else, to whoever reads and to whoever writes."""
    urls = addresses_of(papers_of_the_first_school(cast))
    assert len(urls) > 55
    told = {}
    for route, url in urls.items():
        statuses = {cast.people[who].get(url).status, cast.people[who].post(url).status}
        if statuses - {405} != {404}:
            told[route] = statuses
    assert told == {}


def test_the_first_school_itself_finds_its_papers(cast: Cast) -> None:
    """The same addresses are there for those they are for: a number that stands nowhere would prove nothing."""
    urls = addresses_of(papers_of_the_first_school(cast))
    readers = (cast.school_clerk, cast.clerk)
    found = [route for route, url in urls.items() if {who.get(url).status for who in readers} & {200, 302}]
    assert [start for start in STARTS if not any(route.startswith(start) for route in found)] == []


@pytest.mark.parametrize("who", ["outsider", "sysadmin", "pupil", "teacher"])
def test_a_file_of_a_letter_cannot_be_read_by_others(cast: Cast, who: str) -> None:
    letter = letters.a_dispatched_letter(cast, units=[cast.schools[0]])
    assert letter.pdf is not None
    assert cast.school_clerk.get(letter.pdf.url).status == 200
    assert cast.people[who].get(letter.pdf.url).status == 404
    assert cast.people[who].get(f"/files/{letter.pdf.public_id}/-/text").status == 404


@pytest.mark.parametrize("who", ["outsider", "sysadmin"])
def test_a_pile_and_its_notice_are_of_one_desk(cast: Cast, who: str) -> None:
    services.keep_pile(actor=cast.school_clerk.actor, file=scanned())
    pile = Scan.objects.get()
    assert pile.file is not None
    assert cast.school_clerk.get(pile.file.url).status == 200
    assert cast.people[who].get(pile.file.url).status == 404
