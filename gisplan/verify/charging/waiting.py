"""Verify the waiting target: what each group of chargers may deliver, and the waits that the plan states.

Erlang's second formula is computed here as the sum of its terms, not by the recursion that the plan uses.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from gisplan.verify.charging.standing import stock_of
from gisplan.verify.restrictions import truck_share
from gisplan.verify.run.cells import differences
from gisplan.verify.run.faults import amount, by, most, of
from gisplan.verify.run.reading import headline_faults, records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from gisplan.plan.record import Plan
    from gisplan.scenario.schema import Scenario
    from gisplan.scenario.sections.charger_rules import Waiting
    from gisplan.scenario.sections.chargers import ChargerType
    from gisplan.verify.run.faults import Fault

EPS_MINUTES = 0.01
EPS_SHARE = 1e-4


def wait_faults(run: Plan) -> Iterator[Fault]:
    """Compute the waits of every site again and hold them to the target and to what the plan says."""
    rule = run.scenario.chargers.waiting
    if rule is None:
        return
    drawn: dict[str, dict[str, float]] = {}
    for row in records(run.evidence.assignment):
        site = drawn.setdefault(row["site_id"], {})
        site[row["group"]] = site.get(row["group"], 0.0) + row["kwh_day"]
    able, together = delivered_kwh(run), served_together(run.scenario)
    worst, latest = 0.0, 0.0
    stock = stock_of(run)
    old = stock.by_site(stock.kwh.sum(axis=1), run.layers.sites["site_id"])
    for i, site in enumerate(records(run.layers.sites)):
        # what stands serves alike, by what it may deliver
        share = able[i].sum() / (able[i].sum() + old[i]) if old[i] > 0 else 1.0
        mine = {group: kwh * share for group, kwh in drawn.get(str(site["site_id"]), {}).items()}
        use = _use(together, able[i], mine)
        wait, late = _site(run, rule, site, able[i], use)
        gives, name = by("energy"), of("site", site["site_id"])
        yield from differences(name, site, {"wait_minutes": wait}, gives, share=0.0, near=EPS_MINUTES)
        yield from differences(name, site, {"late_share": late}, gives, share=0.0, near=EPS_SHARE)
        limit = rule.max_minutes.value
        if rule.late_share is None and wait is not None and wait > limit + EPS_MINUTES:
            yield most(name, amount("wait"), f"{wait:.2f}", f"{limit:g}")
        if rule.late_share is not None and late is not None and late > rule.late_share.value + EPS_SHARE:
            longer = amount("waits-longer", minutes=f"{limit:g}")
            yield most(name, longer, f"{late:.2%}", f"{rule.late_share.value:.2%}")
        worst, latest = max(worst, wait or 0.0), max(latest, late or 0.0)
    for key, right, near in (
        ("wait_minutes_longest", worst, EPS_MINUTES),
        ("wait_late_share_largest", latest, EPS_SHARE),
    ):
        yield from headline_faults(run, {key: right}, by("sites"), share=0.0, near=near, blank=0.0)


def delivered_kwh(run: Plan, counts: NDArray[np.int64] | None = None) -> NDArray[np.float64]:
    """Give what all chargers of a type at a site may deliver in a day, kWh, shape (sites, types).

    ``counts`` are chargers by site and type, those of the horizon when absent.
    """
    counts = run.counts() if counts is None else counts
    types, rule = run.scenario.chargers.types, run.scenario.chargers.waiting
    out = np.zeros(counts.shape)
    to_trucks = truck_share(run, run.layers.sites["site_id"]).tolist()
    for i, access in enumerate(run.layers.sites["access"]):
        for t, kind in enumerate(types):
            n = int(counts[i, t])
            if n > 0 and rule is not None and access in rule.access and kind.id in rule.types:
                out[i, t] = _group(n, kind, rule)
            else:
                each = kind.capacity_kwh_day(access)
                each *= to_trucks[i] if run.scenario.lorries_alone(kind) else 1.0
                out[i, t] = n * (min(each, run.headline.home_kwh_day) if access == "private" else each)
    return out


def most_each(n: int, kind: ChargerType, rule: Waiting) -> float:
    """Give what each of so many chargers of a type may deliver in a day within the waiting target, kWh."""
    return _group(n, kind, rule) / n


_GROUPS: dict[tuple[Any, ...], float] = {}


def _group(n: int, kind: ChargerType, rule: Waiting) -> float:
    late = None if rule.late_share is None else rule.late_share.value
    power, peak = kind.power_kw * rule.session_power_share.value, rule.peak_hour_share.value
    minutes = 60 * rule.session_kwh.value / power
    key = (n, minutes, rule.max_minutes.value, late)
    if key not in _GROUPS:
        low, high = 0.0, float(n)
        while high - low > 1e-12 * n:
            middle = (low + high) / 2
            wait, after = queue_waits(n, middle, minutes, rule.max_minutes.value)
            fits = wait <= rule.max_minutes.value if late is None else after <= late
            low, high = (middle, high) if fits else (low, middle)
        _GROUPS[key] = low
    return _GROUPS[key] * power / peak


def queue_waits(n: int, load: float, minutes: float, limit: float) -> tuple[float, float]:
    """Give the mean wait in minutes and the share who wait longer than the limit."""
    if load >= n:
        return math.inf, 1.0
    # terms a^k/k! over the last of them, so that none overflows
    terms = [1.0]
    for k in range(n, 0, -1):
        terms.append(terms[-1] * k / load if load > 0 else math.inf)
    if load <= 0:
        return 0.0, 0.0
    last = n / (n - load)
    waits = last / (sum(terms[1:]) + last)
    return waits * minutes / (n - load), waits * math.exp(-(n - load) * limit / minutes)


def _site(
    run: Plan, rule: Waiting, site: dict[str, Any], able: NDArray[np.float64], use: NDArray[np.float64]
) -> tuple[float | None, float | None]:
    types = run.scenario.chargers.types
    weights, waits, late = [], [], []
    for t, kind in enumerate(types):
        n = int(site[f"n_{kind.id}"])
        if n > 0 and site["access"] in rule.access and kind.id in rule.types:
            energy = able[t] * use[t]
            power = kind.power_kw * rule.session_power_share.value
            load, minutes = energy * rule.peak_hour_share.value / power, 60 * rule.session_kwh.value / power
            wait, after = queue_waits(n, min(load, n * (1 - 1e-12)), minutes, rule.max_minutes.value)
            weights.append(energy)
            waits.append(wait)
            late.append(after)
    if not weights:
        return None, None
    return (float(np.average(waits, weights=weights)) if sum(weights) > 0 else 0.0), max(late)


def served_together(scenario: Scenario) -> list[tuple[list[str], list[int]]]:
    """List sets of service groups, each with the types (positions) that serve any of them.

    Chargers can be shared out among their users exactly when no set of groups takes more than its types give
    (Hall 1935). Of sets that the same types serve the largest says it all; all groups together are one.
    """
    types = scenario.chargers.types
    by = {
        name: frozenset(t for t, kind in enumerate(types) if name in kind.serves) for name in scenario.service
    }
    unions: set[frozenset[int]] = set()
    for own in by.values():
        unions |= {one | own for one in {frozenset[int](), *unions}}
    return [
        ([name for name, own in by.items() if own <= union], sorted(union))
        for union in sorted(unions, key=sorted)
    ]


def _use(
    together: list[tuple[list[str], list[int]]], able: NDArray[np.float64], drawn: dict[str, float]
) -> NDArray[np.float64]:
    """Spread a site's energy over its types as evenly as possible: the most used set of types first."""
    left, use, rest = able.copy(), np.zeros(able.size), dict(drawn)
    for _ in together:
        energy = [sum(rest.get(name, 0.0) for name in groups) for groups, _ in together]
        room = [float(left[types].sum()) for _, types in together]
        shares = [asked / held if held > 0 else 0.0 for asked, held in zip(energy, room, strict=True)]
        fullest = int(np.argmax(shares))
        groups, types = together[fullest]
        use[types] = np.where(left[types] > 0, shares[fullest], use[types])
        left[types] = 0.0
        rest |= dict.fromkeys(groups, 0.0)
    return use
