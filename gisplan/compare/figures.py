"""Headline figures, proofs and clauses of runs side by side."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from gisplan.plan.headline import LABELS
from gisplan.results.headline_rows import headline_rows
from optimize.certificate import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gisplan.plan.record import Plan
    from optimize.certificate import Certificate

MORE: Final = (
    *(
        "sites_public",
        "installed_kw",
        "energy_kwh_day",
        "investment_chargers_cost",
        "investment_hydrogen_cost",
    ),
    *(
        "charging_annual_cost",
        "hydrogen_demand_kg_day",
        "hydrogen_served_kg_day",
        "hydrogen_delivered_cost_kg",
    ),
)
"""Figures of money, energy and size beside those that a page shows."""
PROVEN: Final = {
    "unmet_kwh_day": "sizing: unmet energy",
    "investment_chargers_cost": "sizing: cost",
    "hydrogen_served_kg_day": "hydrogen served",
}
"""Figures that are the objective of a stage, whose certificate then holds for them; hydrogen in tonnes."""
_UNITS: Final = (1.0, 1000.0)


def compared_figures(names: Sequence[str], plans: Sequence[Plan]) -> pd.DataFrame:
    """Give the headline figures of every run and what they differ by from the first: `Comparison.figures`."""
    keys = dict.fromkeys(row["key"] for plan in plans for row in headline_rows(plan.scenario, plan.headline))
    rows = []
    for key in [*keys, *(key for key in MORE if key not in keys)]:
        base = plans[0].headline.get(key)
        for place, (name, plan) in enumerate(zip(names, plans, strict=True)):
            value = plan.headline.get(key)
            if value is None and base is None:
                continue
            both = value is not None and base is not None
            difference = value - base if value is not None and base is not None else math.nan
            within = _figure_within(key, plans[0], plan) if place and both else None
            rows.append((name, key, LABELS[key].unit, value, base, difference, within))
    columns = ["run", "key", "unit", "value", "before", "difference", "within"]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype({"within": object, "value": float, "before": float, "difference": float})


def _figure_within(key: str, before: Plan, after: Plan) -> bool | None:
    """Tell whether two runs' figures lie within their gaps; None where no certificate is of this figure."""
    stage = PROVEN.get(key)
    if stage is None:
        return None
    pair = [_of_figure(_stage(plan, stage), float(plan.headline[key])) for plan in (before, after)]
    if pair[0] is None or pair[1] is None:
        return None
    (old, old_gap), (new, new_gap) = pair[0], pair[1]
    return abs(new - old) <= old_gap + new_gap


def _stage(plan: Plan, begins: str) -> Certificate | None:
    return next((one for one in plan.certificates if one.stage.startswith(begins)), None)


def _of_figure(one: Certificate | None, value: float) -> tuple[float, float] | None:
    """Give a figure and its absolute gap where it is the certified objective in some unit, else None."""
    if one is None or one.objective is None or one.bound is None:
        return None
    unit = next((unit for unit in _UNITS if math.isclose(one.objective * unit, value, rel_tol=1e-6)), None)
    return None if unit is None else (value, abs(one.objective - one.bound) * unit)


def compared_proofs(before: Plan, after: Plan) -> pd.DataFrame:
    """Hold the certificates of two runs against each other, stage by stage: `Comparison.proofs`."""
    return pd.DataFrame(list(_proofs(before, after)), columns=list(_PROOF))


_PROOF: Final = (
    *("stage", "objective_before", "bound_before", "objective", "bound", "difference", "slack", "within"),
)


_CLAUSE: Final = ("clause_zh", "unit", "target_value", "verdict", "achieved_value")


def _proofs(before: Plan, after: Plan) -> Iterator[tuple[Any, ...]]:
    known: Mapping[str, Certificate] = {one.stage: one for one in before.certificates}
    for new in after.certificates:
        old = known.get(new.stage)
        if new.stage == WHOLE or old is None or old.objective is None or new.objective is None:
            continue
        sums = [one.bound for one in (old, new)]
        difference = new.objective - old.objective
        slack = None
        if sums[0] is not None and sums[1] is not None:
            slack = abs(old.objective - sums[0]) + abs(new.objective - sums[1])
        within = None if slack is None else abs(difference) <= slack
        yield new.stage, old.objective, old.bound, new.objective, new.bound, difference, slack, within


def turned_clauses(before: Plan, after: Plan) -> pd.DataFrame:
    """List the clauses whose verdict differs, also those that only one run is judged by."""
    old, new = (one.clauses.reindex(columns=["id", *_CLAUSE]).set_index("id") for one in (before, after))
    both = new.combine_first(old)  # a clause of one run alone has its words and its unit from there
    old, new = (one.reindex(both.index) for one in (old, new))
    table = both[["clause_zh", "unit", "target_value"]].assign(
        verdict_before=old["verdict"].fillna(""),
        verdict=new["verdict"].fillna(""),
        achieved_before=old["achieved_value"].astype(float),
        achieved=new["achieved_value"].astype(float),
    )
    return table[table["verdict_before"] != table["verdict"]].reset_index()
