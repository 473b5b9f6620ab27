"""What the quantities of a plan are computed from, and how what they found is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from gisplan.delivery.bodies import bodies_table, renamed_bodies
from gisplan.delivery.facilities import facility_table, pilot_table
from gisplan.delivery.metrology import verification_table
from gisplan.delivery.permits import permit_rules, permit_table
from gisplan.delivery.platform import platform_table
from gisplan.delivery.zones import in_known_zone, zone_table
from gisplan.policies.expressions import Measured
from gisplan.tables.registry import DELIVERY_TABLES
from gisplan_numbers import Figure
from gisplan_words import Series, listed, message, named
from layers.sites.standing import by_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence, Sized

    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray

    from gisplan.access.ways import Distances
    from gisplan.policies.schema import Clause, Register
    from gisplan.scenario.schema import Scenario
    from gisplan_words import Named, Sayable
    from layers.results import PlanLayers

OTHER_COLUMNS = ("kind", "site_id", "name_zh", "category", "adcode", "authority")
"""What is read of battery swap and methanol facilities."""
LOOSE_TAGS = ("memory", "modelled", "unknown")
"""Tags of a population that no text carries."""
NEVER = 9999
"""Year of what has none: it counts as too late for every clause."""


class NoFigure(Exception):  # noqa: N818 - no error: the quantity is not known
    """The register lacks a figure, named by the text."""


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

    def figure(self, name: str) -> float:
        """Give a figure of the register that a quantity rests on.

        Raises
        ------
        NoFigure
            It has none of that name.
        """
        value = self.parameter(name)
        if value is None:
            raise NoFigure(name)
        return value

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

    def rows(self, name: str) -> pd.DataFrame:
        """Give a result layer, or a table of delivery by the name of its file."""
        table = name.removesuffix(".csv")
        found: pd.DataFrame = getattr(self.layers if table == name else self, table)
        return found

    @cached_property
    def loose_people(self) -> Series:
        """Say how many people are counted from memory, modelled, or by nobody named; empty when none are."""
        districts = self.layers.districts
        if "population_tag" not in districts:
            return Series(())
        everybody = float(districts["population"].sum())
        parts = []
        for tag in LOOSE_TAGS:
            people = districts.loc[districts["population_tag"] == tag, "population"]
            share = Figure(float(people.sum()) / everybody if everybody else 0.0, "share", decimals=0)
            if len(people):
                parts.append(message("clause-people-from", tag=tag, districts=len(people), share=share))
        return Series(tuple(parts), "clauses")

    @cached_property
    def pilots(self) -> pd.DataFrame:
        """Sites that host pilots, see :func:`gisplan.delivery.facilities.pilot_table`."""
        layers = self.layers
        return pilot_table(layers.sites, self.scenario.delivery.pilots, layers.places, self.place_m)

    @property
    def place_m(self) -> float:
        """Radius of a named place that has none of its own, m."""
        return self.parameter("place_m") or DEFAULT_PLACE_M

    def in_zone(self, name: str, points: gpd.GeoDataFrame) -> NDArray[np.bool_] | None:
        """Tell which points lie in a zone of the register; None where the region has no place for it."""
        zones = (zone for zone in self.register.zone if zone.name == name)
        return in_known_zone(zones, points, self.layers, self.place_m)

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
        return zone_table(self.register, self.layers, self.place_m)

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


def is_whole(clause: Clause, facts: Facts) -> bool:
    """Tell whether a clause counts all that is planned: only then does a target of the plan decide it."""
    year = last_year(clause, facts)
    return year is None or year >= facts.scenario.horizon


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


def built_already(facts: Facts) -> pd.DataFrame:
    """Give the standing stations commissioned after the base date that the scenario counts as built."""
    rows: pd.DataFrame = facts.layers.standing
    built = facts.scenario.chargers.built
    if built is None:
        return rows.iloc[:0]
    before, by_then = (by_day(rows, day.isoformat()) for day in (facts.scenario.base_date, built.on))
    found: pd.DataFrame = rows[by_then & ~before]
    return found


def late_note(clause: Clause, facts: Facts) -> Sayable:
    """Say that a clause's year has passed and that the end of the plan was judged; empty when it has not."""
    if clause.year is None or clause.year >= facts.scenario.base_date.year:
        return ""
    return message("clause-year-passed", year=str(clause.year), horizon=str(facts.scenario.horizon))


@dataclass(frozen=True)
class Found:
    """What a quantity found in its layer.

    Parameters
    ----------
    looked_at
        Rows that were looked at.
    value, whole, unit, assumption, people
        As in `Measured`; without a unit, the value has the one that the quantity is registered with.
    figures
        Of the message ``clause-<name>``, beside ``count`` (the value) and ``of`` (the whole, else the rows).
    also
        A sentence after that message.
    silent
        Whether the message is left out, as another quantity or ``also`` says all.
    required_by
        Settings of the scenario without which no plan is made that has what the clause asks; else empty.
    """

    looked_at: Sized
    value: float
    whole: float | None = None
    unit: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)
    assumption: Sayable = ""
    also: Sayable = ""
    silent: bool = False
    people: bool = False
    required_by: str = ""


def flagged(
    looked_at: pd.DataFrame,
    flags: pd.Series[bool] | NDArray[np.bool_],
    *,
    part: bool = True,
    **rest: Any,  # noqa: ANN401 - the fields of `Found`
) -> Found:
    """Count the rows that a flag holds for; ``part``: of a whole, the rows looked at. Else as `Found`."""
    return Found(looked_at, int(flags.sum()), len(looked_at) if part else None, **rest)


def present(looked_at: Sized, code: str, whats: Iterable[Sayable], counts: Sequence[int]) -> Found:
    """Count of several things those that are there at all, and tell the number of each."""
    parts = listed(message(code, what=what, count=count) for what, count in zip(whats, counts, strict=True))
    return Found(looked_at, sum(count > 0 for count in counts), len(counts), figures={"parts": parts})


def unknown(code: str, *, layer: str = "", **figures: Sayable) -> Measured:
    """Give a quantity that no layer of the plan can tell, with the message that says why."""
    return Measured(None, layer=layer, evidence=message(code, **figures))


def names_of(frame: pd.DataFrame) -> list[Named]:
    """Give the names of the rows of a layer."""
    return [named(str(zh), str(en)) for zh, en in zip(frame["name_zh"], frame["name_en"], strict=True)]


def inventory(frame: pd.DataFrame) -> Sayable:
    """Say how many rows are not verified; empty when all are."""
    loose = int((~frame["verified"].astype(bool)).sum())
    if not loose:
        return ""
    return message("clause-none-verified" if loose == len(frame) else "clause-some-unverified", count=loose)
