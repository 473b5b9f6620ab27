"""Section ``[coverage]`` of a scenario: profiles, radii, the limit on public sites."""

from typing import Annotated, Literal, Self

from pydantic import Field, PositiveFloat, PositiveInt, model_validator

from gisplan.scenario.sections.chargers import CATEGORY_NAMES
from gisplan.scenario.values import (
    Detour,
    Fault,
    Figure,
    Frozen,
    Positive,
    ShareOf1,
    Sourced,
    Table,
    among,
    at,
    between,
    refuse,
)
from gisplan_words import message
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
    """Tiers of districts whose people are judged."""
    radius_m: Table[Radii]
    """Distance by tier that the policy names (m)."""
    allocation_radius_m: Table[Radii]
    """Distance by tier within which demand may be served (m); a planning assumption."""

    @model_validator(mode="after")
    def _judged_by_a_radius(self) -> Self:
        refuse(
            at("judged_tiers", message("scenario-no-radius", tier=tier))
            for tier in self.judged_tiers
            if tier not in self.radius_m
        )
        return self


class RequiredCategories(Sourced):
    """Site categories whose every site must open, and the fast chargers each of them gets at least."""

    min_fast: Annotated[Table[Annotated[int, Field(ge=0)]], among(CATEGORY_NAMES)]
    """Least fast chargers at every site, by category."""
    bay_share: Annotated[Table[Annotated[float, Field(ge=0.0, le=1.0)]], among(CATEGORY_NAMES)] = Field(
        default_factory=dict
    )
    """Share of a site's bays that have a fast charger at least, by category of ``min_fast``; of both the
    larger holds, and no more than its feed and bays carry."""


class RequiredPlaces(Sourced):
    """Named places that each have an open public site near them, such as every town."""

    kinds: Annotated[tuple[str, ...], among(tuple(PLACE_KINDS))] = Field(min_length=1)
    """Kinds of places (`layers.vocabulary.PLACE_KINDS`)."""
    within_m: PositiveFloat
    """Longest straight line from the place to the site (m)."""


class Coverage(Frozen):
    """Which people count as covered, and how many public sites may open."""

    profile: str
    """Which of ``profiles`` the plan is judged by."""
    max_new_sites: PositiveInt
    """Public sites that may open anew, beside those that stand; the limit binds."""
    required_categories: RequiredCategories
    """Categories that the policy wants equipped everywhere; their candidates become required sites."""
    required_places: RequiredPlaces | None = None
    """Places that siting must put a public site near; absent, people alone decide."""
    detour: Detour
    """Travelled over straight distance where no road network is loaded."""
    threshold: ShareOf1
    """Share of judged people within the radius that counts as met."""
    corridor_max_gap_km: Positive
    """Longest stretch of expressway without fast charging, in either direction."""
    city_trips_share: ShareOf1 | None = None
    """Least share of the car trips between cities that must be kept charged, out and back, of those that all
    service areas together would keep charged; the busiest pairs first. Absent, none is asked."""
    adequacy: Annotated[Figure, between(0.0, 10.0)]
    """Energy the public sites of a planning tile must be able to hold, over the public demand there."""
    adequacy_tile_m: Positive
    """Side of a planning tile (m)."""
    profiles: Table[CoverageProfile]
    equity: Literal["none", "worst-district", "gini"] = "none"
    """``worst-district``: its covered share first, then the people; ``gini``: at most ``max_gini`` of it."""
    max_gini: ShareOf1 | None = None
    """Most Gini coefficient of the districts' covered shares, weighted by people; for ``equity = "gini"``."""
    min_fast_spacing_m: Positive | None = None
    """Least straight distance of new public sites that may hold fast chargers; absent, none is asked."""
    spacing_from_standing: bool = False
    """``min_fast_spacing_m`` also keeps new sites away from those that stand."""

    @property
    def active(self) -> CoverageProfile:
        """The profile that judges this scenario."""
        return self.profiles[self.profile]

    @model_validator(mode="after")
    def _equity_fits(self) -> Self:
        if self.equity == "gini" and self.max_gini is None:
            raise Fault(message("scenario-gini"))
        known = self.profiles.get(self.profile)
        if self.equity != "none" and known is not None and known.kind != "radius":
            raise Fault(message("scenario-equity", equity=self.equity, profile=self.profile))
        return self

    @model_validator(mode="after")
    def _profile_known(self) -> Self:
        if self.profile not in self.profiles:
            known = ", ".join(sorted(self.profiles))
            raise Fault(message("scenario-unknown-profile", profile=self.profile, known=known))
        return self
