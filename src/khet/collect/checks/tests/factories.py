"""A pupil in good order, to be spoilt one cell at a time."""

from khet.thai.citizen import synthetic

GOOD = {
    "school_code": "1084012345",
    "school_name": "โรงเรียนตัวอย่าง",
    "grade": "ม.1",
    "room": "1",
    "pupil_no": "12345",
    "sex": "ช",
    "prefix": "เด็กชาย",
    "first_name": "สมชาย",
    "last_name": "ใจดี",
    "birth_date": "15/12/2556",
    "age": "12",
    "weight": "42",
    "height": "152",
    "blood": "O",
    "religion": "พุทธ",
    "race": "ไทย",
    "nationality": "ไทย",
    "house_no": "12",
    "moo": "3",
    "street": "-",
    "tambon": "กะแดะ",
    "amphoe": "กาญจนดิษฐ์",
    "province": "สุราษฎร์ธานี",
    "guardian_first": "สมศักดิ์",
    "guardian_last": "ใจดี",
    "guardian_relation": "บิดา",
    "father_first": "สมศักดิ์",
    "father_last": "ใจดี",
    "mother_first": "สมศรี",
    "mother_last": "ใจดี",
    "disadvantage": "ไม่ด้อยโอกาส",
    "disability": "ไม่พิการ",
    "cannot_discharge": "",
    "travel_mode": "เดินเท้า",
    "distance_paved": "2",
    "distance_dirt": "0",
    "distance_water": "0",
    "gpa": "3.50",
}


def a_pupil(number: int = 1, **spoilt: str) -> dict[str, str]:
    """Numbers differ by `number`; everything else is as in GOOD unless said."""
    own = {"citizen_id": synthetic(number), "pupil_no": str(10_000 + number), "last_name": _name(number)}
    return {**GOOD, **own, **spoilt}


def _name(number: int) -> str:
    return "ใจ" + "".join("กขคงจชดตทน"[int(digit)] for digit in str(number))
