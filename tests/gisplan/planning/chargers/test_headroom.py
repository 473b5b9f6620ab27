"""Grid headroom of a site: what its connection may carry, less the load of the new chargers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from gisplan.planning.chargers.capacity import charger_tables
from gisplan.results.layers.sites import grid_headroom
from layers.results import type_columns
from tests.gisplan.planned import planned
from tests.gisplan.toy import toy_region, toy_scenario

TYPES = ("ac7", "dc60", "dc120", "dc240", "dc480")


def headroom(site_id: str, **counts: int) -> float:
    scenario = toy_scenario(chargers__transformer_load_limit=0.8)
    sites = toy_region().sites
    site = sites[sites["site_id"] == site_id]
    tables = charger_tables(site, scenario, home_kwh_day=5.0)
    row = np.array([[counts.get(kind, 0) for kind in TYPES]])
    return float(grid_headroom(site, row, tables.load_kw, scenario)[0])


@pytest.mark.parametrize(
    ("site_id", "counts", "kw"),
    [
        ("PP-1", {}, 320.0),  # 400 kW × 0.8
        ("PP-1", {"ac7": 10, "dc60": 2}, 227.0),  # less 10 × 7 × 0.3 and 2 × 60 × 0.6
        ("SA-1N", {"dc120": 4, "dc480": 1}, 192.0),  # 720 less 4 × 120 × 0.6 and 480 × 0.5
        ("RS-1", {"ac7": 12}, 27.0),  # 48 less 12 × 7 × 0.25: a private pile counts a quarter
        ("RS-1", {"ac7": 28}, -1.0),  # overloaded: shown, not hidden
    ],
)
def test_headroom_by_hand(site_id: str, counts: dict[str, int], kw: float) -> None:
    assert headroom(site_id, **counts) == pytest.approx(kw)


def test_a_full_connection_has_no_headroom() -> None:
    # 0.1 + 0.2 kW on 0.3 kW leave -5.6e-17 kW in floating point
    scenario = toy_scenario(chargers__transformer_load_limit=1.0)
    site = pd.DataFrame({"grid_kw": [0.3]})
    left = grid_headroom(site, np.array([[1, 1]]), np.array([[0.1, 0.2]]), scenario)
    assert left.tolist() == [0.0]
    assert not np.signbit(left[0])


def test_sites_of_a_plan_carry_their_headroom() -> None:
    scenario = toy_scenario()
    sites = planned().layers.sites
    assert (sites["headroom_kw"] >= 0).all()
    assert "headroom_kw" not in type_columns(sites)
    row = sites[sites["access"] == "private"].iloc[0]
    limit = scenario.chargers.transformer_load_limit.value
    assert row["headroom_kw"] == pytest.approx(row["grid_kw"] * limit - row["n_ac7"] * 7 * 0.25)
