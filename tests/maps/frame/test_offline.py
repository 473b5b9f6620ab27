"""Pages load nothing: known links are vendored or dropped, unknown ones fail the build."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

import folium
import pyogrio
import pytest

import maps
from gisplan_errors import GisplanError, LayerError
from layers.results import SHAPES, PlanLayers
from maps import write_pages
from maps.data.contents import common_data
from maps.frame import offline, tiles
from maps.page.planner import planner_page

ASSETS = Path(maps.__file__).with_name("assets")


def folium_head() -> str:
    plan_map = folium.Map(tiles=None)
    root = plan_map.get_root()
    root.render()
    return root.header.render()


def test_every_link_of_folium_is_known() -> None:
    head = offline.swap_links(folium_head())
    assert "https://" not in re.sub(r"<(script|style)>.*?</\1>", "", head, flags=re.DOTALL)
    assert "Leaflet 1.9.4" in head


@pytest.mark.parametrize(
    "link",
    [
        '<script src="https://evil.example/leaflet.js"></script>',
        '<script async src="//evil.example/x.js"></script>',
        '<link rel="stylesheet" href="https://cdn.example/new-plugin.css"/>',
        '<link rel="stylesheet" href="https://evil.example/?/leaflet@1.9.3/dist/leaflet.css.exe"/>',
    ],
)
def test_unknown_link_fails_the_build(link: str) -> None:
    with pytest.raises(GisplanError, match="neither vendored"):
        offline.swap_links(link)


def test_a_folium_plugin_that_links_elsewhere_fails_the_build(
    monkeypatch: Any, layers: Any, facts: Any, tmp_path: Path
) -> None:
    monkeypatch.setattr(
        folium.Map, "default_js", [*folium.Map.default_js, ("new", "https://cdn.example/new.js")]
    )
    with pytest.raises(GisplanError, match=r"cdn\.example/new\.js"):
        write_pages(tmp_path, layers, facts)


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="x.png">',
        '<img src="data:text/html,x" alt="">',
        '<img src="data:image/svg+xml,x" alt="" srcset="x.png">',
        "<iframe></iframe>",
        '<script src="x.js"></script>',
        '<link href="x.css">',
        "<base href=/>",
    ],
)
def test_element_that_loads_something_fails_the_build(markup: str) -> None:
    with pytest.raises(GisplanError, match="would load"):
        offline.sealed(f"<!--policy--><body>{markup}</body>")


def test_a_drawing_in_its_own_address_loads_nothing() -> None:
    assert offline.sealed('<!--policy--><img src="data:image/svg+xml,%3Csvg/%3E" alt="x">')


def test_escaped_text_that_looks_like_markup_is_no_element() -> None:
    assert offline.sealed('<!--policy--><tr data-x="&lt;img src=x">&lt;img src=x&gt;</tr>')


def test_policy_lists_the_hash_of_each_script_and_nothing_else() -> None:
    page = offline.sealed(
        "<!--policy--><script>let a = 1;</script><script type='application/json'>{}</script>"
    )
    digest = base64.b64encode(hashlib.sha256(b"let a = 1;").digest()).decode()
    assert f"script-src 'sha256-{digest}';" in page
    assert "default-src 'none'" in page
    assert "unsafe-eval" not in page


def test_vendored_files_are_those_that_the_readme_names() -> None:
    rows = re.findall(
        r"^\| ([\w./-]+) \| (\w+) \| [\d.]+ \| .*?\| ([0-9a-f]{64}) \|$",
        (ASSETS / "README.md").read_text(),
        re.MULTILINE,
    )
    assert {name for name, _, _ in rows} >= {"leaflet.js", "leaflet.css"}
    for name, _, digest in rows:
        assert hashlib.sha256((ASSETS / name).read_bytes()).hexdigest() == digest, name
    assert (ASSETS / "leaflet.LICENSE").read_text().startswith("BSD 2-Clause License")


def test_same_plan_gives_the_same_bytes_but_for_the_date(
    sample: Any, layers: Any, pages: Path, tmp_path: Path
) -> None:
    write_pages(tmp_path, layers, sample.sample_facts(generated_on="2031-01-02"))
    for path in sorted(pages.rglob("*.html")):
        again = (tmp_path / path.relative_to(pages)).read_text(encoding="utf-8")
        assert again.replace("2031-01-02", "2026-11-21") == path.read_text(encoding="utf-8"), path.name


def test_layers_read_back_from_a_geopackage_give_the_same_map(
    layers: Any, facts: Any, tmp_path: Path
) -> None:
    path = tmp_path / "plan.gpkg"
    for name, frame in layers.frames().items():
        shapes = SHAPES[name]
        pyogrio.write_dataframe(
            frame, path, layer=name, geometry_type=shapes[-1], promote_to_multi=len(shapes) > 1
        )
    again = PlanLayers(**{name: pyogrio.read_dataframe(path, layer=name) for name in layers.frames()})
    first, second = (
        planner_page(each, facts, common_data(each, facts), None, None) for each in (layers, again)
    )
    assert first == second


def test_own_scripts_never_write_markup() -> None:
    for name in offline.SCRIPTS:
        script = offline.asset(name)
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", script
        )
        assert "</script" not in script


def test_tiles_open_the_policy_for_their_host_only(layers: Any, facts: Any) -> None:
    page = planner_page(
        layers, facts, {**common_data(layers, facts), "tiles": True}, None, tiles.tianditu("abc123")
    )
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert re.findall(r"https?://[^\s;]+", policy[1]) == ["https://t0.tianditu.gov.cn"]
    assert "tk=abc123" in page


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/{z}/{x}/{y}",
        "https://a.example/{z}/{x}",
        "https://a b/{z}{x}{y}",
        "https://a.example/{{7}}{z}{x}{y}",
    ],
)
def test_strange_tile_addresses_are_refused(url: str) -> None:
    with pytest.raises(GisplanError, match="expected https"):
        tiles.Tiles(url, "x")


def test_tiles_of_amap_need_their_datum_and_shift_what_is_drawn(layers: Any) -> None:
    url = "https://wprd01.is.autonavi.com/appmaptile?x={x}&y={y}&z={z}"
    with pytest.raises(GisplanError, match="GCJ-02"):
        tiles.Tiles(url, "AMap")
    shown = tiles.Tiles(url, "AMap", datum="gcj02").displayed(layers)
    metres = layers.sites.to_crs(4548).distance(shown.sites.to_crs(4548))
    assert metres.between(450, 650).all()
    assert tiles.tianditu("k").displayed(layers) is layers


def test_labels_from_another_host_are_refused() -> None:
    with pytest.raises(GisplanError, match="labels must come from the host"):
        tiles.Tiles("https://a.example/{z}/{x}/{y}", "x", labels="https://b.example/{z}/{x}/{y}")


def test_key_comes_from_the_environment_and_is_checked() -> None:
    assert tiles.from_environment({}) is None
    assert tiles.from_environment({tiles.KEY_VARIABLE: "k1"}) is not None
    with pytest.raises(GisplanError, match="letters and digits"):
        tiles.from_environment({tiles.KEY_VARIABLE: "a&b=';"})


def test_adcode_cannot_name_a_file_elsewhere(layers: Any, facts: Any, tmp_path: Path) -> None:
    districts = layers.districts.copy()
    districts.loc[districts.index[0], "adcode"] = "../../x"
    frames = {**layers.frames(), "districts": districts}
    with pytest.raises(LayerError, match=r"districts\.adcode"):
        write_pages(tmp_path, PlanLayers(**frames), facts)
