"""What stands already, as planning counts on it: chargers by type, what they take, and what they still give.

A row says its chargers by type, or their number and power, or less. Of a number without power each counts as
the least type of the scenario, which it is at least; of power without a number only the energy is known. What
is not known at all counts for nothing but its place. What a station delivers today goes to the vehicles of
today, of which the demand knows none, so only the rest of what its chargers may deliver meets the demand. A
private pile has a car of its own already.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from gisplan.planning.chargers.grid import coincidence
from gisplan.scenario.sections.charger_rules import by_place
from gisplan.scenario.sections.chargers import ExistingChargers
from gisplan.scenario.sections.hydrogen import ExistingStations
from gisplan.tables.own_rows import HIGH_MPA
from gisplan_errors import ScenarioError
from gisplan_words import lines, listed, message
from layers.provenance import UNDATED
from layers.sites.standing import by_day, by_year, charges, no_standing, sells_hydrogen, standing_of

if TYPE_CHECKING:
    import geopandas as gpd

    from gisplan.scenario.schema import Scenario
    from gisplan.scenario.sections.chargers import Chargers
    from gisplan.scenario.sections.hydrogen import Hydrogen
    from gisplan_arrays import Flags, Floats, Indices
    from layers.region.loading import Region

MONTHS: Final = 12.0
DAYS: Final = 365.0
UNKNOWN_KG: Final = 1e-6
"""Hydrogen (kg/day) of a station that stands and whose sales nobody knows: it refuels who passes, no more."""
LEAST_M2: Final = 1e-3
"""Land of a parcel that is full: an area of 0 would mean that none is known."""


@dataclass(frozen=True, eq=False)
class Standing:
    """Every standing station of a region, and its stock.

    Attributes
    ----------
    rows
        Columns of layer standing with adcode, authority and ``told_by``: its own layer or that of the sites.
    site
        Position of each in the sites of the region.
    stands
        Whether it stands at the end of the horizon year, shape (R,).
    charges
        Whether it is a charging station, shape (R,).
    counts
        Chargers by type, as far as they are known, shape (R, T).
    kw
        Their rated power, shape (R, T).
    known
        ``types``, ``kw``, ``least`` or empty: what the power follows from.
    bays
        Bays that they take, shape (R,).
    loads
        Load that they count against the connection, by type, kW, shape (R, T).
    energy, today
        What they can deliver beyond what they deliver today, and what of that each type does, kWh/day,
        shape (R, T).
    hydrogen_kg
        What hydrogen stations may sell, kg/day, shape (R,); `UNKNOWN_KG` where nobody knows, 0 at others.
    hydrogen_high
        Whether they say that they fill at 70 MPa, shape (R,).
    """

    rows: gpd.GeoDataFrame
    site: Indices
    stands: Flags
    charges: Flags
    counts: Floats
    kw: Floats
    known: tuple[str, ...]
    bays: Floats
    loads: Floats
    energy: Floats
    today: Floats
    hydrogen_kg: Floats
    hydrogen_high: Flags

    @property
    def load_kw(self) -> Floats:
        """Load that all chargers of a row count against its connection, kW, shape (R,)."""
        return np.asarray(self.loads.sum(axis=1))

    @property
    def replaceable(self) -> Floats:
        """Chargers whose type and power are told, and which may give way to others, shape (R, T)."""
        told = np.array([by in {"types", "kw"} for by in self.known], dtype=bool)
        return np.where(told[:, None], np.floor(self.counts), 0.0)

    def on_sites(self, values: Floats, sites: int) -> Floats:
        """Lay values of the rows that stand out over the sites of the region, 0 elsewhere."""
        out = np.zeros((sites, *values.shape[1:]))
        out[self.site[self.stands]] = values[self.stands]
        return out


def standing_stock(region: Region, scenario: Scenario) -> Standing:
    """Take stock of what stands in a region.

    Parameters
    ----------
    region
        As it was loaded: figures of sites where something stands are those of their file.
    scenario
        Whose charger types, limits and horizon hold.

    Returns
    -------
    Standing
        A row a station of the layer, and a site where something stands.

    Raises
    ------
    ScenarioError
        A row names a type that the scenario lacks, or gives no whole number for it; every such row is named.
    """
    own = no_standing(region.crs) if region.standing is None else region.standing
    sites = region.sites[~region.sites["site_id"].isin(own["site_id"])]
    own = own[own["status"] != "excluded"]
    rows = standing_of(sites, own).reset_index(drop=True)
    told = np.where(np.arange(len(rows)) < len(own), "standing", "sites")
    rows = rows.assign(told_by=told)
    counts, kw, known = _stock(rows, scenario)
    site = pd.Index(region.sites["site_id"]).get_indexer(pd.Index(rows["site_id"])).astype(np.int64)
    return Standing(
        rows,
        site,
        by_year(rows, scenario.horizon),
        charges(rows),
        counts,
        kw,
        known,
        _bays(rows, counts, scenario),
        _loads(rows, kw, scenario),
        *_energy(rows, kw, scenario),
        _hydrogen(rows),
        rows["h2_mpa"].to_numpy(dtype=np.float64) >= HIGH_MPA,
    )


def _stock(rows: pd.DataFrame, scenario: Scenario) -> tuple[Floats, Floats, tuple[str, ...]]:
    """Count chargers and power by type, and say what the power follows from."""
    types = scenario.chargers.types
    power = np.array([kind.power_kw for kind in types])
    counts, kw = np.zeros((len(rows), len(types))), np.zeros((len(rows), len(types)))
    known, faults = [""] * len(rows), []
    figures = rows[["chargers", "guns", "kw"]].to_numpy(dtype=np.float64)
    for r, text in enumerate(rows["types"].astype(str)):
        chargers, guns, total = figures[r]
        number = chargers if np.isfinite(chargers) else guns
        if text:
            found = parsed_types(text, scenario.chargers.type_ids)
            if found is None:
                key, kinds = str(rows["site_id"].iloc[r]), listed(scenario.chargers.type_ids)
                faults.append(message("standing-types", key=key, value=repr(text), known=kinds))
                continue
            counts[r], known[r] = found, "types"
            kw[r] = counts[r] * power
        elif total > 0 and number > 0:
            kind = int(np.argmin(np.abs(np.log(power * number / total))))
            counts[r, kind], kw[r, kind], known[r] = number, total, "kw"
        elif total > 0:
            kw[r, int(np.argmin(power))], known[r] = total, "kw"
        elif chargers > 0:
            kind = int(np.argmin(power))
            counts[r, kind], kw[r, kind], known[r] = chargers, chargers * power[kind], "least"
    if faults:
        raise ScenarioError(lines(faults))
    return counts, kw, tuple(known)


def parsed_types(text: str, types: tuple[str, ...]) -> Floats | None:
    """Read ``ac7:10;dc60:4`` as numbers by type; None where it is not of that form or names another type."""
    out = np.zeros(len(types))
    for part in text.split(";"):
        name, mark, number = (piece.strip() for piece in part.partition(":"))
        if not mark or name not in types or not number.isdecimal():
            return None
        out[types.index(name)] += int(number)
    return out


def _bays(rows: pd.DataFrame, counts: Floats, scenario: Scenario) -> Floats:
    """Count the bays that chargers take; connectors take one each where no charger is counted."""
    each = np.array([float(kind.bays) for kind in scenario.chargers.types])
    guns = np.nan_to_num(rows["guns"].to_numpy(dtype=np.float64))
    return np.asarray(np.where(counts.any(axis=1), counts @ each, guns))


def _loads(rows: pd.DataFrame, kw: Floats, scenario: Scenario) -> Floats:
    """Give the load of each station's chargers by type under the coincidence of its place, kW."""
    places = zip(rows["access"], rows["category"], strict=True)
    types = scenario.chargers.types
    share = np.array([[coincidence(kind, *place, scenario) for kind in types] for place in places])
    return np.asarray(kw * share.reshape(kw.shape))


def _energy(rows: pd.DataFrame, kw: Floats, scenario: Scenario) -> tuple[Floats, Floats]:
    """Give what chargers may deliver in a day by type beyond what they deliver today, and that, kWh."""
    types = scenario.chargers.types
    each = {
        access: np.array([kind.capacity_kwh_day(access) / kind.power_kw for kind in types])
        for access in ("public", "dedicated")
    }
    private = np.zeros(len(types))
    able = kw * np.array([each.get(access, private) for access in rows["access"]]).reshape(kw.shape)
    today = np.nan_to_num(rows["kwh_month"].to_numpy(dtype=np.float64)) * MONTHS / DAYS
    whole = able.sum(axis=1)
    left = np.divide(np.maximum(whole - today, 0.0), whole, out=np.zeros(len(rows)), where=whole > 0)
    return able * left[:, None], able * (1.0 - left[:, None])


def _hydrogen(rows: pd.DataFrame) -> Floats:
    """Give what each station of the layer may sell, kg/day; sites of the plan's own file are candidates."""
    sells = sells_hydrogen(rows) & (rows["told_by"] == "standing").to_numpy()
    known = rows["h2_kg_day"].to_numpy(dtype=np.float64)
    return np.where(sells, np.where(known > 0, known, UNKNOWN_KG), 0.0)


def counted_scenario(scenario: Scenario, region: Region) -> Scenario:
    """Give the scenario with what its region's layer says stood on the days that its counts name.

    Where the layer has more than the reports of the scenario, it is one report more, and counts: hydrogen
    stations on ``hydrogen.existing_on``, chargers of the counted kinds on ``chargers.existing_on``.
    """
    rows = region.standing
    if rows is None or rows.empty:
        return scenario
    hydrogen, chargers = scenario.hydrogen, scenario.chargers
    dated = sorted(set(rows["as_of"].astype(str)) - {UNDATED}) or [hydrogen.existing_on.isoformat()]
    told = {"name_zh": "图层 standing", "source": "layer standing", "as_of": dated[-1]}
    told["tag"] = "official" if (rows["origin"] == "official").all() else "modelled"
    here = by_day(rows, hydrogen.existing_on.isoformat()) & sells_hydrogen(rows)
    number = int(rows.loc[here, "stations"].sum())
    changes: dict[str, Any] = {}
    if number > hydrogen.existing_count:
        known = ExistingStations(on=hydrogen.existing_on, count=number, located=number, **told)
        changes["hydrogen"] = hydrogen.model_copy(update={"existing": (*_earlier(hydrogen), known)})
    if chargers.existing_on is not None:
        stands = by_day(rows, chargers.existing_on.isoformat()) & rows["access"].isin(chargers.kinds)
        each = standing_numbers(rows, scenario)
        number = int(each[stands.to_numpy(dtype=bool)].sum())
        if number > chargers.existing_count:
            report = ExistingChargers(on=chargers.existing_on, count=number, **told)
            changes["chargers"] = chargers.model_copy(update={"existing": (*_earlier(chargers), report)})
    return scenario.model_copy(update=changes) if changes else scenario


def standing_numbers(rows: pd.DataFrame, scenario: Scenario) -> Floats:
    """Count the chargers of each row: those it tells of, else the sum of its types, else none."""
    given = rows["chargers"].to_numpy(dtype=np.float64)
    return np.asarray(np.where(np.isfinite(given), given, _stock(rows, scenario)[0].sum(axis=1)))


def _earlier(section: Hydrogen | Chargers) -> tuple[Any, ...]:
    """Keep the reports of other days: of two of one day it would be open which counts."""
    return tuple(report for report in section.existing if report.on != section.existing_on)


def beside_standing(region: Region, scenario: Scenario, standing: Standing) -> Region:
    """Give the region whose sites have left what stands there does not take.

    Bays, connection (kVA) and land are what new chargers may take; a station that does not stand at the
    horizon is excluded. Sites where nothing is known to stand are as they were.
    """
    sites = region.sites
    taken = np.column_stack([standing.bays, standing.load_kw])
    if not taken[standing.stands].any() and standing.stands.all():
        return region
    bays, load = standing.on_sites(taken, len(sites)).T
    here = (bays > 0) | (load > 0)
    gone = np.zeros(len(sites), dtype=bool)
    gone[standing.site[~standing.stands]] = True
    limit = scenario.chargers.transformer_load_limit.value
    had, feed, area = (sites[name].to_numpy(dtype=np.float64) for name in ("bays", "grid_kw", "area_m2"))
    rule = scenario.chargers.bay_area
    each = np.array(
        [
            (None if rule is None else by_place(rule.m2, access, category)) or 0.0
            for access, category in zip(sites["access"], sites["category"], strict=True)
        ]
    )
    land = np.where(area > 0, np.maximum(area - bays * each, LEAST_M2), area)
    return replace(
        region,
        sites=sites.assign(
            bays=np.where(here, np.maximum(had - bays, 0.0), had).astype(np.int64),
            grid_kw=np.where(here, np.maximum(feed - load / limit, 0.0), feed),
            area_m2=np.where(here, land, area),
            status=sites["status"].where(~gone, "excluded"),
        ),
    )
