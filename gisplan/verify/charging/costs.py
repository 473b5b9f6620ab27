"""Verify what charging costs: the investment's parts, the year and the kWh by site, district and in all."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Any

from gisplan.verify.run.cells import MOST, differences
from gisplan.verify.run.faults import by, of
from gisplan.verify.run.reading import headline_faults, records

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gisplan.plan.record import Plan
    from gisplan.scenario.schema import Scenario
    from gisplan.verify.run.faults import Fault
    from gisplan_words import Said, Sayable

NEAR = 1e-6
LEAST_KWH_DAY = 1.0
"""Energy a site or a district must serve to have a cost per kWh."""
WHOLE = 1000.0
"""Money from which the last digit that is told counts."""


def cost_faults(run: Plan) -> Iterator[Fault]:
    """Compute every cost of charging again from chargers, energy and the scenario's figures."""
    sites = records(run.layers.sites)
    owed = [_owed(site, run.scenario) for site in sites]
    wrong = (
        fault
        for site, row in zip(sites, owed, strict=True)
        for fault in _differ(of("site", site["site_id"]), site, row, by("energy"))
    )
    yield from islice(wrong, MOST)
    parts = ("equipment_cost", "civil_cost", "grid_cost")
    yield from _figures(
        run, {f"chargers_{part}": math.fsum(row[part] or 0.0 for row in owed) for part in parts}
    )
    if run.scenario.chargers.economics is not None:
        yield from _year(run, sites, owed)


def _year(run: Plan, sites: list[dict[str, Any]], owed: list[dict[str, float | None]]) -> Iterator[Fault]:
    """Check the sums of the year by district, by access and in all."""
    groups: defaultdict[tuple[str, str], tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    for site, row in zip(sites, owed, strict=True):
        for group in (("all", ""), ("district", site["adcode"]), ("access", site["access"])):
            paid, served = groups[group]
            groups[group] = (paid + (row["annual_cost"] or 0.0), served + float(site["served_kwh_day"]))
    for district in records(run.layers.districts):
        paid, served = groups["district", district["adcode"]]
        due = {"annual_cost": paid, "delivered_cost_kwh": _each(paid, served)}
        yield from _differ(of("district", district["adcode"]), district, due, by("its-sites"))
    paid, served = groups["all", ""]
    subsidy = math.fsum(row["subsidy"] or 0.0 for row in owed)
    yield from _figures(run, {"chargers_subsidy": subsidy, "charging_annual_cost": paid})
    yield from _figures(run, {"charging_delivered_cost_kwh": _each(paid, served)})
    said = run.headline.charging_delivered_cost_kwh_by_access or {}
    right = {access: _each(*groups["access", access]) for access in said}
    yield from _differ("plan.json charging_delivered_cost_kwh_by_access", said, right, by("sites"))


def _differ(name: Sayable, said: Mapping[str, Any], due: Mapping[str, Any], gives: Said) -> Iterator[Fault]:
    """Compare money: whole sums within the last digit that is told, prices of a kWh more closely."""
    for column, right in due.items():
        yield from differences(name, said, {column: right}, gives, share=NEAR, near=_near(right))


def _figures(run: Plan, due: dict[str, float | None]) -> Iterator[Fault]:
    for key, right in due.items():
        yield from headline_faults(run, {key: right}, by("sites"), near=_near(right))


def _near(right: float | None) -> float:
    return NEAR + 0.01 * (abs(right or 0.0) > WHOLE)


def _owed(site: dict[str, Any], scenario: Scenario) -> dict[str, float | None]:
    """Give what a site's cost columns should say."""
    level, chargers = scenario.costs.level, scenario.chargers
    out: dict[str, float | None] = {"equipment_cost": 0.0, "civil_cost": 0.0, "grid_cost": 0.0}
    bays = 0
    for kind in chargers.types:
        count = site[f"n_{kind.id}"]
        each = kind.equipment_cost.at(level) * count
        for column, share in (
            ("equipment_cost", 1.0),
            ("civil_cost", kind.civil_share.at(level)),
            ("grid_cost", kind.grid_share.at(level)),
        ):
            out[column] = (out[column] or 0.0) + each * share
        bays += count * kind.bays
    money = chargers.economics
    if money is None:
        return out
    invested, private = float(site["investment_cost"]), site["access"] == "private"
    subsidy = 0.0 if private else min(invested, float(site["kw"]) * money.subsidy_kw.value)
    rate, years = money.discount_rate.value, money.life_years.value
    # the present value of one unit of money a year, summed as an annuity
    worth = years if rate == 0 else (1 - (1 + rate) ** -years) / rate
    ground = {} if chargers.bay_area is None else chargers.bay_area.m2
    m2 = ground.get(site["category"], ground.get(site["access"], money.bay_m2.value))
    rent = 0.0 if private else bays * m2 * money.land_cost_m2_year.value
    kwh = 365 * float(site["served_kwh_day"])
    bought = kwh / (1 - money.losses.value) * getattr(money.electricity_cost_kwh, site["access"])
    year = (invested - subsidy) / worth + invested * money.opex_share.value + rent + bought
    return out | {
        "subsidy": subsidy,
        "annual_cost": year,
        "delivered_cost_kwh": year / kwh if kwh >= 365 * LEAST_KWH_DAY else None,
    }


def _each(paid: float, served: float) -> float | None:
    return paid / (365 * served) if served >= LEAST_KWH_DAY else None
