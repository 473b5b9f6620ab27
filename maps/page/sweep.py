"""``sweep.html``: many plans in one table, their frontier, what matters, regrets, sites that all have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
from markupsafe import Markup

from gisplan_words import message
from maps.data.blocks import block
from maps.data.contents import records
from maps.page.analysis import POINT_TEXTS, analysis_page
from maps.pictures.sweep_charts import frontier_chart, tornado_chart
from maps.words.figures import with_unit
from maps.words.text import told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from gisplan_words import Said
    from layers.results import PlanLayers
    from maps.data.facts import PageFacts

SHARES: Final = (0.25, 0.5, 0.75, 1.0)
"""Inner breaks of the classes of sites by the share of plans that have them: the last class is every plan."""


@dataclass(frozen=True)
class SweepTables:
    """What the page says.

    Parameters
    ----------
    items
        One row an item: label, state, reason_zh, reason_en, settings and figures.
    settings
        Columns of settings that differ.
    figures
        Columns of figures, with their labels and units.
    frontier, effects, regret, worst, sites
        Tables of what was found; None without.
    plans
        How many plans there are.
    """

    items: pd.DataFrame
    settings: Sequence[str]
    figures: Sequence[tuple[str, Said, str]]
    frontier: pd.DataFrame | None
    effects: pd.DataFrame | None
    regret: pd.DataFrame | None
    worst: pd.DataFrame | None
    sites: pd.DataFrame | None
    plans: int


def sweep_page(
    name: str,
    tables: SweepTables,
    figures: Mapping[str, tuple[Said, str]],
    axes: tuple[str, str] | None,
    layers: PlanLayers,
    facts: PageFacts,
) -> str:
    """Give the page of a sweep.

    Parameters
    ----------
    name
        Name of the sweep.
    tables
        What it says.
    figures
        Label and unit of the figures that charts are of, by name.
    axes
        Cost and gain of its frontier; None without one.
    layers, facts
        Of its first plan: the districts of its map, and its words.

    Returns
    -------
    str
        HTML text that opens without a network.
    """
    page = {
        "on": ["districts", "places", "sites"],
        "colour": "share",
        "siteMeasures": {"share": {"unit": "share", "ramp": "good", "breaks": {"quantile": list(SHARES)}}},
        "popups": {"sites": [["share", "share"], ["plans", "count"]]},
    }
    context = {
        "title": message("sweep-title", name=name),
        "settings": tables.settings,
        "figures": tables.figures,
        "rows": [_row(row, tables, facts.currency) for row in records(tables.items)],
        "plans": tables.plans,
        "charts": _charts(tables, figures, axes, facts.currency),
        "frontier": None
        if tables.frontier is None or axes is None
        else _frontier(tables.frontier, figures, axes, facts),
        "regret": None
        if tables.regret is None or tables.worst is None
        else _regret(tables.regret, tables.worst),
        "has_map": tables.sites is not None,
        "shares": _share_counts(tables.sites),
    }
    points = {} if tables.sites is None else {"sites": _site_block(tables.sites)}
    return analysis_page("sweep", "sweep-page", page, points, context, layers=layers, facts=facts)


def _chosen(sites: pd.DataFrame) -> pd.DataFrame:
    """Give the hydrogen stations and the public sites: private and dedicated ones serve their own ground."""
    return sites[(sites["kind"] == "hydrogen") | (sites["access"] == "public")]


def _site_block(sites: pd.DataFrame) -> dict[str, Any]:
    shown = _chosen(sites)
    points = gpd.GeoDataFrame(shown, geometry=gpd.points_from_xy(shown["lon"], shown["lat"]), crs=4326)
    # stations are few and stand out; the size of a mark says nothing else here
    size = (points["kind"] == "hydrogen").map({True: 400, False: 30})
    points = points.assign(access=points["access"].fillna("public"), chargers=size)
    return block(points, {**dict.fromkeys(POINT_TEXTS), "chargers": 0, "share": 3, "plans": 0})


def _share_counts(sites: pd.DataFrame | None) -> list[tuple[Said, int]]:
    """Count public sites and stations by how many of the plans have them."""
    if sites is None:
        return []
    chosen = _chosen(sites)
    every, most = chosen["share"] >= 1.0, chosen["share"] > 0.5
    counts = {"every": every, "most": most & ~every, "few": ~most}
    return [(message(f"sweep-page-sites-{key}"), int(mask.sum())) for key, mask in counts.items()]


def _row(row: dict[str, Any], tables: SweepTables, currency: str) -> dict[str, Any]:
    return {
        "label": row["label"],
        "key": row["key"],
        "state": row["state"],
        "reason": {"zh": row["reason_zh"] or "", "en": row["reason_en"] or ""}
        if row["state"] == "failed"
        else None,
        "settings": [told(row.get(name)) for name in tables.settings],
        "figures": [
            (row.get(name), with_unit(row.get(name), unit, currency)) for name, _, unit in tables.figures
        ],
    }


def _charts(
    tables: SweepTables,
    figures: Mapping[str, tuple[Said, str]],
    axes: tuple[str, str] | None,
    currency: str,
) -> list[tuple[Said, dict[str, Markup]]]:
    found: list[tuple[Said, dict[str, str]]] = []
    if tables.frontier is not None and axes is not None and len(tables.frontier):
        (cost, cost_unit), (gain, gain_unit) = (figures[name] for name in axes)
        drawn = frontier_chart(tables.frontier, (cost, gain), (cost_unit, gain_unit), currency)
        found.append((message("sweep-page-frontier"), drawn))
    if tables.effects is not None:
        for output, rows in tables.effects.groupby("output", sort=False):
            label, unit = figures[str(output)]
            if rows["mu_star"].max() > 0:
                found.append((label, tornado_chart(rows, str(output), label, unit, currency)))
    # matplotlib escapes
    return [(title, {key: Markup(svg) for key, svg in drawn.items()}) for title, drawn in found]  # noqa: S704


def _frontier(
    table: pd.DataFrame, figures: Mapping[str, tuple[Said, str]], axes: tuple[str, str], facts: PageFacts
) -> dict[str, Any]:
    labels = [figures[name][0] for name in axes]
    units = [figures[name][1] for name in axes]
    rows = [
        {
            "label": row["label"],
            "cost": with_unit(row["cost"], units[0], facts.currency),
            "gain": with_unit(row["gain"], units[1], facts.currency),
            "gap": row["gap"],
            "dominated_by": row["dominated_by"],
            "knee": row["knee"],
        }
        for row in records(table)
    ]
    return {"labels": labels, "rows": rows}


def _regret(table: pd.DataFrame, worst: pd.DataFrame) -> dict[str, Any]:
    futures = list(dict.fromkeys(table["future"]))
    cells = {(row["plan"], row["future"]): row for row in records(table)}
    rows = [
        {
            "plan": row["plan"],
            "least": row["least"],
            "worst": row["worst_kwh_day"],
            "future": row["future"],
            "cells": [cells[row["plan"], future]["regret_kwh_day"] for future in futures],
        }
        for row in records(worst)
    ]
    return {"futures": futures, "rows": rows}
