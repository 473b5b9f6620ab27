"""The run folder of a plan: every file of it, written whole or not at all."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import math
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyogrio

from gisplan.runs.tables import plan_tables, write_csv
from gisplan.scenario.loading import scenario_toml
from gisplan.version import __version__
from gisplan_errors import ScenarioError
from gisplan_files import sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import geopandas as gpd
    import pandas as pd

    from gisplan.plan import Plan
    from gisplan_progress import Progress

logger = logging.getLogger(__name__)

MANIFEST = "manifest.json"
GENERATOR = "gisplan"
CERTIFICATES = "certificate.json"
HEADLINE = "plan.json"
NOT_KNOWN = "not_known.json"
_CSV_FILES = (
    "sites",
    "stations",
    "districts",
    "schedule",
    "phases",
    "clauses",
    "tradeoff",
    "assumptions",
    "provenance",
    "freight",
    "parcels",
    "energy_facilities",
    "hydrogen_screening",
)
_EVIDENCE = (
    *(
        "assignment",
        "phase_assignment",
        "hydrogen_demand",
        "hydrogen_assignment",
        "freight",
        "freight_routes",
        "parcels",
    ),
    *("facilities", "facility_service"),
)


def write_plan(
    plan: Plan,
    out: Path,
    *,
    force: bool = False,
    progress: Progress | None = None,
) -> Path:
    """Write a plan as a run folder.

    The files are written to a hidden folder beside ``out``, which is renamed when it is complete. So ``out``
    is never half written, not even when the run is interrupted.

    Parameters
    ----------
    plan
        The plan.
    out
        Folder to make. It may exist when it is empty, or, with ``force``, when it is a run folder.
    force
        Replace an earlier run. If its files were changed since, it is kept beside under ``<name>-kept``.
    progress
        Told what is being written.

    Returns
    -------
    The folder.

    Raises
    ------
    ScenarioError
        If ``out`` may not be written, see :func:`check_target`.
    """
    tell = progress or (lambda _: None)
    with replacing(out, force=force) as folder:
        tell("tables and layers")
        _write_data(plan, folder)
        tell("maps")
        _write_pages(plan, folder)
        tell("reports")
        _write_reports(plan, folder)
        write_manifest(folder, plan.scenario.name)
    return out


def free_folder(parent: Path, name: str) -> Path:
    """Give the first of ``name``, ``name-2``, ``name-3`` … in ``parent`` that does not exist yet."""
    candidate, number = parent / name, 2
    while candidate.exists():
        candidate, number = parent / f"{name}-{number}", number + 1
    return candidate


def check_target(out: Path, *, force: bool) -> None:
    """Check that a run folder may be written, before any time is spent on a plan.

    Raises
    ------
    ScenarioError
        If ``out`` is a file, is a folder that is no run of gisplan, is an earlier run and ``force`` is not
        given, or its parent cannot be written.
    """
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise ScenarioError(f"--out {out}: exists and is no folder. Name another folder.")
    if out.is_dir() and any(out.iterdir()):
        if not is_run_folder(out):
            raise ScenarioError(
                f"--out {out}: exists and is not a run folder of gisplan; it is left as it is. "
                "Name another folder."
            )
        if not force:
            raise ScenarioError(
                f"--out {out}: holds an earlier run. Add --force to replace it, or name another folder."
            )
    parent = out.absolute().parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=parent):
            pass
    except OSError as error:
        raise ScenarioError(f"--out {out}: {parent} cannot be written: {error.strerror}.") from None


def is_run_folder(folder: Path) -> bool:
    """Tell whether a folder carries the manifest of a gisplan run."""
    with contextlib.suppress(OSError, ValueError):
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return isinstance(manifest, dict) and manifest.get("generator") == GENERATOR
    return False


def touched_files(folder: Path) -> list[str]:
    """List files of a run folder that were added, changed or removed since the run, sorted.

    Side files of an open GeoPackage (``-wal``, ``-shm``, ``-journal``) count: they may hold edits.
    """
    written: dict[str, str] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    found = {name: sha256_of(folder / name) for name in _files(folder) if name != MANIFEST}
    return sorted(name for name in written.keys() | found.keys() if written.get(name) != found.get(name))


@contextmanager
def replacing(out: Path, *, force: bool) -> Iterator[Path]:
    """Give a hidden folder beside ``out`` that takes its place when the block ends without an error.

    Raises
    ------
    ScenarioError
        If ``out`` may not be written, see :func:`check_target`.
    """
    check_target(out, force=force)
    out = out.absolute()
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        yield folder
        folder.chmod(0o755)
        _swap(folder, out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _swap(folder: Path, out: Path) -> None:
    if not out.exists():
        folder.rename(out)
        return
    keep = is_run_folder(out) and touched_files(out)
    holder = None if keep else Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
    old = free_folder(out.parent, f"{out.name}-kept") if holder is None else holder / out.name
    out.rename(old)
    try:
        folder.rename(out)
    except BaseException:
        old.rename(out)
        raise
    finally:
        if holder is not None:
            shutil.rmtree(holder, ignore_errors=True)
    if keep:
        logger.warning("%s had changes of yours (%s); it is kept as %s", out, ", ".join(keep[:5]), old)


def write_manifest(folder: Path, scenario_name: str) -> None:
    """Write the list of a run's files with their SHA-256, which marks the folder as gisplan's own."""
    manifest = {
        "generator": GENERATOR,
        "version": __version__,
        "scenario": scenario_name,
        "created": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "files": {name: sha256_of(folder / name) for name in _files(folder) if name != MANIFEST},
    }
    write_json(manifest, folder / MANIFEST)


def update_manifest(folder: Path, names: Iterable[str]) -> None:
    """Note that gisplan wrote these files of a run again."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"] |= {name: sha256_of(folder / name) for name in names}
    write_json(manifest, folder / MANIFEST)


def write_json(value: Any, path: Path) -> None:  # noqa: ANN401 - plain data of any kind
    """Write plain data as JSON: numpy numbers as numbers, NaN and infinity as null, Chinese as it is."""
    text = json.dumps(_plain(value), ensure_ascii=False, indent=2, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def _plain(value: Any) -> Any:  # noqa: ANN401 - plain data of any kind
    if isinstance(value, dict):
        return {str(key): _plain(child) for key, child in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(child) for child in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dt.date | Path):
        return str(value)
    return value


def _write_data(plan: Plan, folder: Path) -> None:
    (folder / "scenario.toml").write_text(scenario_toml(plan.scenario), encoding="utf-8")
    write_json(plan.headline, folder / HEADLINE)
    write_json([certificate.as_dict() for certificate in plan.certificates], folder / CERTIFICATES)
    write_json(plan.inputs, folder / "inputs.json")
    write_json([{"zh": zh, "en": en} for zh, en in plan.not_known], folder / NOT_KNOWN)
    tables = plan_tables(plan)
    for name in (*_CSV_FILES, *plan.delivery):
        write_csv(tables[name], folder / f"{name}.csv")
    for name, layer in plan.layers.frames().items():
        _write_layer(layer, folder / "plan.gpkg", name)
    evidence = folder / "evidence.gpkg"
    _write_layer(plan.evidence.candidates, evidence, "candidates")
    for name in _EVIDENCE:
        _write_table(getattr(plan.evidence, name), evidence, name)
    from layers.templates.data_columns import describe_columns  # noqa: PLC0415

    for path in (folder / "plan.gpkg", evidence):
        describe_columns(path)


def _write_layer(layer: gpd.GeoDataFrame, path: Path, name: str) -> None:
    from layers.results import SHAPES  # noqa: PLC0415

    shapes = SHAPES.get(name, ("Point",))
    pyogrio.write_dataframe(
        layer, path, layer=name, driver="GPKG", geometry_type=shapes[-1], promote_to_multi=len(shapes) > 1
    )


def _write_table(table: pd.DataFrame, path: Path, name: str) -> None:
    pyogrio.write_dataframe(table, path, layer=name, driver="GPKG")


def _write_pages(plan: Plan, folder: Path) -> None:
    from gisplan.results.page_facts import plan_facts  # noqa: PLC0415
    from maps.page.writing import write_pages  # noqa: PLC0415

    write_pages(folder, plan.layers, plan_facts(plan))


def _write_reports(plan: Plan, folder: Path) -> None:
    from gisplan.report.writing import write_reports  # noqa: PLC0415
    from gisplan.runs.workbook import NAME, write_workbook  # noqa: PLC0415

    write_workbook(plan, folder / NAME)
    write_reports(plan, folder)


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
