"""Relief: how many chargers more a site would need on a day for its waits to keep a target, by simulation.

A site whose mean wait exceeds the target in an hour gets one charger more of its strongest kind, and the day
is simulated again with the same cars, until none does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from gisplan.simulate.stations import Day

LEAST_AN_HOUR: Final = 5.0
"""Sessions of a mean day from which on an hour of a site is judged: of fewer the mean says little."""
ROUNDS: Final = 40
"""Chargers that a site gets at most."""
SITES_TO: Final = 3
"""Sites named that its drivers go to instead."""


def relief_table(
    laid: Day, run: Callable[[Day], pd.DataFrame], seeds: int, target: float, sites: pd.DataFrame
) -> pd.DataFrame:
    """Name the sites that need relief, and how much.

    Parameters
    ----------
    laid
        The day.
    run
        Simulates a day: a row a session, see `gisplan.simulate.simulation`.
    seeds
        How many it simulates.
    target
        Mean wait in any hour, minutes.
    sites
        Of the plan, in the order that stations name them by.

    Returns
    -------
    pandas.DataFrame
        One row a site: its worst hour with sessions, wait and drivers who went on before relief, the
        chargers that relieve it, its longest wait with them, and where its drivers went without.
    """
    before = run(laid)
    extra = np.zeros(len(laid.site), dtype=np.int64)
    every = before
    for _ in range(ROUNDS):
        waits = _waits(every, seeds)
        over = waits.loc[waits > target].index.get_level_values("station").unique()
        if not len(over):
            break
        extra[over] += 1
        every = run(reinforced(laid, extra))
    told, after = _waits(before, seeds), _waits(every, seeds)
    rows = []
    for station in np.flatnonzero(extra).tolist():
        own = told[told.index.get_level_values("station") == station]
        worst = int(own.idxmax()[1]) if len(own) else -1  # type: ignore[index]
        here = before[before["station"] == station]
        hour = here[here["hour"] == worst]
        gone = here.loc[here["moved"] & (here["served_at"] != here["site"]), "served_at"].value_counts()
        left = after[after.index.get_level_values("station") == station]
        rows.append(
            {
                "site": laid.site[station],
                "hour": worst,
                "sessions": len(hour) / seeds,
                "wait_minutes": hour["wait"].mean(),
                "moved": hour["moved"].sum() / seeds,
                "chargers_more": int(extra[station]),
                "wait_with_them": left.max() if len(left) else np.nan,
                "went_to": ";".join(sites["site_id"].iloc[one] for one in gone.index[:SITES_TO]),
            }
        )
    columns = [
        "site",
        "hour",
        "sessions",
        "wait_minutes",
        "moved",
        "chargers_more",
        "wait_with_them",
        "went_to",
    ]
    table = pd.DataFrame(rows, columns=columns)
    named = sites.iloc[table["site"].astype(int)][["site_id", "name_zh", "name_en", "category", "adcode"]]
    return pd.concat([named.reset_index(drop=True), table.drop(columns="site")], axis=1)


def reinforced(laid: Day, extra: NDArray[np.int64]) -> Day:
    """Give the day with so many chargers more at each station, of its strongest kind."""
    old = laid.stations
    counts = np.diff(old.first)
    places: list[NDArray[np.int64]] = []
    for station, more in enumerate(extra.tolist()):
        own = np.arange(old.first[station], old.first[station + 1])
        places += [own, np.repeat(own[np.argmax(old.power[own])], more)]
    at = np.concatenate(places) if places else np.zeros(0, dtype=np.int64)
    first = np.concatenate([[0], np.cumsum(counts + extra)]).astype(np.int64)
    return replace(laid, stations=replace(old, first=first, power=old.power[at], serves=old.serves[at]))


def _waits(every: pd.DataFrame, seeds: int) -> pd.Series[float]:
    """Give the mean wait of each hour of a station that is judged, by station and hour."""
    whole = every.groupby(["station", "hour"], sort=True)
    return whole["wait"].mean()[whole.size() >= LEAST_AN_HOUR * seeds].fillna(0.0)
