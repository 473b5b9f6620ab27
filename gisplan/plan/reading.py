"""A plan read back from its run folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gisplan.plan.headline import Headline
from gisplan.plan.record import Evidence, Plan
from gisplan.scenario.loading import load_scenario
from gisplan.tables.format import read_manifest
from gisplan.tables.reading import (
    CERTIFICATES,
    HEADLINE,
    INPUTS,
    NOT_KNOWN,
    SCENARIO,
    read_json,
    read_layer,
    read_table,
)
from gisplan.tables.registry import CSV, EVIDENCE, LAYERS, csv_parts, tables_in
from gisplan_errors import GisplanError, ScenarioError
from gisplan_files import read_toml
from gisplan_stored import retold
from gisplan_words import message, named
from layers.region.names import names_of
from layers.region.water import water_of
from layers.restrictions.reading import region_restrictions
from layers.results import PlanLayers
from optimize.certificate import Certificate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gisplan.scenario.schema import Scenario
    from gisplan_words import Said

SEPARATE = (*("load", "waits", "integrated", "lorries", "lorry_stops", "lorry_routes", "stretches", "trips"),)
"""Parts of the evidence that are CSV tables of their own name."""


def read_plan(folder: Path, *, checked: bool = True) -> Plan:
    """Read a plan back from its run folder, with what was edited in its files since.

    Parameters
    ----------
    folder
        A folder that ``gisplan plan`` wrote.
    checked
        Hold the result layers to the schema of a plan; verification takes them as they are.

    Returns
    -------
    Plan
        The run as its files say, layers in EPSG:4326.

    Raises
    ------
    ScenarioError
        The folder is no run folder, or one of its files is missing or damaged.
    LayerError
        The layers break the schema of a plan.
    """
    manifest = read_manifest(folder)
    scenario = run_scenario(folder)
    layers = {table.name: read_layer(folder, table) for table in tables_in(LAYERS)}
    evidence = {
        table.name: (read_layer if table.name == "candidates" else read_table)(folder, table)
        for table in tables_in(EVIDENCE)
    }
    tables = {table.name: read_table(folder, table) for table in tables_in(CSV)}
    separate = {"screening": "hydrogen_screening"} | {name: name for name in SEPARATE}
    evidence |= {part: tables.pop(name) for part, name in separate.items()}
    delivery = csv_parts("delivery")
    count = {table.name: tables.pop(table.name) for table in csv_parts("count")}
    return Plan(
        scenario=scenario,
        layers=PlanLayers(**layers, checked=checked),
        headline=_record(folder / HEADLINE, lambda said: Headline(**said)),
        certificates=_record(folder / CERTIFICATES, lambda said: tuple(map(Certificate.from_dict, said))),
        schedule=tables.pop("schedule"),
        phases=tables.pop("phases"),
        assumptions=tables.pop("assumptions"),
        provenance=tables.pop("provenance"),
        tradeoff=tables.pop("tradeoff"),
        clauses=tables.pop("clauses"),
        inputs=read_json(folder / INPUTS),
        not_known=_record(
            folder / NOT_KNOWN,
            not_known_of,
        ),
        evidence=Evidence(**evidence),
        count=count,
        delivery={table.name: tables.pop(table.name) for table in delivery},
        copies=tables,
        created=str(manifest["created"])[:10],
        version=str(manifest["version"]),
        names=names_of(folder),
        water=water_of(folder),
        restrictions=region_restrictions(folder, "EPSG:4326"),
    )


def run_scenario(folder: Path) -> Scenario:
    """Read the scenario of a run, which stands in the run whole.

    Raises
    ------
    ScenarioError
        It is not valid, or takes its values from another file.
    """
    path = folder / SCENARIO
    if "extends" in read_toml(path):
        raise ScenarioError(message("scenario-run-extends", path=str(path)))
    return load_scenario(path)


def not_known_of(rows: list[dict[str, Any]]) -> list[Said]:
    """Give what a run says that it does not know, in the words of today where it can be said again."""
    return [retold(row.get("said"), named(row["zh"], row["en"])) for row in rows]


def _record(path: Path, make: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - the part of a plan that is asked for
    said = read_json(path)
    try:
        return make(said)
    except (AttributeError, GisplanError, KeyError, TypeError) as error:
        raise ScenarioError(message("run-damaged", path=str(path), error=str(error))) from None
