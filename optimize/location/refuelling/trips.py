"""Freight trips that stations keep refuelled or charged: the arcs to cover.

Arc-cover path-cover (`optimize.location.refuelling.problem`) with a range for every path: half a tank at
origin and destination, there and back. Trips take no kg of their own here: their hydrogen stands in the
demand rows, and counting it twice would size stations for trucks that do not exist. So a trip asks for
places, not for kg.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from optimize.location.refuelling.paths import RefuellingPaths
from optimize.location.refuelling.problem import FlowRefuelling, arcs_of
from optimize.matrices import NONE, starts_of

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Indices


@dataclass(frozen=True, eq=False)
class FreightTrips:
    """Arcs to cover, and the trips that must be refuelled.

    Attributes
    ----------
    path
        Path of every arc, (A,).
    cover
        (A, S) ones where a station at a site can fuel the arc.
    trips
        Trips a day of every path, (P,); paths that no site can refuel are left out.
    least
        Trips a day that must be refuelled.
    member
        Path in this table of every path asked about, -1 where no set of sites can refuel it.
    """

    path: Indices
    cover: sparse.csr_array
    trips: Floats
    least: float
    member: Indices

    def in_unit(self, trips: float) -> FreightTrips:
        """Give the same trips in another unit."""
        return replace(self, trips=self.trips / trips, least=self.least / trips)

    def refuelled(self, opened: Flags) -> Flags:
        """Mark the paths whose every arc some open site fuels, (P,)."""
        short = np.bincount(self.path[self.dry_arcs(opened)], minlength=self.trips.size)
        return np.asarray(short == 0)

    def dry_arcs(self, opened: Flags) -> Indices:
        """List the arcs that no open site fuels; ``opened`` is (S,)."""
        return np.flatnonzero(~(self.cover @ opened.astype(np.float64) > 0))

    def count(self, opened: Flags) -> float:
        """Sum the trips a day that the open sites keep refuelled."""
        return float(self.trips[self.refuelled(opened)].sum())


def freight_trips(
    paths: RefuellingPaths,
    trips: Floats,
    reach: Floats,
    *,
    least_share: float,
    n_sites: int,
) -> FreightTrips:
    """Find the arcs that stations have to fuel.

    Parameters
    ----------
    paths
        The paths; sites from ``n_sites`` on stand already and fuel for ever.
    trips
        Trips a day of every path.
    reach
        Range of a full tank on every path, metres.
    least_share
        Share of the trips that some set of sites can refuel which must be refuelled.
    n_sites
        Sites that may open.

    Returns
    -------
    FreightTrips
        Paths with the same arcs are one path.
    """
    member = np.full(paths.n_paths, -1, dtype=np.int64)
    owner, covers, n_kept = [], [], 0
    for metres in np.unique(reach):
        mine = np.flatnonzero(reach == metres)
        part = _some(paths, mine)
        arcs = arcs_of(FlowRefuelling(part, trips[mine], float(metres), count=part.n_sites), merge=True)
        member[mine] = np.where(arcs.member >= 0, arcs.member + n_kept, -1)
        # A station that stands for ever fuels its arcs: nothing is left to ask there.
        needed = np.asarray(arcs.cover[:, n_sites:].sum(axis=1)).ravel() == 0
        owner.append(arcs.path[needed] + n_kept)
        covers.append(arcs.cover[needed][:, :n_sites])
        n_kept += int(arcs.member.max(initial=-1)) + 1
    able = member >= 0
    flow = np.bincount(member[able], weights=trips[able], minlength=n_kept).astype(np.float64)
    cover = sparse.vstack(covers, format="csr") if covers else sparse.csr_array((0, n_sites))
    path = np.concatenate(owner) if owner else NONE
    return FreightTrips(
        path, sparse.csr_array(cover), flow, least_share * float(flow.sum()) * (1.0 - 1e-9), member
    )


def _some(paths: RefuellingPaths, chosen: Indices) -> RefuellingPaths:
    """Take some of the paths."""
    places = [paths.places(path) for path in chosen.tolist()]
    sizes = [sites.size for sites, _ in places]
    indptr = starts_of(sizes)
    sites, metres = (np.concatenate([place[k] for place in places]) for k in (0, 1))
    return RefuellingPaths(indptr, sites, metres, paths.n_sites)
