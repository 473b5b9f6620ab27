"""Siting: which public sites open, so that most people are within the radius profile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from gisplan.charger_capacity import ChargerTables, nominal_capacity
from gisplan.reach import cell_points, cell_radius, coverage_pairs, judged_cells, site_points
from optimize.adequate_cover import AdequateCover, choose_sites, greedy_order, provided_for
from optimize.mean_access import MeanAccess, site_mean_access

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from gisplan.scenario import Scenario
    from layers.region import Region
    from optimize.certificate import Certificate
    from optimize.cover_pairs import CoverPairs

    Floats = NDArray[np.float64]
    Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Siting:
    """Open public sites and the proof.

    Attributes
    ----------
    public
        Positions in ``region.sites`` of the public sites that could open: the columns of `pairs`.
    opened
        Positions in ``region.sites`` of those that open, sorted.
    pairs
        Cells × public sites within the radius, metres.
    certificates
        One per stage.
    tradeoff
        sites, covered_people, covered_people_share, bound (people).
    """

    public: Indices
    opened: Indices
    pairs: CoverPairs
    certificates: tuple[Certificate, ...]
    tradeoff: pd.DataFrame


def usable_sites(region: Region) -> NDArray[np.bool_]:
    """Mark the sites that may hold new chargers: charging allowed, not excluded, with a bay and a feed."""
    sites = region.sites
    charging = sites["allows"].str.split(";").map(lambda names: "charging" in names).to_numpy(dtype=bool)
    room = (sites["bays"].to_numpy() > 0) & (sites["grid_kw"].to_numpy() > 0)
    return np.asarray(charging & room & (sites["status"] != "excluded").to_numpy())


def site_public_chargers(
    region: Region,
    scenario: Scenario,
    tables: ChargerTables,
    *,
    progress: Callable[[str], None] | None = None,
) -> Siting:
    """Choose the public sites.

    Parameters
    ----------
    tables
        Charger tables over all sites of the region.

    Returns
    -------
    Siting
        By radius: most people covered, with enough capacity open in every planning zone. By mean
        distance: least excess over the zones' mean distances, then the least mean.

    Raises
    ------
    InfeasiblePlan
        The limit on sites is below what required sites or capacity take.
    """
    sites = region.sites
    public = np.flatnonzero(usable_sites(region) & (sites["access"] == "public").to_numpy())
    pairs = coverage_pairs(region, scenario, public)
    people = region.demand["population"].to_numpy(dtype=np.float64)
    required = np.flatnonzero(sites["status"].isin(["required", "existing"]).to_numpy()[public])
    capacity = nominal_capacity(sites, tables, scenario)[public]
    needs = [*_tile_needs(region, scenario, public, capacity), *_category_needs(region, scenario, public)]
    problem = AdequateCover(
        pairs=pairs,
        weights=people,
        count=scenario.coverage.max_sites,
        provides=sparse.csr_array(sparse.vstack([need.gives for need in needs], format="csr")),
        need=np.array([need.least for need in needs]),
        names=tuple(need.name for need in needs),
        required=required,
    )
    if progress is not None:
        progress(f"siting: {pairs.n_demand} cells, {pairs.n_sites} public sites, {pairs.n_pairs} pairs")
    limits = {
        "time_limit": scenario.solver.seconds("siting"),
        "gap": scenario.solver.gap,
        "solver": scenario.solver.name,
        "threads": scenario.solver.threads,
        "seed": scenario.seed,
    }
    if scenario.coverage.active.kind == "radius":
        choice = choose_sites(problem, **limits)  # type: ignore[arg-type]
        opened, certificates = choice.sites, (choice.certificate,)
    else:
        opened, certificates = _mean_siting(region, scenario, problem, public, limits)
    return Siting(
        public, public[opened], pairs, certificates, _tradeoff(problem, opened, certificates, scenario)
    )


def _mean_siting(
    region: Region,
    scenario: Scenario,
    problem: AdequateCover,
    public: Indices,
    limits: dict[str, object],
) -> tuple[Indices, tuple[Certificate, ...]]:
    """Choose sites for mean distances: the capacity set first, then what shortens the way most."""
    from layers.access import circuity_pairs  # noqa: PLC0415 - only this profile measures beyond the radius
    from optimize.cover_pairs import CoverPairs  # noqa: PLC0415

    profile = scenario.coverage.active
    limit = cell_radius(region, profile.radius_m)
    judged = judged_cells(region, scenario) & ~np.isnan(limit)
    reach = np.maximum(2.0 * np.nan_to_num(limit), cell_radius(region, profile.allocation_radius_m))
    pairs = CoverPairs.from_sparse(
        circuity_pairs(
            cell_points(region.demand),
            site_points(region.sites)[public],
            reach,
            detour=scenario.coverage.detour.value,
        )
    )
    values, zone = np.unique(np.where(judged, limit, 0.0), return_inverse=True)
    weights = np.where(judged, region.demand["population"].to_numpy(dtype=np.float64), 0.0)
    answer = site_mean_access(
        MeanAccess(
            pairs=pairs,
            weights=weights,
            zone=zone,
            limit_m=values,
            count=problem.count,
            required=provided_for(problem),
        ),
        **limits,  # type: ignore[arg-type]
    )
    return answer.sites, answer.certificates


@dataclass(frozen=True, eq=False)
class _Need:
    """What open sites must give together: a row over the public sites, and the least sum."""

    name: str
    gives: sparse.csr_array
    least: float


def _tile_needs(region: Region, scenario: Scenario, public: Indices, capacity: Floats) -> list[_Need]:
    """State the energy (kWh/day) that the public sites of each planning tile must be able to hold.

    It is ``coverage.adequacy`` times the public energy of the tile's cells, at most what its sites have. A
    tile that one site of average capacity can hold asks for nothing: coverage decides there.
    """
    side = scenario.coverage.adequacy_tile_m.value
    groups = (group for group in scenario.service.values() if "public" in group.access)
    classes = sorted({kind for group in groups for kind in group.classes})
    energy = region.demand[[f"kwh_{kind}" for kind in classes]].sum(axis=1).to_numpy(dtype=np.float64)
    asked = pd.Series(energy).groupby(_tiles(cell_points(region.demand), side)).sum()
    tile = _tiles(site_points(region.sites)[public], side)
    out = []
    for name, energy_here in asked.items():
        least = float(energy_here) * scenario.coverage.adequacy.value
        gives = np.where(tile == name, capacity, 0.0)
        if least > capacity.mean() and gives.any():
            out.append(
                _Need(f"kWh/day of tile {name}", sparse.csr_array(gives[None, :]), min(least, gives.sum()))
            )
    return out


def _tiles(xy: Floats, side: float) -> NDArray[np.str_]:
    """Name the square tile that every point falls in by its lower left corner, km."""
    corner = np.floor(xy / side) * side / 1000.0
    return np.array([f"{x:.0f}-{y:.0f}" for x, y in corner.tolist()])


def _category_needs(region: Region, scenario: Scenario, public: Indices) -> list[_Need]:
    """State the bays that open public sites of a category must have for the category's floor.

    Categories that dedicated or private sites can fill as well ask nothing here.
    """
    sites = region.sites
    closed = sites.loc[usable_sites(region) & (sites["access"] != "public"), "category"].unique()
    category = sites["category"].to_numpy()[public]
    bays = sites["bays"].to_numpy(dtype=np.float64)[public]
    each = max(kind.bays for kind in scenario.chargers.types)
    return [
        _Need(
            f"bays of category {name}",
            sparse.csr_array(np.where(category == name, bays, 0.0)[None, :]),
            floor,
        )
        for name, count in scenario.chargers.category_floors.counts.items()
        if name not in closed and (floor := float(count * each)) > 0
    ]


def _tradeoff(
    problem: AdequateCover,
    opened: Indices,
    certificates: tuple[Certificate, ...],
    scenario: Scenario,
) -> pd.DataFrame:
    """Tabulate people covered against the number of sites, with a bound for every number.

    Greedy answers without the zones' needs; the bound is the usual one for a submodular cover: what the
    k sites cover plus the k largest gains left (Nemhauser, Wolsey and Fisher 1978).
    """
    order, covered, bound = greedy_order(problem.pairs, problem.weights, problem.required)
    total = float(problem.weights.sum())
    marks = np.unique(np.linspace(max(problem.required.size, 1), order.size, 25).astype(int))
    rows = [(int(k), float(covered[k - 1]), float(bound[k - 1]), "greedy") for k in marks if k >= 1]
    reached = np.asarray(problem.pairs.binary()[:, opened].sum(axis=1)).ravel() > 0
    proof = certificates[0] if scenario.coverage.active.kind == "radius" else None
    people = float(problem.weights[reached].sum())
    best = float("nan") if proof is None or proof.bound is None else float(proof.bound)
    rows.append((int(opened.size), people, best, "plan"))
    frame = pd.DataFrame(rows, columns=["sites", "covered_people", "bound", "kind"])
    frame["covered_people_share"] = frame["covered_people"] / total
    return frame.sort_values(["sites", "kind"], ignore_index=True)
