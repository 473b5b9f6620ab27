"""Load curves as Parquet: day types and years of sites, substations and districts, of the same energy."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from gisplan.cli.app import app
from gisplan.regions import usual_profiles
from gisplan.results.load import class_energy
from gisplan.runs.load import write_load, write_utility
from gisplan_errors import LayerError, ScenarioError
from tests.gisplan.planned import planned

if TYPE_CHECKING:
    from pathlib import Path


def read(path: Path) -> pd.DataFrame:
    return pd.read_parquet(path)


def test_a_year_of_every_site_sums_to_its_day_types(toy_run: Path, tmp_path: Path):
    plan = planned()
    keys, hours = write_load(toy_run, tmp_path / "year.parquet", year=2027)
    assert (keys, hours) == (len(plan.layers.sites), 8760)
    table = read(tmp_path / "year.parquet")
    profiles = usual_profiles()
    kinds, factor = profiles.calendar(2027)
    at = [list(profiles.days).index(kind) for kind in kinds]
    energy = class_energy(plan.layers.sites, plan.layers.demand, plan.evidence.assignment, plan.scenario).sum(
        axis=(0, 1)
    )
    due = float((profiles.energy[at] * factor[:, None] @ energy).sum())
    assert table["kw"].sum() == pytest.approx(due, rel=1e-4)
    assert table["time"].iloc[[0, -24]].dt.strftime("%m-%d %H").tolist() == ["01-01 00", "12-31 00"]


def test_a_day_of_the_year_is_its_day_type(toy_run: Path, tmp_path: Path):
    write_load(toy_run, tmp_path / "year.parquet", by="district", year=2027)
    write_load(toy_run, tmp_path / "days.parquet", by="district")
    year, days = read(tmp_path / "year.parquet"), read(tmp_path / "days.parquet")
    national = year[(year["adcode"] == "120101") & (year["time"].dt.strftime("%m-%d") == "10-03")]
    golden = days[(days["adcode"] == "120101") & (days["day"] == "golden-week")]
    assert national["kw"].to_numpy() == pytest.approx(golden["kw"].to_numpy(), abs=0.002)
    assert (golden["coincident_kw"] >= golden["kw"]).all()


def test_curves_of_districts_are_those_of_the_load_table(toy_run: Path, tmp_path: Path):
    write_load(toy_run, tmp_path / "days.parquet", by="district")
    own, table = read(tmp_path / "days.parquet"), planned().evidence.load
    both = own.astype({"adcode": str}).merge(table, on=["day", "adcode", "hour"])
    assert len(both) == len(table) == len(own)
    assert both["kw"].to_numpy() == pytest.approx(both["load_mw"].to_numpy() * 1000, abs=0.002)


def test_sites_that_name_their_substation_are_summed_by_it(toy_run: Path, tmp_path: Path):
    run = shutil.copytree(toy_run, tmp_path / "run")
    sites = gpd.read_file(run / "plan.gpkg", layer="sites")
    sites["substation"] = np.where(sites["adcode"] == "120101", "S1", "S2")
    sites.to_file(run / "plan.gpkg", layer="sites")
    assert write_load(run, tmp_path / "s.parquet", by="substation") == (2, 120)
    write_load(run, tmp_path / "d.parquet", by="district")
    assert read(tmp_path / "s.parquet")["kw"].tolist() == read(tmp_path / "d.parquet")["kw"].tolist()


def test_a_run_whose_sites_name_no_substation_says_what_to_do(toy_run: Path, tmp_path: Path):
    with pytest.raises(ScenarioError, match="column 'substation'"):
        write_load(toy_run, tmp_path / "s.parquet", by="substation")


@pytest.mark.parametrize(
    ("name", "options", "says"),
    [
        ("a.csv", {}, "parquet"),
        ("a.parquet", {"by": "line"}, "feeder, substation"),
        ("a.parquet", {"by": "feeder"}, "layer of feeders"),
    ],
)
def test_bad_options_are_refused(
    toy_run: Path, tmp_path: Path, name: str, options: dict[str, str], says: str
):
    with pytest.raises(ScenarioError, match=says):
        write_load(toy_run, tmp_path / name, **options)


def test_a_year_that_the_day_types_do_not_know_is_refused(toy_run: Path, tmp_path: Path):
    with pytest.raises(LayerError, match="2099"):
        write_load(toy_run, tmp_path / "a.parquet", year=2099)


def test_the_command_says_what_it_wrote(toy_run: Path, tmp_path: Path):
    path = tmp_path / "new" / "days.parquet"
    done = CliRunner().invoke(
        app, ["--language", "en", "load", str(toy_run), "--out", str(path), "--by", "district"]
    )
    assert done.exit_code == 0, done.output
    assert "2 row keys, 120 hours each" in done.output
    assert path.is_file()


def test_the_utility_gets_every_connection_with_what_it_could_still_carry(toy_run: Path, tmp_path: Path):
    """What a connection may carry is its peak, what a station takes, and what is left."""
    out = tmp_path / "utility"
    sites, tight, share = write_utility(toy_run, out)
    table = pd.read_csv(out / "connections.csv").set_index("site_id")
    layer = gpd.read_file(out / "utility.gpkg", layer="connections").set_index("site_id")
    curves = read(out / "curves.parquet")
    assert sites == len(table) == len(layer) == len(planned().layers.sites)
    limit = planned().scenario.chargers.transformer_load_limit.value
    used = table["peak_kw"] + table["taken_kw"] + table["hosting_kw"]
    assert used.to_numpy() == pytest.approx((limit * table["grid_kw_after"]).to_numpy())
    assert share == limit
    assert tight == (table["peak_kw"] + table["taken_kw"] > share * table["grid_kw_after"]).sum()
    highest = curves.groupby("site_id", observed=True)["coincident_kw"].max()
    assert highest.reindex(table.index).to_numpy() == pytest.approx(table["peak_kw"].to_numpy(), abs=0.01)
    with pytest.raises(ScenarioError, match="utility"):
        write_utility(toy_run, out)
    assert CliRunner().invoke(app, ["load", str(toy_run)]).exit_code != 0
