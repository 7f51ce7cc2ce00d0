"""The SQL that makes typed columns of the texts that files bring, once.

Three layers, each a SELECT over the one below: texts trimmed (empty is NULL), texts read (numbers, days, codes), and
what follows from several of them (age, place, growth). Rules are written over all of them.
"""

from collections.abc import Mapping, Sequence

from khet.collect.checks.columns import TEXTS
from khet.collect.checks.lists import Grades, coded, grades, lists, provinces, quoted

_RAW = ("first_name", "last_name")  # kept as they stand too: blanks around a name are a finding
THAI, ARABIC = "๐๑๒๓๔๕๖๗๘๙", "0123456789"
_DAY = r"^([0-9]{1,2})[/. -]+([0-9]{1,2})[/. -]+([0-9]{2,4})(?:$|[ T])"
_ISO = r"^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
_MONTHS = (
    ("มกราคม", "ม.ค."),
    ("กุมภาพันธ์", "ก.พ."),
    ("มีนาคม", "มี.ค."),
    ("เมษายน", "เม.ย."),
    ("พฤษภาคม", "พ.ค."),
    ("มิถุนายน", "มิ.ย."),
    ("กรกฎาคม", "ก.ค."),
    ("สิงหาคม", "ส.ค."),
    ("กันยายน", "ก.ย."),
    ("ตุลาคม", "ต.ค."),
    ("พฤศจิกายน", "พ.ย."),
    ("ธันวาคม", "ธ.ค."),
)


def typed(source: str, *, has: Sequence[str], constants: Mapping[str, str]) -> str:
    """A SELECT that gives every typed column of `source` (which has row and the texts of `has`).

    constants: SQL literals the rules may name: as_of, years, own_codes.
    """
    below = _texts(source, has, constants)
    for layer in (_read, _dated, _placed_in_time, _born, _aged):
        below = f"SELECT *, {_aliased(layer())} FROM ({below})"  # noqa: S608 - names are ours
    return _joined(below)


def _texts(source: str, has: Sequence[str], constants: Mapping[str, str]) -> str:
    texts = [f"nullif(trim({key}), '') AS {key}" if key in has else f"NULL::VARCHAR AS {key}" for key in TEXTS]
    raw = [f"{key} AS {key}_raw" if key in has else f"NULL::VARCHAR AS {key}_raw" for key in _RAW]
    given = [f"{sql} AS {name}" for name, sql in constants.items()]
    return f"SELECT row, {', '.join([*texts, *raw, *given])} FROM {source}"  # noqa: S608 - names are ours


def _aliased(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{sql} AS {name}" for name, sql in columns.items())


def number(column: str) -> str:
    """A decimal; Thai digits and thousands commas are understood, anything else is NULL."""
    return f"coalesce(try_cast({column} AS DOUBLE), try_cast(translate({column}, '{THAI},', '{ARABIC}') AS DOUBLE))"


def whole(column: str) -> str:
    plain = f"CASE WHEN regexp_full_match({column}, '[0-9]{{1,4}}') THEN {column}::SMALLINT END"
    thai = f"translate({column}, '{THAI}', '{ARABIC}')"
    return f"coalesce({plain}, CASE WHEN regexp_full_match({thai}, '[0-9]{{1,4}}') THEN {thai}::SMALLINT END)"


def _read() -> dict[str, str]:
    """Codes and numbers, each from one text."""
    known, ladder = lists(), grades()
    return {
        **_identity(),
        "grade_code": _grade(ladder),
        "room_no": whole("room"),
        "sex_code": f"({coded(known['sex'], 'sex')})::TINYINT",
        "title": coded(known["prefix"], "prefix"),
        "blood_code": coded(known["blood"], "blood"),
        "religion_code": coded(known["religion"], "religion"),
        "nation": coded(known["nation"], "nationality"),
        "race_code": coded(known["nation"], "race"),
        "relation_code": coded(known["relation"], "guardian_relation"),
        "disadvantage_code": coded(known["disadvantage"], "disadvantage"),
        "disability_code": coded(known["disability"], "disability"),
        "travel_code": coded(known["travel"], "travel_mode"),
        "age_written": number("age"),
        "kilograms": number("weight"),
        "centimetres": number("height"),
        "gpa_number": number("gpa"),
        "distance_km": " + ".join(f"coalesce({number(f'distance_{way}')}, 0)" for way in ("paved", "dirt", "water")),
        "names_odd": "NOT regexp_full_match(first_name_raw, '[ก-์๎]+') OR NOT regexp_full_match(last_name_raw, '[ก-์๎]+')"
        " OR contains(first_name_raw, 'เเ') OR contains(last_name_raw, 'เเ')",
        "thai_digits": "regexp_matches("
        "concat_ws('|', citizen_id, room, pupil_no, birth_date, age, weight, height), '[๐-๙]')",
        "birth_parts": f"regexp_extract({_birth_text()}, '{_DAY}', ['d', 'm', 'y'])",
        "born_iso": f"birth_date[5] = '-' AND regexp_matches(birth_date, '{_ISO}')",
        "province_plain": _bare("province", "จ.", "จังหวัด"),
        "tambon_plain": _bare("tambon", "ต.", "ตำบล", "แขวง"),
        "amphoe_bare": _bare("amphoe", "อ.", "อำเภอ", "เขต"),
    }


def _identity() -> dict[str, str]:
    tidy = f"upper(translate(regexp_replace(citizen_id, '[.]0+$', ''), '{THAI} -.''', '{ARABIC}'))"
    return {
        "citizen_odd": "citizen_id IS NOT NULL AND NOT regexp_full_match(citizen_id, '[0-9]{13}')",
        "citizen_text": "CASE WHEN regexp_full_match(citizen_id, '[0-9]{13}') THEN citizen_id "
        f"ELSE nullif({tidy}, '') END",
    }


def _grade(ladder: Grades) -> str:
    """Short names first: nearly every row is decided by them."""
    spelt = [(name, grade.code) for grade in ladder.grades for name in grade.names[:1]]
    rare = [(name, grade.code) for grade in ladder.grades for name in grade.names[1:]]
    quick = "CASE grade " + " ".join(f"WHEN '{name}' THEN {code}" for name, code in spelt) + " END"
    tight = f"replace(translate(grade, '{THAI}', '{ARABIC}'), ' ', '')"
    slow = f"CASE {tight} " + " ".join(f"WHEN '{name.replace(' ', '')}' THEN {code}" for name, code in [*spelt, *rare])
    return f"coalesce({quick}, {slow} END)::SMALLINT"


def _bare(column: str, *marks: str) -> str:
    """A name of a place without "จังหวัด" and the like in front."""
    whens = " ".join(
        f"WHEN starts_with({column}, '{mark}') THEN ltrim(substr({column}, {len(mark) + 1}))" for mark in marks
    )
    return f"CASE {whens} ELSE {column} END"


def _birth_text() -> str:
    """A birth date as d/m/y: ISO turned round, months by name as numbers, Thai digits as 0-9."""
    named = f"translate(birth_date, '{THAI}', '{ARABIC}')"
    for place, names in enumerate(_MONTHS, 1):
        for name in (*names, names[1].replace(".", "")):
            named = f"replace({named}, '{name}', '/{place}/')"
    for word in ("วันที่", "พ.ศ.", "ค.ศ."):
        named = f"replace({named}, '{word}', ' ')"
    return (
        f"CASE WHEN birth_date[5] = '-' THEN regexp_replace(birth_date, '{_ISO}', '\\3/\\2/\\1') "
        f"WHEN regexp_matches(birth_date, '[ก-๙]') THEN trim({named}) ELSE birth_date END"
    )


def _dated() -> dict[str, str]:
    return {
        "born_year": "try_cast(birth_parts.y AS SMALLINT)",
        "born_month": "try_cast(birth_parts.m AS TINYINT)",
        "born_day": "try_cast(birth_parts.d AS TINYINT)",
        "citizen": "CASE WHEN regexp_full_match(citizen_text, '[0-9]{13}') THEN citizen_text::BIGINT END",
        "g_code": "CASE WHEN regexp_full_match(citizen_text, 'G[0-9]{12}') THEN citizen_text[2:]::BIGINT END",
        "amphoe_plain": "CASE WHEN amphoe_bare = 'เมือง' THEN 'เมือง' || province_plain ELSE amphoe_bare END",
        "title_sex": "CASE WHEN title IN ('เด็กชาย', 'นาย', 'สามเณร', 'พระ') THEN 1 "
        "WHEN title IN ('เด็กหญิง', 'นางสาว', 'นาง', 'แม่ชี') THEN 2 END",
        "foreign_nation": "nation <> 'ไทย'",
        "usual": _by_grade("usual"),
        "step": _by_grade("step"),
        "leaves": "grade_code IN (" + ", ".join(str(grade.code) for grade in grades().grades if grade.leaves) + ")",
        **{name: str(years) for name, years in grades().windows.items()},
    }


def _by_grade(what: str) -> str:
    whens = " ".join(f"WHEN {grade.code} THEN {getattr(grade, what)}" for grade in grades().grades)
    return f"(CASE grade_code {whens} END)::TINYINT"


def _placed_in_time() -> dict[str, str]:
    """Four digits from 2400 on are พ.ศ.; two are the พ.ศ. of this time."""
    weights = " + ".join(f"(citizen // {10 ** (13 - place)}) % 10 * {14 - place}" for place in range(1, 13))
    return {
        "born_era": "CASE WHEN strlen(birth_parts.y) = 2 THEN 'two' WHEN born_year >= 2400 THEN 'be' "
        "WHEN born_year BETWEEN 1000 AND 2300 THEN 'ce' END",
        "born_ce": "CASE WHEN strlen(birth_parts.y) = 2 THEN born_year + 1957 "
        "WHEN born_year >= 2400 THEN born_year - 543 WHEN born_year BETWEEN 1000 AND 2300 THEN born_year END",
        "citizen_checks": f"(11 - ({weights}) % 11) % 10 = citizen % 10",
        "pid": "coalesce(citizen, g_code + 90000000000000)",
        "province_known": f"province_plain IN ({', '.join(map(quoted, provinces()))})",
        "growth_cm": "CASE WHEN centimetres BETWEEN 1 AND 300 THEN floor(centimetres + 0.5)::SMALLINT END",
    }


def _born() -> dict[str, str]:
    """A day that is in the calendar, or NULL."""
    right = "born_ce IS NOT NULL AND born_month BETWEEN 1 AND 12 AND born_day"
    first = "make_date(born_ce, born_month, 1)"
    return {
        "born": f"CASE WHEN {right} BETWEEN 1 AND 28 THEN make_date(born_ce, born_month, born_day) "
        f"WHEN {right} BETWEEN 29 AND 31 THEN "
        f"CASE WHEN born_day <= day(last_day({first})) THEN make_date(born_ce, born_month, born_day) END END"
    }


def _aged() -> dict[str, str]:
    """months: whole months lived on the day of the round."""
    return {
        "months": "((year(as_of) - year(born)) * 12 + month(as_of) - month(born) "
        "- (day(as_of) < day(born))::INTEGER)::SMALLINT",
        "person_hash": "CASE WHEN first_name IS NOT NULL AND born IS NOT NULL "
        "THEN hash(first_name, last_name, born) END",
    }


def _joined(below: str) -> str:
    """With what is known of places and of growth."""
    cuts = [f"{what}_{at}" for what in ("weight", "height") for at in range(1, 5)]
    found = {
        "tambon_known": "t.tambon IS NOT NULL",
        "amphoe_known": "a.amphoe IS NOT NULL",
        **{cut: f"g.{cut}" for cut in cuts},
        **{f"girth_{at}": f"h.cut_{at}" for at in range(1, 6)},
    }
    return (
        f"SELECT base.*, {_aliased(found)} FROM ({below}) base "  # noqa: S608 - names are ours
        "LEFT JOIN tambons t ON t.province = base.province_plain AND t.amphoe = base.amphoe_plain "
        "AND t.tambon = base.tambon_plain "
        "LEFT JOIN amphoes a ON a.province = base.province_plain AND a.amphoe = base.amphoe_plain "
        "LEFT JOIN growth_by_age g ON g.sex = base.sex_code AND g.months = base.months "
        "LEFT JOIN growth_by_height h ON h.sex = base.sex_code AND h.young = (base.months < 60) "
        "AND h.cm = base.growth_cm"
    )
