"""Section ``[grid]`` of a scenario: transformer steps that a site may buy, orderly charging, feeders."""

from typing import Annotated, Self

from pydantic import Field, PositiveFloat, model_validator

from gisplan.scenario.values import (
    Fault,
    Figure,
    Frozen,
    ShareOf1,
    Sourced,
    between,
)
from gisplan_words import message


class TransformerSizes(Sourced):
    """Sizes in which transformers come."""

    kva: tuple[Annotated[float, PositiveFloat], ...] = Field(min_length=1)
    """In rising order."""

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if list(self.kva) != sorted(set(self.kva)) or self.kva[0] <= 0:
            raise Fault(message("scenario-sizes-rise", sizes=str(list(self.kva))))
        return self


class Feeders(Frozen):
    """How the layers ``feeders`` and ``substations`` of a region bound what is built."""

    within_m: Annotated[Figure, between(0.0, 50_000.0)]
    """Farthest from the nearest feeder that a site which names none is taken to be fed by it, metres."""
    power_factor: ShareOf1
    """kW that a feeder or a substation carries for each kVA, where its capacity is given in kVA."""


class Grid(Frozen):
    """What a site's grid connection may become, and how orderly charging lowers its load."""

    transformer_upgrades: bool
    """Whether a site may buy the next transformer sizes."""
    transformer_sizes: TransformerSizes
    """Sizes that a connection may grow to; it may carry ``chargers.transformer_load_limit`` of them."""
    upgrade_cost_kva: Annotated[Figure, between(0.0, 1e6)]
    """Price of a larger connection, money per kVA beyond the present one."""
    orderly_share: ShareOf1
    """Share of the AC chargers at residential sites that take part in orderly charging."""
    orderly_coincidence: ShareOf1
    """Share of rated power that such a charger counts against the connection."""
    feeders: Feeders | None = None
    """Absent: a region's feeders and substations bound nothing, and the plan says so."""
