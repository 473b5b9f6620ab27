"""What stations must do beside standing: sell a share of their size, and keep freight trips refuelled."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from gisplan.explain.book import Setting, impossible
from gisplan.explain.settings import STEP, floored
from gisplan_numbers import Figure
from gisplan_words import listed, message
from optimize.hydrogen.model import TONNE, build, index_columns
from optimize.solvers.conflicts import Rule, Slack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gisplan.explain.book import Truth
    from gisplan.planning.hydrogen.stations import HydrogenPlan
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Floats
    from gisplan_words import Message
    from layers.region.loading import Region
    from optimize.hydrogen.problem import HydrogenProblem


USE, TRIPS, SUPPLY = "hydrogen.min_use", "hydrogen.freight.least_share", "supply"
FLOWS = ("size", "pressure", "deliver", "onsite")
"""Rows of the siting model that say where hydrogen may go."""


@dataclass
class Needs:
    """Rules over the stations' columns and some more behind them."""

    upper: Floats
    rules: list[Rule] = field(default_factory=list)
    words: dict[str, Message] = field(default_factory=dict)
    slacks: dict[str, Slack] = field(default_factory=dict)
    settings: dict[str, Setting] = field(default_factory=dict)


class _Rows:
    """Rows of the siting model without an objective, over (site, size) columns and the others behind them."""

    def __init__(self, problem: HydrogenProblem) -> None:
        columns = index_columns(problem)
        model = build(problem, columns, stage="none")
        arrays = model.arrays()
        n_sizes = problem.sizes_kg.size
        self.width = problem.allowed.size
        place = np.concatenate(
            [
                columns.open_site * n_sizes + columns.open_size,
                self.width + np.arange(model.columns - columns.n_open),
            ]
        ).astype(np.int64)
        turn = sparse.csr_array(
            (np.ones(place.size), (np.arange(place.size), place)),
            shape=(place.size, self.width + model.columns - columns.n_open),
        )
        self.matrix = sparse.csr_array(arrays.matrix @ turn)
        self.lower, self.upper = arrays.row_lower, arrays.row_upper
        self.columns_upper = np.concatenate([np.ones(self.width), arrays.upper[columns.n_open :]])
        self.names = np.array([name.rsplit("_", 1)[0] for name in model.row_names()])
        sold = sparse.csr_array(
            (
                np.ones(columns.n_flow),
                (columns.flow_site, self.width + np.arange(columns.n_flow)),
            ),
            shape=(problem.pairs.n_sites, self.columns_upper.size),
        )
        self.sold = sold

    def rule(self, name: str, blocks: tuple[str, ...], key: str = "") -> Rule:
        """Give the rows of some blocks as one rule."""
        rows = np.flatnonzero(np.isin(self.names, blocks))
        gives = np.ones(rows.size) if key else None
        return Rule(name, sparse.csr_array(self.matrix[rows]), self.lower[rows], self.upper[rows], key, gives)


def needs_of(region: Region, scenario: Scenario, plan: HydrogenPlan) -> Needs | None:
    """Write what stations must sell and which trips they must refuel; None where neither is asked.

    Parameters
    ----------
    region
        As prepared: its sources have what the scenario leaves of them.
    plan
        The model's inputs, not yet solved.
    """
    problem = plan.problem
    trips = problem.trips is not None and problem.trips.least > 0
    if not problem.target or not (trips or problem.min_use > 0):
        return None
    rows = _Rows(problem)
    needs = Needs(rows.columns_upper)
    if problem.min_use > 0:
        _add_use(needs, rows, problem)
        _add_supply(needs, rows, region, scenario)
    if trips:
        _add_trips(needs, rows, plan)
    return needs


def _add_use(needs: Needs, rows: _Rows, problem: HydrogenProblem) -> None:
    least, total, smallest = problem.min_use, float(problem.demand_kg.sum()), float(problem.sizes_kg.min())
    site, size = np.nonzero(problem.open_to_new)
    at = site * problem.sizes_kg.size + size
    kilograms = problem.sizes_kg[size] / TONNE
    asked = sparse.csr_array(
        (-least * kilograms, (np.arange(at.size), at)), shape=(at.size, rows.columns_upper.size)
    )
    matrix = sparse.csr_array(rows.sold[site] + asked)
    needs.rules.append(Rule(USE, matrix, np.zeros(at.size), np.full(at.size, np.inf), USE, kilograms))
    needs.words[USE] = message(
        "explain-use", share=Figure(least, "share"), smallest=Figure(smallest, "kg/day")
    )
    needs.slacks[USE] = Slack(least)
    needs.settings[USE] = Setting(
        message("explain-set-use"), lambda amount, _: f"{USE}={floored(least - amount)}"
    )
    needs.rules += [rows.rule("flows", FLOWS), rows.rule("demand", ("demand",))]
    needs.words["flows"] = message("explain-flows")
    needs.words["demand"] = message("explain-demand", total=Figure(total, "kg/day"))


def _add_supply(needs: Needs, rows: _Rows, region: Region, scenario: Scenario) -> None:
    """Write what sources give; one of which the scenario leaves a share may give more again."""
    whole, sources = rows.rule(SUPPLY, ("source",)), region.hydrogen_supply
    given = whole.upper * TONNE
    shares = {name: part.share for name, part in scenario.hydrogen.supply_share.items() if part.share < 1.0}
    names = sources["supply_id"].tolist()
    for at, (name, full) in enumerate(zip(names, sources["capacity_full_kg_day"].tolist(), strict=True)):
        if name not in shares:
            continue
        key, share = f"hydrogen.supply_share.{name}.share", shares[name]
        one = [at]
        row = sparse.csr_array(whole.matrix[one])
        needs.rules.append(Rule(key, row, whole.lower[one], whole.upper[one], key, np.array([full / TONNE])))
        told = {"given": Figure(float(given[at]), "kg/day"), "share": Figure(share, "share")}
        needs.words[key] = message("explain-source", source=name, **told)
        needs.slacks[key] = Slack(1.0 - share)
        needs.settings[key] = Setting(message("explain-set-source", source=name), _more(key, share))
    rest = np.flatnonzero([name not in shares for name in names] + [True] * (given.size - len(names)))
    needs.rules.append(
        Rule(SUPPLY, sparse.csr_array(whole.matrix[rest]), whole.lower[rest], whole.upper[rest])
    )
    needs.words[SUPPLY] = message("explain-supply", given=Figure(float(given[rest].sum()), "kg/day"))


def _more(key: str, before: float) -> Callable[[float, Floats], str]:
    """Give the text of a share that rises, up to thousandths."""
    return lambda amount, _: f"{key}={min(1.0, math.ceil((before + amount) * STEP - 1e-6) / STEP):g}"


def _add_trips(needs: Needs, rows: _Rows, plan: HydrogenPlan) -> None:
    trips = plan.problem.trips
    if trips is None or plan.freight is None:
        return
    total, least = float(trips.trips.sum()), trips.least
    ranges = listed(Figure(metres / 1000, "km", 0) for metres in np.unique(plan.freight.range_m).tolist())
    needs.rules += [rows.rule("arc", ("arc",)), rows.rule(TRIPS, ("trips",), TRIPS)]
    needs.words["arc"] = message("explain-arc", ranges=ranges)
    told = {"trips": Figure(total, "one"), "least": Figure(least, "one")}
    needs.words[TRIPS] = message("explain-trips", share=Figure(least / total, "share"), **told)
    needs.slacks[TRIPS] = Slack(least)
    needs.settings[TRIPS] = Setting(
        message("explain-set-trips"), lambda amount, _: f"{TRIPS}={floored((least - amount) / total)}"
    )


def need_truths(plan: HydrogenPlan) -> Iterator[Truth]:
    """Tell what counting shows of the least use: sites with too few customers, and too little hydrogen."""
    problem, least = plan.problem, plan.problem.min_use
    if least <= 0 or not problem.target:
        return
    reached = np.asarray(problem.pairs.transpose().binary() @ problem.demand_kg)
    asked = least * problem.sizes_kg
    able = int((problem.open_to_new & (asked[None, :] <= reached[:, None] + 1e-6)).any(axis=1).sum())
    may = int(problem.can_open.sum())
    if able < problem.target:
        told = {"share": Figure(least, "share"), "least": Figure(float(asked.min()), "kg/day")}
        counts = {"candidates": may, "able": able, "target": problem.target}
        yield impossible("explain-station-use", **told, **counts)
    wanted = float(asked.min()) * problem.target
    has, given = float(problem.demand_kg.sum()), float(problem.supply_capacity.sum())
    if wanted > min(has, given) + 1e-6:
        sums = {"least": wanted, "demand": has, "supply": given}
        told = {name: Figure(kilograms, "kg/day") for name, kilograms in sums.items()}
        yield impossible("explain-station-use-total", target=problem.target, **told)
