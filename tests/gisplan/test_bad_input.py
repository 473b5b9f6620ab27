"""Bad scenarios and bad layers: each gets a message that names the place, and its exit code."""

from __future__ import annotations

import shutil
import sqlite3
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pyogrio
import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from gisplan.cli.app import app
from gisplan.scenario.loading import load_scenario, scenario_from, scenario_toml
from gisplan.scenario.schema import Scenario
from gisplan_errors import ScenarioError
from gisplan_files import with_tuples

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd


RUNNER = CliRunner()

SETTINGS = {
    "unknown key": ("chargers.targt=1", "Did you mean 'chargers.target'?"),
    "unknown section": ("charger.target=1", "Did you mean 'chargers.target'?"),
    "key at the wrong level": ("target=1", "Did you mean 'chargers.target'?"),
    "key below a value": ("chargers.target.value=1", "unknown key"),
    "no equals sign": ("chargers.target", "expected key=value"),
    "no key": ("=5", "expected key=value"),
    "a section as value": ("hydrogen=3", "is a section"),
    "text for a number": ("chargers.target=many", "chargers.target = 'many'"),
    "fraction for a count": ("chargers.target=1.5", "chargers.target = 1.5"),
    "truth for a number": ("chargers.target=true", "chargers.target = True"),
    "negative target": ("chargers.target=-5", "greater than 0"),
    "zero target": ("chargers.target=0", "greater than 0"),
    "NaN": ("coverage.threshold=nan", "finite number"),
    "infinity": ("coverage.detour=inf", "finite number"),
    "unknown region": ("region=tianjn", "known are beijing, guangdong, jingjinji, tianjin"),
    "unknown profile": ("coverage.profile=seed-2k", "known are seed-2km, tj-2018-tiered"),
    "unknown spread": ("demand.spread=even", "'settlements', 'zones', 'raster'"),
    "unknown solver": ("solver.name=hihgs", "Did you mean 'highs'?"),
    "unknown type in shares": (
        "chargers.category_type_shares.bands.park.dc999={upper=0.1}",
        "unknown name 'dc999'",
    ),
    "unknown category in shares": (
        "chargers.category_type_shares.bands.parks={ac7={upper=0.1}}",
        "unknown name 'parks'",
    ),
    "unknown category in floors": ("chargers.category_floors.counts.parks=3", "unknown name 'parks'"),
    "lower above upper": ("chargers.access_shares.bands.public.lower=0.9", "lower 0.9 is above upper"),
    "share above one": ("chargers.access_shares.bands.public.upper=1.4", "less than or equal to 1"),
    "zero radius": (
        "coverage.profiles.seed-2km.radius_m.central.urban=0",
        "coverage.profiles.seed-2km.radius_m.central.urban = 0",
    ),
    "detour below one": ("coverage.detour=0.8", "outside 1 to 3"),
    "horizon before base": ("horizon=2020", "lies before base_date 2023-09-12"),
    "bad date": ("base_date=2023-13-40", "base_date"),
    "stage shares above one": ("solver.stage_share.siting=0.9", "at most 1 is possible"),
    "gap of one": ("solver.gap=1.0", "less than 1"),
    "costs not in order": ("chargers.types.dc120.equipment_cost.low=90000", "rising order"),
    "more ownership than stations": ("hydrogen.min_captive=11", "exceed target 11"),
    "unknown coefficient": ("demand.coefficients.nev_stok_base=3", "did you mean 'nev_stock_base'?"),
    "coefficient out of range": ("demand.coefficients.private_share=7", "private_share"),
    "demand class without a group": ('service.bus.classes=["taxi"]', "demand class 'bus' is in 0 groups"),
    "unknown tag": (
        'coverage.threshold={value=0.9,unit="share",source="x",tag="rumour",as_of="2026"}',
        "'press'",
    ),
    "no source": (
        'coverage.threshold={value=0.9,unit="share",source="",tag="press",as_of="2026"}',
        "at least 1",
    ),
    "markup in the name": ("name=<b>x</b>", "name = '<b>x</b>'"),
    "more chargers than the world": (
        "chargers.target=100000000000000000000000000",
        "chargers.target: too large",
    ),
    "more chargers than a region": ("chargers.target=5000000000", "chargers.target: too large"),
    "more money than the world": ("costs.budget=1e300", "costs.budget: too large"),
    "a value of 100 kB": ("name=" + "x" * 100_000, "x … (100,0"),
    "a key of 100 kB": ("x" * 100_000 + "=3", "(100,000) …"),
    "path in the name": ("name=../../etc", "name = '../../etc'"),
}


@pytest.mark.parametrize("kind", SETTINGS)
def test_bad_setting(kind: str, tmp_path: Path) -> None:
    setting, said = SETTINGS[kind]
    answer = RUNNER.invoke(app, ["plan", "--out", str(tmp_path / "run"), "--set", setting])
    assert said in answer.stderr
    assert len(answer.stderr) < 10_000
    assert answer.exit_code == 2
    assert "Traceback" not in answer.output
    assert list(tmp_path.iterdir()) == []


FILES = {
    "not TOML": (b"name = = 3\n", "not valid TOML"),
    "not UTF-8": ("name = '天津'".encode("gbk"), "not UTF-8"),
    "empty": (b"", "name: is missing"),
    "unknown top-level key": (b'extends = "tianjin-2027"\ntitel_zh = "x"\n', "Did you mean 'title_zh'?"),
    "unknown key in a section": (
        b'extends = "tianjin-2027"\n[solver]\ntimelimit = 3\n',
        "Did you mean 'solver.time_limit'?",
    ),
    "section that is a number": (b'extends = "tianjin-2027"\nsolver = 3\n', "solver = 3"),
    "circle of extends": (b'extends = "own.toml"\n', "circle"),
    "extends a file that is not there": (b'extends = "nowhere"\n', "no such scenario"),
    "extends a number": (b"extends = 3\n", "must be the name or path"),
    "500 levels": (b"x = " + b"[" * 500 + b"]" * 500, "not valid TOML"),
    "4,400 digits": (b"x = " + b"9" * 4_400, "not valid TOML"),
    "no types": (b'extends = "tianjin-2027"\n[chargers]\ntypes = []\n', "at least 1"),
}


@pytest.mark.parametrize("kind", FILES)
def test_bad_file(kind: str, tmp_path: Path) -> None:
    content, said = FILES[kind]
    path = tmp_path / "own.toml"
    path.write_bytes(content)
    answer = RUNNER.invoke(app, ["plan", str(path), "--out", str(tmp_path / "run")])
    assert said in answer.stderr
    assert str(path.name) in answer.stderr or kind.startswith("extends a file")
    assert answer.exit_code == 2


def test_duplicate_type_ids(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "data/scenarios/tianjin-2027.toml").read_text(encoding="utf-8")
    path = tmp_path / "twice.toml"
    path.write_text(text.replace('id = "dc60"', 'id = "ac7"'), encoding="utf-8")
    with pytest.raises(ScenarioError, match="id 'ac7' is used by more than one"):
        load_scenario(path)


def test_shares_that_cannot_sum_to_one() -> None:
    low = [
        f"chargers.access_shares.bands.{kind}={{lower=0.0,upper=0.2}}"
        for kind in ("public", "dedicated", "private")
    ]
    with pytest.raises(ScenarioError, match=r"upper shares sum to 0\.6, at least 1 is needed"):
        load_scenario("tianjin-2027", low)
    high = [f"chargers.access_shares.bands.{kind}={{lower=0.5,upper=1.0}}" for kind in ("public", "private")]
    with pytest.raises(ScenarioError, match=r"lower shares sum to 1"):
        load_scenario("tianjin-2027", high)


def test_every_fault_is_listed_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario("tianjin-2027", ["chargers.target=-1", "solver.gap=2.0", "coverage.detour=nan"])
    assert [line.split()[0] for line in str(caught.value).splitlines()[1:]] == [
        "chargers.target",
        "coverage.detour.value",
        "solver.gap",
    ]


@pytest.mark.parametrize(
    ("setting", "zh", "en"),
    [
        (
            "chargers.targt=1",
            "未知的键 'chargers.targt'。您是否想写'chargers.target'？",
            "unknown key 'chargers.targt'. Did you mean 'chargers.target'?",
        ),
        (
            "costs.price_year=1900",
            "  costs.price_year = 1900：应大于或等于 2000。",
            "  costs.price_year = 1900: should be greater than or equal to 2000.",
        ),
        (
            "solver.parts=half",
            "  solver.parts = 'half'：应为 'whole'、'city' 之一。",
            "  solver.parts = 'half': should be one of 'whole', 'city'.",
        ),
        (
            "hydrogen.sizes=[]",
            "  hydrogen.sizes：至少须有 1 项，现有 0 项。",
            "  hydrogen.sizes: should have at least 1 item, not 0.",
        ),
        (
            "coverage.threshold=3",
            "  coverage.threshold：值 3 share of judged people 不在 0 至 1 之间。",
            "  coverage.threshold: value 3 share of judged people is outside 0 to 1.",
        ),
        (
            "chargers.access_shares.bands.private={lower=0.9,upper=0.2}",
            "  chargers.access_shares.bands.private：lower 0.9 大于 upper 0.2。",
            "  chargers.access_shares.bands.private: lower 0.9 is above upper 0.2.",
        ),
        (
            "hydrogen.min_captive=99",
            "  hydrogen：min_commercial 1 + min_captive 99 超过 target 11。",
            "  hydrogen: min_commercial 1 + min_captive 99 exceed target 11.",
        ),
        (
            "solver.name=hihgs",
            "没有此求解器。您是否想写'highs'？",
            "no such solver. Did you mean 'highs'?",
        ),
    ],
)
def test_a_fault_is_told_in_the_language_of_the_console(setting: str, zh: str, en: str) -> None:
    for language, said in (("zh", zh), ("en", en)):
        answer = RUNNER.invoke(app, ["--language", language, "plan", "--set", setting])
        assert said in answer.stderr
        assert answer.exit_code == 2


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("gap", value) for value in (2.0, -1.0, float("nan"), "x")),
        *(("threads", value) for value in (0, 1.5)),
        *(("name", value) for value in (3, True)),
        ("stage_share", {"siting": 2.0}),
    ],
)
def test_what_pydantic_refuses_is_told_in_its_own_words_in_english(key: str, value: object) -> None:
    table = tomllib.loads(scenario_toml(load_scenario("tianjin-2027")))
    table["solver"][key] = value
    with pytest.raises(ScenarioError) as told:
        scenario_from(table, origin="x")
    with pytest.raises(ValidationError) as own:
        Scenario.model_validate(with_tuples(table))
    words = [fault["msg"].removeprefix("Input ") for fault in own.value.errors()]
    assert [line.rsplit(": ", 1)[1] for line in str(told.value).splitlines()[1:]] == [
        f"{word}." for word in words
    ]


def test_missing_file_names_the_nearest_scenario() -> None:
    answer = RUNNER.invoke(app, ["plan", "tianjin-2026"])
    assert answer.exit_code == 2
    assert "Did you mean 'tianjin-2027'?" in answer.stderr


def test_folder_as_scenario(tmp_path: Path) -> None:
    assert RUNNER.invoke(app, ["plan", str(tmp_path)]).exit_code == 2


def test_solver_that_is_not_installed() -> None:
    answer = RUNNER.invoke(app, ["plan", "--set", "solver.name=GUROBI_CMD"])
    assert answer.exit_code == 4
    assert "not installed" in answer.stderr


def test_out_folder_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    answer = RUNNER.invoke(app, ["plan", "--out", str(tmp_path), "--force"])
    assert answer.exit_code == 2
    assert "not a run folder" in answer.stderr


@pytest.fixture
def run(small_run: Path, tmp_path: Path) -> Path:
    return shutil.copytree(small_run, tmp_path / "run")


def _edit(run: Path, change: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame], layer: str = "sites") -> None:
    path = run / "plan.gpkg"
    pyogrio.write_dataframe(
        change(pyogrio.read_dataframe(path, layer=layer)), path, layer=layer, driver="GPKG"
    )


LAYERS: dict[str, tuple[Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame], str]] = {
    "repeated key": (lambda f: f.assign(site_id="PP-1"), "repeated keys 'PP-1'"),
    "negative count": (lambda f: f.assign(kw=-1.0), "sites.kw"),
    "missing count": (lambda f: f.assign(investment_cost=None), "sites.investment_cost"),
    "missing column": (lambda f: f.drop(columns="category"), "columns missing: category"),
    "sum that does not hold": (lambda f: f.assign(chargers=f["chargers"] + 1), "not the sum"),
    "another CRS": (lambda f: f.to_crs(4548), "EPSG:4326"),
    "lines for points": (lambda f: f.set_geometry(f.buffer(0.001)), "expected Point"),
}


@pytest.mark.filterwarnings("ignore:Geometry is in a geographic CRS")
@pytest.mark.parametrize("kind", LAYERS)
def test_bad_layer(kind: str, run: Path) -> None:
    change, said = LAYERS[kind]
    _edit(run, change)
    answer = RUNNER.invoke(app, ["map", str(run)])
    assert said in answer.stderr
    assert answer.exit_code == 2
    assert "Traceback" not in answer.output


def test_layer_that_is_gone(run: Path) -> None:
    with sqlite3.connect(run / "plan.gpkg") as database:
        database.execute("delete from gpkg_contents where table_name = 'stations'")
    answer = RUNNER.invoke(app, ["map", str(run)])
    assert "stations" in answer.stderr
    assert answer.exit_code == 2


def test_file_that_is_no_geopackage(run: Path) -> None:
    (run / "plan.gpkg").write_bytes(b"PK\x03\x04 not a database")
    answer = RUNNER.invoke(app, ["map", str(run)])
    assert answer.exit_code == 2
    assert "plan.gpkg" in answer.stderr


def test_folder_that_is_no_run(tmp_path: Path) -> None:
    for command in ("map", "verify"):
        answer = RUNNER.invoke(app, [command, str(tmp_path)])
        assert answer.exit_code == 2
        assert "not a run folder" in answer.stderr
