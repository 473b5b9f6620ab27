"""What a piece of code takes of memory: measured in a process of its own, for a peak never falls again."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

_RUN = """
import resource, sys
from pathlib import Path
from gisplan_errors import LayerError
from layers.files.reading import open_raster, read_columns, read_csv, read_features, read_parquet
from layers.importing.files import import_file
from layers.roads.osmnx_graphs import read_graphml
path = Path(sys.argv[1])
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
before = peak()
try:
    {call}
    said = "read"
except LayerError as refused:
    said = str(refused)
print(peak() - before, said)
"""


def peak_and_answer(call: str, path: Any) -> tuple[float, str]:
    """Give the MB that a call adds to the peak of a fresh process, and the refusal that it ends in."""
    command = [sys.executable, "-P", "-c", _RUN.format(call=call), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    took, _, said = done.stdout.partition(" ")
    return float(took), said
