"""The result layers of a plan: what the run folder writes and the maps draw."""

from __future__ import annotations

from dataclasses import InitVar, dataclass, field, fields
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from gisplan_errors import CrsError, LayerError
from gisplan_files import read_rows
from gisplan_words import Message, Said, Series, lines, listed, message

_LAYERS: Final = {row["layer"]: row for row in read_rows(Path(__file__).with_name("results.csv"))}
COLUMNS: Final = {name: tuple(row["columns"].split()) for name, row in _LAYERS.items()}
"""Columns each layer must have beside its geometry; a layer may carry more."""

KEYS: Final = {name: row["key"] for name, row in _LAYERS.items() if row["key"]}
SHAPES: Final = {name: tuple(row["shapes"].split()) for name, row in _LAYERS.items()}
COUNTS: Final = {name: tuple(row["counts"].split()) for name, row in _LAYERS.items() if row["counts"]}
"""Columns that hold a finite number not below zero in every row."""

STATES: Final = ("covered", "uncovered", "not_judged")


def empty_layer(name: str, crs: object = 4326) -> gpd.GeoDataFrame:
    """Give a result layer without rows."""
    columns = {column: pd.Series(dtype=object) for column in COLUMNS[name]}
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([], crs=crs), crs=crs)


def no_reach() -> gpd.GeoDataFrame:
    """Give the ``reach`` layer of a region without roads: no rows."""
    return empty_layer("reach")


@dataclass(frozen=True)
class PlanLayers:
    """Result layers of one plan, all in EPSG:4326.

    Distances are metres (``*_m``) or kilometres (``*_km``), energy kWh/day, hydrogen kg/day, money.
    ``sites`` also has one integer column ``n_<type>`` per charger type, summing to ``chargers``.
    A share is 0 to 1, and null where it was not judged.
    ``reach`` holds the roads from which an open public site (``site_id``, the nearest) is reached within
    its radius, one row a site, district, class of distance (above ``from_m``, up to ``to_m``) and kind of
    road (``main`` or minor); it is empty where the region has no roads.
    ``freight_routes`` holds one line a freight flow of hydrogen trucks, ``energy_facilities`` one point a
    swap or methanol facility and a parcel with two functions or more; both may be empty.
    ``standing`` holds what stands already, one point a station; it is empty where nothing does.
    ``feeders`` holds the feeders and substations that bound the plan, a point each; it may be empty.
    With ``checked=False`` the layers are taken as they are, in any CRS, as verification reads them.

    Raises
    ------
    LayerError
        Columns are missing, keys repeat, counts are not finite numbers, or a geometry is null or of the
        wrong kind; every fault of every layer is listed at once.
    CrsError
        A layer is not in EPSG:4326.
    """

    sites: gpd.GeoDataFrame
    stations: gpd.GeoDataFrame
    supply_links: gpd.GeoDataFrame
    demand: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    corridors: gpd.GeoDataFrame
    coverage: gpd.GeoDataFrame
    hydrogen_supply: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    reach: gpd.GeoDataFrame = field(default_factory=no_reach)
    freight_routes: gpd.GeoDataFrame = field(default_factory=lambda: empty_layer("freight_routes"))
    energy_facilities: gpd.GeoDataFrame = field(default_factory=lambda: empty_layer("energy_facilities"))
    standing: gpd.GeoDataFrame = field(default_factory=lambda: empty_layer("standing"))
    feeders: gpd.GeoDataFrame = field(default_factory=lambda: empty_layer("feeders"))
    checked: InitVar[bool] = True

    def __post_init__(self, checked: bool) -> None:
        if not checked:
            return
        frames = self.frames()
        strange = [name for name, frame in frames.items() if frame.crs is None or frame.crs.to_epsg() != 4326]
        if strange:
            found = ", ".join(f"{name} ({frames[name].crs or 'no CRS'})" for name in strange)
            raise CrsError(message("layers-result-crs", found=found))
        faults = [fault for name, frame in frames.items() for fault in _faults(name, frame)]
        faults += _type_sum_faults(self.sites)
        if faults:
            raise LayerError(message("results-faults", faults=lines(["", *faults])))

    def frames(self) -> dict[str, gpd.GeoDataFrame]:
        """Give the layers by name, in the order they are written and drawn."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def charger_types(self) -> list[str]:
        """Give the ids of the charger types, as the ``n_<type>`` columns of ``sites`` name them."""
        return type_columns(self.sites)


def type_columns(sites: pd.DataFrame) -> list[str]:
    """Give the charger type ids that the ``n_<type>`` columns of a sites frame stand for."""
    return [str(column).removeprefix("n_") for column in sites.columns if str(column).startswith("n_")]


def _faults(name: str, frame: gpd.GeoDataFrame) -> list[Message]:
    absent = [column for column in COLUMNS[name] if column not in frame.columns]
    if absent:
        return [message("results-missing", layer=name, names=listed(absent))]
    faults = []
    key = KEYS.get(name)
    if key is not None:
        again = frame.loc[frame[key].duplicated(), key].astype(str).unique().tolist()
        if again:
            faults.append(message("results-keys", column=f"{name}.{key}", keys=_some(again)))
    for column in COUNTS.get(name, ()):
        values = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        bad = ~(np.isfinite(values) & (values >= 0))
        if bad.any():
            rows = frame.loc[bad, key].astype(str).tolist() if key else []
            faults.append(message("results-number", column=f"{name}.{column}", rows=_some(rows)))
    wrong = ~frame.geometry.geom_type.isin(SHAPES[name]).to_numpy()
    if wrong.any():
        rows = (frame.loc[wrong, key] if key else frame.index[wrong].to_series()).astype(str).tolist()
        wanted = Series(SHAPES[name], "or")
        faults.append(message("results-geometry", layer=name, wanted=wanted, rows=_some(rows)))
    if name == "coverage":
        states = sorted(set(frame["state"].astype(str)) - set(STATES))
        if states:
            faults.append(message("results-state", names=_some(states), known=listed(STATES)))
    return faults


def _type_sum_faults(sites: gpd.GeoDataFrame) -> list[Message]:
    columns = [f"n_{kind}" for kind in type_columns(sites)]
    if not columns or "chargers" not in sites.columns or "site_id" not in sites.columns:
        return [] if columns else [message("results-no-type")]
    wrong = sites[columns].sum(axis=1).to_numpy() != sites["chargers"].to_numpy()
    if not wrong.any():
        return []
    rows = sites.loc[wrong, "site_id"].astype(str).tolist()
    return [message("results-sum", columns=listed(columns), rows=_some(rows))]


def _some(values: list[str]) -> Said:
    """List the first five values, and say how many more there are."""
    named = listed(repr(value[:60]) for value in values[:5])
    return message("results-some", names=named, more=len(values) - 5) if len(values) > 5 else named
