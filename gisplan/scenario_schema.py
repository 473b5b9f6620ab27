"""The scenario as a whole: region, horizon and its sections."""

import datetime as dt
from typing import Self

from pydantic import Field, field_validator, model_validator

from gisplan.charger_settings import Chargers
from gisplan.coverage_settings import Coverage
from gisplan.figures import Frozen
from gisplan.hydrogen_settings import Hydrogen
from gisplan.resources import region_names
from gisplan.run_settings import Costs, Demand, Solver


class Scenario(Frozen):
    """One planning task: region, horizon, targets, limits, assumptions and solver."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    title_zh: str = Field(min_length=1, max_length=120)
    title_en: str = Field(min_length=1, max_length=120)
    region: str
    policy: str
    """Register of policy clauses the plan is judged by."""
    base_date: dt.date
    """Chargers commissioned after this day are new."""
    horizon: int
    """Last year of the plan."""
    seed: int = Field(ge=0)
    chargers: Chargers
    hydrogen: Hydrogen
    coverage: Coverage
    demand: Demand
    costs: Costs
    solver: Solver

    @field_validator("region")
    @classmethod
    def _region_known(cls, region: str) -> str:
        if region not in region_names():
            raise ValueError(f"{region!r} is unknown, known are {', '.join(region_names())}")
        return region

    @model_validator(mode="after")
    def _horizon_after_base(self) -> Self:
        if self.horizon < self.base_date.year:
            raise ValueError(f"horizon {self.horizon} lies before base_date {self.base_date.isoformat()}")
        return self
