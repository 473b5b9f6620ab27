"""The report of a plan as one HTML page and as a Word document, Chinese first."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gisplan.report.city import report_sections
from gisplan.report.word import report_document
from gisplan.results.page_facts import plan_facts
from gisplan_catalogue import languages, text_of
from gisplan_numbers import Figure
from gisplan_words import Message
from maps.words.catalogue import word
from maps.words.text import as_shown, web_tag

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gisplan.plan.record import Plan
    from gisplan.report.parts import Picture, Section
    from gisplan_words import Sayable
    from maps.data.facts import PageFacts

HTML_NAME: Final = "report.html"
WORD_NAME: Final = "report.docx"
_CODE: Final = re.compile(r"[A-Z]{1,3}\d*(-\d+)+")


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
    list of Path
        The two files.
    """
    return write_pair(plan_facts(plan), report_sections(plan), folder / HTML_NAME, folder / WORD_NAME)


def write_pair(
    facts: PageFacts, sections: Sequence[Section], page: Path, word: Path, *, maps: bool = True
) -> list[Path]:
    """Write sections as an HTML page and as a Word document.

    ``maps`` tells that ``index.html`` stands beside the page, which then links to it.

    Returns
    -------
    The two files.
    """
    address = "index.html" if maps else ""
    page.write_text(report_html(facts, sections, address), encoding="utf-8")
    report_document(facts, sections).save(str(word))
    return [page, word]


def report_html(facts: PageFacts, sections: Sequence[Section], maps: str = "") -> str:
    """Write the report as one HTML page; it holds its pictures and asks nothing of the network.

    A reader switches its language, without a script. ``maps`` is the address of the pages with the maps, seen
    from the report; empty without them.
    """
    pages = Environment(
        loader=PackageLoader("gisplan"), autoescape=True, undefined=StrictUndefined, finalize=as_shown
    )
    pages.filters |= {"look": _look, "drawn": _drawn}
    pages.globals |= {
        "languages": languages(),
        "tag": web_tag,
        "text_of": text_of,
        "w": word,
        "draft_stamp": Message("draft-stamp"),
    }
    return pages.get_template("report.html.j2").render(facts=facts, sections=sections, maps=maps)


def _drawn(picture: Picture) -> Markup:
    """Give a picture as markup in every language: SVG as matplotlib has escaped it, PNG as a data URI."""
    drawn = Markup()
    for language in languages():
        if picture.svg is not None:
            inner = Markup(picture.svg(language))  # noqa: S704
        else:
            data = base64.b64encode(picture.png(language)).decode()
            inner = Markup('<img alt="{}" src="data:image/png;base64,{}">').format(
                picture.caption.said(language), data
            )
        drawn += Markup('<span lang="{}">{}</span>').format(web_tag(language), inner)
    return drawn


def _look(cell: Sayable) -> str:
    """Give the CSS class of a cell: number, code, or verdict."""
    if isinstance(cell, Figure):
        return "n"
    if isinstance(cell, Message):
        kind, _, verdict = cell.code.partition("-")
        return verdict if kind == "verdict" else ""
    return "code" if isinstance(cell, str) and _CODE.fullmatch(cell) else ""
