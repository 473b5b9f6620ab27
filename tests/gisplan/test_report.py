"""The report says what the plan says, opens anywhere, and takes no markup from names."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

import docx
import pytest

from gisplan.report import report_html, write_reports
from gisplan.report_content import report_sections
from gisplan.report_word import report_document
from gisplan.reported import reported

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
    assert headings == [f"{s.title_zh} {s.title_en}" for s in report_sections(reported(plan))]


def test_markup_in_names_stays_text(nasty: Plan, tmp_path: Path) -> None:
    page, word = write_reports(nasty, tmp_path)
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "<img src=x" not in text
    assert docx.Document(str(word)).tables


def test_html_asks_nothing_of_the_network(plan: Plan) -> None:
    run = reported(plan)
    page = report_html(run.facts, report_sections(run))
    asked = re.sub(r'xmlns(?::\w+)?="[^"]*"|base64,[^"]*', "", page)
    assert re.findall(r"(?:https?:)?//[a-z]", asked) == []
    assert "url(http" not in page
    assert set(re.findall(r'(?<![\w:])(?:src|href)="([^"#][^"]{0,20})', asked)) == {
        "index.html",
        "data:image/png;",
    }
    assert "default-src 'none'" in page


def test_pictures_and_charts_stand_in_both_with_captions(plan: Plan, tmp_path: Path) -> None:
    run = reported(plan)
    sections = report_sections(run)
    captions = [picture.caption_zh for section in sections for picture in section.pictures]
    assert captions[0] == "充电站点与加氢站布局"
    assert "投资构成" in captions
    page = report_html(run.facts, sections)
    assert (page.count("<svg"), page.count("<img ")) == (len(captions) - 1, 1)
    report_document(run.facts, sections).save(str(tmp_path / "report.docx"))
    document = docx.Document(str(tmp_path / "report.docx"))
    assert len(document.inline_shapes) == len(captions)
    numbered = [p.text for p in document.paragraphs if p.style.name == "Caption"]
    assert [text.split("：")[0] for text in numbered] == [f"图 {at}" for at in range(1, len(captions) + 1)]
    room = document.sections[0].page_height - document.sections[0].top_margin * 2
    assert all(shape.height < room for shape in document.inline_shapes)


def test_years_sum_chargers_and_stations(plan: Plan) -> None:
    table = next(s.table for s in report_sections(reported(plan)) if s.title_en == "By year")
    assert table is not None
    assert [(*row[:3], row[4]) for row in table.rows] == [("2026", "1", "60", "0"), ("2027", "1", "6", "2")]


def test_categories_sum_to_the_plan(plan: Plan) -> None:
    table = next(s.table for s in report_sections(reported(plan)) if s.title_en == "By category")
    assert table is not None
    assert table.rows[0][:3] == ("居民小区 Residential", "1", "90")
    assert sum(int(row[2]) for row in table.rows) == 174


def test_unverified_stations_are_shown_as_such(plan: Plan) -> None:
    table = next(s.table for s in report_sections(reported(plan)) if s.title_en == "Hydrogen stations")
    assert table is not None
    assert {row[-1] for row in table.rows} == {"未核实"}


def test_a_feasible_stage_is_not_called_optimal(plan: Plan) -> None:
    table = next(s.table for s in report_sections(reported(plan)) if s.title_en == "Proof in words")
    assert table is not None
    assert table.rows[0][1].startswith("已证明与可能的最优值相差不超过 2.3 %")
    assert table.rows[0][4] == "2.222%"


def test_district_without_judgement_shows_a_dash(plan: Plan, changed: Callable[..., Plan]) -> None:
    districts = plan.layers.districts.assign(covered_share=[None, 0.5])
    bare = changed(layers=dataclasses.replace(plan.layers, districts=districts))
    table = next(s.table for s in report_sections(reported(bare)) if s.title_en == "Districts")
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
    styles = document.styles.element.xml
    assert 'w:eastAsia="宋体"' in document.styles["Normal"].element.xml
    assert 'w:eastAsia="黑体"' in document.styles["Heading 1"].element.xml
    assert "Theme=" not in "".join(re.findall(r"<w:rFonts[^>]*>", styles))  # a theme font would win
    assert "tblHeader" in document.tables[0].rows[0]._tr.xml


def test_no_new_station_claims_no_share_of_hydrogen_served(plan: Plan) -> None:
    from gisplan.headline_rows import headline_rows

    def keys(**changes: float) -> set[str]:
        return {row["key"] for row in headline_rows(plan.scenario, {**plan.headline, **changes})}

    assert "hydrogen_served_share" in keys(hydrogen_served_share=0.9)
    assert "hydrogen_served_share" not in keys(hydrogen_served_share=0.0, hydrogen_stations_new=0)
