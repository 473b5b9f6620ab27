"""What a run was made from, by its inputs.json, and which of those files still lie where they were.

A run does not hold its inputs: it holds the sha256 of each. A file with another sum is another input, and
nothing of the run is held against it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gisplan.resources import policy_file, region_folder
from gisplan.tables.reading import INPUTS, read_json
from gisplan_errors import ScenarioError
from gisplan_files import read_toml, sha256_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from gisplan.scenario.schema import Scenario

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Register:
    """The policy registers of a scenario as plain tables, in the order of their clauses.

    Attributes
    ----------
    titles
        Title of each document by its key.
    parameters
        Figure by name, each a table with value, unit, source, tag, as_of.
    clauses, zones
        The rows, as they were written.
    """

    titles: Mapping[str, str]
    parameters: Mapping[str, Mapping[str, Any]]
    clauses: tuple[Mapping[str, Any], ...]
    zones: tuple[Mapping[str, Any], ...]

    def figure(self, name: str) -> float | None:
        """Give a parameter, None where the registers have none of that name."""
        found = self.parameters.get(name)
        return None if found is None else float(found["value"])


@dataclass(frozen=True)
class Inputs:
    """The inputs of a run, with those at hand.

    Attributes
    ----------
    origins
        Rows by origin of each layer that went in.
    rows
        Rows of each CSV file of the region's folder, by its name.
    files
        Path of each file of the region's folder that is still the one of the run, by its name.
    register
        The policy registers; None where one is not at hand.
    """

    origins: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, Path] = field(default_factory=dict)
    register: Register | None = None


def run_inputs(folder: Path, scenario: Scenario) -> Inputs:
    """Read inputs.json and find what is at hand.

    Raises
    ------
    ScenarioError
        inputs.json cannot be read, or a register is no TOML.
    """
    records = read_json(folder / INPUTS) if (folder / INPUTS).is_file() else []
    sums = {str(record["path"]): str(record["sha256"]) for record in records if "sha256" in record}
    own = {
        path.rpartition("/")[2]: record
        for record in records
        if (path := str(record.get("path", ""))).startswith("regions/")
    }
    return Inputs(
        origins={record["layer"]: record["origins"] for record in records if "layer" in record},
        rows={name: int(record["rows"]) for name, record in own.items() if record.get("rows") is not None},
        files=MappingProxyType(_at_hand(scenario.region, {name: row["sha256"] for name, row in own.items()})),
        register=_register(folder, scenario.policy, sums),
    )


def _at_hand(region: str, sums: Mapping[str, str]) -> dict[str, Path]:
    try:
        home = region_folder(region)
    except ScenarioError:
        return {}
    found = {name: home / name for name in sums}
    return {name: path for name, path in found.items() if path.is_file() and sha256_of(path) == sums[name]}


def _register(folder: Path, names: tuple[str, ...], sums: Mapping[str, str]) -> Register | None:
    """Read the registers; a run that names no sum of one takes the file of that name."""
    tables = []
    for name in dict.fromkeys(names):
        try:
            path = policy_file(name)
        except ScenarioError:
            path = None
        if path is None or sums.get(f"policies/{path.name}", "") not in {"", sha256_of(path)}:
            logger.warning(
                "%s: the policy register %s it was judged by is not at hand: its clauses and zones are held "
                "to each other only",
                folder,
                name,
            )
            return None
        tables.append(read_toml(path))
    return Register(
        titles={key: row["title"] for table in tables for key, row in table["documents"].items()},
        parameters={key: row for table in tables for key, row in table.get("parameters", {}).items()},
        clauses=tuple(row for table in tables for row in table["clause"]),
        zones=tuple(row for table in tables for row in table.get("zone", [])),
    )
