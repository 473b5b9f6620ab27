"""Figures of README: the documented plan is run and measured, recorded, and written between README's marks.

``make readme-figures`` runs ``gisplan plan tianjin-2027`` and ``gisplan verify``, reads the run folder,
records what README needs in ``readme_figures.json`` beside this script, and writes the marked parts of README
again; ``--text`` only writes them, from what is recorded. The words stand in ``readme_figures.md.j2``.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import importlib.metadata
import json
import math
import os
import platform
import resource
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

import jinja2

from gisplan_numbers import Figure

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
RECORD = ROOT / "docs" / "readme_figures.json"
TEMPLATE = ROOT / "docs" / "readme_figures.md.j2"
BENCHMARKS = ROOT / "docs" / "benchmarks.md"
SCENARIO = "tianjin-2027"
GISPLAN = (sys.executable, "-m", "gisplan.cli")
BUSY = 0.5
"""Load average at the start, per core, above which the text says that the machine was shared."""

VERDICTS = ("met", "partly", "not met", "not assessable", "context")
KEYS = (
    "scenario", "horizon", "chargers_target", "chargers_new_total", "chargers_by_access",
    "largest_type_share", "covered_people_threshold", "covered_people_share", "reached_people_share",
    "sites_public", "served_energy_share", "investment_chargers_cost", "price_year", "cost_level",
    "expressway_service_areas", "expressway_service_areas_basis", "expressway_service_areas_covered_share",
    "expressway_service_areas_unverified", "hydrogen_target", "hydrogen_stations_new",
    "hydrogen_by_ownership", "charging_delivered_cost_kwh", "worst_district_share", "spread_agreement",
)  # fmt: skip
"""Of ``plan.json``."""

Figures = dict[str, Any]


def measured_run(folder: Path) -> Figures:
    """Run the documented command, and give the machine, its load and what the command took.

    Returns
    -------
    dict
        wall_s, cpu_s (user and system), peak_bytes, load (one-minute average at the start), cores,
        processor, memory_bytes, python, packages (name to version), date.
    """
    load, start = os.getloadavg()[0], time.monotonic()
    subprocess.run([*GISPLAN, "plan", SCENARIO, "--out", str(folder), "--force"], check=True)
    wall, used = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    unit = 1 if sys.platform == "darwin" else 1024
    return {
        "wall_s": round(wall, 1),
        "cpu_s": round(used.ru_utime + used.ru_stime, 1),
        "peak_bytes": used.ru_maxrss * unit,
        "load": round(load, 2),
        "cores": os.cpu_count(),
        "processor": _processor(),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "python": platform.python_version(),
        "packages": {name: importlib.metadata.version(name) for name in ("highspy", "PuLP")},
        "date": dt.datetime.now(tz=dt.UTC).date().isoformat(),
    }


def plan_figures(folder: Path) -> Figures:
    """Read from a run folder what README tells of the plan: plain values as the files have them."""
    plan = _json(folder / "plan.json")
    scenario = tomllib.loads((folder / "scenario.toml").read_text(encoding="utf-8"))
    currency = scenario["costs"]["currency"]
    types = {kind["id"]: kind["name_en"] for kind in scenario["chargers"]["types"]}
    districts = {row["adcode"]: row["name_en"] for row in _rows(folder / "districts.csv")}
    return {
        "plan": {key: plan[key] for key in KEYS}
        | {"largest_type": types[plan["largest_type"]], "currency": currency},
        "gaps": {row["stage"]: row["gap"] for row in _json(folder / "certificate.json")},
        "clauses": {
            verdict: sum(row["verdict"] == verdict for row in _rows(folder / "clauses.csv"))
            for verdict in VERDICTS
        },
        "worst_district": districts[plan["worst_district"]],
        "sites_that_reach_all": max(int(row["sites"]) for row in _rows(folder / "tradeoff.csv")),
    }


def plan_text(figures: Figures) -> str:
    """Write README's part about the plan from recorded figures."""
    words = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)  # noqa: S701 - Markdown
    words.filters |= {
        "percent": lambda value, decimals: Figure(value, "share", decimals).en,
        "thousands": lambda value: Figure(value).en,
        "giga": lambda number, decimals: f"{number / 1e9:.{decimals}f}",
        "gap": _gap,
    }
    run = figures["run"]
    template = words.from_string(TEMPLATE.read_text(encoding="utf-8"))
    return template.render(figures, shared=run["load"] > BUSY * run["cores"]).strip()


def benchmark_text() -> str:
    """Give the summary of the benchmarks, whose home is ``docs/benchmarks.md``."""
    return marked(BENCHMARKS.read_text(encoding="utf-8"), "benchmarks")


def marked(text: str, name: str) -> str:
    """Give what stands between the marks of a part."""
    begin, end = _marks(name)
    return text.partition(begin)[2].partition(end)[0].strip("\n")


def replaced(text: str, name: str, part: str) -> str:
    """Give the text with another part between its marks.

    Raises
    ------
    ValueError
        The marks are not there once each, in this order.
    """
    begin, end = _marks(name)
    head, found, rest = text.partition(begin)
    _, closed, tail = rest.partition(end)
    if not (found and closed) or begin in tail or end in tail:
        raise ValueError(f"README: the marks {begin} and {end} have to stand there once, in this order")
    return f"{head}{begin}\n{part}\n{end}{tail}"


def readme_text(text: str, figures: Figures) -> str:
    """Give README with its marked parts written again."""
    return replaced(replaced(text, "plan", plan_text(figures)), "benchmarks", benchmark_text())


def _marks(name: str) -> tuple[str, str]:
    return f"<!-- readme-figures: {name} -->", f"<!-- end of readme-figures: {name} -->"


def _gap(gap: float) -> str:
    """Write a gap in hundredths of a percent, rounded up, for it is a promise."""
    return f"{math.ceil(round(gap * 1e4, 6)) / 100:.2f} %"


def _json(path: Path) -> Any:  # noqa: ANN401 - what a file holds
    return json.loads(path.read_text(encoding="utf-8"))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as table:
        return list(csv.DictReader(table))


def _processor() -> str:
    """Name the processor as the system does."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def main() -> None:
    """Measure the plan unless only the text is asked for, and write the record and README."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", action="store_true", help="only the text, from the recorded figures")
    if not parser.parse_args().text:
        folder = ROOT / "runs" / SCENARIO
        figures = {"run": measured_run(folder), **plan_figures(folder)}
        subprocess.run([*GISPLAN, "verify", str(folder)], check=True)
        RECORD.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    README.write_text(readme_text(README.read_text(encoding="utf-8"), _json(RECORD)), encoding="utf-8")


if __name__ == "__main__":
    main()
