"""What the homes of a district tell of its cars: how many there are, and how many have a bay of their own.

The census says of each district how many households have a car, live in a building with a lift, and built
their home themselves. Cars follow the households that have one. A self-built home has a yard, most buildings
with a lift stand over a garage of our days, the walk-ups of before have few bays: figures ``own_bay_yard``,
``own_bay_lift`` and ``own_bay_walk_up`` (modelled) say how many of their cars have one.

Where the layer of the districts lacks the census, and where a region or a scenario gives a figure of a tier
by name (``cars_index_ring``, ``own_bay_share_ring``), that of the tier holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gisplan_errors import LayerError
from gisplan_words import lines, listed, message
from layers.districts.polygons import HOME_COLUMNS, HOME_FIGURES

if TYPE_CHECKING:
    import pandas as pd

    from gisplan_arrays import Flags, Floats
    from layers.demand.parameters import DemandParameters

CARS, OWN_BAY = "cars_index", "own_bay_share"
"""Families of figures by tier that a census stands in for."""


@dataclass(frozen=True, eq=False)
class Homes:
    """What is known of the homes of each cell.

    Attributes
    ----------
    cars_index
        Cars per person, relative to the people of the region, (n,).
    own_bay
        Share of the cars that have a bay of their own, (n,).
    """

    cars_index: Floats
    own_bay: Floats


def refuse_half_told(districts: pd.DataFrame, file: str) -> None:
    """Refuse districts whose census of homes is told in part, or without its source.

    Parameters
    ----------
    districts
        As of the layer ``districts``.
    file
        Where they come from, for the message.

    Raises
    ------
    LayerError
        Naming the district and the columns that lack.
    """
    known = districts.reindex(columns=[*HOME_COLUMNS]).replace("", None).notna()
    told, whole = known[list(HOME_FIGURES)].any(axis=1), known.all(axis=1)
    faults = [
        message(
            "layers-homes-part", row=str(districts["adcode"].iloc[at]), columns=listed(known.columns[~row])
        )
        for at, row in enumerate(known.to_numpy())
        if told.iloc[at] and not whole.iloc[at]
    ]
    if faults:
        raise LayerError(lines([message("layers-of", place=file, fault=fault) for fault in faults]))


def homes_of(adcodes: pd.Series[str], districts: pd.DataFrame, parameters: DemandParameters) -> Homes:
    """Give the homes of cells by their district.

    Parameters
    ----------
    adcodes
        District of each cell.
    districts
        adcode, tier, population; with the census also `HOME_FIGURES`.
    parameters
        Coefficients.

    Returns
    -------
    Homes
        In the order of the cells. Where only some districts have a census, their cars are relative to the
        people of these, and stand beside the index of the other districts' tiers.

    Raises
    ------
    LayerError
        If the region does not name a district's tier.
    """
    tiers = districts["tier"].to_numpy(dtype=np.str_)
    cars, own_bay = (_of_tiers(family, tiers, parameters) for family in (CARS, OWN_BAY))
    told = _told(districts, parameters)
    if any(by_census.any() for by_census in told.values()):
        known = districts[list(HOME_FIGURES)].astype(float)
        people = districts["population"].to_numpy(dtype=np.float64)
        counted = _counted(districts)
        held = (known["car_share"] * known["households"]).to_numpy()
        mean = held[counted].sum() / max(people[counted].sum(), 1.0)
        with np.errstate(divide="ignore", invalid="ignore"):  # without any car no district is told by them
            cars = np.where(told[CARS], held / np.maximum(people, 1.0) / mean, cars)
        built = {"yard": known["yard_share"], "lift": known["lift_share"]}
        built["walk_up"] = (1.0 - built["yard"] - built["lift"]).clip(lower=0.0)
        bays = sum(share * parameters.value(f"own_bay_{kind}") for kind, share in built.items())
        own_bay = np.where(told[OWN_BAY], bays, own_bay)
    place = {code: k for k, code in enumerate(districts["adcode"])}
    where = adcodes.map(place).to_numpy(dtype=np.int64)
    return Homes(cars[where], np.minimum(own_bay, 1.0)[where])


def figures_not_taken(districts: pd.DataFrame, parameters: DemandParameters) -> set[str]:
    """Name the figures of tiers that no district takes, for a census tells more of every one.

    Parameters
    ----------
    districts
        As of `homes_of`.
    parameters
        Coefficients.

    Returns
    -------
    set of str
        Such as ``cars_index_ring``; a plan does not rest on them.

    Raises
    ------
    LayerError
        If the region does not name a district's tier.
    """
    tiers = districts["tier"].to_numpy(dtype=np.str_)
    out = set()
    for family, by_census in _told(districts, parameters).items():
        taken = {parameters.name_of_tier(family, tier) for tier in tiers[~by_census]}
        out |= {name for name, row in parameters.items() if name == f"{family}_{row.tier}"} - taken
    return out


def _counted(districts: pd.DataFrame) -> Flags:
    """Mark the districts that have people and whose census tells of their homes."""
    known = districts.reindex(columns=[*HOME_FIGURES]).notna().all(axis=1)
    counted: Flags = known.to_numpy() & (districts["population"].to_numpy(dtype=np.float64) > 0.0)
    return counted


def _told(districts: pd.DataFrame, parameters: DemandParameters) -> dict[str, Flags]:
    """Mark, for both families, the districts of which the census tells in place of their tier's figure."""
    tiers, counted = districts["tier"].to_numpy(dtype=np.str_), _counted(districts)
    cars = districts.loc[counted].reindex(columns=["car_share", "households"]).astype(float).prod(axis=1)
    told = {CARS: counted & bool((cars > 0.0).any()), OWN_BAY: counted}
    return {family: by_census & ~_given(family, tiers, parameters) for family, by_census in told.items()}


def _of_tiers(family: str, tiers: np.ndarray, parameters: DemandParameters) -> Floats:
    return np.array([parameters.of_tier(family, tier) for tier in tiers], dtype=np.float64)


def _given(family: str, tiers: np.ndarray, parameters: DemandParameters) -> np.ndarray:
    return np.array([parameters.gives(family, tier) for tier in tiers], dtype=bool)
