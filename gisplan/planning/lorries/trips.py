"""Trips of electric lorries: their routes, their energy, and that energy as a demand class of the region."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from gisplan.planning.trips import flow_routes
from layers.demand.lorries import TripEnergy, lorry_by_cell, metres_outside, trip_energy
from layers.vocabulary import LORRY

if TYPE_CHECKING:
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Flags, Floats
    from layers.region.loading import Region
    from layers.routes import Route

COLUMN = f"kwh_{LORRY}"
"""Column of the demand that the energy of lorries stands in."""


@dataclass(frozen=True, eq=False)
class LorryTrips:
    """Flows that electric lorries drive.

    Attributes
    ----------
    flows
        origin_id, destination_id, vehicle_class (that of the lorry), trips_day (its own), one row a flow and
        class.
    routes
        Their routes.
    charged
        Whether origin and destination have a depot, (n, 2).
    outside_m
        Travelled metres beyond the region, (n,).
    usable_kwh, kwh_km
        Battery less its reserve, kWh, and energy from the charger for a km, (n,).
    energy
        Energy of one trip of each.
    """

    flows: pd.DataFrame
    routes: list[Route]
    charged: Flags
    outside_m: Floats
    usable_kwh: Floats
    kwh_km: Floats
    energy: TripEnergy

    @property
    def trips_day(self) -> Floats:
        """Trips a day, (n,)."""
        return self.flows["trips_day"].to_numpy(dtype=np.float64)

    @property
    def driven(self) -> Flags:
        """Whether each flow has a way at all that is open to trucks at some hour, (n,)."""
        return np.array([not route.shut for route in self.routes], dtype=bool)

    @property
    def range_m(self) -> Floats:
        """Range of a battery without its reserve, metres, (n,)."""
        return 1000.0 * self.usable_kwh / self.kwh_km


def lorry_trips(region: Region, scenario: Scenario) -> LorryTrips | None:
    """Route the flows of every class of electric lorries; None where there are none."""
    settings = scenario.lorries
    if settings is None or region.flows.empty:
        return None
    parts = []
    for name, kind in settings.vehicles.items():
        mine = region.flows[region.flows["vehicle_class"] == kind.flows]
        trips = mine["trips_day"].to_numpy(dtype=np.float64) * kind.trips.value
        battery = kind.battery_kwh.value * (1.0 - settings.reserve.value)
        figures = {"usable_kwh": battery, "kwh_km": kind.kwh_km.value}
        parts.append(mine.assign(vehicle_class=name, trips_day=trips, **figures))
    flows = pd.concat(parts, ignore_index=True)
    flows = flows[flows["trips_day"] > 0].reset_index(drop=True)
    if flows.empty:
        return None
    routes = flow_routes(region, flows, settings.detour.value)
    land = shapely.union_all(region.districts.geometry.to_numpy())
    ends = np.array([route.xy[[0, -1]] for route in routes])
    inside = shapely.contains_xy(land, ends[..., 0], ends[..., 1])
    charged = inside | flows[["origin_id", "destination_id"]].isin(settings.charged_ends).to_numpy()
    outside_m = metres_outside(routes, land)
    usable, each = flows["usable_kwh"].to_numpy(dtype=float), flows["kwh_km"].to_numpy(dtype=float)
    km = np.array([route.length_m for route in routes]) / 1000.0
    energy = trip_energy(
        km, outside_m / 1000.0, inside=inside, charged=charged, usable_kwh=usable, kwh_km=each
    )
    if any(route.shut for route in routes):
        # a trip that may not be driven charges nowhere
        driven = np.array([not route.shut for route in routes], dtype=np.float64)
        energy = TripEnergy(energy.depot * driven[:, None], energy.way * driven, energy.beyond * driven)
    return LorryTrips(flows, routes, charged, outside_m, usable, each, energy)


def with_lorry_energy(region: Region, scenario: Scenario) -> Region:
    """Give the region with the energy of electric lorries in its demand; as it is without any asked for."""
    if scenario.lorries is None:
        return region
    trips, cells = lorry_trips(region, scenario), region.demand
    energy = np.zeros(len(cells))
    if trips is not None:
        land = shapely.union_all(region.districts.geometry.to_numpy())
        day = trips.trips_day
        depot, way = trips.energy.depot * day[:, None], trips.energy.way * day
        energy = lorry_by_cell(cells, trips.routes, land, depot, way)
    # a region that has it already gets it once
    before = cells[COLUMN].to_numpy(dtype=np.float64) if COLUMN in cells else 0.0
    whole = cells["ev_kwh_day"].to_numpy(dtype=np.float64) - before + energy
    return replace(region, demand=cells.assign(**{COLUMN: energy, "ev_kwh_day": whole}))
