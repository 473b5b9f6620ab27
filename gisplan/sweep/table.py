"""The one tidy table of a sweep: a row an item, its settings, its headline figures, its gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from gisplan.plan.headline import LABELS
from gisplan.runs.tables import write_csv
from gisplan.sweep.pareto import GAP
from gisplan.tables.reading import CERTIFICATES, HEADLINE, read_json
from optimize.certificate import WHOLE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gisplan.sweep.folder import SweepFolder
    from gisplan.sweep.items import Item

NAME: Final = "table"
FIRST: Final = ("item", "label", "key", "state", "reason_zh", "reason_en")
_LEFT: Final = frozenset({"scenario", "region_zh", "region_en"})


def sweep_table(folder: SweepFolder, items: Sequence[Item]) -> pd.DataFrame:
    """Give the table of a sweep from what stands in its folder.

    Returns
    -------
    DataFrame
        item, label, key, state (``done``, ``failed`` or ``open``), reason_zh and reason_en of a failure; then
        one column a setting that differs, one a headline figure that is one value, one a stage with its
        proven relative gap. Nothing in it depends on who planned an item, or when.
    """
    known: dict[str, dict[str, Any]] = {}
    rows = []
    for item in items:
        if item.key not in known:
            known[item.key] = _of_run(folder, item)
        rows.append(
            {
                "item": item.number,
                "label": item.label,
                "key": item.key,
                **known[item.key],
                **item.values,  # noqa: PD011 - no array
            }
        )
    table = pd.DataFrame(rows)
    settings = list(dict.fromkeys(key for item in items for key in dict(item.values)))
    first = [name for name in FIRST if name in table]
    rest = [name for name in table.columns if name not in {*first, *settings}]
    return table[[*first, *settings, *rest]].convert_dtypes()


def _of_run(folder: SweepFolder, item: Item) -> dict[str, Any]:
    if folder.done(item.key):
        run = folder.run(item.key)
        headline, stages = read_json(run / HEADLINE), read_json(run / CERTIFICATES)
        figures = {
            name: headline.get(name) for name in LABELS if _is_plain(headline.get(name)) and name not in _LEFT
        }
        gaps = {f"{GAP}{one['stage']}": one["gap"] for one in stages if one["stage"] != WHOLE}
        return {"state": "done", "reason_zh": "", "reason_en": "", **figures, **gaps}
    failure = folder.failure(item.key)
    if failure is not None:
        return {
            "state": "failed",
            "reason_zh": failure.said.get("zh", ""),
            "reason_en": failure.said.get("en", ""),
        }
    return {"state": "open", "reason_zh": "", "reason_en": ""}


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float | bool)


def write_table(table: pd.DataFrame, folder: Path) -> list[Path]:
    """Write the table as CSV and as Parquet; each takes its place whole."""
    parquet, csv = folder / f"{NAME}.parquet", folder / f"{NAME}.csv"
    drafts = [path.with_name(f".{path.name}") for path in (parquet, csv)]
    table.to_parquet(drafts[0], index=False)
    write_csv(table, drafts[1])
    for draft, path in zip(drafts, (parquet, csv), strict=True):
        draft.replace(path)
    return [parquet, csv]
