"""The one page of a sweep: what it asked, its table, its frontier, what matters, regrets, certain sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gisplan.plan.headline import LABELS
from gisplan.plan.reading import read_plan
from gisplan.results.page_facts import plan_facts
from gisplan.sweep.pareto import FRONTIERS
from gisplan_words import message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from gisplan.sweep.analysis import Findings
    from gisplan.sweep.spec import Sweep

PAGE: Final = "sweep.html"
SHOWN: Final = (
    *("chargers_new_total", "covered_people_share", "served_energy_share", "investment_cost"),
    *("hydrogen_stations_new", "hydrogen_served_kg_day", "hydrogen_delivered_cost_kg", "largest_gap"),
)
"""Headline figures that the page shows of each item, beside the settings that differ."""


def write_page(
    sweep: Sweep,
    table: pd.DataFrame,
    found: Findings,
    runs: Mapping[str, Path],
    folder: Path,
) -> Path | None:
    """Write the page of a sweep; none stays where no item has a plan.

    Parameters
    ----------
    runs
        Run folders by label.
    folder
        Of the sweep.

    Returns
    -------
    Path or None
        The page.
    """
    path = folder / PAGE
    if not runs:
        path.unlink(missing_ok=True)
        return None
    from maps.page.sweep import SweepTables, sweep_page  # noqa: PLC0415 - folium loads only when drawn

    plan = read_plan(next(iter(runs.values())))
    figures = [(name, message(f"headline-{name}"), _unit(name)) for name in SHOWN if name in table]
    names = {name: (message(f"headline-{name}"), _unit(name)) for name in _named(sweep, found)}
    tables = SweepTables(
        items=table,
        settings=sweep.parameters,
        figures=figures,
        frontier=found.frontier,
        effects=found.effects,
        regret=found.regret,
        worst=found.worst_regret,
        sites=found.sites,
        plans=len(runs),
    )
    front = FRONTIERS[sweep.options["kind"]] if sweep.kind == "pareto" else None
    axes = None if front is None else (front.cost, front.gain)
    page = sweep_page(sweep.name, tables, names, axes, plan.layers, plan_facts(plan))
    path.write_text(page, encoding="utf-8", newline="\n")
    return path


def _unit(name: str) -> str:
    return "share" if name == "largest_gap" else LABELS[name].unit


def _named(sweep: Sweep, found: Findings) -> list[Any]:
    """Name the figures that charts are of."""
    front = FRONTIERS[sweep.options["kind"]] if sweep.kind == "pareto" else None
    return [
        *(() if front is None else (front.cost, front.gain)),
        *(() if found.effects is None else found.effects["output"].unique().tolist()),
    ]
