"""Verify the planner's own constraints: every row is summed again from the tables of the run.

A term is a coefficient and the keys of what it multiplies: 1 for a public site or a facility that stands and
for a station of a size, the chargers of a type at a site, or those that stand there by the end of a year.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gisplan.tables.own_rows import AXES, HIGH_MPA, OWN_PLACE, OWN_ROW, size_key
from gisplan.verify.run.reading import records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import pandas as pd

    from gisplan.plan.record import Plan

WHERE: Final = "evidence.gpkg own_constraints"
SLACK: Final = 1e-6
"""Round-off of a sum, against its largest coefficient."""
_HOLDS: Final[Mapping[str, Callable[[float, float, float], bool]]] = {
    "<=": lambda total, side, slack: total <= side + slack,
    ">=": lambda total, side, slack: total >= side - slack,
    "=": lambda total, side, slack: abs(total - side) <= slack,
}


def own_faults(run: Plan) -> Iterator[str]:
    """Sum every own constraint again, and count them."""
    table = run.evidence.own_constraints
    known, standing = set(run.evidence.candidates["site_id"].astype(str)), _standing(run)
    for name in sorted(set(table["site_id"].astype(str)) - known):
        yield f"{WHERE}: {name} is no candidate"
    groups = list(table.groupby([*OWN_ROW], sort=False))
    if len(groups) != (run.headline.own_rows or 0):
        yield f"plan.json: own_rows {run.headline.own_rows}, {WHERE} has {len(groups)}"
    for (decision, part, row), terms in groups:
        name = f"{WHERE}: {decision} {part} row {row}".replace("  ", " ")
        value_of = standing.get(str(decision))
        rule = terms[["sense", "right_side"]].drop_duplicates()
        if value_of is None or len(rule) != 1 or rule["sense"].iloc[0] not in _HOLDS:
            yield f"{name}: no such decision, or more than one sense or right-hand side"
            continue
        sense, side = str(rule["sense"].iloc[0]), float(rule["right_side"].iloc[0])
        factors = terms["coefficient"].to_numpy(dtype=np.float64)
        total = float(factors @ np.array([value_of(term) for term in records(terms)]))
        over = {"part", *AXES[str(decision)]} if decision == "facilities" else {*AXES[str(decision)]}
        for column in sorted({"part", *OWN_PLACE} - over):
            if not terms[column].isin(("", 0)).all():
                yield f"{name}: {column} {terms[column].iloc[0]}, no place of the decision has one"
        if not _HOLDS[sense](total, side, SLACK * max(1.0, float(np.abs(factors).max()))):
            yield f"{name}: {total:g} {sense} {side:g} does not hold"


def _standing(run: Plan) -> Mapping[str, Callable[[Mapping[str, Any]], float]]:
    """Give how a term of each decision is looked up."""
    sites, stations, schedule = run.layers.sites, run.layers.stations, run.schedule
    public = set(sites.loc[sites["access"] == "public", "site_id"].astype(str))
    counts = {
        (str(site), kind.id): float(n)
        for kind in run.scenario.chargers.types
        for site, n in zip(sites["site_id"], sites[f"n_{kind.id}"], strict=True)
    }
    sizes = set(
        zip(
            stations["site_id"].astype(str),
            [
                size_key(kg, high=mpa == HIGH_MPA)
                for kg, mpa in zip(stations["size_kg_day"], stations["pressure_mpa"], strict=True)
            ],
            strict=True,
        )
    )
    facilities = run.evidence.facilities
    placed = set(zip(facilities["kind"].astype(str), facilities["site_id"].astype(str), strict=True))
    return {
        "siting": lambda term: float(term["site_id"] in public),
        "sizing": lambda term: counts.get((term["site_id"], term["type"]), 0.0),
        "hydrogen": lambda term: float((term["site_id"], term["size"]) in sizes),
        "facilities": lambda term: float((term["part"], term["site_id"]) in placed),
        "years": lambda term: _by_year(schedule, term),
    }


def _by_year(schedule: pd.DataFrame, term: Mapping[str, Any]) -> float:
    """Count the chargers of a type that stand at a site by the end of a year."""
    here = (schedule["site_id"].astype(str) == term["site_id"]) & (schedule["type"] == term["type"])
    return float(schedule.loc[here & (schedule["year"] <= term["year"]), "count"].sum())
