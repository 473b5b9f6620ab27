"""What every page with a map has in common: its layers as blocks of data, its view, its surroundings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gisplan_words import Series
from maps.data.contents import layer_block, word_blocks
from maps.data.names import names_block
from maps.data.reach_lines import page_reach, reach_facts
from maps.data.signs import signs
from maps.data.water import page_water, water_block
from maps.frame.page import render
from maps.frame.surroundings import sea, surroundings
from maps.words.credit import used_credits
from maps.words.proof import weakest, weakest_grade
from maps.words.text import shown_texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from layers.results import PlanLayers
    from maps.data.facts import PageFacts
    from maps.frame.page import Bounds
    from maps.frame.tiles import Tiles

SHOWN: Final = (
    *("sites", "standing", "stations", "supply_links", "hydrogen_supply", "energy_facilities", "corridors"),
    *("districts", "places"),
)
"""Layers that are drawn when a page of sites opens; the others wait for a click."""


def drawn_page(
    page: Mapping[str, Any],
    view: Bounds,
    frames: Mapping[str, gpd.GeoDataFrame],
    context: Mapping[str, Any],
    *,
    layers: PlanLayers,
    facts: PageFacts,
    tolerance: float,
    tiles: Tiles | None,
    names: gpd.GeoDataFrame | None = None,
    more: Mapping[str, Any] | None = None,
) -> str:
    """Draw a page of a kind; ``page`` is what its script is told, ``context`` what its template is.

    ``more`` are further blocks of data by element id.
    """
    west, south, east, north = view
    kind = page["kind"]
    if facts.restrictions is not None and kind != "index":
        frames = {**frames, "restrictions": facts.restrictions}
    frames = {name: _drawn(name, frame) for name, frame in frames.items()}
    whole, coarse = bounds_of(layers.districts), 0.004 if kind == "index" else 0.0015
    around = surroundings(whole, coarse)
    blocks = {
        f"layer-{name}": layer_block(name, frame, 0 if name == "reach" else tolerance)
        for name, frame in frames.items()
        if len(frame) or name == "sites"
    }
    if names is not None and len(names):
        blocks["layer-names"] = names_block(names)
        page = {**page, "on": [*page["on"], "names"]}
    data = {"page": {**page, "view": [south, west, north, east]}}
    data["layer-surroundings"] = layer_block("surroundings", around, 0)
    data["layer-sea"] = layer_block("surroundings", sea(whole, coarse), coarse)
    water = page_water(facts.water)
    # a district's map can be moved over the whole plan, as its surroundings can
    if tiles is None and (waters := water_block(water, whole, tolerance)) is not None:
        data["layer-water"] = waters
        frames["water"] = water
    credited = used_credits(facts.provenance, frames, named="layer-names" in blocks)
    data["page"]["credits"] = [shown_texts(one) for one in credited]
    credit = Series(tuple(credited), "points") if credited else None
    proof = {"proof": weakest(facts.certificates), "grade": weakest_grade(facts.certificates)}
    held = {**word_blocks(facts), "signs": signs(), **data, **blocks, **(more or {})}
    return render(
        f"{kind}.html.j2",
        view,
        held,
        {"kind": kind, "facts": facts, "credit": credit, "against": None, **proof, **context},
        tiles,
    )


def _drawn(name: str, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the rows of a layer that a page draws: of what stands, what does so at the horizon."""
    return frame[frame["stands"].astype(bool)] if name == "standing" and len(frame) else frame


def bounds_of(frame: gpd.GeoDataFrame) -> Bounds:
    """Give west, south, east, north of a layer, rounded to about 100 m."""
    west, south, east, north = (round(float(value), 3) for value in frame.total_bounds)
    return west, south, east, north


def draw_reach(frames: dict[str, gpd.GeoDataFrame], layers: PlanLayers, tolerance: float) -> dict[str, Any]:
    """Put the roads that a page draws in the place of its frame ``reach``; give what its script is told."""
    if not len(frames["reach"]):
        return {}
    frames["reach"], drawn = page_reach(frames["reach"], tolerance)
    return {"reach": reach_facts(layers.reach, drawn)}
