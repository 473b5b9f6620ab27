"""What OpenStreetMap names of a place: names counted by class in cells, and how densely they stand around it.

A region's ``evidence.csv`` holds one row a cell of 0.005° (its middle) with a count for each class of
`EVIDENCE`. A district is *named* where a row lies in it; elsewhere nothing is known, which is not the same as
none (a district that the names cover in part is left out of the table by who made it).

The density of a class round a point is a Gaussian kernel of its names, per km². It is summed on a grid that
every region shares, so that a place has the same density whatever region it is read with.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.ndimage import gaussian_filter, map_coordinates

from gisplan_errors import LayerError
from gisplan_words import lines, message
from layers.files.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from gisplan_arrays import Floats

FILE = "evidence.csv"
STEP_DEGREES = 0.005
EVIDENCE: Mapping[str, str] = MappingProxyType(
    {
        "home": "names_kernel_m",
        "bus": "names_kernel_m",
        "minor": "names_kernel_m",
        "major": "names_kernel_m",
        "motorway": "names_kernel_m",
        "path": "names_kernel_m",
        "work": "attractor_kernel_m",
        "industry": "attractor_kernel_m",
        "institution": "attractor_kernel_m",
        "hub": "attractor_kernel_m",
    }
)
"""Classes of names, and the figure that says how wide their kernel is."""
KM2 = 1e6
STEPS_A_WIDTH = 2.0
REACH = 4.0
"""A kernel ends at this many widths."""


def read_evidence(path: Path) -> gpd.GeoDataFrame:
    """Read counts of names by class.

    Parameters
    ----------
    path
        CSV: lon, lat (degrees, WGS84), and the classes of `EVIDENCE` (names).

    Returns
    -------
    geopandas.GeoDataFrame
        Points in EPSG:4326 with one column a class.

    Raises
    ------
    LayerError
        If the table lacks a column, or a value is no number, negative, or no place on earth; each is named.
    """
    table = read_table(path, ["lon", "lat", *EVIDENCE])
    numbers = table[["lon", "lat", *EVIDENCE]].apply(pd.to_numeric, errors="coerce")
    least = pd.Series({"lon": -180.0, "lat": -90.0}).reindex(numbers.columns, fill_value=0.0)
    most = pd.Series({"lon": 180.0, "lat": 90.0}).reindex(numbers.columns, fill_value=np.finfo(float).max)
    bad = ~(numbers.ge(least) & numbers.le(most))
    faults = [
        message(
            "layers-evidence-value",
            row=str(row + 2),
            column=str(numbers.columns[column]),
            value=repr(table[numbers.columns[column]].iloc[row]),
        )
        for row, column in np.argwhere(bad.to_numpy())
    ]
    if faults:
        raise LayerError(lines([message("layers-of", place=str(path), fault=fault) for fault in faults]))
    where = gpd.points_from_xy(numbers["lon"], numbers["lat"])
    return gpd.GeoDataFrame(numbers[list(EVIDENCE)], geometry=where, crs="EPSG:4326")


def named_districts(evidence: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> list[str]:
    """Give the codes of the districts that a row of the evidence lies in.

    Parameters
    ----------
    evidence
        Result of :func:`read_evidence`, in the CRS of the districts.
    districts
        Polygons with ``adcode``.

    Returns
    -------
    list of str
        In the order of the districts.
    """
    _, polygon = districts.sindex.query(evidence.geometry.array, predicate="intersects")
    return [str(districts["adcode"].iloc[row]) for row in np.unique(polygon)]


def density_at(xy: Floats, points: Floats, weights: Floats, width_m: float) -> Floats:
    """Give how densely weighted points stand around places: a Gaussian kernel, per km².

    Parameters
    ----------
    xy
        (n, 2) places, projected metres.
    points
        (m, 2) points, projected metres.
    weights
        (m,) of the points, any unit.
    width_m
        Standard deviation of the kernel, metres; it is cut at four of them.

    Returns
    -------
    density
        (n,) unit of the weights per km²; within about 2 % of the kernel's peak.
    """
    if not len(xy) or not len(points):
        return np.zeros(len(xy))
    step = width_m / STEPS_A_WIDTH
    margin = (REACH + 1.0) * width_m
    low = np.floor((xy.min(axis=0) - margin) / step)
    shape = (np.ceil((xy.max(axis=0) + margin) / step) - low + 1.0).astype(int)
    near = np.all((points / step >= low) & (points / step < low + shape - 1.0), axis=1)
    heat = np.zeros(shape)
    at = points[near] / step - low
    corner = np.floor(at).astype(int)
    part = at - corner
    for east in (0, 1):  # a point counts at the four nodes round it, so that it stays where it is on average
        for north in (0, 1):
            share = np.abs(1 - east - part[:, 0]) * np.abs(1 - north - part[:, 1])
            np.add.at(heat, (corner[:, 0] + east, corner[:, 1] + north), weights[near] * share)
    smooth = gaussian_filter(heat, STEPS_A_WIDTH, mode="constant", truncate=REACH)
    found: Floats = map_coordinates(smooth, (xy / step - low).T, order=1)
    return np.maximum(found, 0.0) / step**2 * KM2
