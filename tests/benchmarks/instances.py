"""Instances for tests and benchmarks: readers of published files, and generators with a seed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from optimize import CoverPairs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

EQUATORIAL_RADIUS_M = 6_378_137.0
"""Unrounded great-circle distances on a sphere of this radius reproduce all 12 published MCLP values exactly;
6,371,000 m, or rounding to metres, does not."""


def read_mclp(
    folder: Path, name: str, count: int, radius: int
) -> tuple[CoverPairs, NDArray[np.float64], int]:
    """Read a published MCLP instance; every point is a site.

    Returns
    -------
    tuple
        Pairs within the radius, weights, and the best known value.
    """
    text = (folder / "benchmarks" / "mclp_newyork" / f"{name}.txt").read_text(encoding="utf-8")
    points, weights = re.split(r"NODE_COORD_SECTION|DEMAND_SECTION", text)[1:]
    degrees = np.array([[float(word) for word in line.split()] for line in points.strip().splitlines()])
    demand = np.array([float(word) for word in weights.split() if word != "EOF"])
    lat, lon = np.radians(degrees).T
    unit = np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    tree = cKDTree(unit)
    near = tree.sparse_distance_matrix(tree, 1.01 * radius / EQUATORIAL_RADIUS_M, output_type="coo_matrix")
    row, col = near.row, near.col
    half = np.sin((lat[col] - lat[row]) / 2) ** 2 + (
        np.cos(lat[row]) * np.cos(lat[col]) * np.sin((lon[col] - lon[row]) / 2) ** 2
    )
    metres = 2 * EQUATORIAL_RADIUS_M * np.arcsin(np.sqrt(half))
    near.data[:] = metres
    published = folder / "benchmarks" / "mclp_newyork"
    answer = (published / f"{name}_{count}_{radius}.txt").read_text(encoding="utf-8")
    known = int(re.search(r"f:\s*(\d+)", answer).group(1))
    return CoverPairs.from_sparse(near.tocsr()).within(radius), demand, known


def random_cover(
    n_demand: int, n_sites: int, mean_sites: float, *, seed: int, towns: int = 0
) -> tuple[CoverPairs, NDArray[np.float64]]:
    """Scatter demand and sites over the unit square; a row is reached by `mean_sites` sites on average.

    With `towns`, both cluster around that many centres of unequal size, as people do.
    """
    rng = np.random.default_rng(seed)
    if towns:
        centres, size = rng.random((towns, 2)), rng.pareto(1.5, towns) + 0.2
        share = size / size.sum()

        def scatter(n: int) -> NDArray[np.float64]:
            home = rng.choice(towns, n, p=share)
            return centres[home] + rng.normal(0, 0.02, (n, 2)) * np.sqrt(size[home])[:, None]

        demand, sites = scatter(n_demand), scatter(n_sites)
    else:
        demand, sites = rng.random((n_demand, 2)), rng.random((n_sites, 2))
    weights = rng.integers(1, 100, n_demand).astype(np.float64)
    tree, other = cKDTree(demand), cKDTree(sites)
    sample, low, high = cKDTree(demand[:: max(1, n_demand // 2000)]), 0.0, 1.0
    for _ in range(40):
        radius = (low + high) / 2
        few = sample.count_neighbors(other, radius) / sample.n
        low, high = (radius, high) if few < mean_sites else (low, radius)
    near = tree.sparse_distance_matrix(other, radius, output_type="coo_matrix")
    return CoverPairs.from_sparse(near.tocsr()), weights


def random_chunks(
    n_demand: int, n_sites: int, mean_sites: float, *, seed: int, chunk: int
) -> Iterator[tuple[CoverPairs, NDArray[np.float64]]]:
    """Scatter demand uniformly, a chunk of points at a time, so that they never stand in memory together."""
    rng = np.random.default_rng(seed)
    sites = cKDTree(rng.random((n_sites, 2)))
    radius = float(np.sqrt(mean_sites / (np.pi * n_sites)))
    for first in range(0, n_demand, chunk):
        points = rng.random((min(chunk, n_demand - first), 2))
        near = cKDTree(points).sparse_distance_matrix(sites, radius, output_type="coo_matrix")
        yield CoverPairs.from_sparse(near.tocsr()), rng.integers(1, 100, points.shape[0]).astype(np.float64)
