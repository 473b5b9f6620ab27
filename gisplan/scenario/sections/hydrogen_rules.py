"""Parts of ``[hydrogen]``: freight trips, pressure, electrolysis, pipelines; and section ``[parcels]``."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, PositiveFloat, field_validator

from gisplan.scenario.sections.chargers import CATEGORY_NAMES, Categories
from gisplan.scenario.values import (
    Detour,
    Figure,
    Frozen,
    Positive,
    ShareOf1,
    Sourced,
    Table,
    among,
    between,
    refuse,
)
from gisplan_words import message
from layers.vocabulary import DEMAND_CLASSES, FUNCTIONS, OTHER_DEMAND

FACILITY_KINDS = {"swap_car": "swap", "swap_truck": "swap", "methanol": "methanol"}
"""Kinds of facility beside chargers and hydrogen, and the function that a site must allow for each."""
INTEGRATED_FUNCTIONS = ("fuel", *FUNCTIONS)
"""What an integrated station may offer: fuel, which stands, and what a parcel may be used for."""


class VehicleRange(Sourced):
    """How far one class of hydrogen vehicle drives on a full tank."""

    name_zh: str
    """Name on Chinese pages."""
    name_en: str
    """Name on English pages."""
    range_km: PositiveFloat
    """Km on a full tank; half of it is there at origin and destination."""


class Freight(Frozen):
    """Which freight trips hydrogen stations have to keep refuelled."""

    least_share: ShareOf1
    """Share of the trips that candidates can refuel at all which must be refuelled; 0 asks nothing."""
    deviation_m: Positive
    """Farthest that a station may stand from the route it serves (m, straight)."""
    detour: Detour
    """Travelled over straight distance where a route leaves the corridors."""
    fuelled_ends: tuple[str, ...] = ()
    """Ends of trips beyond the region at which trucks find hydrogen, by name."""
    vehicles: Table[VehicleRange]
    """Range by ``vehicle_class`` of the flows; classes not named here are not hydrogen's."""


class Pressure(Frozen):
    """Filling at 70 MPa beside 35 MPa."""

    share_70: ShareOf1
    """Share of the hydrogen demand of every point that needs 70 MPa."""
    cost_70: ShareOf1
    """Further investment for filling at 70 MPa as well, as a share of the station's."""


class Electrolysis(Frozen):
    """Hydrogen made at the station from the parcel's own grid connection."""

    capex_kg_day: Annotated[Figure, between(0.0, 1e9)]
    """Investment for a kg/day of output."""
    kwh_kg: Positive
    """Energy to make a kg, kWh."""
    electricity_cost_kwh: Annotated[Figure, between(0.0, 1e9)]
    """Price of that electricity, per kWh."""
    hours: Annotated[Figure, between(1.0, 24.0)]
    """Hours a day the electrolyser runs."""
    m2_kg_day: Annotated[Figure, between(0.0, 1e9)]
    """Land for a kg/day of output (m2)."""


class Drops(Frozen):
    """What a tube trailer brings where hazardous goods may drive at some hours only."""

    kg: Positive
    """Hydrogen that a trailer leaves at a drop, kg."""
    hours: Annotated[Figure, between(0.01, 24.0)]
    """Open hours that a drop takes, hours: the next trailer drives up when the last has left."""


class Pipeline(Frozen):
    """Hydrogen by pipe, only where a zone is flagged for it (clause TJ17-06)."""

    districts: tuple[str, ...] = ()
    """Codes of the districts whose sites may be piped; from any source within reach."""
    sites: tuple[str, ...] = ()
    """Further sites that may be piped, by site_id."""
    cost_kg_km: Annotated[Figure, between(0.0, 1e3)]
    """Pipe and its running, per kg and km, levelised."""
    max_km: Positive
    """Longest pipe from a source, km."""


class SupplyShare(Sourced):
    """What part of a source's capacity is there, for example in an outage."""

    share: float = Field(ge=0.0, le=1.0)
    """Share of the source, 0 to 1."""


class Parcels(Sourced):
    """What each function takes of a parcel that several share."""

    bay_m2: Annotated[Table[PositiveFloat], among((*CATEGORY_NAMES, "default"))]
    """Land of a charging bay with its aisle, by category; ``default`` elsewhere."""
    fuel_m2: float = Field(ge=0.0)
    """Land that a fuel station keeps for fuel."""
    compressor_hours: float = Field(gt=0.0, le=24.0)
    """Hours a day over which a hydrogen station compresses what it sells."""

    def bay(self, category: str) -> float:
        """Land of a bay at sites of a category, m2."""
        return self.bay_m2.get(category, self.bay_m2["default"])

    @field_validator("bay_m2")
    @classmethod
    def _default(cls, bay_m2: Mapping[str, float]) -> Mapping[str, float]:
        refuse(message("scenario-no-name", name=name) for name in {"default"} - bay_m2.keys())
        return bay_m2


class Facilities(Frozen):
    """A kind of facility with a target of its own, counted apart from chargers."""

    target: int = Field(ge=0)
    """New facilities."""
    name_zh: str
    """Name on Chinese pages."""
    name_en: str
    """Name on English pages."""
    demand: Annotated[str, among((*(f"kwh_{name}" for name in DEMAND_CLASSES), "h2_kg_day", *OTHER_DEMAND))]
    """Column of the demand layer that is served, such as ``kwh_taxi``."""
    share: ShareOf1
    """Share of that demand which vehicles of this kind make."""
    categories: Categories = Field(min_length=1)
    """Site categories in which it may stand; the site's ``allows`` must name it as well."""
    radius_m: Positive
    """Longest way from demand to facility, m."""
    capacity: Positive
    """Most that a facility serves a day, in the unit of the demand column."""
    area_m2: Annotated[Figure, between(0.0, 1e12)]
    """Land of a facility, m²."""
    grid_kw: Annotated[Figure, between(0.0, 1e12)]
    """Grid connection of a facility, kW."""
    cost: Annotated[Figure, between(0.0, 1e12)]
    """Investment in a facility."""
    trucks: bool | None = None
    """Whether trucks come to it, so that it may not stand where they never may; absent: to ``swap_truck``."""

    def for_trucks(self, kind: str) -> bool:
        """Tell whether trucks come to a facility of a kind."""
        return kind == "swap_truck" if self.trucks is None else self.trucks


class Integrated(Frozen):
    """Integrated energy stations: parcels on which several functions stand together."""

    stations: int = Field(ge=0)
    """Stations asked."""
    least_functions: int = Field(default=3, ge=3, le=len(INTEGRATED_FUNCTIONS))
    """Functions that one has at least, of fuel, charging, hydrogen, swap and methanol."""
    functions: Annotated[tuple[str, ...], among(INTEGRATED_FUNCTIONS)] = ()
    """Functions that every one must have."""
    ground_cost: Annotated[Figure, between(0.0, 1e12)]
    """Making a parcel ready on which nothing stands or is planned; paid once, shared by its facilities."""
