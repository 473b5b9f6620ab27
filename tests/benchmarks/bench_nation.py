"""A nation of synthetic provinces, each its own problem, through the executor of a sweep: cost against size.

    python tests/benchmarks/bench_nation.py [--provinces 31] [--largest 40] [--workers 2] [--scheduler TCP]

Provinces are squares of districts with a grid of sites each; their sizes fall from the largest about as those
of China's provinces do by people. Prints a row a province, the exponent of seconds over
sites, and the largest memory of a process. Roads, and corridors across borders, are not made.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from shapely.geometry import box

from gisplan.sweep.folder import SweepFolder
from gisplan.sweep.running import run_sweep
from gisplan.sweep.spec import Sweep
from tests.end_to_end.own_region import SCENARIO, grid_sites, new_region

# From memory, not checked: only how unlike provinces are in size matters here.
PEOPLE = (
    *(12601, 10153, 9937, 8475, 8367, 7461, 6644, 6457, 6103, 5775, 5013, 4721, 4519, 4259, 4154, 3953),
    *(3856, 3492, 3205, 3185, 2585, 2502, 2487, 2405, 2407, 2189, 1387, 1008, 720, 592, 365),
)
EAST, NORTH, SIDE = 240_000.0, 3_388_000.0, 6_000.0


def make_province(home: Path, name: str, districts: int) -> Path:
    """Write the region of a province: a square of districts, 64 sites in each."""
    wide = int(np.ceil(np.sqrt(districts)))
    corners = [(EAST + SIDE * (k % wide), NORTH + SIDE * (k // wide)) for k in range(districts)]
    region = new_region(home, name, [box(x, y, x + SIDE, y + SIDE) for x, y in corners])
    steps = np.arange(375.0, SIDE, 750.0)
    grid = np.meshgrid(steps, steps)
    x, y = (
        np.concatenate([axis.ravel() + corner[place] for corner in corners])
        for place, axis in enumerate(grid)
    )
    grid_sites(x, y).to_csv(region / "sites.csv", index=False)
    return region


def main() -> None:
    """Make the provinces, plan them, and print what they took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--provinces", type=int, default=31)
    parser.add_argument("--largest", type=int, default=40, help="districts of the largest province")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--scheduler")
    asked = parser.parse_args()
    sizes = [max(1, round(asked.largest * one / PEOPLE[0])) for one in PEOPLE[: asked.provinces]]
    with tempfile.TemporaryDirectory() as room:
        home = Path(room)
        (home / "mine.toml").write_text(SCENARIO.replace('"wuhan"', '"p00"'), "utf-8")
        points = []
        for place, districts in enumerate(sizes):
            region = make_province(home, f"p{place:02d}", districts)
            cars = {"nev_stock_base": 3000, "nev_stock_horizon": 6000, "taxi_new": 30, "bus_new": 10}
            points.append(
                {
                    "region": str(region),
                    "chargers.target": 200 * districts,
                    "coverage.max_new_sites": 8 * districts,
                    **{f"demand.coefficients.{key}": value * districts for key, value in cars.items()},
                }
            )
        sweep = Sweep(
            "nation",
            str(home / "mine.toml"),
            {},
            "list",
            tuple(points),
            tuple(f"p{k:02d}" for k in range(len(sizes))),
        )
        started = time.perf_counter()
        swept = run_sweep(
            sweep,
            home / "out",
            workers=asked.workers,
            scheduler=asked.scheduler,
            cache=home / "kept",
            progress=lambda line: print(line.said("en"), flush=True),
        )
        wall = time.perf_counter() - started
        folder = SweepFolder(swept.folder)
        rows = []
        for item, districts in zip(swept.items, sizes, strict=True):
            seconds = folder.worked(item.key).get("seconds", np.nan)
            state = swept.table["state"].iloc[item.number - 1]
            rows.append((item.label, districts, 64 * districts, state, seconds))
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
    table = pd.DataFrame(rows, columns=["province", "districts", "sites", "state", "seconds"])
    print("| province | districts | sites | state | seconds |\n|---|---|---|---|---|")
    for row in table.itertuples():
        print(f"| {row.province} | {row.districts} | {row.sites:,} | {row.state} | {row.seconds:.0f} |")
    done = table[(table["state"] == "done") & (table["sites"] > table["sites"].min())]
    if done["sites"].nunique() > 2:
        slope = np.polyfit(np.log(done["sites"]), np.log(done["seconds"]), 1)[0]
        print(f"seconds grow as sites to the power of {slope:.2f}")
    print(
        json.dumps(
            {
                "wall_s": round(wall),
                "cpu_s": round(used.ru_utime + used.ru_stime),
                "largest_process_gb": round(used.ru_maxrss * 1024 / 1e9, 2),
            }
        )
    )


if __name__ == "__main__":
    main()
