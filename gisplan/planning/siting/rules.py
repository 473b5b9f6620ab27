"""Optional rules of siting: fast sites apart, gaps along roads closed, districts served alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.spatial import KDTree

from gisplan.access.corridor_marks import road_ends
from gisplan.access.ways import site_points
from gisplan.planning.chargers.capacity import AREAS
from gisplan.planning.siting.needs import Need
from gisplan_words import message
from layers.corridors import RING
from optimize.siting.fair_model import FairCover

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Indices
    from layers.region.loading import Region
    from optimize.siting.adequate import AdequateCover


def near_pairs(
    region: Region,
    scenario: Scenario,
    public: Indices,
    holds_fast: NDArray[np.bool_],
    forced: NDArray[np.bool_],
    old: NDArray[np.bool_],
) -> Indices:
    """Pair the public sites that ``coverage.min_fast_spacing_m`` keeps apart.

    Two sites that may hold fast chargers and stand nearer than that, straight; not two that both have to
    open, nor two of one road in its two directions. Of two of which one stands already the distance is
    asked only with ``coverage.spacing_from_standing``.

    Parameters
    ----------
    public
        Positions of the public sites in ``region.sites``.
    holds_fast, forced, old
        Which of them may hold fast chargers, which have to open, and which stand already.

    Returns
    -------
    ndarray
        Indices into `public`, shape (k, 2).
    """
    rule = scenario.coverage.min_fast_spacing_m
    if rule is None:
        return np.zeros((0, 2), dtype=np.int64)
    own = np.flatnonzero(holds_fast)
    tree = KDTree(site_points(region.sites)[public[own]])
    # a pair exactly at the distance is far enough
    found = own[tree.query_pairs(rule.value * (1 - 1e-9), output_type="ndarray")].reshape(-1, 2)
    frame = region.sites.iloc[public]
    road, direction = frame["road_ref"].to_numpy(), frame["direction"].to_numpy()
    first, second = found[:, 0], found[:, 1]
    opposite = (road[first] != "") & (road[first] == road[second]) & (direction[first] != direction[second])
    free = ~(forced[first] & forced[second]) & ~opposite
    if not scenario.coverage.spacing_from_standing:
        free &= ~(old[first] | old[second])
    return np.asarray(found[free.astype(bool)], dtype=np.int64)


def road_needs(
    region: Region, scenario: Scenario, public: Indices, holds_fast: NDArray[np.bool_]
) -> list[Need]:
    """Ask for a fast site in every stretch of a road that could otherwise become a gap over the limit.

    Two consecutive fast sites are at most L km apart exactly when every stretch of L km after a candidate
    (and after the start, or the last site before it) has one. A stretch without any candidate cannot be
    closed: it is left out here and reported as not met. Where the road goes on beyond the region and the
    neighbour's first site is unknown, the last stretch that lies in the region whole is judged.
    """
    limit = scenario.coverage.corridor_max_gap_km.value
    frame = region.sites.iloc[public]
    on_road = holds_fast & frame["category"].isin(AREAS).to_numpy() & frame["chainage_km"].notna().to_numpy()
    out = []
    rings = set(region.corridors.loc[region.corridors["kind"] == RING, "road_ref"])
    for road in (one for one in road_ends(region) if one.road_ref not in rings):
        here = (frame["road_ref"] == road.road_ref) & (frame["direction"] == road.direction)
        own = np.flatnonzero(on_road & here.to_numpy())
        km = frame["chainage_km"].to_numpy(dtype=np.float64)[own]
        starts = np.unique(np.concatenate([[road.first_km], km]))
        for start in starts[starts + limit < road.last_km - 1e-9].tolist():
            inside = own[(km > start) & (km <= start + limit + 1e-9)]
            if inside.size:
                row = np.zeros(public.size)
                row[inside] = 1.0
                stretch = {"start": f"{start:.1f}", "end": f"{start + limit:.1f}"}
                at = {"road": road.road_ref, "direction": road.direction}
                label = message("optimize-need-road", **at, **stretch)
                out.append(Need(label.en, sparse.csr_array(row[None, :]), 1.0, label))
    return out


def with_equity(region: Region, scenario: Scenario, problem: AdequateCover) -> FairCover:
    """Ask for ``coverage.equity`` among the districts, by the radius that holds for each cell."""
    _, area = np.unique(region.demand["adcode"].to_numpy(dtype=str), return_inverse=True)
    most = scenario.coverage.max_gini
    bound = most.value if scenario.coverage.equity == "gini" and most is not None else None
    return FairCover(problem, area.astype(np.int64), bound)
