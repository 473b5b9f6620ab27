"""Load curves of a run as one Parquet file, of day types or of a year; its connections for the utility."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from gisplan.plan.reading import read_plan
from gisplan.regions import profiles_of
from gisplan.results.load import PlanLoad, plan_load
from gisplan.runs.tables import points_table, write_csv
from gisplan_errors import ScenarioError
from gisplan_files import is_taken, new_folder
from gisplan_words import listed, message
from layers.demand.profiles import HOURS
from layers.files.layers import write_layer

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    import pyarrow as pa

    from gisplan.plan.record import Plan
    from gisplan_arrays import Floats
    from layers.demand.profiles import DayProfiles

COLUMNS: Final = {
    "site": "site_id",
    "feeder": "fed_by",
    "substation": "substation",
    "district": "adcode",
}
"""What curves may be of, and the column of the sites that says which."""
BLOCK: Final = 256
"""Keys that are laid out and written at once."""
DECIMALS: Final = 3
"""Digits of a kW that are kept: a watt."""
KEPT: Final = (
    *("site_id", "name_zh", "name_en", "category", "access", "adcode", "substation", "fed_by", "year"),
    *(
        "chargers",
        "kw",
        "grid_kw",
        "grid_kw_after",
        "taken_kw",
        "peak_kw",
        "peak_hour",
        "peak_day",
        "hosting_kw",
    ),
)


def write_load(folder: Path, out: Path, *, by: str = "site", year: int | None = None) -> tuple[int, int]:
    """Write the load curves of a run.

    Parameters
    ----------
    folder
        A run folder.
    out
        File to write, ``.parquet``.
    by
        ``site``, ``feeder``, ``substation`` or ``district``.
    year
        A year writes its hours (``time``, ``kw``); without it every day type has 24 (``day``, ``hour``,
        ``kw``, ``coincident_kw``).

    Returns
    -------
    tuple of int
        Keys, and hours of each.

    Raises
    ------
    ScenarioError
        The run cannot be read, its sites name no substation, or the file is to end otherwise.
    LayerError
        The day types have no date in the year.
    """
    if by not in COLUMNS:
        raise ScenarioError(message("load-by", value=by, known=listed(COLUMNS)))
    if out.suffix != ".parquet":
        raise ScenarioError(message("load-ending", path=str(out)))
    return _write_curves(read_plan(folder), out, by, year)


def _write_curves(plan: Plan, out: Path, by: str = "site", year: int | None = None) -> tuple[int, int]:
    """Write the curves of a plan as `write_load` does."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - loads only when written

    profiles, groups = profiles_of(plan.scenario.region), _groups(plan, COLUMNS[by])
    if year is None:
        load = _load(plan, profiles)
        names, summed = load.summed(groups)
        index = {"day": np.repeat(load.days, HOURS), "hour": np.tile(np.arange(HOURS), len(load.days))}
        values = {"kw": summed.kw, "coincident_kw": summed.coincident()}
    else:
        load, at = _year(plan, profiles, year)
        names, summed = load.summed(groups)
        start = np.datetime64(f"{year}-01-01T00", "h")
        index = {"time": (start + np.arange(len(at) * HOURS)).astype("datetime64[s]")}
        values = {"kw": summed.kw}
    out.parent.mkdir(parents=True, exist_ok=True)
    order = np.arange(len(load.days)) if year is None else at
    hours = len(order) * HOURS
    writer = None
    try:
        for begin in range(0, len(names), BLOCK):
            part = slice(begin, begin + BLOCK)
            laid = {name: np.moveaxis(kw[:, part], 1, 0)[:, order] for name, kw in values.items()}
            table = _table(names[part], COLUMNS[by], index, laid)
            writer = writer or pq.ParquetWriter(out, table.schema, compression="zstd")
            writer.write_table(table)
    finally:
        if writer is not None:
            writer.close()
    return len(names), hours


def write_utility(folder: Path, out: Path) -> tuple[int, int, float]:
    """Write the connections of a run for the utility: a table, the same as a layer, and their curves.

    Of a plan on feeders the same of each feeder, what the plan adds to it summed.

    Parameters
    ----------
    folder
        A run folder.
    out
        Folder to write, new or empty; it is there whole or not at all.

    Returns
    -------
    tuple
        Connections, those loaded beyond the share that the scenario lets them be, and that share.

    Raises
    ------
    ScenarioError
        The run cannot be read, or ``out`` holds something.
    """
    if is_taken(out):
        raise ScenarioError(message("cli-export-empty", path=str(out)))
    plan = read_plan(folder)
    told = connections(plan)
    with new_folder(out) as draft:
        write_csv(points_table(told, "site_id"), draft / "connections.csv")
        write_layer(told, draft / "utility.gpkg", "connections")
        if len(feeders := plan.layers.feeders):
            write_csv(points_table(feeders, "feeder_id"), draft / "feeders.csv")
            write_layer(feeders, draft / "utility.gpkg", "feeders")
            _write_curves(plan, draft / "feeder_curves.parquet", "feeder")
        _write_curves(plan, draft / "curves.parquet")
    limit = plan.scenario.chargers.transformer_load_limit.value
    return len(told), int((told["peak_share"] > limit).sum()), limit


def connections(plan: Plan) -> gpd.GeoDataFrame:
    """Give the connection of every site of a plan.

    ``peak_share`` is the largest coincident load over the connection (a power factor of 1), ``hosting_kw``
    what the share of it that may be loaded leaves beside that load and what stations take, or its feeder or
    substation where they leave less; below 0 one of them is over. What stood at a site before the plan is not
    in either.
    """
    sites, limit = plan.layers.sites, plan.scenario.chargers.transformer_load_limit.value
    kept = sites[[*(name for name in KEPT if name in sites), sites.geometry.name]].copy()
    load = sites["peak_kw"] + pd.to_numeric(sites["taken_kw"])
    kept["peak_share"] = load / sites["grid_kw_after"].where(sites["grid_kw_after"] > 0)
    if "hosting_kw" not in kept:  # a run of before
        kept["hosting_kw"] = limit * sites["grid_kw_after"] - load
    return kept


def _groups(plan: Plan, column: str) -> pd.Series[Any]:
    """Give what each site belongs to; a substation only where a layer names them."""
    sites = plan.layers.sites
    told = (
        sites[column].astype(object).fillna("").astype(str)
        if column in sites
        else pd.Series([""] * len(sites))
    )
    if not told.str.strip().any():
        raise ScenarioError(
            message("load-no-feeders")
            if column == COLUMNS["feeder"]
            else message("load-no-column", column=column)
        )
    return told


def _load(plan: Plan, profiles: DayProfiles, days: tuple[Floats, tuple[str, ...]] | None = None) -> PlanLoad:
    layers = plan.layers
    return plan_load(layers.sites, layers.demand, plan.evidence.assignment, plan.scenario, profiles, days)


def _year(plan: Plan, profiles: DayProfiles, year: int) -> tuple[PlanLoad, np.ndarray[Any, Any]]:
    """Give the loads of the days of a year that differ, and which of them each day is."""
    kinds, factor = profiles.calendar(year)
    days = [*profiles.days]
    pairs = [(days.index(kind), one) for kind, one in zip(kinds, factor, strict=True)]
    alike, at = np.unique(pairs, axis=0, return_inverse=True)
    which = alike[:, 0].astype(int)
    weights = (profiles.energy[which] * alike[:, 1:])[:, :, None] * profiles.shares[which]
    return _load(plan, profiles, (weights, tuple(map(str, range(len(alike)))))), at.ravel()


def _table(
    names: list[str], key: str, index: dict[str, np.ndarray[Any, Any]], values: dict[str, Floats]
) -> pa.Table:
    """Lay out a block of keys, hour by hour."""
    import pyarrow as pa  # noqa: PLC0415

    hours = len(next(iter(index.values())))
    place = np.repeat(np.arange(len(names), dtype=np.int32), hours)
    columns = {key: pa.DictionaryArray.from_arrays(place, names)}
    columns |= {name: pa.array(np.tile(column, len(names))) for name, column in index.items()}
    columns |= {
        name: pa.array(np.round(kw.reshape(-1), DECIMALS).astype(np.float32)) for name, kw in values.items()
    }
    return pa.table(columns)
