"""What an area publishes of its pupils, per school and for the nation, from the typed table of the checks."""

import duckdb

from khet.collect.checks.growth import class_sql

_WEIGHT = class_sql("kilograms", *(f"weight_{at}" for at in range(1, 5)))
_HEIGHT = class_sql("centimetres", *(f"height_{at}" for at in range(1, 5)))
_GIRTH = class_sql("kilograms", *(f"girth_{at}" for at in range(1, 6)))


def _share(condition: str) -> str:
    return f"count(*) FILTER (WHERE {condition})"


INDICATORS: dict[str, str] = {
    "pupils": "count(*)",
    "boys": _share("sex_code = 1"),
    "girls": _share("sex_code = 2"),
    "kindergarten": _share("grade_code < 200"),
    "primary": _share("grade_code BETWEEN 211 AND 216"),
    "lower_secondary": _share("grade_code BETWEEN 311 AND 313"),
    "upper_secondary": _share("grade_code > 400"),
    "classes": "count(DISTINCT grade_code::INTEGER * 100 + room_no)",
    "largest_room": "max(room_no)",
    "mean_age_months": "avg(months)",
    "fifteen_and_older": _share("months >= 180"),
    "disadvantaged": _share("disadvantage_code <> '99'"),
    "poor": _share("disadvantage_code = '18'"),
    "disabled": _share("disability_code <> '99'"),
    "foreign": _share("foreign_nation"),
    "without_number": _share("pid IS NULL OR pid >= 90000000000000"),
    "muslim": _share("religion_code = '03'"),
    "christian": _share("religion_code = '02'"),
    "weighed": "count(kilograms)",
    "measured": "count(centimetres)",
    "mean_weight": "avg(kilograms) FILTER (WHERE kilograms BETWEEN 5 AND 200)",
    "mean_height": "avg(centimetres) FILTER (WHERE centimetres BETWEEN 50 AND 220)",
    "underweight": _share("weight_class = 0"),
    "rather_light": _share("weight_class = 1"),
    "overweight": _share("weight_class = 4"),
    "stunted": _share("height_class = 0"),
    "rather_short": _share("height_class = 1"),
    "thin": _share("girth_class = 0"),
    "well_proportioned": _share("girth_class = 2"),
    "plump": _share("girth_class = 3"),
    "obese": _share("girth_class = 5"),
}


def aggregate(connection: duckdb.DuckDBPyConnection) -> tuple[int, int, int]:
    """Table `of_schools`; how many schools, how many indicators, and the pupils in all of them."""
    listed = ", ".join(f"{sql} AS {name}" for name, sql in INDICATORS.items())
    connection.execute(
        f"CREATE TABLE of_schools AS SELECT school_code, {listed} FROM (SELECT *, {_WEIGHT} AS weight_class, "
        f"{_HEIGHT} AS height_class, {_GIRTH} AS girth_class FROM pupils) GROUP BY school_code"
    )
    row = connection.execute(
        "SELECT count(*) FILTER (WHERE strlen(school_code) = 10), sum(pupils)::BIGINT FROM of_schools"
    ).fetchone()
    return (int(row[0]), len(INDICATORS), int(row[1])) if row else (0, 0, 0)
