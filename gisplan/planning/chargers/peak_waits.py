"""Sizing to waits at the fast chargers of named site categories, hour by hour of a day type.

The fast chargers of a site are one queue (M/M/c) of their mean power: who comes in an hour follows from the
energy that the site serves by demand class, the curves of the day type and the energy of a session. A plan
sized on the mean day is held to the target of the day type that a category names. First energy goes another
way: a site over the target is given what its chargers serve in time, where other sites have chargers to spare
within reach. One that is over it still gets the fast chargers that it lacks, or stronger ones in the place
of others, whatever costs least and may stand there. Where nothing may, energy is taken back until the wait
holds. The bounds of the mean-day plan hold for every plan that keeps the target as well, so what is proven
stays proven.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np

from gisplan.planning.chargers.capacity import standing_at
from gisplan.planning.chargers.energy import energy_assignment
from gisplan.planning.chargers.hours import (
    ROUND_OFF,
    FastQueues,
    class_energy,
    fast_queues,
    session_power,
)
from gisplan.planning.chargers.least_use import size_to_use
from gisplan.planning.chargers.use import certified_again, evenly_used, used_within
from gisplan.planning.chargers.waiting import all_counts, held_energy, waiting_tables
from gisplan.regions import profiles_of
from gisplan_errors import ScenarioError
from gisplan_words import listed, message
from optimize.sizing.check import count_faults

if TYPE_CHECKING:
    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.planning.chargers.sizing import SizedSites
    from gisplan.planning.constraints.collected import OwnConstraints
    from gisplan.planning.models import Models
    from gisplan.scenario.schema import Scenario
    from gisplan.scenario.sections.charger_rules import PeakWait
    from gisplan_arrays import Floats, Indices, Whole
    from gisplan_progress import Progress
    from layers.demand.profiles import DayProfiles
    from layers.region.loading import Region

ROUNDS: Final = 4
"""Rounds in which chargers are added; what is over the target after them gives energy back."""
WAYS: Final = 3
"""Rounds in which energy goes another way before chargers are added."""
MARGIN: Final = 0.99
"""Share of what a site serves in time that it is given: who comes changes with the way."""
SOME: Final = 4
"""Chargers of a second kind that are tried beside those of a first, less one."""


def refuse_unknown_days(scenario: Scenario) -> None:
    """Refuse day types that the region does not have.

    Raises
    ------
    ScenarioError
        A category names one; those there are are named.
    """
    rules = scenario.chargers.peak_waits or {}
    days = profiles_of(scenario.region).days if rules else {}
    for rule in rules.values():
        if rule.day not in days:
            raise ScenarioError(message("profiles-unknown-day", day=rule.day, known=listed(days)))


def size_to_peaks(
    region: Region,
    scenario: Scenario,
    tables: ChargerTables,
    opened_public: Indices,
    *,
    progress: Progress | None = None,
    models: Models | None = None,
    own: OwnConstraints | None = None,
) -> tuple[SizedSites, ChargerTables]:
    """Size the open sites, and hold the waits that ``chargers.peak_waits`` asks for.

    Returns
    -------
    tuple
        The sizing, and the tables with what its chargers may deliver.

    Raises
    ------
    InfeasiblePlan, SolverFailed
        As from `gisplan.planning.chargers.least_use.size_to_use`.
    """
    sized, able = size_to_use(
        region, scenario, tables, opened_public, progress=progress, models=models, own=own
    )
    if not scenario.chargers.peak_waits:
        return sized, able
    first = sized
    for _ in range(ROUNDS):
        sized = _rerouted(region, scenario, sized, able)
        judge = _Judge.of(region, scenario, sized, able)
        counts = judge.reinforced()
        if (counts == sized.sizing.counts).all():
            break
        if progress is not None:
            changed = int((counts != sized.sizing.counts).any(axis=1).sum())
            progress(message("planning-peak-waits", sites=changed))
        sized, able = _with_counts(region, scenario, first, sized, tables, able, counts)
        sized = evenly_used(scenario, sized, able)
    return _held(region, scenario, sized, able), able


def _rerouted(region: Region, scenario: Scenario, sized: SizedSites, able: ChargerTables) -> SizedSites:
    """Let energy go another way where a site is over its target; what is served in all stays as it is."""
    least = scenario.chargers.min_use
    if scenario.chargers.waiting is not None or (least is not None and least.value > 0.0):
        return sized  # both hold the energy of sites already
    most = np.full(sized.problem.n_sites, np.inf)
    for _ in range(WAYS):
        fit = _Judge.of(region, scenario, sized, able).fitting()
        over = fit < 1.0
        if not over.any():
            break
        drawn, old = _drawn(sized, able)
        in_time = np.minimum(drawn, old) + MARGIN * fit * np.maximum(drawn - old, 0.0)
        most = np.where(over, np.minimum(most, in_time), most)
        sized = used_within(scenario, sized, able, most)
    return sized


def _drawn(sized: SizedSites, able: ChargerTables) -> tuple[Floats, Floats]:
    """Give what is drawn of each site, and what stands there could give of it, kWh/day, each (S,)."""
    pairs = sized.problem.pairs
    drawn = np.bincount(pairs.indices, sized.sizing.flow, pairs.n_sites).astype(np.float64)
    return drawn, standing_at(able, len(able.cost)).energy[sized.sites].sum(axis=1)


def _with_counts(
    region: Region,
    scenario: Scenario,
    first: SizedSites,
    sized: SizedSites,
    tables: ChargerTables,
    able: ChargerTables,
    counts: Whole,
) -> tuple[SizedSites, ChargerTables]:
    """Give the sizing with more chargers, certified by the bounds of the first."""
    unmet, cost, *_ = first.sizing.certificates
    paid = sized.problem.total_cost(counts) - sized.problem.total_cost(first.sizing.counts)
    said = (unmet, certified_again(cost, (cost.objective or 0.0) + paid))
    if scenario.chargers.waiting is not None:
        every = all_counts(sized.sites, counts, (len(region.sites), sized.problem.n_types))
        able = replace(waiting_tables(tables, region.sites, scenario, every), standing=able.standing)
    return replace(sized, sizing=replace(sized.sizing, counts=counts, certificates=said)), able


def _held(region: Region, scenario: Scenario, sized: SizedSites, able: ChargerTables) -> SizedSites:
    """Take back energy where chargers could not be added, in equal shares of a site's customers."""
    for turn in range(ROUNDS + 1):
        fit = _Judge.of(region, scenario, sized, able).fitting()
        if not (fit < 1.0).any():
            break
        problem, sizing = sized.problem, sized.sizing
        delivers = sizing.counts * able.capacity_kwh[sized.sites]
        delivers = delivers + standing_at(able, len(able.cost)).energy[sized.sites]
        drawn = np.bincount(problem.pairs.indices, sizing.flow, problem.n_sites)
        # below what is drawn, so that sites with energy to spare give some back as well
        part = np.divide(drawn, delivers.sum(axis=1), out=np.zeros(drawn.size), where=drawn > 0)
        scale = np.where(fit < 1.0, np.minimum(part, 1.0) * fit * 0.995**turn, 1.0)
        flow, unmet = held_energy(problem, delivers * scale[:, None], sizing.flow, sizing.unmet)
        was, cost, *_ = sizing.certificates
        said = (certified_again(was, float(unmet.sum())), cost)
        sized = replace(sized, sizing=replace(sizing, flow=flow, unmet=unmet, certificates=said))
    return sized


@dataclass(frozen=True, eq=False)
class _Judge:
    """The queues of a sizing, and what its sites lack."""

    scenario: Scenario
    sized: SizedSites
    able: ChargerTables
    queues: FastQueues
    each: Floats
    rules: list[PeakWait]
    days: list[int]

    @classmethod
    def of(cls, region: Region, scenario: Scenario, sized: SizedSites, able: ChargerTables) -> _Judge:
        profiles = profiles_of(scenario.region)
        queues = sizing_queues(region, scenario, sized, able, profiles)
        category = region.sites["category"].iloc[sized.sites].to_numpy()[queues.rows]
        asked = scenario.chargers.peak_waits or {}
        rules = [asked[name] for name in category]
        places = [*profiles.days]
        each = session_power(scenario, profiles)
        return cls(scenario, sized, able, queues, each, rules, [places.index(rule.day) for rule in rules])

    def over(self) -> list[int]:
        """List the queues over their target."""
        judged = enumerate(zip(self.days, self.rules, strict=True))
        return [
            q
            for q, (day, rule) in judged
            if self.queues.waits(day, q).max() > rule.max_minutes * (1.0 + ROUND_OFF)
        ]

    def fitting(self) -> Floats:
        """Give the share of its energy that each site of the sizing may serve, shape (S,)."""
        out = np.ones(self.sized.problem.n_sites)
        for q in self.over():
            out[self.queues.rows[q]] = self.queues.fitting(self.days[q], q, self.rules[q].max_minutes)
        return out

    def reinforced(self) -> Whole:
        """Give the chargers with those added or exchanged that keep the targets, where they may stand."""
        counts = self.sized.sizing.counts.copy()
        for q in self.over():
            site = self.queues.rows[q]
            for change in self._ways(q, counts[site]):
                more = counts.copy()
                more[site] += change
                if not count_faults(self.sized.problem, more) and self._is_used(site, more):
                    counts = more
                    break
        return counts

    def _ways(self, queue: int, stand: Whole) -> list[Whole]:
        """List the changes of a site's chargers that keep its target, the cheapest first.

        Chargers of one or two fast kinds more, or stronger ones in the place of others, slow ones included:
        these may take all bays of a site only for the count.
        """
        problem, site = self.sized.problem, int(self.queues.rows[queue])
        kinds = self.scenario.chargers.types
        fast = [t for t, kind in enumerate(kinds) if kind.fast and problem.allowed[site, t]]
        one, room = np.eye(stand.size, dtype=stand.dtype), int(problem.max_chargers[site]) + 1
        found = []
        for t, u in product(fast, fast):
            for many in range(SOME if t < u else 1):
                steps = (k * one[t] + many * one[u] for k in range(1, room))
                found.append(next((step for step in steps if self._keeps(queue, stand + step)), None))
        for t, u in product(np.flatnonzero(stand).tolist(), fast):
            if kinds[t].power_kw < kinds[u].power_kw and {*kinds[t].serves} <= {*kinds[u].serves}:
                swaps = (k * (one[u] - one[t]) for k in range(1, int(stand[t]) + 1))
                found.append(next((step for step in swaps if self._keeps(queue, stand + step)), None))
        ways = [step for step in found if step is not None]
        prices = [float(problem.cost[site] @ step) for step in ways]
        return [ways[at] for at in np.argsort(prices, kind="stable").tolist()]

    def _keeps(self, queue: int, stand: Whole) -> bool:
        """Tell whether a site keeps its target with these chargers."""
        fast = np.array([kind.fast for kind in self.scenario.chargers.types])
        number = int(stand[fast].sum())
        power = float((stand * self.each)[fast].sum()) / number
        more = number - int(self.queues.chargers[queue])
        waits = self.queues.waits(self.days[queue], queue, more=more, power=power)
        return bool(waits.max() <= self.rules[queue].max_minutes)

    def _is_used(self, site: int, counts: Whole) -> bool:
        """Tell whether a site with these chargers is used as much as ``chargers.min_use`` asks."""
        least = self.scenario.chargers.min_use
        if least is None:
            return True
        pairs = self.sized.problem.pairs
        drawn = float(self.sized.sizing.flow[pairs.indices == site].sum())
        return drawn >= least.value * float((counts * self.able.capacity_kwh[self.sized.sites])[site].sum())


def sizing_queues(
    region: Region, scenario: Scenario, sized: SizedSites, able: ChargerTables, profiles: DayProfiles
) -> FastQueues:
    """Lay out the queues of the sites of a sizing; rows are its sites."""
    sites = region.sites.iloc[sized.sites].reset_index(drop=True)
    drawn, old = _drawn(sized, able)
    # what stands at a site serves first
    sites = sites.assign(served_kwh_day=np.maximum(drawn - old, 0.0))
    energy = class_energy(sites, region.demand, energy_assignment(region, sized), scenario)
    return fast_queues(sites, sized.sizing.counts, energy, scenario, profiles)
