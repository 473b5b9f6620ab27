"""Sections ``[sites]`` and ``[districts]`` of a scenario: what a planner says of one site or one district."""

from typing import Literal

from gisplan.scenario.values import Frozen


class SiteRule(Frozen):
    """What holds of one candidate site, whatever its layer says."""

    status: Literal["candidate", "required", "excluded", "existing"]
    """``excluded`` forbids it, ``required`` forces it, ``existing`` marks it as standing."""


class DistrictRule(Frozen):
    """What holds of all sites of one district."""

    status: Literal["excluded"]
    """``excluded`` bans the district: nothing new is built there; what stands stays, and so does a site that
    ``sites`` names."""
