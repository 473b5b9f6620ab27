"""Drawing in a process beside: what takes longest to verify of a large run begins before all else.

Nothing here loads a library, so that both processes load theirs at once.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Self

from gisplan.tables.registry import LAYERS

if TYPE_CHECKING:
    from gisplan.verify.run.faults import Fault

Part = Literal["pages", "report", "workbook"]
PARTS: Final[tuple[Part, ...]] = ("pages", "report", "workbook")
"""What is drawn: pages with maps take longest, then the workbook, then the report."""
HOME: Final = Path(__file__).resolve().parents[2]
"""Where the packages of gisplan stand."""
LARGE_BYTES: Final = 4_000_000
"""Size of plan.gpkg from which on drawing again is worth a process of its own."""


@dataclass(frozen=True)
class Beside:
    """Parts of a large run that are drawn in a process beside this one; none of a small one."""

    parts: tuple[Part, ...] = ()
    process: subprocess.Popen[str] | None = None

    @classmethod
    def begin(cls, folder: Path, parts: tuple[Part, ...]) -> Beside:
        """Begin to draw."""
        layers = folder / LAYERS
        if not parts or not layers.is_file() or layers.stat().st_size < LARGE_BYTES:
            return cls()
        # -P, and no entry that means the caller's folder: what lies there is none of gisplan
        words = [sys.executable, "-P", "-m", "gisplan.runs.drawn", str(folder.absolute()), *parts]
        paths = [str(Path(path).absolute()) for path in sys.path if path]
        paths = paths if str(HOME) in paths else [str(HOME), *paths]
        try:
            process = subprocess.Popen(
                words,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        except OSError:
            return cls()
        return cls(parts, process)

    def answer(self) -> tuple[list[Fault], list[str]] | None:
        """Wait for faults and names of what was drawn; None where the process failed."""
        if self.process is None:
            return [], []
        text, _ = self.process.communicate()
        if self.process.returncode != 0:
            return None
        from gisplan_stored import read  # noqa: PLC0415 - its libraries load beside

        faults, names = json.loads(text)
        return [read(one) for one in faults], names

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End the process where nobody asks any more, whatever the way out."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            if self.process.stdout is not None:
                self.process.stdout.close()
