"""Fetch a region's roads and features from OpenStreetMap: OSMnx and an Overpass server, district by district.

What an earlier run fetched is not asked for again: every district's answer is a file of its own, and
OSMnx keeps every single answer in its cache. A busy server (429, 504), a cut connection and a half answer
are tried again after a pause that grows; an empty answer is an answer.
"""

from __future__ import annotations

import json
import socket
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import osmnx as ox
import pandas as pd
import requests
import shapely

from gisplan_errors import LayerError, NetworkError
from gisplan_progress import silent
from gisplan_words import Message, Sayable, message
from layers.crs import OUTPUT_CRS
from layers.files.reading import FAULTS, read_parquet
from layers.osm.features import PREFIX, SOURCE, OsmLayers, layers_from_features
from layers.osm.tags import DEFAULT_RULES, TagRule, fetch_tags
from layers.roads.access import ACCESS_TAGS
from layers.roads.osmnx_graphs import from_osmnx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from shapely import MultiPolygon, Polygon

    from gisplan_progress import Progress
    from layers.roads.graph import CrsLike

OVERPASS_URL = "https://overpass-api.de/api"
# Roads a car may use, service roads too: service areas and car parks hang on them.
NETWORK = "drive_service"
OUTLINE_DEGREES = 0.001
# Roads are joined to lines between junctions this far beyond a district's outline, about 500 m.
SIMPLIFIED_DEGREES = 0.005
BUSY = frozenset({429, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """How to ask an Overpass server.

    Attributes
    ----------
    url
        Its address without ``/interpreter``.
    timeout_s
        Longest wait for one answer, seconds.
    cache
        Folder where OSMnx keeps every answer.
    pause_s
        Pause after each answer, seconds: politeness to a shared server.
    tries
        How often one district is tried before giving up.
    retry_s, most_retry_s
        First and longest pause before another try, seconds; it doubles each time. A server's
        ``Retry-After`` counts where it is longer, up to the longest.
    rate_limit
        Ask the server first when a slot is free (its ``/status`` page).
    """

    url: str = OVERPASS_URL
    timeout_s: float = 180.0
    cache: Path = Path("cache/osm")
    pause_s: float = 1.0
    tries: int = 6
    retry_s: float = 10.0
    most_retry_s: float = 300.0
    rate_limit: bool = True


class _TryAgain(Exception):  # noqa: N818  (a signal to our own loop, never seen outside)
    """The server did not answer in full; another try may."""

    def __init__(self, why: Message, wait_s: float = 0.0) -> None:
        super().__init__(why)
        self.why, self.wait_s = why, wait_s


def fetch_region(
    districts: gpd.GeoDataFrame,
    folder: Path,
    *,
    crs: CrsLike,
    as_of: str,
    options: FetchOptions | None = None,
    rules: Sequence[TagRule] = DEFAULT_RULES,
    progress: Progress | None = None,
) -> OsmLayers:
    """Fetch roads and features of every district and join them.

    Parameters
    ----------
    districts
        Polygons with ``adcode`` and ``name_zh``.
    folder
        Where each district's answer is kept (``<adcode>_roads.parquet``, ``<adcode>_features.parquet``);
        what is there already is not asked for again.
    crs
        Projected CRS in metres of the result.
    as_of
        Today, ISO date: OSM is asked for its present state.
    options
        How to ask.
    rules
        Tags to layers.
    progress
        Told each district and each pause.

    Returns
    -------
    OsmLayers
        ``roads`` beside the layers of the rules, and the report.

    Raises
    ------
    NetworkError
        The server gave no full answer after all tries, refused the query, or cannot be reached. What was
        fetched before stays, so the next run goes on from there.
    LayerError
        Districts have no ``adcode``, or a kept answer is damaged.
    """
    asked = options or FetchOptions()
    tell = progress or silent
    if "adcode" not in districts:
        raise LayerError(message("layers-osm-adcode"))
    land = districts.to_crs(OUTPUT_CRS)
    folder.mkdir(parents=True, exist_ok=True)
    tags = fetch_tags(rules)
    roads, features = [], []
    for number, (code, shape) in enumerate(zip(land["adcode"], land.geometry, strict=True), start=1):
        where = partial(message, "progress-osm-district", code=str(code), number=number, of=len(land))
        # A generous outline of few points: servers refuse queries with thousands of them.
        outline = shape.buffer(2 * OUTLINE_DEGREES).simplify(OUTLINE_DEGREES)
        file = folder / f"{code}_roads.parquet"
        roads.append(_kept(file, partial(_roads, outline, crs), asked, where(what="roads"), tell))
        file = folder / f"{code}_features.parquet"
        features.append(_kept(file, partial(_features, outline, tags), asked, where(what="features"), tell))
    found = pd.concat(features, ignore_index=True)
    found = found[shapely.intersects(land.union_all(), np.asarray(found.geometry.array))]
    found = found.assign(tags=[json.loads(text) for text in found["tags"]])
    made = layers_from_features(found, crs=crs, as_of=as_of, rules=rules)
    lines = pd.concat(roads, ignore_index=True)
    if lines.empty:
        return made
    # A road that crosses a border comes with both districts.
    lines = lines.drop_duplicates(["highway", "oneway", "length_m", "geometry"], ignore_index=True)
    lines = lines.assign(origin="osm", source=SOURCE, as_of=as_of, verified=False)
    row = pd.DataFrame([("highway=*", "roads", "road", "kept", "", len(lines))], columns=made.report.columns)
    return OsmLayers({**made.layers, "roads": lines}, pd.concat([made.report, row], ignore_index=True))


def _kept(
    file: Path,
    ask: Callable[[], gpd.GeoDataFrame],
    options: FetchOptions,
    where: Message,
    tell: Progress,
) -> gpd.GeoDataFrame:
    """Return an answer from its file, or ask for it and keep it; a file is there whole or not at all."""
    if file.is_file():
        try:
            return read_parquet(file)
        except FAULTS as fault:
            raise LayerError(message("layers-osm-kept", path=str(file), fault=str(fault))) from fault
    tell(where)
    answer = _persist(ask, options, where, tell)
    unfinished = file.with_suffix(".part")
    answer.to_parquet(unfinished)
    unfinished.replace(file)
    return answer


def _persist(
    ask: Callable[[], gpd.GeoDataFrame], options: FetchOptions, where: Message, tell: Progress
) -> gpd.GeoDataFrame:
    """Ask until there is a full answer, with growing pauses."""
    pause = options.retry_s
    for attempt in range(1, options.tries + 1):
        try:
            with _asking(options):
                return ask()
        except json.JSONDecodeError as fault:
            said = {"path": str(options.cache), "fault": str(fault)}
            raise LayerError(message("layers-osm-cached", **said)) from fault
        except (_TryAgain, requests.RequestException) as fault:
            why, asked_for = _why(fault), getattr(fault, "wait_s", 0.0)
        if attempt < options.tries:
            wait = min(max(pause, asked_for), options.most_retry_s)
            told: dict[str, Sayable] = {"where": where, "attempt": str(attempt), "tries": str(options.tries)}
            tell(message("progress-osm-again", **told, wait=f"{wait:g}", why=why))
            time.sleep(wait)
            pause *= 2
    asked = {"url": options.url, "tries": str(options.tries)}
    raise NetworkError(message("layers-osm-no-answer", where=where, **asked, why=why))


def _why(fault: Exception) -> Sayable:
    """Say in a few words what went wrong on the way to the server."""
    if isinstance(fault, requests.Timeout):
        return message("osm-late")
    if isinstance(fault, requests.ConnectionError | requests.exceptions.ChunkedEncodingError):
        refused = "refused" in str(fault) or "resolve" in str(fault)
        return message("osm-unreachable" if refused else "osm-cut-off")
    return fault.why if isinstance(fault, _TryAgain) else str(fault)


def _roads(outline: Polygon | MultiPolygon, crs: CrsLike) -> gpd.GeoDataFrame:
    wide = shapely.buffer(outline, SIMPLIFIED_DEGREES)
    try:
        graph = ox.graph.graph_from_polygon(
            wide, network_type=NETWORK, simplify=False, retain_all=True, truncate_by_edge=True
        )
        # Joined beyond the outline, so that both districts cut a road at the same ends; never past a gate.
        graph = ox.simplification.simplify_graph(graph, edge_attrs_differ=[*ACCESS_TAGS, "service"])
        graph = ox.truncate.truncate_graph_polygon(graph, outline, truncate_by_edge=True)
    except ValueError as fault:
        _only_empty(fault)
        return gpd.GeoDataFrame(geometry=gpd.GeoSeries(crs=crs))
    return from_osmnx(graph, crs=crs, strong=False).to_frame().drop(columns=["u", "v", "key"])


def _features(outline: Polygon | MultiPolygon, tags: dict[str, bool | str | list[str]]) -> gpd.GeoDataFrame:
    try:
        found = ox.features.features_from_polygon(outline, tags)
    except ValueError as fault:
        _only_empty(fault)
        found = gpd.GeoDataFrame(geometry=gpd.GeoSeries(crs=OUTPUT_CRS))
    columns = [name for name in found.columns if name != "geometry"]
    said = [
        json.dumps(
            {name: str(value) for name, value in zip(columns, row, strict=True) if isinstance(value, str)}
        )
        for row in found[columns].itertuples(index=False, name=None)
    ]
    names = [f"{PREFIX[element]}{number}" for element, number in found.index] if len(found) else []
    return gpd.GeoDataFrame(
        {"osm_id": pd.Series(names, dtype=object), "tags": pd.Series(said, dtype=object)},
        geometry=np.asarray(found.geometry.array),
        crs=OUTPUT_CRS,
    )


def _only_empty(fault: ValueError) -> None:
    """Let an empty answer pass; raise any other fault again."""
    if type(fault).__name__ != "InsufficientResponseError" and "no graph nodes within" not in str(fault):
        raise fault


@contextmanager
def _asking(options: FetchOptions) -> Iterator[None]:
    """Set OSMnx up for one question, and put everything back after it."""
    ours: dict[str, Any] = {
        "overpass_url": options.url,
        "overpass_rate_limit": options.rate_limit,
        "requests_timeout": options.timeout_s,
        "requests_kwargs": {"hooks": {"response": partial(_check_answer, options)}},
        # Private roads come too: they are the first and last legs of ways.
        "default_access": "",
        "useful_tags_way": [*dict.fromkeys([*ox.settings.useful_tags_way, *ACCESS_TAGS, "service"])],
        "cache_folder": options.cache,
        "use_cache": True,
    }
    before = {name: getattr(ox.settings, name) for name in ours}
    # OSMnx pins the server's address in the socket module.
    resolve = socket.getaddrinfo
    for name, value in ours.items():
        setattr(ox.settings, name, value)
    try:
        yield
    finally:
        socket.getaddrinfo = resolve
        for name, value in before.items():
            setattr(ox.settings, name, value)


def _check_answer(options: FetchOptions, response: requests.Response, **_: object) -> None:
    """Look at an answer before OSMnx does, which would wait 55 s on a busy server and try for ever."""
    if response.request.method != "POST":
        return
    if response.status_code in BUSY:
        after = response.headers.get("Retry-After", "")
        wait = float(after) if after.isdigit() else 0.0
        status = f"{response.status_code} {response.reason}"
        raise _TryAgain(message("osm-busy", status=status), wait)
    if not response.ok:
        status, text = f"{response.status_code} {response.reason}", " ".join(response.text.split())[:200]
        raise NetworkError(message("layers-osm-refused", url=options.url, status=status, text=text))
    try:
        answer = response.json()
    except ValueError as fault:
        raise _TryAgain(message("osm-half-answer")) from fault
    if not isinstance(answer, dict) or "elements" not in answer:
        raise _TryAgain(message("osm-no-elements"))
    if "remark" in answer:
        raise _TryAgain(message("osm-stopped", remark=str(answer["remark"])))
    time.sleep(options.pause_s)
