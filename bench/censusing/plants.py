"""The errors that are planted among the pupils of the bench."""

from dataclasses import dataclass

FAR, NEXT, TWIN = 1_090, 1, 2


@dataclass(frozen=True, slots=True)
class Plant:
    """One kind of error: what it puts into cells, and the rules that must find it (there and nowhere else).

    partner: the error also shows in the row so many further on.
    """

    cells: dict[str, str]
    rules: tuple[str, ...]
    partner: int = 0


def _text(rule: str, column: str, text: str, *more: str) -> Plant:
    return Plant({column: f"'{text}'"}, (rule, *more))


PLANTS: tuple[Plant, ...] = (
    _text("citizen_missing", "citizen_id", ""),
    _text("citizen_scientific", "citizen_id", "1.85E+12"),
    Plant({"citizen_id": "citizen_id[2:]"}, ("citizen_length",)),
    Plant({"citizen_id": "citizen_id[:11] || 'XX'"}, ("citizen_letters",)),
    Plant({"citizen_id": "citizen_id[:12] || ((citizen_id[13]::INTEGER + 1) % 10)"}, ("citizen_check_digit",)),
    Plant({"citizen_id": "'G99' || lpad(i::VARCHAR, 10, '0')", "nationality": "'ไทย'"},
          ("g_code_year", "thai_with_g_code")),
    Plant({"citizen_id": "'G6' || i"}, ("g_code_form",)),
    _text("birth_missing", "birth_date", ""),
    _text("birth_unreadable", "birth_date", "31/02/2556"),
    _text("birth_future", "birth_date", "15/12/2569", "age_differs"),
    Plant({"birth_date": "replace(birth_date[:6], '29/02', '28/02') || (birth_date[7:]::INTEGER + 543)"},
          ("birth_era", "age_differs")),
    Plant({"birth_date": "birth_date[:6] || (birth_date[7:]::INTEGER - 543)"}, ("birth_western",)),
    Plant({"birth_date": "birth_date[:6] || birth_date[9:]"}, ("birth_short_year",)),
    Plant({"age": "(age::INTEGER + 5)::VARCHAR"}, ("age_differs",)),
    _text("grade_unknown", "grade", "ชั้นเด็กเล็ก"),
    _text("room_without_grade", "grade", ""),
    _text("room_missing", "room", ""),
    _text("room_not_number", "room", "กุหลาบ"),
    _text("pupil_no_missing", "pupil_no", ""),
    _text("pupil_no_form", "pupil_no", "12-34"),
    _text("sex_missing", "sex", ""),
    _text("sex_unknown", "sex", "?"),
    _text("prefix_missing", "prefix", ""),
    _text("prefix_unknown", "prefix", "ดร."),
    Plant({"prefix": "CASE sex WHEN 'ช' THEN replace(replace(prefix, 'นาย', 'นางสาว'), 'เด็กชาย', 'เด็กหญิง') "
           "ELSE replace(replace(prefix, 'นางสาว', 'นาย'), 'เด็กหญิง', 'เด็กชาย') END"}, ("prefix_sex",)),
    _text("first_name_missing", "first_name", ""),
    Plant({"last_name": "''", "nationality": "'ไทย'"}, ("last_name_missing",)),
    Plant({"first_name": "first_name || '1'"}, ("first_name_digits",)),
    Plant({"last_name": "last_name || ' '"}, ("name_spaces",)),
    Plant({"first_name": "'ตํา' || first_name"}, ("name_decomposed",)),
    Plant({"last_name": "last_name || 'X'"}, ("name_latin",)),
    Plant({"last_name": "last_name || '?'"}, ("name_signs",)),
    _text("weight_missing", "weight", ""),
    _text("weight_not_number", "weight", "ไม่ได้ชั่ง"),
    _text("weight_range", "weight", "420"),
    _text("height_missing", "height", ""),
    _text("height_not_number", "height", "ไม่ได้วัด"),
    _text("height_range", "height", "1.35"),
    _text("blood_unknown", "blood", "C"),
    _text("religion_unknown", "religion", "พุด"),
    _text("nationality_unknown", "nationality", "ไท"),
    _text("race_unknown", "race", "ไท"),
    _text("province_unknown", "province", "สุราด"),
    _text("amphoe_unknown", "amphoe", "เมืองใหม่ไหน"),
    _text("tambon_unknown", "tambon", "บ้านไม่มี"),
    _text("moo_form", "moo", "ทรายทอง"),
    _text("guardian_relation_missing", "guardian_relation", ""),
    _text("guardian_relation_unknown", "guardian_relation", "คนข้างบ้าน"),
    _text("father_half_named", "father_last", ""),
    _text("mother_half_named", "mother_first", ""),
    _text("disadvantage_unknown", "disadvantage", "77"),
    _text("cannot_discharge", "cannot_discharge", "ใช่"),
    _text("thai_digits", "room", "๑"),
    Plant({"school_code": "'X' || i"}, ("school_code_form",)),
    Plant({"citizen_seed": f"i + {FAR}"}, ("citizen_two_schools",), FAR),
    Plant({"citizen_seed": f"i + {NEXT}"}, ("citizen_twice",), NEXT),
    Plant({"number_seed": f"i + {NEXT}"}, ("pupil_no_twice",), NEXT),
    Plant({"person_seed": f"i + {TWIN}"}, ("same_person_two_numbers",), TWIN),
)  # fmt: skip
