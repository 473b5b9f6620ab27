"""Read a run folder for verification: the layers as they are, in the region's projected CRS."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

from gisplan.plan.reading import read_plan, run_scenario
from gisplan.tables.format import MANIFEST, read_manifest
from gisplan.tables.reading import CERTIFICATES, HEADLINE, INPUTS, NOT_KNOWN, SCENARIO
from gisplan.tables.registry import CSV, EVIDENCE, LAYERS, tables_in
from gisplan.verify.run.cells import SPOILT, lacking, same
from gisplan.verify.run.faults import fault
from gisplan.verify.run.roads import run_roads
from gisplan_errors import GisplanError, LayerError
from gisplan_kept import once
from gisplan_words import listed, message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault
    from gisplan_words import Said

    Check = Callable[[Plan], Iterator[Fault]]


def read_run(folder: Path) -> Plan:
    """Read a run folder; layers and candidates stand in the region's projected CRS (metres).

    Parameters
    ----------
    folder
        A folder that ``gisplan plan`` wrote.

    Returns
    -------
    Plan
        What it says, with its roads where they are at hand.

    Raises
    ------
    LayerError
        A file or a layer is missing or cannot be read; all missing files are named at once.
    """
    return in_metres(folder, read_kept(folder))


def read_kept(folder: Path) -> Plan:
    """Read a run folder as it is, layers in EPSG:4326.

    Raises
    ------
    LayerError
        A file or a layer is missing or cannot be read; all missing files are named at once.
    """
    singles = (SCENARIO, HEADLINE, CERTIFICATES, INPUTS, NOT_KNOWN, MANIFEST)
    needed = dict.fromkeys(
        [*singles, *(one.path for one in tables_in(LAYERS, EVIDENCE, CSV) if not one.absent)]
    )
    missing = [name for name in needed if not (folder / name).is_file()]
    if missing:
        raise LayerError(message("run-not-whole", folder=str(folder), names=listed(missing)))
    read_manifest(folder)
    run_scenario(folder)  # a fault of the scenario is told as such, not as one of the run
    with _readable(folder):
        return read_plan(folder, checked=False)


def in_metres(folder: Path, run: Plan) -> Plan:
    """Give a run with layers and candidates in the region's projected CRS, and its roads where at hand.

    Raises
    ------
    LayerError
        Its layers have no CRS that can be projected, or its roads cannot be read.
    """
    with _readable(folder):
        crs = run.headline.crs
        layers = {name: frame.to_crs(crs) for name, frame in run.layers.frames().items()}
        evidence = replace(run.evidence, candidates=run.evidence.candidates.to_crs(crs))
        run = replace(run, layers=replace(run.layers, **layers, checked=False), evidence=evidence)
        return replace(run, roads=run_roads(folder, run))


@contextmanager
def _readable(folder: Path) -> Iterator[None]:
    """Tell whatever a spoilt file makes its reader raise as a fault of the run."""
    try:
        yield
    except SPOILT as error:
        told = error.what if isinstance(error, GisplanError) else f"{type(error).__name__}: {error}"
        raise LayerError(message("run-not-back", folder=str(folder), error=cast("Said", told))) from error


@once
def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a frame, its geometry left out."""
    table = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    names = [str(name) for name in table.columns]
    if not names:
        return [{} for _ in range(len(table))]
    columns = (_plain_list(table.iloc[:, place]) for place in range(len(names)))
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain_list(column: pd.Series[Any]) -> list[Any]:
    """Give a column as plain values; text at once, for its own list asks cell by cell."""
    if isinstance(column.dtype, pd.StringDtype):
        return column.to_numpy(dtype=object).tolist()
    return column.tolist()


def sums(frame: pd.DataFrame, by: str, column: str) -> dict[str, float]:
    """Sum a column by the text in another one."""
    return {str(name): float(value) for name, value in frame.groupby(by)[column].sum().items()}


def counts_by(frame: pd.DataFrame, by: str) -> dict[str, float]:
    """Count rows by the text in a column."""
    return sums(frame.assign(one=1), by, "one")


def headline_faults(
    run: Plan,
    due: Mapping[str, Any],
    gives: Said,
    *,
    share: float = 1e-6,
    near: float = 1e-6,
    blank: float | None = None,
) -> Iterator[Fault]:
    """Name the figures of plan.json that are others than due, see `differences`; a null one is `blank`."""
    for key, right in due.items():
        said = blank if run.headline[key] is None else run.headline[key]
        plain = isinstance(right, Mapping)
        if said != right if plain else not same(said, right, share=share, near=near):
            yield fault("record", f"plan.json {key}", said=said, due=right, gives=gives)


def points(frame: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Give the coordinates of a point layer, shape (n, 2), metres."""
    return np.column_stack([frame.geometry.x.to_numpy(), frame.geometry.y.to_numpy()])


def needing(where: str, part: str, columns: Iterable[str]) -> Callable[[Check], Check]:
    """Let a check run where a table has all columns that it reads, and else name those that are missing.

    Parameters
    ----------
    where
        What faults call the table.
    part
        Where the run holds it: ``tradeoff``, ``layers.places``.
    columns
        What the check reads of it.
    """

    def guard(check: Check) -> Check:
        @wraps(check)
        def checked(run: Plan) -> Iterator[Fault]:
            missing = lacking(attrgetter(part)(run), where, columns)
            yield from missing or check(run)

        return checked

    return guard
