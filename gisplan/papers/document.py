"""A paper as a Word document: A4 upright, cover, sign-off, contents, chapters, captions, page numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.text.paragraph import Paragraph

from gisplan.papers.fields import add_bookmark, add_contents, add_field, number_from
from gisplan.papers.parts import Ordinal
from gisplan.report.office import column_widths, name_fonts, own_properties, part_well, set_widths
from gisplan_numbers import Figure
from gisplan_words import message
from maps.words.text import web_tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as DocumentType

    from gisplan.papers.one_language import Tongue
    from gisplan.papers.parts import Chapter, Paper
    from gisplan.report.parts import Picture, ReportTable, Section
    from gisplan_words import Said, Sayable
    from maps.data.facts import PageFacts

ROOM: Final = Cm(21.0 - 2 * 2.5)
_TALLEST: Final = Cm(19.0)
SIZES: Final = ((7, 8.5), (10, 7.5))
"""Columns that a table has at most, and the size of its letters in points."""
WHOLE: Final = 20
SHORT: Final = 40
"""Rows of a table that stays on one page, and characters of its texts, at most."""
_INK: Final = RGBColor(0x0F, 0x2A, 0x43)
_AMBER: Final = RGBColor(0x8A, 0x53, 0x00)
_HEAD: Final = "DDE6EE"
SIGNED: Final = (
    *("client", "institute", "licence", "lead", "authors", "checked", "approved", "approval"),
    "made-on",
)
"""Rows of the sign-off, each the message ``papers-…``; all but the date are left to those who sign."""


@dataclass
class _Writing:
    """A document under way: its language, and what was numbered so far."""

    document: DocumentType
    facts: PageFacts
    tongue: Tongue
    headings: list[tuple[int, str]] = field(default_factory=list)
    articles: int = 0

    @property
    def blank(self) -> str:
        """What parts a name from what follows."""
        return "\u3000" if self.tongue.language == "zh" else " "

    def say(self, said: Sayable) -> str:
        return self.tongue.say(said)


def paper_document(paper: Paper, facts: PageFacts, tongue: Tongue, pages: Sequence[int] = ()) -> DocumentType:
    """Write a paper as a Word document.

    Parameters
    ----------
    paper
        Its chapters.
    facts
        Of the plan.
    tongue
        The one language of the document.
    pages
        Page of each heading, in order, as its PDF has them; empty: not known, so that the contents list none.
    """
    document = Document()
    doing = _Writing(document, facts, tongue)
    _styles(document)
    title = doing.say(message("papers-title", plan=facts.title, part=paper.title))
    own_properties(document, facts, title, web_tag(tongue.language))
    _page(document)
    _cover(doing, paper)
    _sign_off(doing)
    contents = document.add_paragraph(doing.say(message("papers-contents")), style="TOC Heading")
    contents.paragraph_format.page_break_before = True
    last = document.add_paragraph()
    body = document.add_section(WD_SECTION.NEW_PAGE)
    number_from(body, 1)
    _footer(doing, body)
    for kind in ("chapter", "annex"):
        own = [one for one in paper.chapters if one.annex == (kind == "annex")]
        for number, chapter in enumerate(own, start=1):
            head = message(f"papers-{kind}", number=Ordinal(number), title=chapter.title)
            _chapter(doing, chapter, head, first=number == 1)
    add_contents(last, doing.headings, pages)
    return document


def _styles(document: DocumentType) -> None:
    headings = ("Title", "Heading 1", "Heading 2", "TOC Heading")
    for level in (1, 2):
        style = document.styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.paragraph_format.tab_stops.add_tab_stop(ROOM, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
        style.paragraph_format.left_indent = Cm(0.8 * (level - 1))
        style.paragraph_format.space_after = Pt(3)
    name_fonts(document, *headings)
    normal: Any = document.styles["Normal"]
    normal.font.size = Pt(11)
    normal.paragraph_format.line_spacing = 1.4
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.widow_control = True
    for name, size in (
        ("Title", 22),
        ("Heading 1", 16),
        ("Heading 2", 13),
        ("TOC Heading", 16),
        ("Caption", 9.5),
    ):
        style = document.styles[name]
        style.font.size, style.font.color.rgb, style.font.italic = Pt(size), _INK, False
        style.font.bold = name != "Caption"
        style.paragraph_format.keep_with_next = name != "Caption"
    for edge in document.styles["Title"].element.iter(qn("w:pBdr")):
        edge.getparent().remove(edge)


def _page(document: DocumentType) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.5)
    page.top_margin, page.bottom_margin = Cm(2.5), Cm(2.2)


def _cover(doing: _Writing, paper: Paper) -> None:
    """Write the cover: the plan, the part, room for the institute, the date; a draft is stamped."""
    document, facts = doing.document, doing.facts
    if facts.draft is not None:
        stamp = document.add_paragraph()
        run = stamp.add_run(doing.say(message("draft-stamp")))
        run.bold, run.font.size, run.font.color.rgb = True, Pt(22), _AMBER
        stamp.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for text, style, before in (
        (doing.say(facts.title), "Title", 150),
        (doing.say(paper.title), "Title", 24),
    ):
        line = document.add_paragraph(text, style=style)
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.space_before = Pt(before)
    for text, before in (
        (f"{doing.say(message('papers-institute'))}{doing.blank}{'_' * 28}", 230),
        (facts.generated_on, 18),
    ):
        line = document.add_paragraph()
        line.add_run(text).font.size = Pt(14)
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.space_before = Pt(before)


def _sign_off(doing: _Writing) -> None:
    """Write the page of those who sign, with room for their names, numbers and seals."""
    document, facts = doing.document, doing.facts
    head = document.add_paragraph(doing.say(message("papers-sign-off")), style="TOC Heading")
    head.paragraph_format.page_break_before = True
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    rows = [(doing.say(message("papers-project")), doing.say(facts.title))]
    rows += [(doing.say(message(f"papers-{name}")), "") for name in SIGNED[:-1]]
    rows += [(doing.say(message("papers-made-on")), facts.generated_on)]
    table = document.add_table(rows=len(rows), cols=2)
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    widths = (Cm(5.0), Length(ROOM - Cm(5.0)))
    set_widths(table, widths)
    for row, texts in zip(table.rows, rows, strict=True):
        row.height = Cm(1.25)
        for cell, text in zip(row.cells, texts, strict=True):
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            cell.paragraphs[0].add_run(text).font.size = Pt(11)
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
    made = message("papers-made-by", version=facts.version, scenario=facts.scenario_name)
    for said in (made, message("papers-mark", mark=facts.fingerprint or "—"), message("sheet-modelled")):
        document.add_paragraph(doing.say(said)).paragraph_format.space_before = Pt(8)


def _footer(doing: _Writing, section: Any) -> None:  # noqa: ANN401 - a section of python-docx
    """Give the pages of the body their numbers and their title; cover and contents have none."""
    section.footer.is_linked_to_previous = section.header.is_linked_to_previous = False
    header = section.header.paragraphs[0]
    header.text = doing.document.core_properties.title
    header.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if doing.facts.draft is not None:
        run = header.add_run(f"{doing.blank}{doing.say(message('draft-stamp'))}")
        run.bold, run.font.color.rgb = True, _AMBER
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    before, after = doing.say(message("papers-page", page="#")).split("#")
    footer.add_run(before)
    add_field(footer, "PAGE", "1")
    footer.add_run(after)
    for run in (*header.runs, *footer.runs):
        run.font.size = Pt(9)


def _chapter(doing: _Writing, chapter: Chapter, title: Said, *, first: bool) -> None:
    """Write a chapter; one of several sections begins a page, as an annex does."""
    heading = _heading(doing, title, 1)
    heading.paragraph_format.page_break_before = chapter.annex or (not first and len(chapter.sections) > 1)
    for article in chapter.articles:
        doing.articles += 1
        line = doing.document.add_paragraph()
        counted = doing.say(message("papers-article", number=Ordinal(doing.articles)))
        line.add_run(f"{counted}{doing.blank}").bold = True
        line.add_run(doing.say(article))
    for number, section in enumerate(chapter.sections, start=1):
        own = doing.tongue.section(section)
        if len(chapter.sections) > 1:
            _heading(doing, message("papers-section", number=Ordinal(number), title=own.title), 2)
        _section(doing, own)


def _heading(doing: _Writing, title: Said, level: int) -> Any:  # noqa: ANN401 - a paragraph of python-docx
    text = doing.say(title)
    heading = doing.document.add_heading(text, level=level)
    add_bookmark(heading, len(doing.headings))
    doing.headings.append((level, text))
    return heading


def _section(doing: _Writing, section: Section) -> None:
    for said in section.paragraphs:
        line = doing.document.add_paragraph(doing.say(said))
        line.paragraph_format.keep_with_next = bool(section.table and section.table.rows) or bool(
            section.pictures
        )
    for picture in section.pictures:
        _draw(doing, picture)
    if section.table is not None and section.table.rows:
        _fill(doing, section.table, section.title)


def _draw(doing: _Writing, picture: Picture) -> None:
    """Add a picture, kept on one page with its numbered caption."""
    place = doing.document.add_paragraph()
    place.alignment = WD_ALIGN_PARAGRAPH.CENTER
    place.paragraph_format.keep_with_next = True
    shape = place.add_run().add_picture(BytesIO(picture.png(doing.tongue.language)))
    fit = min(1.0, ROOM / shape.width, _TALLEST / shape.height)
    shape.width, shape.height = round(shape.width * fit), round(shape.height * fit)
    shape._inline.docPr.set("descr", doing.say(picture.caption))  # noqa: SLF001 - the alternative text
    _caption(doing, "figure", picture.caption)


def _caption(doing: _Writing, kind: str, title: Said) -> Any:  # noqa: ANN401 - a paragraph of python-docx
    caption = doing.document.add_paragraph(style="Caption")
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    name = doing.say(message(f"papers-{kind}"))
    caption.add_run(f"{name} ")
    add_field(caption, f"SEQ {name} \\* ARABIC", "1")
    caption.add_run(f"{doing.blank}{doing.say(title)}")
    return caption


def _fill(doing: _Writing, content: ReportTable, title: Said) -> None:
    """Add a table under its caption: the header again on every page, no row parted, figures to the right."""
    _caption(doing, "table", title).paragraph_format.keep_with_next = True
    rows = (content.headers, *content.rows)
    cells = [[doing.say(cell) for cell in row] for row in rows]
    table = doing.document.add_table(rows=len(cells), cols=len(content.headers))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    points = next((size for most, size in SIZES if len(content.headers) <= most), 6.5)
    set_widths(table, column_widths(cells, ROOM, points))
    whole = len(cells) <= WHOLE and max(len(text) for texts in cells for text in texts) <= SHORT
    for number, (row, texts, said) in enumerate(zip(table._tbl.tr_lst, cells, rows, strict=True)):  # noqa: SLF001
        for box, text, cell in zip(row.tc_lst, texts, said, strict=True):
            if number == 0:
                shade = OxmlElement("w:shd")
                shade.set(qn("w:val"), "clear")
                shade.set(qn("w:fill"), _HEAD)
                box.get_or_add_tcPr().append(shade)
            line = Paragraph(box.p_lst[0], table)
            line.paragraph_format.space_after, line.paragraph_format.line_spacing = Pt(0), 1.0
            if isinstance(cell, Figure) and number:
                line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if whole and number < len(cells) - 1:
                line.paragraph_format.keep_with_next = True
            run = line.add_run(text)
            run.font.size = Pt(points)
    part_well(table)
    doing.document.add_paragraph().paragraph_format.space_after = Pt(4)
