"""The page of an analysis of plans: districts and places on a map, points of its own, and what it says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from gisplan_words import message, named
from maps.data.contents import layer_block, records, word_blocks
from maps.data.signs import signs
from maps.data.water import page_water, water_block
from maps.frame.page import render
from maps.frame.surroundings import sea, surroundings
from maps.page.drawn import bounds_of
from maps.words.catalogue import term
from maps.words.credit import osm_credit
from maps.words.text import shown_texts, told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gisplan_words import Said
    from layers.results import PlanLayers
    from maps.data.facts import PageFacts

TOLERANCE: Final = 0.0008
"""Simplification in degrees, about 80 m: one pixel at zoom 11."""
LISTED: Final = 200
"""Rows that a list of the page shows; the table beside it has all."""
POINT_TEXTS: Final = ("site_id", "name_zh", "name_en", "category", "access")
"""Columns of words that points carry."""


def analysis_page(
    kind: str,
    words: str,
    page: Mapping[str, Any],
    points: Mapping[str, Any],
    context: Mapping[str, Any],
    *,
    layers: PlanLayers,
    facts: PageFacts,
) -> str:
    """Give the page of an analysis.

    Parameters
    ----------
    kind
        Name of the page and of its template.
    words
        What the keys of its messages begin with.
    page
        What its script is told beside what every such page says.
    points
        Its own layers as blocks, by name.
    context
        What its template is told.
    layers, facts
        Of the plan whose districts are drawn, and its words.

    Returns
    -------
    str
        HTML text that opens without a network.
    """
    view = bounds_of(layers.districts)
    west, south, east, north = view
    waters = water_block(page_water(facts.water), view, TOLERANCE)
    blocks = {
        **word_blocks(facts),
        "page": {
            "kind": kind,
            "view": [south, west, north, east],
            "on": ["districts", "places", "sites", "stations"],
            "tiles": False,
            "credits": [],
            "ground": shown_texts(message("source-ground")),
            "sources": {},
            "proofs": {},
            "proof": {"words": shown_texts(told("")), "grade": "none"},
            **page,
        },
        "signs": signs(),
        "layer-sea": layer_block("surroundings", sea(view, 0.004), 0.004),
        "layer-surroundings": layer_block("surroundings", surroundings(view, 0.004), 0),
        **({"layer-water": waters} if waters is not None else {}),
        "layer-districts": layer_block("districts", layers.districts, TOLERANCE),
        "layer-places": layer_block("places", layers.places, 0),
        **{f"layer-{name}": block for name, block in points.items()},
    }
    says = {
        "kind": kind,
        "against": False,
        "facts": replace(facts, certificates=[]),  # the page says for itself what is proven
        "c": lambda key, **figures: message(f"{words}-{key}", **figures),
        "listed": LISTED,
        "credit": osm_credit(facts.provenance),
        **context,
    }
    return render(f"{kind}.html.j2", view, blocks, says)


def district_names(*plans: PlanLayers) -> dict[str, Said]:
    """Give the names of districts by adcode; the first plan's hold."""
    return {
        str(row["adcode"]): named(str(row["name_zh"]), str(row["name_en"]))
        for layers in reversed(plans)
        for row in records(layers.districts)
    }


def place_words(row: Mapping[str, Any], districts: Mapping[str, Said]) -> dict[str, Said]:
    """Give name, category and district of a site as its row in a list says them."""
    return {
        "name": named(str(row["name_zh"] or ""), str(row["name_en"] or "")),
        "category": term("category", row["category"]),
        "district": districts.get(str(row["adcode"]), told(str(row["adcode"] or ""))),
    }
