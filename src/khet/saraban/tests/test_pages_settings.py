"""Settings of a desk, its emblem, its templates: on its own letters and nobody else's."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from khet.org.tests.cast import Browser, Cast
from khet.saraban.models import DeskSetting, LetterTemplate
from khet.saraban.reads import settings_of
from khet.saraban.tests import factories as make

URL, EMBLEM, TEMPLATES = "/letters/settings/", "/letters/settings/emblem/", "/letters/templates/"
TYPED: dict[str, Any] = {
    "letter_prefix": "ศธ 04349",
    "circular_own_series": "0",
    "thai_digits": "0",
    "catch_words": "1",
    "contact": "กลุ่มอำนวยการ",
}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></svg>'


def a_png() -> bytes:
    out = BytesIO()
    Image.new("RGBA", (40, 40), (0, 90, 80, 255)).save(out, "PNG")
    return out.getvalue()


def test_the_prefix_is_empty_until_it_is_typed_in_and_then_stands_on_letters(cast: Cast) -> None:
    assert 'name="letter_prefix"' in cast.clerk.get(URL).text
    assert settings_of(cast.office.pk).letter_prefix == ""
    assert cast.clerk.post(URL, **TYPED).status == 303
    setting = settings_of(cast.office.pk)
    assert (setting.letter_prefix, setting.circular_own_series, setting.thai_digits) == ("ศธ 04349", False, False)
    assert make.a_ready_letter(cast.clerk, cast.director, circular=True).letter_no == "ศธ 04349/ว1"


def test_each_desk_sets_its_own(cast: Cast) -> None:
    cast.clerk.post(URL, **TYPED)
    cast.school_clerk.post(URL, **(TYPED | {"letter_prefix": "ศธ 04349.09"}))
    assert settings_of(cast.office.pk).letter_prefix == "ศธ 04349"
    assert settings_of(cast.schools[0].pk).letter_prefix == "ศธ 04349.09"
    assert not DeskSetting.objects.filter(desk=cast.schools[1]).exists()


def test_officers_teachers_and_pupils_set_nothing(cast: Cast) -> None:
    for person in (cast.officer, cast.teacher, cast.pupil):
        assert person.get(URL).status == 403
        assert person.post(URL, **TYPED).status == 403
        assert person.post(EMBLEM, do="remove").status == 403
    assert not DeskSetting.objects.exists()


@pytest.mark.parametrize(("content", "name"), [(a_png(), "ตรา.png"), (SVG, "ตรา.svg")])
def test_an_emblem_is_kept_as_a_picture_and_shown_on_the_sample(cast: Cast, content: bytes, name: str) -> None:
    before = cast.clerk.get("/letters/settings/sample.png").content
    assert cast.clerk.post(EMBLEM, emblem=SimpleUploadedFile(name, content)).status == 303
    emblem = settings_of(cast.office.pk).emblem
    assert emblem is not None
    assert emblem.mime == "image/png"
    assert cast.clerk.get("/letters/settings/sample.png").content != before
    assert cast.officer.get(emblem.url).status == 200
    assert cast.outsider.get(emblem.url).status == 404
    cast.clerk.post(EMBLEM, do="remove")
    assert settings_of(cast.office.pk).emblem is None


@pytest.mark.parametrize(
    "content",
    [
        b"not a picture",
        b"GIF89a" + b"\0" * 40,
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b'<!DOCTYPE svg [<!ENTITY a "x">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
        b"<svg unclosed",
        a_png()[:60],
        b"\x89PNG" + b"\0" * 1_100_000,
    ],
)
def test_a_hostile_emblem_is_refused_and_nothing_changes(clerk: Browser, content: bytes) -> None:
    page = clerk.post(EMBLEM, emblem=SimpleUploadedFile("ตรา.png", content))
    assert page.status == 422
    assert "ยังใช้ไฟล์นี้ไม่ได้" in page.text
    assert not DeskSetting.objects.exclude(emblem=None).exists()


def test_a_template_is_written_looked_at_changed_and_removed(cast: Cast) -> None:
    typed: dict[str, Any] = {
        "name": "แจ้งประชุม",
        "kind": "external",
        "subject": "เชิญประชุม ……",
        "body": "ด้วย ……",
        "closing": "ขอแสดงความนับถือ",
    }
    assert cast.clerk.post(TEMPLATES + "new/", **typed).status == 303
    template = LetterTemplate.objects.get(name="แจ้งประชุม")
    page = cast.clerk.get(f"{TEMPLATES}{template.pk}/")
    assert "เชิญประชุม ……" in page.text
    assert cast.clerk.get(f"{TEMPLATES}{template.pk}/page.png").headers["Content-Type"] == "image/png"
    assert cast.clerk.post(TEMPLATES + "new/", **typed).status == 422
    assert cast.clerk.post(f"{TEMPLATES}{template.pk}/", **(typed | {"name": "แจ้งประชุมใหม่"})).status == 303
    assert "แจ้งประชุมใหม่" in cast.clerk.get(TEMPLATES).text
    assert cast.clerk.post(f"{TEMPLATES}{template.pk}/remove/").status == 303
    assert not LetterTemplate.objects.filter(pk=template.pk).exists()


def test_a_shared_template_is_copied_when_changed(cast: Cast) -> None:
    shared = LetterTemplate.objects.create(kind="memo", name="บันทึกกลาง", body="เดิม")
    typed: dict[str, Any] = {"name": "บันทึกกลาง", "kind": "memo", "body": "ของเรา", "closing": ""}
    assert cast.clerk.post(f"{TEMPLATES}{shared.pk}/", **typed).status == 303
    shared.refresh_from_db()
    assert shared.body == "เดิม"
    assert LetterTemplate.objects.get(name="บันทึกกลาง", desk=cast.office).body == "ของเรา"
    assert cast.clerk.post(f"{TEMPLATES}{shared.pk}/remove/").status == 403


def test_another_desks_template_is_not_there(cast: Cast) -> None:
    ours = LetterTemplate.objects.create(kind="memo", name="ของเขต", desk=cast.office)
    assert cast.school_clerk.get(f"{TEMPLATES}{ours.pk}/").status == 404
    assert cast.school_clerk.get(f"{TEMPLATES}{ours.pk}/page.png").status == 404
    assert cast.school_clerk.post(f"{TEMPLATES}{ours.pk}/remove/").status == 404
    assert "ของเขต" not in cast.school_clerk.get(TEMPLATES).text
