"""The text of a plan: what it provides for, article by article, with the tables that are decided."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gisplan.papers.parts import Chapter, Paper
from gisplan.report.city import districts_section, summary_section
from gisplan.report.delivery import delivery_sections
from gisplan.report.parts import NAME, Section, table_of
from gisplan.report.sections import categories_section, years_section
from gisplan.results.page_facts import plan_facts
from gisplan_numbers import Figure
from gisplan_words import listed, message
from maps.pictures.grid_marks import TIGHT, grid_kinds
from maps.words.catalogue import term, word
from maps.words.texts import data_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from gisplan.plan.record import Plan
    from gisplan_words import Said

_SERVICE: Final = ("expressway_service_area", "trunk_service_area")


def provisions(plan: Plan) -> Paper:
    """Give the text of a plan.

    Parameters
    ----------
    plan
        The plan.
    """
    currency, layers = plan.scenario.currency, plan.layers
    own = {name: table for name, table in plan.delivery.items() if name == "permits"}
    # its note is an article
    permits = tuple(replace(one, paragraphs=()) for one in delivery_sections(own, currency))
    chapters = (
        Chapter(message("papers-general"), tuple(_general(plan))),
        Chapter(message("papers-goals"), tuple(_goals(plan)), (summary_section(plan, noted=False),)),
        Chapter(
            word("layer_sites"),
            tuple(_charging(layers.sites)),
            (categories_section(layers.sites, currency), districts_section(plan)),
        ),
        Chapter(word("layer_corridors"), tuple(_corridors(plan))),
        Chapter(word("layer_stations"), tuple(_hydrogen(layers.stations)), _stations(plan)),
        Chapter(message("papers-connection"), tuple(_grid(plan))),
        Chapter(
            message("papers-near"),
            tuple(_near(plan)),
            (years_section(plan.schedule, layers.stations, currency),),
        ),
        Chapter(message("papers-money"), tuple(_money(plan))),
        Chapter(message("papers-filings"), tuple(_filings(plan)), permits),
        Chapter(message("papers-closing"), (message("papers-parts"), message("papers-in-force"))),
    )
    return Paper(message("papers-text"), tuple(one for one in chapters if one.articles or one.sections))


def region_of(plan: Plan) -> Said:
    """Give the name of the region, as the pages name it."""
    facts = plan_facts(plan)
    return facts.region if facts.region is not None else message("papers-region")


def _general(plan: Plan) -> Iterator[Said]:
    districts, region = plan.layers.districts, region_of(plan)
    yield message("papers-purpose", region=region, plan=plan_facts(plan).title)
    documents = list(plan.clauses["document"].dropna().unique()) if "document" in plan.clauses else []
    if documents:
        titles = listed(message("papers-document", title=data_text(title)) for title in documents)
        yield message("papers-basis", documents=titles, clauses=len(plan.clauses))
    yield message(
        "papers-scope",
        region=region,
        districts=len(districts),
        area=Figure(districts["area_km2"].sum()),
        people=Figure(districts["population"].sum(), "people"),
    )
    base, horizon = plan.scenario.base_date.isoformat(), str(plan.scenario.horizon)
    yield message("papers-period", base=base, horizon=horizon)
    yield message("sheet-modelled")


def _goals(plan: Plan) -> Iterator[Said]:
    asked = {"chargers": plan.scenario.chargers.new_target, "stations": plan.scenario.hydrogen.new_target}
    built = {"chargers": plan.layers.sites["chargers"].sum(), "stations": len(plan.layers.stations)}
    for kind, target in asked.items():
        if target:
            yield message(f"papers-goal-{kind}", target=target, built=int(built[kind]))


def _charging(sites: pd.DataFrame) -> Iterator[Said]:
    if sites.empty:
        return
    by_access = sites.groupby("access")["chargers"].sum()
    parts = listed(
        message("papers-of-access", access=term("access", access), count=int(by_access[access]))
        for access in ("public", "dedicated", "private")
        if by_access.get(access, 0)
    )
    yield message(
        "papers-layout",
        sites=len(sites),
        chargers=int(sites["chargers"].sum()),
        parts=parts,
        fast=int(sites["fast_chargers"].sum()),
        power=Figure(sites["kw"].sum(), "kW"),
    )
    yield message("papers-layout-list")


def _corridors(plan: Plan) -> Iterator[Said]:
    corridors, sites = plan.layers.corridors, plan.layers.sites
    if corridors.empty:
        return
    found = corridors["verdict"].value_counts()
    counts = listed(
        message("papers-of-verdict", verdict=term("verdict", verdict), count=int(count))
        for verdict, count in found.items()
    )
    roads = int(corridors["road_ref"].nunique())
    yield message("papers-corridors", roads=roads, directions=len(corridors), counts=counts)
    by = sites["category"].value_counts()
    expressway, trunk = (int(by.get(kind, 0)) for kind in _SERVICE)
    yield message("papers-service-areas", expressway=expressway, trunk=trunk)


def _hydrogen(stations: pd.DataFrame) -> Iterator[Said]:
    if stations.empty:
        return
    by = stations["ownership"].value_counts()
    yield message(
        "papers-hydrogen",
        count=len(stations),
        size=Figure(stations["size_kg_day"].sum(), "kg/day"),
        served=Figure(stations["served_kg_day"].sum(), "kg/day"),
        commercial=int(by.get("commercial", 0)),
        captive=int(by.get("captive", 0)),
        integrated=int(stations["integrated"].astype(bool).sum()),
    )
    yield message("report-stations-note")


def _stations(plan: Plan) -> tuple[Section, ...]:
    stations = plan.layers.stations
    if stations.empty:
        return ()
    columns = (NAME, "ownership", "size_kg_day", "station_class", "year", "authority")
    rows: Any = stations.sort_values("site_id")
    table = table_of("stations", rows, *columns, currency=plan.scenario.currency)
    return (Section(message("report-stations"), table=table),)


def _grid(plan: Plan) -> Iterator[Said]:
    sites = plan.layers.sites
    if sites.empty:
        return
    kinds = grid_kinds(sites)
    cost = float(sites["transformer_cost"].sum()) if "transformer_cost" in sites else np.nan
    yield message(
        "papers-grid",
        power=Figure(sites["kw"].sum(), "kW"),
        grown=int(kinds["new"].sum()),
        cost=Figure(cost, "currency", currency=plan.scenario.currency),
    )
    tight = int(kinds["tight"].sum())
    yield message("papers-grid-tight", share=Figure(TIGHT, "share", 0), tight=tight)


def _near(plan: Plan) -> Iterator[Said]:
    schedule, stations = plan.schedule, plan.layers.stations
    years = sorted(
        {int(year) for part in (schedule, stations) if len(part) for year in part["year"].dropna()}
    )
    if not years:
        return
    first = schedule[schedule["year"] == years[0]] if len(schedule) else schedule
    yield message(
        "papers-near-term",
        year=str(years[0]),
        sites=int(first["site_id"].nunique()) if len(first) else 0,
        chargers=int(first["count"].sum()) if len(first) else 0,
        stations=int((stations["year"] == years[0]).sum()) if len(stations) else 0,
    )


def _money(plan: Plan) -> Iterator[Said]:
    for row in plan_facts(plan).headline:
        if row["key"] == "investment_cost":
            total = Figure(row["value"], "currency", currency=plan.scenario.currency)
            yield message("papers-investment", total=total)
            if row["note"] is not None:
                yield row["note"]


def _filings(plan: Plan) -> Iterator[Said]:
    permits = plan.delivery.get("permits")
    if permits is None or permits.empty:
        return
    yield message("papers-permits", items=len(permits), sites=int(permits["site_id"].nunique()))
    memory = permits[permits["tag"] == "memory"]["permit"].nunique()
    if memory:
        yield message("papers-permits-memory", count=int(memory), tag=term("tag", "memory"))
