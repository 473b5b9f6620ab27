"""The same plan on a busy machine: alone, two at once, beside four and beside twelve busy processes.

Run: ``python tests/benchmarks/bench_load.py [scenario]``; it takes about twelve times a plan. The table of
docs/trust.md is what it prints.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

BUSY = "while True: pass"
FILES = ("sites.csv", "stations.csv")


@contextmanager
def busy(processes: int) -> Iterator[None]:
    """Let so many processes ask for all of a core each."""
    started = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(processes)]
    try:
        yield
    finally:
        for one in started:
            one.kill()
            one.wait()


def plans(scenario: str, place: Path, *, at_once: int = 1, threads: int = 2) -> list[tuple[Path, float]]:
    """Make plans at once; gives each folder and the seconds until all stood."""
    outs = [place / f"run-{k}" for k in range(at_once)]
    began = time.perf_counter()
    started = [
        subprocess.Popen(
            [
                *(sys.executable, "-m", "gisplan.cli", "plan", scenario, "--quiet", "--force"),
                *("--set", f"solver.threads={threads}", "--out", str(out)),
            ],
            stdout=subprocess.DEVNULL,
        )
        for out in outs
    ]
    for one in started:
        one.wait()
    spent = time.perf_counter() - began
    return [(out, spent) for out in outs]


def row(load: str, out: Path, seconds: float) -> str:
    """Tell what one plan came to."""
    stages = json.loads((out / "certificate.json").read_text(encoding="utf-8"))
    widest = max(one["gap"] for one in stages if one["stage"] != "plan")
    cost = json.loads((out / "plan.json").read_text(encoding="utf-8"))["investment_cost"]
    content = hashlib.sha256(b"".join((out / name).read_bytes() for name in FILES)).hexdigest()[:12]
    work = next(one["work"] for one in stages if one["stage"] == "plan")
    return f"| {load} | {seconds:.0f} | {work:.1f} | {widest:.2%} | {cost:,.0f} | `{content}` |"


def main() -> None:
    """Print the table."""
    scenario = sys.argv[1] if len(sys.argv) > 1 else "tianjin-2027"
    print("| load | seconds | work | widest gap | investment | sites and stations |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        loads = (("calm", 0, 1, 2), ("calm, 1 thread", 0, 1, 1), ("two plans at once", 0, 2, 2))
        for load, others, at_once, threads in (*loads, ("4 busy", 4, 1, 2), ("12 busy", 12, 1, 2)):
            with busy(others):
                for out, seconds in plans(scenario, place, at_once=at_once, threads=threads):
                    print(row(load, out, seconds), flush=True)


if __name__ == "__main__":
    main()
