"""The report says what the plan says, opens anywhere, and takes no markup from names."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

import docx
import pytest
from shapely.geometry import Point

from gisplan.report.city import report_sections
from gisplan.report.district import district_sections
from gisplan.report.word import both, report_document
from gisplan.report.writing import report_html, write_pair, write_reports
from gisplan.results.headline_rows import headline_rows
from gisplan.results.page_facts import plan_facts
from gisplan.scenario.loading import load_scenario
from gisplan_errors import ScenarioError
from gisplan_numbers import Figure
from gisplan_words import named, say
from tests.gisplan.planned import planned
from tests.gisplan.toy import CENTRE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gisplan.plan.record import Plan
    from gisplan.report.parts import Section

NASTY = "<script>alert(1)</script><img src=x onerror=alert(1)>\\`$\x00\x0b"


@pytest.fixture
def nasty(plan: Plan, changed: Callable[..., Plan]) -> Plan:
    layers = dataclasses.replace(
        plan.layers,
        districts=plan.layers.districts.assign(name_zh=NASTY),
        stations=plan.layers.stations.assign(name_zh=NASTY, authority=NASTY),
    )
    return changed(layers=layers, not_known=[named(NASTY, NASTY)])


def test_both_files_carry_the_figures(plan: Plan, tmp_path: Path) -> None:
    page, word = write_reports(plan, tmp_path)
    text = page.read_text(encoding="utf-8")
    words = docx.Document(str(word))
    cells = [cell.text for table in words.tables for row in table.rows for cell in row.cells]
    for said in ("174 台", "达到", "滨海新区", "Binhai", "TJ17-01"):
        assert said in text
        assert any(said in cell for cell in cells)


def test_a_draft_is_stamped_on_the_page_and_on_every_sheet_of_the_document(
    plan: Plan, changed: Callable[..., Plan], tmp_path: Path
) -> None:
    page, word = write_reports(plan, tmp_path)
    assert '<p class="draft"' not in page.read_text(encoding="utf-8")
    assert "草案" not in docx.Document(str(word)).sections[0].header.paragraphs[0].text
    (siting,) = plan.certificates
    missed = changed(certificates=(dataclasses.replace(siting, status="heuristic", bound=None, gap=None),))
    page, word = write_reports(missed, tmp_path)
    text = page.read_text(encoding="utf-8")
    stamp = text[text.index('<p class="draft"') : text.index("<h1>")]
    document = docx.Document(str(word))
    first = [paragraph.text for paragraph in document.paragraphs[:3]]
    assert document.sections[0].header.paragraphs[0].text == first[0] == "草案 Draft"
    for said in ("选址（无证明）", "siting (no proof)"):
        assert said in stamp
        assert any(said in line for line in first)


def test_sections_are_the_same_in_both(plan: Plan, tmp_path: Path) -> None:
    _, word = write_reports(plan, tmp_path)
    headings = [p.text for p in docx.Document(str(word)).paragraphs if p.style.name == "Heading 1"]
    assert headings == [both(s.title) for s in report_sections(plan)]


def test_markup_in_names_stays_text(nasty: Plan, tmp_path: Path) -> None:
    page, word = write_reports(nasty, tmp_path)
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "<img src=x" not in text
    assert docx.Document(str(word)).tables


def test_html_asks_nothing_of_the_network(plan: Plan) -> None:
    page = report_html(plan_facts(plan), report_sections(plan), "index.html")
    asked = re.sub(r'xmlns(?::\w+)?="[^"]*"|base64,[^"]*', "", page)
    assert re.findall(r"(?:https?:)?//[a-z]", asked) == []
    assert "url(http" not in page
    assert set(re.findall(r'(?<![\w:])(?:src|href)="([^"#][^"]{0,20})', asked)) == {
        "index.html",
        "data:image/png;",
    }
    assert "default-src 'none'" in page


def test_pictures_and_charts_stand_in_both_with_captions(plan: Plan, tmp_path: Path) -> None:
    sections = report_sections(plan)
    captions = [picture.caption.zh for section in sections for picture in section.pictures]
    assert captions[0] == "充电站点与加氢站布局"
    assert "投资构成" in captions
    page = report_html(plan_facts(plan), sections)
    assert (page.count("<svg"), page.count("<img ")) == (2 * (len(captions) - 1), 2)
    report_document(plan_facts(plan), sections).save(str(tmp_path / "report.docx"))
    document = docx.Document(str(tmp_path / "report.docx"))
    assert len(document.inline_shapes) == len(captions)
    numbered = [p.text for p in document.paragraphs if p.style.name == "Caption"]
    assert [text.split("：")[0] for text in numbered] == [f"图 {at}" for at in range(1, len(captions) + 1)]
    room = document.sections[0].page_height - document.sections[0].top_margin * 2
    assert all(shape.height < room for shape in document.inline_shapes)


def test_years_sum_chargers_and_stations(plan: Plan) -> None:
    rows = rows_of(report_sections(plan), "By year")
    assert [(*row[:3], row[4]) for row in rows] == [("2026", "1", "60", "0"), ("2027", "1", "6", "2")]


def test_categories_sum_to_the_plan(plan: Plan) -> None:
    rows = rows_of(report_sections(plan), "By category")
    assert rows[0][:3] == ("居民小区", "1", "90")
    assert sum(int(row[2]) for row in rows) == 174


def test_unverified_stations_are_shown_as_such(plan: Plan) -> None:
    rows = rows_of(report_sections(plan), "Hydrogen stations")
    assert {row[-1] for row in rows} == {"未核实"}


def test_a_feasible_stage_is_not_called_optimal(plan: Plan) -> None:
    rows = rows_of(report_sections(plan), "Proof in words")
    assert rows[0][1].startswith("已证明与可能的最优值相差不超过 0.67 %")
    assert rows[0][4] == "0.67 %"


def test_district_without_judgement_shows_a_dash(plan: Plan, changed: Callable[..., Plan]) -> None:
    districts = plan.layers.districts.assign(covered_share=[None, 0.5])
    bare = changed(layers=dataclasses.replace(plan.layers, districts=districts))
    rows = rows_of(report_sections(bare), "Districts")
    assert rows[0][6] == "—"


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


def test_word_tables_fill_the_page_and_long_texts_get_room(plan: Plan, tmp_path: Path) -> None:
    _, word = write_reports(plan, tmp_path)
    document = docx.Document(str(word))
    page = document.sections[0]
    room = page.page_width - page.left_margin - page.right_margin
    clauses = next(t for t in document.tables if t.cell(0, 0).text == "条款 Id")
    widths = [cell.width for cell in clauses.rows[1].cells]
    assert room * 0.99 < sum(widths) <= room
    assert widths[1] > 2 * widths[0]


def test_no_new_station_claims_no_share_of_hydrogen_served(plan: Plan) -> None:
    def keys(**changes: float) -> set[str]:
        return {
            row["key"] for row in headline_rows(plan.scenario, dataclasses.replace(plan.headline, **changes))
        }

    assert "hydrogen_served_share" in keys(hydrogen_served_share=0.9)
    assert "hydrogen_served_share" not in keys(hydrogen_served_share=0.0, hydrogen_stations_new=0)


@pytest.mark.parametrize(("name", "target"), [("tianjin-2027", None), ("tianjin-2027-cumulative", 11)])
def test_stations_in_all_are_judged_only_by_a_cumulative_target(
    plan: Plan, name: str, target: int | None
) -> None:
    rows = headline_rows(load_scenario(name), plan.headline)
    row = next(row for row in rows if row["key"] == "hydrogen_stations_cumulative")
    assert (row["value"], row["target"]) == (14, target)


def section_of(sections: list[Section], title_en: str) -> Section:
    return next(section for section in sections if section.title.en == title_en)


def rows_of(sections: list[Section], title_en: str) -> list[tuple[str, ...]]:
    table = section_of(sections, title_en).table
    assert table is not None
    return [tuple(say(cell, "zh") for cell in row) for row in table.rows]


def test_a_district_sees_its_own_sites_stations_and_permits(plan: Plan) -> None:
    sections = district_sections(plan, "120116")
    assert [row[0] for row in rows_of(sections, "Sites")] == ["LP-1", "SA-1E", "SA-1W"]
    assert [row[0] for row in rows_of(sections, "Hydrogen stations")] == ["FS-1"]
    assert [row[:3] for row in rows_of(sections, "Service areas")] == [("G25", "12.5 公里", "N")] * 2
    assert rows_of(sections, "Permits by authority") == [("滨海新区人民政府", "3", "16", "1,694 千瓦", "1")]
    assert rows_of(sections, "By year")[0][:3] == ("2027", "1", "6")
    assert ("充电桩", "16") in rows_of(sections, "Summary")


def test_the_worst_served_cells_are_the_uncovered_ones(plan: Plan) -> None:
    sections = district_sections(plan, "120116")
    assert [(row[0], row[4], row[5]) for row in rows_of(sections, "Worst-served cells")] == [
        ("c4", "500", "9,000 米")
    ]
    assert rows_of(district_sections(plan, "120101"), "Worst-served cells") == []


def test_an_unknown_distance_counts_as_the_farthest(plan: Plan) -> None:
    cells = plan.layers.demand.assign(
        adcode="120101", covered=False, nearest_public_m=[2000.0, 9000.0, None, 100.0]
    )
    layers = dataclasses.replace(plan.layers, demand=cells)
    worst = rows_of(
        district_sections(dataclasses.replace(plan, layers=layers), "120101"), "Worst-served cells"
    )
    # 3000 × 2.0, 1000 × 9.0, 500 × 9.0 (unknown), 500 × 0.1 thousand person-km
    assert [row[0] for row in worst] == ["c2", "c1", "c3", "c4"]
    assert worst[2][5] == "—"


@pytest.mark.parametrize(
    ("bodies", "scope", "heping", "binhai"),
    [
        ("市发展改革委；各区人民政府", "city", True, True),
        ("滨海新区人民政府", "city", False, True),
        ("", "滨海新区、静海区", False, True),
        ("", "districts", True, True),
        ("", "central six and Binhai", True, True),
        ("", "city", False, False),
        (None, None, False, False),
    ],
)
def test_clauses_addressed_to_a_district(
    plan: Plan, bodies: str | None, scope: str | None, *, heping: bool, binhai: bool
) -> None:
    clauses = plan.clauses.iloc[:1].assign(bodies=bodies, scope=scope)
    run = dataclasses.replace(plan, clauses=clauses)
    found = [
        len(rows_of(district_sections(run, adcode), "Targets and policy clauses")) == 1
        for adcode in ("120101", "120116")
    ]
    assert found == [heping, binhai]


def test_a_clause_that_names_a_place_addresses_its_district(plan: Plan) -> None:
    supply = plan.layers.hydrogen_supply.iloc[:1].assign(name_zh="临港氢源")
    supply = supply.set_geometry([Point(117.7, 39.0)], crs=4326)  # in 120116
    clauses = plan.clauses.iloc[:1].assign(bodies="", scope="临港、南港")
    layers = dataclasses.replace(plan.layers, hydrogen_supply=supply)
    run = dataclasses.replace(plan, clauses=clauses, layers=layers)
    for adcode, found in (("120101", 0), ("120116", 1)):
        assert len(rows_of(district_sections(run, adcode), "Targets and policy clauses")) == found


def test_an_unknown_district_lists_the_known_ones(plan: Plan) -> None:
    with pytest.raises(ScenarioError, match=r"999999.*120101 和平区, 120116 滨海新区"):
        district_sections(plan, "999999")


def test_a_district_report_takes_no_markup(nasty: Plan, tmp_path: Path) -> None:
    page, _ = write_pair(
        plan_facts(nasty),
        district_sections(nasty, "120116"),
        tmp_path / "r.html",
        tmp_path / "r.docx",
        maps=False,
    )
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "<img src=x" not in text
    assert "index.html" not in text


def test_a_page_holds_every_language_and_switches_without_a_script(plan: Plan) -> None:
    page = report_html(plan_facts(plan), report_sections(plan))
    assert re.findall(r'type="radio" name="language" id="in-(\w+)"( checked)?', page) == [
        ("zh", " checked"),
        ("en", ""),
    ]
    for language, tag in (("zh", "zh-CN"), ("en", "en")):
        hides = f'#in-{language}:checked ~ main span[lang]:not([lang="{tag}"]) {{ display: none; }}'
        assert hides in page
        assert f'<label for="in-{language}" lang="{tag}">' in page
    assert '<td class="n"><span lang="zh-CN">174 台</span><span lang="en">174</span></td>' in page
    assert '<td class="met"><span lang="zh-CN">达到</span>' in page


def test_a_word_cell_says_names_in_both_languages_figures_and_sentences_in_chinese() -> None:
    assert both(named("公共", "Public")) == "公共 Public"
    assert both(named("无位置。", "It has no place.")) == "无位置。"
    assert both(Figure(3, "kW")) == "3 千瓦"
    assert both("SA-1E") == "SA-1E"


def test_a_district_lists_what_stands_and_what_gives_way_to_what() -> None:
    plan = planned("standing")
    rows = plan.layers.standing
    told = rows["site_id"].map({"ST-ROOMY": "dc60>dc120:2"}).fillna("")
    layers = dataclasses.replace(plan.layers, standing=rows.assign(replaced=told))
    shown = rows_of(
        district_sections(dataclasses.replace(plan, layers=layers), CENTRE), "What stands already"
    )
    found = {row[0]: row for row in shown}
    assert set(found) == {"ST-FULL", "ST-ROOMY"}  # ST-LATE and ST-GONE do not stand at the horizon
    assert found["ST-FULL"][4:7] == ("40", "0", "")
    assert found["ST-ROOMY"][6] == "2台60 kW 直流桩换为120 kW 直流桩"
    titles = [one.title.said("en") for one in district_sections(planned(), CENTRE)]
    assert "What stands already" not in titles
