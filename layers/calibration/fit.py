"""Fit the exponents of `layers.demand.intensity` to real charging stations, and say how well they hold.

Stations are counted in cells of 0.01°; the land of a cell has the mean of its pieces' logarithms. Districts
with less than a two-hundredth of the stations are left out, for a list that ends at a border says nothing of
what lies beyond. Cross-validation leaves out whole blocks of 0.2°: a fifth of the blocks at a time, five
times over, so that no cell is judged by a fit that has seen a station of its block. Exponents of people are
fitted to the people of whole districts, not to stations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from gisplan_errors import LayerError
from gisplan_progress import silent
from gisplan_words import message
from layers.calibration.agreement import both_agreements, cell_of
from layers.calibration.exponents import Fitted, fit_counts, fit_people
from layers.demand.intensity import CHARGING_TERMS, KM2, PEOPLE_TERMS, PLAIN_TERMS, features, with_people
from layers.demand.parameters import Coefficient

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from gisplan_arrays import Flags, Floats, Indices
    from gisplan_progress import Progress
    from layers.demand.cells import Land
    from layers.demand.intensity import Term
    from layers.demand.parameters import DemandParameters

CELL, BLOCK = 0.01, 0.2
"""Degrees."""
KM_A_DEGREE = 111.2
FOLDS, ROUNDS = 5, 5
FEWEST_DISTRICTS = 30
"""Districts with names that the exponents of people need; with fewer those that hold already stay."""
SURVEYED_SHARE = 0.005
FEWEST_STATIONS = 100
FEWEST_BLOCKS = 2 * FOLDS
MODEL = {"charging": CHARGING_TERMS, "plain": PLAIN_TERMS}
UNITS = {"exponent": "exponent", "level": "stations/km2"}
DIGITS = 4


@dataclass(frozen=True, eq=False)
class Calibration:
    """Fitted figures and how well they hold.

    Attributes
    ----------
    figures
        Fitted figures by name.
    agreement
        model, over, number, spearman, pearson, top_tenth, factor (`layers.calibration.agreement`):
        ``charging`` and ``plain`` in cross-validation (the mean of its rounds), ``charging_seen`` and
        ``plain_seen`` with
        all stations seen, beside ``people`` and ``people_area`` (people times land) alone.
    residuals
        lon, lat of the middle of each cell of 0.01°, stations, and expected by cross-validation (one round).
    stations, districts, blocks
        What was fitted to.
    left_out
        Stations outside the districts that count, or where the region has no land.
    people_districts
        Districts that the exponents of people were fitted to; 0: too few, those that hold stay.
    """

    figures: Mapping[str, Coefficient]
    agreement: pd.DataFrame
    residuals: pd.DataFrame
    stations: int
    districts: int
    blocks: int
    left_out: int
    people_districts: int


@dataclass(frozen=True, eq=False)
class Observed:
    """Stations and features by cell of 0.01°.

    Attributes
    ----------
    cell
        (n,) row of the cell of each piece.
    area
        (m,) land of the cells, km².
    counts
        (m,) stations.
    block
        (m,) number of the block of 0.2° that a cell is in.
    lon, lat
        (m,) middle of the cells, degrees.
    """

    cell: Indices
    area: Floats
    counts: Floats
    block: Indices
    lon: Floats
    lat: Floats

    def mean(self, piece_values: Floats, piece_area: Floats) -> Floats:
        """Give the mean over the land of each cell of values of pieces, (n, k) to (m, k)."""
        sums = [np.bincount(self.cell, column * piece_area, len(self.area)) for column in piece_values.T]
        means: Floats = np.column_stack(sums) / self.area[:, None]
        return means


def placed_stations(stations: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> pd.DataFrame:
    """Give lon, lat, count and the district of every station in one.

    Parameters
    ----------
    stations
        Points, any CRS; ``count`` where a row stands for several.
    districts
        Polygons in EPSG:4326 with ``adcode``.

    Returns
    -------
    pandas.DataFrame
        lon, lat (degrees), adcode, count; rows outside all districts are left out.

    Raises
    ------
    LayerError
        A count is no whole number of at least 1, or a row has no point; each row is named.
    """
    points = stations.geometry.to_crs(4326)
    numbers = pd.to_numeric(stations["count"], errors="coerce") if "count" in stations else None
    counts = pd.Series(1.0, index=stations.index) if numbers is None else numbers.astype(np.float64)
    nowhere = points.isna() | points.is_empty | (points.geom_type != "Point")
    bad = nowhere | ~(counts.ge(1.0) & counts.mod(1.0).eq(0.0))
    if bad.any():
        rows = [str(row + 1) for row in np.flatnonzero(bad)[:20]]
        raise LayerError(message("layers-stations-row", rows=", ".join(rows), count=int(bad.sum())))
    row, polygon = districts.sindex.query(points.array, predicate="intersects")
    first, where = np.unique(row, return_index=True)
    return pd.DataFrame(
        {
            "lon": points.x.to_numpy()[first],
            "lat": points.y.to_numpy()[first],
            "adcode": districts["adcode"].to_numpy()[polygon[where]],
            "count": counts.to_numpy()[first],
        }
    )


def calibrate(
    land: Land,
    stations: gpd.GeoDataFrame,
    parameters: DemandParameters,
    *,
    source: str,
    as_of: str,
    apart_km: float = 0.0,
    progress: Progress | None = None,
) -> Calibration:
    """Fit the demand model of a region to stations.

    Parameters
    ----------
    land
        Result of `layers.demand.cells.lay_land`.
    stations
        As of `placed_stations`.
    parameters
        Coefficients; the fitted ones are replaced.
    source, as_of
        What the stations are and when they stood, as the figures will say.
    apart_km
        No cell is judged by a fit that has seen stations within this of the blocks left out.
    progress
        Called with one line per step.

    Returns
    -------
    Calibration
        With ``people_*`` where enough districts have names, ``charging_*`` where any has, and ``plain_*``.

    Raises
    ------
    LayerError
        As from :func:`placed_stations`; or fewer than 100 stations, or than ten blocks of 0.2°, are at hand.
    """
    tell = progress or silent
    districts = land.districts.to_crs(4326)
    placed = placed_stations(stations, districts)
    given = int(pd.to_numeric(stations["count"]).sum()) if "count" in stations else len(stations)
    tell(message("progress-calibrate-people"))
    figures, people_districts = _people_figures(land, parameters)
    land = land.with_figures(parameters := parameters.replace(**figures))
    people = land.people(parameters, "settlements")
    # the second model meets districts without names, whose people no name has spread
    unaided = land.without_names().people(parameters, "settlements")
    held = placed.groupby("adcode")["count"].sum().reindex(districts["adcode"], fill_value=0.0).to_numpy()
    surveyed = districts[held > max(held.sum() * SURVEYED_SHARE, 0.5)]
    placed = placed[placed["adcode"].isin(surveyed["adcode"])]
    here = land.pieces["adcode"].isin(surveyed["adcode"]).to_numpy()
    pieces, densities = land.pieces[here], land.densities[here]
    area_m2 = pieces["area_m2"].to_numpy(dtype=np.float64)
    area = area_m2 / KM2
    told = {
        name: with_people(densities, spread[here], area_m2)
        for name, spread in (("charging", people), ("plain", unaided))
    }
    spots = pieces.geometry.representative_point().to_crs(4326)
    values = pd.DataFrame({"lon": spots.x.to_numpy(), "lat": spots.y.to_numpy()})
    values["adcode"] = pieces["adcode"].to_numpy()
    seen = observe(values, area, placed)
    _refuse_few(seen)
    source = f"fitted to {int(seen.counts.sum())} charging stations: {source}"
    values["people"], values["people_area"] = people[here], people[here] * area
    tables = [both_agreements(values, placed, surveyed)]
    named = densities["major"].notna().to_numpy()
    expected = np.zeros(len(seen.area))
    for name, terms in MODEL.items():
        if name == "charging" and not named.any():
            continue
        tell(message("progress-calibrate-fit", model=name))
        known = named if name == "charging" else np.ones(len(named), dtype=bool)
        x = features(told[name], terms, parameters)
        fit, rounds = _crossed(x, area, seen, known, apart_km)
        figures |= _figures_of(fit, terms, name, source, as_of)
        judged = values[["lon", "lat", "adcode"]].assign(**{f"{name}_seen": fit.density(x) * area})
        tables.append(both_agreements(judged[known], placed, surveyed))
        each = [
            both_agreements(
                judged.assign(**{name: guess})[["lon", "lat", "adcode", name]][known], placed, surveyed
            )
            for guess in rounds
        ]
        tables.append(pd.concat(each).groupby(["model", "over"], sort=False).mean().reset_index())
        if not expected.any():
            expected = np.bincount(seen.cell, rounds[0], len(seen.area)).astype(np.float64)
    residuals = pd.DataFrame(
        {"lon": seen.lon, "lat": seen.lat, "stations": seen.counts, "expected": expected}
    )
    return Calibration(
        figures=figures,
        agreement=pd.concat(tables, ignore_index=True).astype({"number": int}),
        residuals=residuals,
        stations=int(seen.counts.sum()),
        districts=len(surveyed),
        blocks=int(seen.block.max()) + 1,
        left_out=given - int(seen.counts.sum()),
        people_districts=people_districts,
    )


def observe(pieces: pd.DataFrame, area_km2: Floats, placed: pd.DataFrame) -> Observed:
    """Count stations in the cells of 0.01° that have land.

    Parameters
    ----------
    pieces
        lon, lat of pieces of land, degrees.
    area_km2
        (n,) of the pieces.
    placed
        Result of :func:`placed_stations`.
    """
    cell, cells = pd.factorize(cell_of(pieces["lon"].to_numpy(), pieces["lat"].to_numpy(), CELL))
    where = cell_of(placed["lon"].to_numpy(), placed["lat"].to_numpy(), CELL)
    counts = pd.Series(placed["count"].to_numpy(), index=where).groupby(level=[0, 1]).sum()
    keys = pd.MultiIndex.from_tuples(list(cells))
    lon, lat = ((keys.get_level_values(axis).to_numpy() + 0.5) * CELL for axis in (0, 1))
    return Observed(
        cell=cell.astype(np.int64),
        area=np.bincount(cell, area_km2, len(keys)).astype(np.float64),
        counts=counts.reindex(keys, fill_value=0.0).to_numpy(dtype=np.float64),
        block=pd.factorize(cell_of(lon, lat, BLOCK), sort=True)[0].astype(np.int64),
        lon=lon,
        lat=lat,
    )


def folds_of(block: Indices, round_: int) -> Indices:
    """Give the fold that every cell is judged in: whole blocks, dealt anew in every round."""
    dealt = np.random.default_rng(round_).permutation(int(block.max()) + 1) % FOLDS
    return dealt[block]


def _crossed(
    x: Floats, area: Floats, seen: Observed, known: Flags, apart_km: float = 0.0
) -> tuple[Fitted, list[Floats]]:
    """Fit with all stations, and give what each round of cross-validation expects on every piece."""
    spots = KM_A_DEGREE * np.column_stack([seen.lon * np.cos(np.radians(seen.lat.mean())), seen.lat])
    means = seen.mean(x, area)
    usable = np.bincount(seen.cell, known, len(seen.area)) > 0
    rounds = []
    for round_ in range(ROUNDS):
        fold = folds_of(seen.block, round_)
        guess = np.zeros(len(x))
        for left in range(FOLDS):
            away_km = cKDTree(spots[fold == left]).query(spots)[0] if (fold == left).any() else np.inf
            taught = usable & (away_km > apart_km)
            fit = fit_counts(means[taught], seen.counts[taught], seen.area[taught])
            judged = (fold == left)[seen.cell]
            guess[judged] = fit.density(x[judged]) * area[judged]
        rounds.append(guess)
    return fit_counts(means[usable], seen.counts[usable], seen.area[usable]), rounds


def _people_figures(land: Land, parameters: DemandParameters) -> tuple[dict[str, Coefficient], int]:
    people = land.districts.set_index("adcode")["population"].astype(np.float64)
    named = land.densities["major"].notna().to_numpy()
    codes = pd.Index(land.pieces["adcode"][named].unique())
    codes = codes[people.reindex(codes).to_numpy() > 0.0]
    if len(codes) < FEWEST_DISTRICTS:
        return {}, 0
    district = codes.get_indexer(land.pieces["adcode"])
    used = named & (district >= 0)
    area = land.pieces["area_m2"].to_numpy(dtype=np.float64)[used] / KM2
    x = features(land.densities[used], PEOPLE_TERMS, parameters)
    fit = fit_people(x, area, district[used].astype(np.int64), people.reindex(codes).to_numpy())
    source = f"fitted to the people of {len(codes)} districts by the names of OpenStreetMap"
    as_of = str(land.districts["population_as_of"].min())
    rows = {
        term.figure: _coefficient(value, "exponent", source, as_of)
        for term, value in zip(PEOPLE_TERMS, fit.exponents, strict=True)
    }
    return rows, len(codes)


def _figures_of(
    fit: Fitted, terms: tuple[Term, ...], name: str, source: str, as_of: str
) -> dict[str, Coefficient]:
    rows = {f"{name}_level": _coefficient(fit.level, "level", source, as_of)}
    pairs = zip(terms, fit.exponents, strict=True)
    return rows | {term.figure: _coefficient(value, "exponent", source, as_of) for term, value in pairs}


def _coefficient(value: float, kind: str, source: str, as_of: str) -> Coefficient:
    held = float(f"{value:.{DIGITS}g}") if value > 0.5 * 10**-DIGITS else 0.0
    return Coefficient(value=held, unit=UNITS[kind], source=source, tag="modelled", as_of=as_of)


def _refuse_few(seen: Observed) -> None:
    stations, blocks = int(seen.counts.sum()), int(seen.block.max()) + 1
    if stations < FEWEST_STATIONS or blocks < FEWEST_BLOCKS:
        told = {"stations": stations, "blocks": blocks}
        raise LayerError(
            message("layers-stations-few", **told, least=FEWEST_STATIONS, blocks_least=FEWEST_BLOCKS)
        )
