"""Sections ``[demand]``, ``[costs]`` and ``[solver]`` of a scenario."""

from typing import Annotated, Literal, Self

from pydantic import Field, PositiveFloat, PositiveInt, model_validator

from gisplan.figures import CostLevel, Frozen, Table, Tag, unknown_names

STAGES = ("siting", "sizing", "hydrogen", "tradeoff")

Share = Annotated[float, Field(ge=0.0, le=1.0)]


class Coefficient(Frozen):
    """A demand coefficient that replaces the default of the same name."""

    value: float
    unit: str | None = None
    source: str = "set in the scenario"
    tag: Tag = "modelled"
    as_of: str | None = None


class Demand(Frozen):
    """How people and energy are spread over the cells."""

    spread: Literal["settlements", "zones"]
    compare_spread: Literal["settlements", "zones", "none"]
    """Second spread: how far the chosen sites agree under it is reported; ``none`` skips it."""
    coefficients: Table[Coefficient] = Field(default_factory=dict)
    """Coefficients of the demand model that differ from its defaults, by name."""


class Costs(Frozen):
    """Price level of all costs."""

    price_year: int = Field(ge=2000, le=2100)
    level: CostLevel
    currency: Literal["CNY"]
    budget_cny: PositiveFloat | None = None
    """Most that may be invested in chargers; absent: no limit."""


class Solver(Frozen):
    """Which solver, how close, how long."""

    name: str
    gap: float = Field(ge=0.0, lt=1.0)
    time_limit: PositiveFloat
    """Seconds for all stages together."""
    threads: PositiveInt
    stage_share: Table[Share]
    """Share of ``time_limit`` by stage."""

    def seconds(self, stage: str) -> float:
        """Give the time limit of one stage in seconds."""
        return self.time_limit * self.stage_share[stage]

    @model_validator(mode="after")
    def _checked(self) -> Self:
        faults = unknown_names("stage_share", self.stage_share, STAGES)
        faults += [
            f"stage_share: stage {stage!r} is missing" for stage in STAGES if stage not in self.stage_share
        ]
        if sum(self.stage_share.values()) > 1 + 1e-9:
            faults.append(
                f"stage_share: the shares sum to {sum(self.stage_share.values()):g}, at most 1 is possible"
            )
        if faults:
            raise ValueError("; ".join(faults))
        return self
