"""The scenario: every target, limit and assumption a plan rests on, frozen and checked."""

from __future__ import annotations

from gisplan.scenario.loading import load_scenario, scenario_from, scenario_path, scenario_toml
from gisplan.scenario.schema import Scenario
from gisplan.scenario.sections.chargers import ACCESS_KINDS, CATEGORY_NAMES, Chargers, ChargerType
from gisplan.scenario.sections.coverage import TIER_NAMES, Coverage, CoverageProfile, Radii
from gisplan.scenario.sections.hydrogen import ExistingStations, Hydrogen, StationSize
from gisplan.scenario.sections.solving import STAGES, Coefficient, Costs, Demand, Solver
from gisplan.scenario.values import Band, ByAccess, CostRange, Figure

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
