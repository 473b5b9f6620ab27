"""The roads a run was made with, where they are at hand.

A run folder does not hold the road network: ``inputs.json`` holds its sha256. Where the same file still lies
in the region's folder, ways are searched again.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gisplan.resources import region_folder
from gisplan_errors import LayerError, ScenarioError
from gisplan_files import sha256_of
from layers.files.layers import find_layer
from layers.roads.reach import SUFFIXES, RoadReach, on_roads, region_roads

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

logger = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class RunWays:
    """How the ways of a run are measured again.

    Attributes
    ----------
    kind
        ``roads`` or ``circuity``, as the run says.
    roads
        Its cells and candidates on the network; None without one, or where it is not at hand.
    """

    kind: str = "circuity"
    roads: RoadReach | None = None

    @property
    def exact(self) -> bool:
        """Whether ways can be measured again, and not only bounded."""
        return self.kind == "circuity" or self.roads is not None


def run_ways(
    folder: Path,
    region: str,
    headline: dict[str, Any],
    layers: dict[str, gpd.GeoDataFrame],
    candidates: gpd.GeoDataFrame,
) -> RunWays:
    """Find how a run measured ways, with its road network where the same file is at hand.

    Parameters
    ----------
    folder
        The run folder.
    region
        Name or path of its region.
    headline
        Its plan.json.
    layers, candidates
        Its result layers and candidates, in the projected CRS of the region.

    Raises
    ------
    LayerError
        The run says that it follows roads, but had none.
    """
    kind = str(headline.get("distances", "circuity"))
    if kind != "roads":
        return RunWays()
    inputs = json.loads((folder / "inputs.json").read_text(encoding="utf-8"))
    if not any(record.get("layer") == "roads" for record in inputs):
        raise LayerError(f"{folder}: plan.json says distances are roads, inputs.json has no layer roads")
    sums = {record["sha256"] for record in inputs if "sha256" in record}
    try:
        home = region_folder(region)
    except ScenarioError:
        home = None
    path = None if home is None else find_layer(home, "roads", SUFFIXES)
    if home is None or path is None or sha256_of(path) not in sums:
        logger.warning(
            "%s: the roads it was made with are not at hand (region %s): ways are held to straight lines and "
            "limits only",
            folder,
            region,
        )
        return RunWays(kind)
    graph = region_roads(home, headline["crs"])
    if graph is None:
        return RunWays(kind)
    return RunWays(kind, on_roads(graph, layers["demand"], candidates, layers["corridors"]))
