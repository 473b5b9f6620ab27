"""``map.html``: the planner's map with every layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from maps.data.contents import layer_block, word_blocks
from maps.data.joined_cells import page_cells
from maps.data.reach_lines import page_reach, reach_facts
from maps.frame.page import Bounds, render
from maps.frame.surroundings import surroundings
from maps.page.compare import with_changes
from maps.words.proof import weakest, weakest_grade
from maps.words.text import told

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.results import PlanLayers
    from maps.data.facts import PageFacts
    from maps.frame.tiles import Tiles

TOLERANCE: Final = 0.0004
"""Simplification in degrees, about 40 m: one pixel at zoom 12."""

SHOWN: Final = (
    *("sites", "stations", "supply_links", "hydrogen_supply", "energy_facilities", "corridors"),
    *("districts", "places"),
)
"""Layers that are on when the map opens."""


def planner_page(
    layers: PlanLayers,
    facts: PageFacts,
    common: dict[str, Any],
    against: PlanLayers | None,
    tiles: Tiles | None,
) -> str:
    """Give the planner's map as a page; ``common`` is `maps.data.contents.common_data`."""
    frames = layers.frames()
    shown = list(SHOWN)
    colour = "category"
    reach, roads = {}, layers.reach
    if len(roads):
        frames["reach"], drawn = page_reach(roads, TOLERANCE)
        reach = {"reach": reach_facts(roads, drawn)}
        shown.append("reach")
    if against is not None:
        frames["sites"], frames["dropped"] = with_changes(layers.sites, against.sites)
        shown.append("dropped")
        colour = "change"
    frames["demand"], side_km = page_cells(layers.demand)
    joined = {} if side_km is None else {"cellsJoinedKm": side_km}
    blocks = {
        f"layer-{name}": layer_block(name, frame, 0 if name == "reach" else TOLERANCE)
        for name, frame in frames.items()
        if len(frame) or name == "sites"
    }
    view = bounds_of(layers.districts)
    west, south, east, north = view
    around = surroundings(view, 0.0015)
    page = {
        **common,
        **reach,
        **joined,
        "kind": "map",
        "on": shown,
        "colour": colour,
        "view": [south, west, north, east],
    }
    return render(
        "map.html.j2",
        view,
        {
            **word_blocks(facts),
            "page": page,
            "layer-surroundings": layer_block("surroundings", around, 0),
            **blocks,
        },
        {
            "kind": "map",
            "title": told(facts.title),
            "facts": facts,
            "proof": weakest(facts.certificates),
            "grade": weakest_grade(facts.certificates),
        },
        tiles,
    )


def bounds_of(frame: gpd.GeoDataFrame) -> Bounds:
    """Give west, south, east, north of a layer, rounded to about 100 m."""
    west, south, east, north = (round(float(value), 3) for value in frame.total_bounds)
    return west, south, east, north
