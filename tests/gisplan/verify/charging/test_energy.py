"""Every corruption of the assigned energy is caught by a line that names the row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.gisplan.planned import planned, written
from tests.gisplan.spoilt_runs import (
    Held,
    caught,
    change_flows,
    change_layer,
    change_part,
    change_scenario,
    first,
    flows_of,
    folder_faults,
    put,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[Any], Any]


def test_energy_beyond_the_radius(run: Held) -> None:
    flows = flows_of(run)
    row = first(flows, group="neighbourhood", site_id="PP-6")
    change_flows(run, lambda f: f.assign(site_id=f["site_id"].where(f.index != row, "PP-1")))
    caught(run, f"cell {flows.loc[row, 'cell_id']}, group neighbourhood, PP-1: metres", "at most")


def test_energy_past_the_nearest_sites(run: Held) -> None:
    """The plan was made without such a limit, and serves some residents at other than their nearest site."""
    change_scenario(run, service__neighbourhood__nearest=1)
    caught(run, "group neighbourhood:", "in a straight line, 1 nearer ones that may serve it are within")


def test_a_plan_that_keeps_to_the_nearest_sites_passes() -> None:
    near = planned(service__neighbourhood__nearest=2)
    assert (near.evidence.assignment["group"] == "neighbourhood").any()
    assert folder_faults(written(service__neighbourhood__nearest=2)) == []


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
    caught(run, "evidence.gpkg assignment cell Z99")


def test_energy_over_the_capacity_of_a_site(run: Held) -> None:
    change_flows(run, lambda f: f.assign(kwh_day=f["kwh_day"].where(f["site_id"] != "SA-1N", 9e4)))
    caught(run, "site SA-1N: kWh/day served", "can give")


def test_energy_of_groups_over_what_their_types_give(run: Held) -> None:
    change_layer(run, "sites", put("site_id", "SA-1N", n_ac7=400, n_dc60=0, n_dc120=0, n_dc240=0))
    caught(run, "site SA-1N: kWh/day served for corridor, taxi, bus, freight", "can give 0.0")


def test_one_vehicle_to_a_private_pile(run: Held) -> None:
    change_part(run, "headline.home_kwh_day", lambda _: 2.0)
    caught(run, "site RS-1: kWh/day served", "can give")


def test_more_energy_than_the_cell_asks(run: Held) -> None:
    flows = flows_of(run)
    row = first(flows, group="taxi")
    cell = flows.loc[row, "cell_id"]
    mine = (flows["cell_id"] == cell) & (flows["group"] == "taxi") & (flows.index != row)
    gets = 700.0 + flows.loc[mine, "kwh_day"].sum()
    change_flows(run, lambda f: f.assign(kwh_day=f["kwh_day"].where(f.index != row, 700.0)))
    caught(run, f"cell {cell}, group taxi: gets kWh/day {gets:.2f}, asks 20.00")


def test_negative_energy(run: Held) -> None:
    flows = flows_of(run)
    row = first(flows, group="taxi")
    change_flows(run, lambda f: f.assign(kwh_day=f["kwh_day"].where(f.index != row, -5.0)))
    caught(run, f"cell {flows.loc[row, 'cell_id']}, group taxi", "kwh_day -5.0, at least 0")
