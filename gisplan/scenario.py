"""The scenario: every target, limit and assumption a plan rests on, frozen and checked."""

from __future__ import annotations

from gisplan.charger_settings import ACCESS_KINDS, CATEGORY_NAMES, Chargers, ChargerType
from gisplan.coverage_settings import TIER_NAMES, Coverage, CoverageProfile, Radii
from gisplan.figures import Band, ByAccess, CostRange, Figure
from gisplan.hydrogen_settings import ExistingStations, Hydrogen, StationSize
from gisplan.run_settings import STAGES, Coefficient, Costs, Demand, Solver
from gisplan.scenario_loading import load_scenario, scenario_from, scenario_path, scenario_toml
from gisplan.scenario_schema import Scenario

__all__ = [
    "ACCESS_KINDS",
    "CATEGORY_NAMES",
    "STAGES",
    "TIER_NAMES",
    "Band",
    "ByAccess",
    "ChargerType",
    "Chargers",
    "Coefficient",
    "CostRange",
    "Costs",
    "Coverage",
    "CoverageProfile",
    "Demand",
    "ExistingStations",
    "Figure",
    "Hydrogen",
    "Radii",
    "Scenario",
    "Solver",
    "StationSize",
    "load_scenario",
    "scenario_from",
    "scenario_path",
    "scenario_toml",
]
