"""Section ``[delivery]`` of a scenario: what the plan hands over beside sites, and its figures."""

from typing import Annotated, Literal

from pydantic import Field, PositiveInt

from gisplan.scenario.values import (
    Figure,
    Frozen,
    Positive,
    Sourced,
    Whole,
    between,
)

NATIONAL_STANDARD = "GB/T 20234"
"""Standard of connectors in China; its parts and the ChaoJi part begin with it."""


class Pilot(Sourced):
    """A trial of a facility kind that the scenario asks for, placed at planned public sites."""

    kind: Literal["wireless", "v2g"]
    """What is tried there."""
    sites: PositiveInt
    """How many sites host it."""
    adcodes: tuple[str, ...] = ()
    """Districts it may stand in; none: anywhere."""
    place: str = ""
    """Part of the name of the places of the region, or of the authority that runs them, whose ground it must
    stand on; none: anywhere in its districts."""


class Delivery(Frozen):
    """Permits, platform records, verification and pilots."""

    verification_cycle_years: Annotated[Figure, Whole, between(1, 20)]
    """Years until a charger is verified again."""
    verification_access: tuple[Literal["public", "dedicated", "private"], ...] = Field(min_length=1)
    """Chargers that bill, and so are verified."""
    verification_capacity: Annotated[Figure, between(0, 1e8)] | None = None
    """Chargers that the city can verify in a year; absent, the clause is not assessable."""
    high_power_kw: Positive
    """Rated output from which a charger counts as high power."""
    permits: str = ""
    """A planner's own table of permits; absent, the shipped one."""
    pilots: tuple[Pilot, ...] = ()
