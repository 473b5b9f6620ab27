"""A sizing that is solved by hand: two sites, two types of chargers, three rows of demand; and a province."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimize.cover_pairs import CoverPairs
from optimize.entry import solve
from optimize.sizing.check import check_sizing
from optimize.sizing.problem import SizingProblem
from optimize.sizing.subsets import Floor, Share

if TYPE_CHECKING:
    from optimize.sizing.sizing import Sizing

TYPES = np.arange(2)
SERVES = np.array([[True, True], [False, True]])
"""Users 0 take any of two types, users 1 the second (fast) one only."""


def index(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def two_sites(**changes: object) -> SizingProblem:
    """Slow (10 kWh/day, 1 CNY) and fast (100 kWh/day, 20 CNY) chargers.

    Site 0 serves row 0 (20 kWh/day), site 1 the fast row 2 (90), both row 1 (10).
    """
    base = SizingProblem(
        pairs=CoverPairs.from_dense(np.array([[1.0, 9e9], [1.0, 1.0], [9e9, 1.0]]), 10.0),
        energy=np.array([20.0, 10.0, 90.0]),
        users=index(0, 0, 1),
        serves=SERVES,
        capacity_kwh=np.array([[10.0, 100.0], [10.0, 100.0]]),
        fast=np.array([False, True]),
        bays=index(5, 5),
        grid_kw=np.array([1000.0, 1000.0]),
        load_kw=np.array([[5.0, 50.0], [5.0, 50.0]]),
        cost=np.array([[1.0, 20.0], [1.0, 20.0]]),
        min_chargers=index(0, 0),
        max_chargers=index(9, 9),
        min_fast=index(0, 0),
        target=0,
    )
    return replace(base, **changes)


def province(
    seed: int, *, per_part: int = 12, parts: int = 3, target: int = 120
) -> tuple[SizingProblem, ...]:
    """Give towns on a line, a kilometre between sites, demand served within 1.5 km; borders are crossed."""
    random = np.random.default_rng(seed)
    sites, rows = per_part * parts, 3 * per_part * parts
    away = np.abs(np.arange(sites)[None, :] - random.uniform(0, sites, rows)[:, None])
    site_part = np.repeat(np.arange(parts), per_part)
    nearest = away.argmin(axis=1)
    every = np.arange(sites)
    problem = SizingProblem(
        pairs=CoverPairs.from_dense(away, 1.5),
        energy=random.uniform(5.0, 60.0, rows),
        users=(random.random(rows) < 0.3).astype(np.int64),
        serves=SERVES,
        capacity_kwh=np.tile([25.0, 200.0], (sites, 1)),
        fast=np.array([False, True]),
        bays=random.integers(4, 12, sites),
        grid_kw=random.choice([120.0, 250.0], sites),
        load_kw=np.tile([3.0, 40.0], (sites, 1)),
        cost=np.tile([4000.0, 60_000.0], (sites, 1)),
        min_chargers=np.full(sites, 1),
        max_chargers=np.full(sites, 99),
        min_fast=np.zeros(sites, dtype=np.int64),
        target=target,
        floors=(Floor("category", every[::4], TYPES, 20.0), Floor("district", every[:6], TYPES, 15.0)),
        shares=(Share("fast", every, np.array([1]), every, TYPES, 0.2, 0.6),),
    )
    return problem, site_part, site_part[nearest]


def checked(problem: SizingProblem, **options: object) -> Sizing:
    sizing = solve(problem, **{"gap": 0.0, "threads": 1, "work": 20.0, **options})
    assert check_sizing(problem, sizing) == []
    return sizing
