"""``simulation.html``: a simulated day of a plan, its sites coloured by the wait of the hour on a slider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gisplan_words import message
from layers.demand.profiles import HOURS
from maps.data.blocks import block
from maps.data.contents import records
from maps.page.analysis import POINT_TEXTS, analysis_page
from maps.words.catalogue import term

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

    from gisplan_words import Said
    from layers.results import PlanLayers
    from maps.data.facts import PageFacts

BREAKS: Final = (1, 5, 10, 30)
"""Minutes between the classes of waits."""
SMALLEST_MARK: Final = 60
"""Chargers whose mark the smallest site has: its colour is to be seen at the scale of a city."""
WORST: Final = 25
"""Hours of sites that are listed."""


@dataclass(frozen=True)
class SimulatedDay:
    """What the page says.

    Parameters
    ----------
    day
        Name of the day type.
    seeds
        How many seeds were run.
    sites, groups
        As `gisplan.simulate.Simulation` has them.
    figures
        Sums of the day.
    group_names
        Names of the service groups, by id.
    relief
        A row a site that needs relief, as `gisplan.simulate.relief` names them; None where none was asked.
    """

    day: str
    seeds: int
    sites: pd.DataFrame
    groups: pd.DataFrame
    figures: Mapping[str, Any]
    group_names: Mapping[str, Said]
    relief: pd.DataFrame | None = None


def hours_page(day: SimulatedDay, layers: PlanLayers, facts: PageFacts) -> str:
    """Give the page of a simulated day.

    Parameters
    ----------
    day
        What it says.
    layers, facts
        Of the plan: the districts of its map, and its words.

    Returns
    -------
    str
        HTML text that opens without a network.
    """
    measure = {"unit": "min", "ramp": "wait", "breaks": {"quantile": list(BREAKS)}}
    page = {
        "on": ["districts", "places", "sites"],
        "colour": "wait_0",
        "siteMeasures": {f"wait_{hour}": measure for hour in range(HOURS)},
        "popups": {
            "sites": [
                ["chargers", "count"],
                ["day_sessions", "one"],
                ["day_wait", "min"],
                ["day_lost", "one"],
            ]
        },
    }
    every = day.groups[day.groups["kind"] == "all"]
    hours = every[every["hour"].notna()]
    busiest = hours.sort_values("wait_minutes", kind="stable", na_position="first")["hour"].tolist()
    context = {
        "title": message("hours-page-title", day=facts.day_name(day.day)),
        "day": facts.day_name(day.day),
        "seeds": day.seeds,
        "simulated": int(day.figures["sessions_simulated"]),
        "agree": day.figures["site_hours_agree"],
        "judged": day.figures["site_hours_judged"],
        "whole": records(every[every["hour"].isna()])[0] if len(every) else _nothing(day.groups),
        "begin": int(busiest[-1]) if busiest else 0,
        "hours": records(hours),
        "parts": _parts(day),
        "worst": _worst(day.sites),
        "relief": None if day.relief is None else records(day.relief),
        "target": day.figures.get("target_minutes"),
    }
    points = {"sites": _site_block(day.sites, layers.sites)}
    return analysis_page("hours", "hours-page", page, points, context, layers=layers, facts=facts)


def _nothing(groups: pd.DataFrame) -> dict[str, Any]:
    return dict.fromkeys(groups.columns, None)


def _parts(day: SimulatedDay) -> list[tuple[str, Sequence[tuple[Said, dict[str, Any]]]]]:
    """Give the waits of the whole day by group and by category."""
    names: dict[str, Callable[[str], Said]] = {
        "group": lambda key: day.group_names[key],
        "category": lambda key: term("category", key),
    }
    found = day.groups[day.groups["hour"].isna()]
    return [
        (kind, [(name(row["name"]), row) for row in records(found[found["kind"] == kind])])
        for kind, name in names.items()
    ]


def _worst(sites: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the hours of sites in which the most minutes are waited, all drivers together."""
    told = sites.assign(waited=sites["sessions"] * sites["wait_minutes"])
    ordered = told.sort_values(["waited", "site_id", "hour"], ascending=[False, True, True])
    return records(ordered[ordered["waited"] > 0].head(WORST).drop(columns="waited"))


def _site_block(table: pd.DataFrame, sites: gpd.GeoDataFrame) -> dict[str, Any]:
    """Lay the waits of each hour beside the sites that were simulated."""
    waits = table.pivot_table(index="site_id", columns="hour", values="wait_minutes", dropna=False)
    waits = waits.reindex(columns=range(HOURS)).add_prefix("wait_")
    whole = table.assign(waited=table["sessions"] * table["wait_minutes"]).groupby("site_id")
    sums = whole[["sessions", "lost", "waited"]].sum()
    waits = waits.assign(
        day_sessions=sums["sessions"],
        day_lost=sums["lost"],
        day_wait=sums["waited"] / sums["sessions"].where(sums["sessions"] > 0),
    )
    shown = sites[sites["site_id"].isin(table["site_id"])].set_index("site_id", drop=False)
    shown = shown.join(waits).reset_index(drop=True)
    shown["mark"] = shown["chargers"].clip(lower=SMALLEST_MARK)
    texts = dict.fromkeys(POINT_TEXTS)
    kept = {"chargers": 0, "mark": 0, "day_sessions": 1, "day_lost": 1, "day_wait": 1}
    return block(shown, {**texts, **kept, **{f"wait_{hour}": 1 for hour in range(HOURS)}})
