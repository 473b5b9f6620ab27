"""The report of a plan as one HTML page and as a Word document, Chinese first."""

from __future__ import annotations

import base64
import re
from functools import partial
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gisplan.report.city import report_sections
from gisplan.report.word import report_document
from gisplan.results.page_facts import plan_facts
from gisplan_numbers import currency_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gisplan.plan.record import Plan
    from gisplan.report.parts import Picture, Section
    from maps.data.facts import PageFacts

HTML_NAME: Final = "report.html"
WORD_NAME: Final = "report.docx"
_UNITS: Final = "台|座|处|类|个区|万人|千克/日|kWh/日|千瓦时/日|万千瓦时/日|米|公里|千瓦"
_NUMBER: Final = r"[-+]?[\d,]+(\.\d+)?( ?%| ({units}|[万亿]?{money}(/\S+)?))?|—"
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

    ``maps`` is the address of the pages with the maps, seen from the report; empty without them.
    """
    pages = Environment(loader=PackageLoader("gisplan"), autoescape=True, undefined=StrictUndefined)
    money = re.escape(currency_name(facts.currency, "zh"))
    pages.filters["look"] = partial(_look, number=re.compile(_NUMBER.format(units=_UNITS, money=money)))
    pages.filters["drawn"] = _drawn
    return pages.get_template("report.html.j2").render(facts=facts, sections=sections, maps=maps)


def _drawn(picture: Picture) -> Markup:
    """Give a picture as markup: SVG as it is (its texts are escaped by matplotlib), PNG as a data URI."""
    if picture.svg is not None:
        return Markup(picture.svg())  # noqa: S704
    data = base64.b64encode(picture.png()).decode()
    return Markup('<img alt="{}" src="data:image/png;base64,{}">').format(picture.caption_zh, data)


def _look(cell: str, number: re.Pattern[str]) -> str:
    """Give the CSS class of a cell: number, code, or verdict."""
    if number.fullmatch(cell):
        return "n"
    return "code" if _CODE.fullmatch(cell) else _VERDICTS.get(cell, "")
