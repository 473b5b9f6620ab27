"""The roads a run was made with, where they are at hand.

A run folder does not hold the road network: ``inputs.json`` holds its sha256. Where the same file still lies
in the region's folder, ways are searched again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan.resources import region_folder
from gisplan.verify.run.inputs import file_sum
from gisplan_errors import LayerError, ScenarioError
from gisplan_words import message
from layers.files.layers import find_layer
from layers.roads.reach import SUFFIXES, on_roads, region_roads

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.plan.record import Plan
    from layers.roads.reach import RoadReach


def run_roads(folder: Path, run: Plan) -> RoadReach | None:
    """Find the road network that a run was made with, where the same file is at hand.

    Parameters
    ----------
    folder
        The run folder.
    run
        What it says, in the projected CRS of the region.

    Returns
    -------
    RoadReach or None
        Its cells and candidates on the network; None where ways follow circuity or the file is not at hand.

    Raises
    ------
    LayerError
        The run says that it follows roads, but had none.
    """
    if run.headline.distances != "roads":
        return None
    if not any(record.get("layer") == "roads" for record in run.inputs):
        raise LayerError(message("run-no-roads", folder=str(folder)))
    sums = {record["sha256"] for record in run.inputs if "sha256" in record}
    try:
        home = region_folder(run.scenario.region)
    except ScenarioError:
        home = None
    path = None if home is None else find_layer(home, "roads", SUFFIXES)
    if home is None or path is None or file_sum(path) not in sums:
        return None
    graph = region_roads(home, run.headline.crs)
    if graph is None:
        return None
    return on_roads(graph, run.layers.demand, run.evidence.candidates, run.layers.corridors)
