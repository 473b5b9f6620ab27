"""A graph's own nodes as points that reach it, so that ways between them are known by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from layers.roads.snapping import Snapped

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from layers.roads.graph import RoadGraph


def at_nodes(graph: RoadGraph, nodes: ArrayLike) -> Snapped:
    """Give the graph's own nodes as snapped points, without a connector."""
    node = np.asarray(nodes, dtype=np.int64).reshape(-1)
    touching = np.full(len(graph.xy), -1, dtype=np.int64)
    at_tail = np.zeros(len(graph.xy), dtype=bool)
    touching[graph.head] = np.arange(len(graph.head))
    touching[graph.tail] = np.arange(len(graph.tail))
    at_tail[graph.tail] = True
    fraction = np.where(at_tail[node], 0.0, 1.0)
    clear = np.full(len(node), "", dtype=object)
    return Snapped(
        node.astype(str).astype(object), touching[node], fraction, np.zeros(len(node)), graph.xy[node], clear
    )
