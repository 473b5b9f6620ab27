"""The runs of a sweep: each a scenario, and the sum of all that goes into its plan."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gisplan.resources import policy_file, region_folder
from gisplan.scenario.loading import changed_scenario, load_scenario, scenario_from, scenario_toml
from gisplan_errors import GisplanError
from gisplan_files import sha256_of, sums_under
from gisplan_kept import code_sum, sum_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gisplan.scenario.schema import Scenario
    from gisplan.sweep.spec import Sweep
    from gisplan_errors import Speaks

THREADS: Final = "solver.threads"
DIGITS: Final = 16
"""Hexadecimal digits of a key that name a folder."""


@dataclass(frozen=True)
class Item:
    """One run of a sweep.

    Parameters
    ----------
    number
        Its place in the sweep, from 1.
    label
        What it is called.
    values
        Its settings by dotted key.
    key
        Sum of all that goes into its plan: the name of its run folder. Items of one key are one run.
    toml
        Its scenario whole; empty where it is not valid.
    fault
        Why its scenario is not valid; else None.
    """

    number: int
    label: str
    values: Mapping[str, Any]
    key: str
    toml: str
    fault: Speaks | None = field(default=None, compare=False)


def items_of(sweep: Sweep) -> list[Item]:
    """Make the runs of a sweep.

    Every run solves its models one after another (``solver.threads = 1``, which changes no plan), for runs
    stand side by side; a sweep that sets the number keeps its own.

    Returns
    -------
    list of Item
        One a point of the sample, in its order. A point that makes no valid scenario is an item too.

    Raises
    ------
    ScenarioError
        The scenario itself, or a setting of all runs, is not valid.
    LayerError
        The region of the scenario is not valid.
    """
    settings = {THREADS: 1, **sweep.fixed}
    base = load_scenario(sweep.scenario, [as_override(key, value) for key, value in settings.items()])
    inputs: dict[str, dict[str, str]] = {}
    return [
        _item(number, label, values, base, inputs)
        for number, (label, values) in enumerate(zip(sweep.labels, sweep.points, strict=True), start=1)
    ]


def as_override(key: str, value: object) -> str:
    """Give a setting as the command line writes it: ``key=value``, the value as TOML."""
    return f"{key}={json.dumps(value, ensure_ascii=False)}"


def _item(
    number: int,
    label: str,
    values: Mapping[str, Any],
    base: Scenario,
    inputs: dict[str, dict[str, str]],
) -> Item:
    try:
        scenario = changed_scenario(base, [as_override(key, value) for key, value in values.items()])
        if scenario.region not in inputs:
            inputs[scenario.region] = sums_under(region_folder(scenario.region))
        key = plan_key(scenario, inputs[scenario.region])
    except GisplanError as error:
        wrong = sum_of("wrong", scenario_toml(base), dict(values))[:DIGITS]
        return Item(number, label, values, wrong, "", error)
    return Item(number, label, values, key, scenario_toml(scenario))


def plan_key(scenario: Scenario, inputs: Mapping[str, str]) -> str:
    """Give the sum of all that goes into the plan of a scenario: it, every input file, and the code."""
    registers = {name: sha256_of(policy_file(name)) for name in scenario.policy}
    own = Path(scenario.standing)
    standing = sha256_of(own) if scenario.standing and own.is_file() else ""
    return sum_of("plan", code_sum(), scenario_toml(scenario), dict(inputs), registers, standing)[:DIGITS]


def scenario_of(toml: str, origin: str) -> Scenario:
    """Read a scenario back from its text."""
    return scenario_from(tomllib.loads(toml), origin=origin)
