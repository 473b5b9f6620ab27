"""Fields of a Word document: page numbers, captions that count themselves, contents that link to headings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

if TYPE_CHECKING:
    from collections.abc import Sequence

LEVELS: Final = 2
"""Levels of headings that the contents list."""


def add_field(paragraph: Any, code: str, result: str) -> None:  # noqa: ANN401 - a paragraph of python-docx
    r"""Add a field with what it shows until it is counted again.

    Parameters
    ----------
    paragraph
        Where it stands, at its end.
    code
        What it counts, as Word writes it: ``PAGE``, ``SEQ Figure \* ARABIC``.
    result
        What it shows.
    """
    for part in _parts(code, result):
        paragraph.add_run()._r.append(part)  # noqa: SLF001 - a field is made of marks within runs


def _parts(code: str, result: str) -> list[Any]:
    text = OxmlElement("w:t")
    text.text = result
    return [_mark("begin"), _code(code), _mark("separate"), text, _mark("end")]


def _mark(kind: str) -> Any:  # noqa: ANN401 - an element of lxml
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    return mark


def _code(code: str) -> Any:  # noqa: ANN401
    text = OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = f" {code} "
    return text


def add_bookmark(heading: Any, number: int) -> None:  # noqa: ANN401 - a paragraph of python-docx
    """Mark a heading so that the contents can link to it: the ``number`` of all headings, from 0."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), _name(number))
    heading._p.insert(1, start)  # noqa: SLF001 - after the properties
    heading._p.append(end)  # noqa: SLF001


def _name(number: int) -> str:
    return f"_Toc{number:08d}"


def add_contents(after: Any, headings: Sequence[tuple[int, str]], pages: Sequence[int]) -> None:  # noqa: ANN401
    """Write the contents as one field, an entry a heading.

    Parameters
    ----------
    after
        Empty paragraph whose place it takes.
    headings
        Level and text of each, in order.
    pages
        Page of each; empty: not known, and Word counts them when it opens the document.
    """
    entries = [_entry(after, number, *one, pages) for number, one in enumerate(headings) if one[0] <= LEVELS]
    begin = _mark("begin")
    if not pages:
        begin.set(qn("w:dirty"), "true")
    opening = [begin, _code(f'TOC \\o "1-{LEVELS}" \\h \\z \\u'), _mark("separate")]
    for part in reversed([_run(one) for one in opening]):
        entries[0].insert(1, part)
    entries[-1].append(_run(_mark("end")))
    after._p.getparent().remove(after._p)  # noqa: SLF001


def _entry(after: Any, number: int, level: int, text: str, pages: Sequence[int]) -> Any:  # noqa: ANN401
    entry = after.insert_paragraph_before(style=f"toc {level}")._p  # noqa: SLF001
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), _name(number))
    said = OxmlElement("w:t")
    said.text = text
    link.append(_run(said))
    if pages:
        link.append(_run(OxmlElement("w:tab")))
        for part in _parts(f"PAGEREF {_name(number)} \\h", str(pages[number])):
            link.append(_run(part))
    entry.append(link)
    return entry


def _run(part: Any) -> Any:  # noqa: ANN401
    run = OxmlElement("w:r")
    run.append(part)
    return run


def number_from(section: Any, start: int) -> None:  # noqa: ANN401 - a section of python-docx
    """Count the pages of a section from a number on."""
    kind = OxmlElement("w:pgNumType")
    kind.set(qn("w:start"), str(start))
    section._sectPr.append(kind)  # noqa: SLF001
