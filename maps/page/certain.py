"""``certain.html``: which sites every plan nearly as good has, and what takes the place of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd

from gisplan_numbers import Figure
from gisplan_words import message
from maps.data.blocks import block
from maps.data.contents import records
from maps.page.analysis import LISTED, POINT_TEXTS, analysis_page, district_names, place_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from gisplan_words import Said
    from layers.results import PlanLayers
    from maps.data.facts import PageFacts

GRADES: Final = ("fixed", "every", "most", "few")
_POINTS: Final = {
    **dict.fromkeys((*POINT_TEXTS, "grade")),
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
    popups = [["share", "share"], ["plans", "count"]]
    districts = district_names(layers)
    return analysis_page(
        "certain",
        "certain",
        {"colour": "grade", "popups": dict.fromkeys(("sites", "stations"), popups)},
        {"sites": _points(table, "charging"), "stations": _points(table, "hydrogen")},
        {
            "title": message("certain-title"),
            "says": sentences_of(figures, facts.currency),
            "grades": [(grade, int((table["grade"] == grade).sum())) for grade in GRADES],
            "tables": [_rows(table, kind, districts, facts.currency) for kind in ("hydrogen", "charging")],
            "within": Figure(figures["within"], "share"),
        },
        layers=layers,
        facts=facts,
    )


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
            **place_words(row, districts),
            "without": Figure(row["without"], unit, currency=currency),
            "proof": message(f"certain-proof-{row['proof'] or 'none'}"),
        }
        for row in records(ordered.head(LISTED))
    ]
    return {"kind": kind, "title": message(f"certain-table-{kind}"), "rows": rows, "count": len(own)}
