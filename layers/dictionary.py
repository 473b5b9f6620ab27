"""The data dictionary: every column of every table as one page of Markdown, written from the registry.

``python -m layers.dictionary > docs/data-dictionary.md`` writes the page again.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from layers.columns import columns

if TYPE_CHECKING:
    from layers.columns import Column

HEAD: Final = """# Data dictionary

Written by `python -m layers.dictionary` from [layers/columns.csv](../layers/columns.csv); change it there.

A table here is a layer of `plan.gpkg` or `evidence.gpkg`, a CSV file of the run folder with its sheet in
`workbook.xlsx`, a layer that a region gives (`layers.schema`), what pages alone carry (`dropped`,
`surroundings`), or what is handed over (`land`). CSV files bear the names of the first column, the workbook
label and unit in the language of its reader, GeoPackages label and unit as alias. Decimals are those kept on
pages, below zero before the point; text has none. Where a unit says `currency`, a plan shows the code of its
own (`costs.currency`, ISO 4217).
"""


def data_dictionary() -> str:
    """Write the page."""
    parts = [HEAD]
    for table, own in columns().items():
        rows = "\n".join(_row(column) for column in own.values())
        parts.append(
            f"## {table}\n\n| column | 名称 | label | unit | decimals | shown in | 说明 | description |\n"
            f"|---|---|---|---|---|---|---|---|\n{rows}\n"
        )
    return "\n".join(parts)


def _row(column: Column) -> str:
    cells = (
        f"`{column.name}`",
        column.label_zh.replace("{}", "…"),
        column.label_en.replace("{}", "…"),
        column.unit,
        "" if column.decimals is None else str(column.decimals),
        ", ".join(column.shows),
        column.description_zh,
        column.description_en,
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.stdout.write(data_dictionary())
