"""What open public sites must give together: kWh/day by planning tile, bays by category."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.spatial import cKDTree

from gisplan.access.ways import cell_points, site_points
from gisplan.planning.chargers.capacity import usable_bays
from gisplan_words import inside, message
from layers.vocabulary import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Floats, Indices
    from gisplan_words import Message
    from layers.region.loading import Region


@dataclass(frozen=True, eq=False)
class Need:
    """A row over the public sites (what each gives when open) and the least sum of the open ones."""

    name: str
    gives: sparse.csr_array
    least: float
    label: Message


def siting_needs(
    region: Region,
    scenario: Scenario,
    public: Indices,
    capacity: Floats,
    shared: Collection[str],
    *,
    typical: float | None = None,
) -> list[Need]:
    """State what coverage alone would not provide for.

    Parameters
    ----------
    public
        Positions of the public sites in ``region.sites``.
    capacity
        Energy each of them can deliver, kWh/day.
    shared
        Categories that dedicated or private sites can fill as well.
    typical
        Energy that a tile may ask for without a need, kWh/day: what a site where nothing stands has on
        average; the mean of `capacity` when None.
    """
    mean = float(capacity.mean()) if typical is None else typical
    return [
        *_tile_needs(region, scenario, public, capacity, mean),
        *_target_need(region, scenario, public),
        *_place_needs(region, scenario, public),
        *_category_needs(region, scenario, public, shared),
    ]


def _tile_needs(
    region: Region, scenario: Scenario, public: Indices, capacity: Floats, typical: float
) -> list[Need]:
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
        if gives.any() and least > typical:
            row = sparse.csr_array(gives[None, :])
            out.append(
                Need(
                    f"kWh/day of tile {name}",
                    row,
                    min(least, float(gives.sum())),
                    message("optimize-need-tile", tile=str(name)),
                )
            )
    return out


def _tiles(xy: Floats, side: float) -> NDArray[np.str_]:
    """Name the square tile that every point falls in by its lower left corner, km."""
    corner = np.floor(xy / side) * side / 1000.0
    return np.array([f"{x:g}-{y:g}" for x, y in corner.tolist()])


def _target_need(region: Region, scenario: Scenario, public: Indices) -> list[Need]:
    """State the bays that open public sites must have for what other kinds of site cannot carry.

    A target of public chargers alone asks for the bays of the widest charger. Of a target that counts other
    kinds, public sites get what the bays of those kinds leave, a bay each: no plan could do with less.
    """
    chargers = scenario.chargers
    if "public" not in chargers.kinds or chargers.new_target == 0:
        return []
    bays = usable_bays(region.sites, scenario).astype(np.float64)
    if set(chargers.kinds) == {"public"}:
        least = float(chargers.new_target * max(kind.bays for kind in chargers.types))
    else:
        other = region.sites["access"].isin(set(chargers.kinds) - {"public"})
        other &= region.sites["status"] != "excluded"
        least = float(chargers.new_target - bays[other.to_numpy()].sum())
    if least <= 0:
        return []
    row, label = sparse.csr_array(bays[public][None, :]), message("optimize-need-target")
    return [Need("bays for the target of chargers", row, least, label)]


def _place_needs(region: Region, scenario: Scenario, public: Indices) -> list[Need]:
    """State that every required place has an open public site near it.

    A place without any candidate near asks for nothing here: no choice of sites could serve it, and the
    clause that names it says so.
    """
    rule = scenario.coverage.required_places
    if rule is None:
        return []
    places = region.places[region.places["kind"].isin(rule.kinds) & (region.places["adcode"] != "")]
    points = np.column_stack([places.geometry.x, places.geometry.y])
    near = cKDTree(site_points(region.sites)[public]).query_ball_point(points, rule.within_m)
    out = []
    for name, sites in zip(places["name_zh"], near, strict=True):
        if sites:
            row = sparse.csr_array(
                (np.ones(len(sites)), sorted(sites), [0, len(sites)]), shape=(1, public.size)
            )
            metres = f"{rule.within_m:g}"
            label = message("optimize-need-place", place=name, metres=metres)
            out.append(Need(f"a public site within {metres} m of {name}", row, 1.0, label))
    return out


def _category_needs(
    region: Region, scenario: Scenario, public: Indices, shared: Collection[str]
) -> list[Need]:
    """State the bays that open public sites of a category must have for the category's floor."""
    sites = region.sites
    category = sites["category"].to_numpy()[public]
    bays = sites["bays"].to_numpy(dtype=np.float64)[public]
    each = max(kind.bays for kind in scenario.chargers.types)
    return [
        Need(
            f"bays of category {name}",
            sparse.csr_array(np.where(category == name, bays, 0.0)[None, :]),
            float(count * each),
            message("optimize-need-category", category=inside(CATEGORIES[name])),
        )
        for name, count in scenario.chargers.category_floors.counts.items()
        if name not in shared and count > 0
    ]
