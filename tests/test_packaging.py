"""What is installed with gisplan: imports are asked for, the wheel says what is in it, no name is hidden."""

from __future__ import annotations

import ast
import importlib.util
import json
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OWN = {"gisplan", "layers", "optimize", "maps"}


def imported() -> dict[str, Path]:
    """Give what the product imports from elsewhere, each with a file that does."""
    found = {}
    files = [path for name in OWN for path in (ROOT / name).rglob("*.py")]
    for path in [*files, *ROOT.glob("gisplan_*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            found |= {name.partition(".")[0]: path for name in names}
    return {
        name: path
        for name, path in found.items()
        if name not in OWN | sys.stdlib_module_names and not name.startswith("gisplan_")
    }


def test_every_import_of_the_product_is_asked_for() -> None:
    """What only another distribution asks for is gone the day that one no longer does."""
    extras = PROJECT["optional-dependencies"]
    own = ("cluster", "editor", "postgis", "raster", "sensitivity")
    asked = [*PROJECT["dependencies"], *(line for name in own for line in extras[name])]
    known = {canonicalize_name(Requirement(line).name) for line in asked}
    homes = packages_distributions()
    lost = {
        name: str(path.relative_to(ROOT))
        for name, path in imported().items()
        if not known & {canonicalize_name(one) for one in homes.get(name, [name])}
    }
    assert lost == {}


def test_the_bill_of_materials_names_all_that_is_asked_for_and_embedded_and_repeats() -> None:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    one, two = (module.bill(ROOT, "gisplan", "1.0", PROJECT["dependencies"]) for _ in range(2))
    assert one == two
    told = json.loads(one)
    parts = {canonicalize_name(part["name"]): part for part in told["components"]}
    asked = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]}
    assert asked | {"leaflet", "gisplansubstitute-ttf"} <= parts.keys()
    assert "llvmlite" in parts  # which numba asks for
    assert all(parts[name].get("version") for name in asked)
    assert not {"pytest", "ruff"} & parts.keys()
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")


@pytest.mark.parametrize("name", ["maps", "layers"])
def test_a_foreign_package_beside_the_caller_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text("", encoding="utf-8")
    command = [sys.executable, "-c", "import gisplan"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"{tmp_path / name / '__init__.py'} hides the package {name!r} of gisplan" in done.stderr


def test_a_folder_that_is_no_package_hides_nothing(tmp_path: Path) -> None:
    (tmp_path / "maps").mkdir()
    command = [sys.executable, "-c", "import gisplan, maps; print(maps.__file__)"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert str(tmp_path) not in done.stdout
