"""The folder of papers: all of it, in one language, with its PDF where LibreOffice is."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import docx
import openpyxl
import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from gisplan.cli.app import app
from gisplan.papers import pdf as pdfs
from gisplan.papers.projects import project_rows, write_projects
from gisplan.papers.writing import write_papers
from gisplan.runs.readable import reader_of
from gisplan_errors import GisplanError, ScenarioError
from tests.conftest import missing
from tests.gisplan.planned import planned
from tests.gisplan.planned import written as written_run

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.plan.record import Plan

PARTS = {"zh": ("文本", "说明书", "图集", "项目库"), "en": ("Text", "Statement", "Atlas", "Projects")}
CHINESE = re.compile("[\u3400-\u9fff]")
CURE = "no LibreOffice: apt-get install -y --no-install-recommends libreoffice-writer-nogui"


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if pdfs.office_program() is None:
        missing(CURE)
    out = tmp_path_factory.mktemp("papers") / "zh"
    files, lacking = write_papers(written_run(), out)
    assert lacking == []
    assert {path.name for path in files} == {path.name for path in out.iterdir()}
    return out


def test_a_folder_holds_every_part_as_document_and_as_pdf(papers: Path) -> None:
    text, statement, atlas, projects = PARTS["zh"]
    due = {f"{name}.{end}" for name in (text, statement, atlas) for end in ("docx", "pdf")}
    assert {path.name for path in papers.iterdir()} == due | {f"{projects}.xlsx"}


def test_the_contents_name_the_page_on_which_a_heading_stands(papers: Path) -> None:
    for name in PARTS["zh"][:2]:
        document = docx.Document(str(papers / f"{name}.docx"))
        entries = [
            line.text.split("\t") for line in document.paragraphs if line.style.name.startswith("toc ")
        ]
        pages = [page.extract_text() for page in PdfReader(papers / f"{name}.pdf").pages]
        footed = [re.search(r"第\s*(\d+)\s*页", text) for text in pages]
        body = {int(found[1]): text for found, text in zip(footed, pages, strict=True) if found}
        assert entries
        for head, page in entries:
            assert re.sub(r"\s", "", head)[:12] in re.sub(r"\s", "", body[int(page)]), head


def test_a_pdf_is_a4_shows_chinese_and_bears_our_name(papers: Path) -> None:
    book = PdfReader(papers / "文本.pdf")
    wide, high = (float(side) / 72 * 25.4 for side in book.pages[0].mediabox[2:])
    assert (round(wide), round(high)) == (210, 297)
    assert "充电站点" in "".join(page.extract_text() for page in book.pages)
    assert book.metadata is not None
    assert str(book.metadata.author).startswith("gisplan ")


def test_chinese_is_written_by_the_font_that_ships_where_the_machine_has_none(
    papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdfs, "_SYSTEM", str(tmp_path / "none.conf"))
    (tmp_path / "none.conf").write_text("<fontconfig/>", encoding="utf-8")
    made = pdfs.to_pdf(papers / "文本.docx", tmp_path)
    pages = PdfReader(made).pages
    told = "".join(page.extract_text() for page in pages)
    assert "充电站点" in told
    fonts = [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"]) for font in fonts)
    # the names that the faces within the shipped font have kept
    assert {str(font["/BaseFont"]).split("-", 1)[1] for font in fonts} <= {
        "Regular-Proportional",
        "Regular-Kana",
    }


def test_without_libreoffice_the_folder_lacks_its_pdf_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    files, lacking = write_papers(written_run(), tmp_path / "en", language="en")
    names = {path.name for path in files}
    assert names == {"Text.docx", "Statement.docx", "Atlas.docx", "Atlas.pdf", "Projects.xlsx"}
    assert [line.code for line in lacking] == ["papers-no-office"]
    with pytest.raises(GisplanError, match="Install libreoffice-writer"):
        pdfs.to_pdf(files[0], tmp_path)


def test_an_office_that_makes_nothing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = tmp_path / "soffice"
    office.write_text("#!/bin/sh\necho no room left >&2\n", encoding="utf-8")
    office.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _: str(office))
    with pytest.raises(GisplanError, match=r"no PDF of Text\.docx: no room left"):
        write_papers(written_run(), tmp_path / "en", language="en")
    assert not (tmp_path / "en").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["soffice"]


def test_what_stands_in_the_folder_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "文本.docx").write_text("mine", encoding="utf-8")
    with pytest.raises(ScenarioError, match="files stand there and are not replaced"):
        write_papers(written_run(), tmp_path)
    with pytest.raises(ScenarioError, match="xx"):
        write_papers(written_run(), tmp_path / "new", language="xx")


def test_the_command_takes_papers_alone_and_says_what_is_lacking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = str(written_run())
    refused = CliRunner().invoke(
        app, ["report", run, "--papers", str(tmp_path / "p"), "--district", "120101"]
    )
    assert refused.exit_code != 0
    assert "--district" in refused.output
    monkeypatch.setattr(shutil, "which", lambda _: None)
    done = CliRunner().invoke(app, ["--language", "en", "report", run, "--papers", str(tmp_path / "p")])
    assert done.exit_code == 0, done.output
    assert "Text.docx" in done.output
    assert "no LibreOffice" in done.output


def test_projects_sum_to_the_plan_by_district_and_year(plan: Plan, tmp_path: Path) -> None:
    rows = project_rows(plan)
    charging, hydrogen = (rows[rows["project"] == one] for one in ("charging", "hydrogen"))
    assert charging["chargers"].sum() == plan.schedule["count"].sum()
    assert len(hydrogen) == len(plan.layers.stations)
    write_projects(plan, reader_of(plan), tmp_path / "projects.xlsx")
    book = openpyxl.load_workbook(tmp_path / "projects.xlsx")
    named = [*plan.layers.districts.sort_values("adcode")["name_zh"]]
    assert book.sheetnames == ["分区分年汇总", "全部项目", *named]
    head, *body = book["分区分年汇总"].iter_rows(values_only=True)
    assert head[:3] == ("行政区", "建设年份", "充电站点")
    at = head.index("充电桩")
    assert sum(row[at] for row in body[:-1]) == body[-1][at] == charging["chargers"].sum()
    assert body[-1][0] == "合计"
    for sheet in book:
        assert (sheet.freeze_panes, sheet.auto_filter.ref[:3]) == ("A2", "A1:")
    listed = sum(len(list(book[name].iter_rows(min_row=2))) for name in named)
    assert listed == len(rows)


def test_english_projects_hold_no_chinese(tmp_path: Path) -> None:
    plan = planned()
    write_projects(plan, reader_of(plan, "en"), tmp_path / "projects.xlsx")
    cells = [
        cell
        for sheet in openpyxl.load_workbook(tmp_path / "projects.xlsx")
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if isinstance(cell, str) and CHINESE.search(cell)
    ]
    assert cells == []
