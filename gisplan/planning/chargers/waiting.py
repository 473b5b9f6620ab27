"""The waiting target: what chargers of a type may deliver together, and sizing under it.

In the busiest hour a site's chargers of one type are a queue of their own: drivers do not change type, and a
cabinet is one server at its mean session power. Both make the true wait shorter than the one stated here.
With the peak hour's share p of a day's energy E and mean power P, the offered load is a = E p / P, so n
chargers within the target deliver at most a_max(n) P / p. That grows faster than n, so the sizing model,
linear in n, works with the figure per charger at a number it is told, and is told three times:

1. every site at the most it can hold: too much for all smaller numbers, so its bound holds for every plan;
2. every site at the numbers of the first answer, types that got none at one;
3. every site at the smaller of both, so that fewer come out smaller than told.

Where an answer has fewer than it was told, the energy above the true figure is taken back; the answer that
leaves least unmet stands.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gisplan.planning.chargers.capacity import (
    ROUND_OFF,
    site_maximum,
    standing_at,
    usable_bays,
    usable_grid_kw,
)
from gisplan.planning.chargers.sizing import size_sites
from gisplan_erlang import late_share, mean_wait, most_load
from gisplan_errors import SolverFailed
from gisplan_numbers import Figure
from gisplan_words import message
from optimize.certificate import certify, proofs

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.planning.chargers.sizing import SizedSites
    from gisplan.planning.constraints.collected import OwnConstraints
    from gisplan.planning.models import Models
    from gisplan.scenario.schema import Scenario
    from gisplan.scenario.sections.charger_rules import Waiting
    from gisplan.scenario.sections.chargers import ChargerType
    from gisplan_arrays import Floats, Indices
    from gisplan_progress import Progress
    from layers.region.loading import Region
    from optimize.sizing.flow import Pools
    from optimize.sizing.problem import SizingProblem


ROUNDS = 2
"""Rounds after the first."""

ENERGY_SLACK = 1e-4
"""Share of the energy asked that may be taken back before another round is worth its time."""


def group_kwh_day(servers: int, kind: ChargerType, rule: Waiting) -> float:
    """Give the most energy some chargers of a type deliver in a day within the waiting target, kWh."""
    power, load = _power_and_load(servers, kind, rule)
    return load * power / rule.peak_hour_share.value


def session_minutes(kind: ChargerType, rule: Waiting) -> float:
    """Give the mean length of a session at a charger of a type, minutes."""
    return 60.0 * rule.session_kwh.value / (kind.power_kw * rule.session_power_share.value)


def _power_and_load(servers: int, kind: ChargerType, rule: Waiting) -> tuple[float, float]:
    late = None if rule.late_share is None else rule.late_share.value
    load = most_load(int(servers), session_minutes(kind, rule), rule.max_minutes.value, late)
    return kind.power_kw * rule.session_power_share.value, load


def judged(sites: pd.DataFrame, scenario: Scenario) -> NDArray[np.bool_]:
    """Mark sites and types whose waits are judged, shape (sites, types)."""
    rule, types = scenario.chargers.waiting, scenario.chargers.types
    if rule is None:
        return np.zeros((len(sites), len(types)), dtype=bool)
    here = sites["access"].isin(rule.access).to_numpy()
    return np.asarray(here[:, None] & np.array([kind.id in rule.types for kind in types])[None, :])


def waiting_tables(
    tables: ChargerTables, sites: gpd.GeoDataFrame, scenario: Scenario, counts: Indices
) -> ChargerTables:
    """Give the tables with the energy per charger that the waiting target leaves at the given numbers.

    Parameters
    ----------
    counts
        Chargers by site and type, shape (sites, types); 0 counts as 1.
    """
    rule = scenario.chargers.waiting
    if rule is None:
        return tables
    capacity = tables.capacity_kwh.copy()
    mask = judged(sites, scenario) & (capacity > 0)
    for t, kind in enumerate(scenario.chargers.types):
        numbers = np.maximum(counts[:, t], 1)
        for n in np.unique(numbers[mask[:, t]]).tolist():
            capacity[mask[:, t] & (numbers == n), t] = group_kwh_day(n, kind, rule) / n
    return replace(tables, capacity_kwh=capacity)


def largest_numbers(tables: ChargerTables, sites: gpd.GeoDataFrame, scenario: Scenario) -> Indices:
    """Count the chargers of each type alone that a site can hold, shape (sites, types)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        by_feed = usable_grid_kw(sites, scenario)[:, None] / tables.load_kw
    by_bays = usable_bays(sites, scenario)[:, None] / tables.bays
    most = np.minimum(np.minimum(by_feed, by_bays), site_maximum(sites, scenario)[:, None])
    return np.asarray(np.floor(most + ROUND_OFF), dtype=np.int64)


def size_to_wait(
    region: Region,
    scenario: Scenario,
    tables: ChargerTables,
    opened_public: Indices,
    *,
    progress: Progress | None = None,
    models: Models | None = None,
    own: OwnConstraints | None = None,
) -> tuple[SizedSites, ChargerTables]:
    """Size the open sites, under the waiting target where the scenario has one.

    Returns
    -------
    tuple
        The sizing, and the tables with what its chargers may deliver. Under a target, the first
        certificate's objective is the unmet energy after every wait is held, and its bound that of sites at
        their largest; the second speaks of the cost within the energy per charger that the model was told.
    Every round may take the whole time of the stage.

    Raises
    ------
    InfeasiblePlan, SolverFailed
        As from `gisplan.planning.chargers.sizing.size_sites`.
    """
    if scenario.chargers.waiting is None:
        return size_sites(
            region, scenario, tables, opened_public, progress=progress, models=models, own=own
        ), tables
    sites = region.sites
    most = largest_numbers(tables, sites, scenario)
    largest = waiting_tables(tables, sites, scenario, most)
    loose = size_sites(region, scenario, largest, opened_public, progress=progress, models=models, own=own)
    best, delivers = _held_round(loose, tables, sites, scenario)
    told = all_counts(loose.sites, loose.sizing.counts, most.shape)
    for _ in range(ROUNDS):
        try:
            sized = size_sites(
                region,
                scenario,
                waiting_tables(tables, sites, scenario, told),
                opened_public,
                progress=progress,
                models=models,
                own=own,
            )
        except SolverFailed:
            break  # an earlier answer is one, too: more of its energy is taken back
        held, able = _held_round(sized, tables, sites, scenario)
        back = float(held.sizing.unmet.sum() - sized.sizing.unmet.sum())
        if progress is not None:
            progress(message("planning-waiting", energy=Figure(back, "kWh/day", 0)))
        if _merit(held) < _merit(best):
            best, delivers = held, able
        if back <= ENERGY_SLACK * float(sized.problem.energy.sum()):
            break
        # groups that came out smaller are told so, larger ones keep the smaller figure: the next holds more
        told = np.minimum(told, all_counts(sized.sites, sized.sizing.counts, most.shape))
    return _certified(best, loose), delivers


def _held_round(
    sized: SizedSites, tables: ChargerTables, sites: gpd.GeoDataFrame, scenario: Scenario
) -> tuple[SizedSites, ChargerTables]:
    """Hold an answer to the target; give it with what its chargers may deliver."""
    shape = (len(sites), sized.problem.n_types)
    stand = all_counts(sized.sites, sized.sizing.counts, shape)
    delivers = waiting_tables(tables, sites, scenario, stand)
    return _held_to_wait(sized, delivers), delivers


def _merit(sized: SizedSites) -> tuple[float, float]:
    """Give unmet energy (kWh/day), then cost (money): less is better."""
    return float(sized.sizing.unmet.sum()), sized.problem.total_cost(sized.sizing.counts)


def all_counts(sites: Indices, counts: NDArray[np.integer[Any]], shape: tuple[int, ...]) -> Indices:
    """Give the counts of some sites over all sites of the region."""
    out = np.zeros(shape, dtype=np.int64)
    out[sites] = counts
    return out


def _held_to_wait(sized: SizedSites, tables: ChargerTables) -> SizedSites:
    """Take back the energy that a site serves above what its chargers may deliver."""
    sizing = sized.sizing
    old = sized.problem.standing_kwh
    able = sizing.counts * tables.capacity_kwh[sized.sites] + (0.0 if old is None else old)
    flow, unmet = held_energy(sized.problem, able, sizing.flow, sizing.unmet)
    return replace(sized, sizing=replace(sizing, flow=flow, unmet=unmet))


def held_energy(problem: SizingProblem, able: Floats, flow: Floats, unmet: Floats) -> tuple[Floats, Floats]:
    """Take back the energy over what the chargers of a site may deliver, in equal shares of its customers.

    Parameters
    ----------
    problem
        The sizing whose energy it is.
    able : numpy.ndarray
        What the chargers of each type may deliver together, kWh/day, shape (S, T).
    flow, unmet : numpy.ndarray
        Energy over each pair and energy each row lacks, kWh/day.

    Returns
    -------
    tuple of numpy.ndarray
        Both after the holding; rows that keep their energy keep their unmet figure.
    """
    row, pools = problem.pairs.rows(), problem.pools
    held = pools.trimmed(problem.pairs.indices, problem.kind[row], flow, pools.sums(able))
    served = np.bincount(row, weights=held, minlength=problem.energy.size)
    changed = np.bincount(row[held != flow], minlength=served.size) > 0
    return held, np.maximum(np.where(changed, problem.energy - served, unmet), 0.0)


def _certified(held: SizedSites, loose: SizedSites) -> SizedSites:
    """Certify the unmet energy after the waits are held, with the bound that holds for every plan."""
    was, cost = held.sizing.certificates
    bound = loose.sizing.certificates[0].bound
    objective = float(held.sizing.unmet.sum())
    unmet = certify(
        was.stage,
        was.sense,
        objective,
        bound,
        solver=was.solver,
        version=was.version,
        seconds=was.seconds + loose.sizing.certificates[0].seconds,
        limit=was.limit,
        proven=proofs(was.proven, message("proven-waits-largest")),
    ).proven_by(loose.sizing.certificates[0].multipliers)
    told = replace(cost, proven=proofs(cost.proven, message("proven-as-told"))).proven_by(None)
    return replace(held, sizing=replace(held.sizing, certificates=(unmet, told)))


def with_waits(
    sites: gpd.GeoDataFrame, sized: SizedSites, tables: ChargerTables, scenario: Scenario
) -> gpd.GeoDataFrame:
    """Add the waits in the busiest hour to the sites of the plan; without a target, the sites as they are.

    ``wait_minutes`` is the mean over the sessions at the judged chargers, ``late_share`` the share of drivers
    who wait longer than the target at the worst type; both null where no charger is judged. A site's energy
    is spread over its chargers by what they may deliver, as evenly as who serves whom allows.
    """
    if scenario.chargers.waiting is None:
        return sites
    problem, sizing = sized.problem, sized.sizing
    drawn = np.zeros((problem.n_sites, problem.pools.own.size))
    np.add.at(drawn, (problem.pairs.indices, problem.kind[problem.pairs.rows()]), sizing.flow)
    chosen = np.flatnonzero(sizing.counts.sum(axis=1) > 0)
    delivers = tables.capacity_kwh[sized.sites[chosen]]
    # what stands serves alike, by what it may deliver
    new = (sizing.counts[chosen] * delivers).sum(axis=1)
    old = standing_at(tables, len(tables.cost)).energy[sized.sites[chosen]].sum(axis=1)
    drawn[chosen] *= np.divide(new, new + old, out=np.ones(chosen.size), where=old > 0)[:, None]
    waits, late = site_waits(sites, sizing.counts[chosen], problem.pools, drawn[chosen], delivers, scenario)
    return sites.assign(wait_minutes=waits, late_share=late)


def wait_figures(sites: pd.DataFrame, scenario: Scenario) -> dict[str, Any]:
    """Give the waits of the plan for ``plan.json``; nothing without a target."""
    if scenario.chargers.waiting is None:
        return {}
    return {
        "wait_minutes_longest": _most(sites["wait_minutes"]),
        "wait_late_share_largest": _most(sites["late_share"]),
        "wait_sites_judged": int(sites["wait_minutes"].notna().sum()),
    }


def _most(values: pd.Series) -> float | None:
    return float(values.max()) if values.notna().any() else None


def site_waits(
    sites: pd.DataFrame,
    counts: NDArray[np.integer[Any]],
    pools: Pools,
    drawn: Floats,
    delivers: Floats,
    scenario: Scenario,
) -> tuple[Floats, Floats]:
    """Give each site's mean wait (minutes) and largest share of late drivers, NaN where none is judged.

    Parameters
    ----------
    sites
        Sites with ``access``.
    counts, delivers
        Chargers, and kWh/day one of them may deliver, shape (sites, types).
    pools, drawn
        Who is served by which types, and the energy of each kind of users, kWh/day, shape (sites, kinds).
    """
    rule, types = scenario.chargers.waiting, scenario.chargers.types
    waits, late = np.full(len(sites), np.nan), np.full(len(sites), np.nan)
    if rule is None:
        return waits, late
    able = counts * delivers
    use = used_share(able, pools, drawn)
    mask = judged(sites, scenario) & (counts > 0)
    for i in np.flatnonzero(mask.any(axis=1)).tolist():
        own = []
        for t in np.flatnonzero(mask[i]).tolist():
            kind, n, minutes = types[t], int(counts[i, t]), session_minutes(types[t], rule)
            energy = able[i, t] * use[i, t]
            load = energy * rule.peak_hour_share.value / (kind.power_kw * rule.session_power_share.value)
            own.append(
                (energy, mean_wait(n, load, minutes), late_share(n, load, minutes, rule.max_minutes.value))
            )
        energies, means, shares = (np.array(part) for part in zip(*own, strict=True))
        waits[i] = np.average(means, weights=energies) if energies.sum() > 0 else 0.0
        late[i] = shares.max()
    return waits, late


def used_share(able: Floats, pools: Pools, drawn: Floats) -> Floats:
    """Give the share used of what each type may deliver, as even as possible, shape (sites, types).

    The pool that is used most settles its types and users; what is left is spread over the others alike.
    """
    use, able, drawn = np.zeros(able.shape), able.copy(), drawn.copy()
    each = np.arange(len(able))
    for _ in range(pools.size):
        room = pools.sums(able)
        asked = np.stack([drawn[:, kinds].sum(axis=1) for kinds in pools.kinds])
        share = np.divide(asked, room, out=np.zeros_like(room), where=room > 0)
        fullest = np.argmax(share, axis=0)
        settled = pools.types[fullest] & (able > 0)
        use = np.where(settled, share[fullest, each][:, None], use)
        able[pools.types[fullest]] = 0.0
        drawn[pools.kinds[fullest]] = 0.0
    return use
