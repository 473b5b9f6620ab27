"""Every table of a run stands once in the registry, with the check of verify that computes it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pyogrio

from gisplan.runs.tables import plan_tables
from gisplan.tables.registry import CSV, EVIDENCE, LAYERS, SHEET, TABLES, tables_in
from gisplan.verify.consistency import key_faults
from gisplan.verify.folder import CHECKS
from gisplan.verify.run.reading import read_kept
from tests.gisplan.spoilt_runs import in_english, spoilt

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.plan.record import Plan
    from tests.gisplan.spoilt_runs import Held


def test_a_table_without_a_check_is_refused() -> None:
    assert [table.path for table in TABLES if not table.checks] == []


def test_every_check_that_a_table_names_is_one_of_verify() -> None:
    assert {name for table in TABLES for name in table.checks} <= CHECKS.keys()


def test_no_table_stands_twice_in_a_file() -> None:
    names = [(table.file, table.name) for table in TABLES]
    assert len(names) == len(set(names))


def test_a_run_holds_the_tables_of_the_registry_and_no_other(toy_run: Path) -> None:
    for file in (LAYERS, EVIDENCE):
        written = [str(name) for name, _ in pyogrio.list_layers(toy_run / file)]
        assert written == [table.name for table in tables_in(file)]
    kept = read_kept(toy_run)
    assert {path.name for path in toy_run.glob("*.csv")} == {
        table.path for table in tables_in(CSV) if not (table.absent and table.of(kept).empty)
    }
    assert (toy_run / "waits.csv").exists() == bool(kept.scenario.chargers.peak_waits)


def test_no_two_rows_share_the_key_of_their_table(plan: Plan) -> None:
    for table in tables_in(LAYERS, EVIDENCE):
        if {*table.key} <= {*table.of(plan).columns}:
            assert not (table.key and table.of(plan).duplicated(list(table.key)).any()), table.name


def test_every_sheet_has_a_chinese_and_an_english_name(plan: Plan) -> None:
    shown = tables_in(CSV, SHEET)
    asked = [table for table in shown if not (table.absent and table.of(plan).empty)]
    assert set(plan_tables(plan)) == {table.name for table in asked}
    assert all(table.label.zh and table.label.en for table in shown)


def test_a_key_that_stands_twice_in_any_table_is_caught(run: Held) -> None:
    for table in tables_in(LAYERS, EVIDENCE, CSV):
        if not table.key:
            continue
        copied = table.file == CSV and table.name in run.run.copies
        frame = run.run.copies[table.name] if copied else table.of(run.run)
        if frame.empty:
            continue
        twice = pd.concat([frame, frame.iloc[:1]], ignore_index=True)
        part = f"copies.{table.name}" if copied else table.part
        where = table.path if table.file == CSV else f"{table.path} {table.name}"
        faults = in_english(key_faults(spoilt(run.run, part, twice)))
        assert f"{where}: " in " ".join(fault for fault in faults if fault.endswith(" stands twice"))
