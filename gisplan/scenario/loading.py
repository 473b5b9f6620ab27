"""Reading scenarios: TOML, ``extends``, ``--set key=value``, and messages a planner can act on."""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from gisplan.resources import scenario_names, whole_policy_path, whole_region_path
from gisplan.scenario.overriding import known_keys, override, suggestion, table_keys
from gisplan.scenario.renamed import refuse_old_keys, row_name
from gisplan.scenario.schema import Scenario
from gisplan.scenario.values import Fault, did_you_mean
from gisplan_catalogue import codes
from gisplan_data import data_folder
from gisplan_errors import ScenarioError
from gisplan_files import read_toml, toml_text, with_tuples
from gisplan_words import Message, Said, Sayable, lines, listed, message

_BY_ID = ("chargers.types",)
"""Table arrays whose rows are laid over those of the same id in the scenario that a file extends."""
_MOST, _LARGEST = 10**9, 10**12
"""Largest count and largest quantity of a scenario: far beyond those of any region, whatever the unit."""


def load_scenario(name_or_path: str | Path, overrides: Iterable[str] = ()) -> Scenario:
    """Read a scenario, apply overrides, and check it.

    Parameters
    ----------
    name_or_path
        Name of a shipped scenario, or path of a TOML file. ``extends`` in the file names the scenario
        it starts from: shipped, or a path relative to the file. Its charger types are laid over those of the
        same id, other table arrays take the place of theirs.
    overrides
        ``key=value`` texts with dotted keys, such as ``chargers.target=60000``. The value is read as
        TOML, else as text. A row of a table array is named by its id, size or year:
        ``chargers.types.dc120.power_kw=160``, ``phasing.years.2025.budget=2e8``.

    Returns
    -------
    Scenario
        The frozen scenario.

    Raises
    ------
    ScenarioError
        If the file is missing or not TOML, a key is that of an older gisplan (its name of today is told) or
        unknown (the nearest known one is named), or a value is wrong. All faults are listed at once.
    """
    path = scenario_path(name_or_path)
    table, changes = _read(path, ()), list(overrides)
    for text in changes:
        override(table, text)
    _resolve_paths(table, Path())
    return scenario_from(table, origin=" --set ".join([str(path), *changes]))


def scenario_path(name_or_path: str | Path) -> Path:
    """Find a scenario by shipped name or by path.

    Parameters
    ----------
    name_or_path
        Name of a shipped scenario, or path of a TOML file.

    Returns
    -------
    Path
        The file of the scenario.

    Raises
    ------
    ScenarioError
        If there is neither a file nor a shipped scenario of that name.
    """
    text = str(name_or_path)
    if text in scenario_names():
        return data_folder() / "scenarios" / f"{text}.toml"
    path = Path(name_or_path)
    if path.is_file():
        return path
    near, known = difflib.get_close_matches(text, scenario_names(), n=1), listed(scenario_names())
    raise ScenarioError(message("scenario-no-file", path=text, hint=did_you_mean(near), known=known))


def scenario_from(table: Mapping[str, Any], *, origin: str) -> Scenario:
    """Check a table of plain values and make it a scenario.

    Parameters
    ----------
    table
        The scenario as TOML gives it.
    origin
        Name of the file for messages.

    Returns
    -------
    Scenario
        The frozen scenario.

    Raises
    ------
    ScenarioError
        With one line a fault: file, key, value, what was expected.
    """
    _refuse(origin, _too_large(table, _LARGEST, (int, float)), table)
    try:
        scenario = Scenario.model_validate(with_tuples(table))
    except ValidationError as error:
        faults = (_line(fault, table) for fault in error.errors())
        raise ScenarioError(lines([message("scenario-not-valid", file=origin), *faults])) from None
    # a whole number may be written for any quantity; what is one in the scenario counts something
    _refuse(origin, _too_large(scenario.model_dump(), _MOST, (int,)), table)
    return scenario


def _refuse(origin: str, large: Iterable[tuple[str | int, ...]], table: Mapping[str, Any]) -> None:
    faults = [message("scenario-too-large", key=".".join(_named(loc, table))) for loc in large]
    if faults:
        raise ScenarioError(lines([message("scenario-not-valid", file=origin), *faults]))


def changed_scenario(scenario: Scenario, overrides: Iterable[str]) -> Scenario:
    """Give a resolved scenario with some values changed, as ``--set`` changes them.

    Raises
    ------
    ScenarioError
        As from :func:`load_scenario`.
    """
    table = tomllib.loads(scenario_toml(scenario))
    for text in overrides:
        override(table, text)
    return scenario_from(table, origin=scenario.name)


def scenario_toml(scenario: Scenario) -> str:
    """Write a resolved scenario as TOML that :func:`load_scenario` reads back to the same scenario.

    Parameters
    ----------
    scenario
        The resolved scenario.

    Returns
    -------
    str
        TOML text, every default written out.
    """
    return toml_text(scenario.model_dump(exclude_none=True))


def extended(table: Mapping[str, Any], path: Path, seen: tuple[Path, ...] = ()) -> dict[str, Any] | None:
    """Read what the table of a scenario file extends, with what that extends laid under it.

    Parameters
    ----------
    table
        The scenario as its file has it.
    path
        The file.
    seen
        Files that have extended each other up to this one.

    Returns
    -------
    The table below; None where the file extends nothing.

    Raises
    ------
    ScenarioError
        If there is no such scenario, it is not TOML or has keys of an older gisplan, or ``extends`` goes in a
        circle.
    """
    base = table.get("extends")
    if base is None:
        return None
    if not isinstance(base, str):
        raise ScenarioError(message("scenario-extends", path=str(path), value=repr(base)))
    beside = path.parent / base
    return _read(beside if beside.is_file() else scenario_path(base), (*seen, path.resolve()))


def _read(path: Path, seen: tuple[Path, ...]) -> dict[str, Any]:
    if path.resolve() in seen:
        names = ", ".join(p.name for p in seen)
        raise ScenarioError(message("scenario-circle", path=str(path), names=names))
    table = read_toml(path)
    refuse_old_keys(table, path)
    _resolve_paths(table, path.parent)
    base = extended(table, path, seen)
    table.pop("extends", None)
    return table if base is None else _merged(base, table)


def _resolve_paths(table: dict[str, Any], base: Path) -> None:
    """Make the paths of a planner's own region and policies absolute, seen from ``base``."""
    if isinstance(table.get("region"), str):
        table["region"] = whole_region_path(table["region"], base)
    if isinstance(table.get("standing"), str) and table["standing"]:
        table["standing"] = str((base / table["standing"]).resolve())
    policy = table.get("policy")
    if isinstance(policy, str):
        table["policy"] = whole_policy_path(policy, base)
    elif isinstance(policy, list):
        table["policy"] = [
            whole_policy_path(name, base) if isinstance(name, str) else name for name in policy
        ]


def _merged(base: dict[str, Any], change: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    result = dict(base)
    for key, value in change.items():
        old, place = result.get(key), f"{prefix}{key}"
        if isinstance(old, dict) and isinstance(value, dict):
            result[key] = _merged(old, value, f"{place}.")
        elif place in _BY_ID and isinstance(old, list) and isinstance(value, list):
            result[key] = _rows_merged(old, value)
        else:
            result[key] = value
    return result


def _rows_merged(base: list[Any], change: list[Any]) -> list[Any]:
    """Lay rows over those of the same id, and put the others behind them; an empty list leaves none."""
    rows = list(base) if change else []
    waiting = {row_name(row): at for at, row in enumerate(base)}
    for row in change:
        at = waiting.pop(row_name(row), None)  # an id that comes twice is left for the check to refuse
        if at is None:
            rows.append(row)
        else:
            rows[at] = _merged(rows[at], row)
    return rows


def _line(fault: Any, table: Mapping[str, Any]) -> Message:  # noqa: ANN401 - pydantic's ErrorDetails
    key = ".".join(str(part) for part in _named(fault["loc"], table))
    if fault["type"] == "extra_forbidden":
        hint = suggestion(key, known_keys({}) + sorted(table_keys(table, "")))
        return message("scenario-unknown-key", key=key, hint=hint)
    if fault["type"] == "missing":
        return message("scenario-missing", key=key)
    value = fault["input"]
    shown = f" = {value!r}" if not isinstance(value, dict | tuple | BaseModel | Mapping) else ""
    if not key:
        return message("scenario-fault-of-all", fault=_expected(fault))
    return message("scenario-fault", place=f"{key}{shown}", fault=_expected(fault))


def _too_large(
    value: Any,  # noqa: ANN401 - as above
    most: int,
    kinds: tuple[type, ...],
    loc: tuple[str | int, ...] = (),
) -> Iterator[tuple[str | int, ...]]:
    """Give the places of numbers that no quantity of a city comes near, and no model can reckon with."""
    if isinstance(value, Mapping):
        parts: Iterable[tuple[str | int, Any]] = value.items()
    elif isinstance(value, list | tuple):
        parts = enumerate(value)
    else:
        if isinstance(value, int | float) and isinstance(value, kinds) and most < abs(value) < math.inf:
            yield loc
        return
    for name, part in parts:
        yield from _too_large(part, most, kinds, (*loc, name))


def _expected(fault: Any) -> Sayable:  # noqa: ANN401 - as `_line`
    """Say what is wrong: in the words of the scenario's own checks, else in those of pydantic."""
    told, code = dict(fault.get("ctx", {})), f"scenario-input-{fault['type']}"
    if isinstance(told.get("error"), Fault):
        what: Said = told["error"].what
        return what
    if code not in codes(begins="scenario-input-"):
        return str(fault["msg"]).removeprefix("Value error, ").removeprefix("Input ")
    if "expected" in told:
        told["expected"] = listed(re.findall("'[^']*'", told["expected"]))
    # a limit stands as the scenario writes it, without separators
    told |= {name: f"{told[name]:g}" for name in ("gt", "ge", "lt", "le") if name in told}
    return message(code, **told)


def _named(loc: tuple[str | int, ...], table: Mapping[str, Any]) -> Iterable[str]:
    """Replace row numbers of table arrays by the row's name, which is what the author wrote."""
    holder: Any = table
    for part in loc:
        if isinstance(part, int) and isinstance(holder, list) and part < len(holder):
            holder = holder[part]
            yield row_name(holder) or str(part + 1)
        else:
            holder = holder.get(part) if isinstance(holder, dict) else None
            yield str(part)
