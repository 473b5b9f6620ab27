"""Load of the plan's chargers by hour and day type, by site and summed by area, and its peak.

A site's energy goes by demand class as the cells it serves take theirs, and each class has its curve of the
day. What the chargers cannot give in an hour waits for the next; days follow their like. A load is a mean
over its hour: chargers draw at once or not by chance, each all of its power or nothing, so the coincident
load lies above it by z standard deviations of that number, the less per charger the more there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from gisplan.planning.chargers.hours import class_energy
from layers.demand.profiles import HOURS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Floats
    from layers.demand.profiles import DayProfiles

COLUMNS: Final = ("day", "adcode", "hour", "load_mw", "coincident_mw")


@dataclass(frozen=True, eq=False)
class PlanLoad:
    """Load of every site.

    Attributes
    ----------
    kw
        Mean power drawn in an hour, kW, shape (days, sites, 24).
    rated, squares
        Rated power of a site's chargers, kW, and the sum of the squares of each, kW², shape (sites,).
    sigmas
        How many standard deviations above the mean the coincident load lies.
    days
        Names of the day types.
    """

    kw: Floats
    rated: Floats
    squares: Floats
    sigmas: float
    days: tuple[str, ...]

    def summed(self, groups: Iterable[object]) -> tuple[list[Any], PlanLoad]:
        """Sum the sites of each group; give the groups in order, and their load."""
        at, names = pd.factorize(pd.Series(list(groups), dtype=object), sort=True)
        kw = np.zeros((len(names), len(self.days), HOURS))
        np.add.at(kw, at, np.moveaxis(self.kw, 1, 0))
        rated, squares = np.zeros(len(names)), np.zeros(len(names))
        np.add.at(rated, at, self.rated)
        np.add.at(squares, at, self.squares)
        return list(names), PlanLoad(np.moveaxis(kw, 0, 1), rated, squares, self.sigmas, self.days)

    def coincident(self) -> Floats:
        """Give the load that chance seldom exceeds, kW, shape as ``kw``; at most the rated power."""
        used = np.divide(self.kw, self.rated[:, None], out=np.zeros_like(self.kw), where=self.kw > 0)
        above = self.sigmas * np.sqrt(self.squares[:, None] * np.maximum(used * (1.0 - used), 0.0))
        return np.asarray(np.minimum(self.kw + above, self.rated[:, None]))

    def peaks(self) -> pd.DataFrame:
        """Give the largest coincident load, kW, with its hour and day type; the earliest of equal ones."""
        by_row = np.moveaxis(self.coincident(), 1, 0).reshape(len(self.rated), -1)
        at = np.argmax(np.round(by_row, 6), axis=1)
        none = by_row.max(axis=1, initial=0.0) <= 0
        return pd.DataFrame(
            {
                "peak_kw": by_row[np.arange(len(by_row)), at],
                "peak_hour": pd.array(np.where(none, -1, at % HOURS), dtype="Int64"),
                "peak_day": [
                    "" if empty else self.days[place] for empty, place in zip(none, at // HOURS, strict=True)
                ],
            }
        ).assign(peak_hour=lambda table: table["peak_hour"].where(~none))


def plan_load(
    sites: pd.DataFrame,
    demand: pd.DataFrame,
    assignment: pd.DataFrame,
    scenario: Scenario,
    profiles: DayProfiles,
    days: tuple[Floats, tuple[str, ...]] | None = None,
) -> PlanLoad:
    """Give the load of the sites of a plan on every day type, or on other days.

    Parameters
    ----------
    sites, demand, assignment
        As a plan has them.
    days
        Energy of each hour over the mean day's, shape (days, classes, 24), and the names of the days; None
        takes the day types.
    """
    energy = class_energy(sites, demand, assignment, scenario).sum(axis=0)
    weights, names = days or (profiles.energy[:, :, None] * profiles.shares, tuple(profiles.days))
    asked = np.einsum("sc,dch->dsh", energy, weights)
    rated, squares, most = power(sites, scenario, profiles)
    sigmas = NormalDist().inv_cdf(1.0 - profiles.value("simultaneity.exceeded"))
    return PlanLoad(drawn(asked, most), rated, squares, sigmas, names)


def power(sites: pd.DataFrame, scenario: Scenario, profiles: DayProfiles) -> tuple[Floats, Floats, Floats]:
    """Give rated power (kW), the sum of its squares (kW²) and the most drawn in an hour (kW) by site."""
    types = scenario.chargers.types
    counts = sites[[f"n_{kind.id}" for kind in types]].to_numpy(dtype=np.float64)
    each = np.array([kind.power_kw for kind in types])
    share = np.array([profiles.value(f"power_share.{kind.current}") for kind in types])
    return counts @ each, counts @ each**2, counts @ (each * share)


def drawn(asked: Floats, most: Floats) -> Floats:
    """Let what exceeds the most of an hour wait for the next ones, midnight included.

    Parameters
    ----------
    asked
        Energy asked by hour, kWh, shape (..., sites, 24).
    most
        The most that a site gives in an hour, kWh, shape (sites,).

    Returns
    -------
    numpy.ndarray
        Energy drawn by hour; its day sums to what was asked where the day can give it.
    """
    out, left = np.zeros_like(asked), np.zeros(asked.shape[:-1])
    for _ in range(2):  # the second day knows what the first leaves at midnight
        for hour in range(HOURS):
            due = asked[..., hour] + left
            out[..., hour] = np.minimum(due, most)
            left = due - out[..., hour]
    return out


def with_peaks(
    frames: Mapping[str, gpd.GeoDataFrame], load: PlanLoad
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Add the peaks to the sites and districts of a plan: kW by site, MW by district."""
    sites, districts = frames["sites"], frames["districts"]
    own = load.peaks()
    sites = sites.assign(**{str(name): own[name].to_numpy() for name in own})
    names, summed = load.summed(sites["adcode"])
    found = summed.peaks().set_index(pd.Index(names)).reindex(districts["adcode"])
    return sites, districts.assign(
        peak_mw=(found["peak_kw"] / 1000.0).fillna(0.0).to_numpy(),
        peak_hour=found["peak_hour"].to_numpy(),
        peak_day=found["peak_day"].fillna("").to_numpy(),
    )


def load_table(sites: pd.DataFrame, load: PlanLoad) -> pd.DataFrame:
    """Give the load of every district by day type and hour, MW."""
    names, summed = load.summed(sites["adcode"])
    index = pd.MultiIndex.from_product([load.days, names, range(HOURS)], names=COLUMNS[:3])
    values = {"load_mw": summed.kw, "coincident_mw": summed.coincident()}
    return pd.DataFrame({name: kw.ravel() / 1000.0 for name, kw in values.items()}, index=index).reset_index()


def peak_figures(load: PlanLoad) -> dict[str, Any]:
    """Give the peak of the whole plan for ``plan.json``; None where it draws nothing."""
    if not len(load.rated):
        return {"peak_mw": 0.0, "peak_hour": None, "peak_day": None}
    peak = load.summed(["all"] * len(load.rated))[1].peaks().iloc[0]
    drawing = bool(peak["peak_kw"] > 0)
    return {
        "peak_mw": float(peak["peak_kw"]) / 1000.0,
        "peak_hour": int(peak["peak_hour"]) if drawing else None,
        "peak_day": str(peak["peak_day"]) if drawing else None,
    }
