"""What stations must do beside standing: sell a share of their size, and keep freight trips refuelled."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from gisplan.explain.book import Setting, impossible, picked
from gisplan.explain.settings import STEP, lowered
from gisplan_numbers import Figure
from gisplan_words import listed, message
from optimize.hydrogen.model import TONNE, build, index_columns
from optimize.solvers.conflicts import Slack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gisplan.explain.book import BookDraft, Truth
    from gisplan.planning.hydrogen.stations import HydrogenPlan
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Floats, Indices
    from gisplan_words import Message
    from layers.region.loading import Region
    from optimize.hydrogen.problem import HydrogenProblem


USE, TRIPS, SUPPLY = "hydrogen.min_use", "hydrogen.freight.least_share", "supply"
FLOWS = ("size", "pressure", "deliver", "onsite")
"""Rows of the siting model that say where hydrogen may go."""


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
        turn = picked(place, self.width + model.columns - columns.n_open)
        self.matrix = sparse.csr_array(arrays.matrix @ turn)
        self.lower, self.upper = arrays.row_lower, arrays.row_upper
        self.columns_upper = np.concatenate([np.ones(self.width), arrays.upper[columns.n_open :]])
        self.names = np.array([name.rsplit("_", 1)[0] for name in model.row_names()])
        flows = self.width + np.arange(columns.n_flow)
        shape = (problem.pairs.n_sites, self.columns_upper.size)
        self.sold = sparse.csr_array((np.ones(columns.n_flow), (columns.flow_site, flows)), shape=shape)

    def of(self, *blocks: str) -> Indices:
        """Give the rows of some blocks."""
        return np.flatnonzero(np.isin(self.names, blocks))

    def add(
        self,
        draft: BookDraft,
        name: str,
        words: Message,
        rows: Indices,
        way: Setting | None = None,
        gives: float = 1.0,
    ) -> None:
        """Add some rows as one rule."""
        bounds = {"lower": self.lower[rows], "upper": self.upper[rows]}
        draft.add(name, words, sparse.csr_array(self.matrix[rows]), **bounds, way=way, gives=gives)


def add_needs(draft: BookDraft, region: Region, scenario: Scenario, plan: HydrogenPlan) -> Floats:
    """Write what stations must sell and which trips they must refuel, where the scenario asks for either.

    Parameters
    ----------
    draft
        Takes the rules.
    region
        As prepared: its sources have what the scenario leaves of them.
    plan
        The model's inputs, not yet solved.

    Returns
    -------
    numpy.ndarray
        Upper bound of every column: the stations, and what was put behind them.
    """
    problem = plan.problem
    trips = problem.trips is not None and problem.trips.least > 0
    if not problem.target or not (trips or problem.min_use > 0):
        return np.ones(problem.allowed.size)
    rows = _Rows(problem)
    if problem.min_use > 0:
        _add_use(draft, rows, problem)
        _add_supply(draft, rows, region, scenario)
    if trips:
        _add_trips(draft, rows, plan)
    return rows.columns_upper


def _add_use(draft: BookDraft, rows: _Rows, problem: HydrogenProblem) -> None:
    least, total, smallest = problem.min_use, float(problem.demand_kg.sum()), float(problem.sizes_kg.min())
    site, size = np.nonzero(problem.open_to_new)
    at = site * problem.sizes_kg.size + size
    kilograms = problem.sizes_kg[size] / TONNE
    asked = picked(at, rows.columns_upper.size, -least * kilograms)
    words = message("explain-use", share=Figure(least, "share"), smallest=Figure(smallest, "kg/day"))
    way = lowered(USE, message("explain-set-use"), least)
    draft.add(USE, words, sparse.csr_array(rows.sold[site] + asked), lower=0.0, way=way, gives=kilograms)
    rows.add(draft, "flows", message("explain-flows"), rows.of(*FLOWS))
    rows.add(draft, "demand", message("explain-demand", total=Figure(total, "kg/day")), rows.of("demand"))


def _add_supply(draft: BookDraft, rows: _Rows, region: Region, scenario: Scenario) -> None:
    """Write what sources give; one of which the scenario leaves a share may give more again."""
    at, sources = rows.of("source"), region.hydrogen_supply
    given = rows.upper[at] * TONNE
    shares = {name: part.share for name, part in scenario.hydrogen.supply_share.items() if part.share < 1.0}
    names = sources["supply_id"].tolist()
    for place, (name, full) in enumerate(zip(names, sources["capacity_full_kg_day"].tolist(), strict=True)):
        if name not in shares:
            continue
        key, share = f"hydrogen.supply_share.{name}.share", shares[name]
        told = {"given": Figure(float(given[place]), "kg/day"), "share": Figure(share, "share")}
        words = message("explain-source", source=name, **told)
        way = Setting(key, Slack(1.0 - share), message("explain-set-source", source=name), _more(key, share))
        rows.add(draft, key, words, at[[place]], way, full / TONNE)
    rest = np.flatnonzero([name not in shares for name in names] + [True] * (given.size - len(names)))
    words = message("explain-supply", given=Figure(float(given[rest].sum()), "kg/day"))
    rows.add(draft, SUPPLY, words, at[rest])


def _more(key: str, before: float) -> Callable[[float, Floats], str]:
    """Give the text of a share that rises, up to thousandths."""
    return lambda amount, _: f"{key}={min(1.0, math.ceil((before + amount) * STEP - 1e-6) / STEP):g}"


def _add_trips(draft: BookDraft, rows: _Rows, plan: HydrogenPlan) -> None:
    trips = plan.problem.trips
    if trips is None or plan.freight is None:
        return
    total, least = float(trips.trips.sum()), trips.least
    ranges = listed(Figure(metres / 1000, "km", 0) for metres in np.unique(plan.freight.range_m).tolist())
    rows.add(draft, "arc", message("explain-arc", ranges=ranges), rows.of("arc"))
    told = {"trips": Figure(total, "one"), "least": Figure(least, "one")}
    words = message("explain-trips", share=Figure(least / total, "share"), **told)
    way = lowered(TRIPS, message("explain-set-trips"), least, of=total)
    rows.add(draft, TRIPS, words, rows.of("trips"), way)


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
