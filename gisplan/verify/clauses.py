"""Verify clauses.csv and the tables of delivery: each clause is judged, each table made again from the run.

The code that judges is that of the plan: it reads layers, tables and registers, and shares nothing with the
models that made them. A register or a region that is not at hand, or no longer says what it said, judges
nothing.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gisplan.clauses.evaluation import clause_facts, evaluate_clauses
from gisplan.regions import is_at_hand
from gisplan.resources import policy_file
from gisplan.tables.registry import CSV, DELIVERY_TABLES, key_of
from gisplan.verify.run.cells import SPOILT
from gisplan.verify.run.faults import fault, told
from gisplan.verify.run.inputs import register_of
from gisplan.verify.run.tables import table_differences
from gisplan.version import __version__
from gisplan_errors import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from gisplan.clauses.quantities.facts import Facts
    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault

logger = logging.getLogger(__name__)

WORDS: Final = ("target", "achieved", "evidence", "assumption", "note", "as_written")
"""Columns of words: those of another version are not held against this one's."""


def clause_faults(run: Plan) -> Iterator[Fault]:
    """Judge every clause again, make the tables that they rest on again, and compare each cell."""
    if not is_at_hand(run.scenario.region):
        logger.warning(
            "the region %s that the run was made on is not at hand: its clauses, zones and demand figures "
            "are held to each other only",
            run.scenario.region,
        )
    for name in run.scenario.policy:
        if "/" not in name and not name.endswith(".toml") and not _is_known(name):
            yield fault("no-register", "scenario.toml", name=name)
    if not _can_judge(run):
        return
    facts = _facts(run)
    for name in ("clauses", *DELIVERY_TABLES):
        yield from _again(run, facts, name)


def _is_known(name: str) -> bool:
    try:
        policy_file(name)
    except ScenarioError:
        return False
    return True


def _can_judge(run: Plan) -> bool:
    """Tell whether registers and region are at hand: a quantity may need figures of the region's demand."""
    return is_at_hand(run.scenario.region) and register_of(run) is not None


def _again(run: Plan, facts: Facts, name: str) -> Iterator[Fault]:
    try:
        due = evaluate_clauses(facts) if name == "clauses" else facts.rows(f"{name}.csv")
    except SPOILT as error:  # layers that were edited may lack anything a clause looks at
        yield fault("unmade", f"{name}.csv", error=told(error))
        return
    table = run.clauses if name == "clauses" else run.delivery[name]
    if run.version != __version__:
        words = [one for one in due.columns if one in WORDS or one.endswith(("_zh", "_en"))]
        due, table = (one.drop(columns=words, errors="ignore") for one in (due, table))
    yield from table_differences(f"{name}.csv", table, due, key_of(CSV, name))


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
