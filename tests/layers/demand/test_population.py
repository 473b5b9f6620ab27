"""People are spread over the land of their own district, and none is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan_errors import LayerError
from layers.demand.population import SPREADS, city_centres, kernel_sum, mix, spread_people
from tests.layers.figures import PARAMETERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from layers.demand.population import Spread

NO_PLACES = pd.DataFrame({name: [] for name in ("kind", "x", "y", "adcode", "weight")})


def squares(adcode: str, west: float, columns: int = 20, rows: int = 20) -> pd.DataFrame:
    i, j = (index.ravel() for index in np.meshgrid(np.arange(columns), np.arange(rows)))
    return pd.DataFrame(
        {"adcode": adcode, "x": west + i * 500.0 + 250, "y": j * 500.0 + 250, "area_m2": 250_000.0}
    )


def table(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["adcode", "tier", "population"])


def place(kind: str, x: float, y: float, adcode: str, weight: float = 1.0) -> dict[str, object]:
    return {"kind": kind, "x": x, "y": y, "adcode": adcode, "weight": weight}


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 3_000_000),
    st.integers(0, 3_000_000),
    st.sampled_from(sorted(SPREADS)),
    st.lists(
        st.tuples(
            st.sampled_from(["settlement", "zone", "port", "district_seat", "rail_station"]),
            st.floats(0, 20_000),
            st.floats(0, 10_000),
        ),
        max_size=8,
    ),
)
def test_district_totals_are_exact_whatever_the_places(
    first: int, second: int, spread: Spread, points: list[tuple[str, float, float]]
) -> None:
    pieces = pd.concat([squares("a", 0), squares("b", 10_000)], ignore_index=True)
    rows = [place(kind, x, y, "a" if x < 10_000 else "b") for kind, x, y in points]
    places = pd.DataFrame(rows) if rows else NO_PLACES
    people = spread_people(
        pieces,
        table(("a", "central", first), ("b", "outer", second)),
        places,
        parameters=PARAMETERS,
        spread=spread,
    )
    assert (people >= 0).all()
    assert people[pieces["adcode"] == "a"].sum() == first
    assert people[pieces["adcode"] == "b"].sum() == second


def test_people_live_round_the_town_and_not_at_the_far_port() -> None:
    pieces = squares("b", 0, 60, 20)
    places = pd.DataFrame(
        [
            place("settlement", 5000, 5000, "b"),
            place("zone", 6500, 5000, "b"),
            place("port", 26_000, 5000, "b", 3.0),
        ]
    )
    people = spread_people(pieces, table(("b", "outer", 100_000)), places, parameters=PARAMETERS)

    def within(x: float) -> float:
        return float(people[np.hypot(pieces["x"] - x, pieces["y"] - 5000) < 2500].sum())

    assert within(5000) > 10 * within(26_000)
    assert within(26_000) > 0


def test_ring_district_is_densest_beside_the_city() -> None:
    pieces = pd.concat([squares("120101", 0), squares("120110", 10_000)], ignore_index=True)
    districts = table(("120101", "central", 500_000), ("120110", "ring", 200_000))
    people = spread_people(pieces, districts, NO_PLACES, parameters=PARAMETERS)
    ring = pieces["adcode"] == "120110"
    near, far = ring & (pieces["x"] < 12_000), ring & (pieces["x"] > 18_000)
    assert people[near].sum() > 3 * people[far].sum()


def test_the_two_spreads_differ() -> None:
    pieces = squares("r", 0, 40, 40)
    places = pd.DataFrame([place("settlement", 4000, 4000, "r"), place("zone", 14_000, 14_000, "r", 4.0)])
    spread = {
        name: spread_people(pieces, table(("r", "ring", 100_000)), places, parameters=PARAMETERS, spread=name)
        for name in SPREADS
    }
    moved = np.abs(spread["settlements"] - spread["zones"]).sum() / 2
    assert moved > 10_000


def test_a_model_of_ones_own() -> None:
    def all_in_the_west(
        land: pd.DataFrame, places: pd.DataFrame, centre: object, **kind: object
    ) -> NDArray[np.float64]:
        return (land["x"].to_numpy() < 1000).astype(float)

    pieces = squares("a", 0)
    people = spread_people(
        pieces, table(("a", "ring", 1000)), NO_PLACES, parameters=PARAMETERS, spread=all_in_the_west
    )
    assert people[pieces["x"] < 1000].sum() == 1000


def test_kernels_by_hand() -> None:
    at = np.array([[0.0, 0.0], [1000.0, 0.0]])
    point, one = np.array([[0.0, 0.0]]), np.array([2.0])
    assert kernel_sum(at, point, one, 1000.0) == pytest.approx([2.0, 2 * np.exp(-0.5)])
    assert kernel_sum(at, point, one, 1000.0, "exponential") == pytest.approx([2.0, 2 * np.exp(-1)])
    assert kernel_sum(at, point, one, 1000.0, "hansen") == pytest.approx([2.0, 1.0])


def test_component_without_points_hands_its_share_over() -> None:
    area = np.array([1.0, 1.0])
    density = mix(area, {"a": np.array([0.0, 2.0]), "b": np.zeros(2)}, {"a": 0.3, "b": 0.7})
    assert density.tolist() == [0.0, 0.3]


def test_every_city_has_its_own_middle() -> None:
    pieces = pd.concat(
        [squares("440601", 0), squares("440602", 10_000), squares("441900", 50_000)], ignore_index=True
    )
    towns = table(("440601", "outer", 10), ("440602", "outer", 1000), ("441900", "ring", 5))
    centres = city_centres(pieces, towns, NO_PLACES, ("central",))
    assert centres["4406"] == pytest.approx([15_000, 5000])  # the densest district's land
    assert centres["4419"] == pytest.approx([55_000, 5000])
    seat = pd.DataFrame({"kind": ["district_seat"], "x": [11_000.0], "y": [2000.0], "adcode": ["440602"]})
    assert city_centres(pieces, towns, seat, ("central",))["4406"] == pytest.approx([11_000, 2000])


@pytest.mark.parametrize("people", [-1.0, float("nan")])
def test_bad_population_is_refused_with_the_district(people: float) -> None:
    with pytest.raises(LayerError, match="districts a: population"):
        spread_people(squares("a", 0), table(("a", "ring", people)), NO_PLACES, parameters=PARAMETERS)


def test_unknown_tier_and_spread_and_missing_land_are_named() -> None:
    with pytest.raises(LayerError, match="suburb"):
        spread_people(squares("a", 0), table(("a", "suburb", 1)), NO_PLACES, parameters=PARAMETERS)
    with pytest.raises(LayerError, match="settlements, zones"):
        spread_people(
            squares("a", 0), table(("a", "ring", 1)), NO_PLACES, parameters=PARAMETERS, spread="even"
        )
    with pytest.raises(LayerError, match="districts b: no demand cell"):
        spread_people(
            squares("a", 0),
            table(("a", "ring", 1), ("b", "ring", 1)),
            NO_PLACES,
            parameters=PARAMETERS,
        )
