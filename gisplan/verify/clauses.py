"""Verify clauses.csv and zones.csv: every clause is judged again, and every zone counted, from the run.

The code that judges is that of the plan: it reads layers, tables and registers, and shares nothing with the
models that made them. A register or a region that is not at hand, or no longer says what it said, judges
nothing.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from gisplan.clauses.evaluation import clause_facts, evaluate_clauses
from gisplan.regions import is_at_hand
from gisplan.verify.run.cells import differences, key_differences, lacking
from gisplan.verify.run.inputs import register_of
from gisplan.verify.run.reading import records
from gisplan.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    import pandas as pd

    from gisplan.clauses.quantities.facts import Facts
    from gisplan.plan.record import Plan

logger = logging.getLogger(__name__)

WORDS: Final = (
    *("target", "achieved", "verdict_zh", "evidence", "evidence_zh", "evidence_en"),
    *("assumption_zh", "assumption_en"),
    *("role_zh", "role_en", "settled_by_zh", "settled_by_en"),
)
"""Columns of words: those of another version are not held against this one's."""
MOST: Final = 20
"""Faults of one table that are listed."""


def clause_faults(run: Plan) -> Iterator[str]:
    """Judge every clause again and compare what the table says of it."""
    if not is_at_hand(run.scenario.region):
        logger.warning(
            "the region %s that the run was made on is not at hand: its clauses, zones and demand figures "
            "are held to each other only",
            run.scenario.region,
        )
    if _can_judge(run):
        yield from _again(run, "clauses", ("id",))


def zone_faults(run: Plan) -> Iterator[str]:
    """Count what stands in every zone of the registers again and compare the table."""
    if _can_judge(run):
        yield from _again(run, "zones", ("zone", "clause"))


def _can_judge(run: Plan) -> bool:
    """Tell whether registers and region are at hand: a quantity may need figures of the region's demand."""
    return is_at_hand(run.scenario.region) and register_of(run) is not None


def _again(run: Plan, name: str, key: tuple[str, ...]) -> Iterator[str]:
    try:
        facts = _facts(run)
        due = evaluate_clauses(facts) if name == "clauses" else facts.zones
    except Exception as error:  # noqa: BLE001 - layers that were edited may lack anything a clause looks at
        yield f"{name}.csv: cannot be made from the layers of this run: {type(error).__name__} {error}"
        return
    table = run.clauses if name == "clauses" else run.delivery["zones"]
    if run.version != __version__:
        due = due.drop(columns=list(WORDS), errors="ignore")
    yield from _differences(table, due, f"{name}.csv", key)


def _facts(run: Plan) -> Facts:
    frames = {name: _in_degrees(frame) for name, frame in run.layers.frames().items()}
    return clause_facts(
        run.scenario,
        replace(run.layers, checked=False, **frames),
        _in_degrees(run.evidence.candidates),
        distances=run.headline.distances,
        schedule=run.schedule,
        other=run.evidence.facilities,
    )


def _in_degrees(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give a layer as plans hold it; a run is read for verification in metres."""
    return frame.to_crs(4326) if frame.crs else frame


def _differences(table: pd.DataFrame, due: pd.DataFrame, where: str, key: tuple[str, ...]) -> Iterator[str]:
    """Compare a table with what it should be, row by row and cell by cell."""
    missing = lacking(table, where, due.columns)
    yield from missing
    if missing:
        return
    said, right = (
        {" ".join(str(row[name]) for name in key): row for row in records(one)} for one in (table, due)
    )
    yield from key_differences(f"{where}:", said, right, "is in no register")
    if len(table) != len(due):
        yield f"{where}: {len(table)} rows, {len(due)} are due"
    faults = (differences(f"{where} {name}", said[name], row) for name, row in right.items() if name in said)
    yield from islice(chain.from_iterable(faults), MOST)
