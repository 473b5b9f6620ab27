"""The headline figures of a plan as labelled rows: for pages, reports and the console."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gisplan.plan.headline import LABELS
from gisplan.planning.constraints.collected import decision_said
from gisplan.regions import profiles_of
from gisplan_numbers import Figure
from gisplan_words import inside, listed, message, named
from layers.vocabulary import ACCESS, CATEGORIES
from maps.words.proof import stage_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from gisplan.plan.headline import Headline
    from gisplan.scenario.schema import Scenario
    from gisplan_words import Said


_SHOWN: Final = (
    *("chargers_new_total", "chargers_stock_total", "hydrogen_stations_new", "hydrogen_stations_cumulative"),
    *("covered_people_share", "served_energy_share", "expressway_service_areas_covered_share"),
    *(
        "expressway_service_areas_unverified",
        "worst_district_share",
        "wait_minutes_longest",
        "peak_mw",
        "relief_chargers",
        "sites_total",
    ),
    *("achieved_utilisation", "hydrogen_served_share", "freight_refuelled_share"),
    *("lorry_charged_share", "unmet_kwh_day"),
    "city_trips_charged_share",
    *("standing_stations", "standing_served_kwh_day", "standing_chargers_replaced"),
    *("investment_cost", "charging_delivered_cost_kwh", "own_rows"),
)
"""Figures that pages, reports and the console show, in their order."""

_SPLITS: Final = (
    *("chargers_by_type", "chargers_by_access", "chargers_by_category", "hydrogen_by_ownership"),
    "facilities_by_kind",
)
"""Figures that part a total."""


def headline_rows(
    scenario: Scenario, headline: Headline, districts: pd.DataFrame | None = None
) -> list[dict[str, Any]]:
    """Give the headline figures that a plan has, with what they are called.

    Parameters
    ----------
    scenario
        The scenario, whose targets stand beside the figures.
    headline
        Headline figures, the content of ``plan.json``.
    districts
        adcode, name_zh, name_en: the worst served district is named where they are given.

    Returns
    -------
    One dict a figure: key, label, value, target (None without one), unit, verdict (``met``, ``not met`` or
    None without a target) and note (None without one).
    """
    targets = _targets(scenario)
    rows = []
    for key in _SHOWN:
        value = headline.get(key)
        if value is None:
            continue
        if key == "hydrogen_served_share" and not headline.hydrogen_stations_new:
            continue  # without new stations the plan cannot say what the existing ones serve
        target = targets.get(key)
        verdict = None if target is None else "met" if value >= target - 1e-9 else "not met"
        rows.append(
            {
                "key": key,
                "label": message(f"headline-{key}"),
                "value": value,
                "target": target,
                "unit": LABELS[key].unit,
                "verdict": verdict,
                "note": _worst(headline, districts)
                if key == "worst_district_share"
                else _note(key, scenario, headline),
            }
        )
    return rows


def split_rows(scenario: Scenario, headline: Headline) -> list[dict[str, Any]]:
    """Give the splits of the totals (type, access, category, ownership) as rows with labels.

    Returns
    -------
    One dict a part: key, split (what it is parted by), label, value.
    """
    ownership = {kind: message(f"split-{kind}") for kind in ("commercial", "captive")}
    names: dict[str, Mapping[str, Said]] = {
        "chargers_by_type": {key: named(*names) for key, names in scenario.chargers.type_names.items()},
        "chargers_by_access": ACCESS,
        "chargers_by_category": CATEGORIES,
        "hydrogen_by_ownership": ownership,
        "facilities_by_kind": {
            kind: named(one.name_zh, one.name_en) for kind, one in scenario.facilities.items()
        },
    }
    return [
        {
            "key": key,
            "split": message(f"split-{key}"),
            "label": names[key].get(part, named(part, part)),
            "value": value,
        }
        for key in _SPLITS
        for part, value in headline[key].items()
    ]


def day_name(region: str, day: str | None) -> Said:
    """Say what a day type of a region is called; one that it does not know goes by its key."""
    known = profiles_of(region).days.get(day or "")
    if known is None:
        return named(day or "", day or "")
    return named(known.name_zh, known.name_en, f"day-{day}")


def _targets(scenario: Scenario) -> dict[str, float]:
    coverage = scenario.coverage
    targets: dict[str, float] = {
        "hydrogen_stations_new": scenario.hydrogen.new_target,
        "expressway_service_areas_covered_share": 1.0,
    }
    if scenario.chargers.count == "stock":
        targets["chargers_stock_total"] = scenario.chargers.target
    elif scenario.chargers.counts_all:
        targets["chargers_new_total"] = scenario.chargers.new_target
    if scenario.hydrogen.count == "cumulative":  # a target of new stations judges only those
        targets["hydrogen_stations_cumulative"] = scenario.hydrogen.target
    if scenario.hydrogen.freight.least_share.value > 0 and scenario.hydrogen.new_target:
        targets["freight_refuelled_share"] = scenario.hydrogen.freight.least_share.value
    if scenario.lorries is not None and scenario.lorries.least_share.value > 0:
        targets["lorry_charged_share"] = scenario.lorries.least_share.value
    if coverage.active.kind == "radius":
        targets["covered_people_share"] = coverage.threshold.value
    return targets


def _cost(scenario: Scenario, one: Mapping[str, Any]) -> Said:
    """Say what own constraints cost a stage."""
    kind = scenario.facilities.get(one["part"])
    said = decision_said(one["decision"], "" if kind is None else named(kind.name_zh, kind.name_en))
    figures = {name: f"{one[name]:,.10g}" for name in ("without", "with")}
    stage = stage_name(one["stage"])
    return message("constrain-cost", decision=said, rows=one["rows"], stage=stage, **figures)


def _worst(headline: Headline, districts: pd.DataFrame | None) -> Said | None:
    """Name the district that is served worst."""
    if districts is None:
        return None
    own = districts[districts["adcode"].astype(str) == str(headline.worst_district)]
    return next((named(zh, en) for zh, en in zip(own["name_zh"], own["name_en"], strict=True)), None)


def cumulative(scenario: Scenario) -> dict[str, Any]:
    """Give what stands, on which day, and by how much that alone misses the target were it one of all."""
    settings = scenario.hydrogen
    return {
        "standing": settings.existing_count,
        "on": str(settings.existing_on),
        "target": settings.target,
        "short": settings.short_of_cumulative,
    }


def _stock_note(standing: Mapping[str, Any] | None) -> Said:
    """Say what is known of the stations that stand, and what the plan adds there."""
    names = ("chargers", "chargers_unknown", "power_unknown", "chargers_new")
    return message("headline-note-standing", **{name: (standing or {}).get(name, 0) for name in names})


def _note(key: str, scenario: Scenario, headline: Headline) -> Said | None:
    chargers = scenario.chargers
    kinds = listed(inside(ACCESS[kind]) for kind in chargers.kinds)
    prices = {"year": str(scenario.costs.price_year), "level": scenario.costs.level}
    parts = {
        name: Figure(headline[f"investment_{name}_cost"], "currency", currency=scenario.currency)
        for name in ("chargers", "hydrogen")
    }
    notes: dict[str, Said] = {
        "chargers_new_total": message("headline-note-added", day=scenario.base_date.isoformat()),
        "chargers_stock_total": message(
            "headline-note-stock", kinds=kinds, count=chargers.existing_count, day=str(chargers.existing_on)
        ),
        "hydrogen_stations_cumulative": message(
            "headline-note-press", count=scenario.hydrogen.existing_count
        ),
        "standing_stations": _stock_note(headline.standing),
        "standing_chargers_replaced": message(
            "headline-note-replaced",
            cost=Figure(
                (headline.standing or {}).get("replacement_cost", 0.0), "currency", currency=scenario.currency
            ),
        ),
        "hydrogen_stations_new": message("headline-note-cumulative", **cumulative(scenario)),
        "covered_people_share": message("headline-note-profile", profile=scenario.coverage.profile),
        "investment_cost": message("headline-note-prices", **prices, **parts),
    }
    if headline.peak_hour is not None:
        told = {
            "day": day_name(scenario.region, headline.peak_day),
            "hour": Figure(headline.peak_hour, "hour"),
        }
        notes["peak_mw"] = message("headline-note-peak", **told)
    if headline.relief_sites:
        worst = day_name(scenario.region, headline.relief_day)
        notes["relief_chargers"] = message("headline-note-relief", day=worst, sites=headline.relief_sites)
    trips, possible = headline.freight_trips_day, headline.freight_trips_refuellable
    if trips:
        reach = {"possible": round(possible), "rest": round(trips - possible)}
        notes["freight_refuelled_share"] = message("headline-note-freight", **reach)
    if headline.lorry_trips_day:
        possible = headline.lorry_trips_chargeable or 0.0
        notes["lorry_charged_share"] = message(
            "headline-note-lorries",
            possible=round(possible),
            rest=round(headline.lorry_trips_day - possible),
            stops=headline.lorry_stops or 0,
            cost=Figure(headline.lorry_stops_cost, "currency", currency=scenario.currency),
        )
    if headline.own_rows_cost:
        notes["own_rows"] = listed(_cost(scenario, one) for one in headline.own_rows_cost)
    unverified = headline.expressway_service_areas_unverified
    if unverified:
        notes["expressway_service_areas_covered_share"] = message(
            "headline-note-unverified", count=unverified
        )
    return notes.get(key)
