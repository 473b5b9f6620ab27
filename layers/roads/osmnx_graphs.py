"""Road graphs from what OSMnx downloads or writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gisplan_errors import LayerError
from gisplan_words import message
from layers.files.reading import check_kind
from layers.roads.graph import FORWARD_TAGS, from_lines
from layers.roads.speeds import first_tag

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx

    from layers.roads.graph import CrsLike, RoadGraph


def from_osmnx(graph: nx.MultiDiGraph[Any], *, crs: CrsLike = None, strong: bool = True) -> RoadGraph:
    """Return the road graph of an OSMnx MultiDiGraph.

    The two directed edges that OSMnx makes of a two-way street become one line again. OSMnx's own
    ``length`` (metres along the sphere) is kept as the length.

    Parameters
    ----------
    graph
        As ``osmnx.graph_from_*`` gives it.
    crs
        Projected CRS of the result; by default the graph's own.
    strong
        Keep only the largest strongly connected part, so every node reaches every other.

    Returns
    -------
    RoadGraph
        One line a street between two nodes.

    Raises
    ------
    CrsError, LayerError
        As :func:`from_lines`.
    """
    import osmnx as ox  # noqa: PLC0415  (a second to import, needed here only)

    if graph.number_of_edges() == 0:
        raise LayerError(message("layers-roads-no-edges"))
    edges = ox.convert.graph_to_gdfs(graph, nodes=False).reset_index()
    reverse = (
        edges["reversed"].map(_is_true) if "reversed" in edges else pd.Series(data=False, index=edges.index)
    )
    two_way = (
        ~edges["oneway"].map(_is_true) if "oneway" in edges else pd.Series(data=False, index=edges.index)
    )
    pair = pd.DataFrame(
        {
            "low": np.minimum(edges["u"], edges["v"]),
            "high": np.maximum(edges["u"], edges["v"]),
            "mm": (edges["length"].astype(float) * 1_000).round(),
            "up": np.where(edges["u"] == edges["v"], ~reverse, edges["u"] < edges["v"]),
        }
    )[two_way]
    # The n-th edge of a pair of nodes one way is the same street as the n-th of equal length the other way.
    pair["nth"] = pair.groupby(["low", "high", "mm", "up"]).cumcount()
    same_street = pair.duplicated(["low", "high", "mm", "nth"], keep=False)
    second = same_street & pair.duplicated(["low", "high", "mm", "nth"], keep="first")
    edges["oneway"] = "yes"
    edges.loc[pair.index[same_street & ~second], "oneway"] = "no"
    edges = edges.drop(index=pair.index[second]).rename(columns={"length": "length_m"})
    return from_lines(edges, crs=crs, strong=strong)


def read_graphml(path: Path, *, crs: CrsLike = None, strong: bool = True) -> RoadGraph:
    """Return the road graph of a GraphML file that OSMnx wrote.

    Parameters
    ----------
    path
        The GraphML file.
    crs
        Projected CRS of the result; by default the file's own.
    strong
        Keep only the largest strongly connected part, so every node reaches every other.

    Returns
    -------
    RoadGraph
        As `from_osmnx` gives it.

    Raises
    ------
    LayerError
        The file is missing, is not GraphML, holds no OSMnx graph, or more than a file may hold.
    """
    import networkx as nx  # noqa: PLC0415
    import osmnx as ox  # noqa: PLC0415  (a second to import, needed here only)

    try:
        check_kind(path)
        graph = ox.io.load_graphml(path)
        return from_osmnx(graph, crs=crs, strong=strong)
    except (OSError, SyntaxError, KeyError, ValueError, AttributeError, nx.NetworkXError) as fault:
        raise LayerError(message("layers-roads-graphml", path=str(path), fault=str(fault))) from fault


def _is_true(value: object) -> bool:
    return first_tag(value).lower() in FORWARD_TAGS
