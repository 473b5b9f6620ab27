"""Which sites of a run are certain: its sitings solved again, and near ones looked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from gisplan.certain.charging import near_covers
from gisplan.certain.hydrogen import near_stations
from gisplan.certain.record import COLUMNS, GRADES, Certain
from gisplan.plan.reading import read_plan
from gisplan.planning.decisions import place
from gisplan.planning.hydrogen.beside import joint_problem
from gisplan.planning.hydrogen.stations import hydrogen_inputs
from gisplan.planning.limits import solver_limits
from gisplan.planning.lorries.stops import plan_lorries
from gisplan.planning.prepared import prepare_region, scenario_region
from gisplan_errors import ScenarioError
from gisplan_words import message

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.plan.record import Plan
    from gisplan.planning.decisions import Places
    from gisplan.planning.prepared import Prepared
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Flags, Floats, Indices
    from gisplan_progress import Progress

WITHIN: Final = 0.01
"""Share beyond the gap asked by which a plan may be below the best possible and still be near."""
WORK: Final = 2.0
"""Work of all exchanges, as a share of that of a whole plan."""
PLANS: Final = 6
"""Times a siting is solved again under other weights."""
MOST: Final = 0.5
"""Share of the near plans above which a site is in most of them."""


def certain_sites(
    run: Path, *, within: float = WITHIN, plans: int = PLANS, progress: Progress | None = None
) -> Certain:
    """Find which sites of a run every near plan has, and what could take the place of the others.

    Parameters
    ----------
    run
        The run folder; its region has to be at hand.
    within
        Share beyond the gap asked (``solver.gap``) that is near.
    plans
        Times each siting is solved again under other weights.
    progress
        Told one line a step.

    Returns
    -------
    Certain
        Of hydrogen stations, and of public charging sites where siting looks for people within a radius.

    Raises
    ------
    ScenarioError
        The run is not what its scenario gives today: it was edited, or is of another version or inputs.
    """
    tell = progress or (lambda _: None)
    plan = read_plan(run)
    scenario, below = plan.scenario, plan.scenario.solver.gap + within
    prepared = prepare_region(scenario_region(scenario, progress=tell), scenario)
    _, tables = plan_lorries(prepared.region, scenario, prepared.tables, progress=tell)
    prepared = replace(prepared, tables=tables)
    places = place(prepared, scenario, progress=tell)
    _refuse_other(run, plan, prepared, places)
    parts, figures = [], {"fingerprint": plan.headline.fingerprint, "within": below}
    if scenario.coverage.equity == "none" and scenario.coverage.active.kind == "radius":
        tell(message("certain-charging", plans=plans))
        limits = solver_limits(scenario, "siting")
        near = near_covers(places.siting, below, plans, scenario.seed, limits)
        one = _graded(prepared, places.siting.public, near.sitings, near.fixed, "charging")
        one["proof"] = np.select(
            [near.ruled, near.fixed, near.example], ["rule", "bound", "example"], default=""
        )[one["at"]]
        one["without"] = np.where(near.ruled, np.nan, near.without)[one["at"]]
        parts.append(one)
        figures |= {"charging_plans": len(near.sitings), "charging_asked": near.asked}
    if places.hydrogen.siting is not None:
        part = _hydrogen(prepared, places, scenario, below, plans, tell)
        parts.append(part[0])
        figures |= part[1]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*COLUMNS])
    return Certain(table[[*COLUMNS]], figures | _counts(table))


def _refuse_other(run: Path, plan: Plan, prepared: Prepared, places: Places) -> None:
    """Refuse a run whose scenario gives other sites today."""
    keys = prepared.region.sites["site_id"].to_numpy()
    sites, stations = plan.layers.sites, plan.layers.stations
    now = {*keys[places.hydrogen.candidates[places.hydrogen.stations]]}
    had = {*sites.loc[sites["access"] == "public", "site_id"]}
    if {*stations["site_id"]} != now or not had <= {*keys[places.siting.opened]}:
        raise ScenarioError(message("certain-other-run", folder=str(run)))


def _hydrogen(
    prepared: Prepared,
    places: Places,
    scenario: Scenario,
    below: float,
    plans: int,
    tell: Progress,
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Grade the hydrogen stations."""
    plan, siting = places.hydrogen, places.hydrogen.siting
    if siting is None:
        raise AssertionError("there are stations to grade")
    _, rules = hydrogen_inputs(prepared.region, scenario, prepared.tables)
    joint = joint_problem(prepared.region, scenario, prepared.tables, plan.parts, rules, places.siting)
    limits = solver_limits(scenario, "hydrogen")

    def told(done: int, count: int) -> None:
        tell(message("certain-exchanged", done=done, count=count))

    work = WORK * scenario.solver.work
    near = near_stations(joint, siting, below, plans, {**limits, "work": work}, limits, told)
    one = _graded(prepared, plan.candidates, near.sitings, near.fixed, "hydrogen")
    keys = prepared.region.sites["site_id"].to_numpy()[plan.candidates]
    taken = {site: ";".join(keys[list(new)]) for site, new in near.others.items()}
    one["others"] = [taken.get(at, "") for at in one["at"]]
    example = ~near.sitings.all(axis=0)
    one["proof"] = np.select([near.fixed, example], ["bound", "example"], default="")[one["at"]]
    one["without"] = near.without[one["at"]]
    figures = {"hydrogen_plans": len(near.sitings), "hydrogen_asked": near.asked, "hydrogen_cost": near.most}
    return one, figures


def _graded(prepared: Prepared, candidates: Indices, sitings: Flags, fixed: Flags, kind: str) -> pd.DataFrame:
    """Tabulate the sites of near plans: in the plan or not, in how many, and what that makes of them."""
    at = np.flatnonzero(sitings.any(axis=0))
    share: Floats = sitings[:, at].mean(axis=0)
    grade = np.select([fixed[at], share == 1.0, share > MOST], GRADES[:3], default=GRADES[3])
    rows = prepared.region.sites.iloc[candidates[at]]
    degrees = rows.geometry.to_crs(4326)
    names = ("site_id", "name_zh", "name_en", "category", "access", "adcode")
    return pd.DataFrame(
        {
            "at": at,
            "kind": kind,
            **{name: rows[name].astype(str).to_numpy() for name in names},
            "lon": degrees.x.round(6).to_numpy(),
            "lat": degrees.y.round(6).to_numpy(),
            "in_plan": sitings[0, at],
            "grade": grade,
            "proof": "",
            "plans": sitings[:, at].sum(axis=0),
            "share": share,
            "without": np.nan,
            "others": "",
        }
    )


def _counts(table: pd.DataFrame) -> dict[str, int]:
    """Count the sites of the plan by kind and grade, and those that a near plan is known to do without."""
    own = table[table["in_plan"].astype(bool)] if len(table) else table
    counts: dict[str, int] = {}
    for kind, rows in own.groupby("kind"):
        counts |= {f"{kind}_{grade}": int((rows["grade"] == grade).sum()) for grade in GRADES}
        counts[f"{kind}_example"] = int((rows["proof"] == "example").sum())
        counts[f"{kind}_sites"] = len(rows)
    return counts
