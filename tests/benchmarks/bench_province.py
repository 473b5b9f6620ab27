"""Time and memory of a province plan: layers, siting, hydrogen, sizing, pages, and the check from the files.

    python tests/benchmarks/bench_province.py [scenario] [--set KEY=VALUE …]

Prints one row a step and one a certificate. The table of docs/regions.md comes from it.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import tempfile
import time
from pathlib import Path

from gisplan.pipeline import make_plan
from gisplan.runs.folder import write_plan
from gisplan.scenario.loading import load_scenario
from gisplan.verify.folder import judge_folder


def peak_gb() -> float:
    """Give the largest resident memory of this process so far, GB (10^9 bytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9


class Steps:
    """Seconds by the first word of the progress lines: a line starts its step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.name, self.since = "start", time.perf_counter()

    def tell(self, line: str) -> None:
        """Close the step that ran and open the one that the line names."""
        now = time.perf_counter()
        self.seconds[self.name] = self.seconds.get(self.name, 0.0) + now - self.since
        self.name, self.since = line.split(":", maxsplit=1)[0], now


def main() -> None:
    """Plan, write and check the scenario, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", nargs="?", default="guangdong-2025")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    asked = parser.parse_args()
    scenario = load_scenario(asked.scenario, asked.set)
    load_before = os.getloadavg()[0]
    steps, start = Steps(), time.perf_counter()
    plan = make_plan(scenario, progress=steps.tell)
    planned = time.perf_counter()
    folder = Path(tempfile.mkdtemp()) / "run"
    try:
        write_plan(plan, folder, progress=steps.tell)
        written = time.perf_counter()
        faults = judge_folder(folder).faults
        verified = time.perf_counter()
        pages = {
            name: (folder / name).stat().st_size / 1e6 for name in ("index.html", "map.html", "plan.gpkg")
        }
    finally:
        shutil.rmtree(folder.parent)
    steps.tell("end:")
    head, rows = plan.headline, plan.layers
    print(
        f"{scenario.name}: {len(rows.districts)} districts, {len(rows.demand):,} cells, "
        f"{len(plan.evidence.candidates):,} candidate sites, {head['chargers_new_total']:,} new chargers, "
        f"{os.cpu_count()} cores, load before {load_before:.1f}"
    )
    print("| step | seconds |")
    print("|---|---|")
    for name, seconds in steps.seconds.items():
        if seconds >= 0.5:
            print(f"| {name} | {seconds:.0f} |")
    print(f"| plan | {planned - start:.0f} |")
    print(f"| write | {written - planned:.0f} |")
    print(f"| verify, {len(faults)} faults | {verified - written:.0f} |")
    print(f"| peak memory, GB | {peak_gb():.1f} |")
    for name, size in pages.items():
        print(f"| {name}, MB | {size:.1f} |")
    print("| certificate | objective | bound | gap |")
    print("|---|---|---|---|")
    for proof in plan.certificates:
        gap = "none" if proof.gap is None else f"{proof.gap:.2%}"
        print(f"| {proof.stage} | {proof.objective or 0:,.0f} | {proof.bound or 0:,.0f} | {gap} |")
    for fault in faults[:10]:
        print(fault)


if __name__ == "__main__":
    main()
