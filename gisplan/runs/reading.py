"""Reading a run folder back: its layers and what its pages say."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import geopandas as gpd
import pandas as pd
import pyogrio

from gisplan.plan import DELIVERY_TABLES
from gisplan.regions import tiers_of
from gisplan.report.hydrogen import HYDROGEN_TABLES
from gisplan.report.source import Reported
from gisplan.results.headline_rows import headline_rows
from gisplan.results.page_facts import DOWNLOADS
from gisplan.runs.folder import CERTIFICATES, HEADLINE, MANIFEST, NOT_KNOWN, is_run_folder, update_manifest
from gisplan.scenario.loading import load_scenario
from gisplan_errors import GisplanError, LayerError, ScenarioError
from layers.results import LATER, SHAPES, PlanLayers
from maps.data.facts import PageFacts

if TYPE_CHECKING:
    from maps.frame.tiles import Tiles


def read_layers(folder: Path) -> PlanLayers:
    """Read the result layers of a run, with what was edited in ``plan.gpkg`` since.

    Raises
    ------
    ScenarioError
        If the folder is no run folder, or ``plan.gpkg`` lacks a layer.
    LayerError
        If the edited layers break the schema of a plan.
    """
    _check(folder)
    path = folder / "plan.gpkg"
    try:
        written = set(pyogrio.list_layers(path)[:, 0])
        names = [name for name in SHAPES if name in written or name not in LATER]
        return PlanLayers(**{name: _layer(path, name) for name in names})
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise ScenarioError(f"{path}: cannot be read: {error}.") from None


def read_facts(folder: Path) -> PageFacts:
    """Read what the pages of a run say beside its layers.

    Raises
    ------
    ScenarioError
        If the folder is no run folder, or one of its files is missing or damaged.
    """
    _check(folder)
    scenario = load_scenario(folder / "scenario.toml")
    manifest = _json(folder / MANIFEST)
    return PageFacts(
        title_zh=scenario.title_zh,
        title_en=scenario.title_en,
        headline=headline_rows(scenario, _json(folder / HEADLINE)),
        clauses=_table(folder / "clauses.csv"),
        certificates=_json(folder / CERTIFICATES),
        assumptions=_table(folder / "assumptions.csv"),
        provenance=_table(folder / "provenance.csv"),
        scenario_name=scenario.name,
        generated_on=str(manifest["created"])[:10],
        version=str(manifest["version"]),
        downloads=DOWNLOADS,
        not_known=[(row["zh"], row["en"]) for row in _json(folder / NOT_KNOWN)],
        tradeoff=_table(folder / "tradeoff.csv"),
        tiers=tiers_of(scenario.region).labels(),
    )


def read_reported(folder: Path) -> Reported:
    """Read what the report of a run is written from.

    Raises
    ------
    ScenarioError
        If the folder is no run folder, or one of its files is missing or damaged.
    LayerError
        If the edited layers break the schema of a plan.
    """
    facts = read_facts(folder)
    return Reported(
        scenario=load_scenario(folder / "scenario.toml"),
        layers=read_layers(folder),
        facts=facts,
        headline=_json(folder / HEADLINE),
        schedule=_table(folder / "schedule.csv"),
        delivery={
            name: _table(folder / f"{name}.csv")
            for name in DELIVERY_TABLES
            if (folder / f"{name}.csv").is_file()
        },
        hydrogen={
            name: _table(folder / f"{name}.csv")
            for name in HYDROGEN_TABLES
            if (folder / f"{name}.csv").is_file()
        },
    )


def redraw(folder: Path, *, against: Path | None = None, tiles: str | None = None) -> list[Path]:
    """Draw the pages of a run again from its files; each page is replaced whole.

    Parameters
    ----------
    folder
        The run folder.
    against
        Another run folder; the planner's map then shows what changed between the two.
    tiles
        Address of background tiles with ``{z}``, ``{x}`` and ``{y}``. Without it, Tianditu's when the
        environment holds a key, else none.

    Returns
    -------
    The pages.

    Raises
    ------
    ScenarioError
        If a folder is no run folder, one of its files is missing or damaged, or the address is none of
        tiles.
    """
    from maps.page.writing import write_pages  # noqa: PLC0415 - matplotlib and folium load only when drawn

    background = None if tiles is None else tile_source(tiles)
    other = None if against is None else read_layers(against)
    layers, facts = read_layers(folder), read_facts(folder)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.absolute().parent) as draft:
        pages = write_pages(Path(draft), layers, facts, against=other, tiles=background)
        names = [page.relative_to(draft) for page in pages]
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.move(Path(draft) / name, folder / name)
    update_manifest(folder, [name.as_posix() for name in names])
    return [folder / name for name in names]


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
        raise ScenarioError(f"--tiles {url}: {error}") from None


def _check(folder: Path) -> None:
    if not is_run_folder(folder):
        raise ScenarioError(
            f"{folder}: is not a run folder of gisplan (no {MANIFEST}). Name the folder of a run."
        )


def _layer(path: Path, name: str) -> gpd.GeoDataFrame:
    frame = pyogrio.read_dataframe(path, layer=name)
    if not isinstance(frame, gpd.GeoDataFrame):
        raise LayerError(f"{path}: layer {name!r} has no geometry. Expected {' or '.join(SHAPES[name])}.")
    return frame


def _json(path: Path) -> Any:  # noqa: ANN401 - JSON of any kind
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ScenarioError(f"{path}: cannot be read: {error}.") from None


def _table(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path, encoding="utf-8-sig", dtype={"adcode": str})
    except (OSError, ValueError) as error:
        raise ScenarioError(f"{path}: cannot be read: {error}.") from None
