"""What the rules look up: places and growth, as tables in DuckDB."""

from typing import TYPE_CHECKING

from khet.collect.checks.growth import Table
from khet.collect.checks.lists import places
from khet.collect.checks.sources import pour

if TYPE_CHECKING:
    import duckdb


def lay_out(connection: "duckdb.DuckDBPyConnection", growth: Table) -> None:
    known = places()
    amphoes = [(known[code[:2]], name) for code, name in known.items() if len(code) == 4]
    tambons = [(known[code[:2]], known[code[:4]], name) for code, name in known.items() if len(code) == 6]
    text = "VARCHAR"
    pour(connection, "amphoes", {"province": text, "amphoe": text}, sorted(set(amphoes)))
    pour(connection, "tambons", {"province": text, "amphoe": text, "tambon": text}, sorted(set(tambons)))
    cuts = [f"{what}_{at}" for what in ("weight", "height") for at in range(1, 5)]
    pour(
        connection,
        "growth_by_age",
        {"sex": "TINYINT", "months": "SMALLINT", **dict.fromkeys(cuts, "DOUBLE")},
        [(*key, *weight, *height) for key, (weight, height) in growth.by_age.items()],
    )
    pour(
        connection,
        "growth_by_height",
        {"sex": "TINYINT", "young": "BOOLEAN", "cm": "SMALLINT", **{f"cut_{at}": "DOUBLE" for at in range(1, 6)}},
        [(*key, *cuts) for key, cuts in growth.by_height.items()],
    )
