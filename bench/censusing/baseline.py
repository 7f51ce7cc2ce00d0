# ruff: noqa: E501  (a table reads better in whole lines)
"""An area's file with the usual tools: openpyxl reads, pandas judges by the same rules, openpyxl marks."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

import openpyxl
import pandas as pd
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from khet.collect.checks.lists import grades, lists, places
from khet.collect.sheets import layout

Frame: TypeAlias = Any  # pandas ships no types
Flags: TypeAlias = Any
AS_OF = pd.Timestamp("2026-06-10")
KEYS = list(layout("dmc36").columns)
RED = PatternFill("solid", fgColor="FFFFC7CE")


def run(path: Path, marked: Path) -> dict[str, int]:
    """Findings by rule; the workbook with its marks is written."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    rows = sheet.iter_rows(min_row=2, values_only=True)
    frame = _typed(pd.DataFrame([["" if cell is None else str(cell) for cell in row] for row in rows], columns=KEYS))
    counts: dict[str, int] = {}
    for name, (column, rule) in RULES.items():
        wrong = rule(frame).fillna(False).astype(bool)
        counts[name] = int(wrong.sum())
        place = KEYS.index(column) + 1
        for at in frame.index[wrong]:
            cell = sheet.cell(int(at) + 2, place)
            cell.fill, cell.comment = RED, Comment(name, "bench")
    out = BytesIO()
    book.save(out)
    marked.write_bytes(out.getvalue())
    return {name: count for name, count in counts.items() if count}


def _typed(frame: Frame) -> Frame:
    text = frame.apply(lambda column: column.str.strip())
    for key in KEYS:
        frame[f"{key}_t"] = text[key]
    citizen = text["citizen_id"]
    frame["digits13"] = citizen.str.fullmatch(r"\d{13}")
    digits = citizen.where(frame["digits13"], "0" * 13)
    total = sum(digits.str[place].astype(int) * (13 - place) for place in range(12))
    frame["checks"] = (11 - total % 11) % 10 == digits.str[12].astype(int)
    parts = text["birth_date"].str.extract(r"^(\d{1,2})/(\d{1,2})/(\d{2,4})$")
    year = pd.to_numeric(parts[2])
    frame["year"] = year
    western = year.where(year < 2400, year - 543).where(year >= 100, year + 1957)
    day = western.astype("Int64").astype(str) + "-" + parts[1] + "-" + parts[0]
    frame["born"] = pd.to_datetime(day, format="%Y-%m-%d", errors="coerce")
    real = frame["born"].notna() | (year >= 2700)  # pandas knows no days behind the year 2262
    months = (AS_OF.year - western) * 12 + AS_OF.month - pd.to_numeric(parts[1])
    frame["months"] = (months - (pd.to_numeric(parts[0]) > AS_OF.day)).where(real)
    frame["usual"] = text["grade"].map({grade.names[0]: grade.usual for grade in grades().grades})
    for key in ("age", "weight", "height"):
        frame[f"{key}_n"] = pd.to_numeric(text[key].str.replace(",", ""), errors="coerce")
    frame["room_n"] = pd.to_numeric(text["room"].map(_arabic), errors="coerce")
    known = places()
    frame["province_ok"] = text["province"].isin({name for code, name in known.items() if len(code) == 2})
    amphoes = {(known[code[:2]], name) for code, name in known.items() if len(code) == 4}
    tambons = {(known[code[:2]], known[code[:4]], name) for code, name in known.items() if len(code) == 6}
    frame["amphoe_ok"] = [pair in amphoes for pair in zip(text["province"], text["amphoe"], strict=True)]
    frame["tambon_ok"] = [
        each in tambons for each in zip(text["province"], text["amphoe"], text["tambon"], strict=True)
    ]
    return frame


def _arabic(text: str) -> str:
    return text.translate(str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789"))


def _none(key: str) -> Callable[[Frame], Flags]:
    return lambda f: f[f"{key}_t"] == ""


def _listed(key: str, name: str) -> Callable[[Frame], Flags]:
    known = {text for value, spellings in lists()[name].items() for text in (value, *spellings)}
    return lambda f: (f[f"{key}_t"] != "") & ~f[f"{key}_t"].isin(known)


def _window(low: int, high: int) -> Callable[[Frame], Flags]:
    return lambda f: (f["months"] >= 0) & (f["months"] // 12 - f["usual"]).between(low, high)


def _twice(*keys: str) -> Callable[[Frame], Flags]:
    def rule(f: Frame) -> Flags:
        columns = [f"{key}_t" for key in keys]
        return f.duplicated(columns, keep=False) & (f[columns] != "").all(axis=1)

    return rule


def _two_schools(f: Frame) -> Flags:
    return (f.groupby("citizen_id_t")["school_code_t"].transform("nunique") > 1) & f["digits13"]


def _two_numbers(f: Frame) -> Flags:
    same = f.groupby(["school_code_t", "first_name_t", "last_name_t", "birth_date_t"])["citizen_id_t"].transform(
        "nunique"
    )
    return (same > 1) & f["digits13"]


def _title(sex: str) -> list[str]:
    return ["เด็กชาย", "นาย"] if sex == "ช" else ["เด็กหญิง", "นางสาว"]


RULES: dict[str, tuple[str, Callable[[Frame], Flags]]] = {
    "citizen_missing": ("citizen_id", _none("citizen_id")),
    "citizen_scientific": ("citizen_id", lambda f: f["citizen_id_t"].str.fullmatch(r"[\d.]+E\+\d+")),
    "citizen_length": ("citizen_id", lambda f: f["citizen_id_t"].str.fullmatch(r"\d+") & ~f["digits13"]),
    "citizen_letters": ("citizen_id", lambda f: f["citizen_id_t"].str.fullmatch(r"\d+[A-Z]+")),
    "citizen_check_digit": ("citizen_id", lambda f: f["digits13"] & ~f["checks"]),
    "citizen_first_digit": ("citizen_id", lambda f: f["digits13"] & f["citizen_id_t"].str[0].isin(["0", "9"])),
    "g_code_form": ("citizen_id", lambda f: f["citizen_id_t"].str.startswith("G") & ~f["citizen_id_t"].str.fullmatch(r"G\d{12}")),
    "g_code_year": ("citizen_id", lambda f: f["citizen_id_t"].str.fullmatch(r"G\d{12}") & (f["citizen_id_t"].str[1:3] > "69")),
    "thai_with_g_code": ("citizen_id", lambda f: f["citizen_id_t"].str.fullmatch(r"G\d{12}") & (f["nationality_t"] == "ไทย")),
    "citizen_twice": ("citizen_id", _twice("school_code", "citizen_id")),
    "citizen_two_schools": ("citizen_id", _two_schools),
    "same_person_two_numbers": ("citizen_id", _two_numbers),
    "birth_missing": ("birth_date", _none("birth_date")),
    "birth_unreadable": ("birth_date", lambda f: (f["birth_date_t"] != "") & f["born"].isna() & ~(f["year"] >= 2700)),
    "birth_future": ("birth_date", lambda f: (f["born"] > AS_OF) & (f["year"] < 2700)),
    "birth_era": ("birth_date", lambda f: f["year"] >= 2700),
    "birth_western": ("birth_date", lambda f: f["year"].between(1900, 2300)),
    "birth_short_year": ("birth_date", lambda f: f["year"] < 100),
    "age_differs": ("age", lambda f: (f["age_n"] - f["months"] // 12).abs() > 1),
    "age_far_too_young": ("birth_date", _window(-99, -4)),
    "age_young": ("birth_date", _window(-3, -2)),
    "age_old": ("birth_date", _window(4, 10)),
    "age_far_too_old": ("birth_date", _window(11, 99)),
    "grade_unknown": ("grade", lambda f: (f["grade_t"] != "") & f["usual"].isna()),
    "room_without_grade": ("grade", lambda f: (f["grade_t"] == "") & (f["room_t"] != "")),
    "room_missing": ("room", lambda f: (f["room_t"] == "") & (f["grade_t"] != "")),
    "room_not_number": ("room", lambda f: (f["room_t"] != "") & f["room_n"].isna()),
    "pupil_no_missing": ("pupil_no", _none("pupil_no")),
    "pupil_no_form": ("pupil_no", lambda f: (f["pupil_no_t"] != "") & ~f["pupil_no_t"].str.fullmatch(r"\d{1,10}")),
    "pupil_no_twice": ("pupil_no", _twice("school_code", "pupil_no")),
    "school_code_form": ("school_code", lambda f: ~f["school_code_t"].str.fullmatch(r"\d{6}|\d{8}|\d{10}")),
    "sex_missing": ("sex", _none("sex")),
    "sex_unknown": ("sex", lambda f: ~f["sex_t"].isin(["ช", "ญ", ""])),
    "prefix_missing": ("prefix", _none("prefix")),
    "prefix_unknown": ("prefix", _listed("prefix", "prefix")),
    "prefix_sex": ("prefix", lambda f: ((f["sex_t"] == "ช") & f["prefix_t"].isin(_title("ญ"))) | ((f["sex_t"] == "ญ") & f["prefix_t"].isin(_title("ช")))),
    "first_name_missing": ("first_name", _none("first_name")),
    "last_name_missing": ("last_name", lambda f: (f["last_name_t"] == "") & (f["nationality_t"] == "ไทย")),
    "first_name_digits": ("first_name", lambda f: f["first_name_t"].str.contains(r"[0-9๐-๙]")),
    "name_latin": ("last_name", lambda f: (f["first_name_t"] + f["last_name_t"]).str.contains("[A-Za-z]")),
    "name_spaces": ("last_name", lambda f: (f["last_name"] != f["last_name_t"]) | (f["first_name"] != f["first_name_t"])),
    "name_decomposed": ("first_name", lambda f: (f["first_name_t"] + f["last_name_t"]).str.contains("ํา|เเ")),
    "name_signs": ("last_name", lambda f: (f["first_name_t"] + f["last_name_t"]).str.contains(r"[?*/\\_=+#@!<>;:,]")),
    "weight_missing": ("weight", _none("weight")),
    "weight_not_number": ("weight", lambda f: (f["weight_t"] != "") & f["weight_n"].isna()),
    "weight_range": ("weight", lambda f: f["weight_n"].notna() & ~f["weight_n"].between(5, 200)),
    "height_missing": ("height", _none("height")),
    "height_not_number": ("height", lambda f: (f["height_t"] != "") & f["height_n"].isna()),
    "height_range": ("height", lambda f: f["height_n"].notna() & ~f["height_n"].between(50, 220)),
    "blood_unknown": ("blood", _listed("blood", "blood")),
    "religion_unknown": ("religion", _listed("religion", "religion")),
    "nationality_unknown": ("nationality", _listed("nationality", "nation")),
    "race_unknown": ("race", _listed("race", "nation")),
    "disadvantage_unknown": ("disadvantage", _listed("disadvantage", "disadvantage")),
    "guardian_relation_missing": ("guardian_relation", _none("guardian_relation")),
    "guardian_relation_unknown": ("guardian_relation", _listed("guardian_relation", "relation")),
    "father_half_named": ("father_last", lambda f: (f["father_first_t"] == "") != (f["father_last_t"] == "")),
    "mother_half_named": ("mother_first", lambda f: (f["mother_first_t"] == "") != (f["mother_last_t"] == "")),
    "province_unknown": ("province", lambda f: ~f["province_ok"]),
    "amphoe_unknown": ("amphoe", lambda f: f["province_ok"] & ~f["amphoe_ok"]),
    "tambon_unknown": ("tambon", lambda f: f["amphoe_ok"] & ~f["tambon_ok"]),
    "moo_form": ("moo", lambda f: ~f["moo_t"].str.fullmatch(r"\d{1,2}|-?")),
    "thai_digits": ("room", lambda f: (f["room"] + f["citizen_id"] + f["weight"]).str.contains("[๐-๙]")),
    "cannot_discharge": ("cannot_discharge", lambda f: ~f["cannot_discharge_t"].isin(["", "-"])),
}  # fmt: skip
