"""The report as a Word document: A4 across, Chinese fonts, headings that a table of contents can use."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt, RGBColor

from gisplan.report.office import clean, column_widths, name_fonts, own_properties, part_well, set_widths
from gisplan_numbers import Figure
from gisplan_words import message, say
from maps.words.catalogue import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as DocumentType

    from gisplan.report.parts import Picture, ReportTable, Section
    from gisplan_words import Said, Sayable
    from maps.data.facts import PageFacts

AMBER: Final = RGBColor(0x8A, 0x53, 0x00)
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
    name_fonts(document, "Title", "Heading 1")
    normal: Any = document.styles["Normal"]
    normal.font.size = Pt(10)
    own_properties(document, facts, facts.title.zh, "zh-CN")
    if facts.draft is not None:
        _stamp(document, facts.draft)
    document.add_heading(clean(facts.title.zh), level=0)
    document.add_paragraph(clean(facts.title.en))
    document.add_paragraph(clean(f"{facts.scenario_name} · gisplan {facts.version} · {facts.generated_on}"))
    if facts.fingerprint:  # on every printed sheet
        footer = document.sections[0].footer.paragraphs[0]
        footer.text = clean(f"{both(word('fingerprint'))} {facts.fingerprint}")
    drawn = 0
    for section in sections:
        document.add_heading(clean(both(section.title)), level=1)
        for said in section.notes:
            document.add_paragraph(clean(said.zh))
            document.add_paragraph(clean(said.en)).runs[0].italic = True
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
        run = place.add_run(clean(text))
        run.bold = True
        run.font.color.rgb = AMBER
    for text in (why.zh, why.en):
        document.add_paragraph().add_run(clean(text)).font.color.rgb = AMBER


def _page(document: DocumentType) -> None:
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Cm(29.7), Cm(21.0)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(1.8)


def _draw(document: DocumentType, picture: Picture, at: int) -> None:
    """Add a picture, kept on one page with its numbered caption."""
    place = document.add_paragraph()
    place.alignment = WD_ALIGN_PARAGRAPH.CENTER
    place.paragraph_format.keep_with_next = True
    shape = place.add_run().add_picture(BytesIO(picture.png("zh")))
    fit = min(_WIDEST / shape.width, _TALLEST / shape.height)
    shape.width, shape.height = round(shape.width * fit), round(shape.height * fit)
    shape._inline.docPr.set("descr", clean(picture.caption.zh))  # noqa: SLF001 - the alternative text
    numbered = message("report-numbered", number=at, caption=both(picture.caption)).zh
    caption = document.add_paragraph(clean(numbered), style="Caption")
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _fill(document: DocumentType, content: ReportTable) -> None:
    cells = [[both(cell) for cell in row] for row in (content.headers, *content.rows)]
    table = document.add_table(rows=len(cells), cols=len(content.headers))
    table.style = "Table Grid"
    set_widths(table, column_widths(cells, _ROOM, 8.0))
    for row, texts in zip(table.rows, cells, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            run = cell.paragraphs[0].add_run(clean(text))
            run.font.size = Pt(8)
    part_well(table)
