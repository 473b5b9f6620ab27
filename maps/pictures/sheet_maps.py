"""What each sheet of the atlas draws on its map, and what its legend says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from matplotlib.patches import Patch

from gisplan_numbers import Figure as Number
from gisplan_words import message
from maps.data.breaks import class_breaks
from maps.data.signs import MARKERS, signs
from maps.pictures.grid_marks import TIGHT, grid_kinds
from maps.pictures.marks import (
    GROUND,
    LAND,
    QUIET,
    SEA,
    dot_entry,
    draw_corridors,
    draw_lines,
    draw_polygons,
    draw_sites,
    draw_stations,
    free,
    line_entry,
    write_beside,
)
from maps.pictures.sheet_ground import first_year
from maps.words.catalogue import term, word
from maps.words.text import tidy, told_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd

    from gisplan_words import Said
    from maps.pictures.sheet_ground import Ground

RAMP: Final = ("#eef4f8", "#c6dbe8", "#8fbcd6", "#4a8fbf", "#1c5a92")
"""Five classes, the darker the more; each is told from the next by colour-blind readers and in grey."""
SOFT: Final = ("#f7f7f5", "#e8e5dd", "#d5d0c3", "#bcb5a3", "#9f957e")
"""The same below points in colours."""
_EDGE: Final = "#7c8fa1"
_MOST_PLACES: Final = 40
_BESIDE: Final = 6.0
"""Points from a station to its name: its sign with the square round it is 10 wide."""
_WIDEST: Final = {"primary": 90e3, "secondary": 45e3, "tertiary": 25e3}
"""Metres across a map beyond which a class of streets has no room on it."""


Entries = list[Any]
"""Entries of a legend, as matplotlib takes them."""


def draw_base(ground: Ground, axes: Any, language: str) -> Entries:  # noqa: ANN401
    """Draw sea, land around, the districts, and roads and waters of the classes that have room."""
    draw_polygons(axes, _polygons(ground.sea), SEA, "none", 0)
    draw_polygons(axes, _polygons(ground.land), LAND, "#c3cbd2", 0.5)
    draw_polygons(axes, ground.frames["districts"].geometry, GROUND, _EDGE, 0.7)
    lake = signs()["street"]["water"]["colour"]
    draw_polygons(axes, ground.water.geometry, lake, "none", 0, zorder=1.3)
    wide = float(np.ptp(axes.get_xlim()))
    found = False
    for kind, sign in reversed([*signs()["street"].items()]):
        rows = ground.streets[ground.streets["kind"] == kind]
        if rows.empty or wide > _WIDEST.get(kind, np.inf):
            continue
        closed = rows.geometry.map(lambda line: all(part.is_closed for part in line.geoms))
        if kind == "water" and closed.any():
            draw_polygons(axes, rows.geometry[closed].map(_filled), sign["colour"], "none", 0, zorder=1.4)
        width = 0.45 * sign["width"] * float(np.clip((60e3 / wide) ** 0.4, 1.0, 2.2))
        draw_lines(axes, rows.geometry.to_numpy(), sign["colour"], width, (), zorder=1.4)
        found = True
    said = message("sheet-streets").said(language)
    seen = shapely.box(*(end for ends in zip(axes.get_xlim(), axes.get_ylim(), strict=True) for end in ends))
    wet = bool(ground.water.intersects(seen).any())
    return [
        *([line_entry(signs()["street"]["primary"]["colour"], said)] if found else []),
        *(
            [Patch(facecolor=lake, edgecolor="none", label=term("name", "water").said(language))]
            if wet
            else []
        ),
    ]


def _filled(water: shapely.MultiLineString) -> shapely.MultiPolygon:
    return shapely.MultiPolygon([shapely.Polygon(ring.coords) for ring in water.geoms])


def _polygons(shapes: gpd.GeoSeries) -> list[shapely.Geometry]:
    return [part for part in shapely.get_parts(shapes.to_numpy()) if part.geom_type == "Polygon"]


def draw_standing(ground: Ground, axes: Any, language: str) -> Entries:  # noqa: ANN401
    """Draw what stands already: stations of charging and hydrogen, and the places that are named."""
    entries = [
        *_places(ground.frames["places"], axes, language),
        *_standing(ground.frames["standing"], axes, language),
    ]
    return [*entries, *_outline(ground, axes, language)]


def draw_demand(ground: Ground, axes: Any, language: str) -> Entries:  # noqa: ANN401
    """Draw the demand of cells in classes."""
    cells = ground.frames["demand"]
    values = cells["ev_kwh_day"].to_numpy(dtype=float)
    entries = _classes(axes, cells.geometry, values, "kWh/day", language, edge="none", rasterized=True)
    return [*entries, *_outline(ground, axes, language)]


def draw_coverage(ground: Ground, axes: Any, language: str) -> Entries:  # noqa: ANN401
    """Draw what is covered by open public sites, and what is not."""
    frame, entries = ground.frames["coverage"], []
    for state, sign in signs()["coverage"].items():
        rows = frame[frame["state"] == state]
        if rows.empty:
            continue
        hatch: dict[str, Any] = {"hatch": "////"} if sign.get("hatch") else {}
        draw_polygons(axes, rows.geometry, f"{sign['colour']}66", sign["colour"], 0.3, **hatch)
        said = word(state).said(language)
        entries.append(Patch(facecolor=f"{sign['colour']}66", edgecolor=sign["colour"], label=said, **hatch))
    public = ground.frames["sites"]
    public = public[public["access"] == "public"]
    axes.scatter(public.geometry.x, public.geometry.y, s=4, color="#0b3c5d", linewidths=0, zorder=4)
    said = message("picture-count", name=message("sheet-public"), count=len(public)).said(language)
    return [*entries, dot_entry("#0b3c5d", said, "o"), *_outline(ground, axes, language)]


def draw_layout(ground: Ground, axes: Any, language: str) -> Entries:  # noqa: ANN401
    """Draw charging sites, hydrogen stations and facilities, and corridors below them."""
    below = draw_corridors(axes, ground.frames["corridors"], language)
    return [
        *draw_sites(axes, ground.frames["sites"], language),
        *draw_stations(axes, ground.frames["stations"], language),
        *_facilities(ground.frames["energy_facilities"], axes, language),
        *_standing(ground.frames["standing"], axes, language),
        *below,
        *_outline(ground, axes, language),
    ]


def draw_district(ground: Ground, axes: Any, language: str, adcode: str) -> Entries:  # noqa: ANN401
    """Draw one district: its sites, stations and facilities, with the names of its places."""
    own = ground.of("districts", adcode)
    shape = own.geometry.iloc[0]
    draw_polygons(axes, [shape], "none", "#0f2a43", 1.8, zorder=2)
    roads, seen = ground.frames["corridors"], zip(axes.get_xlim(), axes.get_ylim(), strict=True)
    frame = shapely.box(*(end for ends in seen for end in ends))
    below = draw_corridors(axes, roads[roads.intersects(frame)], language)
    places = ground.frames["places"]
    _places(places[places.within(shape)], axes, language)
    if language == "zh":  # streets have no other names
        _write_streets(ground.streets[ground.streets.intersects(shape)], axes)
    parts = {name: ground.of(name, adcode) for name in ("sites", "stations", "energy_facilities", "standing")}
    return [
        *draw_sites(axes, parts["sites"], language, grow=_grown(axes)),
        *draw_stations(axes, parts["stations"], language),
        *_facilities(parts["energy_facilities"], axes, language),
        *_standing(parts["standing"], axes, language),
        *below,
        *_outline(ground, axes, language),
    ]


def _write_streets(streets: gpd.GeoDataFrame, axes: Any) -> None:  # noqa: ANN401
    """Write the names of main streets at their middle, the widest first."""
    for kind in ("trunk", "primary", "secondary"):
        rows = streets[streets["kind"] == kind]
        longest = [max(line.geoms, key=lambda part: part.length) for line in rows.geometry]
        middles = [line.interpolate(0.5, normalized=True) for line in longest]
        named = [(at.x, at.y, tidy(name, 24)) for at, name in zip(middles, rows["name_zh"], strict=True)]
        write_beside(axes, named, 5.0)


def _grown(axes: Any) -> float:  # noqa: ANN401
    """Give how much larger signs are where few stand on the map: those of a district, by its size."""
    return float(np.clip(2.4e5 / np.ptp(axes.get_xlim()), 2.0, 12.0))


def draw_roads(ground: Ground, axes: Any, language: str) -> Entries:  # noqa: ANN401
    """Draw corridors by verdict, and the sites at their service areas."""
    entries = draw_corridors(axes, ground.frames["corridors"], language, width=2.0)
    sites = ground.frames["sites"]
    along = sites[sites["category"].isin(["expressway_service_area", "trunk_service_area"])]
    frame = ground.frames["corridors"]
    longest = frame.loc[frame.groupby("road_ref")["length_km"].idxmax()] if len(frame) else frame
    for row in longest.to_dict("records"):
        at = row["geometry"].interpolate(0.5, normalized=True)
        if language != "zh" and any(map(_chinese, str(row["road_ref"]))):
            continue
        if not free(axes, at.x, at.y, f"{row['road_ref']} ", 8, centred=True):
            continue
        text = axes.text(
            at.x, at.y, tidy(row["road_ref"], 12), fontsize=7, ha="center", va="center", zorder=7
        )
        text.set(bbox={"facecolor": "white", "edgecolor": QUIET, "linewidth": 0.4, "pad": 1.2}, clip_on=True)
    return [*draw_sites(axes, along, language, grow=6.0), *entries, *_outline(ground, axes, language)]


def draw_hydrogen(ground: Ground, axes: Any, language: str) -> Entries:  # noqa: ANN401
    """Draw hydrogen stations with their names, sources, the ways of supply, freight and facilities."""
    entries: Entries = []
    freight = ground.frames["freight_routes"]
    for state, sign in signs()["freight"].items():
        rows = freight[freight["state"] == state]
        if len(rows):
            draw_lines(axes, rows.geometry.to_numpy(), sign["colour"], 0.9, sign["dash"])
            entries.append(line_entry(sign["colour"], word(state).said(language), sign["dash"]))
    link = signs()["link"]["supply"]
    links = ground.frames["supply_links"]
    if len(links):
        draw_lines(axes, links.geometry.to_numpy(), link["colour"], 1.4, link["dash"])
        entries.append(line_entry(link["colour"], word("layer_supply_links").said(language), link["dash"]))
    sources = ground.frames["hydrogen_supply"]
    if len(sources):
        sign = signs()["supply"]["source"]
        axes.scatter(
            sources.geometry.x,
            sources.geometry.y,
            s=70,
            marker=MARKERS[sign["shape"]],
            color=sign["colour"],
            zorder=5,
        )
        said = message("picture-count", name=word("layer_hydrogen_supply"), count=len(sources)).said(language)
        entries.append(dot_entry(sign["colour"], said, MARKERS[sign["shape"]]))
    stations = ground.frames["stations"]
    write_beside(axes, [*_named(sources, language), *_named(stations, language)], 6.5, _BESIDE)
    return [
        *draw_stations(axes, stations, language),
        *_facilities(ground.frames["energy_facilities"], axes, language),
        *entries,
        *_outline(ground, axes, language),
    ]


def draw_grid(ground: Ground, axes: Any, language: str) -> Entries:  # noqa: ANN401
    """Draw the new load: of districts in classes, of sites by what their grid connection has left."""
    districts, sites = ground.frames["districts"], ground.frames["sites"]
    power = sites.groupby(sites["adcode"].astype(str))["kw"].sum()
    values = districts["adcode"].astype(str).map(power).fillna(0.0).to_numpy(dtype=float)
    entries = _classes(axes, districts.geometry, values, "kW", language, edge=_EDGE, ramp=SOFT)
    kinds = grid_kinds(sites)
    for kind, sign in reversed([*signs()["connection"].items()]):
        shape, colour = sign["shape"], sign["colour"]
        rows = sites[kinds[kind]]
        if rows.empty:
            continue
        size = 1.0 + rows["kw"].to_numpy(dtype=float) * 0.03
        x, y = rows.geometry.x, rows.geometry.y
        axes.scatter(x, y, s=size, marker=MARKERS[shape], color=colour, alpha=0.8, linewidths=0, zorder=4)
        share = Number(TIGHT, "share", 0)
        name = (
            message(f"sheet-grid-{kind}", share=share) if kind == "tight" else message(f"sheet-grid-{kind}")
        )
        said = message("picture-count", name=name, count=len(rows)).said(language)
        entries.append(dot_entry(colour, said, MARKERS[shape]))
    return entries


def draw_near_term(ground: Ground, axes: Any, language: str) -> Entries:  # noqa: ANN401
    """Draw the projects of the first year of building; those of later years are grey."""
    sites, stations = ground.frames["sites"], ground.frames["stations"]
    first = first_year(ground)
    later = sites[sites["year"] > first] if first is not None else sites.iloc[:0]
    entries: Entries = []
    if len(later):
        grey = signs()["phase"]["later"]["colour"]
        axes.scatter(later.geometry.x, later.geometry.y, s=3, color=grey, linewidths=0, zorder=2)
        said = message("picture-count", name=message("sheet-later"), count=len(later)).said(language)
        entries.append(dot_entry(grey, said, "o"))
    near = sites[sites["year"] == first]
    own = stations[stations["year"] == first]
    write_beside(axes, _named(own, language), 6.5, _BESIDE)
    return [
        *draw_sites(axes, near, language),
        *draw_stations(axes, own, language),
        *entries,
        *_outline(ground, axes, language),
    ]


DRAWN: Final[dict[str, Callable[[Ground, Any, str], Entries]]] = {
    "standing": draw_standing,
    "demand": draw_demand,
    "layout": draw_layout,
    "coverage": draw_coverage,
    "corridors": draw_roads,
    "hydrogen": draw_hydrogen,
    "grid": draw_grid,
    "near-term": draw_near_term,
}
"""Sheets of the whole region by name; those of districts stand after the layout."""


def _classes(  # a choropleth: what it is drawn of
    axes: Any,  # noqa: ANN401
    shapes: gpd.GeoSeries,
    values: np.ndarray[Any, Any],
    unit: str,
    language: str,
    *,
    edge: str,
    ramp: Sequence[str] = RAMP,
    rasterized: bool = False,
) -> Entries:
    """Fill shapes by natural classes of what a reader is shown, and give the classes as entries."""
    breaks = class_breaks(np.round(values), len(ramp))["natural"]
    at = np.searchsorted(breaks, np.round(values), side="right")
    draw_polygons(axes, shapes, [ramp[one] for one in at], edge, 0.6, rasterized=rasterized)
    ends = [0.0, *breaks]
    entries = []
    for place, start in enumerate(ends):
        begin = Number(start, unit)
        if place + 1 < len(ends):
            said: Said = message("sheet-class", start=begin, end=Number(ends[place + 1], unit))
        else:
            said = message("sheet-class-last", start=begin)
        entries.append(
            Patch(facecolor=ramp[place], edgecolor="#9aa7b3", linewidth=0.5, label=said.said(language))
        )
    return entries


def _outline(ground: Ground, axes: Any, language: str) -> Entries:  # noqa: ANN401
    draw_polygons(axes, ground.frames["districts"].geometry, "none", _EDGE, 0.7, zorder=2.5)
    return [Patch(facecolor="none", edgecolor=_EDGE, label=word("layer_districts").said(language))]


def _standing(rows: gpd.GeoDataFrame, axes: Any, language: str) -> Entries:  # noqa: ANN401
    if rows.empty:
        return []
    sign = signs()["standing"]["site"]
    marker = MARKERS[sign["shape"]]
    points = rows.geometry.representative_point()
    axes.scatter(
        points.x, points.y, s=30, marker=marker, facecolors="none", edgecolors=sign["colour"], zorder=5
    )
    said = message("picture-count", name=word("layer_standing"), count=len(rows)).said(language)
    return [dot_entry(sign["colour"], said, marker, fillstyle="none")]


def _facilities(rows: gpd.GeoDataFrame, axes: Any, language: str) -> Entries:  # noqa: ANN401
    entries = []
    for kind, sign in signs()["facility"].items():
        own = rows[rows["kind"] == kind] if len(rows) else rows
        if own.empty:
            continue
        marker = MARKERS[sign["shape"]]
        x, y = own.geometry.x, own.geometry.y
        axes.scatter(x, y, s=90, marker=marker, facecolors="none", edgecolors=sign["colour"], zorder=4.5)
        said = message("picture-count", name=message(f"station-{kind}"), count=len(own)).said(language)
        entries.append(dot_entry(sign["colour"], said, marker, fillstyle="none"))
    return entries


def _places(rows: gpd.GeoDataFrame, axes: Any, language: str) -> Entries:  # noqa: ANN401
    """Draw places by their names, seats of districts and ports before villages."""
    if rows.empty:
        return []
    order = [
        "airport",
        "port",
        "rail_station",
        "district_seat",
        "zone",
        "attraction",
        "logistics",
        "settlement",
    ]
    rank = rows["kind"].astype(str).map({kind: place for place, kind in enumerate(order)}).fillna(len(order))
    shown = rows.assign(_rank=rank).sort_values("_rank", kind="stable").head(_MOST_PLACES)
    axes.scatter(shown.geometry.x, shown.geometry.y, s=5, color=QUIET, linewidths=0, zorder=4)
    write_beside(axes, _named(shown, language), 6.0)
    return [dot_entry(QUIET, word("layer_places").said(language), "o", markeredgewidth=0)]


def _named(rows: gpd.GeoDataFrame, language: str) -> list[tuple[float, float, str]]:
    """Give places and names of points; one that has no name in the language has none."""
    named = [(row["geometry"], tidy(told_of(row).said(language), 24)) for row in rows.to_dict("records")]
    return [(at.x, at.y, name) for at, name in named if any(map(_chinese, name)) == (language == "zh")]


def _chinese(mark: str) -> bool:
    return "\u3400" <= mark <= "\u9fff"
