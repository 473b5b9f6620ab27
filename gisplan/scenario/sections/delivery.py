"""Section ``[delivery]`` of a scenario: what the plan hands over beside sites, and its figures."""

from typing import Literal

from pydantic import Field, PositiveInt, field_validator

from gisplan.scenario.values import Figure, Frozen, Sourced, figure_between, figure_positive

NATIONAL_STANDARD = "GB/T 20234"
"""Standard of connectors in China; its parts and the ChaoJi part begin with it."""


class Pilot(Sourced):
    """A trial of a facility kind that the scenario asks for, placed at planned public sites."""

    kind: Literal["wireless", "v2g"]
    sites: PositiveInt
    """How many sites host it."""
    adcodes: tuple[str, ...] = ()
    """Districts it may stand in; none: anywhere."""


class Delivery(Frozen):
    """Permits, platform records, verification and pilots."""

    verification_cycle_years: Figure
    """Years until a charger is verified again."""
    verification_access: tuple[Literal["public", "dedicated", "private"], ...] = Field(min_length=1)
    """Chargers that bill, and so are verified."""
    verification_capacity: Figure | None = None
    """Chargers that the city can verify in a year; absent, the clause is not assessable."""
    high_power_kw: Figure
    """Rated output from which a charger counts as high power."""
    permits: str = ""
    """A planner's own table of permits; absent, the shipped one."""
    pilots: tuple[Pilot, ...] = ()

    @field_validator("high_power_kw")
    @classmethod
    def _positive(cls, figure: Figure) -> Figure:
        return figure_positive(figure)

    @field_validator("verification_cycle_years")
    @classmethod
    def _whole_years(cls, figure: Figure) -> Figure:
        if not figure.value.is_integer():
            raise ValueError(f"value {figure.value:g} must be a whole number of years")
        return figure_between(figure, 1, 20)

    @field_validator("verification_capacity")
    @classmethod
    def _not_negative(cls, figure: Figure | None) -> Figure | None:
        return figure if figure is None else figure_between(figure, 0, 1e8)
