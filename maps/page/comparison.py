"""``compare.html``: plans side by side, what differs between them and why, and two maps with a swipe."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gisplan_words import listed, message
from layers.results import type_columns
from maps.data.blocks import block
from maps.data.contents import records
from maps.page.analysis import LISTED, POINT_TEXTS, analysis_page, district_names, place_words
from maps.words.catalogue import term
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

_POINTS: Final = {
    **dict.fromkeys((*POINT_TEXTS, "ownership")),
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
    names = [run.name for run in runs]
    others = names[1:]
    currency = base.facts.currency
    districts = district_names(*(run.layers for run in runs))
    page = {
        "runs": names,
        "colour": "change",
        "types": list(dict.fromkeys(kind for run in runs for kind in run.layers.charger_types())),
    }
    points = {}
    for place, run in enumerate(runs):
        points[f"sites-{place}"] = _points(run.layers.sites)
        points[f"stations-{place}"] = _points(run.layers.stations)
    context = {
        "title": message("compare-title"),
        "subtitle": message("compare-against", base=base.name, others=listed(others)),
        "runs": [
            (run.name, run.facts, weakest(run.certificates), weakest_grade(run.certificates)) for run in runs
        ],
        "figures": _figures(tables["figures"], names, currency),
        "within": bool((tables["figures"]["within"] == True).any()),  # noqa: E712 - None stands for unknown
        "changes": [_changes(name, tables, roots[name], districts, currency) for name in others],
    }
    return analysis_page("compare", "compare", page, points, context, layers=base.layers, facts=base.facts)


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
        "kind": message(f"compare-{row['kind']}"),
        **place_words(row, districts),
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
