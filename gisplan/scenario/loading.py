"""Reading scenarios: TOML, ``extends``, ``--set key=value``, and messages a planner can act on."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from gisplan.regions import usual_parameters
from gisplan.resources import scenario_names, whole_policy_path, whole_region_path
from gisplan.scenario.old_types import what_to_do
from gisplan.scenario.schema import Scenario
from gisplan.scenario.upgrade import refuse_old_keys, refuse_old_setting, row_name
from gisplan_errors import ScenarioError
from gisplan_files import data_folder, read_toml, toml_text, with_tuples

COMMAND_LINE = "set on the command line"


def load_scenario(name_or_path: str | Path, overrides: Iterable[str] = ()) -> Scenario:
    """Read a scenario, apply overrides, and check it.

    Parameters
    ----------
    name_or_path
        Name of a shipped scenario, or path of a TOML file. ``extends`` in the file names the scenario
        it starts from: shipped, or a path relative to the file.
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
    table = _read(path, ())
    for text in overrides:
        _override(table, text)
    _resolve_paths(table, Path())
    return scenario_from(table, origin=str(path))


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
    near = difflib.get_close_matches(text, scenario_names(), n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise ScenarioError(
        f"{text}: no such scenario file, and no shipped scenario of that name.{hint} "
        f"Shipped scenarios: {', '.join(scenario_names())}."
    )


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
    try:
        return Scenario.model_validate(with_tuples(table))
    except ValidationError as error:
        lines = [_line(fault, table) for fault in error.errors()]
        raise ScenarioError("\n".join([f"{origin}: the scenario is not valid.", *lines])) from None


def changed_scenario(scenario: Scenario, overrides: Iterable[str]) -> Scenario:
    """Give a resolved scenario with some values changed, as ``--set`` changes them.

    Raises
    ------
    ScenarioError
        As from :func:`load_scenario`.
    """
    table = tomllib.loads(scenario_toml(scenario))
    for text in overrides:
        _override(table, text)
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


def _read(path: Path, seen: tuple[Path, ...]) -> dict[str, Any]:
    if path.resolve() in seen:
        raise ScenarioError(f"{path}: 'extends' goes in a circle over {', '.join(p.name for p in seen)}.")
    table = read_toml(path)
    refuse_old_keys(table, path)
    _resolve_paths(table, path.parent)
    base = table.pop("extends", None)
    if base is None:
        return table
    if not isinstance(base, str):
        raise ScenarioError(f"{path}: extends = {base!r}: must be the name or path of a scenario, as text.")
    beside = path.parent / base
    start = beside if beside.is_file() else scenario_path(base)
    return _merged(_read(start, (*seen, path.resolve())), table)


def _resolve_paths(table: dict[str, Any], base: Path) -> None:
    """Make the paths of a planner's own region and policies absolute, seen from ``base``."""
    if isinstance(table.get("region"), str):
        table["region"] = whole_region_path(table["region"], base)
    policy = table.get("policy")
    if isinstance(policy, str):
        table["policy"] = whole_policy_path(policy, base)
    elif isinstance(policy, list):
        table["policy"] = [
            whole_policy_path(name, base) if isinstance(name, str) else name for name in policy
        ]


def _merged(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in change.items():
        old = result.get(key)
        result[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return result


def _override(table: dict[str, Any], text: str) -> None:
    key, equals, raw = text.partition("=")
    key = key.strip()
    if not equals or not key:
        raise ScenarioError(f"--set {text}: expected key=value, such as --set chargers.target=60000.")
    refuse_old_setting(text, key)
    parts = key.split(".")
    value = _parsed(raw.strip())
    holder: Any = table
    for depth, part in enumerate(parts[:-1]):
        holder = _child(holder, part)
        if holder is None and parts[: depth + 1] == ["demand", "coefficients"]:
            holder = table["demand"].setdefault("coefficients", {})
        if holder is None:
            raise _unknown_key(f"--set {text}", key, _known_keys(table))
    last = parts[-1]
    if isinstance(holder, list) or not isinstance(holder, dict):
        raise _unknown_key(f"--set {text}", key, _known_keys(table))
    old = holder.get(last)
    if isinstance(old, dict) and "value" in old and not isinstance(value, dict):
        holder[last] = {**old, "value": value, "source": COMMAND_LINE}
    elif parts[:-1] == ["demand", "coefficients"] and not isinstance(value, dict):
        holder[last] = {"value": value, "source": COMMAND_LINE}
    elif isinstance(old, dict) and not isinstance(value, dict):
        keys = ", ".join(f"{key}.{name}" for name in old)
        raise ScenarioError(f"--set {text}: {key} is a section. Set one of its keys: {keys}.")
    elif old is None and not _is_optional(parts):
        raise _unknown_key(f"--set {text}", key, _known_keys(table))
    else:
        holder[last] = value


def _child(holder: Any, part: str) -> Any:  # noqa: ANN401 - a TOML value is of any kind
    if isinstance(holder, dict):
        return holder.get(part)
    if isinstance(holder, list):
        return next((row for row in holder if row_name(row) == part), None)
    return None


def _parsed(raw: str) -> Any:  # noqa: ANN401 - a TOML value is of any kind
    try:
        return tomllib.loads(f"value = {raw}")["value"]
    except tomllib.TOMLDecodeError:
        return raw


def _known_keys(table: Mapping[str, Any]) -> list[str]:
    coefficients = (f"demand.coefficients.{name}" for name, _ in usual_parameters().items())
    return sorted({*_table_keys(table, ""), *_schema_keys(Scenario, ""), *coefficients})


def _table_keys(value: Any, prefix: str) -> Iterable[str]:  # noqa: ANN401 - a TOML value is of any kind
    if isinstance(value, dict):
        for key, child in value.items():
            yield f"{prefix}{key}"
            yield from _table_keys(child, f"{prefix}{key}.")
    elif isinstance(value, list):
        for row in value:
            if (name := row_name(row)) is not None:
                yield from _table_keys(row, f"{prefix}{name}.")


def _schema_keys(model: type[BaseModel], prefix: str) -> Iterable[str]:
    for name, field in model.model_fields.items():
        yield f"{prefix}{name}"
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _schema_keys(inner, f"{prefix}{name}.")


def _is_optional(parts: list[str]) -> bool:
    """Tell whether a key that no file sets is still a key of the schema or of a free table."""
    model: Any = Scenario
    for depth, part in enumerate(parts):
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            return True  # inside a free table: validation names a wrong key
        field = model.model_fields.get(part)
        if field is None:
            return False
        model = field.annotation
        if depth < len(parts) - 1 and get_origin(model) is tuple:
            model = get_args(model)[0]
            return parts[-1] in model.model_fields
    return True


def _unknown_key(place: str, key: str, known: list[str]) -> ScenarioError:
    return ScenarioError(f"{place}: unknown key {key!r}.{_suggestion(key, known)}")


def _suggestion(key: str, known: list[str]) -> str:
    known = [name for name in known if name != key]
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
    if not near:
        last = key.rsplit(".", 1)[-1]
        by_last = {name.rsplit(".", 1)[-1]: name for name in reversed(known)}
        near = [by_last[name] for name in difflib.get_close_matches(last, by_last, n=1, cutoff=0.6)]
    return f" Did you mean {near[0]!r}?" if near else ""


def _line(fault: Any, table: Mapping[str, Any]) -> str:  # noqa: ANN401 - pydantic's ErrorDetails
    key = ".".join(str(part) for part in _named(fault["loc"], table))
    if fault["type"] == "extra_forbidden" and (told := what_to_do(key)) is not None:
        return f"  {key}: {told}"
    if fault["type"] == "extra_forbidden":
        return f"  {key}: unknown key.{_suggestion(key, _known_keys({}) + sorted(_table_keys(table, '')))}"
    if fault["type"] == "missing":
        return f"  {key}: is missing."
    message = fault["msg"].removeprefix("Value error, ").removeprefix("Input ")
    value = fault["input"]
    shown = f" = {value!r}" if not isinstance(value, dict | tuple | BaseModel | Mapping) else ""
    return f"  {key}{shown}: {message}." if key else f"  {message}."


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
