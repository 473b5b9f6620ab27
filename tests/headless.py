"""Open a project in a real QGIS without a window: Debian's own Python has it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests.conftest import missing

PYTHON = "/usr/bin/python3"
SCRIPT = Path(__file__).with_name("in_qgis.py")
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def in_qgis(project: Path, *words: object) -> dict[str, Any]:
    """Run `tests/in_qgis.py` and give what it tells; skip where there is no QGIS."""
    there = Path("/usr/lib/python3/dist-packages/qgis").is_dir() and Path(PYTHON).exists()
    if not there:
        missing("no QGIS: apt-get install python3-qgis")
    command = [PYTHON, str(SCRIPT), str(project), *map(str, words)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=CLEAN, cwd=project.parent, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]
