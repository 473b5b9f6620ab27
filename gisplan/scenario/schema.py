"""The scenario as a whole: region, horizon and its sections."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from gisplan.regions import currency_of, is_at_hand, tiers_of
from gisplan.resources import region_names
from gisplan.scenario.profiles import tier_faults, with_radii_of_roles
from gisplan.scenario.sections.chargers import Chargers, ChargerType
from gisplan.scenario.sections.coverage import Coverage
from gisplan.scenario.sections.delivery import Delivery
from gisplan.scenario.sections.grid import Grid
from gisplan.scenario.sections.hydrogen import Hydrogen
from gisplan.scenario.sections.hydrogen_rules import FACILITY_KINDS, Facilities, Integrated, Parcels
from gisplan.scenario.sections.lorries import Lorries
from gisplan.scenario.sections.places import DistrictRule, SiteRule
from gisplan.scenario.sections.service import ServiceGroup
from gisplan.scenario.sections.solving import Costs, Demand, Solver
from gisplan.scenario.sections.years import Phasing
from gisplan.scenario.values import (
    Fault,
    Figure,
    Frozen,
    Table,
    among,
    at,
    currencies_in,
    parts_of,
    refuse,
    unknown_names,
)
from gisplan_errors import ScenarioError
from gisplan_words import Sayable, listed, message, parts_said
from layers.vocabulary import DEMAND_CLASSES, LORRY


def _as_names(given: object) -> object:
    return (given,) if isinstance(given, str) else given


class Scenario(Frozen):
    """One planning task: region, horizon, targets, limits, assumptions and solver."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    """Name of the scenario; that of its run folder unless ``--out`` says otherwise."""
    title_zh: str = Field(min_length=1, max_length=120)
    """Title on Chinese pages."""
    title_en: str = Field(min_length=1, max_length=120)
    """Title on English pages."""
    region: str
    """A shipped region by name, or the path of a region folder."""
    standing: str = ""
    """A file of standing stations in place of that in the region's folder; empty: the folder's own."""
    policy: Annotated[tuple[str, ...], BeforeValidator(_as_names)] = Field(min_length=1)
    """Registers of policy clauses the plan is judged by: one or several, each a shipped name or a path."""
    base_date: dt.date
    """Chargers commissioned after this day are new."""
    horizon: int
    """Last year of the plan."""
    seed: int = Field(ge=0)
    """Seed of everything random; the same seed gives the same plan."""
    chargers: Chargers
    hydrogen: Hydrogen
    parcels: Parcels
    """What charging, fuel and hydrogen take of a parcel that they share."""
    facilities: Annotated[Table[Facilities], among(tuple(FACILITY_KINDS))] = Field(default_factory=dict)
    """Battery swap and methanol by kind (swap_car, swap_truck, methanol); off where absent."""
    integrated: Integrated | None = None
    """Integrated energy stations asked; with them all kinds of ``facilities`` are placed in one model."""
    lorries: Lorries | None = None
    """Electric lorries by trips; a group of ``service`` serves their energy, demand class ``lorry``."""
    coverage: Coverage
    service: Table[ServiceGroup]
    """Which demand classes charge where, how far away, on what power."""
    demand: Demand
    delivery: Delivery
    """Permits, platform records, verification and pilots that the plan hands over."""
    costs: Costs
    solver: Solver
    grid: Grid | None = None
    """Transformer steps and orderly charging; without it connections stay as they are."""
    sites: Table[SiteRule] = Field(default_factory=dict)
    """Candidate sites by id whose status is another one than in their layer."""
    districts: Table[DistrictRule] = Field(default_factory=dict)
    """Districts by code that the plan leaves out."""
    phasing: Phasing | None = None
    """The years of the plan; without it everything stands in the horizon year."""

    @property
    def currency(self) -> str:
        """ISO 4217 code of all money in the plan."""
        return self.costs.currency

    def lorries_alone(self, kind: ChargerType) -> bool:
        """Tell whether a type of charger serves electric lorries and nobody else.

        Parameters
        ----------
        kind
            A type of the scenario.

        Returns
        -------
        bool
            Whether all groups that it serves are of lorries alone.
        """
        return all(self.service[name].classes == (LORRY,) for name in kind.serves)

    @model_validator(mode="before")
    @classmethod
    def _tiers_by_role(cls, table: Any) -> Any:  # noqa: ANN401 - a TOML value is of any kind
        """Let a profile hold for the tiers that the region names and it does not, by their role."""
        try:
            region, coverage = table["region"], table["coverage"]
            profiles = dict(coverage["profiles"])
        except (KeyError, TypeError, ValueError):
            return table  # what is missing or no table is told of by its own check
        if not isinstance(region, str) or not is_at_hand(region):
            return table
        tiers = tiers_of(region)
        full = {
            name: with_radii_of_roles(profile, tiers) if isinstance(profile, dict) else profile
            for name, profile in profiles.items()
        }
        return {**table, "coverage": {**coverage, "profiles": full}}

    @model_validator(mode="after")
    def _region_has_them(self) -> Self:
        if not is_at_hand(self.region):
            return self
        faults: list[Sayable] = [
            fault
            for name, profile in self.coverage.profiles.items()
            for fault in tier_faults(f"coverage.profiles.{name}", profile, self.region)
        ]
        if self.chargers.max_chargers_per_site is not None:
            unknown = tiers_of(self.region).unknown(self.chargers.max_chargers_per_site.by_tier)
            faults += [at("chargers.max_chargers_per_site.by_tier", fault) for fault in unknown]
        try:
            self.demand.parameters(self.region)
        except ScenarioError as error:
            faults += parts_said(error.what)
        costs_in = currency_of(self.region)
        if costs_in not in ("", self.currency):
            told = {"currency": self.currency, "region": self.region, "costs": costs_in}
            faults.append(message("scenario-currency-of-region", **told))
        refuse(faults)
        return self

    @model_validator(mode="after")
    def _one_currency(self) -> Self:
        """Refuse figures in another currency: nothing is converted, and a scenario may extend another."""
        refuse(
            at(name, message("scenario-other-currency", unit=figure.unit, currency=self.currency))
            for name, figure in parts_of(self, "", Figure)
            if currencies_in(figure.unit) - {self.currency}
        )
        return self

    @field_validator("region")
    @classmethod
    def _region_known(cls, region: str) -> str:
        # A path is looked for when the region is loaded: a finished run is read without its region.
        if region not in region_names() and not Path(region).is_absolute():
            known = listed(region_names())
            raise Fault(message("scenario-unknown-region", region=region, known=known))
        return region

    @model_validator(mode="after")
    def _horizon_after_base(self) -> Self:
        if self.horizon < self.base_date.year:
            told = {"horizon": str(self.horizon), "base": self.base_date.isoformat()}
            raise Fault(message("scenario-horizon", **told))
        return self

    @model_validator(mode="after")
    def _phases_fit(self) -> Self:
        if self.phasing is None:
            return self
        faults = self.phasing.faults(self.base_date.year, self.horizon, self.chargers.new_target)
        last, new = self.phasing.years[-1].hydrogen_stations, self.hydrogen.new_target
        if last is not None and last != new:
            fault = message("scenario-last-stations", stations=last, new=new)
            faults.append(at(f"phasing.years.{self.horizon}", fault))
        refuse(faults)
        return self

    @model_validator(mode="after")
    def _service_complete(self) -> Self:
        served = [kind for group in self.service.values() for kind in group.classes]
        faults: list[Sayable] = [
            at("service", message("scenario-class-groups", groups=served.count(kind), **{"class": kind}))
            for kind in DEMAND_CLASSES
            if served.count(kind) != 1
        ]
        if served.count(LORRY) != (self.lorries is not None):
            faults.append(at("service", message("scenario-lorry-group", groups=served.count(LORRY))))
        for kind in self.chargers.types:
            faults += unknown_names(f"chargers.types.{kind.id}.serves", kind.serves, tuple(self.service))
        served_groups = {name for kind in self.chargers.types for name in kind.serves}
        faults += [
            at(f"service.{name}", message("scenario-not-served"))
            for name in self.service
            if name not in served_groups
        ]
        refuse(faults)
        return self
