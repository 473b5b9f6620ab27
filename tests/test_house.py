"""The house rules that a machine can hold: one-way imports, file sizes, no foreign paths."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("gisplan", "layers", "optimize", "maps")
MAY_IMPORT = {
    "gisplan": {"layers", "optimize", "maps"},
    "maps": {"layers"},
    "layers": set(),
    "optimize": set(),
}


def imported(path: Path) -> set[str]:
    """List the top-level names that a module imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_run_one_way(package):
    forbidden = set(PACKAGES) - MAY_IMPORT[package] - {package}
    faults = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in (ROOT / package).rglob("*.py")
        for name in imported(path) & forbidden
    }
    assert not faults


def test_the_import_rule_sees_a_forbidden_import(tmp_path):
    module = tmp_path / "bad.py"
    module.write_text("def f():\n    from gisplan.plan import Plan\n    return Plan\n", encoding="utf-8")
    assert "gisplan" in imported(module)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_is_typed_and_every_module_says_what_it_is(package):
    assert (ROOT / package / "py.typed").is_file()
    silent = [
        str(path.relative_to(ROOT))
        for path in (ROOT / package).rglob("*.py")
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent


def test_no_file_has_outgrown_its_theme():
    long = {
        f"{path.relative_to(ROOT)}: {count}"
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 450
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
