"""Measure a plan of Tianjin beside standing stations: seconds, gaps, coverage and what is served.

Run: ``python tests/benchmarks/bench_standing.py [--stations 3000] [--only with]``. The stations are made
here, at points drawn over cells by people, half a kilometre around them; a third knows its chargers by
type, a third their number and power, a tenth a number alone; half has bays and a feed with room. They are
no data: nothing of them is shipped. The plan is made without and with them.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from gisplan import load_scenario, make_plan
from gisplan.planning.prepared import scenario_region
from gisplan.resources import region_folder
from optimize.solvers.workers.process import end_all


def stations(count: int) -> pd.DataFrame:
    """Make stations of a register that knows some of what it should."""
    rng = np.random.default_rng(3)
    cells = scenario_region(load_scenario("tianjin-2027")).demand
    people = cells["population"].to_numpy()
    at = rng.choice(len(cells), count, p=people / people.sum())
    spread = rng.uniform(-500, 500, (count, 2))
    xy = cells[["x", "y"]].to_numpy()[at] + spread
    points = gpd.GeoSeries.from_xy(xy[:, 0], xy[:, 1], crs=cells.crs).to_crs(4326)
    chargers = rng.integers(2, 21, count).astype(float)
    kind = rng.choice(4, count, p=[0.35, 0.35, 0.1, 0.2])
    roomy = rng.random(count) < 0.5
    return pd.DataFrame(
        {
            "site_id": [f"SYN-{n:05d}" for n in range(count)],
            "name_zh": [f"合成站{n}" for n in range(count)],
            "access": np.where(rng.random(count) < 0.8, "public", "dedicated"),
            "chargers": np.where(kind == 3, np.nan, chargers),
            "kw": np.where(kind == 1, chargers * rng.choice([7.0, 60.0, 120.0], count), np.nan),
            "types": np.where(kind == 0, [f"ac7:{n / 2:.0f};dc60:{n / 2:.0f}" for n in chargers], ""),
            "kwh_month": np.where(rng.random(count) < 0.3, chargers * 800.0, np.nan),
            "bays": np.where(roomy, chargers + rng.integers(0, 15, count), np.nan),
            "grid_kw": np.where(roomy, 400.0 + chargers * 60.0, np.nan),
            "since": rng.choice(["2019", "2022-06", "undated"], count),
            "origin": "modelled",
            "source": "made by bench_standing",
            "as_of": "2026",
            "lon": points.x.to_numpy(),
            "lat": points.y.to_numpy(),
        }
    )


def processor_seconds() -> float:
    """Sum the CPU seconds of this process and of its solver processes."""
    end_all()  # what a process used counts once it has ended
    every = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in every)


def main() -> None:
    """Plan without and with the stations; print what it took and gave."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--stations", type=int, default=3_000)
    parser.add_argument("--only", choices=("without", "with"))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        beside = Path(name) / "beside"
        shutil.copytree(region_folder("tianjin"), beside)
        stations(asked.stations).to_csv(beside / "standing.csv", index=False)
        for said, region in (("without", "tianjin"), ("with", str(beside))):
            if asked.only not in {None, said}:
                continue
            began, used = time.perf_counter(), processor_seconds()
            plan = make_plan(load_scenario("tianjin-2027", [f"region={region}"]))
            cpu = processor_seconds() - used
            head = plan.headline
            gaps = ", ".join(f"{one.stage} {one.gap:.3%}" for one in plan.certificates if one.gap is not None)
            print(f"{said}: {time.perf_counter() - began:.0f} s, {cpu:.0f} s of processor; {gaps}")
            print(
                f"  covered {head['covered_people_share']:.4f}, served {head['served_energy_share']:.4f}, "
                f"new public sites {head['max_new_sites']}, standing {head.get('standing')}"
            )


if __name__ == "__main__":
    main()
