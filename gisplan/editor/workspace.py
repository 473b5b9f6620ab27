"""What all browsers of one editor share: the region, the store of its layer, and the ground of the map."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd

from layers.crs import OUTPUT_CRS
from layers.districts.authorities import authority_of
from layers.districts.places import district_of
from layers.lint.checking import lint_layer
from layers.lint.faults import LintContext
from layers.sites.standing import without_standing
from layers.store.session import EXPORTER

if TYPE_CHECKING:
    from pathlib import Path

    import shapely

    from gisplan.editor.journal import Journals
    from gisplan.scenario.schema import Scenario
    from layers.lint.faults import Fault
    from layers.region.loading import Region
    from layers.store import Store

LAYER: Final = "sites"
TOLERANCE: Final = 0.0008
"""Simplification of the ground in degrees, about 80 m: one pixel at zoom 11."""
_COAST: Final = 0.004


@dataclass(frozen=True, eq=False)
class Workspace:
    """A region and the store of its candidate sites.

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
    """

    folder: Path
    region: Region
    store: Store
    scenario: Scenario | None
    room: Path
    cache: Path
    journals: Journals

    @cached_property
    def context(self) -> LintContext:
        """What the lint compares a site with."""
        return LintContext(districts=self.region.districts, water=self.region.water)

    def lint(self, frame: gpd.GeoDataFrame) -> list[Fault]:
        """Give the faults of sites; a column of one's own is none.

        Parameters
        ----------
        frame
            Sites, however malformed.

        Returns
        -------
        list of Fault
            In order of rules, then rows.
        """
        return [fault for fault in lint_layer(frame, LAYER, self.context) if not fault.harmless]

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

    def start_store(self) -> None:
        """Put the region's own candidates into the store where there is none yet."""
        if not self.store.is_there():
            frame = without_standing(self.region.sites, self.region.standing)
            self.store.save(frame, who=EXPORTER, why=self.region.name)

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
