"""Random single mutations of a run, as a forger makes them who sums fingerprint and manifest up again.

A mutation changes one value that means something: a cell, a key or a figure becomes another of its kind (a
number by a thousandth or more, a text another text of its column or one sign longer, a shape 10 m or more
away), or a row, a key, a column or a file goes or comes twice. Not counted is what no reader goes by: how
long and with what a stage was solved (`HOW`), settings of the search, blank cells.

A run is read once and mutated in memory; the checks that the registry binds to the mutated table run first,
and the first fault that names the place ends the search, so that a thousand mutations stay affordable.
"""

from __future__ import annotations

import copy
import dataclasses
import json
import re
import shutil
import tomllib
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
import tomli_w

from gisplan.plan.headline import Headline
from gisplan.plan.reading import not_known_of
from gisplan.runs.beside import PARTS
from gisplan.runs.drawn import draw, unlike_files
from gisplan.runs.remade import region
from gisplan.runs.remade.faults import remade_faults
from gisplan.scenario.loading import load_scenario
from gisplan.tables.format import read_manifest
from gisplan.tables.multipliers import BOUNDS
from gisplan.tables.reading import CERTIFICATES, HEADLINE, INPUTS, NOT_KNOWN, SCENARIO
from gisplan.tables.registry import CSV, EVIDENCE, LAYERS, tables_in
from gisplan.verify.files import record_faults
from gisplan.verify.folder import CHECKS, guarded, structure_faults
from gisplan.verify.run.reading import in_metres, read_kept
from gisplan_errors import GisplanError
from optimize.certificate import Certificate
from tests.gisplan.spoilt_runs import spoilt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from gisplan.plan.record import Plan
    from gisplan.scenario.schema import Scenario
    from gisplan.tables.registry import Table
    from gisplan.verify.run.faults import Fault
    from layers.region.loading import Region

RECORDS = {HEADLINE: "headline", CERTIFICATES: "certificates", INPUTS: "inputs", NOT_KNOWN: "not_known"}
HOW = {"seconds", "work", "limit", "version", "solver", "braked", "seed", "fingerprint"}
TEXT = re.compile(rb">[^<>]*?(\d[\d,.]*\d|\d)[^<>]*?<")
"""A figure in the text of a page."""


@dataclasses.dataclass(frozen=True)
class Mutation:
    """One change of one place of a run: what it is, and the run, the record or the page after it."""

    file: str
    table: str
    row: str
    figure: str
    kind: str
    pair: tuple[str, str] = ("", "")
    run: Plan | None = None
    record: Any = None
    page: bytes | None = None

    def __str__(self) -> str:
        told = f"{self.pair[0][:40]} → {self.pair[1][:40]}" if self.pair[1] else ""
        return f"{self.file} {self.table} row {self.row!r} {self.figure!r}: {self.kind} {told}"


@dataclasses.dataclass(frozen=True)
class Answer:
    """What verification says of a mutation: the fault that names it, else the first one, else nothing."""

    mutation: Mutation
    fault: str
    named: bool
    traceback: bool = False


class Held:
    """A run that is read once, with its drawn pages; its region is loaded once for each way to ask for it."""

    def __init__(self, folder: Path, draft: Path) -> None:
        region.scenario_region = _loaded_once(region.scenario_region)
        self.folder, self.draft = folder, draft
        self.kept = read_kept(folder)
        self.run = in_metres(folder, self.kept)
        made = draft / "drawn"
        made.mkdir(parents=True)
        self.pages = draw(self.kept, made, PARTS)
        for name in (*RECORDS, SCENARIO, BOUNDS, "manifest.json"):
            shutil.copy(folder / name, draft / name)

    def mutations(self, count: int, seed: int) -> Iterator[Mutation]:
        """Give random mutations: a table, record or page, then a place of it, then another value."""
        rng = np.random.default_rng(seed)
        homes = [one for one in tables_in(LAYERS, EVIDENCE, CSV) if len(_frame(self.run, one))]
        pages = [name for name in self.pages if name.endswith(".html")]
        records = [*RECORDS, SCENARIO, HEADLINE, SCENARIO]
        done = 0
        while done < count:
            draw_from = rng.random()
            if draw_from < 0.75:
                found = _of_table(self.run, homes[rng.integers(len(homes))], rng)
            elif draw_from < 0.95:
                found = _of_record(self.folder, records[rng.integers(len(records))], rng)
            else:
                name = pages[rng.integers(len(pages))]
                found = _of_page(name, self.pages[name], rng)
            if found is not None:
                done += 1
                yield found

    def judged(self, mutation: Mutation) -> Answer:
        """Run the checks on a mutated run until one names the place."""
        first = ""
        try:
            for fault in map(str, self.faults(mutation)):
                first = first or fault
                if _names(fault, mutation):
                    return Answer(mutation, fault, named=True)
        except GisplanError as error:
            return Answer(mutation, str(error), named=_names(str(error), mutation))
        except Exception as error:  # noqa: BLE001 - a traceback is what is looked for
            return Answer(mutation, f"{type(error).__name__}: {error}", named=False, traceback=True)
        return Answer(mutation, first, named=False)

    def faults(self, mutation: Mutation) -> Iterator[Fault]:
        """Give what the checks say of a mutated run, those of the mutated table first."""
        if mutation.page is not None:
            path = self.draft / "page" / mutation.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(mutation.page)
            yield from unlike_files(self.draft / "page", {mutation.file: self.pages[mutation.file]})
            return
        changed = mutation.run
        if changed is None:
            changed = self._reread(mutation)
            yield from record_faults(self.draft, changed, read_manifest(self.draft))
        broken = structure_faults(changed)
        yield from broken
        if broken:
            return
        own = {
            name
            for one in tables_in(LAYERS, EVIDENCE, CSV)
            if mutation.file == one.path and mutation.table in {one.name, ""}
            for name in one.checks
        }
        checks = sorted(CHECKS, key=lambda name: name not in own)
        for name in [one for one in checks if one in own]:
            yield from guarded(name, CHECKS[name], changed)
        yield from guarded("remade", remade_faults, changed)
        for name in [one for one in checks if one not in own]:
            yield from guarded(name, CHECKS[name], changed)
        if mutation.record is not None:
            yield from self._redrawn(mutation, changed)

    def _redrawn(self, mutation: Mutation, changed: Plan) -> Iterator[Fault]:
        """Draw everything again from the changed run; the pages are those of the run as it was."""
        made = self.draft / "again"
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir()
        part = RECORDS.get(mutation.file, "scenario")
        kept = dataclasses.replace(self.kept, **{part: getattr(changed, part)})
        due = draw(kept, made, PARTS)
        yield from unlike_files(
            self.draft / "drawn", {name: due[name] for name in due if name.endswith("html")}
        )

    def _reread(self, mutation: Mutation) -> Plan:
        """Read a changed record as the reader of runs does."""
        path = self.draft / mutation.file
        text = mutation.record if isinstance(mutation.record, str) else json.dumps(mutation.record)
        path.write_text(text, encoding="utf-8")
        try:
            return self._with(mutation)
        except Exception as error:  # noqa: BLE001 - as the reader of runs tells it
            raise GisplanError(f"{path}: {type(error).__name__}: {error}") from None

    def _with(self, mutation: Mutation) -> Plan:
        if mutation.file == SCENARIO:
            return dataclasses.replace(self.run, scenario=load_scenario(self.draft / SCENARIO))
        said = mutation.record
        if mutation.file == HEADLINE:
            part: Any = Headline(**said)
        elif mutation.file == CERTIFICATES:
            part = tuple(map(Certificate.from_dict, said))
        else:
            part = said if mutation.file == INPUTS else not_known_of(said)
        return dataclasses.replace(self.run, **{RECORDS[mutation.file]: part})

    def restore(self) -> None:
        """Put the records of the run back."""
        for name in (*RECORDS, SCENARIO):
            shutil.copy(self.folder / name, self.draft / name)


def _loaded_once(load: Callable[[Scenario], Region]) -> Callable[[Scenario], Region]:
    """Load a region once for each demand and layer of what stands: nothing else of a scenario has a part."""
    loaded: dict[str, Region] = {}

    def held(scenario: Scenario) -> Region:
        key = f"{scenario.region} {scenario.standing} {scenario.demand.model_dump_json()}"
        return loaded[key] if key in loaded else loaded.setdefault(key, load(scenario))

    return held


def _names(fault: str, mutation: Mutation) -> bool:
    """Tell whether a fault leads to the place: by its figure or its value, and by its row or its file."""
    told = [mutation.figure, *(value for value in mutation.pair if len(value) > 1)]
    told += ["stands", "lies", " m from", "its point"] if mutation.figure == "geometry" else []
    place = [mutation.row, mutation.file, mutation.table, *mutation.pair]
    return any(one and one in fault for one in told) and any(one and one in fault for one in place)


def _frame(run: Plan, table: Table) -> pd.DataFrame:
    return run.copies[table.name] if table.file == CSV and table.name in run.copies else table.of(run)


def _of_table(run: Plan, table: Table, rng: np.random.Generator) -> Mutation | None:
    frame = _frame(run, table).copy()
    part = f"copies.{table.name}" if table.file == CSV and table.name in run.copies else table.part
    at = int(rng.integers(len(frame)))
    keys = (
        *table.key,
        "site_id",
        "cell_id",
        "supply_id",
        "road_ref",
        "adcode",
        "layer",
        "body",
        "name",
        "zone",
    )
    key = next((name for name in keys if name in frame.columns), None)
    row = str(frame[key].iloc[at]) if key else str(at)
    kind = str(rng.choice(["cell", "row gone", "row twice", "column gone"], p=[0.85, 0.05, 0.05, 0.05]))
    column = str(rng.choice(frame.columns))
    values = ("", "")
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
        frame.isetitem(frame.columns.get_loc(column), _put(frame[column], at, other))
        if not isinstance(value, shapely.Geometry):
            values = (str(value), str(other))
    return Mutation(table.path, table.name, row, column, kind, values, run=spoilt(run, part, frame))


def _put(values: pd.Series[Any], at: int, other: Any) -> pd.Series[Any]:
    changed = values.copy() if values.dtype == "geometry" else values.astype(object)
    changed.iloc[at] = other
    return changed if values.dtype == "geometry" else changed.infer_objects()


def _other(value: Any, values: Any, rng: np.random.Generator) -> Any:
    """Give another value of the same kind that means something else; None where nothing is to change."""
    if isinstance(value, shapely.Geometry):
        away = 10.0 ** rng.integers(1, 4)
        return shapely.transform(value, lambda xy: xy + away)
    if value is None or value is pd.NA or value == "" or (isinstance(value, float) and np.isnan(value)):
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
        keys = list(home) if isinstance(home, dict) else range(len(home))
        steps.append((home, keys[int(rng.integers(len(keys)))]))
        home = home[steps[-1][1]]
    path = [str(step) for _, step in steps]
    if not steps or HOW & {*path} or (path[0] == "solver" and path[-1] != "gap"):
        return None
    inside, key = steps[-1]
    before = copy.deepcopy(inside[key])
    if before == "":
        return None
    figure = next((step for step in reversed(path) if not step.isdigit()), path[0])
    if rng.random() < 0.15:
        del inside[key]
        kind, values = "key gone", ("", "")
    else:
        other = _other(before, None, rng)
        if other is None:
            return None
        inside[key] = other
        kind, values = "value", (str(before), str(other))
    record = tomli_w.dumps(said) if name == SCENARIO else said
    return Mutation(name, "", path[0], figure, kind, values, record=record)


def _of_page(name: str, page: bytes, rng: np.random.Generator) -> Mutation | None:
    """Change one figure in the text of a page."""
    found = [hit.span(1) for hit in TEXT.finditer(page)]
    if not found:
        return None
    start, stop = found[rng.integers(len(found))]
    before = page[start:stop].decode()
    at = int(rng.choice([place for place, sign in enumerate(before) if sign.isdigit()]))
    other = before[:at] + str((int(before[at]) + 1) % 10) + before[at + 1 :]
    changed = page[:start] + other.encode() + page[stop:]
    return Mutation(name, "", name, other, "figure", (before, other), page=changed)
