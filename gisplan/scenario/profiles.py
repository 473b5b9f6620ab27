"""Coverage profiles held against a region's tiers: what they name, and what they leave to a role."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from gisplan.regions import tiers_of
from gisplan.resources import region_names
from gisplan.scenario.values import at
from gisplan_words import message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gisplan.scenario.sections.coverage import CoverageProfile
    from gisplan_words import Message
    from layers.districts.tiers import Tiers

RADII = ("radius_m", "allocation_radius_m")


def tier_faults(place: str, profile: CoverageProfile, region: str) -> list[Message]:
    """Say which tiers of a coverage profile its region does not have, and which of the region it lacks.

    A scenario extends one of another region, so a tier that another shipped region has is passed over.
    """
    tiers = tiers_of(region)
    tables = {key: getattr(profile, key) for key in (*RADII, "judged_tiers")}
    faults = [
        at(f"{place}.{key}", fault)
        for key, names in tables.items()
        for fault in tiers.unknown(name for name in names if name not in _shipped_tiers())
    ]
    lacking = [name for name in tiers.by_name if name not in profile.allocation_radius_m]
    return faults + [
        at(f"{place}.allocation_radius_m", message("scenario-no-tier", tier=name)) for name in lacking
    ]


def with_radii_of_roles(profile: Mapping[str, Any], tiers: Tiers) -> dict[str, Any]:
    """Give a profile's table with the tiers that it does not name, each treated as the role it plays.

    Parameters
    ----------
    profile
        A profile as TOML gives it; a table that is not one is left as it is.
    tiers
        The region's tiers.
    """
    full = dict(profile)
    tables = {key: dict(profile[key]) for key in RADII if isinstance(profile.get(key), dict)}
    judged = profile.get("judged_tiers")
    named = {name for table in tables.values() for name in table} | set(judged or ())
    for name, role in tiers.roles().items():
        if name in named:
            continue
        for table in tables.values():
            if role in table:
                table[name] = table[role]
        if isinstance(judged, tuple) and role in judged:
            judged = (*judged, name)
    return full | tables | ({} if judged is None else {"judged_tiers": judged})


@cache
def _shipped_tiers() -> frozenset[str]:
    return frozenset(name for region in region_names() for name in tiers_of(region).by_name)
