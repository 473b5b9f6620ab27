"""What the quantities of a plan are computed from, and how years and inventories are told."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from gisplan.delivery.bodies import bodies_table, renamed_bodies
from gisplan.delivery.facilities import facility_table, pilot_table
from gisplan.delivery.metrology import verification_table
from gisplan.delivery.permits import permit_rules, permit_table
from gisplan.delivery.platform import platform_table
from gisplan.delivery.zones import zone_table
from gisplan.policies.expressions import Measured
from gisplan.tables.registry import DELIVERY_TABLES

if TYPE_CHECKING:
    from collections.abc import Sized

    import geopandas as gpd

    from gisplan.access.ways import Distances
    from gisplan.policies.schema import Clause, Register
    from gisplan.scenario.schema import Scenario
    from layers.results import PlanLayers

OTHER_COLUMNS = ("kind", "site_id", "name_zh", "category", "adcode", "authority")
"""What is read of battery swap and methanol facilities."""
LOOSE_TAGS = {"memory": ("凭记忆", "from memory"), "modelled": ("为模拟", "modelled")}
"""Tags of a population that no text carries, in words."""
NEVER = 9999
"""Year of what has none: it counts as too late for every clause."""


@dataclass(frozen=True, eq=False)
class Facts:
    """What the quantities look at, and the tables of delivery that follow from it.

    Parameters
    ----------
    scenario
        The scenario of the plan.
    layers
        Its result layers.
    candidates
        Every site the plan could choose from, chosen or not (EPSG:4326).
    register
        The policy clauses.
    distances
        ``roads``, or ``circuity``: straight line times a detour factor.
    schedule
        year, site_id, type, count; None reads the years of the sites.
    other
        Battery swap and methanol facilities: kind, site_id, name_zh, category, adcode, authority.
    """

    scenario: Scenario
    layers: PlanLayers
    candidates: gpd.GeoDataFrame
    register: Register
    distances: Distances = "circuity"
    schedule: pd.DataFrame | None = None
    other: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(OTHER_COLUMNS)))

    def parameter(self, name: str) -> float | None:
        """Give a figure of the register, None when it has none of that name."""
        figure = self.register.parameters.get(name)
        return None if figure is None else figure.value

    @cached_property
    def permits(self) -> pd.DataFrame:
        """Permits by site and project, see :func:`gisplan.delivery.permits.permit_table`."""
        own = self.scenario.delivery.permits
        rules = permit_rules(Path(own) if own else None)
        return permit_table(self.layers.sites, self.layers.stations, rules, self.other)

    @cached_property
    def platform(self) -> pd.DataFrame:
        """Platform records, see :func:`gisplan.delivery.platform.platform_table`."""
        return platform_table(
            self.layers.sites,
            self.layers.districts,
            self.scenario.chargers.types,
        )

    @cached_property
    def verification(self) -> pd.DataFrame:
        """Verifications due by year, see :func:`gisplan.delivery.metrology.verification_table`."""
        access = self.layers.sites.set_index("site_id")["access"]
        return verification_table(self.built, access, self.scenario.delivery, self.standing_public)

    @cached_property
    def standing_public(self) -> int | None:
        """Public chargers that stand by the scenario's dated reports; None without a report of them."""
        chargers = self.scenario.chargers
        known = chargers.kinds == ("public",) and bool(chargers.existing)
        return chargers.existing_count if known else None

    @cached_property
    def loose_people(self) -> tuple[str, str]:
        """Say how many people of the districts are counted from memory or modelled; empty when none are."""
        districts = self.layers.districts
        if "population_tag" not in districts:
            return "", ""
        parts_zh, parts_en = [], []
        everybody = float(districts["population"].sum())
        for tag, (zh, en) in LOOSE_TAGS.items():
            rows = districts[districts["population_tag"] == tag]
            if len(rows):
                share = float(rows["population"].sum()) / everybody if everybody else 0.0
                parts_zh.append(f"{len(rows)}区人口（占{share:.0%}）{zh}")
                parts_en.append(f"{len(rows)} districts with {share:.0%} of the people {en}")
        if not parts_zh:
            return "", ""
        return f"所依人口：{'，'.join(parts_zh)}。", f"Rests on populations of {', '.join(parts_en)}."

    @cached_property
    def pilots(self) -> pd.DataFrame:
        """Sites that host pilots, see :func:`gisplan.delivery.facilities.pilot_table`."""
        return pilot_table(self.layers.sites, self.scenario.delivery.pilots)

    @cached_property
    def facilities(self) -> pd.DataFrame:
        """Facility kinds counted, see :func:`gisplan.delivery.facilities.facility_table`."""
        return facility_table(
            self.layers.sites,
            self.layers.stations,
            self.other,
            self.pilots,
            self.scenario.chargers.types,
            self.scenario.delivery,
            0.0 if self.scenario.grid is None else self.scenario.grid.orderly_share.value,
        )

    @cached_property
    def bodies(self) -> pd.DataFrame:
        """Responsible bodies, see :func:`gisplan.delivery.bodies.bodies_table`."""
        layers = self.layers
        return bodies_table(
            self.register, layers.sites, layers.stations, layers.districts, self.permits, renamed_bodies()
        )

    @cached_property
    def zones(self) -> pd.DataFrame:
        """Named zones, see :func:`gisplan.delivery.zones.zone_table`."""
        return zone_table(self.register, self.layers, self.parameter("place_m") or DEFAULT_PLACE_M)

    @cached_property
    def built(self) -> pd.DataFrame:
        """What is built when: year, site_id, type, count."""
        if self.schedule is not None:
            return self.schedule
        types = [kind.id for kind in self.scenario.chargers.types]
        long = self.layers.sites.melt(
            id_vars=["site_id", "year"],
            value_vars=[f"n_{name}" for name in types],
            var_name="type",
            value_name="count",
        )
        long["type"] = long["type"].str.removeprefix("n_")
        built: pd.DataFrame = long[long["count"] > 0]
        return built

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give every table of delivery by the name of its file."""
        return {name: getattr(self, name) for name in DELIVERY_TABLES}


DEFAULT_PLACE_M = 5_000.0
"""Radius of a named place where the register gives none, m."""


def last_year(clause: Clause, facts: Facts) -> int | None:
    """Give the year up to which a clause counts; None: the whole plan.

    A clause whose year has passed before the plan begins is held against the plan's end: nothing that is
    planned could count otherwise.
    """
    if clause.year is None or clause.year < facts.scenario.base_date.year:
        return None
    return clause.year


def by_year(clause: Clause, frame: gpd.GeoDataFrame, facts: Facts) -> gpd.GeoDataFrame:
    """Keep the rows that stand by the year of the clause; a row without a year counts as late."""
    year = last_year(clause, facts)
    return frame if year is None else frame[frame["year"].fillna(NEVER).astype(int) <= year]


def sites_by_year(clause: Clause, facts: Facts) -> gpd.GeoDataFrame:
    """Give the planned sites with the chargers that stand by the year of the clause."""
    year = last_year(clause, facts)
    sites = facts.layers.sites
    if year is None or facts.schedule is None:
        return by_year(clause, sites, facts)
    early = facts.schedule[facts.schedule["year"].fillna(NEVER).astype(int) <= year]
    counts = early.pivot_table(index="site_id", columns="type", values="count", aggfunc="sum", fill_value=0)
    counts = counts.reindex(sites["site_id"], fill_value=0)
    types = facts.scenario.chargers.types
    columns = {
        f"n_{kind.id}": counts[kind.id].to_numpy(dtype=int) if kind.id in counts else 0 for kind in types
    }
    out = sites.assign(**columns)
    out["chargers"] = out[list(columns)].sum(axis=1)
    out["fast_chargers"] = out[[f"n_{kind.id}" for kind in types if kind.fast]].sum(axis=1)
    return out[out["chargers"] > 0]


def late_note(clause: Clause, facts: Facts) -> tuple[str, str]:
    """Say that a clause's year has passed and that the end of the plan was judged; empty when it has not."""
    if clause.year is None or clause.year >= facts.scenario.base_date.year:
        return "", ""
    horizon = facts.scenario.horizon
    return (
        f"条款期限{clause.year}年已过，按{horizon}年规划期末评价。",
        f"The clause's year {clause.year} has passed; the end of the plan ({horizon}) is judged.",
    )


def shown(
    layer: str,
    looked_at: Sized,
    value: float,
    *,
    zh: str = "",
    en: str = "",
    whole: float | None = None,
    unit: str = "",
    assumption: str = "",
) -> Measured:
    """Give a quantity that a layer or table shows, counted over the rows that were looked at.

    Without a unit it has the one that it is registered with.
    """
    return Measured(value, whole, unit, layer, len(looked_at), zh, en, assumption)


def unknown(zh: str, en: str, *, layer: str = "", assumption: str = "") -> Measured:
    """Give a quantity that no layer of the plan can tell, with the reason."""
    return Measured(None, layer=layer, zh=zh, en=en, assumption=assumption)


def no_new_station() -> Measured:
    """Give a quantity of stations where the plan has none."""
    return unknown("本情景不新建加氢站。", "This scenario plans no new hydrogen station.", layer="stations")


def inventory_zh(frame: pd.DataFrame) -> str:
    """Say in Chinese how many rows are not verified; empty when all are."""
    loose = int((~frame["verified"].astype(bool)).sum())
    if not loose:
        return ""
    return (
        "位置均未经核实（模拟或凭记忆）。"
        if loose == len(frame)
        else f"其中{loose:,}处未经核实（模拟或凭记忆）。"
    )


def inventory_en(frame: pd.DataFrame) -> str:
    """Say in English how many rows are not verified; empty when all are."""
    loose = int((~frame["verified"].astype(bool)).sum())
    if not loose:
        return ""
    some = "None of them is" if loose == len(frame) else f"{loose:,} of them are not"
    return f" {some} verified (modelled or from memory)."
