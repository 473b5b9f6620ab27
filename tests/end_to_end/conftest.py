"""One full Tianjin run for all end-to-end tests: by the wheel, installed away from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


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


@pytest.fixture(scope="session")
def installed_run(tmp_path_factory) -> InstalledRun:
    """Build the wheel, install it in a new environment with the pinned versions, and run the main job."""
    place = tmp_path_factory.mktemp("away")
    built = call(
        sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", place, ROOT, cwd=place
    )
    assert built.returncode == 0, built.stderr[-2000:]
    (wheel,) = place.glob("*.whl")
    venv.create(place / "env", with_pip=True)
    python = place / "env" / "bin" / "python"
    pip = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "-c",
        ROOT / "constraints.txt",
    ]
    done = call(*pip, wheel, cwd=place)
    assert done.returncode == 0, done.stderr[-2000:]
    listed = call(python, "-m", "zipfile", "-l", wheel, cwd=place).stdout.splitlines()
    run = call(place / "env" / "bin" / "gisplan", "plan", "--out", place / "run", cwd=place)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-2000:]
    return InstalledRun(
        python, place, place / "run", run.stdout + run.stderr, [line.split()[0] for line in listed if line]
    )
