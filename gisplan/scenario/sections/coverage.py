"""Section ``[coverage]`` of a scenario: profiles, radii, the limit on public sites."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, PositiveFloat, PositiveInt, field_validator, model_validator

from gisplan.scenario.sections.chargers import CATEGORY_NAMES
from gisplan.scenario.values import (
    Figure,
    Frozen,
    Sourced,
    Table,
    figure_between,
    figure_positive,
    unknown_names,
)
from layers.vocabulary import PLACE_KINDS


class Radii(Frozen):
    """A distance in metres where people live densely, and elsewhere."""

    urban: PositiveFloat
    rural: PositiveFloat


class CoverageProfile(Sourced):
    """How coverage is judged: by a maximum distance, or by a mean distance."""

    kind: Literal["radius", "mean"]
    """``radius``: share of people within it; ``mean``: population-weighted mean distance at most it."""
    judged_tiers: tuple[str, ...] = Field(min_length=1)
    radius_m: Table[Radii]
    """Distance by tier that the policy names (m)."""
    allocation_radius_m: Table[Radii]
    """Distance by tier within which demand may be served (m); a planning assumption."""

    @model_validator(mode="after")
    def _judged_by_a_radius(self) -> Self:
        faults = [
            f"judged_tiers: no radius_m for tier {tier!r}"
            for tier in self.judged_tiers
            if tier not in self.radius_m
        ]
        if faults:
            raise ValueError("; ".join(faults))
        return self


class RequiredCategories(Sourced):
    """Site categories whose every site must open, and the fast chargers each of them gets at least."""

    min_fast: Table[Annotated[int, Field(ge=0)]]

    @field_validator("min_fast")
    @classmethod
    def _known(cls, min_fast: Mapping[str, int]) -> Mapping[str, int]:
        faults = unknown_names("min_fast", min_fast, CATEGORY_NAMES)
        if faults:
            raise ValueError("; ".join(faults))
        return min_fast


class RequiredPlaces(Sourced):
    """Named places that each have an open public site near them, such as every town."""

    kinds: tuple[str, ...] = Field(min_length=1)
    """Kinds of places (`layers.vocabulary.PLACE_KINDS`)."""
    within_m: PositiveFloat
    """Longest straight line from the place to the site (m)."""

    @field_validator("kinds")
    @classmethod
    def _kinds_known(cls, kinds: tuple[str, ...]) -> tuple[str, ...]:
        faults = unknown_names("kinds", kinds, tuple(PLACE_KINDS))
        if faults:
            raise ValueError("; ".join(faults))
        return kinds


class Coverage(Frozen):
    """Which people count as covered, and how many public sites may open."""

    profile: str
    max_sites: PositiveInt
    """Public sites that may be open in all; the limit binds."""
    required_categories: RequiredCategories
    """Categories that the policy wants equipped everywhere; their candidates become required sites."""
    required_places: RequiredPlaces | None = None
    """Places that siting must put a public site near; absent, people alone decide."""
    detour: Figure
    """Travelled over straight distance where no road network is loaded."""
    threshold: Figure
    """Share of judged people within the radius that counts as met."""
    corridor_max_gap_km: Figure
    """Longest stretch of expressway without fast charging, in either direction."""
    adequacy: Figure
    """Energy the public sites of a planning tile must be able to hold, over the public demand there."""
    adequacy_tile_m: Figure
    """Side of a planning tile (m)."""
    profiles: Table[CoverageProfile]
    equity: Literal["none", "worst-district", "gini"] = "none"
    """``worst-district``: its covered share first, then the people; ``gini``: at most ``max_gini`` of it."""
    max_gini: Figure | None = None
    """Most Gini coefficient of the districts' covered shares, weighted by people; for ``equity = "gini"``."""
    min_fast_spacing_m: Figure | None = None
    """Least straight distance of public sites that may hold fast chargers; absent, none is asked."""

    @property
    def active(self) -> CoverageProfile:
        """The profile that judges this scenario."""
        return self.profiles[self.profile]

    @field_validator("detour")
    @classmethod
    def _detour(cls, figure: Figure) -> Figure:
        return figure_between(figure, 1.0, 3.0)

    @field_validator("threshold")
    @classmethod
    def _share(cls, figure: Figure) -> Figure:
        return figure_between(figure, 0.0, 1.0)

    @field_validator("adequacy")
    @classmethod
    def _adequacy(cls, figure: Figure) -> Figure:
        return figure_between(figure, 0.0, 10.0)

    @field_validator("corridor_max_gap_km", "adequacy_tile_m", "min_fast_spacing_m")
    @classmethod
    def _positive(cls, figure: Figure | None) -> Figure | None:
        return None if figure is None else figure_positive(figure)

    @field_validator("max_gini")
    @classmethod
    def _gini(cls, figure: Figure | None) -> Figure | None:
        return None if figure is None else figure_between(figure, 0.0, 1.0)

    @model_validator(mode="after")
    def _equity_fits(self) -> Self:
        if self.equity == "gini" and self.max_gini is None:
            raise ValueError('equity = "gini" needs max_gini')
        known = self.profiles.get(self.profile)
        if self.equity != "none" and known is not None and known.kind != "radius":
            raise ValueError(
                f"equity = {self.equity!r} judges shares of people within a radius; profile {self.profile!r} "
                "judges mean distances. Choose a radius profile"
            )
        return self

    @model_validator(mode="after")
    def _profile_known(self) -> Self:
        if self.profile not in self.profiles:
            raise ValueError(
                f"profile {self.profile!r} is unknown, known are {', '.join(sorted(self.profiles))}"
            )
        return self
