"""The content of the report of one district: what is built there, what to file, whom it serves worst."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from gisplan.regions import tiers_of
from gisplan.report.city import map_section
from gisplan.report.clauses import clauses_section
from gisplan.report.parts import NAME, ReportTable, Row, Section, figure, table_of, text_of
from gisplan.report.sections import (
    categories_section,
    not_known_section,
    proof_section,
    provenance_section,
    stations_section,
    years_section,
)
from gisplan.results.page_facts import plan_facts
from gisplan_errors import ScenarioError
from gisplan_words import Series, listed, message
from layers.columns import column
from layers.sites.standing import replaced_chargers
from maps.page.district import permits
from maps.page.worst_places import worst_places
from maps.words.catalogue import word
from maps.words.text import told_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from gisplan.plan.record import Plan
    from gisplan.report.parts import Shown
    from gisplan_words import Said, Sayable

WORST_CELLS: Final = 15
_SERVICE_AREAS: Final = ("expressway_service_area", "trunk_service_area")


def district_sections(plan: Plan, adcode: str) -> list[Section]:
    """Give the sections of one district's report in reading order.

    Parameters
    ----------
    run
        The plan.
    adcode
        Code of the district.

    Raises
    ------
    ScenarioError
        If no district of the plan has this code; the message lists the codes it has.
    """
    row = _district(plan, adcode)
    own = {
        name: _of(getattr(plan.layers, name), adcode) for name in ("sites", "stations", "demand", "standing")
    }
    sites, stations = own["sites"], own["stations"]
    schedule = plan.schedule[plan.schedule["site_id"].isin(set(sites["site_id"]))]
    clauses = district_clauses(plan, row)
    permits_of = ("authority", "districts.sites", "chargers", "kw", "districts.stations")
    return [
        district_summary(plan, row, sites),
        clauses_section(clauses, message("report-district-clauses-note")),
        map_section(plan, message("report-district-map-caption", district=told_of(row)), adcode),
        years_section(schedule, stations, plan.scenario.currency),
        categories_section(sites, plan.scenario.currency),
        Section(
            message("report-permits-here"), table=table_of("sites", permits(sites, stations), *permits_of)
        ),
        stations_section(stations, plan.scenario.currency),
        _service_areas(sites),
        *_standing(plan, own["standing"]),
        _worst(plan, own["demand"]),
        proof_section(plan),
        not_known_section(plan),
        provenance_section(plan),
        _sites(plan, sites),  # the longest, as an appendix
    ]


def district_clauses(plan: Plan, district: Mapping[str, Any]) -> pd.DataFrame:
    """Give the clauses addressed to a district.

    A clause counts when its bodies or its scope name the district or every district (各区), or when its
    scope names a place or a hydrogen source that lies in the district.
    """
    name = text_of(district, "name_zh")
    tiers = tiers_of(plan.scenario.region).groups
    inside = [
        place
        for layer in (plan.layers.places, plan.layers.hydrogen_supply)
        for place in layer.loc[layer.within(district["geometry"]), "name_zh"].astype(str)
    ]

    def addressed(clause: Mapping[Any, Any]) -> bool:
        bodies, scope = text_of(clause, "bodies"), text_of(clause, "scope")
        if name in bodies or "各区" in bodies or name in scope or scope == "districts":
            return True
        if scope in tiers:
            return district["tier"] in tiers[scope]
        named = [] if scope in {"", "city"} else [part for part in scope.split("、") if part]
        return any(part in place for part in named for place in inside)

    frame = plan.clauses
    return frame[[addressed(clause) for clause in frame.to_dict("records")]]


def _district(plan: Plan, adcode: str) -> dict[str, Any]:
    frame = plan.layers.districts.sort_values("adcode")
    for row in frame.to_dict("records"):
        if str(row["adcode"]) == adcode:
            return {str(key): value for key, value in row.items()}
    known = listed(f"{row.adcode} {row.name_zh}" for row in frame.itertuples())
    raise ScenarioError(message("report-no-district", adcode=adcode, known=known))


def _of(frame: gpd.GeoDataFrame, adcode: str) -> gpd.GeoDataFrame:
    return frame[frame["adcode"].astype(str) == adcode]


def district_summary(plan: Plan, row: Mapping[str, Any], sites: pd.DataFrame) -> Section:
    """List the main figures of a district, a row a figure; ``sites`` are its own."""
    names = (
        *("population", "sites", "chargers", "chargers_public", "chargers_dedicated", "chargers_private"),
        *("fast_chargers", "chargers_per_10k", "covered_share", "mean_access_m", "served_share", "stations"),
        *("investment_cost", "peak_mw", "peak_hour"),
    )
    figures = {**row, "fast_chargers": sites["fast_chargers"].sum()}
    shown = [name if name in row else f"sites.{name}" for name in names]
    table = table_of("districts", [figures], *shown, currency=plan.scenario.currency)
    note = message(
        "report-district-note",
        district=told_of(row),
        adcode=str(row["adcode"]),
        scenario=plan.scenario.name,
        horizon=str(plan.scenario.horizon),
    )
    turned = ReportTable(
        (message("report-figure"), message("report-value")),
        tuple(zip(table.headers, table.rows[0], strict=True)),
    )
    return Section(message("report-summary"), (note,), turned)


def _service_areas(sites: pd.DataFrame) -> Section:
    own = sites[sites["category"].isin(_SERVICE_AREAS)]
    columns = ("road_ref", "chainage_km", "direction", NAME, "category", "chargers", "fast_chargers", "kw")
    ordered = own.sort_values(["road_ref", "chainage_km", "direction", "site_id"])
    none = () if len(own) else (message("report-no-service-area"),)
    table = table_of("sites", ordered, *columns, "verified")
    return Section(message("report-service-areas"), none, table)


def _standing(plan: Plan, rows: gpd.GeoDataFrame) -> tuple[Section, ...]:
    """List what stands at the horizon, what comes beside it, and which chargers give way to which."""
    rows, facts = rows[rows["stands"].astype(bool)], plan_facts(plan)
    if rows.empty:
        return ()

    def swapped(row: Row) -> Said:
        pairs = replaced_chargers(row["replaced"])
        named = [(n, facts.type_name(old), facts.type_name(new)) for old, new, n in pairs]
        return Series(
            tuple(message("why-replaced-of", number=n, old=a, new=b) for n, a, b in named), "faults"
        )

    columns: tuple[Shown, ...] = (
        *("site_id", NAME, "category", "access", "chargers", "chargers_new"),
        (column("standing", "replaced").label, swapped),
        *("served_kwh_day", "h2_served_kg_day"),
    )
    table = table_of("standing", rows.sort_values("site_id"), *columns)
    return (Section(word("layer_standing"), table=table),)


def _worst(plan: Plan, cells: gpd.GeoDataFrame) -> Section:
    """List the uncovered cells with the most people times distance; an unknown distance is the farthest."""
    left = cells[~cells["covered"].fillna(value=False).astype(bool) & (cells["population"] > 0)]
    metres = pd.to_numeric(left["nearest_public_m"], errors="coerce").replace(np.inf, np.nan)
    farthest = metres.max() if metres.notna().any() else 1.0
    order = (left["population"] * metres.fillna(farthest)).sort_values(ascending=False, kind="stable")
    shown = left.assign(nearest_public_m=metres).loc[order.index[:WORST_CELLS]]
    spots = shown.geometry.representative_point()
    rows = shown.assign(near=[_nearest_name(plan, spot) for spot in spots], lon=spots.x, lat=spots.y)
    columns: tuple[Shown, ...] = (
        *("cell_id", (message("report-near"), lambda row: row["near"])),
        *(figure(column("sites", name).label, name, decimals=4) for name in ("lon", "lat")),
        *("population", "nearest_public_m", "unmet_kwh_day"),
    )
    places = listed(
        message("report-place-people", place=place["name"], people=round(place["people"]))
        for place in worst_places(cells, plan.layers.places)
    )
    note = message("report-worst-note", places=places if places.parts else message("report-none"))
    return Section(message("report-worst"), (note,), table_of("demand", rows, *columns))


def _nearest_name(plan: Plan, spot: Any) -> Sayable:  # noqa: ANN401 - a shapely point
    places = plan.layers.places
    if places.empty:
        return ""
    stretch = np.cos(np.radians(spot.y))
    away = np.hypot((places.geometry.x - spot.x) * stretch, places.geometry.y - spot.y)
    return told_of(places.iloc[int(np.argmin(away))])


def _sites(plan: Plan, sites: gpd.GeoDataFrame) -> Section:
    facts, kinds = plan_facts(plan), plan.layers.charger_types()

    def types(row: Row) -> Said:
        built = [(facts.type_name(kind), row[f"n_{kind}"]) for kind in kinds if row[f"n_{kind}"]]
        return Series(tuple(message("report-type-count", type=kind, count=n) for kind, n in built), "faults")

    columns: tuple[Shown, ...] = (
        *("site_id", NAME, "category", "access", (word("types"), types), "chargers", "kw", "year"),
        (message("report-lon-lat"), lambda row: f"{row['geometry'].x:.5f}, {row['geometry'].y:.5f}"),
        "verified",
    )
    return Section(message("report-sites"), table=table_of("sites", sites.sort_values("site_id"), *columns))
