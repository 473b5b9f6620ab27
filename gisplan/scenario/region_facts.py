"""What a scenario takes from its region's folder: the tiers it may name, the figures it may replace."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from gisplan.resources import demand_file, is_region_path, region_folder, region_names
from layers.demand.parameters import read_demand_parameters, region_parameters
from layers.districts.tiers import region_tiers, usual_tiers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gisplan.scenario.sections.coverage import CoverageProfile
    from layers.demand.parameters import DemandParameters
    from layers.districts.tiers import Tiers

RADII = ("radius_m", "allocation_radius_m")


@cache
def usual_parameters() -> DemandParameters:
    """Give the shipped figures of the demand model, before any region."""
    return read_demand_parameters(demand_file())


def is_at_hand(region: str) -> bool:
    """Tell whether the folder of a region is there: a finished run is read without it."""
    return region in region_names() or is_region_path(region)


def parameters_of(region: str) -> DemandParameters:
    """Give the figures of the demand model that hold in a region, before a scenario changes any.

    Raises
    ------
    ScenarioError, LayerError
        There is no such region, or a file of its folder is not valid.
    """
    return region_parameters(region_folder(region), usual_parameters())


def tiers_of(region: str) -> Tiers:
    """Give the tiers of a region; the usual ones where its folder is no longer there."""
    return region_tiers(region_folder(region)) if is_at_hand(region) else usual_tiers()


def tier_faults(profile: CoverageProfile, region: str) -> list[str]:
    """Say which tiers of a coverage profile its region does not have, and which of the region it lacks.

    A scenario extends one of another region, so a tier that another shipped region has is passed over.
    """
    tiers = tiers_of(region)
    tables = {key: getattr(profile, key) for key in (*RADII, "judged_tiers")}
    faults = [
        f"{key}: {fault}"
        for key, names in tables.items()
        for fault in tiers.unknown(name for name in names if name not in _shipped_tiers())
    ]
    lacking = [name for name in tiers.by_name if name not in profile.allocation_radius_m]
    return faults + [f"allocation_radius_m: tier {name!r} is missing" for name in lacking]


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
