"""Sections ``[demand]``, ``[costs]`` and ``[solver]`` of a scenario."""

import dataclasses
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, PositiveFloat, PositiveInt, model_validator

from gisplan.regions import parameters_of
from gisplan.scenario.values import (
    CostLevel,
    Currency,
    Frozen,
    Table,
    Tag,
    at,
    refuse,
    unknown_names,
)
from gisplan_words import message
from layers.demand.parameters import DemandParameters

STAGES = ("siting", "sizing", "hydrogen", "tradeoff")
OPTIONAL_STAGES = ("phasing",)
"""Stages that not every scenario has; without a share of their own they take that of the sizing."""

Share = Annotated[float, Field(ge=0.0, le=1.0)]


def _as_table(given: object) -> object:
    return given if isinstance(given, dict | Coefficient) else {"value": given}


class Coefficient(Frozen):
    """A demand coefficient that replaces the default of the same name."""

    value: float
    """The figure."""
    unit: str | None = None
    """Its unit; absent, that of the figure it replaces."""
    source: str = "set in the scenario"
    """Where it comes from."""
    tag: Tag = "modelled"
    """How sure it is."""
    as_of: str | None = None
    """When it held."""


class Demand(Frozen):
    """How people and energy are spread over the cells."""

    spread: Literal["settlements", "zones", "raster"]
    """Model that spreads the people; ``raster`` where the region has a population.tif."""
    compare_spread: Literal["settlements", "zones", "none"]
    """Second spread: how far the chosen sites agree under it is reported; ``none`` skips it."""
    coefficients: Table[Annotated[Coefficient, BeforeValidator(_as_table)]] = Field(default_factory=dict)
    """Figures of the demand model that differ from its region's, by name; a plain number keeps the unit."""

    def parameters(self, region: str) -> DemandParameters:
        """Give the figures of the demand model in a region, with this section's changes.

        Parameters
        ----------
        region
            A shipped region by name, or the path of a region folder.

        Raises
        ------
        ScenarioError
            If a name is not a figure of the model, or its value is outside what the model takes.
        LayerError
            If a file of the region is not valid.
        """
        known = parameters_of(region)
        changes = {}
        for name, change in self.coefficients.items():
            told = {key: value for key, value in change.model_dump().items() if value is not None}
            changes[name] = dataclasses.replace(known.replaced_by(name), **told)
        return known.replace(**changes)


class Costs(Frozen):
    """Price level of all costs."""

    price_year: int = Field(ge=2000, le=2100)
    """Year whose prices hold."""
    level: CostLevel
    """Which end of each cost range: low, central or high."""
    currency: Currency
    """All money of the scenario, and of its region's layers; by its ISO 4217 code."""
    budget: PositiveFloat | None = None
    """Most that chargers and transformers may cost; the plan serves most energy within it. Absent: any."""


class Solver(Frozen):
    """Which solver, how close, with how much work."""

    name: str
    """``highs``, or another that PuLP knows."""
    gap: float = Field(ge=0.0, lt=1.0)
    """Relative gap at which a stage may stop; a plan with a stage that misses it is a draft."""
    work: PositiveFloat
    """Counted work for all stages together, about seconds of one calm core: the same on any machine."""
    time_limit: PositiveFloat | None = None
    """Emergency brake: seconds for all stages together. What it stops depends on the machine."""
    threads: PositiveInt
    """Models that are solved side by side; their number changes no result."""
    stage_share: Table[Share]
    """Share of ``work``, and of ``time_limit``, by stage."""
    parts: Literal["whole", "city"] = "whole"
    """``city``: a province is sized at once by interior point, else city by city within a bound of it."""

    def share(self, stage: str) -> float:
        """Give the share that one stage has of the work and of the time limit."""
        return self.stage_share.get(stage, self.stage_share["sizing"])

    @model_validator(mode="after")
    def _checked(self) -> Self:
        faults = unknown_names("stage_share", self.stage_share, STAGES + OPTIONAL_STAGES)
        lacks = [message("scenario-no-name", name=stage) for stage in STAGES if stage not in self.stage_share]
        total = sum(self.stage_share.values())
        if total > 1 + 1e-9:
            lacks.append(message("scenario-shares", sum=f"{total:g}"))
        refuse([*faults, *(at("stage_share", fault) for fault in lacks)])
        return self
