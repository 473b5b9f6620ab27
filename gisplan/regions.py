"""What a scenario takes from its region's folder: the tiers it may name, the figures it may replace."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from gisplan.resources import (
    calibration_file,
    demand_file,
    is_region_path,
    profiles_file,
    region_folder,
    region_names,
)
from gisplan_errors import LayerError
from gisplan_files import read_toml
from layers.demand.reading import read_demand_parameters, region_parameters
from layers.districts.tiers import region_tiers, usual_tiers

if TYPE_CHECKING:
    from layers.demand.parameters import DemandParameters
    from layers.demand.profiles import DayProfiles
    from layers.districts.tiers import Tiers


@cache
def usual_parameters() -> DemandParameters:
    """Give the shipped figures of the demand model, before any region."""
    return read_demand_parameters(demand_file(), calibration_file())


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


def currency_of(region: str) -> str:
    """Give the currency of the costs in a region's layers, by its ISO 4217 code; empty where it names none.

    Raises
    ------
    ScenarioError, LayerError
        There is no such region, or its region.toml is not TOML.
    """
    return str(read_toml(region_folder(region) / "region.toml", LayerError).get("currency", ""))


def tiers_of(region: str) -> Tiers:
    """Give the tiers of a region; the usual ones where its folder is no longer there."""
    return region_tiers(region_folder(region)) if is_at_hand(region) else usual_tiers()


@cache
def usual_profiles() -> DayProfiles:
    """Give the shipped day types, before any region."""
    from layers.demand.profiles import read_profiles  # noqa: PLC0415 - numpy loads only when asked for

    return read_profiles(profiles_file())


def profiles_of(region: str) -> DayProfiles:
    """Give the day types of a region; the usual ones where its folder is no longer there.

    Raises
    ------
    LayerError
        The region's own table is not valid.
    """
    from layers.demand.profiles import region_profiles  # noqa: PLC0415

    usual = usual_profiles()
    return region_profiles(region_folder(region), usual) if is_at_hand(region) else usual
