"""``map.html``: the planner's map with every layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from maps.data.joined_cells import page_cells
from maps.page.against import with_changes
from maps.page.drawn import SHOWN, bounds_of, draw_reach, drawn_page
from maps.words.text import told

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.results import PlanLayers
    from maps.data.facts import PageFacts
    from maps.frame.tiles import Tiles
    from maps.page.against import Against

TOLERANCE: Final = 0.0004
"""Simplification in degrees, about 40 m: one pixel at zoom 12."""


def planner_page(
    layers: PlanLayers,
    facts: PageFacts,
    common: dict[str, Any],
    against: Against | None,
    tiles: Tiles | None,
    names: gpd.GeoDataFrame | None = None,
) -> str:
    """Give the planner's map as a page; ``common`` is `maps.data.contents.common_data`."""
    frames = layers.frames()
    colour = "category"
    reach = draw_reach(frames, layers, TOLERANCE)
    shown = [*SHOWN, *reach]
    if against is not None:
        frames["sites"], frames["dropped"] = with_changes(layers.sites, against.layers.sites)
        shown.append("dropped")
        colour = "change"
    frames["demand"], side_km = page_cells(layers.demand)
    joined = {} if side_km is None else {"cellsJoinedKm": side_km}
    return drawn_page(
        {**common, **reach, **joined, "kind": "map", "on": shown, "colour": colour},
        bounds_of(layers.districts),
        frames,
        {"title": told(facts.title), "against": None if against is None else against.facts},
        layers=layers,
        facts=facts,
        tolerance=TOLERANCE,
        tiles=tiles,
        names=names,
    )
