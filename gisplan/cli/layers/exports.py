"""The command line of what leaves gisplan for other tools: editable layers, QGIS, charging platforms."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gisplan.cli.console import asked_language, reported, spoken, tell, teller
from gisplan.cli.layers.stores import store_named
from gisplan.cli.options import Debug
from gisplan_errors import LayerError
from gisplan_words import listed, message

if TYPE_CHECKING:
    from layers.region.loading import Region

EDITABLE = ("sites", "demand", "districts", "corridors")
"""Layers that a region's folder takes back as they are exported."""


def export(
    context: typer.Context,
    what: Annotated[str, typer.Argument(metavar="WHAT", help="A region by name or folder, or a run folder.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="GeoPackage of a region's layer, or JSON of a run's platform records."),
    ] = None,
    layer: Annotated[str, typer.Option("--layer", help="Which layer of the region.")] = "sites",
    qgis: Annotated[
        Path | None,
        typer.Option("--qgis", metavar="DIR", help="Folder of a GeoPackage with styles and a QGIS project."),
    ] = None,
    delivery: Annotated[
        Path | None,
        typer.Option("--delivery", metavar="DIR", help="Folder of a run's layers to hand over: gpkg, shp."),
    ] = None,
    crs: Annotated[
        str | None,
        typer.Option("--crs", help="Of the delivery: EPSG:4490, 4528, 4548 (CGCS2000); WGS 84 if not said."),
    ] = None,
    land: Annotated[
        list[Path] | None,
        typer.Option("--land", metavar="FILE", help="Polygons of land use to hold the sites against."),
    ] = None,
    land_field: Annotated[
        str | None, typer.Option("--land-field", help="Column of the polygons that says what each is.")
    ] = None,
    *,
    debug: Debug = False,
) -> None:
    """Export a region's layer to edit, a run's layers or platform records (T/CEC 102); either for QGIS."""
    with reported(debug=debug):
        from gisplan.tables.format import is_run_folder

        given = {"--crs": crs, "--land": land, "--land-field": land_field}
        if delivery is not None:
            _deliver(Path(what), delivery, crs, land or [], land_field, asked_language(context))
            return
        if idle := [name for name, value in given.items() if value]:
            raise LayerError(message("cli-export-alone", option=idle[0]))
        if qgis is not None:
            _to_qgis(what, qgis)
            return
        if out is None:
            raise LayerError(message("cli-export-out"))
        if out.exists():
            raise LayerError(message("cli-out-exists", path=str(out)))
        if is_run_folder(Path(what)):
            from gisplan.cli.layers.imports import export_platform

            stations = export_platform(Path(what), out)
            tell("cli-exported", path=str(out), stations=stations)
            return
        region = loaded_region(what)
        _editable(region, out, layer)
        _keep_base(region, what, out, layer)


def _editable(region: Region, out: Path, layer: str) -> None:
    from layers.sites.standing import without_standing
    from layers.store import open_store
    from layers.store.session import EXPORTER

    if layer not in EDITABLE:
        known = listed(EDITABLE)
        raise LayerError(message("layers-unknown", what="layer", name=layer, known=known))
    frame = getattr(region, layer)
    if layer == "sites":
        frame = without_standing(frame, region.standing)
    open_store(str(out), layer).save(frame, who=EXPORTER, why="exported")
    modelled = int((frame["origin"] == "modelled").sum())
    tell("cli-exported-layer", path=str(out), rows=len(frame), modelled=modelled, layer=layer)


def _deliver(
    run: Path, folder: Path, crs: str | None, lands: list[Path], kind: str | None, language: str | None
) -> None:
    from gisplan.papers.geodata import write_geodata

    chosen = {} if crs is None else {"crs": crs}
    files, notes = write_geodata(run, folder, lands=lands, kind=kind, language=language, **chosen)
    for line in notes:
        typer.echo(line.said(spoken()), err=True)
    tell("cli-delivered", folder=str(folder), files=len(files))


def _to_qgis(what: str, folder: Path) -> None:
    from gisplan.tables.format import is_run_folder

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise LayerError(message("cli-export-empty", path=str(folder)))
    if is_run_folder(Path(what)):
        from gisplan.runs.qgis import run_for_qgis

        project, layers = run_for_qgis(Path(what), folder)
    else:
        from gisplan.runs.qgis import region_for_qgis

        region = loaded_region(what)
        project, layers = region_for_qgis(region, folder)
        _keep_base(region, what, project.with_suffix(".gpkg"), "sites")
    tell("cli-exported-qgis", path=str(project), layers=layers)


def _keep_base(region: Region, what: str, file: Path, layer: str) -> None:
    """Let a copy of a layer that stands in a store know the version it is of."""
    if layer in region.stores:
        store_named(what, layer).keep_base(file, int(region.stores[layer]["version"]))


def loaded_region(name: str) -> Region:
    """Load a region by name or folder, with the usual figures and its own, and tell how it goes."""
    from gisplan.regions import usual_parameters
    from gisplan.resources import region_folder
    from layers.demand.reading import region_parameters
    from layers.region.loading import load_region

    folder = region_folder(name)
    parameters = region_parameters(folder, usual_parameters())
    return load_region(folder, demand=parameters, progress=teller(quiet=False))
