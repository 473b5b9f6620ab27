from __future__ import annotations

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import geopandas as gpd
import osmnx as ox
import pytest
from shapely import box

from gisplan_errors import LayerError, NetworkError
from layers.osm.fetch import FetchOptions, fetch_region
from layers.roads.graph import from_lines

CRS = "EPSG:4548"
WEST, EAST = box(117.0, 39.0, 117.05, 39.05), box(117.05, 39.0, 117.1, 39.05)


def node(number, lon, lat, **tags):
    return {"type": "node", "id": number, "lon": lon, "lat": lat, **({"tags": tags} if tags else {})}


def way(number, nodes, **tags):
    return {"type": "way", "id": number, "nodes": nodes, "tags": tags}


# A road through both districts, a junction and a fuel station in each, an industrial plot in the west.
ROADS = [
    node(1, 117.01, 39.02),
    node(2, 117.03, 39.02),
    node(3, 117.07, 39.02),
    node(4, 117.09, 39.02),
    node(5, 117.03, 39.03),
    node(6, 117.07, 39.03),
    way(10, [1, 2, 3, 4], highway="primary", maxspeed="60"),
    way(11, [2, 5], highway="residential"),
    way(12, [3, 6], highway="residential", oneway="yes"),
]
FEATURES = [
    node(20, 117.02, 39.01, amenity="fuel", name="西加油站"),
    node(21, 117.08, 39.01, amenity="fuel", name="东加油站"),
    node(30, 117.01, 39.04),
    node(31, 117.02, 39.04),
    node(32, 117.02, 39.045),
    node(33, 117.01, 39.045),
    way(40, [30, 31, 32, 33, 30], landuse="industrial", name="西青工业区"),
]


class Overpass(BaseHTTPRequestHandler):
    """Answers what its script says, then the data; a word of the script is spent on one query."""

    def do_POST(self):
        query = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["data"][0]
        self.server.queries.append(query)
        word = self.server.script.pop(0) if self.server.script else "data"
        elements = ROADS if "way" in query and '["highway"]' in query else FEATURES
        body = json.dumps({"version": 0.6, "elements": elements}).encode()
        if word in {"429", "504", "400"}:
            self.reply(int(word), b"<html>please   wait</html>", {"Retry-After": "0"})
        elif word == "cut":
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
        elif word == "half":
            self.reply(200, body[: len(body) // 2])
        elif word == "remark":
            self.reply(200, json.dumps({"elements": [], "remark": "runtime error: Query timed out"}).encode())
        elif word == "empty":
            self.reply(200, b'{"elements": []}')
        else:
            self.reply(200, body)

    def do_GET(self):
        self.server.status += 1
        page = "Connected as: 1\nCurrent time: x\nEndpoint: none\nRate limit: 2\n2 slots available now."
        self.reply(200, page.encode())

    def reply(self, code, body, headers=None):
        self.send_response(code)
        for name, value in {
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            **(headers or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def server():
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Overpass)
    httpd.script, httpd.queries, httpd.status = [], [], 0
    thread = threading.Thread(target=httpd.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield httpd
    httpd.shutdown()
    httpd.server_close()
    thread.join()


@pytest.fixture
def fetch(server, tmp_path):
    def run(shapes=(WEST,), **changes):
        said = []
        options = FetchOptions(
            url=f"http://127.0.0.1:{server.server_port}/api",
            timeout_s=5,
            cache=tmp_path / "cache",
            **{"pause_s": 0.0, "retry_s": 0.01, "tries": 3, "rate_limit": False, **changes},
        )
        codes = [f"12010{i}" for i in range(1, len(shapes) + 1)]
        land = gpd.GeoDataFrame({"adcode": codes}, geometry=list(shapes), crs=4326)
        made = fetch_region(
            land, tmp_path / "osm", crs=CRS, as_of="2025-06-01", options=options, progress=said.append
        )
        return made, said

    return run


def test_roads_and_sites_of_two_districts_are_joined_without_doubles(fetch):
    made, _ = fetch((WEST, EAST))
    sites = made.layers["sites"].set_index("site_id")["category"].to_dict()
    assert sites == {"OSM-n20": "fuel_station", "OSM-n21": "fuel_station", "OSM-w40": "industrial_park"}
    roads = made.layers["roads"]
    assert not roads.duplicated("geometry").any()
    graph = from_lines(roads, strong=False)
    assert len(graph.xy) == 6
    assert graph.metres.sum() == pytest.approx(6_917 + 2 * 1_112, rel=0.01)
    assert graph.speed_kph[graph.highway == "primary"].tolist() == [60.0] * 3
    assert (~graph.backward).sum() == 1


def test_private_roads_come_and_roads_closed_to_cars_do_not(fetch, server, monkeypatch):
    more = [
        node(7, 117.01, 39.03),
        way(13, [5, 7], highway="service", access="private"),
        way(14, [7, 1], highway="residential", access="yes", vehicle="no"),
    ]
    monkeypatch.setattr(f"{__name__}.ROADS", ROADS + more)
    made, _ = fetch()
    roads = made.layers["roads"]
    assert roads.loc[roads["access"] != "", ["highway", "access"]].to_numpy().tolist() == [
        ["service", "private"]
    ]
    # Two stretches of the primary, the street to the north, the private drive; its closed sequel is left out.
    assert len(roads) == 4
    assert not any('"access"!~' in query for query in server.queries)


def test_overpass_is_asked_for_service_areas_and_hydrogen(fetch, server):
    fetch()
    asked = " ".join(server.queries)
    for tag in (
        "'highway'='services'",
        "'highway'='rest_area'",
        "'fuel:h70'",
        "'power'='substation'",
        "'leisure'='park'",
    ):
        assert tag in asked


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("429", "429 Too Many Requests"),
        ("504", "504 Gateway Timeout"),
        ("cut", "the connection was cut"),
        ("half", "half an answer"),
        ("remark", "Query timed out"),
    ],
)
def test_a_passing_fault_is_tried_again_and_told(fetch, server, word, said):
    server.script = [word]
    made, told = fetch()
    assert len(made.layers["sites"]) == 2
    assert any(said in str(line) for line in told)


@pytest.mark.parametrize("word", ["429", "504", "cut", "half"])
def test_a_lasting_fault_ends_with_what_to_do(fetch, server, word):
    server.script = [word] * 9
    with pytest.raises(
        NetworkError, match=r"district 120101 \(1 of 1\): roads: no full answer .* after 3 tries.*--endpoint"
    ):
        fetch()
    assert len(server.queries) == 3


def test_a_refused_query_is_not_repeated(fetch, server):
    server.script = ["400"] * 9
    with pytest.raises(NetworkError, match=r"refused the query \(400 Bad Request\): <html>please wait"):
        fetch()
    assert len(server.queries) == 1


def test_an_empty_answer_is_an_answer(fetch, server):
    server.script = ["empty"] * 9
    made, told = fetch()
    assert made.layers == {}
    assert not any("again" in str(line) for line in told)


def test_a_server_that_is_not_there_is_named(fetch, server):
    server.shutdown()
    server.server_close()
    with pytest.raises(NetworkError, match="the server cannot be reached"):
        fetch()


def test_what_was_fetched_is_not_asked_for_again(fetch, server):
    server.script = ["data", "data", "504", "504", "504"]
    with pytest.raises(NetworkError, match=r"district 120102 \(2 of 2\)"):
        fetch((WEST, EAST))
    before = len(server.queries)
    made, told = fetch((WEST, EAST))
    assert not any("120101" in str(line) for line in told)
    assert len(server.queries) == before + 2
    assert len(made.layers["sites"]) == 3
    fetch((WEST, EAST))
    assert len(server.queries) == before + 2


def test_a_damaged_kept_answer_is_named(fetch, tmp_path):
    fetch()
    (tmp_path / "osm" / "120101_roads.parquet").write_bytes(b"PAR1")
    with pytest.raises(LayerError, match=r"120101_roads\.parquet.*delete it"):
        fetch()


def test_a_polite_run_asks_for_a_slot_first(fetch, server):
    fetch(rate_limit=True)
    assert server.status == len(server.queries) > 0


def test_osmnx_and_the_socket_module_are_left_as_they_were(fetch, server):
    before = (
        ox.settings.overpass_url,
        ox.settings.cache_folder,
        ox.settings.requests_kwargs,
        socket.getaddrinfo,
    )
    server.script = ["429", "400"]
    with pytest.raises(NetworkError):
        fetch()
    assert before == (
        ox.settings.overpass_url,
        ox.settings.cache_folder,
        ox.settings.requests_kwargs,
        socket.getaddrinfo,
    )


def test_districts_without_codes_are_refused(tmp_path):
    with pytest.raises(LayerError, match="adcode"):
        fetch_region(gpd.GeoDataFrame(geometry=[WEST], crs=4326), tmp_path, crs=CRS, as_of="2025")
