"""No report says anything that the one file of a third language does not have."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from gisplan.delivery.facilities import KINDS
from gisplan.report.city import report_sections
from gisplan.report.delivery import delivery_sections
from gisplan.report.district import district_sections
from gisplan.report.writing import report_html
from gisplan.results.page_facts import plan_facts
from gisplan.tables.registry import CSV, tables_in
from gisplan_words import message, say
from maps.words.text import web_tag
from tests import pseudo
from tests.gisplan.planned import planned
from tests.gisplan.report.test_hydrogen import FREIGHT, rows, section
from tests.plan_data import cells_of, names_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan

VOID = {"meta", "link", "input", "br", "img", "rect", "use", "path"}


class Reader(HTMLParser):
    """Collects what a page shows in a language: texts of others stand in a ``span`` or ``bdi`` of theirs."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self.tag, self.open, self.said = tag, [], set[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append((tag, dict(attrs).get("lang")))
        if tag == "img" and self._shown():
            self.said.add(str(dict(attrs)["alt"]))

    def handle_endtag(self, tag: str) -> None:
        while tag not in VOID and self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and self._shown():
            self.said.add(" ".join(data.split()))

    def _shown(self) -> bool:
        tags = {tag for tag, _ in self.open}
        spans = [lang for tag, lang in self.open if tag in {"span", "label", "bdi"} and lang]
        return not tags & {"style", "title"} and all(lang == self.tag for lang in spans)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return planned()


@pytest.fixture(scope="module")
def language(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch, pseudo.spoken(tmp_path_factory.mktemp("words"), patch) as key:
        yield key


def data_of(plan: Plan) -> set[str]:
    """Give the names, documents and laws that a report cites as they are."""
    tables = (
        (plan.clauses, ("clause_zh",)),
        (plan.delivery["permits"], ("permit_zh", "permit_en", "authority", "law", "requires")),
        (plan.delivery["bodies"], ("body", "as_written")),
        (plan.delivery["zones"], ("zone", "role_zh", "role_en", "clause", "districts_zh", "place")),
        (plan.delivery["facilities"], ("counted_in",)),
        (plan.evidence.freight, ("origin", "destination")),
    )
    found = {
        part
        for table, columns in tables
        for name in columns
        for text in table[name].dropna().astype(str)
        for part in (text, *text.split("；"))
    }
    files = {table.path for table in tables_in(CSV)}
    # cited in part where they are long
    return names_of(plan) | files | found | {text[: at - 1] for text in found for at in range(100, 161)}


@pytest.mark.parametrize("adcode", [None, "120101", "120118"])
def test_no_report_says_what_a_third_language_has_not_said(
    plan: Plan, language: str, adcode: str | None
) -> None:
    sections = report_sections(plan) if adcode is None else district_sections(plan, adcode)
    reader = Reader(web_tag(language))
    reader.feed(report_html(plan_facts(plan), sections, "index.html"))
    assert sum("⟦" in text for text in reader.said) > 50
    left = pseudo.untranslated(reader.said, data_of(plan), cells_of(plan))
    assert not left, "\n".join(left)


def test_a_kind_of_facility_is_said_and_a_reason_of_the_freight_falls_back_to_english(
    plan: Plan, language: str
) -> None:
    (facilities,) = delivery_sections({"facilities": plan.delivery["facilities"]}, "CNY")
    assert facilities.table is not None
    kinds = [say(row[0], language) for row in facilities.table.rows]
    assert kinds == [say(message(f"facility-{kind}"), language) for kind in KINDS]
    assert pseudo.accented("AC chargers") in kinds
    told = FREIGHT.assign(reason_en=["275 km away", "no station on the way", ""])
    freight = section({"freight": told}, "Freight that is not refuelled")
    assert [row[-1] for row in rows(freight, language)] == ["no station on the way", "275 km away"]
