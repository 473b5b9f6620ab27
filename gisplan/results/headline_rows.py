"""The headline figures of a plan as labelled rows: for pages, reports and the console."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gisplan.plan.headline import LABELS
from layers.vocabulary import ACCESS, CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gisplan.plan.headline import Headline
    from gisplan.scenario.schema import Scenario


_SHOWN: Final = (
    *("chargers_new_total", "chargers_stock_total", "hydrogen_stations_new", "hydrogen_stations_cumulative"),
    *("covered_people_share", "served_energy_share", "expressway_service_areas_covered_share"),
    *("expressway_service_areas_unverified", "worst_district_share", "wait_minutes_longest", "sites_total"),
    *("achieved_utilisation", "hydrogen_served_share", "freight_refuelled_share", "unmet_kwh_day"),
    *("investment_cost", "charging_delivered_cost_kwh"),
)
"""Figures that pages, reports and the console show, in their order."""

_SPLITS: Final[Mapping[str, tuple[str, str]]] = {
    "chargers_by_type": ("按类型", "by type"),
    "chargers_by_access": ("按使用对象", "by access"),
    "chargers_by_category": ("按场所", "by category"),
    "hydrogen_by_ownership": ("加氢站按权属", "stations by ownership"),
    "facilities_by_kind": ("换电与甲醇设施", "swap and methanol"),
}


def headline_rows(scenario: Scenario, headline: Headline) -> list[dict[str, Any]]:
    """Give the headline figures that a plan has, labelled in Chinese and English.

    Parameters
    ----------
    scenario
        The scenario, whose targets stand beside the figures.
    headline
        Headline figures, the content of ``plan.json``.

    Returns
    -------
    One dict a figure: key, zh, en, value, target (None without one), unit, verdict (``met``, ``not met`` or
    None without a target) and note (a pair Chinese, English).
    """
    targets = _targets(scenario)
    rows = []
    for key in _SHOWN:
        label, value = LABELS[key], headline.get(key)
        if value is None:
            continue
        if key == "hydrogen_served_share" and not headline.hydrogen_stations_new:
            continue  # without new stations the plan cannot say what the existing ones serve
        target = targets.get(key)
        verdict = None if target is None else "met" if value >= target - 1e-9 else "not met"
        rows.append(
            {
                "key": key,
                "zh": label.zh,
                "en": label.en,
                "value": value,
                "target": target,
                "unit": label.unit,
                "verdict": verdict,
                "note": _note(key, scenario, headline),
            }
        )
    return rows


def split_rows(scenario: Scenario, headline: Headline) -> list[dict[str, Any]]:
    """Give the splits of the totals (type, access, category, ownership) as rows with labels.

    Returns
    -------
    One dict a part: key, split_zh, split_en, zh, en, value.
    """
    names: dict[str, dict[str, tuple[str, str]]] = {
        "chargers_by_type": scenario.chargers.type_names,
        "chargers_by_access": {name: (term.zh, term.en) for name, term in ACCESS.items()},
        "chargers_by_category": {name: (term.zh, term.en) for name, term in CATEGORIES.items()},
        "hydrogen_by_ownership": {"commercial": ("商业", "Commercial"), "captive": ("自用", "Captive")},
        "facilities_by_kind": {kind: (one.name_zh, one.name_en) for kind, one in scenario.facilities.items()},
    }
    rows = []
    for key, (zh, en) in _SPLITS.items():
        for part, value in headline[key].items():
            part_zh, part_en = names[key].get(part, (part, part))
            rows.append(
                {"key": key, "split_zh": zh, "split_en": en, "zh": part_zh, "en": part_en, "value": value}
            )
    return rows


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
    if coverage.active.kind == "radius":
        targets["covered_people_share"] = coverage.threshold.value
    return targets


def _stock_note(scenario: Scenario) -> tuple[str, str]:
    chargers = scenario.chargers
    count, day = f"{chargers.existing_count:,}", chargers.existing_on
    kinds = "、".join(ACCESS[kind].zh for kind in chargers.kinds)
    return (
        f"{kinds}充电桩，含截至{day}报告的已有{count}台",
        f"{', '.join(chargers.kinds)} chargers, {count} of them reported to stand on {day}",
    )


def _note(key: str, scenario: Scenario, headline: Headline) -> tuple[str, str]:
    settings = scenario.hydrogen
    notes = {
        "chargers_new_total": (
            f"自{scenario.base_date.isoformat()}之后新增，含公共、专用和私人",
            f"added after {scenario.base_date.isoformat()}: public, dedicated and private",
        ),
        "chargers_stock_total": _stock_note(scenario),
        "hydrogen_stations_cumulative": (
            f"含报道已建{settings.existing_count}座（未核实）",
            f"with {settings.existing_count} that the press reports (not verified)",
        ),
        "covered_people_share": (
            f"评价口径：{scenario.coverage.profile}；人口分布为模型估算",
            f"profile {scenario.coverage.profile}; where people live is modelled",
        ),
        "investment_cost": (
            f"{scenario.costs.price_year}年价格，{_LEVELS_ZH[scenario.costs.level]}估计",
            f"prices of {scenario.costs.price_year}, {scenario.costs.level} estimate",
        ),
    }
    trips, possible = headline.freight_trips_day, headline.freight_trips_refuellable
    if trips:
        notes["freight_refuelled_share"] = (
            f"占候选点可保障的{possible:.0f}次/日；另有{trips - possible:.0f}次/日超出续航，见freight.csv",
            f"of {possible:.0f} a day in reach; {trips - possible:.0f} more lie beyond range (freight.csv)",
        )
    unverified = headline.expressway_service_areas_unverified
    if unverified:
        notes["expressway_service_areas_covered_share"] = (
            f"按区域数据，其中{unverified}处未核实",
            f"on the region's inventory, {unverified} of them not verified",
        )
    return notes.get(key, ("", ""))


_LEVELS_ZH: Final = {"low": "低", "central": "中", "high": "高"}
