"""The list of assumptions of a scenario: every figure with its unit, source and tag."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from pydantic import BaseModel

from gisplan.resources import screening_file
from gisplan.scenario.values import Figure, Sourced, parts_of
from layers.columns import MONEY
from layers.demand.homes import figures_not_taken
from layers.hydrogen.screening import read_screening_rules

if TYPE_CHECKING:
    from gisplan.policies.schema import Register
    from gisplan.scenario.schema import Scenario
    from layers.demand.parameters import DemandParameters
    from layers.demand.profiles import DayProfiles

COLUMNS = ["name", "value", "unit", "source", "tag", "as_of"]


def scenario_assumptions(scenario: Scenario) -> pd.DataFrame:
    """List every figure of a scenario that carries a source.

    Parameters
    ----------
    scenario
        The resolved scenario.

    Returns
    -------
    One row a number: name (dotted key of the scenario), value, unit, source, tag, as_of. Coefficients of
    the demand model are not in it; they are listed by the demand model with their defaults.
    """
    parts = parts_of(scenario, "", Sourced)
    rows = [row for name, part in parts if not name.startswith("demand.") for row in _rows(name, part)]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.assign(unit=table["unit"].str.replace(MONEY, scenario.currency))


def demand_assumptions(parameters: DemandParameters, districts: pd.DataFrame) -> pd.DataFrame:
    """List the figures of the demand model; same columns, with low and high where a range is known.

    Those of tiers that the census stands in for in every district are not in it (``districts.csv`` has it).
    """
    table = pd.DataFrame(parameters.rows())
    table = table[~table["name"].isin(figures_not_taken(districts, parameters))]
    return table.assign(name="demand." + table["name"])


def profile_assumptions(profiles: DayProfiles) -> pd.DataFrame:
    """List the figures of day types, sessions and simultaneity; same columns."""
    table = pd.DataFrame(profiles.rows())
    return table.assign(name="profiles." + table["name"])


def screening_assumptions() -> pd.DataFrame:
    """List the figures by which hydrogen sites are screened, with clause and tag; same columns."""
    table = read_screening_rules(screening_file()).table
    keys = [table[key] for key in ("rule", "applies", "subject", "station_class")]
    names = ["screening." + ".".join(filter(None, row)) for row in zip(*keys, strict=True)]
    source = table["source"] + ", " + table["clause"]
    return table.assign(name=names, source=source.str.removesuffix(", "))[COLUMNS]


def policy_assumptions(register: Register) -> pd.DataFrame:
    """List the figures by which clauses are checked and that no document gives; same columns."""
    rows = [
        _row(f"policy.{name}", figure.value, figure.unit, figure)
        for name, figure in register.parameters.items()
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _rows(name: str, part: Sourced) -> Iterator[dict[str, Any]]:
    if isinstance(part, Figure):
        yield _row(name, part.value, part.unit, part)
    else:
        yield from (_row(f"{name}.{key}", number, "", part) for key, number in _numbers(part, ""))


def _numbers(value: Any, name: str) -> Iterator[tuple[str, float]]:  # noqa: ANN401 - parts of a scenario
    if isinstance(value, bool):
        return
    if isinstance(value, int | float):
        yield name, float(value)
    elif isinstance(value, BaseModel):
        for key in type(value).model_fields:
            yield from _numbers(getattr(value, key), f"{name}.{key}".strip("."))
    elif isinstance(value, Mapping):
        for key, child in value.items():
            yield from _numbers(child, f"{name}.{key}".strip("."))


def _row(name: str, value: float, unit: str, sourced: Sourced) -> dict[str, Any]:
    unit = unit or _unit(name)
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "source": sourced.source,
        "tag": sourced.tag,
        "as_of": sourced.as_of,
    }


_UNITS: Final[Mapping[str, str]] = {
    ending: unit
    for unit, endings in {
        "connectors": "connectors",
        "bays": "bays from_bays",
        "sites": "sites nearest max_new_public_sites",
        "chargers": "counts min_fast max_new_chargers",
        "stations": "located hydrogen_stations",
        "facilities": "target",
        "year": "year",
        "weight": "weight",
        "share": "share shares utilisation coincidence supply",
        MONEY: "budget cost",
        f"{MONEY}/kWh": "cost_kwh",
        "kW": "kw",
        "kg": "kg",
        "kg/day": "kg_day",
        "m": "m",
        "m²": "m2",
        "km": "km",
        "hours/day": "hours",
        "minutes": "minutes",
    }.items()
    for ending in endings.split()
}
"""Unit of a number by a part of its key, or by what the part ends in after a ``_``; the last part first."""


def _unit(name: str) -> str:
    """Give the unit of a number in a table of figures, empty where its key tells none."""
    parts = name.split(".")
    if parts[-1] == "count":
        return "chargers" if parts[0] == "chargers" else "stations"
    for part in reversed(parts):
        words = part.split("_")
        ends = ("_".join(words[at:]) for at in range(len(words)))
        if found := next((_UNITS[end] for end in ends if end in _UNITS), None):
            return found
    return ""
