"""What every candidate could hold: types, energy, load, cost, bays, feed, and the numbers asked of it.

Read off the candidates and the scenario alone; nothing here knows how a plan was made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gisplan.verify.bounds.swaps import swap_table
from gisplan.verify.charging.grid import together
from gisplan.verify.charging.standing import stock_of
from gisplan.verify.charging.waiting import most_each
from gisplan.verify.hydrogen.parcels import taken_by_others
from gisplan.verify.restrictions import truck_share
from gisplan_kept import once
from layers.sites.standing import stands
from layers.vocabulary import LORRY

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from gisplan.plan.record import Plan
    from gisplan.verify.bounds.swaps import SwapTable
    from gisplan_arrays import Flags, Floats

ROUND_OFF = 1e-9
FULL_M2 = 1e-3
AREAS = ("expressway_service_area", "trunk_service_area")


@dataclass(frozen=True, eq=False)
class SiteTable:
    """Every candidate, in the order of the run: S sites, T types of the scenario.

    Attributes
    ----------
    frame
        The candidates.
    energy, load, cost : numpy.ndarray
        Of one charger, kWh/day (0: may not stand there), kW and money, shape (S, T).
    use : numpy.ndarray
        Bays of one charger, shape (T,).
    fast : numpy.ndarray
        Which types are fast, shape (T,).
    spots, bays, feed, limit : numpy.ndarray
        Bays as they are, bays that fit on the land, usable kW, and most new chargers by rule, shape (S,).
    more_kw, kw_price : numpy.ndarray
        What larger transformers would add, kW, and what a kW of that costs, money, shape (S,).
    old, old_kwh : numpy.ndarray
        Chargers that stand, and what they give by type, kWh/day, shape (S, T).
    open : numpy.ndarray
        Where a charging station stands, shape (S,).
    swaps
        What may take the place of what stands; None where nothing is replaced.
    stops : numpy.ndarray
        Where a charger for lorries is asked, shape (S,).
    """

    frame: pd.DataFrame
    energy: Floats
    load: Floats
    cost: Floats
    use: Floats
    fast: Flags
    spots: Floats
    bays: Floats
    feed: Floats
    limit: Floats
    more_kw: Floats
    kw_price: float
    old: Floats
    old_kwh: Floats
    open: Flags
    stops: Flags
    swaps: SwapTable | None = None

    @property
    def room(self) -> Floats:
        """Most chargers of each type alone that bays and the rule leave, shape (S, T)."""
        most = np.minimum(np.floor(self.bays[:, None] / self.use), self.limit[:, None])
        return np.where(self.energy > 0, most, 0.0)

    @property
    def largest(self) -> Floats:
        """Most chargers of each type alone that also the feed as it is carries, shape (S, T)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            by_feed = np.where(self.load > 0, self.feed[:, None] / self.load, np.inf)
        return np.where(self.energy > 0, np.floor(np.minimum(self.room, by_feed) + ROUND_OFF), 0.0)

    @property
    def usable(self) -> Flags:
        """Whether a site may hold a new charger, shape (S,)."""
        return np.asarray((self.frame["status"] != "excluded").to_numpy() & (self.largest > 0).any(axis=1))

    def forced(self) -> Flags:
        """Whether a site stands in every plan, shape (S,)."""
        frame = self.frame
        area = (frame["category"] == "expressway_service_area") & (frame["status"] != "excluded")
        return np.asarray((frame["status"] == "required") | area | stands(frame) | self.stops)


def stop_types(run: Plan) -> Flags:
    """Mark the types of chargers at which lorries stop on their way."""
    settings, scenario = run.scenario.lorries, run.scenario
    if settings is None:
        return np.zeros(len(scenario.chargers.types), dtype=bool)
    groups = {name for name, group in scenario.service.items() if LORRY in group.classes}
    return np.array(
        [
            kind.power_kw >= settings.stop_kw.value and not groups.isdisjoint(kind.serves)
            for kind in scenario.chargers.types
        ]
    )


@once
def site_table(run: Plan, *, beside: bool) -> SiteTable:
    """Tabulate the candidates, ``beside`` what stations and facilities of the run take of their parcels."""
    frame, scenario = run.evidence.candidates, run.scenario
    types, places = scenario.chargers.types, list(zip(frame["access"], frame["category"], strict=True))
    bands = {name: scenario.chargers.type_shares(name) for name in set(frame["category"])}
    charging = frame["allows"].map(lambda names: "charging" in str(names).split(";"))
    home = run.headline.home_kwh_day
    energy, load = np.zeros((len(frame), len(types))), np.zeros((len(frame), len(types)))
    for t, kind in enumerate(types):
        for s, ((access, category), able) in enumerate(zip(places, charging, strict=True)):
            load[s, t] = kind.power_kw * together(run, kind, access, category)
            ruled_out = kind.id in bands[category] and bands[category][kind.id].upper == 0
            if able and not ruled_out and (access != "private" or kind.current == "AC"):
                most = kind.capacity_kwh_day(access)
                energy[s, t] = min(most, home) if access == "private" else most
    alone = np.array([scenario.lorries_alone(kind) for kind in types])
    energy[:, alone] *= truck_share(run, frame["site_id"])[:, None]
    bays, feed, area = _left(run, frame, taken=beside)
    stock = stock_of(run)
    grid = scenario.grid
    larger = 0.0 if grid is None or not grid.transformer_upgrades else max(grid.transformer_sizes.kva)
    usable = scenario.chargers.transformer_load_limit.value
    own = frame["grid_kw"].to_numpy(dtype=float)
    return SiteTable(
        frame=frame,
        energy=energy,
        load=load,
        cost=np.tile([kind.cost(scenario.costs.level) for kind in types], (len(frame), 1)),
        use=np.array([float(kind.bays) for kind in types]),
        fast=np.array([kind.fast for kind in types]),
        spots=bays,
        bays=_on_ground(run, frame, bays, area),
        feed=feed * usable,
        limit=_most(run, frame),
        more_kw=np.maximum(larger - own, 0.0) * usable,
        kw_price=0.0 if grid is None else grid.upgrade_cost_kva.value / usable,
        old=stock.by_site(stock.before.counts, frame["site_id"]),
        old_kwh=stock.by_site(stock.before.kwh, frame["site_id"]),
        swaps=swap_table(run, frame, stock, energy, load),
        open=stock.by_site(stock.charging.astype(float), frame["site_id"]) > 0,
        stops=frame["site_id"].isin(run.evidence.lorry_stops["site_id"]).to_numpy(),
    )


def waited(run: Plan, table: SiteTable) -> Floats:
    """Give the energy of one charger at the largest number a site may hold, which waits leave least short.

    What chargers deliver together within a waiting target grows faster than their number, so no fewer of them
    deliver more each; shape (S, T), kWh/day.
    """
    energy, rule = table.energy.copy(), run.scenario.chargers.waiting
    if rule is None:
        return energy
    here, most = table.frame["access"].isin(rule.access).to_numpy(), np.maximum(table.largest, 1.0)
    for t, kind in enumerate(run.scenario.chargers.types):
        for n in np.unique(most[here, t]) if kind.id in rule.types else ():
            energy[here & (most[:, t] == n) & (energy[:, t] > 0), t] = most_each(int(n), kind, rule)
    return energy


def _left(run: Plan, frame: pd.DataFrame, *, taken: bool) -> tuple[Floats, Floats, Floats]:
    """Give bays, connection (kVA) and land (m2) of each site, less what others take of its parcel."""
    bays, feed, area = (frame[name].to_numpy(dtype=float).copy() for name in ("bays", "grid_kw", "area_m2"))
    if not taken:
        return bays, feed, area
    scenario, others = run.scenario, taken_by_others(run)[1]
    usable = scenario.chargers.transformer_load_limit.value
    for s, (name, category, oil) in enumerate(
        zip(frame["site_id"].astype(str), frame["category"], frame["oil_m3"], strict=True)
    ):
        if any(others.get(name, ())):
            fuel = scenario.parcels.fuel_m2 if category == "fuel_station" or oil > 0 else 0.0
            land = max(0.0, max(0.0, area[s] - fuel) - others[name][0])
            bays[s] = min(bays[s], np.floor(land / scenario.parcels.bay(category) + ROUND_OFF))
            feed[s] = max(0.0, feed[s] * usable - others[name][1]) / usable
            area[s] = max(land, FULL_M2)
    return bays, feed, area


def _on_ground(run: Plan, frame: pd.DataFrame, bays: Floats, area: Floats) -> Floats:
    """Give the bays that fit on the land of each site, where a rule says what a bay takes."""
    rule = run.scenario.chargers.bay_area
    if rule is None:
        return bays
    each = _by_place(frame, rule.m2)
    fits = np.floor(area / each + ROUND_OFF)
    return np.where((area > 0) & np.isfinite(each), np.minimum(bays, fits), bays)


def _most(run: Plan, frame: pd.DataFrame) -> Floats:
    """Give the most new chargers of each site by rule, infinite without one."""
    rule = run.scenario.chargers.max_chargers_per_site
    if rule is None:
        return np.full(len(frame), np.inf)
    tiers = run.layers.districts.set_index("adcode")["tier"]
    in_tier = frame["adcode"].map(tiers).map(dict(rule.by_tier)).to_numpy(dtype=float)
    return np.fmin(_by_place(frame, rule.counts), in_tier)


def _by_place(frame: pd.DataFrame, table: Mapping[str, float]) -> Floats:
    """Look every site up by category, else by access; infinite where the table has neither."""
    pairs = zip(frame["category"], frame["access"], strict=True)
    return np.array([float(table.get(category, table.get(access, np.inf))) for category, access in pairs])


def least_chargers(run: Plan, table: SiteTable) -> tuple[Floats, Floats]:
    """Give the least chargers, and the least fast ones, of each site that is open, shape (S,)."""
    frame, chargers = table.frame, run.scenario.chargers
    public = (frame["access"] == "public").to_numpy()
    required = (frame["status"] == "required").to_numpy()
    asked = frame["access"].map(dict(chargers.min_chargers_per_site.counts)).fillna(0.0).to_numpy(dtype=float)
    least = np.where(public | required, np.minimum(asked, table.largest.max(axis=1)), 0.0)
    by_category = dict(run.scenario.coverage.required_categories.min_fast)
    equipped = frame["category"].map(by_category).fillna(0.0).to_numpy(dtype=float)
    on_road = frame["category"].isin(AREAS).to_numpy() & frame["chainage_km"].notna().to_numpy() & public
    share = frame["category"].map(dict(run.scenario.coverage.required_categories.bay_share)).fillna(0.0)
    own = chargers.min_fast_per_site
    every = frame["access"].map({} if own is None else dict(own.counts)).fillna(0.0).to_numpy(dtype=float)
    parted = np.where(required, np.ceil(table.spots * share - ROUND_OFF), 0.0)
    some = np.minimum(np.maximum(parted, every), table.largest[:, table.fast].max(axis=1, initial=0.0))
    fast = np.maximum(np.where(required, equipped, on_road.astype(float)), some)
    area = (frame["category"] == "expressway_service_area").to_numpy() & public
    fast[area] = _of_areas(run, frame)[area]
    old, old_fast = table.old.sum(axis=1), table.old[:, table.fast].sum(axis=1)
    fast = np.maximum(fast - old_fast, 0.0)
    fast = np.where(table.open, np.minimum(fast, table.largest.max(axis=1)), fast)
    return np.where(old > 0, 0.0, least), fast


def _of_areas(run: Plan, frame: pd.DataFrame) -> Floats:
    """Give the fast chargers that the rule of service areas asks of each site."""
    chargers = run.scenario.chargers
    rule, fixed = chargers.service_areas, float(chargers.min_dc_per_service_area.value)
    if rule is None or rule.rule == "fixed-count":
        return np.full(len(frame), fixed)
    bays = frame["site_id"].map(dict(rule.car_bays_at)).fillna(rule.car_bays.value).to_numpy(dtype=float)
    share = np.ceil(bays * rule.bay_share.value - ROUND_OFF)
    return np.asarray(np.maximum(share, fixed) if rule.rule == "both" else share)
