"""What a run was made from, by its inputs.json, and which of those files still lie where they were.

A run does not hold its inputs: it holds the sha256 of each. A file with another sum is another input, and
nothing of the run is held against it; only a file that ships with this version cannot have another sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gisplan.policies.registers import load_registers
from gisplan.resources import policy_file, policy_names, region_folder, region_names
from gisplan_errors import ScenarioError
from gisplan_files import sha256_of, written_ahead
from layers.files.layers import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gisplan.plan.record import Plan
    from gisplan.policies.schema import Register


@dataclass(frozen=True)
class Inputs:
    """The inputs of a run.

    Attributes
    ----------
    origins
        Rows by origin of each layer that went in.
    rows
        Rows of each CSV file of the region's folder, by its name.
    """

    origins: Mapping[str, Mapping[str, int]]
    rows: Mapping[str, int]


def file_sum(path: Path) -> str:
    """Give the SHA-256 of an input; a file that lies there unchanged is read once."""
    files = [path, written_ahead(path)]
    return _sum(path, tuple((now.st_mtime_ns, now.st_size) for now in (one.stat() for one in files if one)))


@lru_cache
def _sum(path: Path, _changed: tuple[tuple[int, int], ...]) -> str:
    return sha256_of(path)


def inputs_of(run: Plan) -> Inputs:
    """Sort what inputs.json says by layers and by files of the region's folder."""
    own = {name: record for name, record in _own(run).items() if record.get("rows") is not None}
    return Inputs(
        origins={record["layer"]: record["origins"] for record in run.inputs if "layer" in record},
        rows={name: int(record["rows"]) for name, record in own.items()},
    )


def at_hand(run: Plan, name: str) -> Path | None:
    """Give a file of the region's folder if it is still the one that went in, else None."""
    record = _own(run).get(name)
    try:
        path = region_folder(run.scenario.region) / name
    except ScenarioError:
        return None
    return path if record and path.is_file() and file_sum(path) == record["sha256"] else None


def input_file(run: Plan, record: str) -> Path | None:
    """Give the file that a path of inputs.json stands for, as it is today; None where there is none."""
    room, _, name = record.partition("/")
    try:
        if room == "standing":
            path = Path(run.scenario.standing)
        elif room == "regions":
            path = region_folder(run.scenario.region) / name.partition("/")[2]
        else:
            path = policy_file({register_name(one): one for one in run.scenario.policy}[name])
    except (ScenarioError, KeyError):
        return None
    return path if path.is_file() else None


def standing_file(run: Plan) -> Path | None:
    """Give the file of the standing stations if it is still the one that went in, else None."""
    named = run.scenario.standing
    if not named:
        return next(filter(None, (at_hand(run, name) for name in layer_files("standing"))), None)
    sums = {str(row.get("path", "")): row.get("sha256") for row in run.inputs}
    path = Path(named)
    kept = path.is_file() and file_sum(path) == sums.get(f"standing/{path.name}")
    return path if kept else None


def layer_files(layer: str) -> list[str]:
    """List the files of a region's folder that a layer may be in."""
    return [f"{layer}{suffix}" for suffix in SUFFIXES]


def register_name(policy: str) -> str:
    """Give the name of a register's file in inputs.json, of a shipped one or of a planner's own."""
    return f"{policy.rpartition('/')[2].removesuffix('.toml')}.toml"


def is_shipped(run: Plan, record: str) -> bool:
    """Tell whether a path of inputs.json stands for a file that ships with gisplan, and not for one's own."""
    if record.startswith("regions/"):
        return run.scenario.region in region_names()
    if record.startswith("standing/"):
        return False
    own = {register_name(one) for one in run.scenario.policy if one not in policy_names()}
    return record.rpartition("/")[2] not in own


def register_of(run: Plan) -> Register | None:
    """Read the registers that a run was judged by; None where one is not at hand.

    A run that names no sum of a register takes the file of that name.
    """
    sums = {str(row["path"]): str(row["sha256"]) for row in run.inputs if "sha256" in row}
    for name in dict.fromkeys(run.scenario.policy):
        try:
            path = policy_file(name)
        except ScenarioError:
            path = None
        if path is None or sums.get(f"policies/{path.name}", "") not in {"", file_sum(path)}:
            return None
    return load_registers(run.scenario.policy)


def _own(run: Plan) -> dict[str, dict[str, Any]]:
    """Give the records of the files of the region's folder, by the name of the file."""
    paths = {str(record.get("path", "")): record for record in run.inputs}
    return {path.rpartition("/")[2]: row for path, row in paths.items() if path.startswith("regions/")}
