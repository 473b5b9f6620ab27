"""Text and statement as an official reads them: numbered, in one language, parted well, in our own name."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Cm

from gisplan.papers.document import SHORT, SIGNED, WHOLE, paper_document
from gisplan.papers.one_language import Tongue
from gisplan.papers.parts import Chapter, Ordinal, Paper
from gisplan.papers.provisions import provisions
from gisplan.papers.statement import statement
from gisplan.report.parts import ReportTable, Section
from gisplan.results.page_facts import plan_facts
from gisplan_numbers import Figure
from gisplan_words import message, named
from maps.data.governments import government_texts

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.plan.record import Plan

CHINESE = re.compile("[\u3400-\u9fff]")
PATH = re.compile(r"\b[a-z]+(?:_[a-z]+)*(?:\.[a-z_]+){1,}\b")
"""A key of a setting, such as chargers.target."""


def written(
    plan: Plan, paper: Paper, path: Path, language: str = "zh", pages: list[int] | None = None
) -> Any:
    tongue = Tongue(language, government_texts(plan.layers.districts))
    paper_document(paper, plan_facts(plan), tongue, pages or []).save(str(path))
    return docx.Document(str(path))


def texts_of(document: Any) -> list[str]:
    """Give all texts in the order in which they stand, those of tables among them."""
    return [
        "".join(node.text or "" for node in line.iter(qn("w:t"))) for line in document.element.iter(qn("w:p"))
    ]


def _cells(table: Any) -> list[str]:
    return ["".join(node.text or "" for node in cell.iter(qn("w:t"))) for cell in table._tbl.iter(qn("w:tc"))]


def heads_of(document: Any) -> list[tuple[int, str]]:
    return [
        (int(line.style.name[-1]), line.text)
        for line in document.paragraphs
        if line.style.name.startswith("Heading")
    ]


@pytest.mark.parametrize(
    ("number", "said"), [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (47, "四十七")]
)
def test_chapters_are_counted_as_chinese_counts(number: int, said: str) -> None:
    assert (Ordinal(number).zh, Ordinal(number).en) == (said, str(number))


def test_the_text_has_chapters_and_articles_that_count_through(plan: Plan, tmp_path: Path) -> None:
    document = written(plan, provisions(plan), tmp_path / "text.docx")
    chapters = [text for level, text in heads_of(document) if level == 1]
    assert [text[:3] for text in chapters[:3]] == ["第一章", "第二章", "第三章"]
    articles = [text for text in texts_of(document) if re.match("第[一二三四五六七八九十]+条", text)]
    assert len(articles) > 10
    assert [re.match("第(.+?)条", text)[1] for text in articles] == [  # type: ignore[index]
        Ordinal(number).zh for number in range(1, len(articles) + 1)
    ]
    whole = "\n".join(articles)
    assert f"充电桩{int(plan.layers.sites['chargers'].sum())}台" in whole
    assert f"新建加氢站{len(plan.layers.stations)}座" in whole


def test_a4_upright_with_cover_sign_off_contents_and_page_numbers(plan: Plan, tmp_path: Path) -> None:
    document = written(plan, provisions(plan), tmp_path / "text.docx")
    for page in document.sections:
        assert [round(side.cm, 2) for side in (page.page_width, page.page_height)] == [21.0, 29.7]
    assert document.paragraphs[0].text == plan.scenario.title_zh
    signs = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert [row[0] for row in signs[1:-1]] == [message(f"papers-{name}").zh for name in SIGNED[:-1]]
    assert [row[1] for row in signs[1:-1]] == [""] * (len(SIGNED) - 1)
    codes = "".join(node.text for node in document.element.iter(qn("w:instrText")))
    assert "TOC" in codes
    footers = [
        "".join(t.text for t in page.footer._element.iter(qn("w:instrText"))) for page in document.sections
    ]
    assert [code.strip() for code in footers] == ["", "PAGE"]


def test_the_contents_link_to_every_heading_and_name_its_page(plan: Plan, tmp_path: Path) -> None:
    paper = statement(plan)
    plain = written(plan, paper, tmp_path / "first.docx")
    heads = heads_of(plain)
    document = written(plan, paper, tmp_path / "second.docx", pages=[7] * len(heads))
    entries = [line for line in document.paragraphs if line.style.name.startswith("toc ")]
    assert [line.text.partition("\t")[0] for line in entries] == [text for _, text in heads]
    assert all(line.text.endswith("\t7") for line in entries)
    anchors = [link.get(qn("w:anchor")) for link in document.element.iter(qn("w:hyperlink"))]
    marks = [mark.get(qn("w:name")) for mark in document.element.iter(qn("w:bookmarkStart"))]
    assert anchors == marks
    assert "\t" not in "".join(line.text for line in plain.paragraphs if line.style.name.startswith("toc "))


@pytest.mark.parametrize("make", [provisions, statement])
def test_no_row_is_parted_no_heading_left_alone_and_every_table_has_its_caption(
    plan: Plan, tmp_path: Path, make: Any
) -> None:
    document = written(plan, make(plan), tmp_path / "paper.docx")
    for line in document.paragraphs:
        if line.style.name.startswith("Heading"):
            assert line.style.paragraph_format.keep_with_next
    tables = document.tables[1:]  # after those who sign
    assert tables
    for table in tables:
        rows = table._tbl.tr_lst
        assert all(row.find(qn("w:trPr")).find(qn("w:cantSplit")) is not None for row in rows)
        assert rows[0].trPr.find(qn("w:tblHeader")) is not None
        caption = table._tbl.getprevious()
        text = "".join(node.text or "" for node in caption.iter(qn("w:t")))
        assert text.startswith("表 "), text
        assert caption.pPr.keepNext is not None
        if len(rows) <= WHOLE and max(len(cell) for cell in _cells(table)) <= SHORT:
            held = [row.tc_lst[0].p_lst[0].pPr.keepNext is not None for row in rows]
            assert held == [True] * (len(rows) - 1) + [False]
        room = sum(column.w for column in table._tbl.tblGrid.gridCol_lst)
        assert room <= Cm(16.01)


def test_each_language_stands_alone(plan: Plan, tmp_path: Path) -> None:
    for make in (provisions, statement):
        english = texts_of(written(plan, make(plan), tmp_path / "en.docx", "en"))
        assert [text for text in english if CHINESE.search(text)] == []
        chinese = texts_of(written(plan, make(plan), tmp_path / "zh.docx"))
        words = re.compile(r"\b(?:the|of|and|with|sites|stations|chargers|public)\b")
        annex = next((at for at, text in enumerate(chinese) if text.startswith("附录") and at > 60), None)
        assert [text for text in chinese[:annex] if words.search(text)] == []


def test_what_exists_in_chinese_only_is_left_out_of_the_english_edition_and_named() -> None:
    heads = (named("条款", "Clause"), named("原文", "Wording"), named("数值", "Value"))
    rows = (("A-1", "到2027年", Figure(1)), ("A-2", "各区", Figure(2)))
    section = Section(named("一", "One"), table=ReportTable(heads, rows))
    told = Tongue("en").section(section)
    assert told.table is not None
    assert [head.en for head in told.table.headers] == ["Clause", "Value"]
    assert told.paragraphs[-1].en == "What exists in Chinese only (Wording) stands in the Chinese edition."
    assert Tongue("zh").section(section).paragraphs == ()


def test_settings_are_named_by_their_keys_in_the_annexes_alone(plan: Plan, tmp_path: Path) -> None:
    document = written(plan, statement(plan), tmp_path / "statement.docx")
    lines = texts_of(document)
    annexes = [at for at, text in enumerate(lines) if text.startswith("附录一")]
    before, after = lines[: annexes[-1]], lines[annexes[-1] :]
    assert [text for text in before if PATH.search(text)] == []
    assert any(PATH.search(text) for text in after)
    assert not any(
        PATH.search(text) for text in texts_of(written(plan, provisions(plan), tmp_path / "text.docx"))
    )


def test_the_properties_are_ours_and_nothing_of_the_template_stays(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "text.docx"
    core = written(plan, provisions(plan), path).core_properties
    facts = plan_facts(plan)
    assert core.author == core.last_modified_by == f"gisplan {facts.version}"
    assert core.title == f"{plan.scenario.title_zh} 文本"
    assert (core.comments, core.language) == ("", "zh-CN")
    assert core.created.date().isoformat() == facts.generated_on
    with zipfile.ZipFile(path) as parts:
        assert not any("thumbnail" in name for name in parts.namelist())
        told = b"".join(parts.read(name) for name in parts.namelist() if name.startswith("docProps"))
    assert b"python-docx" not in told
    assert b"Microsoft" not in told


def test_a_draft_is_stamped_on_the_cover_and_every_page(plan: Plan, tmp_path: Path, monkeypatch: Any) -> None:
    from maps.data.facts import PageFacts

    monkeypatch.setattr(PageFacts, "draft", property(lambda _: message("draft-why", stages="x", asked="1 %")))
    document = written(plan, provisions(plan), tmp_path / "text.docx")
    assert document.paragraphs[0].text == "草案"
    assert "草案" in document.sections[1].header.paragraphs[0].text
    assert not any("solver." in text for text in texts_of(document))


def test_permits_from_memory_are_said_to_be(plan: Plan, tmp_path: Path) -> None:
    permits = plan.delivery.get("permits")
    lines = texts_of(written(plan, provisions(plan), tmp_path / "text.docx"))
    if permits is None or permits.empty:
        assert not any("可信级别" in text for text in lines)
    else:
        count = permits[permits["tag"] == "memory"]["permit"].nunique()
        assert any(f"{count}类手续的可信级别为“记忆，未核实”" in text for text in lines)


def test_a_chapter_of_one_section_has_no_second_heading() -> None:
    table = ReportTable((named("甲", "A"),), ((Figure(1),),))
    one = Chapter(named("一", "One"), sections=(Section(named("表一", "Table"), table=table),))
    assert len(one.sections) == 1
