"""Random single mutations of a run, as a forger who signs the manifest again would make them.

A run is read once and mutated in memory: tables and layers as frames, records as parsed JSON and TOML. The
checks that the registry binds to the mutated table run first, and the first fault that names the place ends
the search, so that a thousand mutations of a whole city stay affordable.
"""

from __future__ import annotations

import dataclasses
import json
import shutil
import tomllib
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
import tomli_w

from gisplan.plan.headline import Headline
from gisplan.plan.reading import not_known_of
from gisplan.scenario.loading import load_scenario
from gisplan.tables.reading import CERTIFICATES, HEADLINE, INPUTS, NOT_KNOWN, SCENARIO
from gisplan.tables.registry import CSV, EVIDENCE, LAYERS, tables_in
from gisplan.verify.files import record_faults
from gisplan.verify.folder import CHECKS, guarded, structure_faults
from gisplan_errors import GisplanError
from optimize.certificate import Certificate
from tests.gisplan.spoilt_runs import spoilt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gisplan.plan.record import Plan
    from gisplan.tables.registry import Table

RECORDS = {HEADLINE: "headline", CERTIFICATES: "certificates", INPUTS: "inputs", NOT_KNOWN: "not_known"}


@dataclasses.dataclass(frozen=True)
class Mutation:
    """One change of one place of a run: what it is, and the run or the record after it."""

    file: str
    table: str
    row: str
    figure: str
    kind: str
    run: Plan | None = None
    record: Any = None

    def __str__(self) -> str:
        return f"{self.file} {self.table} row {self.row!r} {self.figure!r}: {self.kind}"


@dataclasses.dataclass(frozen=True)
class Answer:
    """What verify says of a mutation: the fault that names it, else the first one, else nothing."""

    mutation: Mutation
    fault: str
    named: bool
    traceback: bool = False


def mutations(run: Plan, folder: Path, count: int, seed: int) -> Iterator[Mutation]:
    """Give random mutations: a table or record at random, then a place of it, then another value."""
    rng = np.random.default_rng(seed)
    homes = [one for one in tables_in(LAYERS, EVIDENCE, CSV) if len(_frame(run, one))]
    places: list[Table | str] = [*homes, *RECORDS, SCENARIO, HEADLINE, SCENARIO, CERTIFICATES]
    done = 0
    while done < count:
        place = places[rng.integers(len(places))]
        found = _of_record(folder, place, rng) if isinstance(place, str) else _of_table(run, place, rng)
        if found is not None:
            done += 1
            yield found


def judged(run: Plan, folder: Path, draft: Path, mutation: Mutation) -> Answer:
    """Run the checks on a mutated run until one names the place."""
    first = ""
    try:
        for fault in _faults(run, folder, draft, mutation):
            first = first or fault
            if _names(fault, mutation):
                return Answer(mutation, fault, named=True)
    except GisplanError as error:
        return Answer(mutation, str(error), named=_names(str(error), mutation))
    except Exception as error:  # noqa: BLE001 - a traceback is what is looked for
        return Answer(mutation, f"{type(error).__name__}: {error}", named=False, traceback=True)
    return Answer(mutation, first, named=False)


def _names(fault: str, mutation: Mutation) -> bool:
    return mutation.figure in fault and (mutation.row in fault or mutation.file in fault)


def _faults(run: Plan, folder: Path, draft: Path, mutation: Mutation) -> Iterator[str]:
    changed = mutation.run
    if changed is None:
        for name in (*RECORDS, SCENARIO, "manifest.json"):
            shutil.copy(folder / name, draft / name)
        text = mutation.record if isinstance(mutation.record, str) else json.dumps(mutation.record)
        (draft / mutation.file).write_text(text, encoding="utf-8")
        changed = _reread(run, draft, mutation)
        yield from record_faults(draft, changed)
    yield from structure_faults(changed)
    own = {
        name
        for one in tables_in(LAYERS, EVIDENCE, CSV)
        if (one.file, one.name) == (mutation.file, mutation.table) or one.path == mutation.file
        for name in one.checks
    }
    for name in sorted(CHECKS, key=lambda name: name not in own):
        yield from guarded(name, CHECKS[name], changed)


def _reread(run: Plan, draft: Path, mutation: Mutation) -> Plan:
    if mutation.file == SCENARIO:
        return dataclasses.replace(run, scenario=load_scenario(draft / SCENARIO))
    said = mutation.record
    make = {
        HEADLINE: lambda: Headline(**said),
        CERTIFICATES: lambda: tuple(Certificate(**row) for row in said),
        INPUTS: lambda: said,
        NOT_KNOWN: lambda: not_known_of(said),
    }[mutation.file]
    try:
        return dataclasses.replace(run, **{RECORDS[mutation.file]: make()})
    except (TypeError, KeyError) as error:
        raise GisplanError(f"{draft / mutation.file}: {error}") from None  # as the reader of runs does


def _frame(run: Plan, table: Table) -> pd.DataFrame:
    return run.copies[table.name] if table.file == CSV and table.name in run.copies else table.of(run)


def _of_table(run: Plan, table: Table, rng: np.random.Generator) -> Mutation | None:
    frame = _frame(run, table).copy()
    part = f"copies.{table.name}" if table.file == CSV and table.name in run.copies else table.part
    at = int(rng.integers(len(frame)))
    key = [name for name in table.key or ("site_id", "cell_id", "name", "supply_id") if name in frame.columns]
    row = str(frame[key[0]].iloc[at]) if key else str(at)
    kinds, shares = ["cell", "row gone", "row twice", "column gone"], [0.82, 0.06, 0.06, 0.06]
    kind = str(rng.choice(kinds, p=shares))
    column = str(rng.choice(frame.columns))
    if kind == "row gone":
        frame, column = frame.drop(frame.index[at]).reset_index(drop=True), table.name
    elif kind == "row twice":
        frame, column = pd.concat([frame, frame.iloc[[at]]], ignore_index=True), table.name
    elif kind == "column gone":
        if column == "geometry":
            return None
        frame, row = frame.drop(columns=column), table.name
    else:
        value = frame[column].iloc[at]
        other = _other(value, frame[column], rng)
        if other is None:
            return None
        if not isinstance(value, shapely.Geometry):
            frame[column] = frame[column].astype(object)
        frame.isetitem(frame.columns.get_loc(column), _put(frame[column], at, other))
        kind = f"{str(value)[:40]} → {str(other)[:40]}"
        column = "" if column == "geometry" else column
    changed = spoilt(run, part, frame)
    return Mutation(
        table.path if table.file == CSV else table.file, table.name, row, column, kind, run=changed
    )


def _put(values: pd.Series[Any], at: int, other: Any) -> pd.Series[Any]:
    changed = values.copy()
    changed.iloc[at] = other
    return changed if values.dtype == "geometry" else changed.infer_objects()


def _other(value: Any, values: Any, rng: np.random.Generator) -> Any:
    """Give another value of the same kind that means something else; None where nothing is to change."""
    if isinstance(value, shapely.Geometry):
        return shapely.transform(value, lambda xy: xy + 10.0 ** rng.integers(1, 4))
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, bool | np.bool_):
        return not value
    if isinstance(value, int | np.integer):
        return int(value) + int(rng.choice([-1, 1, 7]))
    if isinstance(value, float | np.floating):
        return float(value) * (1 + float(rng.choice([-0.5, -0.01, 0.001, 0.1]))) if value else 1.5
    others = [] if values is None else [one for one in pd.unique(values.dropna()) if one != value]
    return str(others[rng.integers(len(others))]) if others and rng.random() < 0.7 else f"{value}x"


def _of_record(folder: Path, name: str, rng: np.random.Generator) -> Mutation | None:
    text = (folder / name).read_text(encoding="utf-8")
    said = tomllib.loads(text) if name == SCENARIO else json.loads(text)
    steps, home = [], said
    while isinstance(home, dict | list) and home:
        steps.append(
            (
                home,
                list(home)[rng.integers(len(home))]
                if isinstance(home, dict)
                else int(rng.integers(len(home))),
            )
        )
        home = home[steps[-1][1]]
    if not steps:
        return None
    path = [str(step) for _, step in steps]
    return _changed(name, said, steps, path, rng)


def _changed(
    name: str, said: Any, steps: list[tuple[Any, Any]], path: list[str], rng: np.random.Generator
) -> Mutation | None:
    inside, key = steps[-1]
    before = inside[key]
    figure = next((step for step in reversed(path) if not step.isdigit()), path[0])
    if rng.random() < 0.15:
        del inside[key]
        kind = "key gone"
    else:
        other = _other(before, None, rng)
        if other is None:
            return None
        inside[key] = other
        kind = f"{str(before)[:40]} → {str(other)[:40]}"
    record = tomli_w.dumps(said) if name == SCENARIO else said
    return Mutation(name, "", path[0], figure, kind, record=record)
