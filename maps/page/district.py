"""``districts/<adcode>.html``: what is built in one district, where, by when, and what to file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import shapely

from gisplan_words import message
from maps.data.contents import records, years
from maps.data.filings import filings_block
from maps.data.governments import government_texts
from maps.data.names import names_near
from maps.page.drawn import SHOWN, bounds_of, draw_reach, drawn_page
from maps.page.worst_places import worst_places
from maps.words.text import told, told_of
from maps.words.texts import data_text

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.results import PlanLayers
    from maps.data.facts import PageFacts
    from maps.frame.tiles import Tiles

TOLERANCE: Final = 0.0002
"""Simplification in degrees, about 20 m: one pixel at zoom 13."""


def district_page(
    adcode: str,
    layers: PlanLayers,
    facts: PageFacts,
    common: dict[str, Any],
    tiles: Tiles | None,
    names: gpd.GeoDataFrame | None = None,
) -> str:
    """Give the page of one district; ``common`` is `maps.data.contents.common_data`."""
    own = district_frames(adcode, layers)
    reach = draw_reach(own, layers, TOLERANCE)
    row = layers.districts.loc[layers.districts["adcode"].astype(str) == adcode]
    figures = {str(key): value for key, value in row.drop(columns="geometry").iloc[0].items()}
    sites, stations = own["sites"], own["stations"]
    filings = filings_block(facts.permits, adcode, layers)
    offices, worst = government_texts(layers.districts), worst_places(own["demand"], layers.places)
    return drawn_page(
        {**common, **reach, "kind": "district", "adcode": adcode, "on": [*SHOWN, *reach]},
        bounds_of(row),
        own,
        {
            "title": message("title-district", district=told_of(figures), plan=told(facts.title)),
            "district": figures,
            "energy_served": float(pd.to_numeric(sites["served_kwh_day"]).sum()),
            "stations": records(stations.sort_values("site_id")),
            "service_areas": records(
                sites[sites["category"].isin(["expressway_service_area", "trunk_service_area"])].sort_values(
                    ["road_ref", "chainage_km", "direction", "site_id"]
                ),
            ),
            "permits": permits(sites, stations),
            "filings": filings["rows"],
            "authority": lambda name: told(offices[name]) if name in offices else data_text(name, 80),
            "by_category": _counts(sites, "category"),
            "by_type": [
                (facts.type_name(kind), int(sites[f"n_{kind}"].sum())) for kind in layers.charger_types()
            ],
            "by_year": _counts(sites, "year") if len(years(layers)) > 1 else [],
            "worst": worst or worst_places(own["demand"].assign(covered=False), layers.places),
            "all_covered": not worst,
            "standing": own["standing"]["stands"].astype(bool).sum(),
            "neighbours": records(layers.districts[["adcode", "name_zh", "name_en"]]),
        },
        layers=layers,
        facts=facts,
        tolerance=TOLERANCE,
        tiles=tiles,
        names=names_near(names, row.geometry.iloc[0]),
        more={"filing-rows": filings},
    )


def district_frames(adcode: str, layers: PlanLayers) -> dict[str, gpd.GeoDataFrame]:
    """Give the layers of one district: its own rows, what passes through it, and all outlines."""
    frames = layers.frames()
    own = {
        name: frames[name][frames[name]["adcode"].astype(str) == adcode]
        for name in ("sites", "stations", "demand", "coverage", "reach", "energy_facilities", "standing")
    }
    polygon = frames["districts"].loc[frames["districts"]["adcode"].astype(str) == adcode].geometry.iloc[0]
    around = shapely.buffer(polygon, 0.02)
    links = frames["supply_links"]
    links = links[links["site_id"].isin(set(own["stations"]["site_id"]))]
    supply = frames["hydrogen_supply"]
    return {
        **own,
        "supply_links": links,
        "hydrogen_supply": supply[supply["supply_id"].isin(set(links["supply_id"]))],
        "corridors": frames["corridors"][frames["corridors"].intersects(polygon)],
        "freight_routes": frames["freight_routes"][frames["freight_routes"].intersects(polygon)],
        "places": frames["places"][frames["places"].within(around)],
        "districts": frames["districts"],
    }


def permits(sites: pd.DataFrame, stations: pd.DataFrame) -> list[dict[str, Any]]:
    """Count what each authority has to permit: sites with new chargers, and new stations."""
    charging = sites.groupby(sites["authority"].astype(str)).agg(
        sites=("site_id", "count"),
        chargers=("chargers", "sum"),
        kw=("kw", "sum"),
    )
    hydrogen = stations.groupby(stations["authority"].astype(str)).size().rename("stations")
    both = charging.join(hydrogen, how="outer").fillna(0).sort_values(["sites", "stations"], ascending=False)
    return records(both.rename_axis("authority").reset_index())


def _counts(sites: pd.DataFrame, column: str) -> list[dict[str, Any]]:
    grouped = sites.groupby(column, dropna=True).agg(
        sites=("site_id", "count"),
        chargers=("chargers", "sum"),
        fast=("fast_chargers", "sum"),
        kw=("kw", "sum"),
        investment=("investment_cost", "sum"),
    )
    ordered = grouped.sort_index() if column == "year" else grouped.sort_values("chargers", ascending=False)
    return records(ordered.rename_axis("key").reset_index())
