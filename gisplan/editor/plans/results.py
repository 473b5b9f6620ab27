"""Comparisons of runs as the page shows them: figures, sites with their reasons, what is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gisplan.compare.record import CHANGES, rows_of
from gisplan.compare.telling import achieved
from gisplan_words import message, named, texts
from maps.words.figures import signed, with_unit

if TYPE_CHECKING:
    from gisplan.compare.record import Comparison
    from gisplan.plan.record import Plan

MOST_SITES: Final = 1_500
"""Sites that the page is told of each run; the comparison's own page has all tables."""
BETTER: Final = {
    **dict.fromkeys(("covered_people_share", "reached_people_share", "served_energy_share"), 1),
    **dict.fromkeys(("chargers_new_total", "chargers_stock_total", "hydrogen_stations_new"), 1),
    **dict.fromkeys(("expressway_service_areas_covered_share", "served_h2_share"), 1),
    "unmet_kwh_day": -1,
}
"""Figures whose loss a planner minds: 1 where more is better, -1 where less is."""


def differences(found: Comparison) -> dict[str, Any]:
    """Give how the later runs differ from the first.

    Parameters
    ----------
    found
        The comparison.

    Returns
    -------
    dict
        ``figures``: label and values of all runs; ``runs``: of each later run counts, sites with place and
        reason, clauses that turned, and losses; all texts by language.
    """
    return {"figures": _figures(found), "runs": [_run(found, at) for at in range(1, len(found.names))]}


def _figures(found: Comparison) -> list[dict[str, Any]]:
    currency = found.plans[0].scenario.currency
    rows = []
    for key, cells in found.figures.groupby("key", sort=False):
        values = []
        for row in rows_of(cells):
            text = texts(with_unit(row.value, row.unit, currency))
            apart = texts(signed(row.difference, row.unit, currency)) if row.difference else None
            values.append({"value": text, "apart": apart, "within": row.within is True})
        rows.append({"key": key, "label": texts(message(f"headline-{key}")), "values": values})
    return rows


def _run(found: Comparison, at: int) -> dict[str, Any]:
    name, before, after = found.names[at], found.plans[0], found.plans[at]
    sites = found.sites[found.sites["run"] == name]
    counts = {change: int((sites["change"] == change).sum()) for change in CHANGES}
    places = _places(before) | _places(after)
    return {
        "counts": {change: [texts(message(f"compare-{change}")), count] for change, count in counts.items()},
        "more": max(0, len(sites) - MOST_SITES),
        "sites": [_site(row, places) for row in rows_of(sites.head(MOST_SITES))],
        "clauses": [_clause(row) for row in rows_of(found.clauses[found.clauses["run"] == name])],
        "losses": _losses(found, name),
    }


def _site(row: Any, places: dict[tuple[str, str], tuple[float, float]]) -> dict[str, Any]:  # noqa: ANN401
    lon, lat = places[row.kind, str(row.site_id)]
    return {
        "key": str(row.site_id),
        "kind": row.kind,
        "change": row.change,
        "lon": lon,
        "lat": lat,
        "name": texts(named(str(row.name_zh), str(row.name_en))),
        "label": texts(message(f"compare-{row.change}")),
        "before": float(row.before),
        "after": float(row.after),
        "why": texts(row.why),
    }


def _clause(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a row of the table
    sides = ((row.verdict_before, row.achieved_before), (row.verdict, row.achieved))
    said = [
        {
            "verdict": texts(message(f"verdict-{verdict.replace(' ', '-')}")) if verdict else None,
            "achieved": texts(achieved(value, row)),
        }
        for verdict, value in sides
    ]
    return {"id": row.id, "clause": str(row.clause_zh), "before": said[0], "after": said[1]}


def _losses(found: Comparison, name: str) -> list[dict[str, Any]]:
    """Give the figures that are worse than in the first run, beyond what the proofs leave open."""
    currency = found.plans[0].scenario.currency
    rows = found.figures[found.figures["run"] == name]
    return [
        {
            "label": texts(message(f"headline-{row.key}")),
            "apart": texts(signed(row.difference, row.unit, currency)),
        }
        for row in rows_of(rows)
        if row.within is not True and row.difference * BETTER.get(row.key, 0) < 0
    ]


def _places(plan: Plan) -> dict[tuple[str, str], tuple[float, float]]:
    found = {}
    for kind, layer in (("charging", plan.layers.sites), ("hydrogen", plan.layers.stations)):
        for key, place in zip(layer["site_id"].astype(str), layer.geometry, strict=True):
            found[kind, key] = (round(place.x, 6), round(place.y, 6))
    return found
