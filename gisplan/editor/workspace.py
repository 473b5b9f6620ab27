"""What all browsers of one editor share: the region, the store of its layer, and the ground of the map."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd

from gisplan.editor.draft import draft_of
from layers.crs import OUTPUT_CRS
from layers.districts.authorities import authority_of
from layers.districts.places import district_of
from layers.files.layers import fill_defaults, find_layer, read_frame
from layers.lint.checking import lint_layer
from layers.lint.faults import LintContext
from layers.schema.contracts import SCHEMAS
from layers.sites.standing import without_standing
from layers.store.session import EXPORTER

if TYPE_CHECKING:
    from pathlib import Path

    import shapely

    from gisplan.editor.draft import Draft
    from gisplan.editor.journal import Journals
    from gisplan.scenario.schema import Scenario
    from layers.lint.faults import Fault
    from layers.region.loading import Region
    from layers.store import Store

TOLERANCE: Final = 0.0008
"""Simplification of the ground in degrees, about 80 m: one pixel at zoom 11."""
_COAST: Final = 0.004


@dataclass(frozen=True, eq=False)
class Workspace:
    """A region and the store of a layer that analysts own: its candidate sites, or what stands.

    Attributes
    ----------
    folder
        Folder of the region.
    region
        Its layers as loaded.
    store
        Where the layer that is edited stands.
    scenario
        What re-plans go by; None: nothing is planned here.
    room
        Folder of this editor alone: what is brought in, and the runs; emptied when it ends.
    cache
        Folder of kept answers.
    journals
        Drafts of this store that are not saved yet.
    layer
        ``sites`` or ``standing``.
    """

    folder: Path
    region: Region
    store: Store
    scenario: Scenario | None
    room: Path
    cache: Path
    journals: Journals
    layer: str = "sites"

    @cached_property
    def context(self) -> LintContext:
        """What the lint compares a site with."""
        return LintContext(districts=self.region.districts, water=self.region.water)

    def lint(self, frame: gpd.GeoDataFrame) -> list[Fault]:
        """Give the faults of rows; a column of one's own is none.

        Parameters
        ----------
        frame
            Rows of the layer, however malformed.

        Returns
        -------
        list of Fault
            In order of rules, then rows.
        """
        return [fault for fault in lint_layer(frame, self.layer, self.context) if not fault.harmless]

    def lies(self, place: shapely.Point) -> dict[str, str]:
        """Give the district and the authority of a place.

        Parameters
        ----------
        place
            A point in EPSG:4326.

        Returns
        -------
        dict
            ``adcode`` and ``authority``; both empty outside all districts.
        """
        point = gpd.GeoDataFrame(geometry=[place], crs=OUTPUT_CRS).to_crs(self.region.crs)
        point["adcode"] = district_of(point, self.region.districts)
        if point["adcode"].isna().any():
            return {"adcode": "", "authority": ""}
        authority = authority_of(point, self.region.places, self.region.districts)
        return {"adcode": str(point["adcode"].iloc[0]), "authority": str(authority.iloc[0])}

    def draft(self, version: int | None = None) -> Draft:
        """Give a version of the store as a draft without an edit.

        Parameters
        ----------
        version
            Its number; None: the newest one.

        Returns
        -------
        Draft
            Its rows.

        Raises
        ------
        LayerError
            The store has no such version.
        """
        found = self.store.newest() if version is None else self.store.read(version)
        number = found.version if version is None else version
        return draft_of(found.frame, self.layer, number, self.store.shown)

    def start_store(self) -> None:
        """Put the region's own layer into the store where there is none yet."""
        if not self.store.is_there():
            self.store.save(self._own(), who=EXPORTER, why=self.region.name)

    def _own(self) -> gpd.GeoDataFrame:
        if self.layer == "sites":
            return without_standing(self.region.sites, self.region.standing)
        path = find_layer(self.folder, self.layer)
        if path is not None:
            return fill_defaults(read_frame(path, self.layer), self.layer)
        blank: dict[str, list[object]] = {name: [] for name in SCHEMAS[self.layer].columns}
        return gpd.GeoDataFrame(blank, geometry=[], crs=OUTPUT_CRS)

    @cached_property
    def ground(self) -> dict[str, Any]:
        """Give what the map shows beneath the sites, from the region's own layers alone."""
        from maps.data.blocks import block  # noqa: PLC0415 - pictures load when a page is asked for
        from maps.data.contents import layer_block  # noqa: PLC0415
        from maps.frame.surroundings import sea, surroundings  # noqa: PLC0415

        region = self.region
        districts = region.districts.to_crs(OUTPUT_CRS)
        west, south, east, north = map(float, districts.total_bounds)
        view = (west, south, east, north)
        found = {
            "sea": layer_block("surroundings", sea(view, _COAST), _COAST),
            "land": layer_block("surroundings", surroundings(view, _COAST), 0),
            "districts": layer_block("districts", districts, TOLERANCE),
            "corridors": block(region.corridors.to_crs(OUTPUT_CRS), {"road_ref": None}, tolerance=TOLERANCE)
            if len(region.corridors)
            else None,
            "places": layer_block("places", region.places.to_crs(OUTPUT_CRS), 0),
        }
        if region.water is not None and len(region.water):
            found["water"] = block(region.water.to_crs(OUTPUT_CRS), {}, tolerance=TOLERANCE / 4)
        return {"view": [south, west, north, east], "layers": found}
