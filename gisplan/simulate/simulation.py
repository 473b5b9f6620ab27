"""A plan's chargers on one day type: sessions of several seeds, waits in tables, Erlang's beside them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from gisplan.plan.reading import read_plan
from gisplan.regions import profiles_of
from gisplan.simulate.queues import served
from gisplan.simulate.relief import relief_table
from gisplan.simulate.stations import DAY, Day, day_of
from gisplan_erlang import mean_wait
from gisplan_errors import ScenarioError
from gisplan_words import listed, message
from layers.demand.profiles import HOURS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from gisplan.plan.record import Plan
    from gisplan_arrays import Floats
    from layers.demand.profiles import DayProfiles

LATE_MINUTES: Final = 10.0
"""Waiting that counts as late in the tables."""
AGREES: Final = 0.1
"""Share by which a simulated wait may differ from Erlang's and still agree."""
LEAST_MINUTES: Final = 0.5
"""Difference in minutes below which waits agree, whatever their share."""
LEAST_SESSIONS: Final = 200
"""Sessions of all seeds from which on a site's hour is held against Erlang's formula."""


@dataclass(frozen=True, eq=False)
class Simulation:
    """What a simulated day gave.

    Attributes
    ----------
    plan
        The plan, layers in EPSG:4326.
    day, seeds
        Day type, and the seeds that were run.
    sites
        A row a site and hour.
    groups
        A row a group, category or all, by hour and for the whole day.
    figures
        Sums of the day.
    relief
        A row a site whose wait exceeds the target in an hour; None without a target.
    """

    plan: Plan
    day: str
    seeds: tuple[int, ...]
    sites: pd.DataFrame
    groups: pd.DataFrame
    figures: dict[str, Any]
    relief: pd.DataFrame | None = None


def simulate_run(
    folder: Path, day: str, *, seed: int = 1, seeds: int = 5, target: float | None = None
) -> Simulation:
    """Simulate a day of a run's chargers, session by session.

    Parameters
    ----------
    folder
        A run folder.
    day
        Name of a day type, such as ``golden-week``.
    seed, seeds
        The first seed, and how many: waits have a confidence interval over them.
    target
        Mean wait in any hour, minutes, that sites are relieved to; None asks for no relief.

    Returns
    -------
    Simulation
        The same for the same run, day and seeds.

    Raises
    ------
    ScenarioError
        The run cannot be read, or there is no such day type; those there are are named.
    """
    plan = read_plan(folder)
    profiles = profiles_of(plan.scenario.region)
    if day not in profiles.days:
        raise ScenarioError(message("profiles-unknown-day", day=day, known=listed(profiles.days)))
    if seeds < 1:
        raise ScenarioError(message("simulate-seeds", value=str(seeds)))
    if target is not None and not target > 0:
        raise ScenarioError(message("simulate-target", value=f"{target:g}"))
    return simulate_plan(plan, day, profiles, tuple(range(seed, seed + seeds)), target)


def simulate_plan(
    plan: Plan, day: str, profiles: DayProfiles, seeds: tuple[int, ...], target: float | None = None
) -> Simulation:
    """Simulate a day of a plan, layers in EPSG:4326, see `simulate_run`."""
    metres = plan.layers.sites.to_crs(plan.headline.crs)
    laid = day_of(plan, metres, day, profiles)
    run = partial(_run, profiles=profiles, seeds=seeds)
    every = run(laid)
    sites = _site_table(plan, laid, every, seeds)
    groups = _group_table(plan, laid, every, seeds, sites)
    figures = _figures(every, sites, seeds)
    if target is None:
        return Simulation(plan, day, seeds, sites, groups, figures)
    own = plan.layers.sites.reset_index(drop=True)
    relief = relief_table(laid, run, len(seeds), target, own)
    figures |= {"target_minutes": target, "relief_sites": len(relief)}
    figures |= {"relief_chargers": int(relief["chargers_more"].sum())}
    return Simulation(plan, day, seeds, sites, groups, figures, relief)


def _run(laid: Day, profiles: DayProfiles, seeds: tuple[int, ...]) -> pd.DataFrame:
    """Simulate a day once a seed: a row a session that comes on the day itself."""
    spread = profiles.value("behaviour.spread")
    rules = {name: profiles.value(f"behaviour.{name}") for name in ("patience", "give_up")}
    parts = []
    for one in seeds:
        sessions = laid.sessions(one, spread)
        found = served(laid.stations, sessions, tries=int(profiles.value("behaviour.tries")), **rules)
        seen = sessions.minute >= DAY
        parts.append(
            pd.DataFrame(
                {
                    "seed": one,
                    "hour": (sessions.minute[seen] // 60).astype(np.int64) % HOURS,
                    "station": sessions.station[seen],
                    "site": laid.site[sessions.station[seen]],
                    "served_at": laid.site[found.station[seen]],
                    "group": sessions.group[seen],
                    "wait": found.wait[seen],
                    "moved": found.looked[seen] > 1,
                    "lost": np.isnan(found.wait[seen]),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _site_table(plan: Plan, laid: Day, every: pd.DataFrame, seeds: tuple[int, ...]) -> pd.DataFrame:
    """Tabulate waits by the site that a driver came to first, and the hour he came in."""
    found = _summed(every, ["site", "hour"], seeds)
    rows = np.unique(laid.site)
    index = pd.MultiIndex.from_product([rows, range(HOURS)], names=["site", "hour"])
    table = found.reindex(index)
    counts = ["sessions", "moved", "lost"]
    table[counts] = table[counts].fillna(0.0)
    table["erlang_minutes"] = _erlang(laid, rows).ravel()
    table = table.reset_index()
    own = plan.layers.sites.reset_index(drop=True)
    named = own.loc[table["site"], ["site_id", "name_zh", "name_en", "category", "adcode"]]
    table = pd.concat([named.reset_index(drop=True), table.drop(columns="site")], axis=1)
    gap = (table["wait_minutes"] - table["erlang_minutes"]).abs()
    near = gap <= np.maximum(AGREES * table["erlang_minutes"], LEAST_MINUTES)
    known = (table["sessions"] * len(seeds) >= LEAST_SESSIONS) & table["wait_minutes"].notna()
    table["agrees"] = np.where(known, np.where(near, "yes", "no"), "")
    ordered: pd.DataFrame = table.sort_values(["site_id", "hour"], kind="stable").reset_index(drop=True)
    return ordered


def _group_table(
    plan: Plan, laid: Day, every: pd.DataFrame, seeds: tuple[int, ...], sites: pd.DataFrame
) -> pd.DataFrame:
    """Tabulate waits of all drivers, of each group and category, by hour and for the day (hour empty).

    Erlang's wait stands beside those of all and of categories: that of the sites' hours by their sessions,
    without those that are endless.
    """
    own = plan.layers.sites.reset_index(drop=True)
    names = {
        "all": pd.Series("all", index=every.index),
        "group": pd.Series(np.array(laid.groups, dtype=object)[every["group"]], index=every.index),
        "category": own["category"].reindex(every["site"]).set_axis(every.index),
    }
    formula = {"all": sites.assign(name="all"), "category": sites.assign(name=sites["category"])}
    parts = []
    for kind, name in names.items():
        told = every.assign(name=name)
        for keys in (["name"], ["name", "hour"]):
            found = _summed(told, keys, seeds)
            found["erlang_minutes"] = _weighted(formula[kind], keys) if kind in formula else np.nan
            found = found.reset_index()
            parts.append(found.assign(kind=kind))
    table = pd.concat(parts, ignore_index=True)
    first = ["kind", "name", "hour"]
    table = table[[*first, *(column for column in table.columns if column not in first)]]
    table["hour"] = table["hour"].astype("Int64")
    return table.sort_values(first, kind="stable", na_position="first").reset_index(drop=True)


def _weighted(sites: pd.DataFrame, keys: list[str]) -> pd.Series[float]:
    told = sites[sites["erlang_minutes"].notna()]
    waited = (told["erlang_minutes"] * told["sessions"]).groupby([told[key] for key in keys]).sum()
    came = told.groupby(keys)["sessions"].sum()
    return waited / came.where(came > 0)


def _summed(every: pd.DataFrame, keys: list[str], seeds: tuple[int, ...]) -> pd.DataFrame:
    """Sum sessions by some keys: figures of a mean day, waits with what 95 in 100 such means lie within."""
    from scipy.stats import t  # noqa: PLC0415

    whole = every.groupby(keys, sort=True)
    told = pd.DataFrame(
        {
            "sessions": whole.size() / len(seeds),
            "moved": whole["moved"].sum() / len(seeds),
            "lost": whole["lost"].sum() / len(seeds),
            "wait_minutes": whole["wait"].mean(),
            "wait_p95": whole["wait"].quantile(0.95),
            "late_share": every.assign(late=every["lost"] | (every["wait"] > LATE_MINUTES))
            .groupby(keys, sort=True)["late"]
            .mean(),
        }
    )
    means = every.groupby([*keys, "seed"], sort=True)["wait"].mean().groupby(level=keys)
    many = means.count()
    quantile = np.asarray(t.ppf(0.975, np.maximum(many - 1, 1)))
    half = pd.Series(means.std().where(many > 1) / np.sqrt(many) * quantile)
    told["wait_low"] = (told["wait_minutes"] - half).clip(lower=0.0)
    told["wait_high"] = told["wait_minutes"] + half
    return told


def _erlang(laid: Day, rows: np.ndarray[Any, Any]) -> Floats:
    """Give the mean wait by Erlang's formula as if each hour went on for ever, (sites, 24); NaN: endless.

    A site's currents are queues of their own, whose chargers count as of their mean power.
    """
    mean = np.add.reduceat(laid.stations.power, laid.stations.first[:-1]) / laid.chargers
    rate = laid.rates.sum(axis=1)
    hours = np.einsum("sch,c->sh", laid.rates, laid.kwh) / mean[:, None]  # charger hours asked in an hour
    total, weight = np.zeros((len(rows), HOURS)), np.zeros((len(rows), HOURS))
    place = np.searchsorted(rows, laid.site)
    for at, hour in np.argwhere(rate > 0).tolist():
        service = 60.0 * hours[at, hour] / rate[at, hour]
        wait = mean_wait(int(laid.chargers[at]), float(hours[at, hour]), service)
        total[place[at], hour] += wait * rate[at, hour]
        weight[place[at], hour] += rate[at, hour]
    out = np.divide(total, weight, out=np.full_like(total, np.nan), where=weight > 0)
    return np.where(np.isfinite(out), out, np.nan)


def _figures(every: pd.DataFrame, sites: pd.DataFrame, seeds: Iterable[int]) -> dict[str, Any]:
    many = len(list(seeds))
    judged = sites[sites["agrees"] != ""]
    return {
        "sessions": len(every) / many,
        "sessions_simulated": len(every),
        "lost": float(every["lost"].sum()) / many,
        "moved": float(every["moved"].sum()) / many,
        "wait_minutes": float(every["wait"].mean()) if len(every) else None,
        "wait_p95": float(every["wait"].quantile(0.95)) if len(every) else None,
        "site_hours_judged": len(judged),
        "site_hours_agree": int((judged["agrees"] == "yes").sum()),
    }
