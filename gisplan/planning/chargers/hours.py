"""Who comes to the chargers of a site in an hour of a day type, and how long they wait at the fast ones."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from gisplan.tables.waits import MOST_RELIEF, WAIT_COLUMNS
from gisplan_erlang import mean_wait, waiting_share
from layers.demand.profiles import CLASSES, HOURS

if TYPE_CHECKING:
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Floats, Indices, Whole
    from layers.demand.profiles import DayProfiles

LATE: Final = 0.05
"""Share of drivers that wait longer than the 95th percentile."""
ROUND_OFF: Final = 1e-9


def class_energy(
    sites: pd.DataFrame, demand: pd.DataFrame, assignment: pd.DataFrame, scenario: Scenario
) -> Floats:
    """Part the energy that the new chargers of each site serve, kWh/day, (groups, sites, classes).

    Groups are those of the scenario's ``service``, in its order.
    """
    # a plan without electric lorries has no column of theirs
    cells = demand.set_index("cell_id").reindex(columns=[f"kwh_{name}" for name in CLASSES], fill_value=0.0)
    groups = [*scenario.service]
    asks = np.array([np.isin(CLASSES, scenario.service[name].classes) for name in groups])
    group = pd.Index(groups).get_indexer(pd.Index(assignment["group"]))
    taken = cells.reindex(assignment["cell_id"]).to_numpy(dtype=np.float64) * asks[group]
    whole = taken.sum(axis=1)
    kwh = assignment["kwh_day"].to_numpy(dtype=np.float64)
    rate = np.divide(kwh, whole, out=np.zeros(len(whole)), where=whole > 0)
    at = pd.Index(sites["site_id"]).get_indexer(pd.Index(assignment["site_id"]))
    here = at >= 0
    out = np.zeros((len(groups), len(sites), len(CLASSES)))
    np.add.at(out, (group[here], at[here]), (taken * rate[:, None])[here])
    # what stands at a site serves first, alike of all
    drawn_there, served = out.sum(axis=(0, 2)), sites["served_kwh_day"].to_numpy(dtype=np.float64)
    scale = np.divide(served, drawn_there, out=np.zeros(len(sites)), where=drawn_there > 0)
    return np.asarray(out * scale[:, None])


def ac_share(sites: pd.DataFrame, scenario: Scenario, counts: Whole, energy: Floats) -> Floats:
    """Give the share of each group's energy that a site's AC chargers give, shape (sites, groups)."""
    kinds, groups = scenario.chargers.types, [*scenario.service]
    able = np.array([[kind.capacity_kwh_day(access) for kind in kinds] for access in sites["access"]])
    able = able.reshape(counts.shape) * counts
    slow = np.array([kind.current == "AC" for kind in kinds])
    takes = np.array([[name in kind.serves for kind in kinds] for name in groups])
    either = (able[:, slow] > 0).astype(float) @ takes[:, slow].T.astype(float) > 0
    fast = (able[:, ~slow] > 0).astype(float) @ takes[:, ~slow].T.astype(float) > 0
    both = (energy * either).sum(axis=1)
    ac, whole = able[:, slow].sum(axis=1), able.sum(axis=1)
    level = np.divide(energy.sum(axis=1), whole, out=np.zeros(len(sites)), where=whole > 0)
    given = np.divide(np.minimum(both, level * ac), both, out=np.zeros(len(sites)), where=both > 0)
    return np.asarray(np.where(either & ~fast, 1.0, either * given[:, None]))


@dataclass(frozen=True, eq=False)
class FastQueues:
    """The fast chargers of judged sites, and who comes.

    Attributes
    ----------
    rows
        Rows of the sites, shape (Q,).
    chargers
        Fast chargers, shape (Q,).
    power
        Mean power of a session at one of them, kW, shape (Q,).
    kwh, sessions
        Energy asked and sessions begun in an hour, shape (days, Q, 24).
    """

    rows: Indices
    chargers: Whole
    power: Floats
    kwh: Floats
    sessions: Floats

    def waits(self, day: int, queue: int, *, more: int = 0, power: float = 0.0, share: float = 1.0) -> Floats:
        """Give the mean wait in each hour, minutes, shape (24,); infinite where more is asked than fits.

        Parameters
        ----------
        day, queue
            Places of the day type and the queue.
        more, power
            Chargers beside those that stand, and the mean power of them all, kW; 0: as it is.
        share
            Share of the energy that comes.
        """
        number = int(self.chargers[queue]) + more
        load, minutes = self._hours(day, queue, power or float(self.power[queue]))
        pairs = zip((load * share).tolist(), minutes.tolist(), strict=True)
        return np.array([mean_wait(number, a, s) if a > 0 else 0.0 for a, s in pairs])

    def _hours(self, day: int, queue: int, power: float) -> tuple[Floats, Floats]:
        """Give offered load, erlang, and the mean session, minutes, by hour."""
        kwh, many = self.kwh[day, queue], self.sessions[day, queue]
        load = kwh / power
        return load, np.divide(60.0 * load, many, out=np.zeros(HOURS), where=many > 0)

    def worst(self, day: int, queue: int) -> tuple[int, float, float, float]:
        """Give the hour of the longest wait, its offered load, mean wait and 95th percentile, minutes."""
        load, minutes = self._hours(day, queue, float(self.power[queue]))
        waits = self.waits(day, queue)
        hour = int(np.lexsort((np.arange(HOURS), -load, -waits))[0])
        number, a, s = int(self.chargers[queue]), float(load[hour]), float(minutes[hour])
        if a >= number:
            return hour, a, math.inf, math.inf
        late = waiting_share(number, a) if a > 0 else 0.0
        p95 = s / (number - a) * math.log(late / LATE) if late > LATE else 0.0
        return hour, a, float(waits[hour]), p95

    def lacking(self, day: int, queue: int, minutes: float) -> int:
        """Count the chargers of the mean power that would keep a target in every hour."""
        load, _ = self._hours(day, queue, float(self.power[queue]))
        least = max(0, int(load.max(initial=0.0)) - int(self.chargers[queue]))  # fewer serve not all who come
        more = range(min(least, MOST_RELIEF), MOST_RELIEF)
        return next((k for k in more if (self.waits(day, queue, more=k) <= minutes).all()), MOST_RELIEF)

    def fitting(self, day: int, queue: int, minutes: float) -> float:
        """Give the share of the energy with which a target is kept in every hour."""
        low, high = 0.0, 1.0
        for _ in range(50):
            middle = (low + high) / 2
            within = (self.waits(day, queue, share=middle) <= minutes).all()
            low, high = (middle, high) if within else (low, middle)
        return low


def fast_queues(
    sites: pd.DataFrame,
    counts: Whole,
    energy: Floats,
    scenario: Scenario,
    profiles: DayProfiles,
) -> FastQueues:
    """Lay out the queues of the judged sites.

    Parameters
    ----------
    sites
        With ``category`` and ``access``.
    counts
        Chargers, shape (sites, types).
    energy
        Energy by group, site and class, kWh/day, see `class_energy`.
    """
    kinds = scenario.chargers.types
    fast = np.array([kind.fast for kind in kinds])
    number = counts[:, fast].sum(axis=1)
    judged = sites["category"].isin(scenario.chargers.peak_waits or {}).to_numpy() & (number > 0)
    rows = np.flatnonzero(judged)
    dc = 1.0 - ac_share(sites, scenario, counts, energy.sum(axis=2).T)[rows]
    drawn = np.einsum("gsc,sg->sc", energy[:, rows], dc)
    each = np.where(fast, session_power(scenario, profiles), 0.0)
    power = (counts[rows] * each).sum(axis=1) / np.maximum(number[rows], 1)
    session = np.array([profiles.value(f"sessions.{name}") for name in CLASSES])
    weights = profiles.energy[:, :, None] * profiles.shares
    return FastQueues(
        rows,
        number[rows],
        power,
        np.einsum("sc,dch->dsh", drawn, weights),
        np.einsum("sc,dch->dsh", drawn / session, weights),
    )


def session_power(scenario: Scenario, profiles: DayProfiles) -> Floats:
    """Give the mean power of a session at a charger of each type, kW, shape (types,)."""
    kinds = scenario.chargers.types
    return np.array([kind.power_kw * profiles.value(f"power_share.{kind.current}") for kind in kinds])


def wait_table(
    sites: pd.DataFrame, queues: FastQueues, scenario: Scenario, profiles: DayProfiles
) -> pd.DataFrame:
    """Give the worst hour of every judged site and day type, and the chargers lacking in it.

    A wait is empty where more is asked in the hour than the chargers give: the queue grows through it.
    """
    rows, rules = [], scenario.chargers.peak_waits or {}
    for q, site in enumerate(queues.rows.tolist()):
        category = sites["category"].iloc[site]
        rule = rules[category]
        for d, day in enumerate(profiles.days):
            hour, load, wait, p95 = queues.worst(d, q)
            target = rule.max_minutes if day == rule.day else rule.relief_minutes
            lacking = 0 if wait <= target * (1.0 + ROUND_OFF) else queues.lacking(d, q, target)
            number, many = int(queues.chargers[q]), float(queues.sessions[d, q, hour])
            told = [value if math.isfinite(value) else math.nan for value in (wait, p95)]
            rows.append(
                (sites["site_id"].iloc[site], category, day, hour, number, many, load, *told, target, lacking)
            )
    return pd.DataFrame(rows, columns=list(WAIT_COLUMNS))


def relief_figures(waits: pd.DataFrame) -> dict[str, Any]:
    """Give the mobile chargers that the worst day type needs for ``plan.json``, and at how many sites."""
    if waits.empty:
        return {}
    by_day = waits.groupby("day", sort=False)["relief_chargers"].sum()
    day = str(by_day.idxmax())
    lacks = waits[(waits["day"] == day) & (waits["relief_chargers"] > 0)]
    return {
        "relief_chargers": int(by_day.max()),
        "relief_sites": len(lacks),
        "relief_day": day if len(lacks) else None,
    }
