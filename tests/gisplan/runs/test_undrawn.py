"""A run written without pages, as by a sweep: it holds as it is, and gets what it lacks when it is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from gisplan.runs.folder import write_plan
from gisplan.runs.judging import judge_run
from gisplan.runs.reading import redraw
from gisplan.tables.format import read_manifest, touched_files
from tests.gisplan.planned import planned

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def undrawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_plan(planned(), tmp_path_factory.mktemp("undrawn") / "run", drawn=False)


def test_it_holds_and_says_that_nothing_is_drawn(undrawn: Path) -> None:
    found = judge_run(undrawn)
    assert not any(fault.code.startswith("verify-file") for fault in found.faults)
    assert any("no pages" in note.en for note in found.notes)
    assert read_manifest(undrawn)["drawn"] == "none"
    assert not list(undrawn.rglob("*.html"))


def test_a_page_that_somebody_puts_there_is_strange(undrawn: Path) -> None:
    page = undrawn / "index.html"
    page.write_text("<p>hand-made</p>", "utf-8")
    try:
        assert any("index.html" in fault.en for fault in judge_run(undrawn).faults)
    finally:
        page.unlink()


def test_drawing_it_adds_pages_report_and_workbook_and_it_still_holds(undrawn: Path) -> None:
    before = {fault.en for fault in judge_run(undrawn).faults}
    redraw(undrawn)
    for name in ("index.html", "map.html", "report.html", "report.docx", "workbook.xlsx"):
        assert (undrawn / name).is_file()
    assert read_manifest(undrawn)["drawn"] == "plain"
    assert touched_files(undrawn) == {}
    found = judge_run(undrawn)
    assert {fault.en for fault in found.faults} <= before
    assert not any("no pages" in note.en for note in found.notes)


def test_drawn_in_another_language_the_workbook_follows_and_the_run_still_holds(undrawn: Path) -> None:
    redraw(undrawn)
    before = {fault.en for fault in judge_run(undrawn).faults}
    redraw(undrawn, language="en")
    head = next(load_workbook(undrawn / "workbook.xlsx")["Charging sites"].iter_rows(values_only=True))
    assert "Rated power (kW)" in head
    assert {fault.en for fault in judge_run(undrawn).faults} <= before
    assert touched_files(undrawn) == {}
