"""Drawing a run folder again from its files."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from gisplan.plan.reading import read_plan
from gisplan.results.page_facts import plan_facts
from gisplan.tables.format import AGAINST, NONE, PLAIN, TILES, read_manifest, run_files, update_manifest
from gisplan.tables.reading import read_layer
from gisplan.tables.registry import LAYERS, SHEET, tables_in
from gisplan_catalogue import languages
from gisplan_errors import GisplanError, ScenarioError
from gisplan_words import listed, message
from layers.results import PlanLayers

if TYPE_CHECKING:
    from gisplan.plan.record import Plan
    from gisplan_words import Said
    from maps.frame.tiles import Tiles


def read_layers(folder: Path) -> PlanLayers:
    """Read the result layers of a run, with what was edited in ``plan.gpkg`` since.

    Parameters
    ----------
    folder
        The run folder.

    Returns
    -------
    PlanLayers
        The layers in EPSG:4326.

    Raises
    ------
    ScenarioError
        If the folder is no run folder, or ``plan.gpkg`` lacks a layer.
    LayerError
        If the edited layers break the schema of a plan.
    """
    read_manifest(folder)
    return PlanLayers(**{table.name: read_layer(folder, table) for table in tables_in(LAYERS)})


def redraw(
    folder: Path, *, against: Path | None = None, tiles: str | None = None, language: str | None = None
) -> list[Path]:
    """Draw the pages of a run again from its files; each page is replaced whole.

    Parameters
    ----------
    folder
        The run folder.
    against
        Another run folder; the overview and the planner's map then show what changed between the two.
    tiles
        Address of background tiles with ``{z}``, ``{x}`` and ``{y}``. Without it, Tianditu's when the
        environment holds a key, else none.
    language
        In which the pages open, one that has a catalogue; None: that of the region.

    Returns
    -------
    list of Path
        The pages.

    Raises
    ------
    ScenarioError
        If a folder is no run folder, one of its files is missing or damaged, the address is none of
        tiles, or no catalogue has the language.
    """
    from maps.frame.tiles import from_environment  # noqa: PLC0415
    from maps.page.against import Against  # noqa: PLC0415
    from maps.page.writing import write_pages  # noqa: PLC0415 - matplotlib and folium load only when drawn

    if language not in (None, *languages()):
        raise ScenarioError(message("map-language", language=str(language), known=listed(languages())))
    background = None if tiles is None else tile_source(tiles)
    before = None if against is None else read_plan(against)
    other = None if before is None else Against(before.layers, plan_facts(before))
    plan = read_plan(folder)
    papers: list[str] = []
    manifest = read_manifest(folder)
    if manifest.get("drawn") == NONE:
        papers = _add_papers(plan, folder, language)
    elif manifest.get("language") != language:
        papers = [SHEET]
        _write_workbook(plan, folder, language)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.absolute().parent) as draft:
        pages = write_pages(
            Path(draft), plan.layers, plan_facts(plan, language), against=other, tiles=background
        )
        names = [page.relative_to(draft) for page in pages]
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.move(Path(draft) / name, folder / name)
    over = PLAIN if (background or from_environment()) is None else TILES
    drawn = over if other is None else AGAINST
    written = [*papers, *(name.as_posix() for name in names)]
    update_manifest(folder, written, drawn=drawn, language=language)
    return [folder / name for name in names]


def _write_workbook(plan: Plan, folder: Path, language: str | None) -> None:
    """Write the workbook in the language of the pages."""
    from gisplan.runs.workbook import write_workbook  # noqa: PLC0415

    write_workbook(plan, folder / SHEET, language)


def _add_papers(plan: Plan, folder: Path, language: str | None) -> list[str]:
    """Write report and workbook of a run that was written without; give their names."""
    from gisplan.report.writing import write_reports  # noqa: PLC0415

    before = set(run_files(folder))
    _write_workbook(plan, folder, language)
    write_reports(plan, folder)
    return sorted(set(run_files(folder)) - before)


def tile_source(url: str) -> Tiles:
    """Give the tiles at an address, named by their host; those of AMap and the like stand in GCJ-02.

    Raises
    ------
    ScenarioError
        If the address is none of ``https`` tiles.
    """
    from maps.frame.tiles import SHIFTED_HOSTS, Tiles  # noqa: PLC0415 - folium loads only when drawn

    try:
        host = urlsplit(url).hostname or ""
        return Tiles(url, host, datum="gcj02" if host.endswith(SHIFTED_HOSTS) else "wgs84")
    except (GisplanError, ValueError) as error:
        fault = cast("Said", error.what) if isinstance(error, GisplanError) else str(error)
        raise ScenarioError(message("tiles-fault", url=url, fault=fault)) from None
