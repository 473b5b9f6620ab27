"""Verify zones.csv: every zone of the registers, with what the plan builds in it, counted again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from gisplan.verify.clauses.amounts import in_circles, in_codes, texts
from gisplan.verify.run.cells import blank, lacking, same
from gisplan.verify.run.inputs import register_of
from gisplan.verify.run.reading import records

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from gisplan.plan.record import Plan
    from gisplan.verify.run.inputs import Register

USUAL_PLACE_M: Final = 5_000.0
"""Radius of a named place where the registers give none, m."""
_COUNTS: Final = ("sites", "chargers", "stations")
_TEXTS: Final = (
    "zone",
    "role_zh",
    "role_en",
    "clause",
    "document",
    "adcodes",
    "districts_zh",
    "place",
    "note",
)
COLUMNS: Final = (*_TEXTS, "radius_m", *_COUNTS)


def zone_faults(run: Plan) -> Iterator[str]:
    """Hold each row to its zone in the registers, in their order, and count what stands in it."""
    table, register = run.delivery["zones"], register_of(run)
    missing = lacking(table, "zones.csv", COLUMNS)
    yield from missing
    if missing or register is None:
        return
    if len(table) != len(register.zones):
        yield f"zones.csv: {len(table)} zones, the registers name {len(register.zones)}"
    for row, zone in zip(records(table), register.zones, strict=False):
        for column, told, least, most in _owed(run, register, zone, row):
            if isinstance(least, float) and not blank(told):
                if not least <= float(told) <= most:
                    due = f"{least:g}" if least == most else f"{least:g} to {most:g}"
                    yield f"zones.csv: {row['zone']} has {column} {told:g}, the layers give {due}"
            elif not same(told, least):
                yield f"zones.csv: {zone['name']} ({zone['clause']}) has {column} {told}, due is {least}"


def _owed(
    run: Plan, register: Register, zone: Mapping[str, Any], row: Mapping[str, Any]
) -> Iterator[tuple[str, Any, Any, Any]]:
    """Give each column of a zone: its name, what is told, and the least and the most that is due."""
    clause = next((one for one in register.clauses if one["id"] == zone["clause"]), {"document": ""})
    districts, places = run.layers.districts, zone_places(zone, run.layers.places)
    inside = in_codes(districts["adcode"], tuple(zone["adcodes"]))
    radius = place_radius(places, register)
    due = {
        "zone": zone["name"],
        "role_zh": zone["role"]["zh"],
        "role_en": zone["role"]["en"],
        "clause": zone["clause"],
        "document": register.titles.get(clause["document"], ""),
        "adcodes": "；".join(zone["adcodes"]),
        "districts_zh": "；".join(districts.loc[inside, "name_zh"].astype(str)),
        "place": "；".join(places["name_zh"].astype(str)),
        "note": zone.get("note", ""),
        "radius_m": float(radius.max()) if radius.size else None,
    }
    for column, value in due.items():
        yield column, row[column], value, value
    codes = set(districts.loc[inside, "adcode"].astype(str))
    for column, layer, weight in (
        ("sites", "sites", None),
        ("chargers", "sites", "chargers"),
        ("stations", "stations", None),
    ):
        frame = getattr(run.layers, layer)
        each = np.ones(len(frame)) if weight is None else frame[weight].to_numpy(dtype=float)
        if places.empty:
            surely = perhaps = frame["adcode"].astype(str).isin(codes).to_numpy(dtype=bool)
        else:
            surely, perhaps = in_circles(frame, places, radius)
        yield column, row[column], float(each[surely].sum()), float(each[perhaps].sum())


def zone_places(zone: Mapping[str, Any], places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the places that stand for a zone: by their name, or by who governs there."""
    part = zone.get("place", "")
    if not part:
        return places.iloc[:0]
    named = texts(places, "name_zh").str.contains(part, regex=False)
    if "authority" in places.columns:
        named |= texts(places, "authority").str.contains(part, regex=False)
    return places[named]


def place_radius(places: gpd.GeoDataFrame, register: Register) -> NDArray[np.float64]:
    """Give the radius of each place, m: its own, else that of the registers."""
    usual = register.figure("place_m") or USUAL_PLACE_M
    if "authority_radius_m" not in places.columns:
        return np.full(len(places), usual)
    own = pd.to_numeric(places["authority_radius_m"], errors="coerce").to_numpy(dtype=float)
    return np.where(own > 0, own, usual)
