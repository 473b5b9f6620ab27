"""The atlas: its sheets as one PDF, and as a Word document that an institute puts its name into."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Mm, Pt

from gisplan.report.office import name_fonts, own_properties
from gisplan_words import message
from maps.pictures.sheet_ground import ground_of
from maps.pictures.sheets import HIGH, WIDE, atlas_pages, sheets_of
from maps.words.text import web_tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as DocumentType

    from gisplan.papers.one_language import Tongue
    from gisplan.plan.record import Plan
    from maps.data.facts import PageFacts
    from maps.pictures.sheets import Sheet


def atlas(plan: Plan, facts: PageFacts, tongue: Tongue) -> tuple[bytes, DocumentType]:
    """Give the atlas of a plan as a PDF and as a Word document, a sheet a page of A3.

    Parameters
    ----------
    plan, facts
        The plan, and what its pages print.
    tongue
        The one language of all words.
    """
    ground = ground_of(plan.layers, facts, str(plan.headline.crs))
    sheets = sheets_of(ground)
    pdf, pictures = atlas_pages(ground, sheets, tongue.language)
    return pdf, _document(sheets, pictures, facts, tongue)


def _document(
    sheets: Sequence[Sheet], pictures: Sequence[bytes], facts: PageFacts, tongue: Tongue
) -> DocumentType:
    document = Document()
    title = tongue.say(message("papers-title", plan=facts.title, part=message("papers-atlas")))
    own_properties(document, facts, title, web_tag(tongue.language))
    name_fonts(document)
    page: Any = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Mm(WIDE), Mm(HIGH)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(0)
    page.header_distance = page.footer_distance = Mm(0)
    for sheet, picture in zip(sheets, pictures, strict=True):
        line = document.add_paragraph()
        line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(0)
        line.paragraph_format.line_spacing = 1.0
        # a little less than the page, or the line below it would begin another
        shape = line.add_run().add_picture(BytesIO(picture), height=Mm(HIGH - 6.0))
        shape._inline.docPr.set("descr", tongue.say(sheet.title))  # noqa: SLF001 - the alternative text
        line.paragraph_format.left_indent = Mm(4.0)
    return document
