"""Verify the waits of day types: every judged site's hours, its queue and its relief from the files.

Erlang's second formula is the sum of its terms here, and a queue is followed hour by hour.
"""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gisplan.regions import is_at_hand, profiles_of
from gisplan.tables.waits import MOST_RELIEF, WAIT_COLUMNS
from gisplan.verify.charging.load import energy_by_group
from gisplan.verify.charging.waiting import queue_waits
from gisplan.verify.run.cells import column_differences, differences, key_differences
from gisplan.verify.run.faults import amount, by, most, place
from gisplan.verify.run.reading import headline_faults, needing, records
from layers.demand.profiles import CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault
    from layers.demand.profiles import DayProfiles

FILE: Final = "waits.csv"
KEY: Final = ("site_id", "day")
DUE: Final = tuple(name for name in WAIT_COLUMNS if name not in KEY)
NEAR: Final = 1e-3
SHARE: Final = 1e-4


@needing(FILE, "evidence.waits", WAIT_COLUMNS)
def peak_wait_faults(run: Plan) -> Iterator[Fault]:
    """Compute the waits of every judged site again and hold them to their targets."""
    if not is_at_hand(run.scenario.region):
        return
    profiles, table = profiles_of(run.scenario.region), run.evidence.waits
    due = _due(run, profiles)
    keys = [(str(row["site_id"]), str(row["day"])) for row in records(table)]
    yield from key_differences(FILE, keys, due, "in-no-table")
    known = [at for at, key in enumerate(keys) if key in due]
    wanted = {name: [due[keys[at]][name] for at in known] for name in DUE}
    names = [place(FILE, *keys[at]) for at in known]
    yield from column_differences(names, table.iloc[known], wanted, by("energy"), share=SHARE, near=NEAR)
    rules = run.scenario.chargers.peak_waits or {}
    for (site, day), row in due.items():
        rule, wait = rules[str(row["category"])], row["wait_minutes"]
        # a queue that grows has no wait, and so none within the target
        if day == rule.day and not wait <= rule.max_minutes * (1 + SHARE) + NEAR:
            told = "∞" if math.isnan(wait) else f"{wait:.2f}"
            yield most(place(FILE, site, day), amount("wait"), told, f"{rule.max_minutes:g}")
    lacking: dict[str, int] = {}
    for (_, day), row in due.items():
        lacking[day] = lacking.get(day, 0) + row["relief_chargers"]
    worst = max(lacking, key=lambda name: lacking[name], default="")
    many = lacking.get(worst, 0)
    sites = sum(day == worst and row["relief_chargers"] > 0 for (_, day), row in due.items())
    right = {"relief_chargers": many, "relief_sites": sites, "relief_day": worst if many else None}
    if due:
        yield from headline_faults(run, right, by("sites"))
    else:  # a figure that the scenario does not ask for cannot be looked up by its key
        said = {name: getattr(run.headline, name) for name in right}
        yield from differences("plan.json", said, dict.fromkeys(right), by("sites"))


def _due(run: Plan, profiles: DayProfiles) -> dict[tuple[str, str], dict[str, Any]]:
    """Give the rows that the table should have."""
    rules, kinds, counts = run.scenario.chargers.peak_waits or {}, run.scenario.chargers.types, run.counts()
    groups = energy_by_group(run)
    fast = [t for t, kind in enumerate(kinds) if kind.current == "DC"]
    each = [kind.power_kw * profiles.value(f"power_share.{kind.current}") for kind in kinds]
    session = np.array([profiles.value(f"sessions.{name}") for name in CLASSES])
    out: dict[tuple[str, str], dict[str, Any]] = {}
    for s, site in enumerate(records(run.layers.sites)):
        number = int(counts[s, fast].sum())
        if site["category"] not in rules or number == 0:
            continue
        rule = rules[site["category"]]
        mean = sum(int(counts[s, t]) * each[t] for t in fast) / number
        kwh = _fast_energy(run, s, str(site["access"]), {name: part[s] for name, part in groups.items()})
        for d, day in enumerate(profiles.days):
            hourly = (kwh * profiles.energy[d])[:, None] * profiles.shares[d]
            load, cars = hourly.sum(axis=0) / mean, (hourly / session[:, None]).sum(axis=0)
            target = rule.max_minutes if day == rule.day else rule.relief_minutes
            hours = [_wait(number, load[h], cars[h]) for h in range(24)]
            worst = max(range(24), key=lambda h: (hours[h][0], load[h], -h))
            wait, late = hours[worst]
            out[str(site["site_id"]), day] = {
                "category": site["category"],
                "hour": worst,
                "fast_chargers": number,
                "sessions": float(cars[worst]),
                "load_erlang": float(load[worst]),
                "wait_minutes": wait if math.isfinite(wait) else math.nan,
                "wait_p95": late if math.isfinite(late) else math.nan,
                "target_minutes": target,
                "relief_chargers": _lacking(number, load, cars, target),
            }
    return out


def _lacking(number: int, load: NDArray[np.float64], cars: NDArray[np.float64], target: float) -> int:
    """Add chargers one by one to those without which a queue grows until no hour is over the target."""
    more = int(np.clip(np.nan_to_num(load.max(initial=0.0) - number), 0, MOST_RELIEF))
    for hour in np.argsort(-load, kind="stable").tolist():
        while more < MOST_RELIEF and _wait(number + more, load[hour], cars[hour])[0] > target * (1 + 1e-9):
            more += 1
    return more


def _wait(number: int, load: float, cars: float) -> tuple[float, float]:
    """Give mean wait and its 95th percentile, minutes; infinite where more comes than can be served."""
    if load <= 0 or cars <= 0:
        return 0.0, 0.0
    minutes = 60 * load / cars
    wait, waits = queue_waits(number, load, minutes, 0.0)
    if not math.isfinite(wait):
        return math.inf, math.inf
    return wait, max(0.0, math.log(waits / 0.05) * minutes / (number - load)) if waits > 0 else 0.0


def _fast_energy(
    run: Plan, s: int, access: str, groups: dict[str, NDArray[np.float64]]
) -> NDArray[np.float64]:
    """Give the energy by class that the fast chargers of a site serve, kWh/day.

    Users whom either current serves use both as much as all chargers of the site are used.
    """
    kinds, counts = run.scenario.chargers.types, run.counts()[s]
    able = [int(counts[t]) * kind.capacity_kwh_day(access) for t, kind in enumerate(kinds)]
    slow = sum(kwh for kwh, kind in zip(able, kinds, strict=True) if kind.current == "AC")
    serves = {
        (name, current): any(
            kwh > 0 and kind.current == current and name in kind.serves
            for kwh, kind in zip(able, kinds, strict=True)
        )
        for name, current in product(groups, ("AC", "DC"))
    }
    energy = {name: float(part.sum()) for name, part in groups.items()}
    may = sum(kwh for name, kwh in energy.items() if serves[name, "AC"])
    level = sum(energy.values()) / sum(able) if sum(able) > 0 else 0.0
    share = min(may, level * slow) / may if may > 0 else 0.0
    out = np.zeros(len(CLASSES))
    for name, part in groups.items():
        alone = serves[name, "AC"] and not serves[name, "DC"]
        out += part * (0.0 if alone else 1.0 - share * serves[name, "AC"])
    return out
