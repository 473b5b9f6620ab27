"""Tables of shipped regions made again from the index of names, and compared with those that ship.

Run: ``GISPLAN_BENCHMARK_DATA=... python tests/benchmarks/bench_made_tables.py``. A row that differs ends it.
"""

from __future__ import annotations

import importlib
import os
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "data" / "make"))  # scripts that no package holds
names: Any = importlib.import_module("names")
candidates: Any = importlib.import_module("candidates")


def compare(region: str, name: str, made: pd.DataFrame) -> None:
    shipped = pd.read_csv(
        ROOT / "data" / "regions" / region / f"{name}.csv", dtype=str, keep_default_na=False
    )
    pd.testing.assert_frame_equal(made.astype(str).reset_index(drop=True), shipped, check_dtype=False)
    print(f"{region} {name}.csv: {len(made):,} rows follow from the index")


def main() -> None:
    index = Path(os.environ["GISPLAN_BENCHMARK_DATA"]) / "jingjinji" / "osm_names.csv.gz"
    begun = time.perf_counter()
    compare("jingjinji", "names", names.cut(names.kinds_of(names.read_names(index)), "jingjinji"))
    for name, made in candidates.tables(candidates.read_names(index), "tianjin").items():
        if name in ("candidates", "streets"):
            compare("tianjin", name, made)
    print(f"{time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
