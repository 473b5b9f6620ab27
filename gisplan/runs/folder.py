"""The run folder of a plan: every file of it, written whole or not at all."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pyogrio

from gisplan.plan.fingerprint import fingerprint
from gisplan.plan.reading import read_plan
from gisplan.runs.replacing import replacing
from gisplan.runs.tables import plan_tables, write_csv
from gisplan.scenario.loading import scenario_toml
from gisplan.tables.format import NONE, PLAIN, TILES, run_files, update_manifest, write_json, write_manifest
from gisplan.tables.multipliers import write_multipliers
from gisplan.tables.reading import CERTIFICATES, HEADLINE, INPUTS, NOT_KNOWN, SCENARIO
from gisplan.tables.registry import CSV, EVIDENCE, LAYERS, SHEET, tables_in
from gisplan_kept import computing_once
from gisplan_stored import written
from gisplan_words import message
from layers.region.names import NAMES
from layers.restrictions.reading import RESTRICTION_FILE

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from gisplan.plan.record import Plan
    from gisplan_progress import Progress


def write_plan(
    plan: Plan,
    out: Path,
    *,
    force: bool = False,
    drawn: bool = True,
    progress: Progress | None = None,
) -> Path:
    """Write a plan as a run folder.

    The files are written to a hidden folder beside ``out``, which takes its place when it is complete. So
    ``out`` is never half written, not even when the run is killed.

    Parameters
    ----------
    plan
        The plan.
    out
        Folder to make. It may exist when it is empty, or, with ``force``, when it is a run folder.
    force
        Replace an earlier run. If its files were changed since, it is kept beside under ``<name>-kept``.
    drawn
        Draw pages, report and workbook too; a run without them gets them by `gisplan.runs.redraw`.
    progress
        Told what is being written.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ScenarioError
        If ``out`` may not be written, see :func:`gisplan.runs.replacing.claimed`.
    """
    tell = progress or (lambda _: None)
    with replacing(out, force=force) as folder, computing_once():
        tell(message("planning-tables"))
        _write_data(plan, folder)
        write_manifest(folder, plan.scenario.name)
        kept = _marked(folder)
        if drawn:
            tell(message("planning-maps"))
            _write_pages(kept, folder)
            tell(message("planning-reports"))
            _write_reports(kept, folder)
        update_manifest(folder, run_files(folder), drawn=_drawn() if drawn else NONE)
    return out


def _marked(folder: Path) -> Plan:
    """Read the plan back and write its fingerprint: readers see what the files hold."""
    kept = read_plan(folder)
    kept = replace(kept, headline=replace(kept.headline, fingerprint=fingerprint(kept)))
    write_json(dict(kept.headline), folder / HEADLINE)
    return kept


def _write_data(plan: Plan, folder: Path) -> None:
    (folder / SCENARIO).write_text(scenario_toml(plan.scenario), encoding="utf-8")
    write_json(dict(plan.headline), folder / HEADLINE)
    write_json([certificate.as_dict() for certificate in plan.certificates], folder / CERTIFICATES)
    write_multipliers(folder, {one.dual: one.multipliers for one in plan.certificates if one.multipliers})
    write_json(plan.inputs, folder / INPUTS)
    write_json(
        [{"zh": one.zh, "en": one.en, "said": written(one)} for one in plan.not_known], folder / NOT_KNOWN
    )
    tables = plan_tables(plan)
    for table in tables_in(CSV):
        if table.name in tables:
            write_csv(tables[table.name], folder / table.path)
    for table in tables_in(LAYERS, EVIDENCE):
        frame = table.of(plan)
        write = _write_layer if hasattr(frame, "geometry") else _write_table
        write(frame, folder / table.path, table.name)
    if plan.names is not None:
        shutil.copyfile(plan.names, folder / NAMES)
    if plan.water is not None:
        shutil.copyfile(plan.water, folder / plan.water.name)
    if plan.restrictions is not None:
        text = plan.restrictions.to_json(drop_id=True, ensure_ascii=False)
        (folder / RESTRICTION_FILE).write_text(text, encoding="utf-8")
    from layers.templates.data_columns import describe_columns  # noqa: PLC0415

    for name in (LAYERS, EVIDENCE):
        describe_columns(folder / name, plan.scenario.currency, plan.scenario.chargers.type_names)


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


def _drawn() -> str:
    from maps.frame.tiles import from_environment  # noqa: PLC0415

    return PLAIN if from_environment() is None else TILES


def _write_reports(plan: Plan, folder: Path) -> None:
    from gisplan.report.writing import write_reports  # noqa: PLC0415
    from gisplan.runs.workbook import write_workbook  # noqa: PLC0415

    write_workbook(plan, folder / SHEET)
    write_reports(plan, folder)
