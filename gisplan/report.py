"""The report of a plan as one HTML page and as a Word document, Chinese first."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from jinja2 import Environment, PackageLoader, StrictUndefined

from gisplan import __version__
from gisplan.report_content import report_sections

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document as DocumentType
    from docx.table import Table

    from gisplan.plan import Plan
    from gisplan.report_content import ReportTable, Section

HTML_NAME: Final = "report.html"
WORD_NAME: Final = "report.docx"
_FONT_ZH: Final = "微软雅黑"
_UNITS: Final = "台|座|处|类|个区|亿元|万元|万人|元/千克|千克/日|kWh/日|千瓦时/日|万千瓦时/日"
_NUMBER: Final = re.compile(rf"[-+]?[\d,]+(\.\d+)?( ?%| ({_UNITS}))?|—")
_CODE: Final = re.compile(r"[A-Z]{1,3}\d*(-\d+)+")
_VERDICTS: Final = {"达到": "met", "未达到": "missed", "部分达到": "partly"}


def write_reports(plan: Plan, folder: Path) -> list[Path]:
    """Write ``report.html`` and ``report.docx`` of a plan.

    Parameters
    ----------
    plan
        The plan.
    folder
        Existing folder to write to.

    Returns
    -------
    The two files.
    """
    sections = report_sections(plan)
    page, word = folder / HTML_NAME, folder / WORD_NAME
    page.write_text(report_html(plan, sections), encoding="utf-8")
    report_document(plan, sections).save(str(word))
    return [page, word]


def report_html(plan: Plan, sections: list[Section]) -> str:
    """Write the report as one HTML page without scripts, images or any address on the network."""
    pages = Environment(loader=PackageLoader("gisplan"), autoescape=True, undefined=StrictUndefined)
    pages.filters["look"] = _look
    return pages.get_template("report.html.j2").render(
        title_zh=plan.scenario.title_zh,
        title_en=plan.scenario.title_en,
        scenario=plan.scenario.name,
        version=__version__,
        date=_today(),
        sections=sections,
    )


def report_document(plan: Plan, sections: list[Section]) -> DocumentType:
    """Write the report as a Word document: A4 across, headings that a table of contents can use."""
    document = Document()
    _page(document)
    document.core_properties.title = plan.scenario.title_zh
    document.core_properties.author = f"gisplan {__version__}"
    document.add_heading(_clean(plan.scenario.title_zh), level=0)
    document.add_paragraph(_clean(plan.scenario.title_en))
    document.add_paragraph(f"{plan.scenario.name} · gisplan {__version__} · {_today()}")
    for section in sections:
        document.add_heading(_clean(f"{section.title_zh} {section.title_en}"), level=1)
        for zh, en in section.paragraphs:
            document.add_paragraph(_clean(zh))
            document.add_paragraph(_clean(en)).runs[0].italic = True
        if section.table is not None:
            _fill(document, section.table)
    return document


def _page(document: DocumentType) -> None:
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Cm(29.7), Cm(21.0)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(1.8)
    for name in ("Normal", "Title", "Heading 1"):
        style = document.styles[name]
        style.font.name = "Arial"
        # Word takes Chinese characters from the East Asian font, which python-docx has no property for.
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT_ZH)
    document.styles["Normal"].font.size = Pt(10)


def _fill(document: DocumentType, content: ReportTable) -> None:
    table = document.add_table(rows=len(content.rows) + 1, cols=len(content.headers))
    table.style = "Table Grid"
    for row, texts in zip(table.rows, (content.headers, *content.rows), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            run = cell.paragraphs[0].add_run(_clean(text))
            run.font.size = Pt(8)
    _repeat_header(table)


def _repeat_header(table: Table) -> None:
    """Print the header row again on every page, and in bold."""
    header = table.rows[0]
    header._tr.get_or_add_trPr().append(header._tr.makeelement(qn("w:tblHeader"), {}))  # noqa: SLF001
    for cell in header.cells:
        cell.paragraphs[0].runs[0].bold = True


def _look(cell: str) -> str:
    """Give the CSS class of a cell: number, code, or verdict."""
    if _NUMBER.fullmatch(cell):
        return "n"
    return "code" if _CODE.fullmatch(cell) else _VERDICTS.get(cell, "")


def _clean(text: str) -> str:
    """Drop control characters, which XML cannot hold."""
    return "".join(mark if mark.isprintable() or mark == "\n" else " " for mark in text)


def _today() -> str:
    return dt.datetime.now(dt.UTC).date().isoformat()
