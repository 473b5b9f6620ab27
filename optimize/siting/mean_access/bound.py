"""Bound a siting for mean access by Lagrangian relaxation, over all choices of sites.

Each demand point's "served once" is priced (Cornuéjols, Fisher, Nemhauser 1977), and so is each zone's limit
on its mean; what is left falls apart by site. With u_i the metres that a service of row i is worth and c_z
the price of a person-metre in zone z, every choice of sites costs at least

    sum_i c_z w_i u_i + least over choices of sum_j sum_i c_z w_i min(0, m_ij - u_i) - what the limits allow.

Prices of rows move along the subgradient (Held and Karp, deflected after Camerini, Fratta and Maffioli 1975);
those of the few zones are set to their best for the rows' prices of the moment.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from optimize.solvers.work import LOOK

if TYPE_CHECKING:
    from collections.abc import Callable

    from gisplan_arrays import Flags, Floats
    from optimize.siting.mean_access.problem import MeanAccess

Aim = Literal["excess", "total"]

_ROUNDS = 500
_PATIENCE = 20
_WARM, _EVERY = 50, 3
"""Zones keep their first prices until the rows' have settled, then move every few rounds."""
_LEAST_STEP = 1e-4
_NEARLY = 0.01
"""Share of a known value that a bound may be off for its open sites to count as likely ones."""
_DEFLECTION = 0.9


@dataclass(frozen=True, eq=False)
class Prices:
    """What the relaxation charges.

    Attributes
    ----------
    metres : numpy.ndarray
        Metres that a service of each demand row is worth, 0 to the cutoff, shape (R,).
    zones : numpy.ndarray
        Price of a person-metre in each zone, shape (Z,).
    """

    metres: Floats
    zones: Floats


@dataclass(frozen=True, eq=False)
class Relaxed:
    """A bound in people × metres, the prices that give it, and sites.

    Attributes
    ----------
    bound, prices
        The best met.
    opened : numpy.ndarray
        Sites open there, shape (S,).
    core : numpy.ndarray
        Sites open at some prices that bound nearly as well, shape (S,).
    """

    bound: float
    prices: Prices
    opened: Flags
    core: Flags


class Relaxation:
    """The separated problem of one stage.

    Parameters
    ----------
    problem
        Pairs, people, limits, count and required sites.
    aim
        ``excess`` over the limits, or the ``total`` with the excess held.
    over : numpy.ndarray
        Zones that are taken to be over their limits, shape (Z,): a person-metre there costs 1 in all excess.
    held
        Excess that the total may have, people × metres.
    """

    def __init__(self, problem: MeanAccess, aim: Aim, over: Flags, held: float) -> None:
        self.problem, self.held = problem, held if aim == "total" else 0.0
        zones, sites = problem.limit_m.size, problem.pairs.n_sites
        limited = np.isfinite(problem.limit_m)
        self.allowed = problem.people * np.where(limited, problem.limit_m, 0.0)
        self.base = 0.0 if aim == "excess" else 1.0
        self.lowest = np.where(over, 1.0, 0.0) if aim == "excess" else np.ones(zones)
        most = 1.0 if aim == "excess" else np.inf
        self.highest = np.where(limited, most, self.base)
        self.row, self.n_sites, self.n_zones = problem.pairs.rows(), sites, zones
        self.place = problem.pairs.indices * zones + problem.zone[self.row]
        self.people = problem.weights[self.row]
        self.forced = problem.forced
        self.free = problem.count - int(self.forced.sum())

    def _reduced(self, metres: Floats) -> tuple[Floats, Floats, Floats]:
        """Give each pair's reduced metres, each site's worth by zone, and each zone's people × worth."""
        reduced = np.minimum(self.problem.pairs.distances - metres[self.row], 0.0)
        shape = (self.n_sites, self.n_zones)
        worth = np.bincount(self.place, self.people * reduced, minlength=shape[0] * shape[1]).reshape(shape)
        weighed = np.bincount(self.problem.zone, self.problem.weights * metres, minlength=self.n_zones)
        return reduced, worth.astype(np.float64), weighed.astype(np.float64)

    def value(self, prices: Prices) -> float:
        """Give the bound at prices, people × metres; any prices within their limits give a valid one."""
        _, worth, weighed = self._reduced(prices.metres)
        return self._at(np.clip(prices.zones, self.lowest, self.highest), worth, weighed)[0]

    def _at(self, zones: Floats, worth: Floats, weighed: Floats) -> tuple[float, Flags, Floats]:
        """Give the bound at prices of the zones, the sites that are open, and the bound's slope in them."""
        priced = worth @ zones
        taken = self.forced.copy()
        free = np.flatnonzero(~taken & (priced < 0))
        taken[free[np.argsort(priced[free], kind="stable")][: self.free]] = True
        above = zones - self.base
        dearest = int(np.argmax(above)) if above.size else 0
        slope = weighed + worth[taken].sum(axis=0) - self.allowed
        value = float(zones @ weighed + priced[taken].sum() - above @ self.allowed)
        if above.size and above[dearest] > 0:
            value -= float(above[dearest]) * self.held
            slope[dearest] -= self.held
        return value, taken, slope

    def _repriced(self, zones: Floats, worth: Floats, weighed: Floats) -> Floats:
        """Set the few prices of zones to what bounds best: a concave function, climbed along its slope."""
        best, _, slope = self._at(zones, worth, weighed)
        step = 0.05
        while step > 1e-5:
            free = (self.highest > self.lowest) & ((zones > self.lowest) | (slope > 0))
            steep = float(np.abs(slope[free]).max(initial=0.0))
            if steep == 0.0:
                break
            tried = np.where(free, np.clip(zones + step * slope / steep, self.lowest, self.highest), zones)
            value, _, there = self._at(tried, worth, weighed)
            if value > best + 1e-12 * abs(best):
                best, zones, slope, step = value, tried, there, 1.5 * step
            else:
                step /= 2
        return zones

    def kept(self, relaxed: Relaxed, known: float) -> Flags:
        """Mark the sites that a choice better than the known value may have open, shape (S,).

        With any other site open in place of the worst that is, the bound reaches `known` already.
        """
        _, worth, _ = self._reduced(relaxed.prices.metres)
        priced = worth @ relaxed.prices.zones
        new = relaxed.opened & ~self.forced
        full = int(new.sum()) == self.free
        last = float(priced[new].max(initial=-np.inf)) if full and self.free else 0.0
        return np.asarray(relaxed.opened | (relaxed.bound + priced - last < known))

    def climb(self, prices: Prices, known: float, *, gap: float, stop: Callable[[float], bool]) -> Relaxed:
        """Search for prices that bound well.

        Parameters
        ----------
        prices
            Where to begin.
        known
            Value of a known choice, people × metres: it sets the length of the steps.
        gap
            Relative gap at which the search stops.
        stop
            Told the work of each round; True ends the search, and the best bound so far is valid.

        Returns
        -------
        Relaxed
            The best met.
        """
        metres, zones = prices.metres, np.clip(prices.zones, self.lowest, self.highest)
        weights, zone, cutoff = self.problem.weights, self.problem.zone, self.problem.cutoff
        each = LOOK * self.row.size
        best = Relaxed(-np.inf, prices, self.forced, self.forced)
        direction, step, stale, fresh = np.zeros(metres.size), 1.0, 0, 0
        for turn in range(_ROUNDS):
            reduced, worth, weighed = self._reduced(metres)
            if turn >= _WARM and turn % _EVERY == 0:
                zones = self._repriced(zones, worth, weighed)
            value, taken, _ = self._at(zones, worth, weighed)
            if value >= best.bound - _NEARLY * abs(known):
                near = value <= best.bound + _NEARLY * abs(known)
                best = replace(best, core=best.core | taken if near else taken)
            if value > best.bound + 1e-7 * abs(known):
                best, stale, fresh = (
                    replace(best, bound=value, prices=Prices(metres, zones), opened=taken),
                    0,
                    fresh + 1,
                )
            else:
                stale, fresh = stale + 1, 0
            if best.bound >= known * (1 - gap) or step < _LEAST_STEP or stop(each):
                break
            if fresh >= 10:
                step, fresh = 1.3 * step, 0
            if stale > _PATIENCE:
                step, stale, direction = 0.6 * step, 0, np.zeros(metres.size)
                metres, zones = best.prices.metres, best.prices.zones
                continue
            served = np.bincount(
                self.row[(reduced < 0) & taken[self.problem.pairs.indices]], minlength=metres.size
            )
            slope = 1.0 - served
            slope[(metres >= cutoff) & (slope > 0)] = 0.0  # the cutoff serves everybody
            direction = slope + _DEFLECTION * direction
            square = float(direction @ direction)
            if square == 0.0:
                break
            priced = weights * zones[zone]
            length = step * max(1.01 * known - value, 1e-6 * abs(known)) / square
            move = np.divide(length * direction, priced, out=np.zeros(metres.size), where=priced > 0)
            metres = np.clip(metres + move, 0.0, cutoff)
        return best
