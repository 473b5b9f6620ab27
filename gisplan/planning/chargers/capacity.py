"""What a charger can do at a site (types, energy, load, cost), and what a whole site can hold and deliver."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from gisplan.planning.chargers.grid import coincidence
from gisplan.scenario.sections.charger_rules import by_place
from layers.restrictions.ground import hours_at
from layers.restrictions.hours import DAY, TRUCK

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Floats, Indices
    from layers.region.loading import Region


AREAS = ("expressway_service_area", "trunk_service_area")
"""Categories whose fast sites are judged along their road."""

ROUND_OFF = 1e-9
"""Chargers by which a division may fall short of a whole number."""


@dataclass(frozen=True, eq=False)
class ChargerTables:
    """Per site and charger type, shape (sites, types).

    Attributes
    ----------
    capacity_kwh
        Most energy one charger may deliver, kWh/day; 0 where the type may not stand.
    load_kw
        Load one charger counts against the grid connection, kW (power × coincidence).
    cost
        Equipment, civil works and grid connection of one charger, money.
    bays
        Parking bays one charger takes, shape (types,).
    standing
        What stands already; None: nothing that is known of.
    most
        Most new chargers of each site beside what the scenario says, shape (sites,); None: no such limit.
    stops
        Types of which one new charger at least stands at a site, for lorries that stop there, shape
        (sites, types); None: no site has to have any.
    """

    capacity_kwh: Floats
    load_kw: Floats
    cost: Floats
    bays: Floats
    standing: StandingTables | None = None
    most: Floats | None = None
    stops: NDArray[np.bool_] | None = None

    @property
    def has_stop(self) -> NDArray[np.bool_]:
        """Whether a charger has to stand for lorries that stop, shape (sites,)."""
        if self.stops is None:
            return np.zeros(len(self.capacity_kwh), dtype=bool)
        return np.asarray(self.stops.any(axis=1))


@dataclass(frozen=True, eq=False)
class StandingTables:
    """What stands at every site of the region.

    Attributes
    ----------
    energy
        Energy that standing chargers may deliver to the demand, by type, kWh/day, shape (sites, types).
    counts
        Standing chargers by type, as far as they are known, shape (sites, types).
    today, load_kw
        What they deliver today, kWh/day, and the load that they count against the connection, kW, by type,
        shape (sites, types).
    replaceable
        Those that may give way to stronger ones, shape (sites, types).
    open
        Whether a charging station stands, however little is known of it, shape (sites,).
    hydrogen_kg
        What hydrogen stations that stand may sell, kg/day, shape (sites,); 0 where none stands, and next to
        nothing where nobody knows.
    hydrogen_high
        Whether they fill at 70 MPa, shape (sites,).
    years
        Whether it stands by the end of a year before the horizon, shape (sites,), by the year.
    """

    energy: Floats
    counts: Floats
    today: Floats
    load_kw: Floats
    replaceable: Indices
    open: NDArray[np.bool_]
    hydrogen_kg: Floats
    hydrogen_high: NDArray[np.bool_]
    years: Mapping[int, NDArray[np.bool_]] = field(default_factory=dict)

    def at(self, sites: Indices) -> StandingTables:
        """Take the tables of some sites."""
        years = {year: stands[sites] for year, stands in self.years.items()}
        return StandingTables(
            self.energy[sites],
            self.counts[sites],
            self.today[sites],
            self.load_kw[sites],
            self.replaceable[sites],
            self.open[sites],
            self.hydrogen_kg[sites],
            self.hydrogen_high[sites],
            years,
        )

    def open_by(self, year: int) -> NDArray[np.bool_]:
        """Mark the sites where a charging station stands by the end of a year, shape (sites,)."""
        return self.open & self.years.get(year, np.ones(self.open.size, dtype=bool))


def standing_at(tables: ChargerTables, sites: int) -> StandingTables:
    """Give what stands at so many sites, zeros where nothing is known of."""
    if tables.standing is not None:
        return tables.standing
    none = np.zeros((sites, tables.bays.size))
    no = np.zeros(sites, dtype=bool)
    return StandingTables(none, none, none, none, none.astype(np.int64), no, np.zeros(sites), no)


def charger_tables(sites: gpd.GeoDataFrame, scenario: Scenario, *, home_kwh_day: float) -> ChargerTables:
    """Tabulate every type at every site.

    Parameters
    ----------
    home_kwh_day
        Energy one car takes at home, kWh/day: a private pile serves at most one car.
    """
    types = scenario.chargers.types
    access, category = sites["access"].to_numpy(), sites["category"].to_numpy()
    allowed = allowed_types(sites, scenario)
    to_trucks = hours_at(sites, TRUCK) / DAY
    capacity = np.zeros((len(sites), len(types)))
    load = np.zeros_like(capacity)
    cost = np.zeros_like(capacity)
    for t, kind in enumerate(types):
        for name in ("public", "dedicated", "private"):
            here = access == name
            most = kind.capacity_kwh_day(name)
            capacity[here, t] = min(most, home_kwh_day) if name == "private" else most
            for kept in np.unique(category[here]).tolist():
                part = here & (category == kept)
                load[part, t] = kind.power_kw * coincidence(kind, name, kept, scenario)
        if scenario.lorries_alone(kind):
            capacity[:, t] *= to_trucks
        cost[:, t] = kind.cost(scenario.costs.level)
    return ChargerTables(
        np.where(allowed, capacity, 0.0), load, cost, np.array([float(kind.bays) for kind in types])
    )


def allowed_types(sites: gpd.GeoDataFrame, scenario: Scenario) -> NDArray[np.bool_]:
    """Mark the types a site may hold: those its category's shares admit; private sites hold AC only."""
    types = scenario.chargers.types
    out = np.ones((len(sites), len(types)), dtype=bool)
    category, access = sites["category"].to_numpy(), sites["access"].to_numpy()
    for name in np.unique(category).tolist():
        bands = scenario.chargers.type_shares(name)
        for t, kind in enumerate(types):
            if kind.id in bands and bands[kind.id].upper == 0:
                out[category == name, t] = False
    alternating = np.array([kind.current == "AC" for kind in types])
    out[access == "private"] &= alternating
    out[~allows(sites, "charging")] = False
    return out


def allows(sites: gpd.GeoDataFrame, function: str) -> NDArray[np.bool_]:
    """Mark the sites whose column ``allows`` names a function."""
    return np.asarray(sites["allows"].map(lambda names: function in names.split(";")), dtype=bool)


def most_chargers(sites: gpd.GeoDataFrame, tables: ChargerTables, scenario: Scenario) -> Indices:
    """Count the chargers of one type that a site's bays and feed can carry, of the type that gives most."""
    with np.errstate(divide="ignore"):
        by_feed = usable_grid_kw(sites, scenario)[:, None] / tables.load_kw
    by_bays = usable_bays(sites, scenario)[:, None] / tables.bays
    count = np.floor(
        np.minimum(np.minimum(by_feed, by_bays), site_maximum(sites, scenario)[:, None]) + ROUND_OFF
    )
    return np.asarray(np.where(tables.capacity_kwh > 0, count, 0.0).max(axis=1), dtype=np.int64)


def asked_fast(sites: gpd.GeoDataFrame, tables: ChargerTables, scenario: Scenario) -> Indices:
    """Count the fast chargers that a site needs when it opens: by category, in proportion, or anywhere.

    What is in proportion to bays, or asked of any public site, is no more than fits; a number that its
    category names is asked whatever fits.
    """
    rule, own = scenario.coverage.required_categories, scenario.chargers.min_fast_per_site
    fast = np.array([kind.fast for kind in scenario.chargers.types])
    fits = most_chargers(sites, _only(tables, fast), scenario)
    forced = (sites["status"] == "required").to_numpy()
    named = np.where(forced, sites["category"].map(dict(rule.min_fast)).fillna(0), 0).astype(np.int64)
    share = np.where(forced, sites["category"].map(dict(rule.bay_share)).fillna(0.0), 0.0)
    parted = np.ceil(sites["bays"].to_numpy(dtype=np.float64) * share - ROUND_OFF).astype(np.int64)
    every = sites["access"].map({} if own is None else dict(own.counts)).fillna(0).to_numpy(dtype=np.int64)
    return np.asarray(np.maximum(named, np.minimum(np.maximum(parted, every), fits)))


def _only(tables: ChargerTables, types: NDArray[np.bool_]) -> ChargerTables:
    """Leave some types alone."""
    return replace(tables, capacity_kwh=np.where(types, tables.capacity_kwh, 0.0))


def usable_sites(region: Region, tables: ChargerTables, scenario: Scenario) -> NDArray[np.bool_]:
    """Mark the sites that may hold new chargers: charging allowed, not excluded, room for at least one."""
    kept = (region.sites["status"] != "excluded").to_numpy()
    return np.asarray(kept & (most_chargers(region.sites, tables, scenario) > 0))


def nominal_capacity(sites: gpd.GeoDataFrame, tables: ChargerTables, scenario: Scenario) -> Floats:
    """Give the energy (kWh/day) each site can deliver with the middle of its category's type shares.

    The site is filled with that mix until bays or grid run out.
    """
    mix = np.zeros_like(tables.capacity_kwh)
    category = sites["category"].to_numpy()
    for name, bands in scenario.chargers.category_type_shares.bands.items():
        middle = np.array(
            [
                (bands[kind.id].lower + bands[kind.id].upper) / 2 if kind.id in bands else 0.0
                for kind in scenario.chargers.types
            ]
        )
        mix[category == name] = middle
    mix = np.where(tables.capacity_kwh > 0, mix, 0.0)
    total = mix.sum(axis=1, keepdims=True)
    mix = np.divide(mix, total, out=np.zeros_like(mix), where=total > 0)
    bays_each, load_each = mix @ tables.bays, (mix * tables.load_kw).sum(axis=1)
    grid = usable_grid_kw(sites, scenario)
    with np.errstate(divide="ignore", invalid="ignore"):
        count = np.minimum(usable_bays(sites, scenario) / bays_each, grid / load_each)
    count = np.minimum(count, site_maximum(sites, scenario))
    full = np.nan_to_num(count, nan=0.0, posinf=0.0) * (mix * tables.capacity_kwh).sum(axis=1)
    return np.asarray(full, dtype=np.float64)


def usable_bays(sites: gpd.GeoDataFrame, scenario: Scenario) -> Indices:
    """Count the bays of each site that chargers may take.

    Where ``chargers.bay_area`` is stated and the parcel's area is known (``area_m2`` above 0), no more bays
    than fit on the parcel.
    """
    bays: Indices = sites["bays"].to_numpy(dtype=np.int64)
    rule = scenario.chargers.bay_area
    if rule is None:
        return bays
    each = _by_site(sites, rule.m2)
    area = sites["area_m2"].to_numpy(dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        fits = np.where((area > 0) & np.isfinite(each), np.floor(area / each + ROUND_OFF), np.inf)
    return np.asarray(np.minimum(bays, fits), dtype=np.int64)


def site_maximum(sites: gpd.GeoDataFrame, scenario: Scenario) -> Floats:
    """Give the most new chargers of each site by ``chargers.max_chargers_per_site``, infinite without one."""
    rule = scenario.chargers.max_chargers_per_site
    most = _by_site(sites, {} if rule is None else rule.counts)
    if rule is None or not rule.by_tier:
        return most
    in_tier: Floats = sites["tier"].map(dict(rule.by_tier)).to_numpy(dtype=np.float64)
    return np.fmin(most, in_tier)


def least_fast(sites: gpd.GeoDataFrame, scenario: Scenario) -> Indices:
    """Count the fast chargers that the rule of service areas asks of each site; 0 at other categories."""
    chargers = scenario.chargers
    rule, fixed = chargers.service_areas, int(chargers.min_dc_per_service_area.value)
    least = np.full(len(sites), fixed, dtype=np.int64)
    if rule is not None and rule.rule != "fixed-count":
        bays = sites["site_id"].map(dict(rule.car_bays_at)).fillna(rule.car_bays.value).to_numpy(dtype=float)
        share = np.ceil(bays * rule.bay_share.value - ROUND_OFF).astype(np.int64)
        least = np.maximum(least, share) if rule.rule == "both" else share
    return np.where(sites["category"].to_numpy() == "expressway_service_area", least, 0)


def _by_site(sites: gpd.GeoDataFrame, table: Mapping[str, float]) -> Floats:
    """Look every site up in a table by category or access; infinite where it has no figure."""
    found = (
        by_place(table, access, category)
        for access, category in zip(sites["access"], sites["category"], strict=True)
    )
    return np.array([np.inf if value is None else float(value) for value in found])


def usable_grid_kw(sites: gpd.GeoDataFrame, scenario: Scenario) -> Floats:
    """Give the load a site's grid connection may carry, kW."""
    feed = sites["grid_kw"].to_numpy(dtype=np.float64)
    return np.asarray(feed * scenario.chargers.transformer_load_limit.value)
