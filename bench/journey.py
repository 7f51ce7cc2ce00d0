"""From a circular to the dashboard: every school brings its DMC file, and the figures come out to the pupil.

The hub of the sample area runs as `./khet run` starts it; everybody walks by the pages, without script.
"""

import os
import re
import time
from dataclasses import dataclass
from html import unescape

from bench.kit import Options, Result, at_most, exactly, reported, spread, sqlite_hub
from bench.kit.serving import running, until_answered
from bench.kit.walking import Walker

PASSWORD = "khet-2569"
SUBJECT, TITLE = "ขอให้ยืนยันจำนวนนักเรียน", "จำนวนนักเรียนจากไฟล์ DMC"
AS_OF, DUE = "10/11/2569", "22/12/2569"
SCHOOLS, FEW = 66, 7
GRADES = ("ม.1", "ม.2", "ม.3", "ม.4", "ม.5", "ม.6")
BORN = (2556, 2555, 2554, 2553, 2552, 2551)
WRONG_IN, TWIN_IN = 3, 5
"""One school's file has a grade that does not exist; another's has a child of the school before it."""


@dataclass(frozen=True, slots=True)
class Brought:
    """One school's part: pupils of its file, girls among them, and the seconds of its steps."""

    pupils: int
    girls: int
    checked: float
    taken: float
    sent: float


def run(options: Options) -> Result:
    schools = FEW if options.quick else SCHOOLS
    with sqlite_hub() as hub:
        hub.migrate()
        hub.run("bench.journey", timeout=600)
        with running(hub) as (port, process):
            until_answered(port, "/healthz", process)
            letter, round_ = _ask(port)
            brought = [_answer(port, number, letter) for number in range(1, schools + 1)]
            shown, lag = _certified(port, schools)
            accepted, closed = _close(port, round_, letter, schools)
        result = Result("journey", hub.engine)
    pupils, girls = sum(each.pupils for each in brought), sum(each.girls for each in brought)
    result.figures = [
        exactly("schools that answered the circular from their DMC file", accepted, schools, "schools"),
        exactly("pupils on the dashboard", shown["pupils"], pupils, "pupils", "the sum of the files"),
        exactly("girls among them, of a thousand", shown["girls"], round(girls * 1000 / pupils), "‰", "of the files"),
        at_most("from the last certificate to the dashboard", lag, 2, "s", "DHIS2: about 10 min of tables"),
        reported("a file sent and checked, p95", spread([each.checked * 1000 for each in brought]).p95, "ms"),
        reported("taken over by the job, p95", spread([each.taken * 1000 for each in brought]).p95, "ms"),
        reported(
            "form opened, filled from the register, sent, p95", spread([x.sent * 1000 for x in brought]).p95, "ms"
        ),
        exactly("letter and round closed", closed, 2 if schools == SCHOOLS else 1, "of 2"),
    ]
    result.notes = ["one wrong grade was mended on the page, one child stands in two files and became a case"]
    return result


def _ask(port: int) -> tuple[str, str]:
    """An officer writes, the director signs, the officer sends. Returns the addresses of letter and round."""
    officer = Walker(port).sign_in("officer", PASSWORD)
    officer.go("/letters/new/external/")
    words = {"subject": SUBJECT, "to_text": "ผู้อำนวยการโรงเรียนทุกโรงเรียน", "body": "ด้วยถึงวันนับ\n\nจึงเรียนมาเพื่อโปรดทราบ"}
    officer.press("กรอกแบบข้อมูล", words | {"all_schools": "on", "circular": "on"})
    form, _button = officer.page.form("เสนอลงนาม")
    asked = {
        "what": form.option("ask-0-options-what", "จำนวนนักเรียนตามชั้นและเพศ"),
        "title": TITLE,
        "year": "2570",
        "term": "1",
        "as_of": AS_OF,
    }
    officer.press(
        "เสนอลงนาม",
        {f"ask-0-options-{name}": value for name, value in asked.items()}
        | {"ask-0-due": DUE, "signer": form.option("signer", "ผอ.เขต")},
    )
    letter = officer.page.path
    director = Walker(port).sign_in("director", PASSWORD)
    director.go(f"{letter}sign/")
    director.press("ออกเลขและลงนาม")
    officer.until(letter, "ส่งถึง")
    officer.press("ส่งถึง")
    page = officer.until(letter, "/collect/rounds/")
    return letter, _links(page.text, r"/collect/rounds/\d+/")[0]


def _answer(port: int, number: int, letter: str) -> Brought:
    clerk = Walker(port).sign_in(f"s{number:02}-clerk", PASSWORD)
    page = clerk.go("/collect/pupils/import/")
    school = unescape(re.findall(r"<title>[^·<]*·\s*([^<]+?)\s*</title>", page.text)[0])
    table, girls = _file(number, school)
    began = time.perf_counter()
    clerk.press("ตรวจไฟล์", {"as_of": AS_OF}, {"file": (f"{school}.xlsx", table)})
    checked = time.perf_counter() - began
    if number == WRONG_IN:
        clerk.press("บันทึกช่องที่แก้แล้วตรวจใหม่", {"fix-2-grade": GRADES[0]})
    began = time.perf_counter()
    clerk.press("นำเข้าทั้งไฟล์")
    clerk.until(clerk.page.path, "สิ่งที่นำเข้า")
    taken = time.perf_counter() - began
    began = time.perf_counter()
    _fill(clerk)
    sent = time.perf_counter() - began
    head = Walker(port).sign_in(f"s{number:02}-director", PASSWORD)
    head.go(_given(head))
    head.press("รับรองข้อมูล")
    return Brought(_size(number), girls, checked, taken, sent)


def _given(walker: Walker) -> str:
    """The newest form that waits for this person."""
    return max(_links(walker.go("/work/").text, r"/collect/given/\d+/"), key=lambda path: int(path.split("/")[3]))


def _fill(clerk: Walker) -> None:
    """What the register knows stands there already; the rest is typed, and what differs much gets its reason."""
    path = _given(clerk)
    page = clerk.go(path)
    form, _button = next((each, each.buttons[0]) for each in page.forms if each.action.endswith("/section/pupils/"))
    given = {name: value for name, value in form.fields if name.startswith("v:pupils/")}
    total = sum(int(value or 0) for value in given.values())
    typed = {name: value or "0" for name, value in given.items()} | {"v:pupils_all": str(total)}
    clerk.send(form, typed)
    rooms = next(each for each in clerk.go(path).forms if each.action.endswith("/section/rooms/"))
    empty = {name: value or "1" for name, value in rooms.fields if name.startswith("v:rooms/")}
    clerk.send(rooms, empty | {"v:far": str(total // 4)})
    reasons = next((each for each in clerk.go(path).forms if each.action.endswith("/reasons/")), None)
    if reasons is not None:
        clerk.send(reasons, {name: "ตรงตามไฟล์ DMC" for name, _value in reasons.fields if name.startswith("r:")})
    clerk.go(path)
    clerk.press("ส่งให้ผู้อำนวยการรับรอง")


def _certified(port: int, schools: int) -> tuple[dict[str, int], float]:
    """The figures of the dashboard as soon as all stand there, and the seconds since the last certificate."""
    began = time.perf_counter()
    director = Walker(port).sign_in("director", PASSWORD)
    director.until("/insight/indicators/pupils/", f"จาก {schools} แห่ง", most=60)
    lag = time.perf_counter() - began
    pupils = _figure(director.go("/insight/").text, "pupils")
    girls = _figure(director.page.text, "girls")
    return {"pupils": round(pupils), "girls": round(girls * 10)}, lag


def _figure(text: str, key: str) -> float:
    """The large figure of a card of the dashboard."""
    card = text.partition(f'href="/insight/indicators/{key}/"')[2][:1500]
    found = re.search(r"([\d,]+(?:\.\d+)?)", re.sub(r"<[^>]+>", " ", card.partition(">")[2]))
    return float(found[1].replace(",", "")) if found else -1


def _close(port: int, round_: str, letter: str, schools: int) -> tuple[int, int]:
    """The area accepts and locks. Returns how many are accepted, and how many of round and letter are closed."""
    officer = Walker(port).sign_in("officer", PASSWORD)
    form, button = officer.go(round_).form("รับแบบที่เลือก")
    ready = [value for value, _words in form.options["pick"]]
    officer.press(button[2], {"pick": ready})
    form, button = officer.go(round_).form("ปิดรอบ")
    missing = [value for value, _words in form.options.get("gaps", [])]
    officer.press(button[2], {"gaps": missing})
    closed = "ลายนิ้วมือของข้อมูล" in officer.go(round_).text
    return len(ready), closed + (f"ส่งครบ {schools} จาก {schools}" in officer.go(letter).text)


def _file(number: int, school: str) -> tuple[bytes, int]:
    from khet.collect.sheets.tests.factories import HEADS, a_workbook, rows_of

    pupils = [_pupil(number, at, school) for at in range(_size(number))]
    if number == WRONG_IN:
        pupils[0]["grade"] = "ม.9"
    if number == TWIN_IN:
        pupils[1]["citizen_id"] = _pupil(number - 1, 1, school)["citizen_id"]
    return a_workbook([HEADS, *rows_of(*pupils)]), sum(each["sex"] == "ญ" for each in pupils)


def _size(number: int) -> int:
    return 40 + number * 37 % 180


def _pupil(number: int, at: int, school: str) -> dict[str, str]:
    from khet.collect.checks.tests.factories import a_pupil

    step, girl = at % len(GRADES), at % 5 < 3
    young = step < 2
    titles = ("เด็กหญิง" if young else "นางสาว") if girl else ("เด็กชาย" if young else "นาย")
    return a_pupil(
        number * 1_000 + at,
        school_code=f"10840{number:05}",
        school_name=f"โรงเรียน{school}",
        grade=GRADES[step],
        sex="ญ" if girl else "ช",
        prefix=titles,
        birth_date=f"{1 + at % 28:02}/08/{BORN[step]}",
        age=str(2569 - BORN[step]),
        weight=str(42 + step * 2),
        height=str(150 + step * 2),
    )


def _links(text: str, pattern: str) -> list[str]:
    return list(dict.fromkeys(re.findall(rf'href="({pattern})', text)))


def area() -> None:
    """The sample area with nobody on the rolls yet: what the dashboard says is then of the files alone."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khet.settings")
    import django

    django.setup()
    from khet.seed import demo, pupils

    setattr(pupils, "load", lambda **_given: None)  # noqa: B010 - another signature
    demo.load(say=lambda _text: None)


if __name__ == "__main__":
    area()
