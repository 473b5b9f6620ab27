"""What a lint rule sees and says: the prepared layer, what to compare it with, and a fault."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandera.pandas as pa
import shapely
from pyproj import CRS

from gisplan_words import Said, message, say
from layers.crs import OUTPUT_CRS
from layers.schema.contracts import SCHEMAS, LayerSchema, each

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from gisplan_words import Message, Sayable

# Longest value that a fault repeats.
VALUE_CHARACTERS = 80


def _speed(value: object) -> bool:
    return isinstance(value, int | float) and 0 < value <= 140


def _length(value: object) -> bool:
    return isinstance(value, int | float) and 0 <= value < 200_000


ROADS = LayerSchema(
    (),
    {
        "highway": pa.Column(
            nullable=True,
            required=False,
            checks=each(lambda kind: str(kind).strip() != "", "road-class"),
        ),
        "length_m": pa.Column(required=False, checks=each(_length, "road-length")),
        "speed_kph": pa.Column(required=False, checks=each(_speed, "road-speed")),
    },
    ("LineString", "MultiLineString"),
)

CONTRACTS: dict[str, LayerSchema] = {**SCHEMAS, "roads": ROADS}
"""Contract of every layer that can be linted; roads take any further column."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a layer.

    Attributes
    ----------
    layer
        Name of the layer.
    row
        Number of the row from 1, None for a fault of the whole layer.
    key
        Key of the row, empty for a fault of the whole layer.
    column
        Column, or ``geometry``.
    value
        What stands there.
    rule
        Name of the rule that is broken.
    suggestion
        What was expected and what to do.
    """

    layer: str
    row: int | None
    key: str
    column: str
    value: Sayable
    rule: str
    suggestion: Message

    @property
    def harmless(self) -> bool:
        """Whether a plan goes by it: a column of one's own that it does not use."""
        return self.rule == "further_column"

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """Return the fault as a dictionary, for JSON; what is said, in a language."""
        told = {"value": say(self.value, language), "suggestion": self.suggestion.said(language)}
        return {name: getattr(self, name) for name in self.__slots__} | told

    def said(self, language: str) -> str:
        """Return the fault as one line in a language."""
        row = (
            message("lint-layer")
            if self.row is None
            else message("lint-row", row=str(self.row), key=self.key)
        )
        told: dict[str, Sayable] = {
            "layer": self.layer,
            "column": self.column,
            "rule": self.rule,
            "suggestion": self.suggestion,
        }
        value = self.value if isinstance(self.value, Said) else repr(self.value)
        return message("lint-fault", **told, where=row, value=value).said(language)

    def __str__(self) -> str:
        """Return the fault as one line in English."""
        return self.said("en")


@dataclass(frozen=True, slots=True)
class LintContext:
    """What a layer is compared with; what is None is not compared.

    Attributes
    ----------
    districts
        Polygons of the region with ``adcode``.
    water
        Polygons of water.
    roads
        Lines of roads.
    off_road_m
        Farthest a site may lie from a road, metres.
    near_m
        Sites this near each other are one site twice, metres.
    """

    districts: gpd.GeoDataFrame | None = None
    water: gpd.GeoDataFrame | None = None
    roads: gpd.GeoDataFrame | None = None
    off_road_m: float = 1_000.0
    near_m: float = 15.0


@dataclass(frozen=True)
class Linted:
    """A layer as the rules see it.

    Attributes
    ----------
    layer, contract
        Its name and contract.
    table
        Columns of plain cells (text, number, flag or None), rows from 0.
    shapes
        Geometry of each row, None where there is none, shape ``(rows,)``.
    crs
        As stated, or None.
    twice
        Column names that stand more than once.
    context
        What to compare with.
    """

    layer: str
    contract: LayerSchema
    table: pd.DataFrame
    shapes: NDArray[np.object_]
    crs: CRS | None
    twice: tuple[str, ...]
    context: LintContext = field(default_factory=LintContext)

    def fault(
        self, rule: str, at: int | None, column: str, value: object, to: str = "", **figures: Sayable
    ) -> Fault:
        """Return a fault of row ``at`` (from 0), or of the layer.

        Message ``lint-do-<to>`` says what to do, with its figures; ``to`` is the rule where it is not given.
        """
        row, key = (None, "") if at is None else (int(at) + 1, self.key(at))
        shown = value if isinstance(value, Said) else str(value)[:VALUE_CHARACTERS]
        return Fault(self.layer, row, key, column, shown, rule, message(f"lint-do-{to or rule}", **figures))

    def misplaced(self, rule: str, at: int, **figures: Sayable) -> Fault:
        """Return a fault of the place of row ``at``, see `fault`."""
        spot = f"{self.bounds[at, 0]:.6f}, {self.bounds[at, 1]:.6f}"
        return self.fault(rule, at, "geometry", spot, rule, **figures)

    def key(self, at: int) -> str:
        """Return the key of row ``at`` as text."""
        names = [name for name in self.contract.key if name in self.table]
        return ", ".join(str(self.table[name].iloc[at]) for name in names)

    def column(self, name: str) -> NDArray[np.object_]:
        """Return a column's cells, None in every row where there is no such column."""
        if name not in self.table:
            return np.full(len(self.table), None, dtype=object)
        return np.asarray(self.table[name], dtype=object)

    def numbers(self, name: str) -> NDArray[np.float64]:
        """Return a column as numbers, NaN where a cell is no number."""
        return np.array([_number(cell) for cell in self.column(name)], dtype=np.float64)

    def text(self, name: str) -> list[str]:
        """Return a column as text, empty where a cell is no text."""
        return [cell if isinstance(cell, str) else "" for cell in self.column(name)]

    @cached_property
    def bounds(self) -> NDArray[np.float64]:
        """West, south, east, north of each row, NaN where there is no geometry, shape ``(rows, 4)``."""
        return shapely.bounds(self.shapes) if len(self.shapes) else np.empty((0, 4))

    @cached_property
    def located(self) -> NDArray[np.bool_]:
        """Which rows have finite coordinates that fit the CRS, shape ``(rows,)``."""
        if self.crs is None:
            return np.zeros(len(self.shapes), dtype=bool)
        fits = np.isfinite(self.bounds).all(axis=1)
        size = np.abs(np.where(np.isfinite(self.bounds), self.bounds, 0.0))
        degrees = (size[:, [0, 2]].max(axis=1) <= 180) & (size[:, [1, 3]].max(axis=1) <= 90)
        return np.asarray(fits & (degrees if self.crs.is_geographic else ~degrees))

    @cached_property
    def points(self) -> gpd.GeoSeries:
        """A point of each located row, longitude and latitude; the index is the row from 0."""
        rows = np.flatnonzero(self.located)
        crs = OUTPUT_CRS if self.crs is None else self.crs
        spots = gpd.GeoSeries(shapely.point_on_surface(self.shapes[rows]), index=rows, crs=crs)
        spots = spots.to_crs(OUTPUT_CRS)
        return spots[np.isfinite(spots.x) & np.isfinite(spots.y)]

    @cached_property
    def metres(self) -> CRS:
        """A CRS in metres for distances around the layer: its UTM zone."""
        lon = float(self.points.x.median()) if len(self.points) else 0.0
        south = bool(len(self.points)) and float(self.points.y.median()) < 0
        return CRS.from_epsg((32_700 if south else 32_600) + int((lon + 180) % 360 // 6) + 1)


def _number(cell: object) -> float:
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return float("nan")
    try:
        return float(cell)
    except ValueError:
        return float("nan")
