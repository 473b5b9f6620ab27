"""Parcels that chargers and a hydrogen station may share: what each takes, and where both do not fit.

For a parcel p with room b_pf of a resource f (m2 of land, kW of grid), a_pf that its least charging takes,
s_pkf that a station of size k takes, o_p = 1 when charging opens and y_pk = 1 when the station does:

    parcel     a_pf o_p + sum_k s_pkf y_pk <= b_pf                       for p, f
    both       w_pk >= o_p + y_pk - 1                                    for p, k
    need       sum_j c_nj o_j - sum_pk (1 - h_pk) c_np w_pk >= d_n       for every need n of the charging

h_pk is the share of its charging that a parcel keeps beside a station of size k. A need that asks for all
that its sites have takes no notice of stations: it says that every site opens, not how much is left there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from optimize.matrices import ones_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gisplan_arrays import Flags, Floats, Whole
    from optimize.siting.adequate import AdequateCover


_SLACK = 1e-6


@dataclass(frozen=True, eq=False)
class SharedParcels:
    """Parcels on which chargers may open and a hydrogen station may stand.

    Attributes
    ----------
    charging
        Site of the charging problem at each parcel, (P,), each once.
    station
        Site of the hydrogen problem at each parcel, (P,), each once.
    room
        What the parcel has for both, (P, F).
    charging_takes
        Least that charging takes when it opens, (P, F).
    station_takes
        What a station of each size takes, (P, K, F).
    kept
        Share of what the parcel gives to the charging needs that is left beside a station, (P, K).

    Raises
    ------
    ValueError
        Arrays of other shapes, negative figures, repeated sites, or shares outside 0 to 1.
    """

    charging: Whole
    station: Whole
    room: Floats
    charging_takes: Floats
    station_takes: Floats
    kept: Floats

    def __post_init__(self) -> None:
        n, resources = self.room.shape
        sizes = self.kept.shape[1]
        wanted: dict[str, tuple[int, ...]] = {
            "charging": (n,),
            "station": (n,),
            "charging_takes": (n, resources),
            "station_takes": (n, sizes, resources),
            "kept": (n, sizes),
        }
        for name, shape in wanted.items():
            array: NDArray[Any] = getattr(self, name)
            if array.shape != shape or not np.isfinite(array).all() or (array < 0).any():
                raise ValueError(f"{name}: expected figures of at least 0, shape {shape}, got {array.shape}")
        for name in ("charging", "station"):
            if np.unique(getattr(self, name)).size != n:
                raise ValueError(f"{name}: a site stands on two parcels")
        if (self.kept > 1).any():
            raise ValueError("kept: expected shares from 0 to 1")

    @property
    def fits(self) -> Flags:
        """Whether a size fits beside the least charging, (P, K)."""
        taken = self.charging_takes[:, None, :] + self.station_takes
        within = taken <= self.room[:, None, :] + _SLACK
        return np.asarray(within.all(axis=2))

    def sizes_at(self, sites: Whole, sizes: Whole) -> Whole:
        """Give the size of the station on every parcel, (P,), -1 where none stands."""
        size = np.full(self.station.size, -1, dtype=np.int64)
        of_site = dict(zip(sites.tolist(), sizes.tolist(), strict=True))
        for parcel, site in enumerate(self.station.tolist()):
            size[parcel] = of_site.get(site, -1)
        return size

    def crowded(self, opened: Whole, sites: Whole, sizes: Whole) -> Whole:
        """List the parcels on which open chargers and a station do not fit together."""
        size = self.sizes_at(sites, sizes)
        both = (size >= 0) & np.isin(self.charging, opened)
        return np.flatnonzero(both & ~self.fits[np.arange(size.size), np.maximum(size, 0)])

    def lost(self, cover: AdequateCover) -> Floats:
        """Give what every need loses to a station of each size on each parcel, (n_needs, P, K)."""
        gives = cover.provides.toarray()[:, self.charging] * notices(cover)[:, None]
        return np.asarray(gives[:, :, None] * (1.0 - self.kept)[None], dtype=np.float64)

    def spare(self, cover: AdequateCover, opened: Whole) -> Floats:
        """Give what the open charging sites have above every need, (n_needs,)."""
        every = ones_at(opened, cover.pairs.n_sites)
        slack = _SLACK * np.maximum(cover.need, 1.0)
        return np.asarray(np.maximum(cover.provides @ every - cover.need, 0.0) + slack, dtype=np.float64)

    def left_for_needs(self, cover: AdequateCover, opened: Whole, sites: Whole, sizes: Whole) -> Floats:
        """Sum what the open charging sites give to every need beside the stations, (n_needs,)."""
        gives = ones_at(opened, cover.pairs.n_sites)
        size = self.sizes_at(sites, sizes)
        beside = np.flatnonzero(size >= 0)
        gives[self.charging[beside]] *= self.kept[beside, size[beside]]
        return np.asarray(cover.provides @ gives, dtype=np.float64)

    def short_needs(self, cover: AdequateCover, opened: Whole, sites: Whole, sizes: Whole) -> Whole:
        """List the needs of the charging that the stations leave unmet."""
        left = self.left_for_needs(cover, opened, sites, sizes)
        short = left < cover.need - _SLACK * np.maximum(cover.need, 1.0)
        return np.flatnonzero(short & notices(cover))


def notices(cover: AdequateCover) -> Flags:
    """Mark the needs that ask for less than all their sites give, (n_needs,)."""
    every = np.asarray(cover.provides.sum(axis=1), dtype=np.float64).ravel()
    return np.asarray(cover.need < every * (1.0 - _SLACK))
