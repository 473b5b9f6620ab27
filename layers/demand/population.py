"""Census population of a district spread over its land: named, documented models that can be replaced.

A district's people P are split over pieces of land a with weights w, so that the sum is exactly P:

    people_a = P · w_a / Σ w,        w_a = area_a · Σ_c share_c · f_c(a) / Σ_b area_b f_c(b)

Each component c is normalised inside the district first, so a share means a share of its people; a
component without any point in the district hands its share to the others. Two models stand here:

``settlements`` (default)
    f: Gaussian kernels exp(-r²/2h²) at the settlements (each weighted by the root of the district's places
    around it, so that a quarter of a town counts more than a village), at the district seat (wider), and
    at the zones, stations, airports and works (weighted by the settlements around them, so that a port
    far from every town houses few); Clark's law exp(-r/b) from the middle of the city (C. Clark, Urban
    population densities, J. R. Statist. Soc. A 114, 1951); and an even rural base. Shares by tier.

``zones``
    Other assumptions on purpose, to show what the choice of sites owes to the spread: people follow
    access to all places of the city, f = Σ 1/(1 + (r/h)²) (after W. G. Hansen, How accessibility shapes
    land use, 1959), the places of work with a heavy tail exp(-r/h), and an even base. No tiers, no
    Clark's law.

Where the names of OpenStreetMap are known, the share ``people_names_share`` of a district's people follows
what the names tell (`layers.demand.intensity`), whose exponents are fitted to the people of whole counties,
and the rest follows ``settlements``: a town that no list of places holds is not empty. Both are ``modelled``:
no count of people below the county is at hand.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
import pandas as pd

from gisplan_errors import LayerError
from gisplan_words import Series, listed, message
from layers.apportion import apportion
from layers.districts.polygons import city_code
from layers.districts.tiers import CENTRAL

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from layers.demand.parameters import DemandParameters

Spread = Literal["settlements", "zones"]
WORK_KINDS = ("zone", "airport", "rail_station", "port", "logistics", "industry", "attraction")
REMOTE_WEIGHT = 0.05
CHUNK = 500_000


class SpreadModel(Protocol):
    """Relative people per square metre on the land of one district."""

    def __call__(
        self,
        land: pd.DataFrame,
        places: pd.DataFrame,
        centre: NDArray[np.float64],
        *,
        adcode: str,
        tier: str,
        parameters: DemandParameters,
    ) -> NDArray[np.float64]:
        """Weigh the pieces of land of one district.

        Parameters
        ----------
        land
            x, y (projected metres), area_m2 of the district's pieces; names where known (relative people per
            m²).
        places
            All places of the region: kind, x, y, adcode, weight.
        centre
            x, y of the middle of the city, metres.
        adcode, tier
            The district.
        parameters
            Coefficients of the model.

        Returns
        -------
        density
            (n,) relative people per m², at least 0.
        """


def kernel_sum(
    xy: NDArray[np.float64],
    points: NDArray[np.float64],
    weights: NDArray[np.float64],
    width_m: float,
    shape: Literal["gaussian", "exponential", "hansen"] = "gaussian",
) -> NDArray[np.float64]:
    """Sum kernels of ``width_m`` metres standing at ``points`` (m, 2) over places ``xy`` (n, 2)."""
    total = np.zeros(len(xy))
    step = max(1, CHUNK // max(1, len(points)))
    for start in range(0, len(xy), step):
        block = xy[start : start + step]
        east = (block[:, :1] - points[:, 0]) / width_m
        north = (block[:, 1:] - points[:, 1]) / width_m
        squared = east * east + north * north
        if shape == "gaussian":
            heights = np.exp(-0.5 * squared)
        elif shape == "exponential":
            heights = np.exp(-np.sqrt(squared))
        else:
            heights = 1.0 / (1.0 + squared)
        total[start : start + step] = heights @ weights
    return total


def mix(
    area: NDArray[np.float64], components: Mapping[str, NDArray[np.float64]], shares: Mapping[str, float]
) -> NDArray[np.float64]:
    """Mix components, each normalised over ``area``, by their shares; one without mass is left out."""
    density = np.zeros(len(area))
    for name, share in shares.items():
        mass = float(components[name] @ area)
        if mass > 0.0:
            density += share * components[name] / mass
    return density if density.any() else np.ones(len(area))


def spread_settlements(
    land: pd.DataFrame,
    places: pd.DataFrame,
    centre: NDArray[np.float64],
    *,
    adcode: str,
    tier: str,
    parameters: DemandParameters,
) -> NDArray[np.float64]:
    """Spread by settlements, seat, places of work, Clark's law and a rural base (see the module)."""
    xy = land[["x", "y"]].to_numpy(dtype=np.float64)
    own = places[places["adcode"] == adcode]
    settlements = _xy(own[own["kind"] == "settlement"])
    seats = _xy(own[own["kind"] == "district_seat"])
    work = own[own["kind"].isin(WORK_KINDS)]
    town_m = parameters.value("town_kernel_m")
    housed = np.vstack([settlements, seats])
    housing = kernel_sum(_xy(work), housed, np.ones(len(housed)), town_m)
    weights = work["weight"].to_numpy(dtype=np.float64) * (REMOTE_WEIGHT + np.minimum(housing, 1.0))
    # the root: a town has more people than a village, but also more of the points that name its quarters
    town = np.sqrt(kernel_sum(settlements, _xy(own), np.ones(len(own)), town_m))
    central = parameters.role(tier) == CENTRAL
    kernel_m = parameters.value("settlement_kernel_central_m" if central else "settlement_kernel_m")
    slope_m = parameters.value("gradient_central_m" if central else "gradient_outside_m")
    components = {
        "settlements": kernel_sum(xy, settlements, town, kernel_m),
        "seat": kernel_sum(xy, seats, np.ones(len(seats)), parameters.value("seat_kernel_m")),
        "work": kernel_sum(xy, _xy(work), weights, parameters.value("work_kernel_m")),
        "gradient": _clark(xy, centre, slope_m),
        "base": np.ones(len(xy)),
    }
    density = mix(land["area_m2"].to_numpy(dtype=np.float64), components, parameters.mixture(tier))
    if "names" not in land or land["names"].isna().any():
        return density
    models = {"places": density, "names": land["names"].to_numpy(dtype=np.float64)}
    share = parameters.value("people_names_share")
    return mix(land["area_m2"].to_numpy(dtype=np.float64), models, {"places": 1.0 - share, "names": share})


def spread_zones(
    land: pd.DataFrame,
    places: pd.DataFrame,
    centre: NDArray[np.float64],  # noqa: ARG001  one signature for all models
    *,
    adcode: str,
    tier: str,  # noqa: ARG001
    parameters: DemandParameters,
) -> NDArray[np.float64]:
    """Spread by access to all places of the city and by places of work (see the module)."""
    xy = land[["x", "y"]].to_numpy(dtype=np.float64)
    work = places[places["kind"].isin(WORK_KINDS) & (places["adcode"] == adcode)]
    of_city = places["adcode"].map(city_code, na_action="ignore") == city_code(adcode)
    lived = places[of_city & ~places["kind"].isin(("port", "logistics", "industry"))]
    potential = kernel_sum(
        xy, _xy(lived), np.ones(len(lived)), parameters.value("potential_half_m"), "hansen"
    )
    components = {
        "potential": potential**2,
        "work": kernel_sum(
            xy, _xy(work), work["weight"].to_numpy(dtype=np.float64), parameters.value("work_kernel_m"),
            "exponential",
        ),
        "base": np.ones(len(xy)),
    }  # fmt: skip
    shares = {name: parameters.value(f"polycentric_{name}") for name in components}
    return mix(land["area_m2"].to_numpy(dtype=np.float64), components, shares)


SPREADS: Mapping[Spread, SpreadModel] = MappingProxyType(
    {"settlements": spread_settlements, "zones": spread_zones}
)
"""Spread models by name."""


def spread_people(
    pieces: pd.DataFrame,
    districts: pd.DataFrame,
    places: pd.DataFrame,
    *,
    parameters: DemandParameters,
    spread: Spread | SpreadModel = "settlements",
) -> NDArray[np.float64]:
    """Spread the population of every district over its pieces of land.

    Parameters
    ----------
    pieces
        adcode, x, y (projected metres), area_m2; every district has at least one. Where known also names
        (relative people per m²).
    districts
        adcode, tier, population (people).
    places
        kind, x, y (projected metres), adcode, weight (relative).
    parameters
        Coefficients of the spread.
    spread
        Name of a model in `SPREADS`, or a model of one's own.

    Returns
    -------
    people
        (n,) people of each piece; the sum over a district is its population exactly.

    Raises
    ------
    LayerError
        If the model is unknown, a district has no land, or a population is NaN or negative.
    """
    if isinstance(spread, str):
        if spread not in SPREADS:
            raise LayerError(message("layers-spread", name=spread, known=listed(SPREADS)))
        model: SpreadModel = SPREADS[spread]
    else:
        model = spread
    _check_population(districts)
    centres = city_centres(pieces, districts, places, parameters.core)
    people = np.zeros(len(pieces))
    codes = pieces["adcode"].to_numpy()
    table = zip(districts["adcode"], districts["tier"], districts["population"], strict=True)
    for adcode, tier, population in table:
        if tier not in parameters.roles:
            fault = message("layers-tier-unknown", name=tier, known=", ".join(parameters.roles))
            raise LayerError(message("layers-of", place=f"districts {adcode}", fault=fault))
        mine = np.flatnonzero(codes == adcode)
        if not mine.size:
            raise LayerError(message("layers-no-cell", code=adcode))
        land = pieces.iloc[mine]
        centre = centres[city_code(adcode)]
        density = model(land, places, centre, adcode=adcode, tier=tier, parameters=parameters)
        weights = density * land["area_m2"].to_numpy(dtype=np.float64)
        people[mine] = apportion(weights, float(population), what=f"districts {adcode}: population")
    return people


def _check_population(districts: pd.DataFrame) -> None:
    people = districts["population"].to_numpy(dtype=np.float64)
    bad = ~(np.isfinite(people) & (people >= 0.0))
    if bad.any():
        faults = zip(districts["adcode"][bad], districts["population"][bad], strict=True)
        named = tuple(message("layers-population", code=code, value=str(value)) for code, value in faults)
        raise LayerError(message("layers-population-finite", rows=Series(named, "faults")))


def city_centres(
    pieces: pd.DataFrame, districts: pd.DataFrame, places: pd.DataFrame, core: Collection[str]
) -> dict[str, NDArray[np.float64]]:
    """Give x, y of the middle of every city of the region, by its code (see `city_code`).

    Parameters
    ----------
    pieces
        adcode, x, y (projected metres), area_m2.
    districts
        adcode, tier, population (people).
    places
        kind, x, y, adcode.
    core
        Tiers that are the core of a city.

    Returns
    -------
    dict
        The mean of the land of the city's central districts; without one, the seat of its densest
        district, else the mean of that district's land.
    """
    codes = districts["adcode"].astype(str)
    area = pieces.groupby("adcode")["area_m2"].sum()
    frame = pd.DataFrame({"adcode": codes, "city": codes.map(city_code), "tier": districts["tier"]})
    frame["density"] = districts["population"].to_numpy() / area.reindex(codes).to_numpy()
    seats = places[places["kind"] == "district_seat"]
    out: dict[str, NDArray[np.float64]] = {}
    for city, own in frame.groupby("city"):
        central = own.loc[own["tier"].isin(core), "adcode"]
        densest = str(own["adcode"].to_numpy()[int(own["density"].fillna(-1.0).argmax())])
        seat = seats[seats["adcode"] == densest]
        if central.empty and len(seat):
            out[str(city)] = _xy(seat)[0]
            continue
        land = pieces[pieces["adcode"].isin([densest] if central.empty else central)]
        if land.empty:
            continue  # told with its district where people are spread
        area_m2 = land["area_m2"].to_numpy(dtype=np.float64)
        out[str(city)] = area_m2 @ land[["x", "y"]].to_numpy(dtype=np.float64) / area_m2.sum()
    return out


def _clark(xy: NDArray[np.float64], centre: NDArray[np.float64], slope_m: float) -> NDArray[np.float64]:
    away = np.hypot(xy[:, 0] - centre[0], xy[:, 1] - centre[1])
    # the nearest piece stands for 1, so that a district far away does not underflow to nothing
    falling: NDArray[np.float64] = np.exp(-(away - away.min()) / slope_m)
    return falling


def _xy(places: pd.DataFrame) -> NDArray[np.float64]:
    return places[["x", "y"]].to_numpy(dtype=np.float64)
