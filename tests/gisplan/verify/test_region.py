"""What a run passes on from its region is what the region's own files and figures say."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from gisplan.planning.robustness import SHARES
from gisplan.resources import region_folder
from gisplan.results.inputs import file_records
from gisplan.runs.remade import region
from gisplan.runs.remade.faults import remade_faults
from gisplan.runs.remade.region import region_faults
from gisplan.runs.remade.screening import screened_faults
from gisplan.scenario.loading import load_scenario
from gisplan.verify.region import passed_on_faults
from gisplan.verify.run.inputs import file_sum
from gisplan.verify.run.reading import read_run
from layers.corridors import read_corridors
from tests.gisplan.planned import written
from tests.gisplan.spoilt_runs import in_english, spoilt
from tests.gisplan.standing_city import standing_city
from tests.gisplan.toy import toy_region

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gisplan.plan.record import Plan


def first(**values: Any) -> Callable[[Any], Any]:
    """Change cells of the first row of a table."""
    return lambda frame: frame.astype(dict.fromkeys(values, object)).assign(
        **{name: [value, *frame[name].iloc[1:]] for name, value in values.items()}
    )


def moved(frame: Any) -> Any:
    return frame.set_geometry([*frame.geometry.iloc[:-1], frame.translate(xoff=12.0).iloc[-1]])


def table(run: Plan, part: str) -> Any:
    return attrgetter(part)(run)


@pytest.fixture
def run() -> Any:
    folder = region_folder("tianjin")
    path = folder / "corridors.csv"
    scenario = load_scenario("tianjin-2027")
    layers = SimpleNamespace(corridors=read_corridors(path, crs="EPSG:4548"))
    inputs = [{"path": "regions/tianjin/corridors.csv", "sha256": file_sum(path)}]
    headline = SimpleNamespace(crs="EPSG:4548")
    return SimpleNamespace(inputs=inputs, scenario=scenario, layers=layers, headline=headline)


def test_a_road_bears_the_name_of_its_file_in_both_directions(run: Any) -> None:
    assert [*passed_on_faults(run)] == []
    roads = run.layers.corridors
    one = roads.index[roads["road_ref"] == "S40"][1]
    roads.loc[one, "name_zh"] = "别的路"
    faults = in_english(passed_on_faults(run))
    assert len(faults) == 1
    assert "corridors S40: name_zh 别的路, its file has 京津塘高速" in faults[0]


def test_a_road_runs_where_its_file_has_it(run: Any) -> None:
    roads = run.layers.corridors
    run.layers.corridors = roads.set_geometry(
        roads.geometry.where(roads["road_ref"] != "S40", roads.translate(xoff=12.0))
    )
    faults = in_english(passed_on_faults(run))
    assert [fault for fault in faults if "corridors S40" in fault] == faults
    assert len(faults) == 2
    assert "12.0 m" in faults[0]


def test_no_candidate_is_left_out_of_the_screening(clean: Plan) -> None:
    rows = clean.evidence.screening
    faults = in_english(screened_faults(spoilt(clean, "evidence.screening", rows.iloc[1:])))
    assert any(
        f"hydrogen_screening.csv: row {rows['site_id'].iloc[0]} stands 0 times" in one for one in faults
    )


def test_a_candidate_is_screened_for_the_reasons_that_it_has(clean: Plan) -> None:
    assert [*screened_faults(clean)] == []
    table = clean.evidence.screening.astype(object)
    for column in ("reason_500_zh", "not_assessed_en"):
        table.loc[0, column] = "because"
    faults = in_english(screened_faults(spoilt(clean, "evidence.screening", table)))
    assert len(faults) == 2
    where = f"hydrogen_screening.csv {table.loc[0, 'site_id']}"
    assert any(f"{where}: reason_500_zh because, its candidate has" in fault for fault in faults), faults


@pytest.fixture
def at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the files of the toy lie at hand."""
    monkeypatch.setattr(region, "_whole", lambda _: True)
    monkeypatch.setattr(region, "scenario_region", lambda _: toy_region())


@pytest.mark.usefixtures("at_hand")
@pytest.mark.parametrize(
    ("part", "change", "words"),
    [
        ("evidence.candidates", first(h2_storage_kg=77.0), ("evidence.gpkg candidates", "h2_storage_kg 77")),
        ("evidence.candidates", first(authority="x"), ("evidence.gpkg candidates", "authority x")),
        ("evidence.candidates", first(grid_kw=7.0), ("evidence.gpkg candidates", "grid_kw 7")),
        ("evidence.candidates", moved, ("evidence.gpkg candidates", "geometry stands", "12.0 m")),
        ("layers.demand", first(cell_m=1100), ("plan.gpkg demand", "cell_m 1100")),
        ("layers.demand", first(private_cars=7.5), ("plan.gpkg demand", "private_cars 7.5")),
        ("layers.demand", moved, ("plan.gpkg demand", "geometry stands", "12.0 m")),
        ("layers.districts", moved, ("plan.gpkg districts", "geometry stands", "12.0 m")),
        ("layers.hydrogen_supply", first(name_en="x"), ("plan.gpkg hydrogen_supply", "name_en x")),
        ("provenance", first(source="x"), ("provenance.csv", "source x, the inputs make it")),
        ("provenance", lambda frame: frame.iloc[1:], ("provenance.csv", "stands 0 times")),
    ],
)
def test_what_a_run_keeps_of_its_region_is_made_again(
    clean: Plan, part: str, change: Callable[[Any], Any], words: tuple[str, ...]
) -> None:
    assert in_english(region_faults(clean)) == []
    faults = in_english(region_faults(spoilt(clean, part, change(table(clean, part)))))
    assert any(all(word in fault for word in words) for fault in faults), faults


@pytest.mark.usefixtures("at_hand")
def test_what_a_run_tells_of_its_region_is_made_again(clean: Plan) -> None:
    other = replace(clean, not_known=clean.not_known[1:])
    assert any("not_known.json" in fault for fault in in_english(region_faults(other)))
    other = replace(clean, headline=replace(clean.headline, home_kwh_day=7.0))
    assert any("home_kwh_day 7.0" in fault for fault in in_english(region_faults(other)))
    core = {"name_zh": "核心区", "name_en": "Core"}
    other = replace(clean, headline=replace(clean.headline, tiers={"central": core}))
    assert any("plan.json: tiers" in fault for fault in in_english(region_faults(other)))


def test_a_region_where_something_stands_is_made_again_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(region, "_whole", lambda _: True)
    monkeypatch.setattr(region, "scenario_region", lambda _: standing_city())
    assert in_english(remade_faults(read_run(written("standing")))) == []


def test_another_folder_is_another_region(clean: Plan, tmp_path: Path) -> None:
    """A file that is changed, gone or new makes another region, which no run is held to."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "region.toml").write_text("name = 'own'", encoding="utf-8")
    asked = clean.scenario.model_copy(update={"region": str(folder)})
    run = replace(clean, scenario=asked, inputs=[*clean.inputs, *file_records(folder, "own")])
    assert region._whole(run)
    assert not region._whole(replace(run, inputs=clean.inputs))
    (folder / "more.csv").write_text("a", encoding="utf-8")
    assert not region._whole(run)


def test_the_second_spread_is_that_of_the_scenario(clean: Plan) -> None:
    due = {"spread": clean.scenario.demand.spread, "other": clean.scenario.demand.compare_spread}
    due |= dict.fromkeys(SHARES, 0.5)
    for said, words in (
        (due, None),
        (due | {"other": "zonesx"}, "spread_agreement other: zonesx, the scenario has"),
        (due | {"same_sites_share": 1.5}, "same_sites_share 1.5, at most 1"),
        ({name: due[name] for name in due if name != "same_free_share"}, "same_free_share is missing"),
    ):
        run = replace(clean, headline=replace(clean.headline, spread_agreement=said))
        faults = [one for one in in_english(remade_faults(run)) if "spread_agreement" in one]
        assert faults == [] if words is None else any(words in one for one in faults), faults
