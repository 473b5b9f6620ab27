"""A run folder is checked from its files alone: every corruption is caught by a line that names the row."""

from __future__ import annotations

import copy
import dataclasses
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyogrio
import pytest

from gisplan.pipeline import plan_region
from gisplan.run_folder import write
from gisplan.verify import run_faults, verify_folder
from gisplan.verify_run import read_run
from gisplan_errors import LayerError

sys.path.insert(0, str(Path(__file__).parent))
from toy import at, toy_region, toy_scenario

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from gisplan.verify_run import Run

    Change = Callable[[Any], Any]


@dataclasses.dataclass
class Held:
    """A run that is read once and spoiled in memory; `folder` is where it was written."""

    run: Run
    folder: Path


@pytest.fixture(scope="session")
def toy_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the toy's plan once."""
    return write(plan_region(toy_scenario(), toy_region()), tmp_path_factory.mktemp("toy") / "run")


@pytest.fixture(scope="session")
def clean(toy_run: Path) -> Run:
    """Read it once."""
    return read_run(toy_run)


@pytest.fixture
def run(clean: Run, toy_run: Path) -> Held:
    """Give a copy of the run to spoil."""
    frames = ("candidates", "assignment", "hydrogen_demand", "hydrogen_assignment")
    return Held(
        dataclasses.replace(
            clean,
            layers={name: frame.copy() for name, frame in clean.layers.items()},
            tables={name: frame.copy() for name, frame in clean.tables.items()},
            headline=copy.deepcopy(clean.headline),
            certificates=copy.deepcopy(clean.certificates),
            **{name: getattr(clean, name).copy() for name in frames},
        ),
        toy_run,
    )


@pytest.fixture
def folder(toy_run: Path, tmp_path: Path) -> Path:
    """Give a copy of the folder to spoil."""
    return shutil.copytree(toy_run, tmp_path / "run")


def change_layer(run: Held, name: str, change: Change) -> None:
    """Change a result layer, or the layer of candidates."""
    if name == "candidates":
        run.run = dataclasses.replace(run.run, candidates=change(run.run.candidates))
    else:
        run.run.layers[name] = change(run.run.layers[name])


def change_flows(run: Held, change: Change, name: str = "assignment") -> None:
    run.run = dataclasses.replace(run.run, **{name: change(getattr(run.run, name))})


def change_json(run: Held, name: str, change: Change) -> None:
    field = {"plan.json": "headline", "certificate.json": "certificates"}[name]
    run.run = dataclasses.replace(run.run, **{field: change(getattr(run.run, field))})


def change_csv(run: Held, name: str, change: Change) -> None:
    table = name.removesuffix(".csv")
    run.run.tables[table] = change(run.run.tables[table])


def change_scenario(run: Held, **changes: Any) -> None:
    """Ask for something else than the plan was made for."""
    run.run = dataclasses.replace(run.run, scenario=toy_scenario(**changes))


def put(key: str, row: str, **values: Any) -> Change:
    """Set columns of one row."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        here = frame[key] == row
        assert here.sum() == 1, row
        for column, value in values.items():
            frame.loc[here, column] = value
        return frame

    return change


def more(key: str, row: str, **values: float) -> Change:
    """Add to columns of one row."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        here = frame[key] == row
        assert here.sum() == 1, row
        for column, value in values.items():
            frame.loc[here, column] += value
        return frame

    return change


def both(*changes: Change) -> Change:
    def change(frame: Any) -> Any:
        for one in changes:
            frame = one(frame)
        return frame

    return change


def moved(key: str, row: str, metres: float) -> Change:
    def change(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        frame.loc[frame[key] == row, "geometry"] = frame.geometry[frame[key] == row].translate(metres)
        return frame

    return change


def caught(run: Held, *words: str) -> None:
    """Check that one fault holds all the words."""
    faults = run_faults(run.run)
    assert any(all(word in fault for word in words) for fault in faults), faults


def flows_of(run: Held, name: str = "assignment") -> pd.DataFrame:
    return getattr(run.run, name)


def test_a_clean_run_has_no_fault(toy_run: Path) -> None:
    assert verify_folder(toy_run) == []


def test_missing_files_are_all_named(folder: Path) -> None:
    (folder / "evidence.gpkg").unlink()
    (folder / "schedule.csv").unlink()
    with pytest.raises(LayerError, match=r"missing evidence\.gpkg, schedule\.csv"):
        verify_folder(folder)


@pytest.mark.parametrize("name", ["plan.json", "certificate.json", "plan.gpkg"])
def test_a_damaged_file_is_named(folder: Path, name: str) -> None:
    (folder / name).write_text("{", encoding="utf-8")
    with pytest.raises(LayerError, match="cannot be read back"):
        verify_folder(folder)


def test_an_edit_in_the_geopackage_is_caught(folder: Path) -> None:
    sites = pyogrio.read_dataframe(folder / "plan.gpkg", layer="sites")
    edited = more("site_id", "PP-1", n_ac7=1)(sites)
    pyogrio.write_dataframe(edited, folder / "plan.gpkg", layer="sites", driver="GPKG", append=False)
    assert any("site PP-1: chargers" in fault for fault in verify_folder(folder))


def test_an_edit_in_the_evidence_is_caught(folder: Path) -> None:
    flows = pyogrio.read_dataframe(folder / "evidence.gpkg", layer="assignment")
    flows["kwh_day"] *= 2
    pyogrio.write_dataframe(flows, folder / "evidence.gpkg", layer="assignment", driver="GPKG", append=False)
    assert any("assigned are" in fault for fault in verify_folder(folder))


def test_an_edit_in_sites_csv_is_caught(folder: Path) -> None:
    table = pd.read_csv(folder / "sites.csv", encoding="utf-8-sig", dtype={"adcode": str})
    more("site_id", "PP-1", n_ac7=1)(table).to_csv(folder / "sites.csv", index=False, encoding="utf-8-sig")
    assert any("PP-1: n_ac7" in fault and "sites.csv" in fault for fault in verify_folder(folder))


def test_a_tighter_scenario_is_not_met(folder: Path) -> None:
    path = folder / "scenario.toml"
    text = path.read_text(encoding="utf-8").replace("target = 150", "target = 9000")
    path.write_text(text, encoding="utf-8")
    assert any(fault.startswith("chargers.target: ") for fault in verify_folder(folder))


SITES: dict[str, tuple[Change, tuple[str, ...]]] = {
    "a charger moved between two sites": (
        both(
            more("site_id", "PP-6", n_ac7=-1, chargers=-1),
            more("site_id", "PP-4", n_ac7=1, chargers=1),
        ),
        ("site PP-6", "ac7 in plan.gpkg"),
    ),
    "a charger that no sum knows of": (more("site_id", "PP-1", n_ac7=1), ("site PP-1: chargers",)),
    "a site moved 30 m": (moved("site_id", "PP-1", 30.0), ("site PP-1: stands 30.0 m",)),
    "a site outside the candidates": (
        put("site_id", "PP-1", site_id="XX-9"),
        ("site XX-9: not among the candidates",),
    ),
    "a site twice": (
        lambda f: pd.concat([f, f[f["site_id"] == "PP-1"]], ignore_index=True),
        ("site_id PP-1 stands twice",),
    ),
    "bays exceeded": (more("site_id", "PP-1", n_dc60=60), ("site PP-1:", "bays used, 40 exist")),
    "bays of two-bay chargers exceeded": (
        more("site_id", "PP-1", n_dc120=40),
        ("site PP-1:", "bays used, 40 exist"),
    ),
    "bays painted on": (put("site_id", "PP-1", bays=400), ("site PP-1: bays is 400, its candidate has 40",)),
    "grid exceeded": (more("site_id", "PP-1", n_dc240=5), ("site PP-1: load", "kW over the usable 320.0 kW")),
    "a feed painted on": (put("site_id", "PP-1", grid_kw=9e3), ("site PP-1: grid_kw is 9000",)),
    "an access changed": (put("site_id", "PP-1", access="private"), ("site PP-1: access is private",)),
    "a negative count": (put("site_id", "PP-1", n_dc480=-1), ("site PP-1: a negative number of dc480",)),
    "fast charging at home": (more("site_id", "RS-1", n_dc60=1), ("direct-current charger dc60", "RS-1")),
    "a type that the category rules out": (more("site_id", "RS-1", n_dc480=1), ("RS-1: holds dc480",)),
    "fast chargers overstated": (more("site_id", "PP-1", fast_chargers=3), ("site PP-1: fast_chargers",)),
    "a cost understated": (more("site_id", "PP-1", investment_cny=-5e3), ("site PP-1: investment_cny",)),
    "too few chargers at an open site": (
        put("site_id", "PP-1", n_ac7=1, n_dc60=0, n_dc120=0, n_dc240=0, n_dc480=0, chargers=1),
        ("site PP-1: 1 chargers, at least", "at a public site"),
    ),
    "category share broken": (
        more("site_id", "PP-6", n_dc480=20),
        ("type dc480 in public_parking: 20 of", "between 0% and 2%"),
    ),
    "category floor broken": (
        put("site_id", "LP-1", chargers=3),
        ("category logistics_park: 3 chargers, at least 4",),
    ),
    "target missed": (more("site_id", "PP-1", chargers=-2), ("chargers.target: ", "at least 150")),
    "a required site closed": (lambda f: f[f["site_id"] != "TH-1"], ("site TH-1", "required, but has no")),
    "a service area with too few fast chargers": (
        put("site_id", "SA-1N", n_ac7=4, n_dc60=0, n_dc120=3, n_dc240=0),
        ("expressway_service_area SA-1N", "3 fast chargers, at least 4"),
    ),
    "a hub without fast chargers": (
        put("site_id", "TH-1", n_dc60=0, n_dc120=0, n_dc240=0),
        ("transport_hub TH-1", "0 fast chargers, at least 1"),
    ),
    "an excluded site equipped": (
        lambda f: pd.concat(
            [f, f[f["site_id"] == "PP-1"].assign(site_id="CO-2", category="commercial")], ignore_index=True
        ),
        ("site CO-2: excluded",),
    ),
    "a headroom painted on": (more("site_id", "PP-1", headroom_kw=5.0), ("site PP-1: headroom_kw",)),
    "energy that nobody assigned": (more("site_id", "PP-1", served_kwh_day=50), ("site PP-1: says",)),
}


@pytest.mark.parametrize("name", SITES)
def test_a_change_of_the_sites_is_caught(run: Held, name: str) -> None:
    change, words = SITES[name]
    if "PK-1" in "".join(words):
        _open_park(run)
    change_layer(run, "sites", change)
    caught(run, *words)


def _open_park(run: Held) -> None:
    """Equip the park, which the plan leaves alone, by moving another site's row there."""
    donor = run.run.candidates
    park = donor[donor["site_id"] == "PK-1"].iloc[0]

    def change(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        if (frame["site_id"] == "PK-1").any():
            return frame
        row = frame[frame["site_id"] == "PP-1"].copy()
        for column in ("site_id", "category", "access", "adcode", "bays", "grid_kw", "geometry"):
            row[column] = park[column]
        return pd.concat([frame, row], ignore_index=True)

    change_layer(run, "sites", change)


def test_more_sites_than_the_limit(run: Held) -> None:
    change_scenario(run, coverage__max_sites=7)
    caught(run, "coverage.max_sites", "at most 7")


def test_a_district_floor(run: Held) -> None:
    sites = run.run.layers["sites"]
    for site in sites.loc[sites["adcode"] == "120118", "site_id"]:
        change_layer(run, "sites", put("site_id", site, chargers=0))
    caught(run, "district 120118: 0 chargers, at least")


def test_an_access_share(run: Held) -> None:
    sites = run.run.layers["sites"]
    for site in sites.loc[sites["access"] == "private", "site_id"]:
        change_layer(run, "sites", put("site_id", site, n_ac7=0, chargers=0))
    caught(run, "access private: 0 of", "between 10% and 40%")


def test_a_budget(run: Held) -> None:
    change_scenario(run, costs__budget_cny=1000.0)
    caught(run, "costs.budget_cny: investment", "over the budget 1000")


CELLS: dict[str, tuple[Change, tuple[str, ...]]] = {
    "a covered flag flipped": (put("cell_id", "C12", covered=False), ("cell C12:", "covered is False")),
    "a judged flag flipped": (put("cell_id", "C12", judged=False), ("cell C12: judged is False",)),
    "a way shortened": (more("cell_id", "C00", nearest_public_m=-300), ("cell C00: nearest public site",)),
    "a census sum broken": (more("cell_id", "C12", population=10), ("district 120101: cells hold 50010",)),
    "unmet energy hidden": (more("cell_id", "C12", unmet_kwh_day=-9), ("cell C12:", "unmet, asks")),
    "served energy overstated": (more("cell_id", "C12", served_kwh_day=9), ("cell C12: says",)),
}


@pytest.mark.parametrize("name", CELLS)
def test_a_change_of_the_cells_is_caught(run: Held, name: str) -> None:
    change, words = CELLS[name]
    change_layer(run, "demand", change)
    caught(run, *words)


def test_covered_people_of_a_district(run: Held) -> None:
    change_layer(run, "districts", more("adcode", "120101", covered_people=-100))
    caught(run, "district 120101:", "covered people")


@pytest.mark.parametrize("column", ["chargers", "stations", "sites", "investment_cny", "unmet_kwh_day"])
def test_sums_of_a_district(run: Held, column: str) -> None:
    # a few CNY of millions are round-off of a float sum
    change_layer(
        run, "districts", more("adcode", "120118", **{column: 3000 if column == "investment_cny" else 3})
    )
    caught(run, f"district 120118: {column}")


def test_a_corridor_gap_misreported(run: Held) -> None:
    change_layer(run, "corridors", put("direction", "E", max_gap_km=5.0))
    caught(run, "G18 E: longest gap 8.00 km, plan says 5.00 km")


def test_a_corridor_called_met_over_the_limit(run: Held) -> None:
    change_scenario(run, coverage__corridor_max_gap_km=7.5)
    caught(run, "G18 E: 8.0 km without fast charging, but called met")


def first(frame: pd.DataFrame, **where: str) -> Any:
    """Give the label of the first row with these values."""
    for column, value in where.items():
        frame = frame[frame[column] == value]
    assert len(frame), where
    return frame.index[0]


def test_energy_beyond_the_radius(run: Held) -> None:
    flows = flows_of(run)
    row = first(flows, group="neighbourhood", site_id="PP-6")
    change_flows(run, lambda f: f.assign(site_id=f["site_id"].where(f.index != row, "PP-1")))
    caught(run, f"cell {flows.loc[row, 'cell_id']}, group neighbourhood: PP-1 is", "m away, limit")


def test_home_energy_outside_the_own_compound(run: Held) -> None:
    flows = flows_of(run)
    row = first(flows, group="home", site_id="RS-1")
    change_flows(run, lambda f: f.assign(cell_id=f["cell_id"].where(f.index != row, "C24")))
    caught(run, "cell C24, group home: RS-1 stands outside the cell")


def test_energy_from_a_site_of_the_wrong_access(run: Held) -> None:
    flows = flows_of(run)
    row = first(flows, group="neighbourhood")
    change_flows(run, lambda f: f.assign(site_id=f["site_id"].where(f.index != row, "RS-1")))
    caught(run, "group neighbourhood: served by RS-1 (private residential), which may not")


def test_energy_of_an_unknown_group(run: Held) -> None:
    change_flows(run, lambda f: f.assign(group=f["group"].replace("taxi", "tram")))
    caught(run, "group tram: not a service group of the scenario")


def test_energy_for_a_cell_that_is_not_there(run: Held) -> None:
    change_flows(run, lambda f: f.assign(cell_id=f["cell_id"].replace("C12", "Z99")))
    caught(run, "energy of cell Z99")


def test_energy_over_the_capacity_of_a_site(run: Held) -> None:
    change_flows(run, lambda f: f.assign(kwh_day=f["kwh_day"].where(f["site_id"] != "SA-1N", 9e4)))
    caught(run, "site SA-1N: serves", "kWh/day, can give")


def test_fast_energy_over_the_fast_capacity(run: Held) -> None:
    change_layer(run, "sites", put("site_id", "SA-1N", n_ac7=400, n_dc60=0, n_dc120=0, n_dc240=0))
    caught(run, "site SA-1N: serves", "fast kWh/day, can give 0.0")


def test_one_vehicle_to_a_private_pile(run: Held) -> None:
    change_json(run, "plan.json", lambda head: head | {"home_kwh_day": 2.0})
    caught(run, "site RS-1: serves", "can give")


def test_more_energy_than_the_cell_asks(run: Held) -> None:
    flows = flows_of(run)
    row = first(flows, group="taxi")
    cell = flows.loc[row, "cell_id"]
    mine = (flows["cell_id"] == cell) & (flows["group"] == "taxi") & (flows.index != row)
    gets = 700.0 + flows.loc[mine, "kwh_day"].sum()
    change_flows(run, lambda f: f.assign(kwh_day=f["kwh_day"].where(f.index != row, 700.0)))
    caught(run, f"cell {cell}, group taxi: gets {gets:.2f} kWh/day, asks 20.00")


def test_negative_energy(run: Held) -> None:
    flows = flows_of(run)
    row = first(flows, group="taxi")
    change_flows(run, lambda f: f.assign(kwh_day=f["kwh_day"].where(f.index != row, -5.0)))
    caught(run, f"cell {flows.loc[row, 'cell_id']}, group taxi: -5.0 kWh/day")


def station(run: Held, **where: str) -> str:
    frame = run.run.layers["stations"]
    return str(frame.loc[first(frame, **where), "site_id"])


def test_a_station_removed(run: Held) -> None:
    change_layer(run, "stations", lambda f: f.iloc[1:])
    caught(run, "hydrogen.target: 2 new stations, 3 are asked for")


def test_a_station_moved(run: Held) -> None:
    name = station(run)
    change_layer(run, "stations", moved("site_id", name, 30.0))
    caught(run, f"station {name}: stands 30.0 m from its candidate")


def test_a_station_on_a_site_that_is_not_for_hydrogen(run: Held) -> None:
    change_layer(run, "stations", put("site_id", station(run), site_id="PP-1"))
    caught(run, "station PP-1: its site is excluded or not for hydrogen")


def test_a_station_outside_the_candidates(run: Held) -> None:
    change_layer(run, "stations", put("site_id", station(run), site_id="XX-1"))
    caught(run, "station XX-1: not among the candidates")


def test_a_station_of_no_size_on_offer(run: Held) -> None:
    name = station(run)
    change_layer(run, "stations", put("site_id", name, size_kg_day=750.0))
    caught(run, f"station {name}: size 750 kg/day is not on offer")


def test_a_station_cheaper_than_its_size(run: Held) -> None:
    name = station(run)
    change_layer(run, "stations", more("site_id", name, investment_cny=-1e6))
    caught(run, f"station {name}: investment")


def test_a_station_over_its_size(run: Held) -> None:
    name = station(run)
    change_flows(
        run, lambda f: f.assign(kg_day=f["kg_day"].where(f["site_id"] != name, 9e3)), "hydrogen_assignment"
    )
    caught(run, f"station {name}: sells", "its size is")


def test_a_station_that_sells_less_than_is_asked(run: Held) -> None:
    change_scenario(run, hydrogen__min_use=1.0)
    caught(run, "station FS-1: sells 300.0 kg/day, at least 100% of its 500", "(hydrogen.min_use)")


def test_the_wrong_ownership(run: Held) -> None:
    name = station(run, ownership="captive")
    change_layer(run, "stations", put("site_id", name, ownership="commercial"))
    caught(run, f"station {name}: ownership commercial, its site is captive")
    caught(run, "hydrogen.min_captive: 0 captive stations, at least 1")


def test_a_served_district_without_a_station(run: Held) -> None:
    change_scenario(run, hydrogen__served_districts=["120118", "120119"])
    caught(run, "district 120119: no hydrogen station")


def test_class_one_in_the_centre(run: Held) -> None:
    name = station(run, adcode="120101") if _central(run) else station(run)
    change_layer(run, "candidates", put("site_id", name, oil_m3=200.0))
    change_layer(
        run, "stations", put("site_id", name, oil_m3=200.0, station_class="I", geometry=at(2.5, 2.5))
    )
    caught(run, f"station {name}: class I in the city centre")


def _central(run: Held) -> bool:
    return bool((run.run.layers["stations"]["adcode"] == "120101").any())


def test_a_class_understated(run: Held) -> None:
    name = station(run)
    change_layer(run, "stations", put("site_id", name, oil_m3=150.0))
    change_layer(run, "candidates", put("site_id", name, oil_m3=150.0))
    caught(run, f"station {name}: class III, its oil and hydrogen make it class")


def test_land_too_small_for_the_size(run: Held) -> None:
    name = station(run)
    change_layer(run, "stations", put("site_id", name, area_m2=300.0))
    change_layer(run, "candidates", put("site_id", name, area_m2=300.0))
    caught(run, f"station {name}: 300 m2 of land, at least")


def test_a_station_too_near_to_a_hospital(run: Held) -> None:
    name = station(run)
    change_layer(run, "candidates", lambda f: f.assign(near_important_public_m=20.0))
    caught(run, f"station {name}: 20 m to the nearest important_public, at least 50 m")


def test_supply_over_the_capacity_of_a_source(run: Held) -> None:
    change_layer(run, "hydrogen_supply", put("supply_id", "HS-1", capacity_kg_day=10.0))
    caught(run, "source HS-1: delivers", "can give 10.0")


def test_a_haul_beyond_the_limit(run: Held) -> None:
    change_scenario(run, hydrogen__max_haul_km=3.0)
    caught(run, "supply link HS-1 to", "at most 3 (hydrogen.max_haul_km)")


@pytest.mark.parametrize(("column", "words"), [("km", "km, plan says"), ("cny_kg", "CNY/kg, plan says")])
def test_a_supply_link_misreported(run: Held, column: str, words: str) -> None:
    change_layer(run, "supply_links", lambda f: f.assign(**{column: f[column] + 1.0}))
    caught(run, "supply link HS-1 to", words)


def test_hydrogen_that_is_sold_but_not_bought(run: Held) -> None:
    change_layer(run, "supply_links", lambda f: f.assign(kg_day=f["kg_day"] * 0.5))
    caught(run, f"station {station(run)}: buys", "sells")


def test_a_customer_beyond_the_service_radius(run: Held) -> None:
    change_scenario(run, hydrogen__service_radius_m=100.0)
    caught(run, "cell O", "refuels at", "limit 100 m")


def test_a_customer_beyond_the_captive_premises(run: Held) -> None:
    change_scenario(run, hydrogen__captive_radius_m=100.0)
    caught(run, "cell O", "refuels at HH-1", "limit 100 m")


def test_more_hydrogen_than_the_cell_asks(run: Held) -> None:
    cell = flows_of(run, "hydrogen_assignment")["cell_id"].iloc[0]
    change_layer(run, "demand", put("cell_id", cell, h2_kg_day=1.0))
    caught(run, f"cell {cell}: gets", "kg/day, asks 1.00")


HEADLINE: dict[str, Any] = {
    "chargers_new_total": 151,
    "sites_total": 3,
    "chargers_by_district": {"120101": 1},
    "chargers_by_category": {},
    "chargers_by_access": {},
    "chargers_by_type": {"ac7": 150},
    "hydrogen_stations_new": 11,
    "hydrogen_stations_cumulative": 11,
    "hydrogen_by_ownership": {"commercial": 3, "captive": 0},
    "investment_cny": 1.0,
    "investment_chargers_cny": 1.0,
    "investment_hydrogen_cny": 1.0,
    "covered_people_share": 0.5,
    "served_energy_share": 1.0,
    "unmet_kwh_day": 0.0,
    "energy_kwh_day": 1.0,
    "expressway_service_areas_covered_share": 0.5,
    "hydrogen_served_kg_day": 1.0,
    "overall_status": "heuristic",
}


@pytest.mark.parametrize("key", HEADLINE)
def test_a_figure_of_plan_json(run: Held, key: str) -> None:
    change_json(run, "plan.json", lambda head: head | {key: HEADLINE[key]})
    caught(run, f"plan.json {key}")


def test_sites_csv_edited(run: Held) -> None:
    change_csv(run, "sites.csv", more("site_id", "PP-1", n_ac7=1))
    caught(run, "site_id PP-1: n_ac7", "in sites.csv")


def test_sites_csv_shortened(run: Held) -> None:
    change_csv(run, "sites.csv", lambda f: f[f["site_id"] != "PP-1"])
    caught(run, "site_id PP-1: missing in sites.csv")


def test_districts_csv_edited(run: Held) -> None:
    change_csv(run, "districts.csv", more("adcode", "120101", chargers=1))
    caught(run, "adcode 120101: chargers", "in districts.csv")


def test_the_schedule_edited(run: Held) -> None:
    def change(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[frame["site_id"] == "PP-6", "count"] += 1
        return frame

    change_csv(run, "schedule.csv", change)
    caught(run, "site PP-6:", "in schedule.csv")


def test_a_schedule_beyond_the_horizon(run: Held) -> None:
    change_csv(run, "schedule.csv", lambda f: f.assign(year=2031))
    caught(run, "built after the horizon 2027")


def test_a_schedule_with_a_site_of_its_own(run: Held) -> None:
    change_csv(run, "schedule.csv", lambda f: f.assign(site_id=f["site_id"].replace("PP-6", "XX-6")))
    caught(run, "site XX-6:", "in schedule.csv, not in plan.gpkg")


def certificate(run: Held, stage: str, **values: Any) -> None:
    def change(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        row = next(row for row in rows if row["stage"].startswith(stage))
        row.update(values)
        return rows

    change_json(run, "certificate.json", change)


def test_optimal_with_a_gap(run: Held) -> None:
    certificate(run, "siting", status="optimal", objective=90.0, bound=100.0, gap=10 / 90)
    caught(run, "certificate siting: called optimal at a gap of 0.111")


def test_a_gap_that_its_figures_do_not_give(run: Held) -> None:
    certificate(run, "siting", status="feasible", objective=90.0, bound=100.0, gap=0.001)
    caught(run, "certificate siting: gap 0.001, its figures give 0.111")


def test_a_bound_on_the_wrong_side(run: Held) -> None:
    certificate(run, "siting", status="feasible", objective=100.0, bound=90.0, gap=0.1)
    caught(run, "certificate siting: the bound 90.0 is on the wrong side of 100.0")


def test_a_claim_without_a_bound(run: Held) -> None:
    certificate(run, "siting", status="feasible", bound=None, gap=None)
    caught(run, "certificate siting: feasible without objective or bound")


def test_an_objective_that_the_layers_do_not_show(run: Held) -> None:
    certificate(run, "sizing: cost", objective=1.0, bound=1.0, gap=0.0, status="optimal")
    caught(run, "certificate sizing: cost, CNY: objective 1.000, the layers give")


def test_no_certificate_at_all(run: Held) -> None:
    change_json(run, "certificate.json", lambda _: [])
    caught(run, "no certificate at all")
