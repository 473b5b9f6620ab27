"""The report says what the plan says, opens anywhere, and takes no markup from names."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

import docx
import pytest

from gisplan.report import report_html, write_reports
from gisplan.report_content import report_sections

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gisplan.plan import Plan

NASTY = "<script>alert(1)</script><img src=x onerror=alert(1)>\\`$\x00\x0b"


@pytest.fixture
def nasty(plan: Plan, changed: Callable[..., Plan]) -> Plan:
    layers = dataclasses.replace(
        plan.layers,
        districts=plan.layers.districts.assign(name_zh=NASTY),
        stations=plan.layers.stations.assign(name_zh=NASTY, authority=NASTY),
    )
    return changed(layers=layers, not_known=[(NASTY, NASTY)])


def test_both_files_carry_the_figures(plan: Plan, tmp_path: Path) -> None:
    page, word = write_reports(plan, tmp_path)
    text = page.read_text(encoding="utf-8")
    words = docx.Document(str(word))
    cells = [cell.text for table in words.tables for row in table.rows for cell in row.cells]
    for said in ("174 台", "达到", "滨海新区 Binhai", "TJ17-01"):
        assert said in text
        assert any(said in cell for cell in cells)


def test_sections_are_the_same_in_both(plan: Plan, tmp_path: Path) -> None:
    _, word = write_reports(plan, tmp_path)
    headings = [p.text for p in docx.Document(str(word)).paragraphs if p.style.name == "Heading 1"]
    assert headings == [f"{s.title_zh} {s.title_en}" for s in report_sections(plan)]


def test_markup_in_names_stays_text(nasty: Plan, tmp_path: Path) -> None:
    page, word = write_reports(nasty, tmp_path)
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "<img" not in text
    assert docx.Document(str(word)).tables


def test_html_asks_nothing_of_the_network(plan: Plan) -> None:
    text = report_html(plan, report_sections(plan))
    assert re.findall(r"(?:https?:)?//[a-z]", text.replace("as_of", "")) == []
    assert set(re.findall(r'(?:src|href)="([^"#][^"]*)"', text)) == {"index.html"}


def test_unverified_stations_are_shown_as_such(plan: Plan) -> None:
    table = next(s.table for s in report_sections(plan) if s.title_en == "Hydrogen stations")
    assert table is not None
    assert {row[-1] for row in table.rows} == {"未核实"}


def test_a_feasible_stage_is_not_called_optimal(plan: Plan) -> None:
    table = next(s.table for s in report_sections(plan) if s.title_en == "Proof")
    assert table is not None
    assert table.rows[0][1] == "可行（未证最优）"
    assert table.rows[0][4] == "2.222%"


def test_district_without_judgement_shows_a_dash(plan: Plan, changed: Callable[..., Plan]) -> None:
    districts = plan.layers.districts.assign(covered_share=[None, 0.5])
    bare = changed(layers=dataclasses.replace(plan.layers, districts=districts))
    table = next(s.table for s in report_sections(bare) if s.title_en == "Districts")
    assert table is not None
    assert table.rows[0][6] == "—"


def test_plan_without_stations_or_schedule_is_reported(
    plan: Plan, changed: Callable[..., Plan], tmp_path: Path
) -> None:
    layers = dataclasses.replace(plan.layers, stations=plan.layers.stations.iloc[:0])
    bare = changed(layers=layers, schedule=plan.schedule.iloc[:0], tradeoff=plan.tradeoff.iloc[:0])
    assert all(path.stat().st_size > 1000 for path in write_reports(bare, tmp_path))


def test_word_document_has_chinese_font_and_repeated_headers(plan: Plan, tmp_path: Path) -> None:
    _, word = write_reports(plan, tmp_path)
    document = docx.Document(str(word))
    assert "w:eastAsia" in document.styles["Normal"].element.xml
    assert "tblHeader" in document.tables[0].rows[0]._tr.xml


def test_no_new_station_claims_no_share_of_hydrogen_served(plan: Plan) -> None:
    from gisplan.headline_rows import headline_rows

    def keys(**changes: float) -> set[str]:
        return {row["key"] for row in headline_rows(plan.scenario, {**plan.headline, **changes})}

    assert "hydrogen_served_share" in keys(hydrogen_served_share=0.9)
    assert "hydrogen_served_share" not in keys(hydrogen_served_share=0.0, hydrogen_stations_new=0)
