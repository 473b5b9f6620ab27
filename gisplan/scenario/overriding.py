"""``--set key=value``: one value of a scenario changed by its dotted key, and the key that was meant."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, get_args, get_origin

from pydantic import BaseModel

from gisplan.regions import usual_parameters
from gisplan.scenario.renamed import refuse_old_setting, row_name
from gisplan.scenario.schema import Scenario
from gisplan.scenario.values import did_you_mean
from gisplan_errors import ScenarioError
from gisplan_files import toml_of
from gisplan_words import Message, message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

COMMAND_LINE = "set on the command line"


_OF_PLACES = ("sites", "districts")
"""Free tables that no file has to begin: a site or a district is named where something is said of it."""


def override(table: dict[str, Any], text: str) -> None:
    """Lay one ``key=value`` over a scenario's table.

    Raises
    ------
    ScenarioError
        It is no ``key=value``, or the key is not known.
    """
    key, equals, raw = text.partition("=")
    key = key.strip()
    if not equals or not key:
        raise ScenarioError(message("scenario-set", text=text))
    refuse_old_setting(text, key)
    parts = _parts(table, key)
    value = _parsed(raw.strip())
    holder: Any = table
    for depth, part in enumerate(parts[:-1]):
        holder = _child(holder, part)
        if holder is None and parts[: depth + 1] == ["demand", "coefficients"]:
            holder = table["demand"].setdefault("coefficients", {})
        if holder is None:
            raise _unknown_key(text, key, table)
    last = parts[-1]
    if isinstance(holder, list) or not isinstance(holder, dict):
        raise _unknown_key(text, key, table)
    old = holder.get(last)
    if isinstance(old, dict) and "value" in old and not isinstance(value, dict):
        holder[last] = {**old, "value": value, "source": COMMAND_LINE}
    elif parts[:-1] == ["demand", "coefficients"] and not isinstance(value, dict):
        holder[last] = {"value": value, "source": COMMAND_LINE}
    elif isinstance(old, dict) and not isinstance(value, dict):
        keys = ", ".join(f"{key}.{name}" for name in old)
        raise ScenarioError(message("scenario-set-section", text=text, key=key, keys=keys))
    elif old is None and not _is_optional(parts):
        raise _unknown_key(text, key, table)
    else:
        holder[last] = value


def _parts(table: dict[str, Any], key: str) -> list[str]:
    """Part a key at its dots, but not within the id of a site; begin the table of a site or district."""
    parts = key.split(".")
    if parts[0] not in _OF_PLACES or len(parts) < 3:
        return parts
    place = ".".join(parts[1:-1])
    table.setdefault(parts[0], {}).setdefault(place, {})
    return [parts[0], place, parts[-1]]


def _child(holder: Any, part: str) -> Any:  # noqa: ANN401 - a TOML value is of any kind
    if isinstance(holder, list):
        return next((row for row in holder if row_name(row) == part), None)
    return holder.get(part) if isinstance(holder, dict) else None


def _parsed(raw: str) -> Any:  # noqa: ANN401 - a TOML value is of any kind
    try:
        return toml_of(f"value = {raw}")["value"]
    except ValueError:
        return raw


def known_keys(table: Mapping[str, Any]) -> list[str]:
    """Give every key that a scenario's table has or may have, sorted."""
    coefficients = (f"demand.coefficients.{name}" for name, _ in usual_parameters().items())
    return sorted({*table_keys(table, ""), *_schema_keys(Scenario, ""), *coefficients})


def table_keys(value: Any, prefix: str) -> Iterable[str]:  # noqa: ANN401 - a TOML value is of any kind
    """Give every dotted key of a TOML value, rows of arrays by their name."""
    if isinstance(value, dict):
        for key, child in value.items():
            yield f"{prefix}{key}"
            yield from table_keys(child, f"{prefix}{key}.")
    elif isinstance(value, list):
        for row in value:
            if (name := row_name(row)) is not None:
                yield from table_keys(row, f"{prefix}{name}.")


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


def _unknown_key(text: str, key: str, table: Mapping[str, Any]) -> ScenarioError:
    hint = suggestion(key, known_keys(table))
    return ScenarioError(message("scenario-set-unknown", text=text, key=key, hint=hint))


def suggestion(key: str, known: list[str]) -> Message | str:
    """Say which known key is meant by one that is not, if one is near."""
    known = [name for name in known if name != key]
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
    if not near:
        last = key.rsplit(".", 1)[-1]
        by_last = {name.rsplit(".", 1)[-1]: name for name in reversed(known)}
        near = [by_last[name] for name in difflib.get_close_matches(last, by_last, n=1, cutoff=0.6)]
    return did_you_mean(near)
