"""The texts that are searched: iApp Wiki QA beside the checkout, and register terms inside running text."""

import json
import os
import random
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = "KHET_BENCH_DATA"
SEED = 500

# Running text without a blank on either side of the term, as letters are written.
_FRAMES = (
    "ตามที่ได้แจ้งให้ทุกแห่งทราบเกี่ยวกับ{}ไปก่อนหน้านี้แล้วนั้นบัดนี้มีรายละเอียดเพิ่มเติมดังแนบ",
    "ในการนี้จึงขอให้ท่านพิจารณา{}ให้แล้วเสร็จก่อนสิ้นเดือนและแจ้งผลกลับมายังกลุ่มงาน",
    "ที่ประชุมมีมติให้นำ{}ไปหารือกับผู้เกี่ยวข้องทุกฝ่ายอีกครั้งหนึ่ง",
    "เนื่องจากพบว่า{}ยังไม่ครบถ้วนจึงส่งคืนเพื่อแก้ไขและเสนอใหม่โดยเร็ว",
    "สรุปความก้าวหน้าของ{}ประจำไตรมาสพร้อมข้อเสนอแนะจากทุกพื้นที่",
    "โปรดตรวจสอบ{}ที่ส่งมาพร้อมนี้หากคลาดเคลื่อนให้แจ้งกลับภายในสามวัน",
)
_FILLERS = (
    "ทั้งนี้ได้แนบรายละเอียดมาพร้อมแล้ว",
    "หากมีข้อสงสัยสอบถามได้ที่ผู้ประสาน",
    "ขอขอบคุณทุกท่านที่ให้ความร่วมมือด้วยดีเสมอมา",
    "เมื่อวันจันทร์ที่ผ่านมาฝนตกหนักทำให้การเดินทางล่าช้า",
    "ราคาที่เสนอรวมค่าขนส่งและติดตั้งเรียบร้อยแล้ว",
    "ผลเป็นที่น่าพอใจและควรทำต่อเนื่องทุกปี",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query and the place of the one passage that answers it."""

    text: str
    answer: int


@dataclass(frozen=True, slots=True)
class Wiki:
    passages: list[str]
    questions: list[Asked]
    titles: list[Asked]


@dataclass(frozen=True, slots=True)
class Register:
    """Every passage holds one term in running text; wholes and parts ask for it."""

    passages: list[str]
    wholes: list[Asked]
    parts: list[Asked]


def folder() -> Path:
    """Where the public data stand: KHET_BENCH_DATA, else shared/bench beside the checkout."""
    return Path(os.environ.get(DATA) or ROOT.parent / "shared" / "bench")


def wiki(*, every: int = 1) -> Wiki | None:
    """iApp Wiki QA, test split (MIT); None when it is not here. every: take one question of so many."""
    paths = [folder() / f"iapp_{name}.jsonl" for name in ("passages", "questions")]
    if not all(path.is_file() for path in paths):
        return None
    passages, questions = ([json.loads(line) for line in path.read_text("utf-8").splitlines()] for path in paths)
    place = {passage["id"]: at for at, passage in enumerate(passages)}
    titles = {(question["title"], place[question["passage"]]): None for question in questions}
    return Wiki(
        [passage["text"] for passage in passages],
        [Asked(question["question"], place[question["passage"]]) for question in questions[::every]],
        [Asked(*title) for title in titles][::every],
    )


def register(*, every: int = 1) -> Register:
    """500 terms of our own list, each inside its own running text."""
    chance = random.Random(SEED)
    lines = (ROOT / "bench" / "data" / "register.txt").read_text("utf-8").splitlines()
    terms = [line.split("-") for line in lines if line and not line.startswith("#")]
    passages = []
    for term in terms:
        before, after = chance.sample(_FILLERS, 2)
        passages.append(f"{before} {chance.choice(_FRAMES).format(''.join(term))} {after}")
    chosen = list(enumerate(terms))[::every]
    return Register(
        passages,
        [Asked("".join(term), place) for place, term in chosen],
        [Asked(part, place) for place, term in chosen for part in dict.fromkeys(term)],
    )
