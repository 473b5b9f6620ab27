"""``certain.html``: which sites every plan nearly as good has, and what takes the place of the others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd

from gisplan_numbers import Figure
from gisplan_words import message, named
from maps.data.blocks import block
from maps.data.contents import layer_block, records, word_blocks
from maps.data.signs import signs
from maps.frame.page import render
from maps.frame.surroundings import sea, surroundings
from maps.page.drawn import bounds_of
from maps.words.catalogue import term
from maps.words.credit import osm_credit
from maps.words.text import shown_texts, told

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from gisplan_words import Said
    from layers.results import PlanLayers
    from maps.data.facts import PageFacts

TOLERANCE: Final = 0.0008
"""Simplification in degrees, about 80 m: one pixel at zoom 11."""
LISTED: Final = 250
"""Charging sites that the page lists; the table beside it has all."""
GRADES: Final = ("fixed", "every", "most", "few")
_POINTS: Final = {
    **dict.fromkeys(("site_id", "name_zh", "name_en", "category", "access", "grade")),
    "chargers": 0,
    "plans": 0,
    "share": 3,
}


def certain_page(
    table: pd.DataFrame, figures: Mapping[str, Any], layers: PlanLayers, facts: PageFacts
) -> str:
    """Give the page of which sites of a plan are certain.

    Parameters
    ----------
    table, figures
        See `gisplan.certain.Certain`.
    layers, facts
        Of the plan: the districts of its map, and its words.

    Returns
    -------
    str
        HTML text that opens without a network.
    """
    view = bounds_of(layers.districts)
    west, south, east, north = view
    page = {
        "kind": "certain",
        "view": [south, west, north, east],
        "on": ["districts", "places", "sites", "stations"],
        "colour": "grade",
        "tiles": False,
        "credits": [],
        "ground": shown_texts(message("source-ground")),
        "popups": {name: [["share", "share"], ["plans", "count"]] for name in ("sites", "stations")},
        "sources": {},
        "proofs": {},
        "proof": {"words": shown_texts(told("")), "grade": "none"},
    }
    blocks = {
        **word_blocks(facts),
        "page": page,
        "signs": signs(),
        "layer-sea": layer_block("surroundings", sea(view, 0.004), 0.004),
        "layer-surroundings": layer_block("surroundings", surroundings(view, 0.004), 0),
        "layer-districts": layer_block("districts", layers.districts, TOLERANCE),
        "layer-places": layer_block("places", layers.places, 0),
        "layer-sites": _points(table, "charging"),
        "layer-stations": _points(table, "hydrogen"),
    }
    districts = {
        str(row["adcode"]): named(str(row["name_zh"]), str(row["name_en"]))
        for row in records(layers.districts)
    }
    context = {
        "kind": "certain",
        "against": False,
        "facts": replace(facts, certificates=[]),
        "title": message("certain-title"),
        "c": lambda key, **told_of: message(f"certain-{key}", **told_of),
        "says": sentences_of(figures, facts.currency),
        "grades": [(grade, int((table["grade"] == grade).sum())) for grade in GRADES],
        "tables": [_rows(table, kind, districts, facts.currency) for kind in ("hydrogen", "charging")],
        "listed": LISTED,
        "within": Figure(figures["within"], "share"),
        "credit": osm_credit(facts.provenance),
    }
    return render("certain.html.j2", view, blocks, context)


def sentences_of(figures: Mapping[str, Any], currency: str) -> list[Said]:
    """Say of each kind how many sites of the plan are fixed, and how many have alternatives.

    Parameters
    ----------
    figures
        See `gisplan.certain.Certain`.
    currency
        ISO 4217 code of money.
    """
    said: list[Said] = []
    for kind in ("hydrogen", "charging"):
        if f"{kind}_sites" not in figures:
            continue
        counts = {name: int(figures[f"{kind}_{name}"]) for name in (*GRADES, "sites", "example", "plans")}
        counts["open"] = counts["sites"] - counts["fixed"] - counts["example"]
        unit = "kg/day" if kind == "hydrogen" else "people"
        asked = Figure(figures[f"{kind}_asked"], unit)
        most = Figure(figures.get("hydrogen_cost"), "currency/year", currency=currency)
        counts["mostly" if kind == "charging" else "found"] = counts.pop("most")
        money = {"most": most} if kind == "hydrogen" else {}
        said.append(message(f"certain-says-{kind}", **counts, **money, asked=asked))
    return said


def _points(table: pd.DataFrame, kind: str) -> dict[str, Any]:
    shown = table[table["kind"] == kind]
    if shown.empty:
        return {"rows": 0, "columns": {}, "x": [], "y": []}
    points = gpd.GeoDataFrame(shown, geometry=gpd.points_from_xy(shown["lon"], shown["lat"]), crs=4326)
    # what the plan has is large, what takes its place elsewhere small
    return block(points.assign(chargers=points["in_plan"].map({True: 40, False: 8})), _POINTS)


def _rows(table: pd.DataFrame, kind: str, districts: Mapping[str, Said], currency: str) -> dict[str, Any]:
    own = table[(table["kind"] == kind) & table["in_plan"].astype(bool)]
    unit = "currency/year" if kind == "hydrogen" else "people"
    order = own["grade"].map({grade: at for at, grade in enumerate(GRADES)})
    ordered = own.assign(order=order).sort_values(
        ["order", "share", "site_id"], ascending=[True, False, True]
    )
    rows = [
        {
            **row,
            "layer": "stations" if kind == "hydrogen" else "sites",
            "name": named(str(row["name_zh"] or ""), str(row["name_en"] or "")),
            "category": term("category", row["category"]),
            "district": districts.get(str(row["adcode"]), told(str(row["adcode"] or ""))),
            "without": Figure(row["without"], unit, currency=currency),
            "proof": message(f"certain-proof-{row['proof'] or 'none'}"),
        }
        for row in records(ordered.head(LISTED))
    ]
    return {"kind": kind, "title": message(f"certain-table-{kind}"), "rows": rows, "count": len(own)}
