"""Runs of the toy to spoil: written and read once a worker, and ways to change them in memory."""

from __future__ import annotations

import copy
import dataclasses
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from gisplan.runs import judging
from gisplan.tables.registry import CSV, tables_in
from gisplan.verify import folder as verifying
from gisplan.verify.folder import CHECKS
from gisplan.verify.run.reading import read_run
from layers.results import PlanLayers
from tests.gisplan.planned import planned, written
from tests.gisplan.siting_cases import metres
from tests.gisplan.toy import toy_scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault

    Change = Callable[[Any], Any]


DEAR = {"clause", "count", "copy", "beside", "thousand", "candidate"}
"""Checks that take longer than all others together: a fault is looked for in the others first."""


@dataclasses.dataclass
class Held:
    """A run that is read once and spoiled in memory; `folder` is where it was written."""

    run: Plan
    folder: Path


@pytest.fixture(scope="session")
def toy_run() -> Path:
    """Give the run of the toy's plan, written once."""
    return written()


@pytest.fixture(scope="session")
def clean(toy_run: Path) -> Plan:
    """Read it once."""
    return read_run(toy_run)


@pytest.fixture
def run(clean: Plan, toy_run: Path) -> Held:
    """Give a copy of the run to spoil."""
    return Held(copy.deepcopy(clean), toy_run)


@pytest.fixture
def folder(toy_run: Path, tmp_path: Path) -> Path:
    """Give a copy of the folder to spoil."""
    return shutil.copytree(toy_run, tmp_path / "run")


@pytest.fixture(scope="session")
def spaced():
    """Plan the toy with sites 2.1 km apart and read it back."""
    rules = {
        "coverage__min_fast_spacing_m": metres(2100.0),
        "coverage__equity": "worst-district",
        "coverage__adequacy": 0.0,
    }
    return planned(**rules), read_run(written(**rules))


def spoilt(run: Plan, part: str, value: Any) -> Plan:
    """Give a run with one part of it replaced, named as in the registry of tables: ``layers.sites``."""
    room, _, name = part.partition(".")
    if not name:
        return dataclasses.replace(run, **{room: value})
    whole = getattr(run, room)
    if isinstance(whole, dict):
        return dataclasses.replace(run, **{room: {**whole, name: value}})
    raw = {"checked": False} if isinstance(whole, PlanLayers) else {}
    return dataclasses.replace(run, **{room: dataclasses.replace(whole, **raw, **{name: value})})


def change_part(run: Held, part: str, change: Change) -> None:
    value = run.run
    for step in part.split("."):
        value = value[step] if isinstance(value, dict) else getattr(value, step)
    run.run = spoilt(run.run, part, change(value))


def change_layer(run: Held, name: str, change: Change) -> None:
    """Change a result layer, or the layer of candidates."""
    change_part(run, f"{'evidence' if name == 'candidates' else 'layers'}.{name}", change)


def change_flows(run: Held, change: Change, name: str = "assignment") -> None:
    change_part(run, f"evidence.{name}", change)


def change_csv(run: Held, name: str, change: Change) -> None:
    """Change a CSV table: a copy of a layer where it is one."""
    table = next(one for one in tables_in(CSV) if one.path == name)
    change_part(run, f"copies.{table.name}" if table.name in run.run.copies else table.part, change)


def change_scenario(run: Held, **changes: Any) -> None:
    """Ask for something else than the plan was made for."""
    run.run = dataclasses.replace(run.run, scenario=toy_scenario(**changes))


def put(key: str, row: str, **values: Any) -> Change:
    """Set columns of one row."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        here = frame[key] == row
        assert here.sum() == 1, row
        for column, value in values.items():
            frame.loc[here, column] = value
        return frame

    return change


def put_any(key: str, row: str, **values: Any) -> Change:
    """Set columns of one row to values of any kind: a table that was read from a file has none of its own."""
    return lambda frame: put(key, row, **values)(frame.astype(dict.fromkeys(values, object)))


def more(key: str, row: str, **values: float) -> Change:
    """Add to columns of one row."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        here = frame[key] == row
        assert here.sum() == 1, row
        for column, value in values.items():
            frame.loc[here, column] += value
        return frame

    return change


def both(*changes: Change) -> Change:
    def change(frame: Any) -> Any:
        for one in changes:
            frame = one(frame)
        return frame

    return change


def moved(key: str, row: str, metres: float) -> Change:
    def change(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        frame.loc[frame[key] == row, "geometry"] = frame.geometry[frame[key] == row].translate(metres)
        return frame

    return change


def in_english(faults: Iterable[Fault]) -> list[str]:
    """Say faults in English."""
    return [str(fault) for fault in faults]


def run_faults(run: Plan) -> list[str]:
    """Check a run that was read."""
    return in_english(verifying.run_faults(run))


def file_faults(folder: Path) -> list[str]:
    """Check what the files of a folder tell by themselves: before any constraint is computed."""
    return in_english(verifying.open_folder(folder).faults)


def folder_faults(folder: Path) -> list[str]:
    """Check a folder without what is drawn."""
    return in_english(verifying.judge_folder(folder).faults)


def whole_faults(folder: Path) -> list[str]:
    """Check a folder, what is drawn included."""
    return in_english(judging.judge_run(folder).faults)


def sees(run: Plan, *words: str) -> None:
    """Check that one fault of a run that was read holds all the words; once it is found no check follows."""
    faults: list[str] = []
    parts = (verifying.guarded(name, CHECKS[name], run) for name in sorted(CHECKS, key=DEAR.__contains__))
    for part in [broken] if (broken := verifying.structure_faults(run)) else parts:
        faults += in_english(part)
        if any(all(word in fault for word in words) for fault in faults):
            return
    raise AssertionError(faults)


def caught(run: Held, *words: str) -> None:
    """Check that one fault of a spoiled run holds all the words."""
    sees(run.run, *words)


def caught_by(run: Held, check: str, *words: str) -> None:
    """Check that one fault of one check holds all the words: quicker than all checks."""
    faults = in_english(CHECKS[check](run.run))
    assert any(all(word in fault for word in words) for fault in faults), faults


def flows_of(run: Held, name: str = "assignment") -> pd.DataFrame:
    return getattr(run.run.evidence, name)


def first(frame: pd.DataFrame, **where: str) -> Any:
    """Give the label of the first row with these values."""
    for column, value in where.items():
        frame = frame[frame[column] == value]
    assert len(frame), where
    return frame.index[0]
