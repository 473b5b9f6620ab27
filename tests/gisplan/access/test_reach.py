"""Which site serves which demand: radii by tier, private piles in their own cell, nearest sites only."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from scipy import sparse

from gisplan.access.reach import (
    cell_radius,
    coverage_pairs,
    demand_rows,
    judged_cells,
    nearest_entries,
    nearest_site_m,
)
from tests.gisplan.toy import toy_region, toy_scenario, with_sites


def place(name: str) -> int:
    return int(np.flatnonzero(toy_region().sites["site_id"] == name)[0])


def test_only_the_tiers_of_the_profile_are_judged() -> None:
    judged = judged_cells(toy_region(), toy_scenario())
    assert judged.sum() == 25
    assert (toy_region().demand.loc[judged, "adcode"] == "120101").all()


def test_radii_by_tier_and_density() -> None:
    profile = toy_scenario().coverage.active
    policy, allocation = (
        cell_radius(toy_region(), table) for table in (profile.radius_m, profile.allocation_radius_m)
    )
    assert (policy[:25] == 2000).all()
    assert np.isnan(policy[25:]).all()
    assert (allocation[25:] == 8000).all()


def test_coverage_pairs_end_at_the_radius() -> None:
    """PP-1 stands in the middle of C06; with the detour, 1.41 km are 1.84 km, and 2 km are 2.6 km."""
    pairs = coverage_pairs(toy_region(), toy_scenario(), np.array([place("PP-1")]))
    reached = np.flatnonzero(np.diff(pairs.indptr)[:25])
    assert reached.tolist() == [0, 1, 2, 5, 6, 7, 10, 11, 12]
    assert pairs.distances.min() == 0.0
    assert pairs.distances[:9].max() == pytest.approx(1.3 * np.sqrt(2) * 1000)


def test_the_nearest_open_site() -> None:
    away = nearest_site_m(toy_region(), toy_scenario(), np.array([place("PP-1"), place("PP-4")]))
    assert away[6] == 0.0
    assert away[0] == pytest.approx(1.3 * np.sqrt(2) * 1000)
    assert np.isinf(nearest_site_m(toy_region(), toy_scenario(), np.array([], dtype=np.int64))).all()


def rows_of(group: str) -> tuple[list[str], sparse.csr_array, np.ndarray]:
    usable = (toy_region().sites["status"] != "excluded").to_numpy()
    rows = demand_rows(toy_region(), toy_scenario(), usable)
    here = np.flatnonzero((rows.frame["group"] == group).to_numpy())
    return rows.frame["cell_id"].to_numpy()[here].tolist(), rows.pairs.binary()[here], here


def test_a_private_pile_serves_its_own_cell_at_no_distance() -> None:
    cells, pairs, _ = rows_of("home")
    served = {
        (cells[i], toy_region().sites["site_id"].iloc[j]) for i, j in zip(*pairs.nonzero(), strict=True)
    }
    assert served == {("C00", "RS-1"), ("C17", "RS-2"), (_cell_of("RS-3"), "RS-3")}


def _cell_of(site: str) -> str:
    point = toy_region().sites.geometry.iloc[place(site)]
    return str(toy_region().demand.loc[toy_region().demand.contains(point), "cell_id"].iloc[0])


def test_a_site_on_the_edge_of_two_cells_belongs_to_one() -> None:
    region = with_sites(toy_region())
    sites = region.sites.copy()
    sites.loc[sites["site_id"] == "RS-1", "geometry"] = sites.geometry.iloc[place("RS-1")].__class__(
        501_000.0, 4_330_500.0
    )
    region = dataclasses.replace(region, sites=sites)
    rows = demand_rows(region, toy_scenario(), np.ones(len(sites), dtype=bool))
    assert np.bincount(rows.pairs.indices, minlength=len(sites))[place("RS-1")] == 1


def test_a_fleet_considers_its_nearest_sites_only() -> None:
    _, pairs, _ = rows_of("taxi")
    assert np.diff(pairs.indptr).max() == 4


def test_corridor_energy_is_charged_beside_the_road() -> None:
    _, pairs, _ = rows_of("corridor")
    reached = set(toy_region().sites["category"].to_numpy()[np.unique(pairs.indices)])
    assert reached <= {"expressway_service_area", "trunk_service_area", "fuel_station"}


def test_rows_without_energy_are_left_out() -> None:
    cells, _, _ = rows_of("bus")
    assert len(cells) == 25


def test_nearest_entries_keeps_the_shortest_and_the_lower_column_of_equals() -> None:
    matrix = sparse.csr_array(
        (np.array([5.0, 0.0, 3.0, 3.0, 3.0]), np.array([0, 1, 2, 0, 2]), np.array([0, 3, 5])), shape=(2, 3)
    )
    kept = nearest_entries(matrix, 1)
    assert kept.indices.tolist() == [1, 0]
    assert kept.data.tolist() == [0.0, 3.0]
    assert nearest_entries(matrix, 9).nnz == 5
