"""``compare.html``: plans side by side, what differs between them and why, and two maps with a swipe."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from gisplan_words import listed, message, named
from layers.results import type_columns
from maps.data.blocks import block
from maps.data.contents import layer_block, records, word_blocks
from maps.data.signs import signs
from maps.frame.page import render
from maps.frame.surroundings import sea, surroundings
from maps.page.drawn import bounds_of
from maps.words.catalogue import term
from maps.words.credit import osm_credit
from maps.words.figures import signed, with_unit
from maps.words.proof import stage_name, weakest, weakest_grade
from maps.words.text import told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

    from gisplan_words import Said
    from layers.results import PlanLayers
    from maps.data.facts import PageFacts

TOLERANCE: Final = 0.0008
"""Simplification in degrees, about 80 m: one pixel at zoom 11."""
LISTED: Final = 250
"""Sites that the page lists of each run; the table beside it has all."""
_POINTS: Final = {
    **dict.fromkeys(("site_id", "name_zh", "name_en", "category", "access", "ownership")),
    "chargers": 0,
    "size_kg_day": 0,
    "verified": 0,
}
"""Columns of sites and stations that the maps carry, with their decimals."""


@dataclass(frozen=True)
class ComparedRun:
    """One plan of a comparison.

    Parameters
    ----------
    name
        Name of the run, unique among them.
    layers, facts
        Its result layers, and what its own pages say.
    certificates
        Of its stages, each with ``grade`` and ``asked``.
    """

    name: str
    layers: PlanLayers
    facts: PageFacts
    certificates: Sequence[Mapping[str, Any]]


def comparison_page(
    runs: Sequence[ComparedRun],
    tables: Mapping[str, pd.DataFrame],
    roots: Mapping[str, Sequence[tuple[Said, str, str, str]]],
) -> str:
    """Give the page of a comparison; all runs but the first are held against it.

    Parameters
    ----------
    runs
        Two or more.
    tables
        ``figures``, ``sites`` (with ``why`` as something sayable), ``groups``, ``clauses`` and ``proofs``,
        each with a column ``run``.
    roots
        What went in differently, by run: kind, name, before, after.

    Returns
    -------
    str
        HTML text that opens without a network.
    """
    base = runs[0]
    facts = replace(base.facts, certificates=[])  # each run says for itself whether it is a draft
    view = bounds_of(base.layers.districts)
    names = [run.name for run in runs]
    west, south, east, north = view
    page = {
        "kind": "compare",
        "runs": names,
        "view": [south, west, north, east],
        "on": ["districts", "places", "sites", "stations"],
        "colour": "change",
        "tiles": False,
        "types": list(dict.fromkeys(kind for run in runs for kind in run.layers.charger_types())),
    }
    blocks = {
        **word_blocks(base.facts),
        "page": page,
        "signs": signs(),
        "layer-sea": layer_block("surroundings", sea(view, 0.004), 0.004),
        "layer-surroundings": layer_block("surroundings", surroundings(view, 0.004), 0),
        "layer-districts": layer_block("districts", base.layers.districts, TOLERANCE),
        "layer-places": layer_block("places", base.layers.places, 0),
    }
    for place, run in enumerate(runs):
        blocks[f"layer-sites-{place}"] = _points(run.layers.sites)
        blocks[f"layer-stations-{place}"] = _points(run.layers.stations)
    others = names[1:]
    districts = {
        str(row["adcode"]): named(str(row["name_zh"]), str(row["name_en"]))
        for run in reversed(runs)
        for row in records(run.layers.districts)
    }
    context = {
        "kind": "compare",
        "against": False,
        "facts": facts,
        "title": message("compare-title"),
        "subtitle": message("compare-against", base=base.name, others=listed(others)),
        "c": lambda key, **figures: message(f"compare-{key}", **figures),
        "runs": [
            (run.name, run.facts, weakest(run.certificates), weakest_grade(run.certificates)) for run in runs
        ],
        "figures": _figures(tables["figures"], names, base.facts.currency),
        "within": bool((tables["figures"]["within"] == True).any()),  # noqa: E712 - None stands for unknown
        "changes": [_changes(name, tables, roots[name], districts, base.facts.currency) for name in others],
        "credit": osm_credit(base.facts.provenance),
        "listed": LISTED,
    }
    return render("compare.html.j2", view, blocks, context)


def _points(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """Give the points of a layer with what the maps need of them; an empty one has no place."""
    counts = {f"n_{kind}": 0 for kind in type_columns(frame)}
    return {"x": [], "y": [], **block(frame, {**_POINTS, **counts})}


def _figures(table: pd.DataFrame, names: Sequence[str], currency: str) -> list[dict[str, Any]]:
    """Give one row a figure, one cell a run: value, difference from the first, whether within the proof."""
    found = []
    for key, rows in table.groupby("key", sort=False):
        by_run = {row["run"]: row for row in rows.to_dict("records")}
        cells: list[tuple[Said, Said | None, bool] | None] = []
        for name in names:
            row = by_run.get(name)
            if row is None:
                cells.append(None)
                continue
            value = with_unit(row["value"], row["unit"], currency)
            apart = _apart(row["difference"], row["unit"], currency)
            cells.append((value, apart, row["within"] is True))
        found.append({"label": message(f"headline-{key}"), "cells": cells})
    return found


def _apart(difference: float, unit: object, currency: str) -> Said | None:
    """Give a difference with its sign; None where there is none, or it is not known."""
    return None if not difference or math.isnan(difference) else signed(difference, unit, currency)


def _changes(
    name: str,
    tables: Mapping[str, pd.DataFrame],
    roots: Sequence[tuple[Said, str, str, str]],
    districts: Mapping[str, Said],
    currency: str,
) -> dict[str, Any]:
    """Give what a template says of one run against the first."""
    own = {key: table[table["run"] == name] for key, table in tables.items() if "run" in table}
    sites = own["sites"]
    counts = {one: int((sites["change"] == one).sum()) for one in ("opened", "closed", "resized", "moved")}
    return {
        "name": name,
        "counts": message("compare-counts", run=name, **counts),
        "roots": roots,
        "count": len(sites),
        "sites": [_site(row, currency, districts) for row in records(sites.head(LISTED))],
        "groups": [_group(row, currency, districts) for row in records(own["groups"])],
        "clauses": [_clause(row) for row in records(own["clauses"])],
        "proofs": [{**row, "stage": stage_name(row["stage"])} for row in records(own["proofs"])],
    }


def _clause(row: dict[str, Any]) -> dict[str, Any]:
    sides = ("achieved_before", "achieved")
    return {**row, **{side: with_unit(row[side], row["unit"], asked=row["target_value"]) for side in sides}}


def _site(row: dict[str, Any], currency: str, districts: Mapping[str, Said]) -> dict[str, Any]:
    hydrogen = row["kind"] == "hydrogen"
    return {
        "site_id": row["site_id"],
        "name": named(str(row["name_zh"] or ""), str(row["name_en"] or "")),
        "kind": message(f"compare-{row['kind']}"),
        "category": term("category", row["category"]),
        "district": districts.get(str(row["adcode"]), told(row["adcode"])),
        "change": row["change"],
        "before": with_unit(row["before"], "kg/day" if hydrogen else "chargers"),
        "after": with_unit(row["after"], "kg/day" if hydrogen else "chargers"),
        "difference": row["difference"],
        "cost": _apart(row["investment_cost"], "currency", currency),
        "cost_value": row["investment_cost"],
        "served": _apart(row["served"], "kg/day" if hydrogen else "kWh/day", currency),
        "served_value": row["served"],
        "other": row["other"],
        "cause": message(f"compare-cause-{row['cause']}"),
        "why": row["why"],
    }


def _group(row: dict[str, Any], currency: str, districts: Mapping[str, Said]) -> dict[str, Any]:
    by_district = row["by"] == "district"
    group = str(row["group"])
    return {
        **row,
        "label": districts.get(group, told(group)) if by_district else term("category", group),
        "chargers_said": _apart(row["chargers"], "chargers", currency),
        "cost_said": _apart(row["investment_cost"], "currency", currency),
        "energy_said": _apart(row["served_kwh_day"], "kWh/day", currency),
    }
