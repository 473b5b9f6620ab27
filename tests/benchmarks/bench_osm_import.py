"""Measure the import of large OpenStreetMap extracts: seconds and peak memory by size of the file.

Run: ``GISPLAN_BENCHMARK_DATA=... python tests/benchmarks/bench_osm_import.py [--copies 1 5 20]``.
The extract is made here: the Wuhan street network of neatnet's test data (OSM) as nodes and ways, with a
building of four nodes of its own for every street and a car park for every hundredth, side by side in as many
copies as asked for. Each import runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import osmium
import shapely

from layers.osm.extract import import_osm

STAMP = "2025-06-01T00:00:00Z"
CRS = "EPSG:32650"
# Degrees between copies: the network is about half a degree wide.
APART = 0.6


def streets() -> tuple[np.ndarray, np.ndarray, np.ndarray, list[str]]:
    """Return node coordinates, node numbers street after street, where each street begins, and classes."""
    path = Path(os.environ["GISPLAN_BENCHMARK_DATA"]) / "roads" / "wuhan_8989_original.parquet"
    frame = gpd.read_parquet(path).to_crs(4326).explode()
    xy, line = shapely.get_coordinates(frame.geometry.to_numpy(), return_index=True)
    whole = np.round(xy * 1e7).astype(np.int64)
    nodes, number = np.unique(whole, axis=0, return_inverse=True)
    begin = np.searchsorted(line, np.arange(len(frame) + 1))
    kinds = [str(kind) if isinstance(kind, str) else str(kind[0]) for kind in frame["highway"]]
    return nodes / 1e7, number.reshape(-1), begin, kinds


def write(path: Path, copies: int) -> dict[str, int]:
    xy, number, begin, kinds = streets()
    writer = osmium.SimpleWriter(str(path), 4 << 20)
    node, way = osmium.osm.mutable.Node, osmium.osm.mutable.Way
    corners = np.array([(0.0, 0.0), (2e-4, 0.0), (2e-4, 2e-4), (0.0, 2e-4)])
    streets_in, size = len(kinds), len(xy) + 4 * len(kinds)
    for copy in range(copies):
        shift = np.array([copy % 5, copy // 5]) * APART
        for at, place in enumerate((xy + shift).tolist(), start=1 + copy * size):
            writer.add_node(node(id=at, location=tuple(place), version=1, timestamp=STAMP))
        plots = (xy[number[begin[:-1]]] + shift)[:, None, :] + corners
        for at, place in enumerate(plots.reshape(-1, 2).tolist(), start=1 + copy * size + len(xy)):
            writer.add_node(node(id=at, location=tuple(place), version=1, timestamp=STAMP))
    for copy in range(copies):
        first = 1 + copy * size
        for street, kind in enumerate(kinds):
            refs = (number[begin[street] : begin[street + 1]] + first).tolist()
            at = 1 + 2 * (copy * streets_in + street)
            writer.add_way(way(id=at, nodes=refs, tags={"highway": kind}, version=1, timestamp=STAMP))
            plot = first + len(xy) + 4 * street
            tags = {"amenity": "parking"} if street % 100 == 0 else {"building": "yes"}
            ring = [plot, plot + 1, plot + 2, plot + 3, plot]
            writer.add_way(way(id=at + 1, nodes=ring, tags=tags, version=1, timestamp=STAMP))
    writer.close()
    return {"nodes": copies * size, "ways": 2 * copies * streets_in}


def measure(path: Path) -> dict[str, float]:
    """Import one file in this process."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start, cpu = time.perf_counter(), time.process_time()
    made = import_osm(path, crs=CRS)
    return {
        "seconds": time.perf_counter() - start,
        "cpu": time.process_time() - cpu,
        "before_mb": before,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "roads": len(made.layers["roads"]),
        "sites": len(made.layers["sites"]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, nargs="+", default=[1, 5, 20])
    parser.add_argument("--file", type=Path)
    chosen = parser.parse_args()
    if chosen.file:
        print(json.dumps(measure(chosen.file)))
        return
    print(f"{platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print("| copies | file, MB | nodes | ways | roads | sites | seconds | processor | peak, MB |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for copies in chosen.copies:
            path = Path(folder) / f"{copies}.osm.pbf"
            said = write(path, copies)
            call = [sys.executable, __file__, "--file", str(path)]
            found = json.loads(subprocess.run(call, capture_output=True, text=True, check=True).stdout)
            cells = [
                str(copies),
                f"{path.stat().st_size / 1e6:.1f}",
                *(f"{said[name]:,}" for name in ("nodes", "ways")),
                *(f"{found[name]:,}" for name in ("roads", "sites")),
                f"{found['seconds']:.0f}",
                f"{found['cpu']:.0f}",
                f"{found['peak_mb']:,.0f}",
            ]
            print("| " + " | ".join(cells) + " |", flush=True)
            path.unlink()


if __name__ == "__main__":
    main()
