"""The statement of a plan: how it was made, what it gives district by district, and what it rests on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gisplan.papers.parts import Chapter, Paper
from gisplan.report.city import (
    charts_section,
    districts_section,
    map_section,
    splits_section,
    summary_section,
    tradeoff_section,
)
from gisplan.report.clauses import headline_clauses, other_clauses
from gisplan.report.count import count_sections
from gisplan.report.delivery import delivery_sections
from gisplan.report.district import district_summary
from gisplan.report.hydrogen import hydrogen_sections
from gisplan.report.parts import Section
from gisplan.report.sections import (
    assumptions_section,
    categories_section,
    not_known_section,
    proof_section,
    provenance_section,
    stations_section,
    years_section,
)
from gisplan.results.page_facts import plan_facts
from gisplan_words import message
from maps.words.catalogue import word
from maps.words.text import told_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan


def statement(plan: Plan) -> Paper:
    """Give the statement of a plan; settings are named by their keys in its annexes alone.

    Parameters
    ----------
    plan
        The plan.
    """
    currency, layers = plan.scenario.currency, plan.layers
    chapters = (
        Chapter(
            message("papers-overview"),
            sections=(summary_section(plan), headline_clauses(plan.clauses, evidence=False)),
        ),
        Chapter(message("papers-method"), sections=tuple(_methods(plan))),
        Chapter(
            word("layer_sites"),
            sections=(
                map_section(plan, message("report-map-caption")),
                districts_section(plan),
                categories_section(layers.sites, currency),
                splits_section(plan),
                years_section(plan.schedule, layers.stations, currency),
                charts_section(plan),
                tradeoff_section(plan),
            ),
        ),
        Chapter(message("papers-by-district"), sections=tuple(_districts(plan))),
        Chapter(
            word("layer_stations"),
            sections=(
                stations_section(layers.stations, currency),
                *hydrogen_sections(plan.evidence, currency),
            ),
        ),
        Chapter(message("papers-delivery"), sections=tuple(delivery_sections(plan.delivery, currency))),
        Chapter(message("report-not-known"), sections=(not_known_section(plan),)),
        Chapter(message("papers-clauses"), sections=tuple(_clauses(plan)), annex=True),
        Chapter(message("papers-count"), sections=tuple(count_sections(plan)), annex=True),
        Chapter(message("report-proof"), sections=(_proof(plan),), annex=True),
        Chapter(message("report-provenance"), sections=(provenance_section(plan),), annex=True),
        Chapter(message("report-assumptions"), sections=(assumptions_section(plan),), annex=True),
    )
    return Paper(message("papers-statement"), tuple(one for one in chapters if one.sections))


def _methods(plan: Plan) -> Iterator[Section]:
    """Tell how each stage was computed that the plan has a certificate of, and how it is checked."""
    stages = {certificate.stage.split(":")[0].split(" ")[0] for certificate in plan.certificates}
    cells = len(plan.layers.demand)
    yield Section(message("papers-demand"), (message("papers-method-demand", cells=cells),))
    for stage in ("siting", "sizing", "hydrogen", "phasing"):
        title = "hydrogen-stage" if stage == "hydrogen" else stage
        if stage in stages:
            yield Section(message(f"papers-{title}"), (message(f"papers-method-{stage}"),))
    yield Section(message("papers-check"), (message("papers-method-check"),))


def _districts(plan: Plan) -> Iterator[Section]:
    """Give the figures of each district, as its report has them."""
    rows: list[dict[Any, Any]] = plan.layers.districts.sort_values("adcode").to_dict("records")
    for row in rows:
        own = plan.layers.sites[plan.layers.sites["adcode"].astype(str) == str(row["adcode"])]
        yield replace(district_summary(plan, row, own), title=told_of(row), paragraphs=())


def _clauses(plan: Plan) -> Iterator[Section]:
    for number, section in enumerate(other_clauses(plan.clauses, main=True)):
        note = () if number else (message("papers-evidence"),)
        yield replace(section, paragraphs=(*note, *section.paragraphs))


def _proof(plan: Plan) -> Section:
    section, draft = proof_section(plan), plan_facts(plan).draft
    return section if draft is None else replace(section, paragraphs=(draft, *section.paragraphs))
