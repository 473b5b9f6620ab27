"""Every coefficient of the demand model, with unit, source, tag and date.

No public figure exists for the present stock of new-energy vehicles (NEV) of Tianjin, nor for most of the
behaviour below. What is remembered is tagged ``memory``, what is assumed is tagged ``modelled``; both are
inputs for a planner to replace, by name, from the ``[demand]`` section of a scenario.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gisplan_errors import ScenarioError

if TYPE_CHECKING:
    import pandas as pd

TAGS = ("text", "press", "memory", "modelled", "official")

_ASSUMED = "assumption of gisplan, no public figure"
_GROWTH = "general knowledge of national growth, not checked; no public figure for Tianjin"
_KNOWN = "general knowledge of vehicle operation, not checked"
_CLARK = "Clark's law of urban density exp(-r/b), slope assumed"
_RONGCHENG = "captive station of Rongcheng: 500 kg serves 15 trucks of 49 t and 4 buses"


@dataclass(frozen=True)
class Coefficient:
    """One number of the demand model and where it comes from.

    Attributes
    ----------
    value
        Central value, in ``unit``.
    unit
        Unit in words; ``share`` means a number from 0 to 1.
    source
        The document, or the words that say there is none.
    tag
        ``text``, ``press``, ``memory``, ``modelled`` or ``official``.
    as_of
        Year or ISO date that the value describes.
    low, high
        Range for a sensitivity run, where one is known.
    """

    value: float
    unit: str
    source: str
    tag: str
    as_of: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class DemandParameters:
    """Coefficients of grid, population spread, charging energy, hydrogen and freight.

    Shares of one mixture (``spread_*`` of one tier, ``*_people_share`` of one class) need not sum to one:
    the model normalises them over the components that a district has points for.

    Raises
    ------
    ScenarioError
        If a value is not finite, is negative, or a share is above one; all faults are listed at once.
    """

    # grid
    cell_fine_m: Coefficient = Coefficient(
        500, "m", "at most a third of the 2 km radius of clause TJ15", "modelled", "2027"
    )
    dense_people_per_km2: Coefficient = Coefficient(
        1500,
        "people/km2",
        "urban-centre threshold of Degurba; a fine cell is a quarter of a 2 km radius",
        "modelled",
        "2027",
    )
    open_people_per_km2: Coefficient = Coefficient(200, "people/km2", _ASSUMED, "modelled", "2027")
    sliver_share: Coefficient = Coefficient(0.12, "share", _ASSUMED, "modelled", "2027")

    # spread of people: kernel widths and the mixture by tier
    settlement_kernel_central_m: Coefficient = Coefficient(1200, "m", _ASSUMED, "modelled", "2027")
    settlement_kernel_m: Coefficient = Coefficient(1300, "m", _ASSUMED, "modelled", "2027")
    seat_kernel_m: Coefficient = Coefficient(2300, "m", _ASSUMED, "modelled", "2027")
    work_kernel_m: Coefficient = Coefficient(2400, "m", _ASSUMED, "modelled", "2027")
    gradient_central_m: Coefficient = Coefficient(14_000, "m", _CLARK, "modelled", "2027")
    gradient_outside_m: Coefficient = Coefficient(4500, "m", _CLARK, "modelled", "2027")
    town_kernel_m: Coefficient = Coefficient(4000, "m", _ASSUMED, "modelled", "2027")
    potential_half_m: Coefficient = Coefficient(
        2500, "m", "Hansen accessibility, assumed", "modelled", "2027"
    )
    spread_settlements_central: Coefficient = Coefficient(0.25, "share", _ASSUMED, "modelled", "2027")
    spread_gradient_central: Coefficient = Coefficient(0.75, "share", _ASSUMED, "modelled", "2027")
    spread_settlements_ring: Coefficient = Coefficient(0.28, "share", _ASSUMED, "modelled", "2027")
    spread_gradient_ring: Coefficient = Coefficient(0.42, "share", _ASSUMED, "modelled", "2027")
    spread_work_ring: Coefficient = Coefficient(0.12, "share", _ASSUMED, "modelled", "2027")
    spread_seat_ring: Coefficient = Coefficient(0.08, "share", _ASSUMED, "modelled", "2027")
    spread_base_ring: Coefficient = Coefficient(0.10, "share", _ASSUMED, "modelled", "2027")
    spread_settlements_outer: Coefficient = Coefficient(0.32, "share", _ASSUMED, "modelled", "2027")
    spread_seat_outer: Coefficient = Coefficient(0.30, "share", _ASSUMED, "modelled", "2027")
    spread_work_outer: Coefficient = Coefficient(0.06, "share", _ASSUMED, "modelled", "2027")
    spread_base_outer: Coefficient = Coefficient(0.32, "share", _ASSUMED, "modelled", "2027")
    spread_settlements_binhai: Coefficient = Coefficient(0.26, "share", _ASSUMED, "modelled", "2027")
    spread_seat_binhai: Coefficient = Coefficient(0.20, "share", _ASSUMED, "modelled", "2027")
    spread_work_binhai: Coefficient = Coefficient(0.36, "share", _ASSUMED, "modelled", "2027")
    spread_base_binhai: Coefficient = Coefficient(0.18, "share", _ASSUMED, "modelled", "2027")

    polycentric_potential: Coefficient = Coefficient(0.50, "share", _ASSUMED, "modelled", "2027")
    polycentric_work: Coefficient = Coefficient(0.30, "share", _ASSUMED, "modelled", "2027")
    polycentric_base: Coefficient = Coefficient(0.20, "share", _ASSUMED, "modelled", "2027")

    # stock of vehicles
    nev_stock_base: Coefficient = Coefficient(
        500_000, "vehicles", _GROWTH, "memory", "2023", low=450_000, high=550_000
    )
    nev_stock_horizon: Coefficient = Coefficient(
        950_000, "vehicles", _GROWTH, "modelled", "2027", low=800_000, high=1_200_000
    )
    private_share: Coefficient = Coefficient(0.86, "share", _ASSUMED, "modelled", "2027")
    cars_index_central: Coefficient = Coefficient(
        1.0, "relative cars per person", _ASSUMED, "modelled", "2027"
    )
    cars_index_ring: Coefficient = Coefficient(1.15, "relative cars per person", _ASSUMED, "modelled", "2027")
    cars_index_outer: Coefficient = Coefficient(
        0.85, "relative cars per person", _ASSUMED, "modelled", "2027"
    )
    cars_index_binhai: Coefficient = Coefficient(
        1.15, "relative cars per person", _ASSUMED, "modelled", "2027"
    )

    # private cars
    car_km_per_year: Coefficient = Coefficient(14_000, "km/year", _KNOWN, "memory", "2023")
    car_kwh_per_km: Coefficient = Coefficient(0.155, "kWh/km", _KNOWN, "memory", "2023")
    charging_efficiency: Coefficient = Coefficient(0.90, "share", _KNOWN, "memory", "2023")
    own_bay_share_central: Coefficient = Coefficient(0.35, "share", _ASSUMED, "modelled", "2027")
    own_bay_share_ring: Coefficient = Coefficient(0.60, "share", _ASSUMED, "modelled", "2027")
    own_bay_share_outer: Coefficient = Coefficient(0.75, "share", _ASSUMED, "modelled", "2027")
    own_bay_share_binhai: Coefficient = Coefficient(0.62, "share", _ASSUMED, "modelled", "2027")
    home_planned_share: Coefficient = Coefficient(
        0.28,
        "share",
        "assumption: own-bay cars whose pile is counted in this plan, about 61,000 in the whole city",
        "modelled",
        "2027",
    )
    private_bays_per_100k: Coefficient = Coefficient(
        250,
        "private bays that may take a pile / 100,000 people",
        "assumption of the site model; not looked at where a layer of real sites is given",
        "modelled",
        "2027",
    )
    home_energy_share: Coefficient = Coefficient(0.85, "share", _ASSUMED, "modelled", "2027")
    existing_public_share: Coefficient = Coefficient(
        0.30,
        "share",
        "assumption: growth met by public chargers that stand; the stock is unknown",
        "modelled",
        "2027",
    )
    public_residential: Coefficient = Coefficient(0.36, "share", _ASSUMED, "modelled", "2027")
    public_workplace: Coefficient = Coefficient(0.23, "share", _ASSUMED, "modelled", "2027")
    public_destination: Coefficient = Coefficient(0.30, "share", _ASSUMED, "modelled", "2027")
    public_corridor: Coefficient = Coefficient(0.11, "share", _ASSUMED, "modelled", "2027")
    through_kwh_day: Coefficient = Coefficient(
        40_000, "kWh/day", "assumption: cars of other places passing", "modelled", "2027"
    )

    # fleets: vehicles added over the plan period, distance, consumption, electric share of the new ones
    taxi_new: Coefficient = Coefficient(9_000, "vehicles", _ASSUMED, "modelled", "2027")
    taxi_km_day: Coefficient = Coefficient(250, "km/day", _KNOWN, "memory", "2023")
    taxi_kwh_per_km: Coefficient = Coefficient(0.15, "kWh/km", _KNOWN, "memory", "2023")
    taxi_ev_share_new: Coefficient = Coefficient(
        0.80, "share", "clause TJ21-03 sets no figure", "modelled", "2027"
    )
    bus_new: Coefficient = Coefficient(2_600, "vehicles", _ASSUMED, "modelled", "2027")
    bus_km_day: Coefficient = Coefficient(170, "km/day", _KNOWN, "memory", "2023")
    bus_kwh_per_km: Coefficient = Coefficient(0.95, "kWh/km", _KNOWN, "memory", "2023")
    bus_ev_share_new: Coefficient = Coefficient(0.95, "share", _ASSUMED, "modelled", "2027")
    logistics_new: Coefficient = Coefficient(
        17_000, "vehicles", "assumption: city delivery and postal vans", "modelled", "2027"
    )
    logistics_km_day: Coefficient = Coefficient(110, "km/day", _KNOWN, "memory", "2023")
    logistics_kwh_per_km: Coefficient = Coefficient(0.28, "kWh/km", _KNOWN, "memory", "2023")
    logistics_ev_share_new: Coefficient = Coefficient(
        0.80, "share", "Tianjin NEV action plan 2023-2027, point 21 (TJ21-01): at least 80 %", "text", "2023"
    )
    sanitation_new: Coefficient = Coefficient(2_400, "vehicles", _ASSUMED, "modelled", "2027")
    sanitation_km_day: Coefficient = Coefficient(70, "km/day", _KNOWN, "memory", "2023")
    sanitation_kwh_per_km: Coefficient = Coefficient(0.90, "kWh/km", _KNOWN, "memory", "2023")
    sanitation_ev_share_new: Coefficient = Coefficient(
        0.80, "share", "Tianjin NEV action plan 2023-2027, point 21 (TJ21-01): at least 80 %", "text", "2023"
    )
    existing_fleet_share: Coefficient = Coefficient(
        0.15,
        "share",
        "assumption: fleet growth met by depot chargers that stand; the stock is unknown",
        "modelled",
        "2027",
    )

    # where energy falls
    jobs_people_share: Coefficient = Coefficient(0.45, "share", _ASSUMED, "modelled", "2027")
    destination_people_share: Coefficient = Coefficient(0.50, "share", _ASSUMED, "modelled", "2027")
    taxi_centre_share: Coefficient = Coefficient(0.70, "share", _ASSUMED, "modelled", "2027")
    taxi_centre_m: Coefficient = Coefficient(9_000, "m", _ASSUMED, "modelled", "2027")
    bus_people_share: Coefficient = Coefficient(0.35, "share", _ASSUMED, "modelled", "2027")
    logistics_people_share: Coefficient = Coefficient(0.20, "share", _ASSUMED, "modelled", "2027")
    sanitation_people_share: Coefficient = Coefficient(0.60, "share", _ASSUMED, "modelled", "2027")
    anchor_kernel_m: Coefficient = Coefficient(1500, "m", _ASSUMED, "modelled", "2027")
    depot_kernel_m: Coefficient = Coefficient(900, "m", _ASSUMED, "modelled", "2027")
    corridor_step_m: Coefficient = Coefficient(500, "m", _ASSUMED, "modelled", "2027")

    # hydrogen
    hydrogen_trucks_new: Coefficient = Coefficient(
        320,
        "vehicles",
        "assumption; 385 vehicles were reported in 2024 and 800 planned for 2022 (press)",
        "modelled",
        "2027",
    )
    hydrogen_truck_kg_day: Coefficient = Coefficient(
        27.5, "kg/day", _RONGCHENG, "press", "2022", low=25.0, high=30.0
    )
    hydrogen_trips_day: Coefficient = Coefficient(3, "trips/truck/day", _ASSUMED, "modelled", "2027")
    hydrogen_buses_new: Coefficient = Coefficient(60, "vehicles", _ASSUMED, "modelled", "2027")
    hydrogen_bus_kg_day: Coefficient = Coefficient(12, "kg/day", _KNOWN, "memory", "2023")
    hydrogen_steel_share: Coefficient = Coefficient(0.18, "share", _ASSUMED, "modelled", "2027")
    hydrogen_port_share: Coefficient = Coefficient(0.34, "share", _ASSUMED, "modelled", "2027")
    hydrogen_logistics_share: Coefficient = Coefficient(0.22, "share", _ASSUMED, "modelled", "2027")
    hydrogen_zone_share: Coefficient = Coefficient(
        0.12, "share", "assumption: around hydrogen sources", "modelled", "2027"
    )
    hydrogen_corridor_share: Coefficient = Coefficient(0.14, "share", _ASSUMED, "modelled", "2027")
    hydrogen_corridor_step_m: Coefficient = Coefficient(10_000, "m", _ASSUMED, "modelled", "2027")
    hydrogen_route_decay_m: Coefficient = Coefficient(12_000, "m", _ASSUMED, "modelled", "2027")

    # freight
    freight_trips_day: Coefficient = Coefficient(9_000, "truck trips/day", _ASSUMED, "modelled", "2027")
    freight_outside_share: Coefficient = Coefficient(0.55, "share", _ASSUMED, "modelled", "2027")
    freight_decay_m: Coefficient = Coefficient(40_000, "m", _ASSUMED, "modelled", "2027")

    def __post_init__(self) -> None:
        faults = []
        for name, coefficient in self.items():
            value = coefficient.value
            if not math.isfinite(value) or value < 0.0:
                faults.append(f"demand.{name} = {value}: expected at least 0 {coefficient.unit}")
            elif coefficient.unit == "share" and value > 1.0:
                faults.append(f"demand.{name} = {value}: expected a share from 0 to 1, not per cent")
            if coefficient.tag not in TAGS:
                faults.append(f"demand.{name}: tag {coefficient.tag!r}, expected one of {', '.join(TAGS)}")
        if not faults:
            faults = [
                f"demand.{name} = 0: expected a number above 0"
                for name in _POSITIVE
                if getattr(self, name).value == 0.0
            ]
        if faults:
            raise ScenarioError("\n".join(faults))

    @classmethod
    def defaults(cls) -> DemandParameters:
        """Give the shipped coefficients (Tianjin, plan period 2023 to 2027)."""
        return cls()

    def items(self) -> list[tuple[str, Coefficient]]:
        """List (name, coefficient) in the order of the model."""
        return [(field.name, getattr(self, field.name)) for field in dataclasses.fields(self)]

    def value(self, name: str) -> float:
        """Give the value of one coefficient by name, for names built from a tier or a class."""
        coefficient: Coefficient = getattr(self, name)
        return coefficient.value

    def replace(self, **changes: float | Coefficient) -> DemandParameters:
        """Copy with some coefficients changed.

        Parameters
        ----------
        changes
            Name to a number (unit, range and date stay; the source then says that it was set), or to
            a whole ``Coefficient``.

        Raises
        ------
        ScenarioError
            If a name is unknown (the nearest known one is named), or a value is not valid.
        """
        known = [field.name for field in dataclasses.fields(self)]
        new: dict[str, Coefficient] = {}
        for name, change in changes.items():
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                raise ScenarioError(f"[demand] {name}: no such coefficient{hint}")
            if isinstance(change, Coefficient):
                new[name] = change
            elif isinstance(change, bool) or not isinstance(change, int | float):
                raise ScenarioError(f"[demand] {name} = {change!r}: expected a number")
            else:
                old: Coefficient = getattr(self, name)
                source = f"set by the user in place of {old.value:g} ({old.tag})"
                new[name] = dataclasses.replace(old, value=float(change), source=source, tag="modelled")
        return dataclasses.replace(self, **new)

    def as_frame(self) -> pd.DataFrame:
        """Tabulate the coefficients: name, value, low, high, unit, source, tag, as_of."""
        import pandas as pd  # noqa: PLC0415 - a scenario is read without it

        rows = [{"name": name, **dataclasses.asdict(coefficient)} for name, coefficient in self.items()]
        return pd.DataFrame(rows)[["name", "value", "low", "high", "unit", "source", "tag", "as_of"]]


_POSITIVE = (
    "cell_fine_m",
    "charging_efficiency",
    "corridor_step_m",
    "hydrogen_corridor_step_m",
    "hydrogen_route_decay_m",
    "freight_decay_m",
    "settlement_kernel_central_m",
    "settlement_kernel_m",
    "seat_kernel_m",
    "work_kernel_m",
    "town_kernel_m",
    "potential_half_m",
    "gradient_central_m",
    "gradient_outside_m",
    "taxi_centre_m",
    "anchor_kernel_m",
    "depot_kernel_m",
)
