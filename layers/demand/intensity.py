"""Where people live and where public charging is asked for, as products of powers that are fitted, not typed.

With d_k(a) the density of a thing k around a piece of land a and s_k the density from which it tells:

    names(a)    = Π_k (1 + d_k / s_k) ^ people_k                                     people per km², relative
    charging(a) = charging_level · Π_k (1 + d_k / s_k) ^ ±charging_k                  stations per km²
    plain(a)    = plain_level · Π_k (1 + d_k / s_k) ^ plain_k                         stations per km²

``names`` spreads the people of a district together with the model of `layers.demand.population`; ``charging``
holds in districts with names, ``plain`` (people alone) elsewhere. Both count stations of the same city, so
they may stand side by side. Exponents are never negative; names of paths alone count against, for they tell
of hills and parks. `layers.calibration` fits them; ``calibration.toml`` holds them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from layers.demand.evidence import EVIDENCE, density_at, named_districts

if TYPE_CHECKING:
    import geopandas as gpd

    from gisplan_arrays import Floats
    from layers.demand.parameters import DemandParameters

KM2 = 1e6
SETTLEMENT, PEOPLE = "settlement", "people"
NAMED = (*EVIDENCE, SETTLEMENT)


class Term(NamedTuple):
    """One factor: its exponent's figure, the density, the figure of the scale, and which way it tells."""

    figure: str
    density: str
    scale: str = "names_scale"
    sign: float = 1.0


PEOPLE_TERMS = tuple(
    Term(f"people_{name}", name) for name in ("home", "bus", "minor", "major", "institution", SETTLEMENT)
)
CHARGING_TERMS = (
    Term("charging_people", PEOPLE, "people_scale"),
    *(
        Term(f"charging_{name}", name)
        for name in ("major", "motorway", "work", "industry", "institution", "hub")
    ),
    Term("charging_path", "path", sign=-1.0),
)
PLAIN_TERMS = (Term("plain_people", PEOPLE, "people_scale"),)


def surroundings(
    pieces: pd.DataFrame,
    districts: gpd.GeoDataFrame,
    places: pd.DataFrame,
    evidence: gpd.GeoDataFrame | None,
    parameters: DemandParameters,
) -> pd.DataFrame:
    """Give how densely things stand round every piece of land.

    Parameters
    ----------
    pieces
        adcode, x, y (projected metres).
    districts
        Polygons with ``adcode``.
    places
        kind, x, y (projected metres).
    evidence
        Names by class (`layers.demand.evidence.read_evidence`) in the CRS of the districts; None: there are
        none.
    parameters
        Coefficients.

    Returns
    -------
    pandas.DataFrame
        Index of ``pieces``: the classes of `EVIDENCE` and settlement, names per km²; NaN in a district
        without names.
    """
    out = pd.DataFrame(np.nan, index=pieces.index, columns=list(NAMED))
    if evidence is None:
        return out
    xy = pieces[["x", "y"]].to_numpy(dtype=np.float64)
    spots = evidence.geometry.array
    points = np.column_stack([spots.x, spots.y])
    for name, width in EVIDENCE.items():
        counts = evidence[name].to_numpy(dtype=np.float64)
        told = counts > 0.0
        out[name] = density_at(xy, points[told], counts[told], parameters.value(width))
    settled = places.loc[places["kind"] == SETTLEMENT, ["x", "y"]].to_numpy(dtype=np.float64)
    width_m = parameters.value("attractor_kernel_m")
    out[SETTLEMENT] = density_at(xy, settled, np.ones(len(settled)), width_m)
    unnamed = ~pieces["adcode"].isin(named_districts(evidence, districts)).to_numpy()
    out.loc[unnamed] = np.nan
    return out


def with_people(densities: pd.DataFrame, people: Floats, area_m2: Floats) -> pd.DataFrame:
    """Add the people per km² to what stands around; names that are not known count as none, people never."""
    return densities.fillna(0.0).assign(**{PEOPLE: people / area_m2 * KM2})


def features(densities: pd.DataFrame, terms: tuple[Term, ...], parameters: DemandParameters) -> Floats:
    """Give ± log(1 + d/s) of every term, (n, k)."""
    columns = [
        term.sign
        * np.log1p(densities[term.density].to_numpy(dtype=np.float64) / parameters.value(term.scale))
        for term in terms
    ]
    return np.column_stack(columns)


def product(densities: pd.DataFrame, terms: tuple[Term, ...], parameters: DemandParameters) -> Floats:
    """Give the product of powers of the terms, (n,)."""
    exponents = np.array([parameters.value(term.figure) for term in terms])
    powers: Floats = np.exp(features(densities, terms, parameters) @ exponents)
    return powers


def charging_stations(
    densities: pd.DataFrame, people: Floats, area_m2: Floats, parameters: DemandParameters
) -> Floats:
    """Give the public charging stations that stand on each piece of land in the city of the calibration.

    Parameters
    ----------
    densities
        Result of :func:`surroundings`.
    people
        (n,) on the piece.
    area_m2
        (n,) of the piece, square metres.
    parameters
        Coefficients.

    Returns
    -------
    stations
        (n,) expected number.
    """
    told = with_people(densities, people, area_m2)
    named = densities["major"].notna().to_numpy()
    plain = parameters.value("plain_level") * product(told, PLAIN_TERMS, parameters)
    by_names = parameters.value("charging_level") * product(told, CHARGING_TERMS, parameters)
    stations: Floats = np.where(named, by_names, plain) * area_m2 / KM2
    return stations
