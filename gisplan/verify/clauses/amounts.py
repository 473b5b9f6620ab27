"""A quantity as verification counts it again: a figure, or a span where nearness is not sharp."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.spatial import KDTree

from gisplan.verify.run.inputs import register_of
from gisplan.verify.run.reading import points

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from gisplan.plan.record import Plan

    Span = tuple[NDArray[np.bool_], NDArray[np.bool_]]

NEVER: Final = 9999
"""Year of what has none: too late for every clause."""
SLACK: Final = 0.01
"""Share by which a distance on the map plane and on the ellipsoid may differ."""


@dataclass(frozen=True)
class Asking:
    """What a quantity is asked for: the run, the clause's year, the arguments of the check."""

    run: Plan
    year: int | None
    words: tuple[str | float, ...]

    def figure(self, name: str) -> float | None:
        """Give a parameter of the registers."""
        register = register_of(self.run)
        return None if register is None else register.figure(name)


@dataclass(frozen=True)
class Counted:
    """A quantity counted again.

    Parameters
    ----------
    value
        The figure, or the least it may be.
    most
        The most it may be; None: it is sharp.
    whole
        What it is a part of; None when it is no part of anything.
    layer
        Layer or table that it is counted in; empty for a figure of the registers.
    rows
        Rows of it that are looked at.
    """

    value: float
    layer: str = ""
    rows: int = 0
    whole: float | None = None
    most: float | None = None

    @property
    def span(self) -> tuple[float, float]:
        """The least and the most it may be."""
        return self.value, self.value if self.most is None else self.most


def last_year(run: Plan, year: int | None) -> int | None:
    """Give the year up to which a clause counts; None, the whole plan, once its year is past."""
    return None if year is None or year < run.scenario.base_date.year else year


def sites_by_year(asking: Asking) -> gpd.GeoDataFrame:
    """Give the sites with the chargers that the schedule has built by the clause's year."""
    run, last = asking.run, last_year(asking.run, asking.year)
    sites = run.layers.sites
    if last is None:
        return sites
    schedule = run.schedule
    early = schedule[schedule["year"].fillna(NEVER) <= last]
    built = early.groupby(["site_id", "type"])["count"].sum().to_dict()
    kinds = run.scenario.chargers.types
    counts = {
        kind.id: np.array([built.get((site, kind.id), 0) for site in sites["site_id"]], dtype=np.int64)
        for kind in kinds
    }
    total = sum(counts.values(), np.zeros(len(sites), dtype=np.int64))
    return sites.assign(chargers=total)[total > 0]


def stations_by_year(asking: Asking) -> gpd.GeoDataFrame:
    """Give the stations that stand by the clause's year."""
    stations, last = asking.run.layers.stations, last_year(asking.run, asking.year)
    return stations if last is None else stations[stations["year"].fillna(NEVER) <= last]


def in_codes(codes: pd.Series[str], wanted: tuple[str, ...]) -> NDArray[np.bool_]:
    """Tell which district codes are wanted; one that ends in ``00`` stands for its whole city."""
    cities = {code[:4] for code in wanted if code.endswith("00")}
    return np.array([code in wanted or code[:4] in cities for code in codes.astype(str)], dtype=bool)


def near(frame: gpd.GeoDataFrame, others: gpd.GeoDataFrame, metres: float) -> Span:
    """Tell which points surely, and which perhaps, have another within so many metres."""
    if frame.empty or others.empty:
        none = np.zeros(len(frame), dtype=bool)
        return none, none
    away, _ = KDTree(points(others)).query(points(frame))
    away = np.asarray(away, dtype=float)
    return away <= metres * (1 - SLACK), away <= metres * (1 + SLACK)


def in_circles(frame: gpd.GeoDataFrame, centres: gpd.GeoDataFrame, metres: NDArray[np.float64]) -> Span:
    """Tell which points surely, and which perhaps, lie in a circle of their own radius around a centre."""
    surely, perhaps = np.zeros(len(frame), dtype=bool), np.zeros(len(frame), dtype=bool)
    here = points(frame)
    for (x, y), radius in zip(points(centres), metres, strict=True):
        away = np.hypot(here[:, 0] - x, here[:, 1] - y)
        surely |= away <= radius * (1 - SLACK)
        perhaps |= away <= radius * (1 + SLACK)
    return surely, perhaps


def flags(table: pd.DataFrame, column: str) -> NDArray[np.bool_]:
    """Give a column of yes and no, as a CSV file or a GeoPackage keeps it."""
    return np.array([str(value) in {"True", "1", "1.0"} for value in table[column]], dtype=bool)


def texts(table: pd.DataFrame, column: str) -> pd.Series[str]:
    """Give a column of texts, blank where the file has none."""
    return table[column].astype(object).fillna("").astype(str)


def by_function(run: Plan) -> dict[str, set[str]]:
    """Give the parcels that have each function, of their own or by a facility that stands there."""
    held: dict[str, set[str]] = {}
    for frame in (run.layers.sites, run.layers.stations):
        if "functions" in frame.columns:
            for site, names in zip(frame["site_id"], texts(frame, "functions"), strict=True):
                for name in names.split(";"):
                    held.setdefault(name, set()).add(site)
    for site, name in zip(
        run.evidence.facilities.get("site_id", []), run.evidence.facilities.get("kind", []), strict=True
    ):
        held.setdefault(name, set()).add(site)
    return held


def counts_of(run: Plan) -> Mapping[str, int]:
    """Give facilities.csv as counts by kind; `kind_faults` holds them to the layers."""
    table = run.delivery["facilities"]
    return {str(kind): int(count) for kind, count in zip(table["kind"], table["count"], strict=True)}
