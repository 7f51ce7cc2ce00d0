"""Ready registers of the area, and EMIS files of invented staff and equipment for the schools of the cast."""

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from khet.collect.models import Form
from khet.collect.services import forms, library
from khet.collect.sheets import layout
from khet.collect.sheets.tests.factories import a_workbook
from khet.org.tests.cast import Browser, Page
from khet.thai.citizen import synthetic

FIRST, SECOND = "84010001", "84020002"
AS_OF = "10/6/2569"
GIVEN = ("กมล", "ขจร", "คมสัน", "จารุณี", "ชลธี", "ดวงใจ", "ธีระ", "นงนุช")


def a_master(of: Browser, key: str) -> Form:
    """A copy of a ready register, kept by whoever copied it, published as it is."""
    library.load()
    form = forms.copy_form(actor=of.actor, form=Form.objects.get(desk=None, key=key))
    forms.publish(actor=of.actor, form=form)
    return form


def a_teacher(number: int = 1, **spoilt: str) -> dict[str, str]:
    """Somebody of the first school, a man, with a citizen number of the reserved range."""
    own = {
        "school_code": FIRST,
        "citizen_id": synthetic(number),
        "prefix": "นาย",
        "first_name": GIVEN[number % len(GIVEN)],
        "last_name": f"สกุลที่{number}",
        "sex": "ชาย",
        "birth_date": "1/5/2520",
        "personnel_type": "ข้าราชการครู",
        "position": "ครู",
        "position_number": f"{1000 + number}",
        "standing": "ชำนาญการ",
        "started_on": "16/5/2550",
        "degree": "ปริญญาโท",
        "major": "คณิตศาสตร์",
        "subject": "คณิตศาสตร์",
    }
    return {**own, **spoilt}


def equipment(code: str = FIRST, **spoilt: str) -> dict[str, str]:
    own = {
        "school_code": code,
        "computers_teaching": "45",
        "computers_teaching_obec": "40",
        "computers_teaching_obec_working": "38",
        "computers_teaching_obec_broken": "2",
        "computers_teaching_own": "5",
        "computers_teaching_own_working": "5",
        "computers_teaching_own_broken": "0",
        "computers_office": "6",
        "computers_office_obec": "6",
        "computers_office_own": "0",
        "computers_office_broken": "1",
        "moenet_provider": "UniNet",
        "moenet_type": "Fiber Optic",
        "moenet_speed": "200/200 Mbps",
        "moenet_state": "ใช้งานได้",
        "own_provider": "TOT",
        "own_type": "FTTx",
        "own_speed": "1 Gbps",
        "own_state": "ช้า",
        "own_cost": "1,200 บาท",
        "lan": "มี",
        "wlan": "ไม่มี",
        "as_of": AS_OF,
    }
    return {**own, **spoilt}


def emis(kind: str, *rows: Mapping[str, str], name: str = "emis.xlsx") -> SimpleUploadedFile:
    columns = layout(f"emis_{kind}").columns
    table = [[row.get(key, "") for key in columns] for row in rows]
    return SimpleUploadedFile(name, a_workbook([[names[0] for names in columns.values()], *table]))


def tried(browser: Browser, form: Form, file: SimpleUploadedFile, *, as_of: str = AS_OF) -> tuple[str, Page]:
    """(address of the trial, its page): the file sent in through the import page."""
    sent = browser.post(f"/collect/records/{form.pk}/import/", rows=file, as_of=as_of)
    assert sent.status == 303, sent.text
    return sent.location, browser.get(sent.location)


def brought(browser: Browser, form: Form, file: SimpleUploadedFile, *, as_of: str = AS_OF, **typed: Any) -> Page:
    """Sent in and taken over."""
    there, page = tried(browser, form, file, as_of=as_of)
    assert page.status == 200, page.text
    done = browser.post(there, **typed)
    assert done.status == 303, done.text
    return done


__all__ = ["AS_OF", "FIRST", "SECOND", "a_master", "a_teacher", "brought", "emis", "equipment", "tried"]
