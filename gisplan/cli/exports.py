"""The command line of what leaves gisplan for other tools: editable layers, QGIS, charging platforms."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gisplan.cli.console import reported, tell, teller
from gisplan.cli.options import Debug
from gisplan_errors import LayerError
from gisplan_words import listed, message

if TYPE_CHECKING:
    from layers.region.loading import Region

EDITABLE = ("sites", "demand", "districts", "corridors", "hydrogen_supply")
EXPORTED = ("gisplan", "exported")


def export(
    what: Annotated[str, typer.Argument(metavar="WHAT", help="A region by name or folder, or a run folder.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="GeoPackage of a region's layer, or JSON of a run's platform records."),
    ] = None,
    layer: Annotated[str, typer.Option("--layer", help="Which layer of the region.")] = "sites",
    *,
    debug: Debug = False,
) -> None:
    """Export a region's layer to edit, modelled rows too; of a run, its platform records (T/CEC 102)."""
    with reported(debug=debug):
        from gisplan.tables.format import is_run_folder

        if out is None:
            raise LayerError(message("cli-export-out"))
        if out.exists():
            raise LayerError(message("cli-out-exists", path=str(out)))
        if is_run_folder(Path(what)):
            from gisplan.cli.imports import export_platform

            stations = export_platform(Path(what), out)
            tell("cli-exported", path=str(out), stations=stations)
            return
        _editable(_loaded(what), out, layer)


def _editable(region: Region, out: Path, layer: str) -> None:
    from layers.store import open_store

    if layer not in EDITABLE:
        known = listed(EDITABLE)
        raise LayerError(message("layers-unknown", what="layer", name=layer, known=known))
    frame = getattr(region, layer)
    who, why = EXPORTED
    open_store(str(out), layer).save(frame, who=who, why=why)
    modelled = int((frame["origin"] == "modelled").sum())
    tell("cli-exported-layer", path=str(out), rows=len(frame), modelled=modelled, layer=layer)


def _loaded(name: str) -> Region:
    from gisplan.regions import usual_parameters
    from gisplan.resources import region_folder
    from layers.demand.reading import region_parameters
    from layers.region.loading import load_region

    folder = region_folder(name)
    parameters = region_parameters(folder, usual_parameters())
    return load_region(folder, demand=parameters, progress=teller(quiet=False))
