"""Fast sites along a road as marks, and the stretches between them: where the longest gap is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from gisplan_words import message, named
from layers.corridor_ends import ends_inside

if TYPE_CHECKING:
    import pandas as pd

    from gisplan_words import Said
    from layers.region.loading import Region

BORDER = message("planning-border")
ROAD_END = message("planning-road-end")


@dataclass(frozen=True)
class Mark:
    """A place on a road: chainage in the direction of travel (km), and its name."""

    km: float
    name: Said


@dataclass(frozen=True)
class RoadEnds:
    """One direction of a road, and the neighbours' nearest fast sites beyond its ends where they are known.

    Attributes
    ----------
    road_ref, direction
        Key of the corridor.
    length_km
        Length in the region, km.
    before, after
        The last fast site before the start (chainage below 0) and the first after the end; None: not known.
    starts_inside, ends_inside
        Whether the line starts, and ends, well inside the region (`layers.corridor_ends.ends_inside`): then
        nothing beyond it is the neighbour's.
    """

    road_ref: str
    direction: str
    length_km: float
    before: Mark | None
    after: Mark | None
    starts_inside: bool = False
    ends_inside: bool = False

    @property
    def first_km(self) -> float:
        """Where the judged stretch starts: the neighbour's site, else the start in the region."""
        return 0.0 if self.before is None else self.before.km

    @property
    def last_km(self) -> float:
        """Where it ends."""
        return self.length_km if self.after is None else self.after.km


@dataclass(frozen=True)
class Stretch:
    """A stretch of road without a fast site between two marks; open when one of them is a border."""

    start: Mark
    stop: Mark
    open: bool

    @property
    def km(self) -> float:
        """Its length; a lower bound where it is open."""
        return self.stop.km - self.start.km


def road_ends(region: Region) -> list[RoadEnds]:
    """List the roads of a region by direction, with the sites beyond the border that its input names."""
    ends = region.corridor_ends
    beyond: dict[tuple[str, str, str], Mark] = {}
    lengths = {(r, d): float(k) for r, d, k in _keys(region.corridors)}
    if ends is not None:
        for row in ends.to_dict("records"):
            key = (str(row["road_ref"]), str(row["direction"]))
            away = float(row["beyond_km"])
            at = -away if row["end"] == "start" else lengths[key] + away
            beyond[*key, str(row["end"])] = Mark(at, named(str(row["name_zh"]), str(row["name_en"])))
    starts, stops = (flags.tolist() for flags in ends_inside(region.corridors, region.districts))
    return [
        RoadEnds(ref, way, km, beyond.get((ref, way, "start")), beyond.get((ref, way, "end")), start, stop)
        for ((ref, way), km), start, stop in zip(lengths.items(), starts, stops, strict=True)
    ]


def _keys(corridors: pd.DataFrame) -> list[tuple[str, str, float]]:
    return list(zip(corridors["road_ref"], corridors["direction"], corridors["length_km"], strict=True))


def stretches(road: RoadEnds, fast: pd.DataFrame) -> list[Stretch]:
    """Part a road at its fast sites.

    Parameters
    ----------
    road
        The road and direction.
    fast
        Fast sites of all roads: road_ref, direction, chainage_km, name_zh, name_en.
    """
    here = fast.loc[
        (fast["road_ref"] == road.road_ref)
        & (fast["direction"] == road.direction)
        & fast["chainage_km"].notna()
    ].sort_values("chainage_km", kind="stable")
    marks = [
        Mark(float(km), named(zh, en))
        for km, zh, en in zip(here["chainage_km"], here["name_zh"], here["name_en"], strict=True)
    ]
    first = road.before or Mark(0.0, ROAD_END if road.starts_inside else BORDER)
    last = road.after or Mark(road.length_km, ROAD_END if road.ends_inside else BORDER)
    start_unknown = road.before is None and not road.starts_inside
    end_unknown = road.after is None and not road.ends_inside
    chain = [first, *marks, last]
    out = []
    for i, (start, stop) in enumerate(pairwise(chain)):
        unknown = (i == 0 and start_unknown) or (i == len(chain) - 2 and end_unknown)
        out.append(Stretch(start, stop, unknown))
    return out


def longest(parts: list[Stretch]) -> float:
    """Give the length of the longest stretch, km; NaN without any."""
    return float(max((part.km for part in parts), default=np.nan))
