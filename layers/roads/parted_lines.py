"""The network with its lines parted where points touch them, so that a search can start or end there.

Private roads carry the first and the last leg of a way, never its middle. So the search runs on three
storeys joined by stairs that lead one way only: private roads to leave by, the open network, private roads to
arrive by. A node of private roads stands on all three, its copies joined in this order at no cost; whoever
has gone on to the open network cannot enter private land but to end there. A way that begins or ends at a
gate begins or ends on the open network: whoever stands in front of a gate does not live behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from layers.roads.graph import RoadGraph
    from layers.roads.snapping import Snapped

    # Directed (from, to, weight) arcs.
    Arcs: TypeAlias = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]


@dataclass(frozen=True, eq=False)
class PartedLines:
    """Pieces of the lines of a network, ``P`` of them, between nodes of the network and points on it.

    Attributes
    ----------
    xy
        Nodes of the network, then the points inside lines, shape ``(N + inner, 2)``, metres.
    point
        Node of each point, group after group.
    line
        Line that each piece belongs to, shape ``(P,)``.
    tail, head
        Nodes at the ends of each piece, in the line's drawing direction, shape ``(P,)``.
    begin, end
        Fractions of the line, 0 at its tail, at the ends of each piece, shape ``(P,)``.
    """

    xy: NDArray[np.float64]
    point: NDArray[np.int64]
    line: NDArray[np.int64]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    begin: NDArray[np.float64]
    end: NDArray[np.float64]

    def storeys(self, graph: RoadGraph, weights: NDArray[np.float64]) -> Storeys:
        """Return the network to search on, each arc with its share of its line's weight."""
        cost = weights[self.line] * (self.end - self.begin)
        there, back = graph.forward[self.line], graph.backward[self.line]
        tail = np.concatenate([self.tail[there], self.head[back]])
        head = np.concatenate([self.head[there], self.tail[back]])
        weight = np.concatenate([cost[there], cost[back]])
        through = graph.through[self.line]
        n = len(self.xy)
        ground = np.arange(n)
        if through.all():
            return Storeys((tail, head, weight), self.xy, ground, ground, self.tail, self.head)
        gated = np.concatenate([~through[there], ~through[back]])
        node = np.unique([self.tail[~through], self.head[~through]])
        leave = np.full(n, -1)
        leave[node] = n + np.arange(len(node))
        arrive = np.where(leave < 0, -1, leave + len(node))
        stairs = np.zeros(len(node))
        inside = leave >= 0
        inside[self.tail[through]] = inside[self.head[through]] = False
        in_tail, in_head, in_weight = tail[gated], head[gated], weight[gated]
        return Storeys(
            arcs=(
                np.concatenate([tail[~gated], leave[in_tail], arrive[in_tail], leave[node], node]),
                np.concatenate([head[~gated], leave[in_head], arrive[in_head], node, arrive[node]]),
                np.concatenate([weight[~gated], in_weight, in_weight, stairs, stairs]),
            ),
            xy=np.vstack([self.xy, self.xy[node], self.xy[node]]),
            first=np.where(inside, leave, ground),
            last=np.where(inside, arrive, ground),
            tail=np.where(through, self.tail, leave[self.tail]),
            head=np.where(through, self.head, leave[self.head]),
        )


@dataclass(frozen=True, eq=False)
class Storeys:
    """The nodes and directed arcs that a search runs on.

    Attributes
    ----------
    arcs
        Directed (from, to, weight).
    xy
        Nodes, those of the parted lines first, then the copies of the nodes of private roads, metres.
    first, last
        For each node of the parted lines, the node where a way begins and where one ends that does so there.
    tail, head
        For each piece, the nodes that a way which begins on the piece comes to at its ends.
    """

    arcs: Arcs
    xy: NDArray[np.float64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]


def part_lines(graph: RoadGraph, groups: list[tuple[Snapped, NDArray[np.int64]]]) -> PartedLines:
    """Return the network's lines parted at the points that touch them inside.

    Parameters
    ----------
    graph
        The network.
    groups
        Points and which rows of them, reached ones only.
    """
    line = np.concatenate([points.line[rows] for points, rows in groups])
    fraction = np.concatenate([points.fraction[rows] for points, rows in groups])
    spot = np.concatenate([points.xy[rows] for points, rows in groups])
    node = np.where(fraction <= 0.0, graph.tail[line], graph.head[line])
    inner = np.flatnonzero((fraction > 0.0) & (fraction < 1.0))
    stop, first, which = np.unique(
        np.column_stack([line[inner], fraction[inner]]), axis=0, return_index=True, return_inverse=True
    )
    n, lines = len(graph.xy), len(graph.tail)
    node[inner] = n + which.reshape(-1)
    # Each line as a string of nodes: its tail, the points on it in order, its head.
    on_line = np.concatenate([np.arange(lines), np.arange(lines), stop[:, 0].astype(np.int64)])
    at = np.concatenate([np.zeros(lines), np.ones(lines), stop[:, 1]])
    bead = np.concatenate([graph.tail, graph.head, n + np.arange(len(stop))])
    order = np.lexsort((at, on_line))
    on_line, at, bead = on_line[order], at[order], bead[order]
    piece = np.flatnonzero(on_line[1:] == on_line[:-1])
    return PartedLines(
        xy=np.vstack([graph.xy, spot[inner][first]]),
        point=node,
        line=on_line[piece],
        tail=bead[piece],
        head=bead[piece + 1],
        begin=at[piece],
        end=at[piece + 1],
    )
