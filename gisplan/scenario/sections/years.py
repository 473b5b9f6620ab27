"""Section ``[phasing]`` of a scenario: what is asked of every year up to the horizon."""

from typing import Annotated, Self

from pydantic import Field, PositiveFloat, model_validator

from gisplan.scenario.values import (
    Fault,
    Frozen,
    Sourced,
    at,
    refuse,
)
from gisplan_words import Sayable, message

Share = Annotated[float, Field(ge=0.0, le=1.0)]


class YearPhase(Sourced):
    """One year; cumulative figures hold at its end, the others in it."""

    year: int
    """Calendar year."""
    demand_share: Share
    """Energy demand of the year as a share of the horizon's."""
    chargers: int | None = Field(default=None, ge=0)
    """New chargers that stand by the end of the year, at least; cumulative since ``base_date``."""
    chargers_share: Share | None = None
    """The same as a share of ``chargers.target``."""
    max_new_chargers: int | None = Field(default=None, ge=0)
    """Most chargers built in the year."""
    max_new_public_sites: int | None = Field(default=None, ge=0)
    """Most public sites opened in the year."""
    budget: PositiveFloat | None = None
    """Most that chargers and transformers of the year may cost."""
    hydrogen_stations: int | None = Field(default=None, ge=0)
    """New hydrogen stations that stand by the end of the year, at most; cumulative."""
    weight: float = Field(default=1.0, ge=0.0)
    """Weight of the year's energy in the objective."""

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        if self.chargers is not None and self.chargers_share is not None:
            raise Fault(message("scenario-both-targets"))
        return self

    def least_chargers(self, target: int) -> int:
        """Give the least chargers by the end of the year, for a target at the horizon."""
        if self.chargers_share is not None:
            return round(self.chargers_share * target)
        return self.chargers or 0


class Phasing(Frozen):
    """The years of a plan."""

    years: tuple[YearPhase, ...] = Field(min_length=2)
    """In order; the last one is the horizon."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        numbers = [row.year for row in self.years]
        faults: list[Sayable] = []
        if sorted(set(numbers)) != numbers:
            faults.append(message("scenario-years-order", years=str(numbers)))
        if self.years[-1].demand_share != 1.0:
            last = f"{self.years[-1].demand_share:g}"
            faults.append(message("scenario-last-share", share=last))
        for before, now in zip(self.years, self.years[1:], strict=False):
            stations = (before.hydrogen_stations, now.hydrogen_stations)
            if None not in stations and stations[0] > stations[1]:  # type: ignore[operator]
                years = {"before": str(before.year), "year": str(now.year)}
                faults.append(message("scenario-stations-fall", **years))
        refuse(faults)
        return self

    def faults(self, base_year: int, horizon: int, target: int) -> list[Sayable]:
        """List what does not fit the rest of a scenario."""
        first, last = self.years[0].year, self.years[-1].year
        out: list[Sayable] = []
        if first < base_year:
            fault = message("scenario-before-base", year=str(first), base=str(base_year))
            out.append(at("phasing.years", fault))
        if last != horizon:
            fault = message("scenario-last-year", year=str(last), horizon=str(horizon))
            out.append(at("phasing.years", fault))
        for row in self.years:
            asked = row.least_chargers(target)
            if asked > target:
                fault = message("scenario-above-target", chargers=asked, target=target)
                out.append(at(f"phasing.years.{row.year}", fault))
        return out
