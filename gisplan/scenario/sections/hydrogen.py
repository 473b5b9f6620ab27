"""Section ``[hydrogen]`` of a scenario: stations, sizes, supply, station classes."""

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, PositiveFloat, model_validator

from gisplan.scenario.sections.chargers import ExistingChargers, standing
from gisplan.scenario.sections.hydrogen_rules import (
    Drops,
    Electrolysis,
    Freight,
    Pipeline,
    Pressure,
    SupplyShare,
)
from gisplan.scenario.values import (
    CostRange,
    Detour,
    Fault,
    Figure,
    Frozen,
    Positive,
    ShareOf1,
    Sourced,
    Table,
    at,
    between,
)
from gisplan_words import message

TieName = Literal["freight", "standing", "verified", "spare"]


class StationSize(Sourced):
    """One size of hydrogen station."""

    kg_day: PositiveFloat
    """Hydrogen that a station of this size sells at most, kg/day."""
    storage_kg: PositiveFloat
    """Hydrogen it stores, kg; setbacks follow from it."""
    cost: CostRange
    """Investment without land."""


class ExistingStations(ExistingChargers):
    """Hydrogen stations reported to stand on a date (a dated layer: the latest report counts)."""

    located: int = Field(ge=0)
    """How many of them have a known place."""


class Hydrogen(Frozen):
    """How many hydrogen stations, of which size, served from where."""

    target: int = Field(ge=0)
    """Stations asked for, as ``count`` says."""
    count: Literal["new", "cumulative"]
    """``new``: place ``target`` stations; ``cumulative``: existing ones count toward it."""
    existing_on: dt.date
    """Existing stations are those of the latest report up to this date."""
    existing: tuple[ExistingStations, ...] = ()
    built: ExistingStations | None = None
    """Stations opened after ``base_date`` that stand: a target of new ones counts them."""
    min_commercial: int = Field(ge=0)
    """Least new commercial stations."""
    min_captive: int = Field(ge=0)
    """Least new captive (self-use) stations."""
    sizes: tuple[StationSize, ...] = Field(min_length=1)
    service_radius_m: Positive
    """Longest way to a commercial station (m, detour included)."""
    captive_radius_m: Positive
    """Longest way to a captive station, which serves its own premises (m, detour included)."""
    detour: Detour
    """Travelled over straight distance, where no road network is loaded."""
    served_districts: tuple[str, ...] = ()
    """Codes of districts with at least one station each."""
    haul_cost_kg_km: Annotated[Figure, between(0.0, 1e6)]
    """Haul by tube trailer, per kg and km."""
    max_haul_km: Positive
    """Longest haul from a source, km."""
    electricity_cost_kwh: Annotated[Figure, between(0.0, 1e6)]
    """Electricity of compression, per kWh."""
    compression_kwh_kg: Annotated[Figure, between(0.0, 1e6)]
    """Energy to compress a kg, kWh."""
    discount_rate: ShareOf1
    """Rate at which money of later years is discounted."""
    life_years: Positive
    """Years over which a station is written off."""
    opex_share: ShareOf1
    """Yearly operation and upkeep as a share of the investment."""
    min_use: ShareOf1 | None = None
    """Least that a new station sells, as a share of its size; absent or 0 asks nothing."""
    ties: tuple[TieName, ...] = ()
    """What chooses among sitings as good, in order: ``freight``, ``standing``, ``verified``, ``spare``."""
    freight: Freight
    pressure: Pressure
    pipeline: Pipeline
    electrolysis: Electrolysis | None = None
    """Absent: no station makes its own hydrogen."""
    drops: Drops | None = None
    """Absent: hours closed to hazardous goods do not bound what trailers bring."""
    supply_share: Table[SupplyShare] = Field(default_factory=dict)
    """Sources that are not there in full, by supply_id."""

    @property
    def existing_count(self) -> int:
        """Stations standing on ``existing_on`` by the latest report up to then; 0 without one."""
        return standing(self.existing, self.existing_on)

    @property
    def built_count(self) -> int:
        """Stations built since ``base_date`` that count toward a target of new ones."""
        return 0 if self.built is None or self.count == "cumulative" else self.built.count

    @property
    def new_target(self) -> int:
        """New stations to place: the target, less those that stand when it is cumulative or counts them."""
        return max(0, self.target - (self.built_count if self.count == "new" else self.existing_count))

    @property
    def short_of_cumulative(self) -> int:
        """Stations by which those that stand fall short of a target of all stations; 0 where they meet it."""
        return max(0, self.target - self.existing_count)

    @property
    def least_use(self) -> float:
        """Least share of its size that a new station sells; 0 asks nothing."""
        return 0.0 if self.min_use is None else self.min_use.value

    @model_validator(mode="after")
    def _counts_fit(self) -> Self:
        if self.min_commercial + self.min_captive > self.target:
            owners = {"commercial": self.min_commercial, "captive": self.min_captive}
            raise Fault(message("scenario-owners", **owners, target=self.target))
        sizes = [size.kg_day for size in self.sizes]
        if len(set(sizes)) < len(sizes):
            raise Fault(at("sizes", message("scenario-same-size")))
        if len(set(self.ties)) < len(self.ties):
            raise Fault(at("ties", message("scenario-same-tie")))
        return self
