"""Chargers that stand already deliver beside the new ones, cost nothing, and never make a sizing worse."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.optimize.sizing_cases import checked, index, province, two_sites


def test_standing_energy_is_served_first_for_nothing() -> None:
    # without it: two slow chargers at site 0 (20 kWh), a fast one at site 1; site 0 has 20 kWh standing
    problem = replace(two_sites(), standing_kwh=np.array([[20.0, 0.0], [0.0, 0.0]]))
    sizing = checked(problem)
    assert sizing.counts[0].sum() == 0
    assert sizing.unmet.sum() == 0
    assert sizing.certificates[1].objective == pytest.approx(20.0)


def test_a_full_site_gets_no_charger_and_its_energy_is_served() -> None:
    stands = np.array([[15.0, 0.0], [0.0, 0.0]])
    full = replace(two_sites(), bays=index(0, 0), target=0)
    none, some = checked(full), checked(replace(full, standing_kwh=stands))
    assert some.counts.sum() == 0
    assert none.unmet.sum() - some.unmet.sum() == pytest.approx(15.0)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.floats(0.0, 60.0), st.integers(0, 1))
def test_more_that_stands_never_leaves_more_unmet(seed: int, kwh: float, kind: int) -> None:
    problem = province(seed, per_part=4, parts=1, target=8)[0]
    problem = replace(problem, floors=(), shares=(), bays=problem.bays // 2)
    stands = np.zeros(problem.capacity_kwh.shape)
    stands[seed % problem.n_sites, min(kind, problem.n_types - 1)] = kwh
    before = checked(problem, gap=0.0).unmet.sum()
    after = checked(replace(problem, standing_kwh=stands), gap=0.0).unmet.sum()
    assert after <= before + 1e-6 * max(1.0, before)
