"""Section ``[chargers]`` of a scenario: target, types, shares, floors."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, PositiveFloat, PositiveInt, field_validator, model_validator

from gisplan.scenario.sections.charger_rules import (
    BayArea,
    ChargerBound,
    Economics,
    ExistingSupply,
    PeakWait,
    ServiceAreas,
    SiteMaximum,
    Waiting,
)
from gisplan.scenario.values import (
    Band,
    ByAccess,
    CategoryShares,
    CostLevel,
    CostRange,
    CountTable,
    Fault,
    Figure,
    Frozen,
    ShareOf1,
    ShareTable,
    Sourced,
    Table,
    Whole,
    among,
    at,
    between,
    refuse,
    share_sum_faults,
    unknown_names,
)
from gisplan_words import Sayable, message
from layers.vocabulary import ACCESS, CATEGORIES

ACCESS_KINDS = tuple(ACCESS)
CATEGORY_NAMES = tuple(CATEGORIES)
Categories = Annotated[tuple[str, ...], among(CATEGORY_NAMES)]


class CategoryFloors(CountTable):
    """Whole numbers by site category."""

    counts: Annotated[Table[Annotated[int, Field(ge=0)]], among(CATEGORY_NAMES)]
    """Least chargers at all sites of a category."""


class ChargerType(Sourced):
    """One kind of charger (a cabinet, 台): power, use and cost."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,15}$")
    """Name in tables and columns, such as ``dc120``."""
    name_zh: str
    """Name on Chinese pages."""
    name_en: str
    """Name on English pages."""
    power_kw: PositiveFloat
    """Rated output of the cabinet in kW."""
    current: Literal["AC", "DC"]
    """Alternating or direct current."""
    serves: tuple[str, ...] = Field(min_length=1)
    """Service groups whose users it can charge."""
    categories: Categories = ()
    """Site categories that may hold it where no table of shares names it; empty: every such table must."""
    connectors: PositiveInt
    """Connectors of a charger, each with its own platform record."""
    connector_standard: str
    """Standard of its connector, such as ``GB/T 20234.3``; empty: not known, platform records lack it."""
    bays: PositiveInt
    """Parking bays one cabinet takes."""
    max_utilisation: ByAccess
    """Upper bound of delivered energy over rated power times 24 h; what is seen is an outcome."""
    coincidence: ByAccess
    """Share of rated power counted against the grid connection of a site."""
    equipment_cost: CostRange
    """Equipment, per charger."""
    civil_share: CostRange
    """Civil works as a share of the equipment cost."""
    grid_share: CostRange
    """Grid connection as a share of the equipment cost."""

    @property
    def fast(self) -> bool:
        """Whether policy clauses count it as fast charging (快充): direct current."""
        return self.current == "DC"

    def cost(self, level: CostLevel) -> float:
        """Give equipment, civil works and grid connection of one charger, by a level of cost."""
        return self.equipment_cost.at(level) * (1 + self.civil_share.at(level) + self.grid_share.at(level))

    def capacity_kwh_day(self, access: str) -> float:
        """Give the most energy one charger may deliver in a day, in kWh."""
        return self.power_kw * 24 * self.max_utilisation.of(access)


class Replacement(Sourced):
    """Standing chargers of a type that may be taken out, each for a stronger one in its place."""

    replaces: str
    """Type that is taken out."""
    by: tuple[str, ...] = Field(min_length=1)
    """Types that may take its place; each serves whom it served, with more power."""
    removal_cost: CostRange
    """Taking one out and disposing of it, per charger, beside the cost of the new one."""


class ExistingChargers(Sourced):
    """Chargers reported to stand on a date, of the access kinds that the target counts."""

    on: dt.date
    """Day of the report."""
    count: int = Field(ge=0)
    """Chargers that stand on that day."""
    name_zh: str
    """Who reported it, as pages say it."""


def standing(reports: Sequence[ExistingChargers], on: dt.date | None) -> int:
    """Give the chargers of the latest report up to a date; 0 without a date or a report."""
    known = [report for report in reports if on is not None and report.on <= on]
    return max(known, key=lambda report: report.on).count if known else 0


class Chargers(Frozen):
    """How many chargers of which kind, and how they are spread."""

    target: PositiveInt
    """Chargers of the counted kinds at the end of the horizon year, at least: new ones, or all that stand."""
    count: Literal["new", "stock"] = "new"
    """``new``: the target counts chargers built after ``base_date``; ``stock``: standing ones count too."""
    existing_on: dt.date | None = None
    """Standing chargers are those of the latest report up to this date; a target of a stock needs it."""
    existing: tuple[ExistingChargers, ...] = ()
    built: ExistingChargers | None = None
    """Chargers commissioned after ``base_date`` that stand: a target of new ones counts them."""
    kinds: tuple[Literal["public", "dedicated", "private"], ...] = Field(min_length=1)
    """Access kinds that count toward the target."""
    types: tuple[ChargerType, ...] = Field(min_length=1)
    access_shares: ShareTable
    """Share of each access kind among all new chargers."""
    category_type_shares: CategoryShares
    """Share of each type among the chargers of a site category."""
    category_floors: CategoryFloors
    """Least number of new chargers in a site category."""
    district_floor_share: ShareOf1
    """Least chargers of a district, as a fraction of its demand share of the target."""
    min_dc_per_service_area: Annotated[Figure, Whole, between(1, 1000)]
    """Fast chargers at every expressway service area and direction, at least."""
    min_chargers_per_site: CountTable
    """Least chargers at a public site that opens; other sites open with any number."""
    min_fast_per_site: CountTable | None = None
    """Least fast chargers at a public site that opens, where it can carry them; absent, none are asked."""
    min_use: ShareOf1 | None = None
    """Least use of the new chargers of a site that is not private, as a share of what they can deliver; its
    own least numbers are free of it. Absent, none is asked."""
    transformer_load_limit: ShareOf1
    """Share of a site's grid connection that may be loaded."""
    max_chargers_per_site: SiteMaximum | None = None
    """Most new chargers at a site; absent, bays and feed alone limit it."""
    bay_area: BayArea | None = None
    """Ground a bay takes: bounds the bays of a parcel whose area is known; absent, the bays column alone."""
    service_areas: ServiceAreas | None = None
    """Rule for expressway service areas; absent, ``min_dc_per_service_area`` alone."""
    waiting: Waiting | None = None
    """Waits in the busiest hour; absent, ``max_utilisation`` alone bounds what a charger delivers."""
    peak_waits: Annotated[Table[PeakWait], among(tuple(CATEGORIES))] | None = None
    """Waits in the busiest hour of a day type, by site category; they bind beside ``max_utilisation``."""
    bounds: tuple[ChargerBound, ...] = ()
    """Further floors, ceilings and shares by district, authority, category, access and type."""
    replacements: tuple[Replacement, ...] = ()
    """Standing chargers that may give way to stronger ones, where their layer tells them by type or power."""
    existing_supply: ExistingSupply | None = None
    """Low and high guess of what standing chargers serve; the plan then says what they would change."""
    economics: Economics | None = None
    """Absent, the plan states investment only and no cost of a kWh."""

    @property
    def existing_count(self) -> int:
        """Chargers standing on ``existing_on`` by the latest report up to then; 0 without one."""
        return standing(self.existing, self.existing_on)

    @property
    def built_count(self) -> int:
        """Chargers built since ``base_date`` that count toward a target of new ones."""
        return 0 if self.built is None or self.count == "stock" else self.built.count

    @property
    def new_target(self) -> int:
        """Chargers of the counted kinds left to build, at least: the target less those that count already."""
        return max(0, self.target - (self.built_count if self.count == "new" else self.existing_count))

    @property
    def counts_all(self) -> bool:
        """Whether every access kind counts toward the target."""
        return set(self.kinds) == set(ACCESS_KINDS)

    @property
    def type_ids(self) -> tuple[str, ...]:
        """Names of the charger types in the order of the scenario."""
        return tuple(kind.id for kind in self.types)

    @property
    def type_names(self) -> dict[str, tuple[str, str]]:
        """Chinese and English names of the charger types by id."""
        return {kind.id: (kind.name_zh, kind.name_en) for kind in self.types}

    def type_shares(self, category: str) -> dict[str, Band]:
        """Give the band of types among the chargers of a category; a type without one is free there."""
        kept_out = {
            kind.id: Band(upper=0.0)
            for kind in self.types
            if kind.categories and category not in kind.categories
        }
        return kept_out | dict(self.category_type_shares.bands.get(category, {}))

    def type_of(self, type_id: str) -> ChargerType:
        """Give the charger type of that id."""
        return next(kind for kind in self.types if kind.id == type_id)

    @field_validator("types")
    @classmethod
    def _ids_differ(cls, types: tuple[ChargerType, ...]) -> tuple[ChargerType, ...]:
        for field in ("id", "name_zh", "name_en"):
            values = [getattr(kind, field) for kind in types]
            twice = sorted({name for name in values if values.count(name) > 1})
            if twice:
                raise Fault(message("scenario-name-twice", field=field, names=", ".join(map(repr, twice))))
        return types

    @model_validator(mode="after")
    def _shares_fit(self) -> Self:
        faults: list[Sayable] = []
        bands = self.access_shares.bands
        faults += unknown_names("access_shares.bands", bands, ACCESS_KINDS)
        faults += share_sum_faults("access_shares.bands", bands, complete=set(bands) >= set(self.kinds))
        faults += unknown_names("category_type_shares.bands", self.category_type_shares.bands, CATEGORY_NAMES)
        for category, shares in self.category_type_shares.bands.items():
            place = f"category_type_shares.bands.{category}"
            faults += unknown_names(place, shares, self.type_ids)
            faults += share_sum_faults(place, shares, complete=set(shares) >= set(self.type_ids))
            faults += [
                at(place, message("scenario-no-type", type=kind.id))
                for kind in self.types
                if kind.id not in shares and not kind.categories
            ]
        faults += unknown_names(
            "min_chargers_per_site.counts", self.min_chargers_per_site.counts, ("public",)
        )
        fast = {} if self.min_fast_per_site is None else self.min_fast_per_site.counts
        faults += unknown_names("min_fast_per_site.counts", fast, ("public",))
        if self.count == "stock" and not any(
            self.existing_on is not None and report.on <= self.existing_on for report in self.existing
        ):
            faults.append(message("scenario-stock"))
        refuse([*faults, *self._rule_faults(), *self._replacement_faults()])
        return self

    def _rule_faults(self) -> list[Sayable]:
        """List names of types and ids that the optional rules get wrong."""
        faults: list[Sayable] = []
        if self.waiting is not None:
            faults += unknown_names("waiting.types", self.waiting.types, self.type_ids)
        ids = [bound.id for bound in self.bounds]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        faults += [at("bounds", message("scenario-bound-twice", name=name)) for name in twice]
        for bound in self.bounds:
            faults += unknown_names(f"bounds.{bound.id}.types", bound.types, self.type_ids)
            if bound.min_power_kw is not None and not self.bound_types(bound):
                fault = message("scenario-no-power", power=f"{bound.min_power_kw:g} kW")
                faults.append(at(f"bounds.{bound.id}", fault))
        most = {} if self.max_chargers_per_site is None else self.max_chargers_per_site.counts
        least = self.min_chargers_per_site.counts.get("public", 0)
        faults += [
            at(
                f"max_chargers_per_site.counts.{name}",
                message("scenario-below-least", count=count, least=least),
            )
            for name, count in most.items()
            if count < least and name not in {"dedicated", "private"}
        ]
        return faults

    def _replacement_faults(self) -> list[Sayable]:
        """List what may not take the place of what stands."""
        faults: list[Sayable] = []
        taken = [rule.replaces for rule in self.replacements]
        faults += [
            at("replacements", message("scenario-replaced-twice", type=name))
            for name in sorted({name for name in taken if taken.count(name) > 1})
        ]
        for rule in self.replacements:
            place = f"replacements.{rule.replaces}"
            unknown = unknown_names(place, (rule.replaces, *rule.by), self.type_ids)
            faults += unknown
            old = None if unknown else self.type_of(rule.replaces)
            faults += [
                at(place, message("scenario-no-stronger", old=rule.replaces, new=name))
                for name in rule.by
                if old is not None
                and (
                    self.type_of(name).power_kw <= old.power_kw
                    or not set(self.type_of(name).serves) >= set(old.serves)
                )
            ]
        return faults

    def bound_types(self, bound: ChargerBound) -> tuple[int, ...]:
        """Give the positions of the types that a bound speaks of."""
        return tuple(
            t
            for t, kind in enumerate(self.types)
            if (not bound.types or kind.id in bound.types)
            and (bound.min_power_kw is None or kind.power_kw >= bound.min_power_kw)
        )
