"""Feeders and substations: which site hangs on which, what they leave to new chargers, and the rows of that.

The base load counts at its largest, whatever the hour, and chargers with the same load as against the
connection of their site; what stations and facilities on the parcels take is taken off first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

from gisplan.planning.chargers.capacity import AREAS, asked_fast, least_fast, most_chargers
from gisplan_words import message, named
from layers.feeders import base_curves, capacity_kw, fed_by
from optimize.own_rows import OwnRows
from optimize.sizing.subsets import Load

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.scenario.schema import Scenario
    from gisplan.scenario.sections.grid import Feeders
    from gisplan_arrays import Floats, Indices
    from gisplan_words import Named
    from layers.region.loading import Region

FED_BY: Final = "fed_by"
"""Column of a region's sites: the feeder that feeds each, blank where none does."""


@dataclass(frozen=True, eq=False)
class Fed:
    """The feeders, or the substations, of a region.

    Attributes
    ----------
    kind
        ``feeder`` or ``substation``.
    rows
        Rows of the layer.
    ids : numpy.ndarray
        Their ids.
    member : numpy.ndarray
        Row that feeds each site of the region, -1 where none does, shape (sites,).
    capacity : numpy.ndarray
        What each may carry, kW, NaN where nobody says.
    base : numpy.ndarray
        Load before the plan by hour, kW, shape (rows, 24); NaN where nobody says.
    """

    kind: str
    rows: gpd.GeoDataFrame
    ids: NDArray[np.object_]
    member: Indices
    capacity: Floats
    base: Floats

    @property
    def left_kw(self) -> Floats:
        """What each leaves to the plan, kW; NaN where capacity or base load is not known."""
        return np.asarray(self.capacity - self.base.max(axis=1))


def feeder_rule(region: Region, scenario: Scenario) -> Feeders | None:
    """Give the rule by which a region's feeders bound the plan; None where it has none, or no rule is."""
    known = region.feeders is not None and scenario.grid is not None
    return scenario.grid.feeders if known and scenario.grid is not None else None


def with_feeders(region: Region, scenario: Scenario) -> Region:
    """Tell of every site which feeder feeds it, where the region has a layer of them.

    Raises
    ------
    LayerError
        Sites name feeders that the layer lacks.
    """
    rule = feeder_rule(region, scenario)
    if rule is None or region.feeders is None:
        return region
    fed = fed_by(region.sites, region.feeders, rule.within_m.value)
    return replace(region, sites=region.sites.assign(**{FED_BY: fed.to_numpy(dtype=object)}))


def grid_of(region: Region, scenario: Scenario) -> tuple[Fed, ...]:
    """Give the feeders and the substations that bound a plan; none where the region has no such layer."""
    rule, sites = feeder_rule(region, scenario), region.sites
    if rule is None or region.feeders is None or FED_BY not in sites:
        return ()
    factor, feeders = rule.power_factor.value, region.feeders
    place = {str(name): row for row, name in enumerate(feeders["feeder_id"])}
    member = np.array([place.get(str(name), -1) for name in sites[FED_BY]], dtype=np.int64)
    ids = feeders["feeder_id"].to_numpy(dtype=object)
    out = [Fed("feeder", feeders, ids, member, capacity_kw(feeders, factor), base_curves(feeders))]
    above = region.substations
    if above is not None:
        place = {str(name): row for row, name in enumerate(above["substation_id"])}
        of_feeder = [
            place.get(str(name).strip(), -1) for name in feeders["substation"].astype(object).fillna("")
        ]
        through = np.where(member >= 0, np.array([*of_feeder, -1], dtype=np.int64)[member], -1)
        ids = above["substation_id"].to_numpy(dtype=object)
        out.append(Fed("substation", above, ids, through, capacity_kw(above, factor), base_curves(above)))
    return tuple(out)


def grid_loads(region: Region, scenario: Scenario, sites: Indices) -> tuple[Load, ...]:
    """Bound what new chargers of each feeder and substation draw together; positions among ``sites``."""
    out = []
    taken = region.sites["beside_kw"] if "beside_kw" in region.sites else np.zeros(len(region.sites))
    for fed in grid_of(region, scenario):
        others = np.bincount(fed.member[fed.member >= 0], np.asarray(taken)[fed.member >= 0], len(fed.ids))
        left = np.maximum(fed.left_kw - others, 0.0)
        for row in np.flatnonzero(~np.isnan(left)).tolist():
            here = np.flatnonzero(fed.member[sites] == row)
            if here.size:
                label = message(f"planning-{fed.kind}", name=_called(fed, row))
                out.append(Load(f"{fed.kind} {fed.ids[row]}", here, float(left[row]), label))
    return tuple(out)


def least_loads(
    region: Region, scenario: Scenario, tables: ChargerTables, public: Indices, forced: NDArray[np.bool_]
) -> OwnRows | None:
    """Keep public sites from opening whose least chargers together draw more than their feeder leaves.

    Parameters
    ----------
    region, scenario, tables
        What siting has.
    public, forced
        Positions of its sites among those of the region, and which of them open for sure.

    Returns
    -------
    OwnRows or None
        A row over the public sites for each feeder and substation that could be overloaded, in kW; None
        where none could be. What sites that open for sure draw is for the sizing to refuse.
    """
    least = scenario.chargers.min_chargers_per_site.counts.get("public", 0)
    if not least or FED_BY not in region.sites:
        return None
    sites = region.sites
    may, fast = tables.capacity_kwh > 0, np.array([kind.fast for kind in scenario.chargers.types])

    def smallest(types: NDArray[np.bool_]) -> Floats:
        drawn = np.where(types, tables.load_kw, np.inf).min(axis=1, initial=np.inf)
        return np.where(np.isfinite(drawn), drawn, 0.0)

    road = (sites["category"].isin(AREAS) & sites["chainage_km"].notna()).to_numpy().astype(np.int64)
    quick = np.maximum(np.maximum(asked_fast(sites, tables, scenario), least_fast(sites, scenario)), road)
    asked = np.minimum(most_chargers(sites, tables, scenario), least)
    each = (quick * smallest(may & fast) + np.maximum(asked - quick, 0) * smallest(may))[public]
    loads = [one for one in grid_loads(region, scenario, public) if each[one.sites].sum() > one.most_kw]
    if not loads:
        return None
    row = np.repeat(np.arange(len(loads)), [one.sites.size for one in loads])
    column = np.concatenate([one.sites for one in loads])
    matrix = sparse.csr_array((each[column], (row, column)), shape=(len(loads), public.size))
    drawn = matrix @ forced.astype(np.float64)
    upper = np.maximum([one.most_kw for one in loads], drawn)
    return OwnRows(tuple(one.name for one in loads), matrix, np.full(len(loads), -np.inf), upper)


def _called(fed: Fed, row: int) -> Named:
    """Give the names of a feeder or a substation."""
    one = fed.rows.iloc[row]
    return named(str(one["name_zh"]), str(one["name_en"]) or str(one["name_zh"]))
