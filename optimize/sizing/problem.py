"""What a sizing asks and answers: chargers by site and type, energy over cover pairs, floors and shares."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from optimize.entry import Problem
from optimize.inputs import whole_count
from optimize.own_rows import OwnRows, malformed
from optimize.scale import convert
from optimize.sizing.flow import Pools
from optimize.sizing.subsets import Floor, Load, Opening, Share, Upgrades, index_faults
from optimize.sizing.swaps import Swaps, delivered
from optimize.sizing.units import usual_units
from optimize.solvers.limits import ENERGY, MONEY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from gisplan_arrays import Flags, Floats, Whole
    from optimize.cover_pairs import CoverPairs
    from optimize.sizing.sizing import Sizing


@dataclass(frozen=True, eq=False)
class SizingProblem(Problem["Sizing"]):
    """Size S open sites with T types of chargers for R demand rows.

    Attributes
    ----------
    pairs
        Which site may serve which demand row (a cell × a group of users).
    energy : numpy.ndarray
        Energy of each row, kWh/day, shape (R,).
    users : numpy.ndarray
        Users that each row is the demand of, shape (R,): rows of `serves`.
    serves : numpy.ndarray
        Whether a type serves those users, shape (U, T).
    capacity_kwh : numpy.ndarray
        Energy one charger of a type can deliver at a site, kWh/day, shape (S, T); 0 means not allowed there.
    fast : numpy.ndarray
        Whether a type is fast, shape (T,): what `min_fast` counts.
    bays : numpy.ndarray
        Parking bays of each site, shape (S,).
    grid_kw : numpy.ndarray
        Grid connection of each site, kW, shape (S,).
    load_kw : numpy.ndarray
        Load one charger counts against the grid (power × coincidence), kW, shape (S, T).
    cost : numpy.ndarray
        Cost of one charger, money, shape (S, T).
    min_chargers, max_chargers, min_fast : numpy.ndarray
        Least and most chargers and least fast chargers of each site, shape (S,).
    target
        Least number of chargers in all.
    floors, shares
        Bounds on subsets.
    bay_use : numpy.ndarray or None
        Parking bays one charger of each type takes, at least 1, shape (T,); one each when None.
    most_each : numpy.ndarray or None
        Most chargers of each type at each site, shape (S, T); no such limit when None.
    budget
        Most that chargers and transformer steps may cost, money; no limit when None.
    upgrades
        Transformer steps that sites may buy beyond `grid_kw`; none when None.
    opening
        Sites that may stay closed; every site keeps its least chargers when None.
    own
        A planner's own rows over sites × types; none when None.
    standing_kwh : numpy.ndarray or None
        Energy that chargers which stand already can deliver beside the new ones, by the type whose users they
        serve, kWh/day, shape (S, T); none when None.
    swaps
        Types that stand for a new charger in the place of a standing one; none when None.
    loads
        Bounds on what the chargers of several sites draw together, kW.
    """

    bound_by: ClassVar[str] = "optimize.sizing.search.size"
    stages_by: ClassVar[str] = "optimize.sizing.stages"
    usual_gap: ClassVar[float] = 0.01
    tells_figures: ClassVar[bool] = True

    pairs: CoverPairs
    energy: Floats
    users: Whole
    serves: Flags
    capacity_kwh: Floats
    fast: Flags
    bays: Whole
    grid_kw: Floats
    load_kw: Floats
    cost: Floats
    min_chargers: Whole
    max_chargers: Whole
    min_fast: Whole
    target: int
    floors: tuple[Floor, ...] = ()
    shares: tuple[Share, ...] = ()
    bay_use: Whole | None = None
    most_each: Whole | None = None
    budget: float | None = None
    upgrades: Upgrades | None = None
    opening: Opening | None = None
    own: OwnRows | None = None
    standing_kwh: Floats | None = None
    swaps: Swaps | None = None
    loads: tuple[Load, ...] = ()

    def __post_init__(self) -> None:
        rows, sites = self.pairs.shape
        types = self.fast.shape[0] if self.fast.ndim == 1 else -1
        wanted = {
            **dict.fromkeys(("energy", "users"), (rows,)),
            "serves": (self.serves.shape[0], types),
            "fast": (types,),
            **dict.fromkeys(("capacity_kwh", "load_kw", "cost"), (sites, types)),
            **dict.fromkeys(("bays", "grid_kw", "min_chargers", "max_chargers", "min_fast"), (sites,)),
        }
        if self.standing_kwh is not None:
            wanted["standing_kwh"] = (sites, types)
        faults: list[str] = []
        for name, shape in wanted.items():
            array = np.asarray(getattr(self, name))
            if array.shape != shape:
                faults.append(f"{name} has shape {array.shape}, expected {shape}")
                continue
            bad = ~np.isfinite(array.astype(float)) | (array.astype(float) < 0)
            if bad.any():
                where = tuple(int(k[0]) for k in np.nonzero(bad))
                faults.append(
                    f"{name}: {int(bad.sum())} values are NaN, infinite or negative; "
                    f"first {array[where]} at {where}"
                )
        faults += self._option_faults(sites, types)
        faults += [f"{load.name}: most_kw is no number" for load in self.loads if np.isnan(load.most_kw)]
        bounds: tuple[Floor | Share | Load, ...] = (*self.floors, *self.shares, *self.loads)
        for bound in bounds:
            faults += index_faults(bound, sites, types)
        if faults:
            raise ValueError("sizing problem: " + "; ".join(faults))
        object.__setattr__(self, "target", whole_count(self.target, "target"))

    def _option_faults(self, sites: int, types: int) -> list[str]:
        """List the shapes of optional parts that do not fit."""
        faults = []
        if self.users.shape == self.energy.shape and (self.users >= len(self.serves)).any():
            faults.append(f"users leave 0 … {len(self.serves) - 1}, the rows of serves")
        if self.bay_use is not None and (
            self.bay_use.shape != (types,) or (self.bay_use < (1 if self.swaps is None else self.adds)).any()
        ):
            faults.append(f"bay_use must be {types} whole numbers of at least 1")
        if self.swaps is not None:
            faults += self.swaps.faults(sites, types)
        if self.most_each is not None and self.most_each.shape != (sites, types):
            faults.append(f"most_each has shape {self.most_each.shape}, expected {(sites, types)}")
        if self.standing_kwh is not None and self.standing_kwh.shape != (sites, types):
            faults.append(f"standing_kwh has shape {self.standing_kwh.shape}, expected {(sites, types)}")
        if self.upgrades is not None and len(self.upgrades.step_kw) != sites:
            faults.append(f"upgrades are of {len(self.upgrades.step_kw)} sites, expected {sites}")
        if self.opening is not None and self.opening.may_close.shape != (sites,):
            faults.append(f"opening is of {len(self.opening.may_close)} sites, expected {sites}")
        return [*faults, *malformed(self.own, sites * types)]

    @cached_property
    def units(self) -> tuple[float, float, float]:
        """Units of its energies, loads and costs (`optimize.sizing.units`)."""
        return usual_units(self.energy, self.load_kw, self.cost)

    def in_own_units(self) -> tuple[SizingProblem, Callable[[Sizing], Sizing]]:
        """Give the problem with energies, loads and costs of usual size.

        Returns
        -------
        tuple
            Problem, and what gives its answer in the caller's units.
        """
        kwh, kw, money = self.units
        if self.units == (1.0, 1.0, 1.0):
            return self, lambda found: found
        given = {**dict.fromkeys(("energy", "capacity_kwh"), kwh), **dict.fromkeys(("cost", "budget"), money)}
        given |= dict.fromkeys(("grid_kw", "load_kw"), kw)
        measured = replace(
            self,
            **{name: convert(getattr(self, name), unit) for name, unit in given.items()},
            standing_kwh=convert(self.standing_kwh, kwh),
            swaps=None if self.swaps is None else self.swaps.in_unit(kwh),
            upgrades=None if self.upgrades is None else self.upgrades.in_units(kw, money),
            loads=tuple(replace(load, most_kw=load.most_kw / kw) for load in self.loads),
        )
        return measured, lambda found: found.times(kwh, money, kw)

    @property
    def told_in(self) -> Mapping[str, float]:
        """What energies and costs are multiplied with in lines of progress."""
        return {ENERGY: self.units[0], MONEY: self.units[2]}

    @property
    def n_sites(self) -> int:
        """Number of sites."""
        return self.pairs.n_sites

    @property
    def n_types(self) -> int:
        """Number of charger types."""
        return int(self.fast.size)

    @cached_property
    def pools(self) -> Pools:
        """Bounds on what the users of a site may draw together."""
        return Pools.of(self.serves)

    @property
    def kind(self) -> Whole:
        """Kind of users of each row, in the pools' words, shape (R,)."""
        return self.pools.kind[self.users]

    @property
    def allowed(self) -> Flags:
        """Whether a type may stand at a site, shape (S, T)."""
        return np.asarray(self.capacity_kwh > 0)

    @property
    def bays_each(self) -> Whole:
        """Bays one charger of each type takes, shape (T,)."""
        return np.ones(self.n_types, dtype=np.int64) if self.bay_use is None else self.bay_use

    @property
    def adds(self) -> Flags:
        """Whether a type adds a charger, and is not in the place of a standing one, shape (T,)."""
        return np.ones(self.n_types, dtype=bool) if self.swaps is None else self.swaps.adds

    @property
    def room(self) -> Whole:
        """Most chargers a site's bays and its own maximum leave, shape (S,)."""
        least = int(self.bays_each[self.adds].min()) if self.n_types else 1
        room = np.minimum(self.bays // least, self.max_chargers)
        if self.most_each is None:
            return np.asarray(room)
        return np.asarray(np.minimum(room, self.most_each[:, self.adds].sum(axis=1)))

    @property
    def room_of_type(self) -> Whole:
        """Most chargers of one type alone that bays and the site's own maximum leave, shape (S, T)."""
        by_bays = self.bays[:, None] // np.maximum(self.bays_each, 1)
        room = np.minimum(by_bays, self.max_chargers[:, None])
        if self.swaps is not None:
            by_bays = np.where(self.bays_each > 0, by_bays, self.swaps.most)
            room = np.where(self.adds, room, np.minimum(by_bays, self.swaps.most))
        return np.asarray(room if self.most_each is None else np.minimum(room, self.most_each))

    @property
    def grid_most(self) -> Floats:
        """Load that a site may carry with every transformer step it can buy, kW, shape (S,)."""
        return self.grid_kw if self.upgrades is None else self.grid_kw + self.upgrades.most_kw

    @property
    def always_open(self) -> Flags:
        """Whether a site's least chargers hold whatever else stands, shape (S,)."""
        return np.ones(self.n_sites, dtype=bool) if self.opening is None else ~self.opening.may_close

    @property
    def sure_chargers(self) -> Whole:
        """Least chargers of the sites that may not close, 0 at the others, shape (S,)."""
        return np.where(self.always_open, self.min_chargers, 0)

    @property
    def open_chargers(self) -> Whole:
        """Least chargers of each site once it opens; one where a least number of open sites is asked."""
        if self.opening is None or self.opening.least == 0:
            return self.min_chargers
        return np.maximum(self.min_chargers, self.opening.counted)

    @property
    def sure_fast(self) -> Whole:
        """Least fast chargers of the sites that may not close, 0 at the others, shape (S,)."""
        return np.where(self.always_open, self.min_fast, 0)

    def at(self, sites: Whole, **changes: Any) -> SizingProblem:  # noqa: ANN401 - any field
        """Keep some sites only; what is asked of them, and who reaches them, the changes say.

        Parameters
        ----------
        sites
            Positions of the sites that stay.
        **changes
            Fields that are not cut by site, such as the rows and who reaches which site.

        Returns
        -------
        SizingProblem
            The smaller problem.
        """
        by_site = ("capacity_kwh", "bays", "grid_kw", "load_kw", "cost")
        asked = ("min_chargers", "max_chargers", "min_fast")
        cut = {name: getattr(self, name)[sites] for name in by_site + asked}
        for name in ("most_each", "standing_kwh"):
            held = getattr(self, name)
            cut[name] = None if held is None else held[sites]
        cut["swaps"] = None if self.swaps is None else self.swaps.select(sites)
        cut["upgrades"] = None if self.upgrades is None else self.upgrades.select(sites)
        return replace(self, **cut, **changes)

    def with_open(self, stands: Flags) -> SizingProblem:
        """Give the same problem with these sites open and the others that may close closed.

        Parameters
        ----------
        stands
            Whether each site is open, shape (S,).

        Returns
        -------
        SizingProblem
            Over the same sites, types and demand.
        """
        kept = stands | self.always_open
        return replace(
            self,
            opening=None,
            min_chargers=np.where(kept, self.open_chargers, 0),
            min_fast=np.where(kept, self.min_fast, 0),
            max_chargers=np.where(kept, self.max_chargers, 0),
        )

    def capacities(self, counts: NDArray[Any]) -> Floats:
        """Give what chargers can deliver to each pool of each site.

        Parameters
        ----------
        counts
            Chargers, shape (S, T).

        Returns
        -------
        ndarray
            kWh/day, shape (P, S).
        """
        if self.swaps is not None:
            return delivered(self.delivers, counts) + self.standing_sums
        new = self.capacity_kwh * counts
        return self.pools.sums(new if self.standing_kwh is None else new + self.standing_kwh)

    @cached_property
    def delivers(self) -> Floats:
        """What one charger of a type delivers to each pool of each site, kWh/day, shape (P, S, T)."""
        types = self.pools.types
        if self.swaps is not None:
            return self.swaps.delivers(self.capacity_kwh, types)
        return np.where(types[:, None, :], self.capacity_kwh, 0.0)

    @property
    def standing_sums(self) -> Floats:
        """Energy that standing chargers can deliver to each pool of each site, kWh/day, shape (P, S)."""
        none = np.zeros(self.capacity_kwh.shape)
        return self.pools.sums(none if self.standing_kwh is None else self.standing_kwh)

    def site_cost(self, counts: NDArray[Any]) -> Floats:
        """Give what each site's chargers and transformer steps cost, money, shape (S,).

        Parameters
        ----------
        counts
            Chargers, shape (S, T).

        Returns
        -------
        ndarray
            Shape (S,), in the unit of the costs.
        """
        paid = (self.cost * counts).sum(axis=1)
        if self.upgrades is not None:
            paid = paid + self.upgrades.cost((self.load_kw * counts).sum(axis=1), self.grid_kw)
        return np.asarray(paid)

    def total_cost(self, counts: NDArray[Any]) -> float:
        """Give what all chargers and transformer steps cost, money.

        Parameters
        ----------
        counts
            Chargers, shape (S, T).

        Returns
        -------
        float
            In the unit of the costs.
        """
        return float(self.site_cost(counts).sum())
