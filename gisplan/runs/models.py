"""Writing the models of a plan: ``gisplan plan … --write-models DIR``.

Each stage of each decision is one problem in two formats, with names by key (`optimize.names`), and a line in
``models.csv``. An MPS file always minimises, for what reads it does not agree on how to say that it does not.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pulp

from gisplan_errors import ScenarioError
from gisplan_files import reason_of
from gisplan_words import message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gisplan.planning.models import Keys
    from optimize.stages import StageProblem

INDEX: Final = "models.csv"
COLUMNS: Final = (
    *("name", "stage", "sense", "unit", "columns", "integer_columns", "rows", "nonzeros"),
    *("factor", "constant", "objective", "bound"),
)
"""``factor`` times the objective of the model plus ``constant`` is the certificate's ``objective``."""


@dataclass
class ModelFolder:
    """A folder that takes the models of a plan's decisions.

    Attributes
    ----------
    folder
        Where the files go; new or empty.
    """

    folder: Path
    _lines: dict[str, dict[str, Any]] = field(default_factory=dict)

    def check(self) -> None:
        """Make the folder, before any time is spent on a plan.

        Raises
        ------
        ScenarioError
            It is a file, is not empty, or cannot be made.
        """
        told = str(self.folder)
        if self.folder.is_symlink() or (self.folder.exists() and not self.folder.is_dir()):
            raise ScenarioError(message("run-models-no-folder", folder=told))
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            taken = any(self.folder.iterdir())
        except OSError as error:
            raise ScenarioError(
                message("run-models-unwritable", folder=told, error=reason_of(error))
            ) from None
        if taken:
            raise ScenarioError(message("run-models-taken", folder=told))

    def __call__(self, stages: Sequence[StageProblem], keys: Keys, *, part: str = "") -> None:
        """Write a decision; one that is decided anew takes the place of the earlier one."""
        for stage in stages:
            name = f"{stage.name}_{part}" if part else stage.name
            problem = stage.builder.build(texts=keys)
            problem.writeLP(str(self.folder / f"{name}.lp"))
            problem.writeMPS(str(self.folder / f"{name}.mps"), mpsSense=pulp.LpMinimize)
            self._lines[name] = _line(name, stage)
        with (self.folder / INDEX).open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(self._lines.values())


def _line(name: str, stage: StageProblem) -> dict[str, Any]:
    arrays, said = stage.builder.arrays(), stage.certificate
    return {
        "name": name,
        "stage": said.stage,
        "sense": arrays.sense,
        "unit": stage.unit,
        "columns": arrays.cost.size,
        "integer_columns": int(arrays.integer.sum()),
        "rows": arrays.matrix.shape[0],
        "nonzeros": arrays.matrix.nnz,
        "factor": stage.factor,
        "constant": stage.constant,
        "objective": said.objective,
        "bound": said.bound,
    }
