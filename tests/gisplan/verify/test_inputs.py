"""What a run passes on is caught when it is not what went in: candidates, places, provenance, assumptions."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from gisplan.resources import data_folder
from gisplan.verify.files import away, input_faults
from gisplan.verify.inputs import candidate_faults, place_faults, provenance_faults
from gisplan.verify.run.inputs import at_hand
from gisplan_files import sha256_of, toml_text
from layers.districts.places import read_places
from tests.gisplan.spoilt_runs import (
    both,
    caught_by,
    change_csv,
    change_flows,
    change_layer,
    in_english,
    more,
    moved,
    put,
    put_any,
    spoilt,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gisplan.plan.record import Plan
    from tests.gisplan.spoilt_runs import Held

    Change = Callable[[Any], Any]

HERE = "evidence.gpkg candidates"


def without(column: str) -> Change:
    return lambda frame: frame.drop(columns=column)


def fewer(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.iloc[:-1]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (fewer, (HERE, "modelled 26", "has 27")),
        (put("site_id", "PP-1", origin="survey"), (HERE, "survey 1, inputs.json has 0")),
        (put("site_id", "HH-2", bays=-1), (HERE, "HH-2", "bays")),
        (put("site_id", "HH-2", category="castle"), (HERE, "HH-2", "castle")),
        (put("site_id", "CO-2", adcode="120118"), (HERE, "CO-2: adcode 120118", "lies in 120101")),
        (moved("site_id", "CO-2", 9_000.0), (HERE, "CO-2: adcode 120101", "lies in 120118")),
        (put("site_id", "PP-1", name_zh="别处"), ("plan.gpkg sites PP-1: name_zh", "candidate has 别处")),
        (put("site_id", "FS-1", authority="别处"), ("plan.gpkg stations FS-1: authority",)),
        (without("bays"), (f"{HERE}: column bays is missing",)),
    ],
)
def test_a_candidate_that_is_not_the_one_that_went_in(
    run: Held, change: Change, words: tuple[str, ...]
) -> None:
    change_layer(run, "candidates", change)
    caught_by(run, "candidate", *words)


def test_what_is_placed_where_there_is_no_candidate(run: Held) -> None:
    change_flows(run, lambda frame: frame.assign(site_id="XX-1"))
    caught_by(run, "candidate", "evidence.gpkg assignment site XX-1: not among the candidates")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda frame: frame.iloc[:0], ("plan.gpkg places", "modelled 0", "has 1")),
        (more("name_zh", "中心", lon=0.01), ("plan.gpkg places 中心: lon",)),
        (moved("name_zh", "中心", 30.0), ("plan.gpkg places 中心: lon", "its point")),
        (
            put("name_zh", "中心", adcode="120118"),
            ("plan.gpkg places", "adcode 120118", "lies in 120101"),
        ),
        (put("name_zh", "中心", kind="castle"), ("plan.gpkg places", "castle")),
        (without("kind"), ("plan.gpkg places: column kind is missing",)),
    ],
)
def test_a_place_that_is_not_the_one_that_went_in(run: Held, change: Change, words: tuple[str, ...]) -> None:
    change_layer(run, "places", change)
    caught_by(run, "place", *words)


@pytest.fixture
def of_a_folder(clean: Plan, tmp_path: Path) -> Plan:
    """Give the run as if its places and sites had been read from files that are still at hand."""
    table = pd.read_csv(data_folder() / "regions" / "tianjin" / "places.csv", dtype={"as_of": str})
    table.assign(lon=117.0 + np.arange(len(table)) / 1e4, lat=39.12).to_csv(
        tmp_path / "places.csv", index=False
    )
    (tmp_path / "region.toml").write_text('name = "toy"\n', encoding="utf-8")
    candidates = clean.evidence.candidates
    degrees = candidates.geometry.to_crs(4326)
    sites = pd.DataFrame(candidates.drop(columns=["geometry", "tier"])).assign(lon=degrees.x, lat=degrees.y)
    sites.to_csv(tmp_path / "sites.csv", index=False)
    places = read_places(tmp_path / "places.csv", districts=clean.layers.districts)
    origins = {"places": places["origin"].value_counts().to_dict(), "sites": {"modelled": 27}}
    files = [
        {"path": f"regions/toy/{path.name}", "sha256": sha256_of(path)} for path in sorted(tmp_path.iterdir())
    ]
    run = spoilt(clean, "layers.places", places.to_crs(candidates.crs))
    return dataclasses.replace(
        run,
        scenario=run.scenario.model_copy(update={"region": str(tmp_path)}),
        inputs=[*files, *({"layer": name, "origins": rows} for name, rows in origins.items())],
    )


def test_a_file_that_is_another_one_by_now_judges_nothing(of_a_folder: Plan, tmp_path: Path) -> None:
    assert at_hand(of_a_folder, "places.csv") == tmp_path / "places.csv"
    with (tmp_path / "places.csv").open("a", encoding="utf-8") as stream:
        stream.write("\n")
    assert at_hand(of_a_folder, "places.csv") is None


def test_layers_that_are_as_their_files_give_them(of_a_folder: Plan) -> None:
    assert [*place_faults(of_a_folder), *candidate_faults(of_a_folder)] == []


def test_names_have_the_source_and_the_date_of_their_region(of_a_folder: Plan, tmp_path: Path) -> None:
    said = {"origin": "osm", "source": "a map", "as_of": "2026"}
    (tmp_path / "names.csv").write_text(
        "name_zh,kind,also,lon,lat,more\n河,water,,117,39,\n", encoding="utf-8"
    )
    (tmp_path / "region.toml").write_text(
        "[names]\n" + "".join(f'{key} = "{text}"\n' for key, text in said.items()), encoding="utf-8"
    )
    files = [
        {"path": f"regions/toy/{name}", "sha256": sha256_of(tmp_path / name), "rows": rows}
        for name, rows in (("names.csv", 1), ("region.toml", None))
    ]
    row = pd.DataFrame([{"layer": "names", "rows": 1, "verified_share": 0.0, **said}])
    run = dataclasses.replace(of_a_folder, inputs=files, provenance=row)
    assert in_english(provenance_faults(run)) == []
    later = in_english(provenance_faults(dataclasses.replace(run, provenance=row.assign(as_of="2020"))))
    assert later == ["provenance.csv names osm: as_of 2020, the rows of the run give 2026"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda frame: frame.assign(weight=frame["weight"] + (frame.index == 3)), ": weight"),
        (lambda frame: frame.assign(name_en=frame["name_en"].where(frame.index != 2, "X")), ": name_en X"),
        (lambda frame: frame.set_geometry(frame.translate(2.0)), ": stands 2.0 m from where its file has it"),
    ],
)
def test_places_that_their_file_does_not_give(of_a_folder: Plan, change: Change, words: str) -> None:
    run = spoilt(of_a_folder, "layers.places", change(of_a_folder.layers.places.copy()))
    faults = in_english(place_faults(run))
    assert any(words in fault and fault.startswith("plan.gpkg places") for fault in faults)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (more("site_id", "CO-2", bays=1), "CO-2: bays 501"),
        (more("site_id", "CO-2", grid_kw=0.5), "CO-2: grid_kw 9000.5, its file has 9000"),
        (moved("site_id", "CO-2", 3.0), "CO-2: stands 3.0 m from where its file has it"),
        (fewer, "rows 26, its file has 27"),
    ],
)
def test_candidates_that_their_file_does_not_give(of_a_folder: Plan, change: Change, words: str) -> None:
    run = spoilt(of_a_folder, "evidence.candidates", change(of_a_folder.evidence.candidates.copy()))
    assert any(words in fault and fault.startswith(HERE) for fault in in_english(candidate_faults(run)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            more("layer", "demand", rows=1),
            ("provenance.csv demand: rows of origin modelled 58, inputs.json has 57",),
        ),
        (
            put_any("layer", "places", verified_share=0.5),
            ("provenance.csv places modelled: verified_share 0.5",),
        ),
        (put("layer", "places", source="a map"), ("provenance.csv places modelled: source 'a map'",)),
        (put_any("layer", "corridors", as_of="1999"), ("provenance.csv corridors modelled: as_of 1999",)),
        (
            put("layer", "sites", origin="survey"),
            ("provenance.csv sites: rows of origin survey 27, inputs.json has 0",),
        ),
        (fewer, ("provenance.csv places: rows of origin modelled 0, inputs.json has 1",)),
        (without("verified_share"), ("provenance.csv: column verified_share is missing",)),
    ],
)
def test_a_provenance_that_the_layers_do_not_give(run: Held, change: Change, words: tuple[str, ...]) -> None:
    change_csv(run, "provenance.csv", change)
    caught_by(run, "provenance", *words)


def test_a_table_of_more_rows_than_its_file(run: Held) -> None:
    read = {"path": "regions/toy/flows.csv", "rows": 3, "sha256": "0"}
    run.run = dataclasses.replace(run.run, inputs=[*run.run.inputs, read])
    row = {
        "layer": "flows",
        "origin": "survey",
        "rows": 4,
        "verified_share": 0.0,
        "source": "t",
        "as_of": "2026",
    }
    change_csv(
        run, "provenance.csv", lambda frame: pd.concat([frame, pd.DataFrame([row])], ignore_index=True)
    )
    caught_by(run, "provenance", "provenance.csv flows: rows 4, flows.csv has 3")


@pytest.fixture
def of_names(of_a_folder: Plan, tmp_path: Path) -> Plan:
    """Give the run as if its region had two names for the pages."""
    rows = ("name_zh,kind,also,lon,lat,more", "南京路,primary,,117.195,39.116,", "东湖,water,,117.2,39.13,")
    (tmp_path / "names.csv").write_text("\n".join((*rows, "")), encoding="utf-8")
    said = {"origin": "osm", "source": "a map", "as_of": "2026"}
    settings = tmp_path / "region.toml"
    settings.write_text(toml_text({"name": "toy", "names": said}), encoding="utf-8")
    files = [
        {"path": f"regions/toy/{path.name}", "sha256": sha256_of(path), "rows": count}
        for path, count in ((tmp_path / "names.csv", 2), (settings, None))
    ]
    kept = [row for row in of_a_folder.inputs if row.get("path") != "regions/toy/region.toml"]
    table = of_a_folder.provenance
    table = pd.concat(
        [table, pd.DataFrame([{"layer": "names", "rows": 2, "verified_share": 0.0, **said}])],
        ignore_index=True,
    )
    return dataclasses.replace(of_a_folder, provenance=table, inputs=[*kept, *files])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (put("layer", "names", source="another"), "provenance.csv names osm: source 'another'"),
        (put("layer", "names", as_of="2020"), "provenance.csv names osm: as_of 2020"),
        (put("layer", "names", verified_share=1.0), "provenance.csv names osm: verified_share 1"),
        (put("layer", "names", origin="survey"), "provenance.csv names survey"),
        (lambda frame: frame[frame["layer"] != "names"], "provenance.csv names: rows 0, names.csv has 2"),
    ],
)
def test_names_are_told_as_their_region_tells_them(of_names: Plan, change: Change, words: str) -> None:
    before = in_english(provenance_faults(of_names))
    assert not [fault for fault in before if "provenance.csv names" in fault], before
    run = spoilt(of_names, "provenance", change(of_names.provenance.copy()))
    faults = in_english(provenance_faults(run))
    assert any(fault.startswith(words) for fault in faults), faults


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (put("name", "chargers.types.ac7.power_kw", tag="official"), ("ac7.power_kw: tag official",)),
        (put("name", "grid.upgrade_cost_kva", unit="CNY/kW"), ("grid.upgrade_cost_kva: unit CNY/kW",)),
        (more("name", "policy.place_m", value=1.0), ("policy.place_m: value 5001",)),
        (more("name", "demand.bus_ev_share_new", value=0.01), ("demand.bus_ev_share_new: value",)),
        (put("name", "demand.bus_ev_share_new", source="?"), ("demand.bus_ev_share_new: source ?",)),
        (lambda frame: frame[~frame["name"].str.startswith("screening.")], ("screening.", "is missing")),
        (lambda frame: frame.iloc[[0, *range(len(frame))]], ("assumptions.csv: rows", "different names are")),
        (put("name", "policy.place_m", name="policy.else"), ("policy.else is no figure",)),
        (without("value"), ("assumptions.csv: column value is missing",)),
    ],
)
def test_an_assumption_that_its_source_does_not_give(
    run: Held, change: Change, words: tuple[str, ...]
) -> None:
    change_csv(run, "assumptions.csv", change)
    caught_by(run, "assumption", *words)


def test_several_changes_are_all_named(run: Held) -> None:
    change_csv(
        run,
        "assumptions.csv",
        both(put("name", "policy.place_m", tag="x"), more("name", "policy.radius_m", value=1)),
    )
    caught_by(run, "assumption", "policy.place_m: tag x")
    caught_by(run, "assumption", "policy.radius_m: value 2001")


def _made_of(run: Held, region: str, path: str, sha256: str) -> Plan:
    """Give the run as one of a region with one input."""
    scenario = run.run.scenario.model_copy(update={"region": region, "policy": ("tianjin-2023",)})
    return dataclasses.replace(
        run.run, scenario=scenario, inputs=[{"path": path, "rows": None, "sha256": sha256}]
    )


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("regions/tianjin/region.toml", "the file that gisplan ships has"),
        ("regions/tianjin/moon.toml", "gisplan ships no such file"),
        ("policies/moon.toml", "gisplan ships no such file"),
        ("policies/tianjin-2023.toml", "the file that gisplan ships has"),
    ],
)
def test_a_record_of_a_shipped_file_that_is_another_is_a_fault(run: Held, path: str, said: str) -> None:
    made = _made_of(run, "tianjin", path, "0" * 64)
    # a register of the planner's own beside the shipped ones takes no check off those
    both = made.scenario.model_copy(update={"policy": (*made.scenario.policy, "/somewhere/mine.toml")})
    for one in (made, dataclasses.replace(made, scenario=both)):
        faults = in_english(input_faults(one))
        assert any(path in fault and said in fault for fault in faults), faults


def test_a_planners_own_file_that_changed_since_is_another_input_and_no_fault(
    run: Held, tmp_path: Path
) -> None:
    (tmp_path / "region.toml").write_text("", encoding="utf-8")
    path = f"regions/{tmp_path.name}/region.toml"
    made = _made_of(run, str(tmp_path), path, "0" * 64)
    assert away(made) == [path]
    assert [fault for fault in in_english(input_faults(made)) if path in fault] == []


def test_a_file_of_a_shipped_region_that_went_in_cannot_be_left_out(run: Held) -> None:
    path = "regions/tianjin/region.toml"
    made = _made_of(run, "tianjin", path, sha256_of(data_folder() / path))
    faults = in_english(input_faults(made))
    assert any("inputs.json: regions/tianjin/places.csv is missing" in fault for fault in faults), faults
    assert not any("region.toml" in fault for fault in faults)
