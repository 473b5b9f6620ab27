"""``progress.html``: what of a plan stands on a day, what is left, at what pace, and the plan rolled on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from markupsafe import Markup

from gisplan_numbers import Figure
from gisplan_words import message
from maps.data.blocks import block
from maps.data.contents import records
from maps.page.analysis import LISTED, POINT_TEXTS, analysis_page, district_names, place_words
from maps.pictures.sweep_charts import pace_chart
from maps.words.catalogue import term
from maps.words.text import told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

    from gisplan_words import Said
    from layers.results import PlanLayers
    from maps.data.facts import PageFacts

_STATES: Final = ("built", "begun", "open", "unplanned")
_POINTS: Final = {
    **dict.fromkeys((*POINT_TEXTS, "state")),
    **dict.fromkeys(("chargers", "planned", "built", "metres"), 0),
}


@dataclass(frozen=True)
class ProgressTables:
    """What the page says.

    Parameters
    ----------
    figures
        See `gisplan.progress.Progress.figures`.
    table
        kind, dimension, key, planned, built, left.
    sites
        A row a place (EPSG:4326), see `gisplan.progress.Progress.sites`.
    curve
        day, built.
    changes
        What a plan rolled on changes, see `gisplan.progress.Rolled.changes`; None without one.
    undone
        How many built stations that plan lacks.
    links
        Label and path of files beside the page.
    """

    figures: Mapping[str, Any]
    table: pd.DataFrame
    sites: gpd.GeoDataFrame
    curve: pd.DataFrame
    changes: pd.DataFrame | None
    undone: int
    links: Sequence[tuple[Said, str]]


def progress_page(tables: ProgressTables, layers: PlanLayers, facts: PageFacts) -> str:
    """Give the page of what stands of a plan.

    Parameters
    ----------
    tables
        What it says.
    layers, facts
        Of the plan: the districts of its map, and its words.

    Returns
    -------
    str
        HTML text that opens without a network.
    """
    figures = tables.figures
    districts = district_names(layers)
    popups = {
        name: [["planned", unit], ["built", unit], ["metres", "m"]]
        for name, unit in (("sites", "chargers"), ("stations", "stations"))
    }
    return analysis_page(
        "progress",
        "built",
        {"colour": "state", "popups": popups},
        {"sites": _points(tables.sites, "charging"), "stations": _points(tables.sites, "hydrogen")},
        {
            "title": message("built-title", on=str(figures["on"])),
            "says": headline(figures),
            "tiles": _tiles(figures),
            "states": [(state, int(figures[f"sites_{state}"])) for state in _STATES],
            "tables": [_table(kind, tables.table, districts) for kind in ("charging", "hydrogen")],
            "chart": {
                key: Markup(svg)  # noqa: S704 - matplotlib escapes
                for key, svg in pace_chart(tables.curve, figures).items()
            },
            "lists": _lists(tables.sites, districts),
            "changes": None if tables.changes is None else _changes(tables.changes, districts),
            "undone": tables.undone,
            "links": tables.links,
            "f": figures,
        },
        layers=layers,
        facts=facts,
    )


def headline(figures: Mapping[str, Any]) -> Said:
    """Give the one sentence: of the target what stands, what is left, and what comes of the pace.

    Parameters
    ----------
    figures
        See `gisplan.progress.Progress.figures`.
    """
    expected = figures["expected"]
    pace = {"horizon": str(figures["horizon"]), "expected": "none" if expected is None else expected}
    names = ("target", "on", "built", "left", "undated")
    return message("progress-stands", **{name: figures[name] for name in names}, **pace)


def _points(sites: gpd.GeoDataFrame, kind: str) -> dict[str, Any]:
    shown = sites[sites["kind"] == kind]
    shown = shown.assign(
        chargers=np.maximum(shown["planned"], shown["built"]),
        site_id=shown["site_id"].where(shown["site_id"] != "", shown["standing_id"]),
    )
    return {"x": [], "y": [], **block(shown, _POINTS)}


def _tiles(figures: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the figures that stand first, each with its part of the target and a note."""
    target, expected, rest = figures["target"], figures["expected"], figures["needed_month"]
    behind = expected is not None and expected < target
    verdict = "plain" if expected is None else "not-met" if behind else "met"
    asked = "none" if rest is None else "some"
    pace = {name: Figure(figures[f"{name}_month"], "one") for name in ("pace", "needed")}
    tiles = [
        ("stands", figures["built"], "chargers", "plain", message("built-since", day=figures["base"])),
        ("left", figures["left"], "chargers", "plain", message("built-of", target=target)),
        ("expected", expected, "chargers", verdict, message("built-short", short=figures["short"] or 0)),
        ("pace", pace["pace"], "", verdict, message("built-needed", rest=asked, **pace)),
    ]
    if figures["hydrogen_target"]:
        note = message("built-of-stations", target=figures["hydrogen_target"])
        tiles.append(("hydrogen", figures["hydrogen_built"], "stations", "plain", note))
    parts = {"stands": figures["built"], "expected": expected}
    return [
        {
            "label": message(f"built-{key}"),
            "value": Figure(value, unit) if not isinstance(value, Figure) else value,
            "kind": kind,
            "note": note,
            "part": None if parts.get(key) is None or not target else min(1.0, parts[key] / target),
        }
        for key, value, unit, kind, note in tiles
    ]


def _table(kind: str, table: pd.DataFrame, districts: Mapping[str, Said]) -> dict[str, Any]:
    """Give the tables of chargers or of stations by dimension, but for one that knows no part by name."""
    own, unit = table[table["kind"] == kind], "stations" if kind == "hydrogen" else "chargers"
    found = []
    for dimension, rows in own.groupby("dimension", sort=False):
        if set(rows["key"]) <= {""}:
            continue
        ordered = rows if dimension == "year" else rows.sort_values("planned", ascending=False, kind="stable")
        said = [
            {**row, "label": _label(str(dimension), str(row["key"]), districts), "part": _part(row)}
            for row in records(ordered)
        ]
        sums = {name: float(rows[name].sum()) for name in ("planned", "built")}
        sums["left"] = max(0.0, sums["planned"] - sums["built"])
        # a plan that names no operator has none to hold theirs against
        alone = not (rows["planned"] > 0)[rows["key"] != ""].any()
        said = [row for row in said if row["built"] > 0] if alone else said
        label = message(f"built-by-{dimension}")
        found.append({"label": label, "rows": said, "sums": sums, "alone": alone})
    return {"title": message(f"built-tables-{kind}"), "unit": unit, "parts": found}


def _part(row: Mapping[str, Any]) -> float | None:
    return min(1.0, row["built"] / row["planned"]) if row["planned"] > 0 else None


def _label(dimension: str, key: str, districts: Mapping[str, Said]) -> Said:
    if key == "":
        return message(f"built-no-{'place' if dimension == 'year' else 'name'}")
    if dimension == "district":
        return districts.get(key, told(key))
    return term("category", key) if dimension == "category" else told(key)


def _lists(sites: gpd.GeoDataFrame, districts: Mapping[str, Said]) -> list[dict[str, Any]]:
    """List what does not match, both ways: planned and not built, built and not planned; largest first."""
    found = []
    for state, size in (("open", "planned"), ("begun", "planned"), ("unplanned", "built")):
        rows = sites[sites["state"] == state].sort_values(size, ascending=False, kind="stable")
        found.append(
            {
                "state": state,
                "title": message(f"built-list-{state}"),
                "count": len(rows),
                "rows": [_place(row, districts) for row in records(rows.head(LISTED))],
            }
        )
    return found


def _place(row: Mapping[str, Any], districts: Mapping[str, Said]) -> dict[str, Any]:
    key = row["site_id"] or row["standing_id"]
    layer = "stations" if row["kind"] == "hydrogen" else "sites"
    return {**row, "key": key, "layer": layer, **place_words(row, districts)}


def _changes(changes: pd.DataFrame, districts: Mapping[str, Said]) -> dict[str, Any]:
    counts = changes.groupby("change")["site_id"].count().to_dict()
    told_of = changes[changes["change"].isin(("opened", "closed", "resized"))]
    size = told_of[["planned", "built", "to_come"]].max(axis=1)
    ordered = told_of.iloc[np.lexsort((-size, told_of["kind"] != "hydrogen"))]
    return {
        "counts": [(message(f"built-change-{name}"), n) for name, n in sorted(counts.items())],
        "rows": [_place(row, districts) for row in records(ordered.head(LISTED))],
        "count": len(told_of),
    }
