"""A run or a region as QGIS opens it: a GeoPackage with styles and a project with legend and print layout."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

import pandas as pd

from gisplan.runs.reading import read_layers
from gisplan.scenario.loading import load_scenario
from gisplan_files import read_json
from gisplan_words import message
from layers.files.layers import write_layer
from layers.files.reading import read_csv
from layers.qgis import QgisLayer, write_qgis
from layers.qgis.folder import LOOKS
from layers.sites.standing import without_standing
from layers.store import open_store
from layers.store.session import EXPORTER
from maps.words.catalogue import word

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan_words import Said
    from layers.region.loading import Region

OF_REGION: Final = ("hydrogen_supply", "corridors", "places", "districts", "demand")
MOST_SOURCES: Final = 6
"""Lines that the foot of the print layout has room for."""
LONGEST: Final = 190


def run_for_qgis(run: Path, folder: Path) -> tuple[Path, int]:
    """Write the layers of a run and their project into a folder.

    Parameters
    ----------
    run
        A run folder.
    folder
        A new or empty folder.

    Returns
    -------
    tuple
        The project, and how many layers it has.

    Raises
    ------
    ScenarioError, LayerError
        The run cannot be read.
    """
    scenario, layers = load_scenario(run / "scenario.toml"), read_layers(run)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "plan.gpkg"
    shutil.copy(run / "plan.gpkg", target)
    shown = [QgisLayer(name, frame, _title(name)) for name, frame in vars(layers).items() if name in LOOKS]
    project = write_qgis(
        target,
        shown,
        title=f"{scenario.title_zh} {scenario.title_en}",
        sources=_sources(read_csv(run / "provenance.csv", dtype=str)),
        crs=str(read_json(run / "plan.json")["crs"]),
        currency=scenario.currency,
        names=scenario.chargers.type_names,
    )
    return project, sum(len(layer.frame) > 0 for layer in shown)


def region_for_qgis(region: Region, folder: Path) -> tuple[Path, int]:
    """Write the layers of a region, its candidates to edit among them: see `run_for_qgis`.

    Raises
    ------
    LayerError
        A layer cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{region.name}.gpkg"
    sites = without_standing(region.sites, region.standing)
    open_store(f"{target}#sites").save(sites, who=EXPORTER, why="exported")
    shown = [QgisLayer("sites", sites.to_crs(4326), _bilingual(message("qgis-candidates")), editable=True)]
    for name in OF_REGION:
        frame = getattr(region, name)
        if len(frame):
            write_layer(frame, target, name)
            shown.append(QgisLayer(name, frame.to_crs(4326), _title(name)))
    title = f"{region.name_zh} {region.name_en}"
    project = write_qgis(target, shown, title=title, sources=_sources(region.provenance), crs=region.crs)
    return project, len(shown)


def _title(table: str) -> str:
    """Call a layer as the pages do."""
    return _bilingual(word(f"layer_{table}"))


def _bilingual(said: Said) -> str:
    return f"{said.zh} {said.en}"


def _sources(provenance: pd.DataFrame) -> list[str]:
    """Give a line a layer and origin, the largest first: what, of which origin, from whom, of when."""
    rows = provenance.assign(rows=pd.to_numeric(provenance["rows"])).sort_values("rows", ascending=False)
    said = [
        f"{row['layer']} ({row['origin']}, {row['as_of']}): {row['source']}"
        for row in rows.head(MOST_SOURCES - 1).to_dict("records")
    ]
    short = (f"{text[:LONGEST]}…" if len(text) > LONGEST else text for text in said)
    return [_bilingual(message("qgis-sources")), *short]
