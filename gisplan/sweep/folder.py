"""The folder of a sweep: its runs by key, its failures, and its table, whole at any moment."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from gisplan.sweep.working import Failure, put_in_place
from gisplan.tables.format import is_run_folder, write_json
from gisplan_errors import ScenarioError
from gisplan_files import is_taken, read_json
from gisplan_words import message

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.sweep.items import Item
    from gisplan.sweep.spec import Sweep
    from gisplan.sweep.working import Outcome

RECORD: Final = "sweep.json"
RUNS: Final = "runs"
FAILED: Final = "failed"
WORK: Final = "work"
_GENERATOR: Final = "gisplan sweep"


@dataclass(frozen=True)
class SweepFolder:
    """The folder of a sweep.

    Parameters
    ----------
    path
        Where it stands.
    """

    path: Path

    def begin(self, sweep: Sweep, items: list[Item]) -> None:
        """Make the folder, or go on in that of an earlier sweep; what a killed one left half is cleared.

        Raises
        ------
        ScenarioError
            The folder holds something else.
        """
        record = self.path / RECORD
        if is_taken(self.path) and not _is_sweep(record):
            raise ScenarioError(message("sweep-out-foreign", folder=str(self.path)))
        for name in (RUNS, FAILED, WORK):
            (self.path / name).mkdir(parents=True, exist_ok=True)
        for draft in (self.path / RUNS).glob(".*"):
            if draft.is_dir():
                shutil.rmtree(draft, ignore_errors=True)
            else:
                draft.unlink()
        write_json(
            {
                "generator": _GENERATOR,
                "name": sweep.name,
                "scenario": sweep.scenario,
                "kind": sweep.kind,
                "set": dict(sweep.fixed),
                "options": dict(sweep.options),
                "items": [
                    {"number": one.number, "label": one.label, "key": one.key, "values": dict(one.values)}
                    for one in items
                ],
            },
            record,
        )

    def run(self, key: str) -> Path:
        """Give where the run folder of an item stands, or will."""
        return self.path / RUNS / key

    def done(self, key: str) -> bool:
        """Tell whether the run of an item stands whole."""
        return is_run_folder(self.run(key))

    def failure(self, key: str) -> Failure | None:
        """Give why an item has no plan; None where it has one, or was not tried."""
        path = self.path / FAILED / f"{key}.json"
        if not path.is_file():
            return None
        try:
            return Failure(**read_json(path))
        except (TypeError, ValueError):
            return None  # half of one: it is tried again

    def put(self, outcome: Outcome) -> None:
        """Keep what a worker handed back."""
        kept = {"seconds": outcome.seconds, "found": dict(outcome.found), "made": dict(outcome.made)}
        if outcome.failure is not None:
            write_json(asdict(outcome.failure), self.path / FAILED / f"{outcome.key}.json")
        elif not self.done(outcome.key):
            put_in_place(outcome.archive, self.run(outcome.key))
            (self.path / FAILED / f"{outcome.key}.json").unlink(missing_ok=True)
        write_json(kept, self.path / WORK / f"{outcome.key}.json")

    def worked(self, key: str) -> dict[str, Any]:
        """Give seconds and kept answers of an item; empty where it was not worked on."""
        path = self.path / WORK / f"{key}.json"
        return dict(read_json(path)) if path.is_file() else {}


def _is_sweep(record: Path) -> bool:
    try:
        return bool(json.loads(record.read_text("utf-8")).get("generator") == _GENERATOR)
    except (OSError, ValueError, AttributeError):
        return False
