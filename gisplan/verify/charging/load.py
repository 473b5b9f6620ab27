"""Verify loads: curves of every site from cells, assignment and day types, their peaks, and load.csv.

Sites and day types are taken one at a time; the hours that wait are followed from one that none waits into.
"""

from __future__ import annotations

from itertools import product
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gisplan.regions import is_at_hand, profiles_of
from gisplan.verify.run.cells import column_differences, differences, key_differences
from gisplan.verify.run.faults import by, of, place
from gisplan.verify.run.reading import headline_faults, needing, records
from gisplan_kept import once
from layers.demand.profiles import CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault
    from layers.demand.profiles import DayProfiles

FILE = "load.csv"
SHARE = 1e-6
NEAR = 1e-6
ALL = "all"


@needing(FILE, "evidence.load", ("day", "adcode", "hour", "load_mw", "coincident_mw"))
def load_faults(run: Plan) -> Iterator[Fault]:
    """Compute the load of every site, district and of the plan again; not where the region is away."""
    if not is_at_hand(run.scenario.region):
        return
    profiles, sites = profiles_of(run.scenario.region), run.layers.sites
    curves, rated, squares, sigmas = site_curves(run, profiles)
    places = {str(code): np.flatnonzero(sites["adcode"] == code) for code in sites["adcode"].unique()}
    peaks: dict[str, tuple[float, int | None, str]] = {}
    due: dict[tuple[str, str, int], tuple[float, float]] = {}
    for code, rows in {ALL: np.arange(len(sites)), **places}.items():
        kw, top = curves[:, rows].sum(axis=1), float(rated[rows].sum())
        high = chance_load(kw, top, float(squares[rows].sum()), sigmas)
        peaks[code] = _peak(high, profiles)
        if code != ALL:
            for (d, day), hour in product(enumerate(profiles.days), range(24)):
                due[day, code, hour] = kw[d, hour] / 1000, high[d, hour] / 1000
    yield from _sites(run, profiles, (curves, rated, squares, sigmas))
    for row in records(run.layers.districts):
        most, begins, day = peaks.get(str(row["adcode"]), (0.0, None, ""))
        right = {"peak_mw": most / 1000, "peak_hour": begins, "peak_day": day}
        name = of("district", row["adcode"])
        yield from differences(name, row, right, by("sites"), share=SHARE, near=NEAR)
    most, begins, day = peaks[ALL]
    told = {"peak_mw": most / 1000, "peak_hour": begins, "peak_day": day or None}
    yield from headline_faults(run, told, by("sites"))
    yield from _table(run, due)


def _table(run: Plan, due: dict[tuple[str, str, int], tuple[float, float]]) -> Iterator[Fault]:
    table = run.evidence.load
    keys = [(str(row["day"]), str(row["adcode"]), int(row["hour"])) for row in records(table)]
    yield from key_differences(FILE, keys, due, "in-no-table")
    known = [at for at, key in enumerate(keys) if key in due]
    right = {
        name: [due[keys[at]][part] for at in known] for part, name in enumerate(("load_mw", "coincident_mw"))
    }
    names = [place(FILE, *keys[at]) for at in known]
    yield from column_differences(names, table.iloc[known], right, by("sites"), share=SHARE, near=NEAR)


def _sites(
    run: Plan,
    profiles: DayProfiles,
    found: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], float],
) -> Iterator[Fault]:
    curves, rated, squares, sigmas = found
    high = chance_load(curves, rated[:, None], squares[:, None], sigmas)
    peaks = [_peak(high[:, at], profiles) for at in range(len(rated))]
    names = [of("site", name) for name in run.layers.sites["site_id"]]
    due = {
        name: pd.Series([one[part] for one in peaks], dtype=kind)
        for part, (name, kind) in enumerate((("peak_kw", float), ("peak_hour", float), ("peak_day", object)))
    }
    yield from column_differences(names, run.layers.sites, due, by("energy"), share=SHARE, near=1e-3)


def chance_load(
    kw: NDArray[np.float64],
    top: float | NDArray[np.float64],
    squares: float | NDArray[np.float64],
    sigmas: float,
) -> NDArray[np.float64]:
    """Give the load with what chance adds: a number of chargers is in use by the binomial law."""
    use = np.divide(kw, top, out=np.zeros_like(kw), where=np.broadcast_to(np.asarray(top) > 0, kw.shape))
    spread = np.sqrt(np.maximum(squares * use * (1 - use), 0.0))  # a count may be spoilt
    return np.asarray(np.minimum(kw + sigmas * spread, np.maximum(top, 0.0)))


def _peak(high: NDArray[np.float64], profiles: DayProfiles) -> tuple[float, int | None, str]:
    """Give the highest load, and the first hour of the first day that has it to the milliwatt."""
    day, hour = divmod(int(np.round(high, 6).argmax()), 24)
    most = float(high[day, hour])
    return (most, hour, [*profiles.days][day]) if round(most, 6) > 0 else (0.0, None, "")


@once
def site_curves(
    run: Plan, profiles: DayProfiles
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], float]:
    """Give kW by day, site and hour, of each site rated kW and the sum of the squares of its chargers, and z.

    Of a load, z standard deviations of the number of chargers in use stand between mean and coincident load.
    """
    sites, types = run.layers.sites, run.scenario.chargers.types
    counts = run.counts()
    rated = sum(counts[:, t] * kind.power_kw for t, kind in enumerate(types))
    squares = sum(counts[:, t] * kind.power_kw**2 for t, kind in enumerate(types))
    gives = sum(
        counts[:, t] * kind.power_kw * profiles.value(f"power_share.{kind.current}")
        for t, kind in enumerate(types)
    )
    energy = _energy(run)
    out = np.zeros((len(profiles.days), len(sites), 24))
    for d in range(len(profiles.days)):
        asked = (energy * profiles.energy[d]) @ profiles.shares[d]
        tight = np.flatnonzero((asked > np.asarray(gives)[:, None]).any(axis=1))
        out[d] = asked
        for at in tight.tolist():
            out[d, at] = _waited(asked[at], float(np.asarray(gives)[at]))
    sigmas = NormalDist().inv_cdf(1.0 - profiles.value("simultaneity.exceeded"))
    return out, np.asarray(rated, dtype=float), np.asarray(squares, dtype=float), sigmas


def _waited(asked: NDArray[np.float64], most: float) -> NDArray[np.float64]:
    """Follow what waits from an hour that nothing waits into; where there is none, all hours are full."""
    if asked.sum() >= 24 * most:
        # as two days one after another give it: the first hours of an overrun day need not be full
        left, out = 0.0, np.zeros(24)
        for hour in [*range(24), *range(24)]:
            out[hour] = min(asked[hour] + left, most)
            left += asked[hour] - out[hour]
        return out
    # of the sums over all beginnings the start of the least one has nothing waiting
    running = np.cumsum(asked - most)
    start = (int(np.argmin(running)) + 1) % 24
    left, out = 0.0, np.zeros(24)
    for hour in [(start + step) % 24 for step in range(24)]:
        out[hour] = min(asked[hour] + left, most)
        left += asked[hour] - out[hour]
    return out


def _energy(run: Plan) -> NDArray[np.float64]:
    """Part what each site's new chargers serve by demand class, kWh/day, from the cells it serves."""
    return np.asarray(np.sum([*energy_by_group(run).values()], axis=0))


def energy_by_group(run: Plan) -> dict[str, NDArray[np.float64]]:
    """Part what each site's new chargers serve by service group and demand class, kWh/day."""
    sites, cells = run.layers.sites, run.layers.demand.drop_duplicates("cell_id").set_index("cell_id")
    flows = run.evidence.assignment
    flows = flows[flows["site_id"].isin(sites["site_id"]) & flows["cell_id"].isin(cells.index)]
    out = {name: np.zeros((len(sites), len(CLASSES))) for name in run.scenario.service}
    for group, part in flows.groupby("group"):
        classes = run.scenario.service[str(group)].classes
        own = cells.loc[part["cell_id"], [f"kwh_{name}" for name in classes]].to_numpy(dtype=float)
        shares = own / np.where(own.sum(axis=1) > 0, own.sum(axis=1), 1.0)[:, None]
        energy = pd.DataFrame(shares * part["kwh_day"].to_numpy(dtype=float)[:, None], columns=list(classes))
        summed = energy.groupby(part["site_id"].to_numpy()).sum()
        whole = summed.reindex(index=sites["site_id"], columns=list(CLASSES)).fillna(0.0)
        out[str(group)] = whole.to_numpy(dtype=float)
    served, drawn = sites["served_kwh_day"].to_numpy(dtype=float), np.sum([*out.values()], axis=(0, 2))
    scale = np.where(drawn > 0, served / np.where(drawn > 0, drawn, 1.0), 0.0)[:, None]
    return {name: kwh * scale for name, kwh in out.items()}
