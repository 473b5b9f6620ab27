"""Freight flows keep their totals, reach beyond the city, and fall with distance."""

from __future__ import annotations

import geopandas as gpd
import pytest

from gisplan_errors import LayerError
from layers.demand.parameters import DemandParameters
from layers.flows import COLUMNS, TIANJIN_GATEWAYS, build_flows
from layers.schema.checking import SCHEMAS, check_layer

PARAMETERS = DemandParameters.defaults()


def places(*rows: tuple[str, str, float, float, float]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "name_zh": [row[0] for row in rows],
            "kind": [row[1] for row in rows],
            "weight": [row[4] for row in rows],
        },
        geometry=gpd.points_from_xy([row[2] for row in rows], [row[3] for row in rows]),
        crs="EPSG:4326",
    )


CITY = places(
    ("港", "port", 117.75, 38.97, 3.0),
    ("近园", "logistics", 117.65, 39.0, 1.0),
    ("远园", "logistics", 116.95, 39.4, 1.0),
    ("站", "rail_station", 117.2, 39.1, 2.0),
)


def test_totals_and_the_share_that_leaves() -> None:
    flows = build_flows(CITY, parameters=PARAMETERS)
    trucks = flows[flows["vehicle_class"] == "truck"]
    assert tuple(flows.columns) == COLUMNS
    assert trucks["trips_day"].sum() == pytest.approx(PARAMETERS.freight_trips_day.value)
    beyond = {gateway.name_zh for gateway in TIANJIN_GATEWAYS}
    crossing = trucks["origin_id"].isin(beyond) | trucks["destination_id"].isin(beyond)
    assert trucks.loc[crossing, "trips_day"].sum() / trucks["trips_day"].sum() == pytest.approx(0.55)
    assert {"北京", "唐山"} <= set(trucks["destination_id"])
    assert not (trucks["origin_id"].isin(beyond) & trucks["destination_id"].isin(beyond)).any()


def test_hydrogen_trucks_by_hand() -> None:
    flows = build_flows(CITY, parameters=PARAMETERS.replace(hydrogen_trucks_new=100, hydrogen_trips_day=3))
    hydrogen = flows[flows["vehicle_class"] == "hydrogen_truck_49t"]
    assert hydrogen["trips_day"].sum() == pytest.approx(300)


def test_near_places_exchange_more_and_stations_nothing() -> None:
    flows = build_flows(CITY, parameters=PARAMETERS).set_index(
        ["origin_id", "destination_id", "vehicle_class"]
    )
    assert flows.loc[("港", "近园", "truck"), "trips_day"] > flows.loc[("港", "远园", "truck"), "trips_day"]
    assert flows.loc[("港", "近园", "truck"), "trips_day"] == flows.loc[("近园", "港", "truck"), "trips_day"]
    assert "站" not in flows.index.get_level_values("origin_id")


def test_distance_is_the_straight_line() -> None:
    flows = build_flows(CITY, parameters=PARAMETERS)
    assert 9 < flows["distance_km"].min() < 10


def test_flows_keep_the_schema_of_their_layer() -> None:
    flows = build_flows(CITY, parameters=PARAMETERS)
    assert len(check_layer(flows[list(SCHEMAS["flows"].columns)], "flows", file="flows")) == len(flows)


def test_no_freight_place_no_flow() -> None:
    assert build_flows(CITY.iloc[[3]], parameters=PARAMETERS).empty


def test_repeated_names_and_bad_weights_are_refused() -> None:
    with pytest.raises(LayerError, match="港"):
        build_flows(CITY.iloc[[0, 0]], parameters=PARAMETERS)
    with pytest.raises(LayerError, match="weight"):
        build_flows(CITY.assign(weight=-1.0), parameters=PARAMETERS)
