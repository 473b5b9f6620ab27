"""What loads when: a face and a leaf load no solver, no map and no picture; a command loads what it needs.

Counted in modules, not in seconds: each case runs in a process of its own and lists what it has loaded.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOLVERS = {"highspy", "pulp", "numba"}
PICTURES = {"folium", "matplotlib", "docx", "jinja2"}
GEODATA = {"geopandas", "pyogrio", "shapely", "pyproj", "osmnx", "pandera"}
TABLES = {"pandas", "numpy", "scipy", "pyarrow", "openpyxl"}
SERVERS = {"starlette", "uvicorn", "argon2"}
HEAVY = SERVERS | SOLVERS | PICTURES | GEODATA | TABLES | {"pydantic"}
THROUGH_OSMNX = {"layers.osm.fetch"}
"""Loads osmnx, which loads matplotlib; only the command that fetches imports it."""


def loaded(code: str, *words: str) -> set[str]:
    """Run code in a fresh process and give the heavy libraries that it has loaded at its end."""
    ask = f"import atexit, sys\natexit.register(lambda: print(*sys.modules, file=sys.stderr))\n{code}"
    done = subprocess.run(
        [sys.executable, "-c", ask, *words], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.stderr.split(), "the process did not come to its end"
    return set(done.stderr.split()) & HEAVY


def modules(room: str) -> list[str]:
    folder = ROOT / room.replace(".", "/")
    names = (
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in folder.rglob("*.py")
        if path.stem not in {"__init__", "__main__"}
    )
    return sorted(set(names) - THROUGH_OSMNX)


def imports(names: list[str]) -> str:
    assert names
    return "\n".join(f"import {name}" for name in names)


FACES = sorted(".".join(path.parent.relative_to(ROOT).parts) for path in ROOT.glob("[glmo]*/**/__init__.pyi"))


def test_every_face_is_lazy():
    assert {"layers", "maps", "optimize", "gisplan.cli", "gisplan.scenario"} <= set(FACES)
    assert loaded(imports([*FACES, "gisplan"])) == set()


def test_words_load_no_table_and_no_map():
    assert loaded(imports(["layers.vocabulary", "gisplan.resources", *modules("maps.words")])) == set()


@pytest.mark.parametrize(
    "words",
    [["--help"], ["--version"], ["plan", "--help"], ["regions"], ["scenarios"], ["plan", "no-such"]],
    ids=" ".join,
)
def test_a_command_loads_only_what_its_answer_needs(words):
    # scenarios are made of it, and typer converts arguments by it
    assert loaded("from gisplan.cli import main\nmain()", *words) <= {"pydantic"}


@pytest.mark.parametrize(
    ("room", "never"),
    [
        ("gisplan.scenario", HEAVY - {"pydantic"}),
        ("layers", SOLVERS - {"numba"} | PICTURES),
        ("optimize", PICTURES | GEODATA),
        ("gisplan.verify", SOLVERS - {"numba"} | PICTURES),
    ],
)
def test_a_room_loads_nothing_of_another_trade(room, never):
    assert loaded(imports(modules(room))) & never == set()
