"""Every corruption of stations, supply and customers is caught by a line that names the row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.gisplan.spoilt_runs import (
    Held,
    caught,
    change_flows,
    change_layer,
    change_scenario,
    first,
    flows_of,
    more,
    moved,
    put,
)
from tests.gisplan.toy import at

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[Any], Any]


def station(run: Held, **where: str) -> str:
    frame = run.run.layers.stations
    return str(frame.loc[first(frame, **where), "site_id"])


def test_a_station_removed(run: Held) -> None:
    change_layer(run, "stations", lambda f: f.iloc[1:])
    caught(run, "hydrogen.target: new stations 2, asked for are 3")


def test_a_station_moved(run: Held) -> None:
    name = station(run)
    change_layer(run, "stations", moved("site_id", name, 30.0))
    caught(run, f"station {name}: stands 30.0 m from its candidate")


def test_a_station_on_a_site_that_is_not_for_hydrogen(run: Held) -> None:
    change_layer(run, "stations", put("site_id", station(run), site_id="PP-1"))
    caught(run, "station PP-1: excluded or not for hydrogen")


def test_a_station_outside_the_candidates(run: Held) -> None:
    change_layer(run, "stations", put("site_id", station(run), site_id="XX-1"))
    caught(run, "station XX-1: not among the candidates")


def test_a_station_of_no_size_on_offer(run: Held) -> None:
    name = station(run)
    change_layer(run, "stations", put("site_id", name, size_kg_day=750.0))
    caught(run, f"station {name}: size 750 kg/day is not on offer")


def test_a_station_cheaper_than_its_size(run: Held) -> None:
    name = station(run)
    change_layer(run, "stations", more("site_id", name, investment_cost=-1e6))
    caught(run, f"station {name}: investment")


def test_a_station_over_its_size(run: Held) -> None:
    name = station(run)
    change_flows(
        run, lambda f: f.assign(kg_day=f["kg_day"].where(f["site_id"] != name, 9e3)), "hydrogen_assignment"
    )
    caught(run, f"station {name}: sells kg/day", "at most")


def test_a_station_that_sells_less_than_is_asked(run: Held) -> None:
    change_scenario(run, hydrogen__min_use=1.0)
    caught(run, "station FS-1 (hydrogen.min_use): sells kg/day 300.0, at least 500.0")


def test_the_wrong_ownership(run: Held) -> None:
    name = station(run, ownership="captive")
    change_layer(run, "stations", put("site_id", name, ownership="commercial"))
    caught(run, f"station {name}: ownership commercial, its candidate has captive")
    caught(run, "hydrogen.min_captive: captive stations 0, at least 1")


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
    return bool((run.run.layers.stations["adcode"] == "120101").any())


def test_a_class_understated(run: Held) -> None:
    name = station(run)
    change_layer(run, "stations", put("site_id", name, oil_m3=150.0))
    change_layer(run, "candidates", put("site_id", name, oil_m3=150.0))
    caught(run, f"station {name}: station_class III, its oil and hydrogen make it")


def test_land_too_small_for_the_size(run: Held) -> None:
    name = station(run)
    change_layer(run, "stations", put("site_id", name, area_m2=300.0))
    change_layer(run, "candidates", put("site_id", name, area_m2=300.0))
    caught(run, f"station {name}: land in m2 300, at least")


def test_a_station_too_near_to_a_hospital(run: Held) -> None:
    name = station(run)
    change_layer(run, "candidates", lambda f: f.assign(near_important_public_m=20.0))
    caught(run, f"station {name}: metres to the nearest important_public 20, at least 50")


def test_supply_over_the_capacity_of_a_source(run: Held) -> None:
    change_layer(run, "hydrogen_supply", put("supply_id", "HS-1", capacity_kg_day=10.0))
    caught(run, "source HS-1: delivers kg/day", "can give 10.0")


def test_a_haul_beyond_the_limit(run: Held) -> None:
    change_scenario(run, hydrogen__max_haul_km=3.0)
    caught(run, "supply link HS-1 — ", "(hydrogen.max_haul_km)", "at most 3")


@pytest.mark.parametrize(
    ("column", "words"), [("km", "its way has"), ("delivered_cost_kg", "source and way cost")]
)
def test_a_supply_link_misreported(run: Held, column: str, words: str) -> None:
    change_layer(run, "supply_links", lambda f: f.assign(**{column: f[column] + 1.0}))
    caught(run, "supply link HS-1 — ", words)


def test_hydrogen_that_is_sold_but_not_bought(run: Held) -> None:
    change_layer(run, "supply_links", lambda f: f.assign(kg_day=f["kg_day"] * 0.5))
    caught(run, f"station {station(run)}: kg_day of its links", "sold are")


def test_a_customer_beyond_the_service_radius(run: Held) -> None:
    change_scenario(run, hydrogen__service_radius_m=100.0)
    caught(run, "cell O", "metres", "at most 100")


def test_a_customer_beyond_the_captive_premises(run: Held) -> None:
    change_scenario(run, hydrogen__captive_radius_m=100.0)
    caught(run, "cell O", ", HH-1: metres", "at most 100")


def test_more_hydrogen_than_the_cell_asks(run: Held) -> None:
    cell = flows_of(run, "hydrogen_assignment")["cell_id"].iloc[0]
    change_layer(run, "demand", put("cell_id", cell, h2_kg_day=1.0))
    caught(run, f"cell {cell}: gets kg/day", "asks 1.00")
