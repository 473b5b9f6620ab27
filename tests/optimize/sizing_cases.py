"""A sizing that is solved by hand: two sites, two types of chargers, three rows of demand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimize.cover_pairs import CoverPairs
from optimize.sizing import SizingProblem


def index(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def two_sites(**changes: object) -> SizingProblem:
    """Slow (10 kWh/day, 1 CNY) and fast (100 kWh/day, 20 CNY) chargers.

    Site 0 serves row 0 (20 kWh/day), site 1 the fast row 2 (90), both row 1 (10).
    """
    base = SizingProblem(
        pairs=CoverPairs.from_dense(np.array([[1.0, 9e9], [1.0, 1.0], [9e9, 1.0]]), 10.0),
        energy=np.array([20.0, 10.0, 90.0]),
        needs_fast=np.array([False, False, True]),
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
