"""The same plan on a busy machine: alone, two at once, beside four and beside twelve busy processes.

    python tests/benchmarks/bench_load.py [SCENARIO]           about twelve times a plan
    python tests/benchmarks/bench_load.py --each [--to TABLE] [SCENARIO …]
                                                               every shipped scenario twice, and `explain`

With ``--to`` rows are appended to a file as each is known, and scenarios that stand there are left out: a
run that was broken off goes on, one scenario at a time. The first table of docs/trust.md is what the first
prints, the second what the second does: each plan with 2 threads and then with 1 beside two busy processes,
which are two machines as far as a plan can tell.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from gisplan.resources import scenario_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BUSY = "while True: pass"
FILES = ("sites.csv", "stations.csv")
EACH = (
    "| scenario | seconds | work | widest gap | sites and stations | same twice | `explain` |",
    "|---|---|---|---|---|---|---|",
)
TWICE = ((2, 0), (1, 2))
"""Threads, and busy processes beside, of the two runs of each scenario."""


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


def explained(scenario: str, threads: int) -> str:
    """Give the hash of what `explain` says of a scenario that is asked for far too much."""
    words = [sys.executable, "-m", "gisplan.cli", "explain", scenario, "--json", "--quiet"]
    asked = ["--set", "chargers.target=90000000", "--set", f"solver.threads={threads}"]
    told = subprocess.run([*words, *asked], capture_output=True, check=False)
    return hashlib.sha256(told.stdout + str(told.returncode).encode()).hexdigest()[:12]


def content(out: Path) -> str:
    """Give the hash of where the plan builds what."""
    return hashlib.sha256(b"".join((out / name).read_bytes() for name in FILES)).hexdigest()[:12]


def figures(out: Path) -> str:
    """Give the hash of every CSV table and of plan.json; the fingerprint has the threads of the scenario."""
    said = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    said.pop("fingerprint")
    tables = b"".join(
        path.read_bytes() for path in sorted(out.glob("*.csv")) if path.name != "assumptions.csv"
    )
    return hashlib.sha256(tables + json.dumps(said).encode()).hexdigest()[:12]


def stages(out: Path) -> tuple[float, str, float]:
    """Give the work of a plan, the stage with the widest gap, and that gap."""
    said = json.loads((out / "certificate.json").read_text(encoding="utf-8"))
    widest = max((one for one in said if one["stage"] != "plan"), key=lambda one: one["gap"] or 0.0)
    work = next(one["work"] for one in said if one["stage"] == "plan")
    return work, widest["stage"], widest["gap"]


def row(load: str, out: Path, seconds: float) -> str:
    """Tell what one plan came to."""
    work, _, widest = stages(out)
    cost = json.loads((out / "plan.json").read_text(encoding="utf-8"))["investment_cost"]
    return f"| {load} | {seconds:.0f} | {work:.1f} | {widest:.2%} | {cost:,.0f} | `{content(out)}` |"


def each(scenario: str, place: Path) -> str:
    """Plan and explain one scenario twice, and tell whether both are the same."""
    seen, told, spent = [], [], []
    for threads, others in TWICE:
        with busy(others):
            out, seconds = plans(scenario, place, threads=threads)[0]
            spent.append(f"{seconds:.0f}")
            if not out.is_dir():
                return f"| `{scenario}` | {spent[-1]} | | no plan | | |"
            seen.append((content(out), figures(out)))
            told.append(explained(scenario, threads))
    work, stage, widest = stages(out)
    same = "yes" if seen[0] == seen[1] else f"no: `{seen[1][0]}`, `{seen[1][1]}`"
    explains = "yes" if told[0] == told[1] else "no"
    found = f"`{seen[0][0]}` | {same} | {explains}"
    return f"| `{scenario}` | {', '.join(spent)} | {work:.1f} | {widest:.2%} ({stage}) | {found} |"


def every(scenarios: Iterable[str], place: Path, table: Path | None) -> None:
    """Print the row of each scenario that the table lacks, and append it there."""
    known = table.read_text(encoding="utf-8") if table and table.is_file() else ""
    with nullcontext(sys.stdout) if table is None else table.open("a", encoding="utf-8") as into:
        if not known:
            print(*EACH, sep="\n", file=into)
        for scenario in scenarios:
            if f"| `{scenario}` |" not in known:
                print(each(scenario, place), file=into, flush=True)


def main(asked: list[str]) -> None:
    """Print one of the tables."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        if asked[:1] == ["--each"]:
            table = Path(asked[2]) if asked[1:2] == ["--to"] else None
            every(asked[3 if table else 1 :] or scenario_names(), place, table)
            return
        print("| load | seconds | work | widest gap | investment | sites and stations |")
        print("|---|---|---|---|---|---|")
        loads = (("calm", 0, 1, 2), ("calm, 1 thread", 0, 1, 1), ("two plans at once", 0, 2, 2))
        for load, others, at_once, threads in (*loads, ("4 busy", 4, 1, 2), ("12 busy", 12, 1, 2)):
            with busy(others):
                for out, seconds in plans(
                    asked[0] if asked else "tianjin-2027", place, at_once=at_once, threads=threads
                ):
                    print(row(load, out, seconds), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
