"""The model that chooses among hydrogen sitings as good by hydrogen and cost.

Sets and data of `optimize.hydrogen.model`, and
    w_sk what a station of size k at s is worth to the tie; W_jsk, B_j worth and value of a tie j before;
    T served kg and C annual cost that are held.
Variables
    those of that model, and z the value of the tie
Constraints
    Those of `optimize.hydrogen.model`, with trips for what is held of them, and
    hold       sum_rs x_rs >= T
    budget     sum f_sk y_sk + sum h_qs t_qs <= C
    before     sum_sk W_jsk y_sk >= B_j                            each tie j before, least as well
    tie        z = sum_sk w_sk y_sk, or z = sum_p f_p v_p          freight
Objectives
    max z, for a way min z
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimize.hydrogen.model import MILLION, TONNE, Columns, build
from optimize.hydrogen.problem import DAYS, HydrogenProblem

if TYPE_CHECKING:
    from optimize.hydrogen.ties.problem import Tie
    from optimize.model import ModelBuilder

ROUND_OFF = 1e-9
"""Part of a figure held by which rounding may miss it."""
_SPARE = 1e-7
"""Part of the cost allowed by which it may be passed: where no slack is left presolve rounds sitings away."""
_ANY = 1e-300
"""Trips asked for where none need be: the model counts them."""


@dataclass(frozen=True, eq=False)
class Held:
    """What a tie is decided under.

    Attributes
    ----------
    kg
        Hydrogen that is served at least, kg/day.
    cost
        Annual cost at most, money.
    before
        The ties before it with their values.
    """

    kg: float
    cost: float
    before: tuple[tuple[Tie, float], ...] = ()


def with_trips(problem: HydrogenProblem, tie: Tie, held: Held) -> HydrogenProblem:
    """Ask for the trips held; where trips are the tie for any number, so that the model counts them."""
    trips = problem.trips
    if trips is None:
        return problem
    least = [trips.least] + [value for one, value in held.before if one.worth is None]
    least += [_ANY] if tie.worth is None else []
    return replace(problem, trips=replace(trips, least=max(least) * (1.0 - ROUND_OFF)))


def tie_model(
    problem: HydrogenProblem, columns: Columns, tie: Tie, held: Held, *, links: bool = False
) -> ModelBuilder:
    """Build the model of one tie.

    Parameters
    ----------
    problem
        As `with_trips` gives it.
    columns
        Its column layout.
    tie, held
        What is decided, and what is held.
    links
        Whether to add the link rows.

    Returns
    -------
    ModelBuilder
        Columns in the order y, x, t, v, z.
    """
    name = f"hydrogen_tie_{tie.name}"
    builder = build(problem, columns, stage="none", links=links, name=name, sense=tie.sense)
    y, x = np.arange(columns.n_open), columns.n_open + np.arange(columns.n_flow)
    t = columns.n_open + columns.n_flow + np.arange(len(columns.source))
    paths = np.arange(columns.n_open + columns.n_flow + t.size, builder.columns)
    builder.add_rows("hold", np.ones((1, x.size)), x, lower=held.kg * (1.0 - ROUND_OFF) / TONNE)
    yearly = problem.annuity * problem.station_cost[columns.open_site, columns.open_size] / MILLION
    haul = DAYS * TONNE * problem.haul_cost[columns.source, columns.source_site] / MILLION
    most = held.cost * (1.0 + _SPARE) / MILLION
    builder.add_sums("budget", (yearly[None, :], y), (haul[None, :], t), upper=most)
    for number, (one, value) in enumerate(held.before):
        if one.worth is not None:
            worth, least = one.sign * _worth(one, columns), one.sign * value - ROUND_OFF * abs(value)
            builder.add_rows(f"before{number}", worth[None, :], y, lower=least)
    z = builder.add_variables("z", 1, lower=-np.inf, cost=1.0)
    if tie.worth is not None:
        builder.add_sums("tie", (_worth(tie, columns)[None, :], y), (-1.0, z), equal=0.0)
    elif problem.trips is not None:
        builder.add_sums("tie", (problem.trips.trips[None, :], paths), (-1.0, z), equal=0.0)
    return builder


def _worth(tie: Tie, columns: Columns) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    if tie.worth is None:
        raise AssertionError("trips are no sum over stations")
    return np.asarray(tie.worth[columns.open_site, columns.open_size], dtype=np.float64)
