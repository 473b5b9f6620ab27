"""What a sizing asks beyond its sites: floors by number, shares, loads, transformer steps, who may close.

A site whose load exceeds its connection buys the next transformer steps, in order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Whole
    from gisplan_words import Sayable

LOAD: Final = "load "
"""What the marks of rows begin with that sum loads, kW, and not chargers."""


@dataclass(frozen=True, eq=False)
class Floor:
    """Chargers of some types at some sites number at least `minimum` and at most `maximum`.

    Attributes
    ----------
    name
        What marks it, e.g. ``"district 120110"``.
    sites, types : numpy.ndarray
        Distinct indices of sites and of charger types.
    minimum, maximum
        Chargers (台); no maximum when None.
    label
        What a planner calls it in messages; its name where nothing is given.
    """

    name: str
    sites: Whole
    types: Whole
    minimum: float
    maximum: float | None = None
    label: Sayable = ""

    @property
    def said(self) -> Sayable:
        """What messages call it."""
        return self.label or self.name


@dataclass(frozen=True, eq=False)
class Share:
    """Chargers of a subset number between `lower` and `upper` times those of a base.

    Attributes
    ----------
    name
        What marks it, e.g. ``"type fast in public_parking"``.
    sites, types, base_sites, base_types : numpy.ndarray
        Distinct indices of the subset and of its base.
    lower, upper
        Shares between 0 and 1; None binds nothing.
    lower_shift, upper_shift
        Chargers added to the bounds; a part of a province may stay behind what another part exceeds.
    label
        What a planner calls it in messages; its name where nothing is given.
    """

    name: str
    sites: Whole
    types: Whole
    base_sites: Whole
    base_types: Whole
    lower: float | None = None
    upper: float | None = None
    lower_shift: float = 0.0
    upper_shift: float = 0.0
    label: Sayable = ""

    @property
    def said(self) -> Sayable:
        """What messages call it."""
        return self.label or self.name


@dataclass(frozen=True, eq=False)
class Load:
    """The load of the chargers at some sites together is at most so much: a feeder, a substation.

    Attributes
    ----------
    name
        What marks it, e.g. ``"feeder F12"``.
    sites : numpy.ndarray
        Distinct indices of sites; each charger counts `SizingProblem.load_kw`.
    most_kw
        kW that the chargers may draw together.
    label
        What a planner calls it in messages; its name where nothing is given.
    """

    name: str
    sites: Whole
    most_kw: float
    label: Sayable = ""

    @property
    def said(self) -> Sayable:
        """What messages call it."""
        return self.label or self.name


def index_faults(subset: Floor | Share | Load, sites: int, types: int) -> list[str]:
    """List the index arrays of a subset that leave their range or repeat an entry."""
    faults = []
    for field, limit in (("sites", sites), ("types", types), ("base_sites", sites), ("base_types", types)):
        index = getattr(subset, field, None)
        if index is None:
            continue
        array = np.asarray(index)
        if array.size and (array.min() < 0 or array.max() >= limit):
            faults.append(f"{subset.name}: {field} leave 0 … {limit - 1}")
        if np.unique(array).size != array.size:
            faults.append(f"{subset.name}: {field} repeat an index")
    return faults


_SLACK = 1e-9
"""Relative load by which a step may be exceeded before the next one is bought: round-off."""


@dataclass(frozen=True, eq=False)
class Upgrades:
    """The steps by which each site's connection may grow.

    Attributes
    ----------
    step_kw : numpy.ndarray
        Load that each further step allows, kW, shape (S, K); 0 from the step on that a site cannot buy.
    step_cost : numpy.ndarray
        What the step costs, money, shape (S, K).
    """

    step_kw: Floats
    step_cost: Floats

    def __post_init__(self) -> None:
        if self.step_kw.ndim != 2 or self.step_kw.shape != self.step_cost.shape:
            shapes = f"step_kw {self.step_kw.shape} and step_cost {self.step_cost.shape}"
            raise ValueError(f"upgrades: {shapes} must both be (sites, steps)")
        for name in ("step_kw", "step_cost"):
            array = getattr(self, name)
            if not np.isfinite(array).all() or (array < 0).any():
                raise ValueError(f"upgrades: {name} holds a value that is NaN, infinite or negative")
        if ((self.step_kw[:, :-1] == 0) & (self.step_kw[:, 1:] > 0)).any():
            raise ValueError("upgrades: a step follows one of 0 kW; list each site's steps first")

    @property
    def most_kw(self) -> Floats:
        """Load that all steps together add, kW, shape (S,)."""
        return np.asarray(self.step_kw.sum(axis=1))

    def steps(self, load_kw: Floats, grid_kw: Floats) -> Whole:
        """Count the steps that each site needs for a load, shape of `load_kw`, sites first.

        A load beyond the last step counts all of them.
        """
        before = self._before(grid_kw)
        shape = (len(grid_kw),) + (1,) * (load_kw.ndim - 1)
        need = np.zeros(load_kw.shape, dtype=np.int64)
        for k in range(self.step_kw.shape[1]):
            limit = (before[:, k] + _SLACK * (before[:, k] + self.step_kw[:, k])).reshape(shape)
            need += (load_kw > limit) & (self.step_kw[:, k] > 0).reshape(shape)
        return need

    def cost(self, load_kw: Floats, grid_kw: Floats) -> Floats:
        """Give what the steps for a load cost, money, shape of `load_kw`, sites first."""
        bought = np.concatenate([np.zeros((len(grid_kw), 1)), np.cumsum(self.step_cost, axis=1)], axis=1)
        need = self.steps(load_kw, grid_kw)
        site = np.arange(len(grid_kw)).reshape((-1,) + (1,) * (load_kw.ndim - 1))
        return np.asarray(bought[site, need])

    def in_units(self, kw: float, money: float) -> Upgrades:
        """Give the steps in other units of load and cost."""
        return Upgrades(self.step_kw / kw, self.step_cost / money)

    def select(self, sites: Whole) -> Upgrades:
        """Give the steps of some sites."""
        return Upgrades(self.step_kw[sites], self.step_cost[sites])

    def _before(self, grid_kw: Floats) -> Floats:
        """Give the load that a site may carry before it buys each step, kW, shape (S, K)."""
        return np.asarray(grid_kw[:, None] + np.cumsum(self.step_kw, axis=1) - self.step_kw)


@dataclass(frozen=True, eq=False)
class Opening:
    """Sites that may stay closed, and how many may open.

    Attributes
    ----------
    may_close : numpy.ndarray
        Whether a site's least chargers hold only when it has chargers at all, shape (S,).
    counted : numpy.ndarray
        Whether an open site counts among `least` and `most`; only sites that may close, shape (S,).
    least, most
        Bounds on the counted open sites; no upper one when None.
    """

    may_close: Flags
    counted: Flags
    least: int = 0
    most: int | None = None

    def __post_init__(self) -> None:
        if self.may_close.shape != self.counted.shape or (self.counted & ~self.may_close).any():
            raise ValueError("opening: only sites that may close are counted")

    def faults(self, open_sites: Flags) -> list[str]:
        """List the bounds that a set of open sites (shape (S,)) breaks."""
        count = int((open_sites & self.counted).sum())
        if count < self.least:
            return [f"open sites: {count}, at least {self.least} asked"]
        if self.most is not None and count > self.most:
            return [f"open sites: {count}, at most {self.most} allowed"]
        return []
