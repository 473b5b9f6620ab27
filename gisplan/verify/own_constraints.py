"""Verify the planner's own constraints: every row is summed again from the tables of the run.

A term is a coefficient and the keys of what it multiplies: 1 for a public site or a facility that stands and
for a station of a size, the chargers of a type at a site, or those that stand there by the end of a year.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gisplan.tables.own_rows import AXES, HIGH_MPA, OWN_PLACE, OWN_ROW, size_key
from gisplan.verify.certificates import SENSES
from gisplan.verify.charging.replaced import swap_pairs
from gisplan.verify.charging.standing import stock_of
from gisplan.verify.run.cells import differences
from gisplan.verify.run.faults import by, differs, fault, least, of, place
from gisplan.verify.run.reading import records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import pandas as pd

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault
    from optimize.certificate import Certificate

WHERE: Final = "evidence.gpkg own_constraints"
COSTS: Final = "plan.json own_rows_cost"
NEAR: Final = 1e-6
SLACK: Final = 1e-6
"""Round-off of a sum, as a share of what is summed, or of the right-hand side."""
_HOLDS: Final[Mapping[str, Callable[[float, float, float], bool]]] = {
    "<=": lambda total, side, slack: total <= side + slack,
    ">=": lambda total, side, slack: total >= side - slack,
    "=": lambda total, side, slack: abs(total - side) <= slack,
}


def own_faults(run: Plan) -> Iterator[Fault]:
    """Sum every own constraint again, and count them."""
    table = run.evidence.own_constraints
    known, standing = set(run.evidence.candidates["site_id"].astype(str)), _standing(run)
    for name in sorted(set(table["site_id"].astype(str)) - known):
        yield fault("no-candidate", f"{WHERE} {name}")
    groups = list(table.groupby([*OWN_ROW], sort=False))
    if len(groups) != (run.headline.own_rows or 0):
        yield differs("plan.json", "own_rows", run.headline.own_rows, len(groups), by("file", file=WHERE))
    yield from _costs(run, Counter((str(decision), str(part)) for (decision, part, _), _ in groups))
    for (decision, part, row), terms in groups:
        name = f"{WHERE}: {decision} {part} {row}".replace("  ", " ")
        value_of = standing.get(str(decision))
        rule = terms[["sense", "right_side"]].drop_duplicates()
        if value_of is None or len(rule) != 1 or rule["sense"].iloc[0] not in _HOLDS:
            yield fault("no-decision", name)
            continue
        sense, side = str(rule["sense"].iloc[0]), float(rule["right_side"].iloc[0])
        factors = terms["coefficient"].to_numpy(dtype=np.float64)
        parts = factors * np.array([value_of(term) for term in records(terms)])
        total, size = float(parts.sum()), max(float(np.abs(parts).sum()), abs(side))
        over = {"part", *AXES[str(decision)]} if decision == "facilities" else {*AXES[str(decision)]}
        for column in sorted({"part", *OWN_PLACE} - over):
            if not terms[column].isin(("", 0)).all():
                yield fault("no-place", name, column=column, value=terms[column].iloc[0])
        if not _HOLDS[sense](total, side, SLACK * size):
            yield fault("own-row", name, total=f"{total:g}", sense=sense, side=f"{side:g}")


_COST: Final = {"decision", "part", "rows", "binding", "stage", "without", "with", "cost"}
_BETWEEN: Final = {"least", "most"}


def _costs(run: Plan, rows: Counter[tuple[str, str]]) -> Iterator[Fault]:
    """Hold what the rows cost to their number, to the stages of the plan, and to its own figures.

    What the decision reached without them is the plan's word alone; the rest follows from it.
    """
    told = run.headline.own_rows_cost or []
    stages = {one.stage: one for one in run.certificates if one.stage in SENSES and one.stage != "plan"}
    first: dict[tuple[str, str], int] = {}
    last = {one.get("stage"): at for at, one in enumerate(told)}
    for at, one in enumerate(told):
        name = f"{COSTS} {at}"
        here = (str(one.get("decision")), str(one.get("part")))
        due = _COST | (_BETWEEN if first.setdefault(here, at) == at else set())
        yield from (fault("missing", name, key=key) for key in sorted(due - one.keys()))
        yield from (fault("strange", name, key=key) for key in sorted(one.keys() - due))
        if due - one.keys():
            continue
        if here not in rows:
            yield fault("no-row", name, decision=" part ".join(filter(None, here)), file=WHERE)
        if one["stage"] not in stages:
            yield fault("no-stage", place(name, of("stage", one["stage"])))
            continue
        # a waiting target changes chargers after they were found, a joint model the answer of siting
        joint = run.headline.hydrogen_shared_parcels == "one model" and one["decision"] == "siting"
        asked = run.scenario.chargers
        waits = bool(asked.waiting or asked.peak_waits) and one["decision"] in {"sizing", "years"}
        final = last[one["stage"]] == at and not joint and not waits
        right = _cost(one, stages[one["stage"]] if final else None)
        yield from differences(name, one, {"rows": rows[here]} | right, by("rows-and-stages"), near=NEAR)
        if one.get("most") is not None and one["most"] < one["cost"] - NEAR * max(1.0, abs(one["cost"])):
            yield least(name, "most", one["most"], one["cost"])
    for decision, part in sorted(rows.keys() - first.keys()):
        yield fault("missing", COSTS, key=" ".join(filter(None, (decision, part))))


def _cost(said: Mapping[str, Any], stage: Certificate | None) -> dict[str, Any]:
    """Give what follows from other figures; the plan's own certificate is known for an answer that stayed."""
    sense = SENSES[said["stage"]]
    after: Any = said["with"] if stage is None else stage.objective
    if not said["binding"]:
        after = said["without"]
    due = {"with": after, "cost": _worse(sense, said["without"], after)}
    if "least" in said:
        bound = None if stage is None else stage.bound
        if not said["binding"]:
            due |= {"least": 0.0, "most": 0.0}
        elif bound is not None:
            due["least"] = max(0.0, _worse(sense, said["without"], bound))
    return due


def _worse(sense: str, before: float, after: Any) -> float:  # noqa: ANN401 - as the plan states it
    return float(after - before if sense == "min" else before - after)


def _standing(run: Plan) -> Mapping[str, Callable[[Mapping[str, Any]], float]]:
    """Give how a term of each decision is looked up."""
    sites, stations, schedule = run.layers.sites, run.layers.stations, run.schedule
    public = set(sites.loc[sites["access"] == "public", "site_id"].astype(str))
    counts = {
        (str(site), kind.id): float(n)
        for kind in run.scenario.chargers.types
        for site, n in zip(sites["site_id"], sites[f"n_{kind.id}"], strict=True)
    }
    stock = stock_of(run)
    for w, (old, new, _) in enumerate(swap_pairs(run)):
        name = f"{run.scenario.chargers.types[old].id}>{run.scenario.chargers.types[new].id}"
        keys = stock.rows["site_id"].astype(str)
        counts |= {(site, name): float(n) for site, n in zip(keys, stock.swapped[:, w], strict=True)}
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
