"""Pupils of a nation, made up by rule from row numbers, with errors planted whose places are known."""

from collections.abc import Mapping
from pathlib import Path

import duckdb

from bench.censusing.plants import FAR, PLANTS, Plant
from khet.collect.checks import facts
from khet.collect.checks.growth import shipped
from khet.collect.checks.lists import grades
from khet.collect.checks.sources import pour

NAMES = Path(__file__).resolve().parents[2] / "src/khet/seed/data"
PRIME = 10_007  # a planted error stands in every so many rows, each kind at its own remainder
ENDINGS = ("", "พร", "ชัย", "ศักดิ์", "กร", "วรรณ", "พงษ์", "รัตน์", "นันท์", "ดา", "ภา", "วุฒิ", "เดช", "มาศ", "ลักษณ์", "ณัฐ")
AS_OF = "2026-06-10"


SEEDS = ("citizen_seed", "number_seed", "person_seed")


def remainder(place: int) -> int:
    return 11 + place * 7


def pupils(connection: duckdb.DuckDBPyConnection, rows: int, schools: int, path: Path) -> None:
    """Write the pupils to a Parquet file of texts, as 36-column exports hold them, and make table `planted` of
    (row, rule): what the checks must find.
    """
    facts.lay_out(connection, shipped())
    _names(connection)
    ladder = grades().grades
    connection.execute(f"CREATE MACRO school(i) AS (i * {schools}) // {rows}")
    connection.execute(f"CREATE MACRO opens(s) AS (s * {rows} + {schools} - 1) // {schools}")
    pour(
        connection,
        "ladder",
        {"step": "BIGINT", "grade": "VARCHAR", "usual": "BIGINT"},
        [(grade.step - 1, grade.names[0], grade.usual) for grade in ladder],
    )
    connection.execute(
        "CREATE TABLE places AS SELECT row_number() OVER (ORDER BY province, amphoe, tambon) - 1 AS at, * FROM tambons"
    )
    texts = _spoilt(rows, _sizes(connection))
    connection.execute(f"COPY ({texts}) TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 122880)")
    _expect(connection, rows)


def _names(connection: duckdb.DuckDBPyConnection) -> None:
    for table, name in (("men", "names_male"), ("women", "names_female"), ("families", "family_names")):
        listed = (NAMES / f"{name}.txt").read_text("utf-8").split()
        pour(connection, table, {"at": "BIGINT", "text": "VARCHAR"}, enumerate(sorted(filter(_is_plain, set(listed)))))


def _is_plain(name: str) -> bool:
    return all("ก" <= sign <= "์" for sign in name) and "ํา" not in name and "เเ" not in name


def _sizes(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    found = {}
    for table in ("men", "women", "families", "places"):
        row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        found[table] = int(row[0]) if row else 0
    return found


def _seeds(rows: int) -> str:
    """Row numbers, and whose number and person they carry: their own but where an error is planted."""
    columns = []
    for seed in SEEDS:
        whens = [
            f"WHEN {_planted(place, plant, rows)} THEN {plant.cells[seed]}"
            for place, plant in enumerate(PLANTS)
            if seed in plant.cells
        ]
        columns.append(f"CASE {' '.join(whens)} ELSE i END AS {seed}")
    return f"SELECT i, {', '.join(columns)} FROM range({rows}) r(i)"


def _planted(place: int, plant: Plant, rows: int) -> str:
    here = f"i % {PRIME} = {remainder(place)}"
    if plant.partner == FAR:
        return f"({here} AND i + {FAR} < {rows})"
    if plant.partner:  # the partner is in the same class of the same school
        after = f"i + {plant.partner}"
        return f"({here} AND {after} < {rows} AND school({after}) = school(i) AND {_step(after)} = {_step('i')})"
    return f"({here})"


def _step(row: str) -> str:
    """Which of the 15 grades: pupils of a school stand in their order."""
    school = f"school({row})"
    return f"(({row} - opens({school})) * 15) // (opens({school} + 1) - opens({school}))"


def _clean(rows: int, sizes: Mapping[str, int]) -> str:
    """Pupils in good order. Ages are near the usual one of the grade on the day; weight and height near the middle."""
    person = "person_seed"
    return f"""
    WITH seeded AS ({_seeds(rows)}),
    drawn AS (
        SELECT *, school(i) AS s, {_step("i")} AS step, 1 + person_seed % 2 AS sex_code,
               hash(person_seed) AS h, hash(i, 7) AS own,
               (8 * 10::BIGINT ** 11 + citizen_seed)::BIGINT AS twelve
        FROM seeded),
    aged AS (
        SELECT d.*, l.grade, l.usual * 12 + ({person} * 5) % 12 AS months FROM drawn d JOIN ladder l USING (step)),
    dated AS (
        SELECT *, DATE '{AS_OF}' - INTERVAL (months) MONTH - INTERVAL (h % 20) DAY AS born FROM aged)
    SELECT i,
      '10' || lpad((10 + s % 77)::VARCHAR, 2, '0') || lpad(s::VARCHAR, 6, '0') AS school_code,
      'โรงเรียนตัวอย่าง ' || s AS school_name,
      twelve::VARCHAR || (11 - ({_weights()}) % 11) % 10 AS citizen_id,
      x.grade, (1 + i % 2)::VARCHAR AS room, (10000 + number_seed - opens(s))::VARCHAR AS pupil_no,
      CASE sex_code WHEN 1 THEN 'ช' ELSE 'ญ' END AS sex,
      CASE WHEN x.months >= 180 THEN CASE sex_code WHEN 1 THEN 'นาย' ELSE 'นางสาว' END
           ELSE CASE sex_code WHEN 1 THEN 'เด็กชาย' ELSE 'เด็กหญิง' END END AS prefix,
      CASE sex_code WHEN 1 THEN m.text ELSE w.text END || {_ending()} AS first_name, f.text || f2.text AS last_name,
      strftime(born, '%d/%m/') || (year(born) + 543) AS birth_date, (x.months // 12)::VARCHAR AS age,
      round(g.weight_2 + (g.weight_3 - g.weight_2) * (h % 89) / 89, 1)::VARCHAR AS weight,
      round(g.height_2 + (g.height_3 - g.height_2) * (h % 89) / 89, 0)::INTEGER::VARCHAR AS height,
      ['A', 'B', 'O', 'AB', ''][1 + (own % 5)::INTEGER] AS blood,
      CASE WHEN own % 16 = 0 THEN 'อิสลาม' WHEN own % 97 = 1 THEN 'คริสต์' ELSE 'พุทธ' END AS religion,
      'ไทย' AS race, CASE WHEN own % 150 = 2 THEN 'เมียนมา' ELSE 'ไทย' END AS nationality,
      (1 + own % 400)::VARCHAR AS house_no, (1 + own % 12)::VARCHAR AS moo, '-' AS street,
      p.tambon, p.amphoe, p.province,
      fm.text AS guardian_first, f.text || f2.text AS guardian_last,
      'รับจ้าง' AS guardian_job, 'บิดา' AS guardian_relation,
      fm.text AS father_first, f.text || f2.text AS father_last, 'เกษตรกรรม' AS father_job,
      mw.text AS mother_first, f.text || f2.text AS mother_last, 'ค้าขาย' AS mother_job,
      CASE WHEN own % 6 = 3 THEN 'เด็กยากจน' ELSE 'ไม่ด้อยโอกาส' END AS disadvantage, '' AS cannot_discharge
    FROM dated x
    JOIN men m ON m.at = h // 64 % {sizes["men"]}
    JOIN women w ON w.at = h // 64 % {sizes["women"]}
    JOIN families f ON f.at = {person} % {sizes["families"]}
    JOIN families f2 ON f2.at = h // 512 % {sizes["families"]}
    JOIN men fm ON fm.at = h // 4096 % {sizes["men"]}
    JOIN women mw ON mw.at = h // 8192 % {sizes["women"]}
    JOIN places p ON p.at = s * 17 % {sizes["places"]}
    JOIN growth_by_age g ON g.sex = sex_code AND g.months = x.months
    """


def _ending() -> str:
    """Syllables behind a name: as many different names as a nation has."""
    return f"{list(ENDINGS)}[1 + (h // 128 % {len(ENDINGS)})::INTEGER]"


def _weights() -> str:
    return " + ".join(f"(twelve // {10 ** (12 - place)}) % 10 * {14 - place}" for place in range(1, 13))


def _spoilt(rows: int, sizes: Mapping[str, int]) -> str:
    """The clean rows with their planted cells."""
    changes: dict[str, list[str]] = {}
    for place, plant in enumerate(PLANTS):
        for column, sql in plant.cells.items():
            if column not in SEEDS:
                changes.setdefault(column, []).append(f"WHEN i % {PRIME} = {remainder(place)} THEN {sql}")
    replaced = ", ".join(f"CASE {' '.join(whens)} ELSE {column} END AS {column}" for column, whens in changes.items())
    return f"SELECT * EXCLUDE (i) REPLACE ({replaced}) FROM ({_clean(rows, sizes)}) ORDER BY i"


def _expect(connection: duckdb.DuckDBPyConnection, rows: int) -> None:
    connection.execute("CREATE TABLE planted (row BIGINT, rule VARCHAR)")
    for place, plant in enumerate(PLANTS):
        for rule in plant.rules:
            for further in (0, plant.partner) if plant.partner else (0,):
                connection.execute(
                    f"INSERT INTO planted SELECT i + {further} + 1, '{rule}' FROM range({rows}) r(i) "
                    f"WHERE {_planted(place, plant, rows)}"
                )
