"""The road network: a clean directed graph made from lines, OSMnx graphs or GraphML files.

A line is one stretch of road between two nodes, drawn from its tail to its head, with a flag for each
direction it may be driven in. Lines must meet at shared end points, as OSM's do. Lines closed to cars are
left out; private ones carry no through traffic (`layers.roads.access`).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from gisplan_errors import CrsError, LayerError
from gisplan_words import message
from layers.roads.access import BEHIND, car_access
from layers.roads.speeds import SLOWEST_KPH, first_tag, line_speeds

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

Weight: TypeAlias = Literal["metres", "minutes"]
# What pyproj understands: a code, a text, or a CRS; None stands for the frame's own.
CrsLike: TypeAlias = "str | int | CRS | None"

# OSM classes a car cannot use; every other class is kept.
NOT_DRIVABLE = frozenset(
    {
        *("footway", "pedestrian", "steps", "path", "cycleway", "bridleway", "corridor", "elevator"),
        *("platform", "proposed", "construction", "razed", "abandoned", "raceway", "bus_guideway"),
        *("busway", "escape", "via_ferrata"),
    }
)
# Classes that OSM takes as one-way where no tag says otherwise.
IMPLIED_ONEWAY = frozenset({"motorway", "motorway_link"})
FORWARD_TAGS = frozenset({"yes", "true", "1"})
BACKWARD_TAGS = frozenset({"-1", "reverse"})
# End points this close are one node, metres.
NODE_TOLERANCE_M = 0.01


@dataclass(frozen=True, eq=False)
class RoadGraph:
    """A road network of ``N`` nodes and ``L`` lines in a projected CRS.

    Attributes
    ----------
    crs
        The projected CRS, in metres.
    xy
        Nodes, shape ``(N, 2)``, metres.
    tail, head
        Node indices of each line's ends, shape ``(L,)``.
    metres, speed_kph
        Length and free speed of each line, shape ``(L,)``.
    forward, backward
        Whether the line may be driven from tail to head, and from head to tail, shape ``(L,)``.
    highway
        OSM class of each line, text, shape ``(L,)``.
    access
        What keeps through traffic out of each line, such as ``private``; empty where nothing does, shape
        ``(L,)``. A line with a text is driven at the beginning or end of a way only.
    geometry
        LineStrings from tail to head, shape ``(L,)``.
    dropped
        What was left out of the graph and why: reason to number of lines.
    """

    crs: CRS
    xy: NDArray[np.float64]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    metres: NDArray[np.float64]
    speed_kph: NDArray[np.float64]
    forward: NDArray[np.bool_]
    backward: NDArray[np.bool_]
    highway: NDArray[np.object_]
    access: NDArray[np.object_]
    geometry: NDArray[np.object_]
    dropped: dict[str, int]

    @property
    def through(self) -> NDArray[np.bool_]:
        """Whether each line may be driven in the middle of a way, shape ``(L,)``."""
        return np.asarray(self.access == "", dtype=bool)

    @property
    def minutes(self) -> NDArray[np.float64]:
        """Minutes to drive each line at its speed, shape ``(L,)``."""
        return self.metres / (self.speed_kph * (1_000.0 / 60.0))

    def weights(self, weight: Weight) -> NDArray[np.float64]:
        """Return each line's metres or minutes, shape ``(L,)``.

        Parameters
        ----------
        weight
            ``metres`` or ``minutes``.

        Returns
        -------
        ndarray
            Shape (L,), one a line.
        """
        return self.metres if weight == "metres" else self.minutes

    def to_frame(self) -> gpd.GeoDataFrame:
        """Return the lines as the ``roads`` layer: u, v, key, length_m, highway, speed_kph, oneway, access.

        Returns
        -------
        geopandas.GeoDataFrame
            LineStrings, lengths in metres, speeds in km/h; access is empty where the line is open.
        """
        frame = gpd.GeoDataFrame(
            {
                "u": self.tail,
                "v": self.head,
                "length_m": self.metres,
                "highway": self.highway,
                "speed_kph": self.speed_kph,
                "oneway": np.select([~self.backward, ~self.forward], ["yes", "-1"], "no"),
                "access": self.access,
            },
            geometry=self.geometry,
            crs=self.crs,
        )
        frame.insert(2, "key", frame.groupby(["u", "v"]).cumcount())
        return frame


def from_lines(
    lines: gpd.GeoDataFrame,
    *,
    crs: CrsLike = None,
    not_drivable: Collection[str] = NOT_DRIVABLE,
    strong: bool = True,
) -> RoadGraph:
    """Return the road graph of a frame of lines.

    Nodes come from the lines' own end points, not from ``u`` and ``v`` columns: published frames carry
    ``u`` and ``v`` that do not follow the drawing direction.

    Parameters
    ----------
    lines
        LineStrings or MultiLineStrings. Optional columns: ``highway``, ``oneway`` (OSM values),
        ``junction``, ``maxspeed``, ``speed_kph`` (wins over ``maxspeed``), ``length_m`` (else the
        drawn length), ``access``, ``vehicle``, ``motor_vehicle``, ``motorcar``, ``service`` (OSM values).
        Without a ``oneway`` column every line is two-way.
    crs
        Projected CRS of the result; by default the frame's own.
    not_drivable
        Classes to leave out.
    strong
        Keep only the largest strongly connected part, so every node reaches every other.

    Returns
    -------
    RoadGraph
        Lines of the frame between the nodes they share.

    Raises
    ------
    CrsError
        The frame has no CRS, or the result's CRS is not projected in metres.
    LayerError
        No usable line is left, or a length or speed is not a positive figure.
    """
    frame = to_metres(lines, crs)
    total = len(frame)
    frame = frame[frame.geometry.notna() & ~frame.geometry.is_empty]
    dropped = {"no geometry": total - len(frame)}
    frame = frame.reset_index(drop=True).explode()
    is_line = (frame.geometry.geom_type == "LineString").to_numpy()
    dropped["not a line"] = int((~is_line).sum())
    kinds = _tags(frame, "highway")
    drivable = np.array([kind not in not_drivable for kind in kinds], dtype=bool)
    dropped["not drivable"] = int((is_line & ~drivable).sum())
    access, closed = car_access(frame)
    dropped["closed to cars"] = int((is_line & drivable & closed).sum())
    kept = is_line & drivable & ~closed
    if not kept.any():
        raise LayerError(message("layers-roads-none", lines=str(total)))
    frame, kinds = frame[kept], kinds[kept]
    forward, backward = _directions(frame, kinds)
    tail, head, xy = _nodes(np.asarray(frame.geometry.array))
    graph = RoadGraph(
        crs=CRS.from_user_input(frame.crs),
        xy=xy,
        tail=tail,
        head=head,
        metres=_lengths(frame),
        speed_kph=_speeds(frame, kinds),
        forward=forward,
        backward=backward,
        highway=kinds,
        access=access[kept],
        geometry=np.asarray(frame.geometry.array),
        dropped=dropped,
    )
    return largest_strong_part(graph) if strong else graph


def largest_strong_part(graph: RoadGraph) -> RoadGraph:
    """Return the part of the graph in which every node reaches every other, as large as there is.

    Private roads do not tie it together; those that lead into it and out of it are kept beside it. Open lines
    that it is tied to by private roads alone lie behind a gate: they carry no through traffic either.
    """
    n = len(graph.xy)
    through = graph.through
    label = _strong_parts(_arcs(graph, through if through.any() else np.ones_like(through)), n)
    core = label == np.bincount(label).argmax()
    kept_node = core
    if not through.all():
        # The whole core as one node: what it reaches and what reaches it.
        number = np.where(core, 0, np.arange(n) + 1)
        label = _strong_parts(number[_arcs(graph, np.ones_like(through))], n + 1)
        kept_node = label[number] == label[0]
    kept = kept_node[graph.tail] & kept_node[graph.head]
    behind = through & ~(core[graph.tail] & core[graph.head])
    lost = int((~kept).sum())
    if lost > len(kept) // 4:
        logger.warning(
            "roads: %d of %d lines are cut off from the largest connected part: do lines share ends?",
            lost,
            len(kept),
        )
    number = np.cumsum(kept_node) - 1
    of_lines = ("metres", "speed_kph", "forward", "backward", "highway", "geometry")
    return replace(
        graph,
        xy=graph.xy[kept_node],
        tail=number[graph.tail[kept]],
        head=number[graph.head[kept]],
        access=np.where(behind, BEHIND, graph.access)[kept],
        dropped={**graph.dropped, "outside the strongly connected part": lost},
        **{name: getattr(graph, name)[kept] for name in of_lines},
    )


def to_metres(frame: gpd.GeoDataFrame, crs: CrsLike) -> gpd.GeoDataFrame:
    """Return ``frame`` in the projected ``crs`` (by default its own).

    Raises
    ------
    CrsError
        The frame has no CRS, or the CRS is not projected in metres.
    """
    if frame.crs is None:
        raise CrsError(message("layers-roads-no-crs"))
    wanted = CRS.from_user_input(frame.crs if crs is None else crs)
    if not wanted.is_projected or wanted.axis_info[0].unit_conversion_factor != 1.0:
        raise CrsError(message("layers-roads-metres", crs=wanted.name))
    return frame if wanted == frame.crs else frame.to_crs(wanted)


def _arcs(graph: RoadGraph, lines: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the directed (from, to) node pairs of some lines."""
    there = np.column_stack([graph.tail, graph.head])[graph.forward & lines]
    back = np.column_stack([graph.head, graph.tail])[graph.backward & lines]
    return np.vstack([there, back])


def _strong_parts(ends: NDArray[np.int64], n: int) -> NDArray[np.int32]:
    """Return for each of ``n`` nodes the number of its strongly connected part."""
    links = csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(n, n))
    return np.asarray(connected_components(links, directed=True, connection="strong")[1])


def _tags(frame: gpd.GeoDataFrame, column: str) -> NDArray[np.object_]:
    values = frame[column] if column in frame else [""] * len(frame)
    return np.array([first_tag(value) for value in values], dtype=object)


def _directions(
    frame: gpd.GeoDataFrame, kinds: NDArray[np.object_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which lines may be driven along, and against, their drawing direction."""
    if "oneway" not in frame:
        both = np.ones(len(frame), dtype=bool)
        return both, both
    tag = [value.lower() for value in _tags(frame, "oneway")]
    implied = np.isin(kinds, list(IMPLIED_ONEWAY)) | (_tags(frame, "junction") == "roundabout")
    unsaid = np.array([value == "" for value in tag])
    along = np.array([value in FORWARD_TAGS for value in tag]) | (unsaid & implied)
    against = np.array([value in BACKWARD_TAGS for value in tag])
    return ~against, ~along


def _nodes(
    lines: NDArray[np.object_],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return tails, heads and node coordinates from the lines' end points."""
    ends = shapely.get_coordinates(
        np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    )
    grid = np.round(ends / NODE_TOLERANCE_M).astype(np.int64)
    _, first, number = np.unique(grid, axis=0, return_index=True, return_inverse=True)
    number = number.reshape(-1)
    return number[: len(lines)], number[len(lines) :], ends[first]


def _lengths(frame: gpd.GeoDataFrame) -> NDArray[np.float64]:
    drawn = frame.geometry.length
    if "length_m" not in frame:
        return np.asarray(drawn, dtype=np.float64)
    stated = _figures(frame, "length_m", least=0.0)
    # The parts of a MultiLineString share the length that was stated for the whole.
    whole = drawn.groupby(level=0).transform("sum").to_numpy(dtype=np.float64)
    share = np.divide(drawn.to_numpy(dtype=np.float64), whole, out=np.ones_like(whole), where=whole > 0)
    return np.asarray(stated * share)


def _speeds(frame: gpd.GeoDataFrame, kinds: NDArray[np.object_]) -> NDArray[np.float64]:
    if "speed_kph" in frame:
        return _figures(frame, "speed_kph", least=SLOWEST_KPH)
    return line_speeds(kinds, frame.get("maxspeed"))


def _figures(frame: gpd.GeoDataFrame, column: str, *, least: float) -> NDArray[np.float64]:
    values = np.asarray(pd.to_numeric(frame[column], errors="coerce"), dtype=np.float64)
    bad = np.flatnonzero(~(np.isfinite(values) & (values >= least)))
    if bad.size:
        said = {"column": column, "line": str(bad[0]), "value": str(frame[column].iloc[bad[0]])}
        raise LayerError(message("layers-roads-figure", **said, least=f"{least:g}", count=str(bad.size)))
    return values
