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

    from gisplan_arrays import Floats
    from layers.demand.parameters import DemandParameters


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
    cars, own_bay = (_of_tiers(family, tiers, parameters) for family in ("cars_index", "own_bay_share"))
    if set(HOME_FIGURES) <= set(districts.columns):
        known = districts[list(HOME_FIGURES)].astype(float)
        people = districts["population"].to_numpy(dtype=np.float64)
        counted = (known.notna().all(axis=1) & (people > 0)).to_numpy()
        held = (known["car_share"] * known["households"]).to_numpy()
        mean = held[counted].sum() / max(people[counted].sum(), 1.0)
        if mean > 0.0:
            cars = np.where(
                counted & ~_given("cars_index", tiers, parameters),
                held / np.maximum(people, 1.0) / mean,
                cars,
            )
        built = {"yard": known["yard_share"], "lift": known["lift_share"]}
        built["walk_up"] = (1.0 - built["yard"] - built["lift"]).clip(lower=0.0)
        bays = sum(share * parameters.value(f"own_bay_{kind}") for kind, share in built.items())
        own_bay = np.where(counted & ~_given("own_bay_share", tiers, parameters), bays, own_bay)
    place = {code: k for k, code in enumerate(districts["adcode"])}
    where = adcodes.map(place).to_numpy(dtype=np.int64)
    return Homes(cars[where], np.minimum(own_bay, 1.0)[where])


def _of_tiers(family: str, tiers: np.ndarray, parameters: DemandParameters) -> Floats:
    return np.array([parameters.of_tier(family, tier) for tier in tiers], dtype=np.float64)


def _given(family: str, tiers: np.ndarray, parameters: DemandParameters) -> np.ndarray:
    return np.array([parameters.gives(family, tier) for tier in tiers], dtype=bool)
