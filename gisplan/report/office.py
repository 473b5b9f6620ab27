"""What every Word document of gisplan has: fonts, its own properties, tables that part well over pages."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Final

from docx.opc.constants import RELATIONSHIP_TYPE as LINKS
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as DocumentType
    from docx.table import Table

    from maps.data.facts import PageFacts

BODY_ZH: Final = "宋体"
HEADING_ZH: Final = "黑体"
LATIN: Final = "Arial"
WIDE: Final = 0x2E7F
"""Characters after this one take two columns."""
_WORD: Final = re.compile(r"[!-~]+")
_LONGEST_WORD, _LONGEST = 16, 60
"""Letters of a word that get a line of their own, and of a text that widen its column."""
_PADDING: Final = Cm(0.42)
_APPLICATION: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>gisplan</Application></Properties>"
)


def own_properties(document: DocumentType, facts: PageFacts, title: str, language: str) -> None:
    """Say in a document's properties what it is and what made it: nothing of the template stays.

    Parameters
    ----------
    document
        The document.
    facts
        Of the plan: version, scenario, date and fingerprint.
    title
        What it is called.
    language
        Tag of its language, as ``zh-CN``.
    """
    core, maker = document.core_properties, f"gisplan {facts.version}"
    core.title, core.author, core.last_modified_by = clean(title), maker, maker
    core.subject, core.keywords = clean(facts.scenario_name), facts.fingerprint
    core.comments, core.category, core.language, core.revision = "", "", language, 1
    day = dt.datetime.fromisoformat(f"{facts.generated_on}T00:00:00")
    core.created = core.modified = day
    package = document.part.package
    for key, link in list(package.rels.items()):
        if link.reltype.endswith("/thumbnail"):
            del package.rels[key]
        elif link.reltype == LINKS.EXTENDED_PROPERTIES:
            link.target_part._blob = _APPLICATION.encode()  # noqa: SLF001 - python-docx keeps it as it came


def name_fonts(document: DocumentType, *headings: str) -> None:
    """Name a Chinese font in every style and as the default; ``headings`` are the styles in that of headings.

    Word takes Chinese characters from the East Asian font, which python-docx has no property for; a theme
    font named in a style would win over it, so that goes.
    """
    styles = document.styles.element
    for fonts in styles.iter(qn("w:rFonts")):
        for name in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.attrib.pop(qn(f"w:{name}Theme"), None)
    for language in styles.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    for name in ("Normal", "Caption", *headings):
        style: Any = document.styles[name]
        style.font.name = LATIN
        font = HEADING_ZH if name in headings else BODY_ZH
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    for fonts in styles.iter(qn("w:rFonts")):
        if fonts.get(qn("w:eastAsia")) is None:
            fonts.set(qn("w:eastAsia"), BODY_ZH)


def column_widths(cells: list[list[str]], room: int, points: float) -> list[Length]:
    """Share the page's width among the columns: each has room for its longest word, the rest goes by texts.

    Parameters
    ----------
    cells
        Texts by row.
    room
        Width of all columns together, as python-docx counts it.
    points
        Size of the letters.
    """
    half = Pt(points) * 0.58  # the width of a Latin letter, bold in a heading
    columns = [[_measure(text) for text in texts] for texts in zip(*cells, strict=True)]
    least = [_PADDING + half * max(word for word, _ in column) for column in columns]
    over = sum(least) / room
    if over >= 1.0:
        return [Length(int(width / over)) for width in least]
    more = [half * max(whole - word for word, whole in column) for column in columns]
    free = min(1.0, (room - sum(least)) / sum(more)) if sum(more) else 0.0
    widths = [one + free * other for one, other in zip(least, more, strict=True)]
    return [Length(int(width * room / sum(widths))) for width in widths]


def _measure(text: str) -> tuple[int, int]:
    """Give the widths of the longest word and of the whole, in Latin letters; Chinese breaks anywhere."""
    words = _WORD.findall(text)
    longest = max([len(word) for word in words], default=0)
    whole = sum(2 if ord(mark) > WIDE else 1 for mark in text)
    return min(max(longest, min(whole, 6)), _LONGEST_WORD), min(whole, _LONGEST)


def set_widths(table: Table, widths: Sequence[Length]) -> None:
    """Give columns their widths, in the grid too: Word takes those of cells, LibreOffice that of the grid."""
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):  # noqa: SLF001
        column.w = width
    for row in table._tbl.tr_lst:  # noqa: SLF001 - a row of python-docx is slow to make
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = width


def part_well(table: Table) -> None:
    """Print the header row again on every page, in bold, and part no row over two pages."""
    header = table.rows[0]
    header._tr.get_or_add_trPr().append(header._tr.makeelement(qn("w:tblHeader"), {}))  # noqa: SLF001
    for cell in header.cells:
        cell.paragraphs[0].runs[0].bold = True
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    for row in table._tbl.tr_lst:  # noqa: SLF001 - a row of python-docx is slow to make
        row.get_or_add_trPr().append(row.makeelement(qn("w:cantSplit"), {}))


def clean(text: str) -> str:
    """Drop control characters, which XML cannot hold."""
    return "".join(mark if mark.isprintable() or mark == "\n" else " " for mark in text)
