"""Optional rules of section ``[chargers]``: ground, site sizes, service areas, waits, bounds, money.

Every one of them is off, or asks nothing new, unless a scenario states it.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, NonNegativeInt, PositiveFloat, PositiveInt, model_validator

from gisplan.scenario.values import (
    Figure,
    Frozen,
    Positive,
    ShareOf1,
    Sourced,
    Table,
    above,
    among,
    between,
    refuse,
)
from gisplan_words import Sayable, message
from layers.vocabulary import ACCESS, CATEGORIES

AccessKind = Literal["public", "dedicated", "private"]
GuessedShare = Annotated[float, Field(ge=0.0, lt=1.0)]
PLACES = (*ACCESS, *CATEGORIES)
"""Names a rule by place may use: access kinds and site categories."""


def by_place(table: Mapping[str, float], access: str, category: str) -> float | None:
    """Give a site's figure from a table by category or access kind: the category's wins; None without one."""
    return table.get(category, table.get(access))


class BayArea(Sourced):
    """Ground that one parking bay with its share of the lane takes, m², by access kind or site category."""

    m2: Annotated[Table[PositiveFloat], among(PLACES)]
    """Ground of a bay (m²), by access kind or site category; the category wins."""


class SiteMaximum(Sourced):
    """Most new chargers at one site, by access kind or site category, and by the tier of its district."""

    counts: Annotated[Table[PositiveInt], among(PLACES)]
    """By access kind or site category; the category wins."""
    by_tier: Table[PositiveInt] = Field(default_factory=dict)
    """By tier of the region; of this and ``counts`` the lesser holds."""


class ServiceAreas(Frozen):
    """How many fast chargers an expressway service area needs in each direction, by a named rule."""

    rule: Literal["fixed-count", "bay-share", "both"]
    """``fixed-count``: ``min_dc_per_service_area``; ``bay-share``: a share of its car bays; ``both``: the
    larger. A fast charger counts as one bay, whatever its connectors."""
    bay_share: ShareOf1
    """Share of a service area's car bays that have fast charging (交公路发〔2022〕80号 names 10 %)."""
    car_bays: Positive
    """Car bays of a service area in one direction, where ``car_bays_at`` does not name it."""
    car_bays_at: Table[Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    """Car bays by ``site_id``."""


class Waiting(Frozen):
    """How long drivers may wait for a charger in the busiest hour; replaces ``max_utilisation`` there."""

    access: tuple[AccessKind, ...] = Field(min_length=1)
    """Access kinds whose sites are judged."""
    types: tuple[str, ...] = Field(min_length=1)
    """Charger types that are judged."""
    max_minutes: Positive
    """Longest mean wait; with ``late_share`` the wait that only this share of drivers exceeds."""
    late_share: Annotated[Figure, between(0.001, 0.999)] | None = None
    """Share of drivers who may wait longer than ``max_minutes``; absent, the mean wait is judged."""
    session_kwh: Positive
    """Mean energy of a session."""
    session_power_share: Annotated[Figure, between(0.01, 1.0)]
    """Mean power over a session, as a share of rated power."""
    peak_hour_share: Annotated[Figure, between(1 / 24, 1.0)]
    """Share of a day's energy that falls in the busiest hour."""


class PeakWait(Sourced):
    """How long drivers may wait at the fast chargers of a site category, by day types of the region.

    Who comes in an hour follows from the energy that a site serves and the curves of the day types.
    """

    day: str
    """Day type (``workday``, …) whose busiest hour keeps the target: chargers are added until it does."""
    max_minutes: PositiveFloat
    """Longest mean wait in that hour."""
    relief_minutes: PositiveFloat
    """Longest mean wait in any hour of the other day types; the chargers lacking then are told as relief."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.max_minutes > self.relief_minutes:
            refuse([above("max_minutes", self.max_minutes, "relief_minutes", self.relief_minutes)])
        return self


class ChargerBound(Sourced):
    """Least and most chargers, or their share, at the sites and of the types it names.

    A name left out means all. A share is of all chargers at the same sites.
    """

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    """Name of the bound, by which faults and explanations call it."""
    adcode: str | None = None
    """District whose sites it holds for."""
    authority: str | None = None
    """Approving authority whose sites it holds for."""
    category: Annotated[str, among(tuple(CATEGORIES))] | None = None
    """Site category it holds for."""
    access: AccessKind | None = None
    """Access kind it holds for."""
    types: tuple[str, ...] = ()
    """Charger types it counts."""
    min_power_kw: PositiveFloat | None = None
    """Power class: types of at least this rated power."""
    min: NonNegativeInt | None = None
    """Least chargers."""
    max: NonNegativeInt | None = None
    """Most chargers."""
    min_share: Annotated[float, Field(ge=0.0, le=1.0)] | None = None
    """Least share, of all chargers at the same sites."""
    max_share: Annotated[float, Field(ge=0.0, le=1.0)] | None = None
    """Greatest share, of all chargers at the same sites."""

    @model_validator(mode="after")
    def _asks(self) -> Self:
        faults: list[Sayable] = []
        if {self.min, self.max, self.min_share, self.max_share} == {None}:
            faults.append(message("scenario-no-bound"))
        if self.min is not None and self.max is not None and self.min > self.max:
            faults.append(above("min", self.min, "max", self.max))
        if self.min_share is not None and self.max_share is not None and self.min_share > self.max_share:
            faults.append(above("min_share", self.min_share, "max_share", self.max_share))
        if (self.min_share, self.max_share) != (None, None) and not self.types and not self.min_power_kw:
            faults.append(message("scenario-share-of-what"))
        refuse(faults)
        return self


class ExistingSupply(Sourced):
    """Low and high guesses of the share of new demand that chargers meet which stand already."""

    public_low: GuessedShare
    """Low guess for cars and taxis at public chargers."""
    public_high: GuessedShare
    """Of cars and taxis at public chargers (``existing_public_share`` of the demand model)."""
    fleet_low: GuessedShare
    """Low guess for buses, freight and sanitation."""
    fleet_high: GuessedShare
    """Of buses, freight and sanitation (``existing_fleet_share``)."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        refuse(
            above(f"{name}_low", low, f"{name}_high", high)
            for name, low, high in (
                ("public", self.public_low, self.public_high),
                ("fleet", self.fleet_low, self.fleet_high),
            )
            if low > high
        )
        return self


class Tariffs(Sourced):
    """Price at which a site buys electricity, currency/kWh, by access kind."""

    public: Annotated[float, Field(ge=0.0)]
    """Price at public sites."""
    dedicated: Annotated[float, Field(ge=0.0)]
    """Price at dedicated sites."""
    private: Annotated[float, Field(ge=0.0)]
    """Price at private sites."""

    def of(self, access: str) -> float:
        """Give the tariff of ``public``, ``dedicated`` or ``private`` sites."""
        return {"public": self.public, "dedicated": self.dedicated, "private": self.private}[access]


class Economics(Frozen):
    """What a kWh costs beyond the investment: capital, operation, electricity, land, less the subsidy."""

    discount_rate: ShareOf1
    """Rate at which money of later years is discounted."""
    life_years: Annotated[Figure, between(1.0, 50.0)]
    """Years over which a charger is written off."""
    opex_share: ShareOf1
    """Operation and maintenance a year, as a share of the investment."""
    losses: Annotated[Figure, between(0.0, 0.5)]
    """Share of the electricity bought that does not reach the cars."""
    electricity_cost_kwh: Tariffs
    land_cost_m2_year: Annotated[Figure, between(0.0, 1e6)]
    """Rent of the ground of the bays used at public and dedicated sites; private bays belong to the homes."""
    bay_m2: Positive
    """Ground of one bay where ``chargers.bay_area`` does not say."""
    subsidy_kw: Annotated[Figure, between(0.0, 1e6)]
    """Construction subsidy per kW of public and dedicated chargers; it does not lower ``investment_cost``."""
