"""The columns of every layer: the contract between layers, checked by `layers.schema.checking`.

A check's error text is what a user reads after "expected". Numbers that come as text count as numbers;
their type is set after all checks have passed, so that one bad value cannot hide another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pandera.pandas as pa

from layers.districts.tiers import NAME
from layers.vocabulary import (
    ACCESS,
    CATEGORIES,
    DEMAND_CLASSES,
    FUNCTIONS,
    ORIGINS,
    PLACE_KINDS,
    STATUS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

AS_OF = r"undated|\d{4}(-\d{2}){0,2}"
MARKUP = r"<\s*[A-Za-z/!?]"


def _text(pattern: str | None = None, expected: str = "", *, blank: bool = False) -> pa.Column:
    checks = [
        pa.Check(lambda column: column.map(lambda value: isinstance(value, str)), error="text"),
        pa.Check(lambda column: ~column.astype(str).str.contains(MARKUP), error="text without markup (<…>)"),
    ]
    if not blank:
        checks.append(pa.Check(lambda column: column.astype(str).str.strip() != "", error="text, not blank"))
    if pattern is not None:
        checks.append(pa.Check(lambda column: column.astype(str).str.fullmatch(pattern), error=expected))
    return pa.Column(checks=checks)


def _one_of(words: Iterable[str], *, blank: bool = False) -> pa.Column:
    allowed = [*words, ""] if blank else list(words)
    return pa.Column(checks=pa.Check.isin(allowed, error=f"one of {', '.join(map(repr, allowed))}"))


def _number(least: float | None = 0.0, most: float | None = None, *, nullable: bool = False) -> pa.Column:
    low, high = (-np.inf if least is None else least), (np.inf if most is None else most)
    limits = (
        f"{'' if least is None else f' of at least {least:g}'}{'' if most is None else f', at most {most:g}'}"
    )

    def within(column: pd.Series) -> pd.Series:
        # Text that is no number becomes NaN here, so it fails beside the others instead of hiding them.
        numbers = pd.to_numeric(column, errors="coerce")
        good: pd.Series = numbers.between(low, high) & np.isfinite(numbers)
        return good

    check = pa.Check(within, error=f"a finite number{limits}")
    return pa.Column(checks=check, nullable=nullable, metadata={"dtype": "float64"})


def _count() -> pa.Column:
    def whole(column: pd.Series) -> pd.Series:
        numbers = pd.to_numeric(column, errors="coerce")
        good: pd.Series = (numbers >= 0) & (numbers == np.floor(numbers)) & np.isfinite(numbers)
        return good

    check = pa.Check(whole, error="a whole number of at least 0")
    return pa.Column(checks=check, metadata={"dtype": "int64"})


def _flag() -> pa.Column:
    check = pa.Check(
        lambda column: column.map(lambda value: isinstance(value, bool | np.bool_)), error="true or false"
    )
    return pa.Column(checks=check, metadata={"dtype": "bool"})


def _functions() -> pa.Column:
    check = pa.Check(
        lambda column: column.map(lambda text: set(str(text).split(";")) <= set(FUNCTIONS)),
        error=f"functions among {', '.join(FUNCTIONS)} with ; between",
    )
    return pa.Column(checks=check)


def _provenance() -> dict[str, pa.Column]:
    return {
        "origin": _one_of(ORIGINS),
        "source": _text(),
        "as_of": _text(AS_OF, "a year, an ISO date, or 'undated'"),
        "verified": _flag(),
    }


ADCODE = r"\d{6}", "a six-digit district code"
# A region names its own tiers; its loader refuses the others by name.
TIER = NAME, "a tier: one word of letters, digits and _, a letter first"


@dataclass(frozen=True, slots=True)
class LayerSchema:
    """The contract of one layer.

    Attributes
    ----------
    key
        Columns that name a row, unique together.
    columns
        Column name to pandera column.
    geometry
        Allowed geometry types; empty for a table without geometry.
    """

    key: tuple[str, ...]
    columns: dict[str, pa.Column]
    geometry: tuple[str, ...] = ()


POLYGONS = ("Polygon", "MultiPolygon")

SCHEMAS: dict[str, LayerSchema] = {
    "districts": LayerSchema(
        ("adcode",),
        {
            "adcode": _text(*ADCODE),
            "name_zh": _text(),
            "name_en": _text(),
            "tier": _text(*TIER),
            "population": _number(),
            "population_tag": _text(),
            "population_source": _text(),
            "population_as_of": _text(),
            "area_km2": _number(),
            "area_tag": _text(),
            "area_source": _text(),
            "area_as_of": _text(),
            "area_polygon_km2": _number(),
            **_provenance(),
        },
        POLYGONS,
    ),
    "demand": LayerSchema(
        ("cell_id",),
        {
            "cell_id": _text(),
            "adcode": _text(*ADCODE),
            "population": _number(),
            "private_cars": _number(),
            **{f"kwh_{name}": _number() for name in DEMAND_CLASSES},
            "ev_kwh_day": _number(),
            "h2_kg_day": _number(),
            "x": _number(None),
            "y": _number(None),
            "cell_m": _number(1.0),
            "urban": _flag(),
            **_provenance(),
        },
        POLYGONS,
    ),
    "sites": LayerSchema(
        ("site_id",),
        {
            "site_id": _text(),
            "name_zh": _text(),
            "name_en": _text(),
            "category": _one_of(CATEGORIES),
            "access": _one_of(ACCESS),
            "adcode": _text(*ADCODE),
            "authority": _text(),
            "status": _one_of(STATUS),
            "bays": _count(),
            "grid_kw": _number(),
            "area_m2": _number(),
            "existing_chargers": _count(),
            "allows": _functions(),
            "operator": _text(blank=True),
            "road_ref": _text(blank=True),
            "direction": _text(blank=True),
            "chainage_km": _number(nullable=True),
            "ownership": _one_of(("commercial", "captive"), blank=True),
            "oil_m3": _number(),
            "h2_storage_kg": _number(),
            **_provenance(),
        },
        ("Point",),
    ),
    "corridors": LayerSchema(
        ("road_ref", "direction"),
        {
            "road_ref": _text(),
            "name_zh": _text(),
            "name_en": _text(),
            "direction": _text(),
            "direction_en": _text(),
            "length_km": _number(),
            "kind": _one_of(("expressway", "trunk")),
            **_provenance(),
        },
        ("LineString",),
    ),
    "hydrogen_supply": LayerSchema(
        ("supply_id",),
        {
            "supply_id": _text(),
            "name_zh": _text(),
            "name_en": _text(),
            "kind": _one_of(("by-product", "electrolysis", "reforming", "import")),
            "capacity_t_year": _number(),
            "capacity_kg_day": _number(),
            "capacity_tag": _text(),
            "capacity_source": _text(),
            "capacity_as_of": _text(),
            "cost_kg": _number(),
            "purification_cost_kg": _number(),
            "cost_tag": _text(),
            "cost_source": _text(),
            "transport": _one_of(("tube_trailer", "pipeline", "onsite")),
            **_provenance(),
        },
        ("Point",),
    ),
    "places": LayerSchema(
        ("kind", "name_en", "lon", "lat"),
        {
            "name_zh": _text(),
            "name_en": _text(),
            "kind": _one_of(PLACE_KINDS),
            "lon": _number(-180, 180),
            "lat": _number(-90, 90),
            "adcode": _text(blank=True),
            "weight": _number(),
            "confidence": _one_of(("high", "medium", "low")),
            "tag": _text(),
            "authority": _text(blank=True),
            "authority_radius_m": _number(nullable=True),
            "roles": _text(blank=True),
            **_provenance(),
        },
        ("Point",),
    ),
    "flows": LayerSchema(
        ("origin_id", "destination_id", "vehicle_class"),
        {
            "origin_id": _text(),
            "destination_id": _text(),
            "origin_lon": _number(-180, 180),
            "origin_lat": _number(-90, 90),
            "destination_lon": _number(-180, 180),
            "destination_lat": _number(-90, 90),
            "vehicle_class": _text(),
            "trips_day": _number(),
            "distance_km": _number(),
            "tag": _text(),
            **_provenance(),
        },
    ),
}
"""The contract of every layer, by name."""
