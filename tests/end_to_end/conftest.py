"""One Tianjin run for all end-to-end tests: by the wheel, installed away from the checkout."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
COARSE = ("demand.coefficients.cell_fine_m=1500", "solver.work=20", "solver.gap=0.1")
"""Cells three times as wide: the city with every rule, in a quarter of the time; `.ci/bare` plans it fine."""


@dataclass(frozen=True)
class InstalledRun:
    """The wheel in a new environment, and the run folder it made.

    ``python`` is the environment's interpreter, ``cwd`` a folder outside the checkout, ``folder`` the run,
    ``log`` what the command printed, ``files`` the names in the wheel.
    """

    python: Path
    cwd: Path
    folder: Path
    log: str
    files: list[str]


def call(*command: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command without the checkout on its path."""
    env = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )


def make_run(place: Path) -> tuple[str, list[str]]:
    """Build the wheel, install it in a new environment and run the main job.

    What the wheel depends on comes from this environment; that its list of dependencies is whole, CI shows on
    a bare machine.

    Returns
    -------
    What the command printed, and the names in the wheel.
    """
    built = call(
        sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", place, ROOT, cwd=place
    )
    assert built.returncode == 0, built.stderr[-2000:]
    (wheel,) = place.glob("*.whl")
    venv.create(place / "env", with_pip=False)
    python = place / "env" / "bin" / "python"
    own = place / sysconfig.get_path("purelib", vars={"base": "env"})
    # no .pth of a folder that a .pth names is read: the checkout stays out of reach
    (own / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps"]
    done = call(*pip, "--ignore-installed", "--disable-pip-version-check", wheel, cwd=place)
    assert done.returncode == 0, done.stderr[-2000:]
    found = call(python, "-c", "import gisplan; print(gisplan.__file__)", cwd=place)
    assert found.stdout.startswith(str(place)), found.stdout + found.stderr
    listed = call(python, "-m", "zipfile", "-l", wheel, cwd=place).stdout.splitlines()
    settings = [word for setting in COARSE for word in ("--set", setting)]
    run = call(place / "env" / "bin" / "gisplan", "plan", "--out", place / "run", *settings, cwd=place)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-2000:]
    return run.stdout + run.stderr, [line.split()[0] for line in listed if line]


@pytest.fixture(scope="session")
def installed_run(tmp_path_factory: pytest.TempPathFactory) -> InstalledRun:
    """Give the one run of all workers: the first that asks makes it, the others wait for it."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    place, record = shared / "away", shared / "away.json"
    with (shared / "away.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not record.is_file():
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            record.write_text(json.dumps(make_run(place)), encoding="utf-8")
    log, files = json.loads(record.read_text(encoding="utf-8"))
    return InstalledRun(place / "env" / "bin" / "python", place, place / "run", log, files)
