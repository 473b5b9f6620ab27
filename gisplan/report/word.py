"""The report as a Word document: A4 across, Chinese fonts, headings that a table of contents can use."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor

from gisplan_numbers import Figure
from gisplan_words import message, say
from maps.words.catalogue import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as DocumentType
    from docx.table import Table

    from gisplan.report.parts import Picture, ReportTable, Section
    from gisplan_words import Said, Sayable
    from maps.data.facts import PageFacts

BODY_ZH: Final = "宋体"
HEADING_ZH: Final = "黑体"
AMBER: Final = RGBColor(0x8A, 0x53, 0x00)
WIDE: Final = 0x2E7F
"""Characters after this one take two columns."""
_ROOM: Final = Cm(29.7 - 2 * 1.8)
_WIDEST: Final = Cm(13.5)
_TALLEST: Final = Cm(14.5)


def both(said: Sayable) -> str:
    """Say something in Chinese and English; a figure and a sentence stand in Chinese alone."""
    zh, en = say(said, "zh"), say(said, "en")
    return zh if zh == en or isinstance(said, Figure) or en.endswith(".") else f"{zh} {en}"


def report_document(facts: PageFacts, sections: Sequence[Section]) -> DocumentType:
    """Write the report as a Word document."""
    document = Document()
    _page(document)
    _fonts(document)
    document.core_properties.title = _clean(facts.title.zh)
    document.core_properties.author = f"gisplan {facts.version}"
    if facts.draft is not None:
        _stamp(document, facts.draft)
    document.add_heading(_clean(facts.title.zh), level=0)
    document.add_paragraph(_clean(facts.title.en))
    document.add_paragraph(_clean(f"{facts.scenario_name} · gisplan {facts.version} · {facts.generated_on}"))
    if facts.fingerprint:  # on every printed sheet
        footer = document.sections[0].footer.paragraphs[0]
        footer.text = _clean(f"{both(word('fingerprint'))} {facts.fingerprint}")
    drawn = 0
    for section in sections:
        document.add_heading(_clean(both(section.title)), level=1)
        for said in section.paragraphs:
            document.add_paragraph(_clean(said.zh))
            document.add_paragraph(_clean(said.en)).runs[0].italic = True
        for picture in section.pictures:
            drawn += 1
            _draw(document, picture, drawn)
        if section.table is not None:
            _fill(document, section.table)
    return document


def _stamp(document: DocumentType, why: Said) -> None:
    """Stamp a draft: on every page by its header, and before the title with the reason."""
    stamp = both(message("draft-stamp"))
    header = document.sections[0].header.paragraphs[0]
    for place, text in ((header, stamp), (document.add_paragraph(), stamp)):
        run = place.add_run(_clean(text))
        run.bold = True
        run.font.color.rgb = AMBER
    for text in (why.zh, why.en):
        document.add_paragraph().add_run(_clean(text)).font.color.rgb = AMBER


def _page(document: DocumentType) -> None:
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Cm(29.7), Cm(21.0)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(1.8)


def _fonts(document: DocumentType) -> None:
    """Name a Chinese font in every style and as the default.

    Word takes Chinese characters from the East Asian font, which python-docx has no property for; a theme
    font named in a style would win over it, so that goes.
    """
    styles = document.styles.element
    for fonts in styles.iter(qn("w:rFonts")):
        for name in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.attrib.pop(qn(f"w:{name}Theme"), None)
    for language in styles.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    for name in ("Normal", "Title", "Heading 1", "Caption"):
        font = BODY_ZH if name in {"Normal", "Caption"} else HEADING_ZH
        style: Any = document.styles[name]
        style.font.name = "Arial"
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    for fonts in styles.iter(qn("w:rFonts")):
        if fonts.get(qn("w:eastAsia")) is None:
            fonts.set(qn("w:eastAsia"), BODY_ZH)
    normal: Any = document.styles["Normal"]
    normal.font.size = Pt(10)


def _draw(document: DocumentType, picture: Picture, at: int) -> None:
    """Add a picture, kept on one page with its numbered caption."""
    place = document.add_paragraph()
    place.alignment = WD_ALIGN_PARAGRAPH.CENTER
    place.paragraph_format.keep_with_next = True
    shape = place.add_run().add_picture(BytesIO(picture.png("zh")))
    fit = min(_WIDEST / shape.width, _TALLEST / shape.height)
    shape.width, shape.height = round(shape.width * fit), round(shape.height * fit)
    shape._inline.docPr.set("descr", _clean(picture.caption.zh))  # noqa: SLF001 - the alternative text
    numbered = message("report-numbered", number=at, caption=both(picture.caption)).zh
    caption = document.add_paragraph(_clean(numbered), style="Caption")
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _fill(document: DocumentType, content: ReportTable) -> None:
    cells = [[both(cell) for cell in row] for row in (content.headers, *content.rows)]
    table = document.add_table(rows=len(cells), cols=len(content.headers))
    table.style = "Table Grid"
    widths = _widths(cells)
    for row, texts in zip(table.rows, cells, strict=True):
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = width
            run = cell.paragraphs[0].add_run(_clean(text))
            run.font.size = Pt(8)
    _repeat_header(table)


def _widths(cells: list[list[str]]) -> list[Length]:
    """Share the page's width among the columns by their longest text; Word would make them all equal."""
    longest = [
        max(sum(2 if ord(mark) > WIDE else 1 for mark in text) for text in texts)
        for texts in zip(*cells, strict=True)
    ]
    parts = [min(max(length, 8), 48) for length in longest]
    return [Length(_ROOM * part // sum(parts)) for part in parts]


def _repeat_header(table: Table) -> None:
    """Print the header row again on every page, and in bold."""
    header = table.rows[0]
    header._tr.get_or_add_trPr().append(header._tr.makeelement(qn("w:tblHeader"), {}))  # noqa: SLF001
    for cell in header.cells:
        cell.paragraphs[0].runs[0].bold = True


def _clean(text: str) -> str:
    """Drop control characters, which XML cannot hold."""
    return "".join(mark if mark.isprintable() or mark == "\n" else " " for mark in text)
