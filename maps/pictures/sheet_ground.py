"""What all sheets of an atlas draw from: the layers of a plan and what lies around, in one CRS in metres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from maps.data.names import street_lines
from maps.data.water import page_water
from maps.frame.surroundings import sea, surroundings

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.results import PlanLayers
    from maps.data.facts import PageFacts


@dataclass(frozen=True, eq=False)
class Ground:
    """What all sheets of a plan draw from, in one projected CRS (metres).

    Parameters
    ----------
    frames
        Result layers by name.
    sea, land
        What lies around.
    streets
        Roads and waters of the region's table of names, name_zh and kind; no row where it draws none.
    water
        Lakes and reservoirs, name_zh and origin.
    facts
        What the pages print beside the layers.
    crs
        The CRS.
    """

    frames: dict[str, gpd.GeoDataFrame]
    sea: gpd.GeoSeries
    land: gpd.GeoSeries
    streets: gpd.GeoDataFrame
    water: gpd.GeoDataFrame
    facts: PageFacts
    crs: str

    def of(self, name: str, adcode: str) -> gpd.GeoDataFrame:
        """Give the rows of a layer in one district."""
        frame = self.frames[name]
        return frame[frame["adcode"].astype(str) == adcode]


def ground_of(layers: PlanLayers, facts: PageFacts, crs: str) -> Ground:
    """Project what sheets draw: layers, and the land and sea around.

    Parameters
    ----------
    layers
        Result layers, EPSG:4326.
    facts
        What the pages print beside them.
    crs
        Projected CRS in metres.
    """
    west, south, east, north = (round(float(at), 3) for at in layers.districts.total_bounds)
    whole = west, south, east, north
    around, ocean = surroundings(whole, 0.002), sea(whole, 0.002)
    frames = {name: frame.to_crs(crs) for name, frame in layers.frames().items() if len(frame)}
    empty = {name: frame for name, frame in layers.frames().items() if not len(frame)}
    # beyond its zone a projection bends: what lies farther than any sheet shows is cut off before
    window = shapely.box(west - 2.0, south - 1.2, east + 2.0, north + 1.2)
    land, sea_ = (part.geometry.clip(window).to_crs(crs) for part in (around, ocean))
    streets, water = (part.to_crs(crs) for part in (street_lines(facts.names), page_water(facts.water)))
    return Ground(frames | empty, sea_, land, streets, water, facts, crs)


def first_year(ground: Ground) -> int | None:
    """Give the first year in which something is built; None where nothing is."""
    found = [
        ground.frames[name]["year"].dropna() for name in ("sites", "stations") if len(ground.frames[name])
    ]
    years = [int(part.min()) for part in found if len(part)]
    return min(years, default=None)
