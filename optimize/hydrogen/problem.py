"""The hydrogen siting problem and its answer, as arrays.

Station sizes, supply and demand are in kg/day, distances in metres, money. The model
stands in :mod:`optimize.hydrogen.model`, the re-check in :mod:`optimize.hydrogen.check`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from gisplan_errors import ScenarioError
from gisplan_words import Series, message
from optimize.entry import Problem
from optimize.inputs import shape_faults, site_indices, whole_count
from optimize.matrices import NONE, mask_of
from optimize.own_rows import OwnRows, malformed
from optimize.scale import convert, power_unit
from optimize.solvers.limits import HYDROGEN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gisplan_arrays import Flags, Floats, Whole
    from gisplan_words import Sayable
    from optimize.certificate import Certificate
    from optimize.cover_pairs import CoverPairs
    from optimize.location.refuelling.trips import FreightTrips


COMMERCIAL = 0
CAPTIVE = 1
OWNERSHIP = ("commercial", "captive")
DAYS = 365.0


def sum_by(groups: Whole, values: Floats, n: int) -> Floats:
    """Sum values by group number, for groups 0 to n - 1."""
    return np.bincount(groups, weights=values, minlength=n).astype(np.float64)


def annuity_factor(rate: float, years: float) -> float:
    """Return the yearly payment per unit of investment (capital recovery factor).

    Parameters
    ----------
    rate
        Interest rate per year, for example 0.06; zero gives straight-line 1/years.
    years
        Service life in years, above zero.

    Returns
    -------
    float
        ``rate / (1 - (1 + rate) ** -years)``, per year.
    """
    return 1.0 / years if rate == 0 else rate / (1.0 - (1.0 + rate) ** -years)


@dataclass(frozen=True)
class Group:
    """At least ``minimum`` new stations among ``sites`` (indices), for example a district's sites."""

    name: str
    sites: Whole
    minimum: int
    label: Sayable = ""


@dataclass(frozen=True)
class HydrogenProblem(Problem["HydrogenSiting"]):
    """Where new hydrogen stations open, at which size, whom they serve, and who supplies them.

    Attributes
    ----------
    pairs
        Which demand row may refuel at which site (R x S, metres). A captive site has pairs with
        its owner's rows only; that is how self-use is stated.
    demand_kg
        Hydrogen asked for by each demand row, (R,) kg/day.
    sizes_kg
        Station sizes on offer, (K,) kg/day, ascending; a size may stand twice, without and with 70 MPa.
    station_cost
        Investment, (S, K) money.
    allowed
        Whether a size may stand at a site, (S, K): class rule, setback and land decide outside.
    ownership
        0 commercial, 1 captive, (S,).
    supply_capacity
        Daily capacity of each source, (Q,) kg/day.
    haul_cost
        Delivered cost including production, (Q, S) currency/kg; infinite where delivery is impossible.
    target
        Exact number of new stations.
    min_commercial, min_captive
        Least number of new stations of each ownership.
    groups
        Named least numbers of new stations among some sites.
    required
        Sites (indices) that open.
    existing_capacity
        Standing capacity, (S,) kg/day; such a site serves and is supplied, is not new, and gets
        no second station. ``None`` means none stands.
    existing_high
        Whether what stands fills vehicles at 70 MPa as well, (S,). ``None``: nothing does.
    annuity
        Yearly cost per unit of money invested; the default is 6 % over 15 years, an assumption.
    min_use
        Least kg/day a new station sells, as a share of its size; 0 asks nothing.
    supply_limit
        Most that a source may deliver to a site whose new station has a size, (Q, S, K) kg/day: what the
        grid beside that size lets an electrolyser make there. ``None``: only the source's capacity binds.
    sells_high
        Whether a size fills vehicles at 70 MPa as well, (K,). ``None``: every size does.
    needs_high
        Whether a demand row is of vehicles that need 70 MPa, (R,). ``None``: no row is.
    trips
        Freight trips of which at least a number must be refuelled within range; ``None`` asks nothing.
    own
        A planner's own rows over sites × sizes; ``None``: there are none.

    Raises
    ------
    ScenarioError
        An array has another shape, a value that is not a number, a negative figure, or an index
        out of range. All faults are named at once.
    """

    bound_by: ClassVar[str] = "optimize.hydrogen.search.site"
    stages_by: ClassVar[str] = "optimize.hydrogen.stages"
    tells_figures: ClassVar[bool] = True

    pairs: CoverPairs
    demand_kg: Floats
    sizes_kg: Floats
    station_cost: Floats
    allowed: Flags
    ownership: Whole
    supply_capacity: Floats
    haul_cost: Floats
    target: int
    min_commercial: int = 0
    min_captive: int = 0
    groups: tuple[Group, ...] = ()
    required: Whole = field(default_factory=lambda: NONE)
    existing_capacity: Floats | None = None
    existing_high: Flags | None = None
    annuity: float = annuity_factor(0.06, 15)
    min_use: float = 0.0
    supply_limit: Floats | None = None
    sells_high: Flags | None = None
    needs_high: Flags | None = None
    trips: FreightTrips | None = None
    own: OwnRows | None = None

    def __post_init__(self) -> None:
        """Bring arrays to their type and check shapes and values once."""
        rows, sites = self.pairs.shape
        sizes, sources = len(self.sizes_kg), len(self.supply_capacity)
        # type, shape, and what stands where nothing is given
        arrays: dict[str, tuple[Any, tuple[int, ...], float]] = {
            "demand_kg": (np.float64, (rows,), 0.0),
            "sizes_kg": (np.float64, (sizes,), 0.0),
            "station_cost": (np.float64, (sites, sizes), 0.0),
            "allowed": (np.bool_, (sites, sizes), False),
            "ownership": (np.int64, (sites,), 0),
            "supply_capacity": (np.float64, (sources,), 0.0),
            "haul_cost": (np.float64, (sources, sites), 0.0),
            "existing_capacity": (np.float64, (sites,), 0.0),
            "existing_high": (np.bool_, (sites,), False),
            "supply_limit": (np.float64, (sources, sites, sizes), np.inf),
            "sells_high": (np.bool_, (sizes,), True),
            "needs_high": (np.bool_, (rows,), False),
        }
        faults: list[str] = []
        try:
            object.__setattr__(self, "required", site_indices(self.required, sites, "required"))
        except ValueError as error:
            faults.append(str(error))
        for name, (kind, shape, absent) in arrays.items():
            value = getattr(self, name)
            given = np.full(shape, absent, dtype=kind) if value is None else np.asarray(value, dtype=kind)
            object.__setattr__(self, name, given)
        faults += shape_faults(self, {name: shape for name, (_, shape, _) in arrays.items()})
        faults = faults or self._value_faults()
        if faults:
            raise ScenarioError(message("optimize-hydrogen-inputs", faults=Series(tuple(faults), "faults")))

    def _value_faults(self) -> list[str]:
        faults = []
        named = ("demand_kg", "sizes_kg", "station_cost", "supply_capacity", "haul_cost", "standing", "limit")
        for name in named:
            value = getattr(self, name)
            bad = np.isnan(value) | (value < 0)
            if name not in {"haul_cost", "limit"}:
                bad |= np.isinf(value)
            if bad.any():
                where = np.argwhere(bad)[0].tolist()
                faults.append(f"{name}{where} is {value[tuple(where)]}, expected a number of at least 0")
        steps = np.diff(self.sizes_kg)
        twice = (steps == 0) & (np.diff(self.high.astype(int)) != 0)
        if (self.sizes_kg <= 0).any() or ((steps <= 0) & ~twice).any():
            faults.append(f"sizes_kg must be positive and ascending, got {self.sizes_kg.tolist()}")
        if self.trips is not None and self.trips.cover.shape[1] != self.pairs.n_sites:
            faults.append(f"trips know {self.trips.cover.shape[1]} sites, expected {self.pairs.n_sites}")
        if not np.isin(self.ownership, (COMMERCIAL, CAPTIVE)).all():
            faults.append("ownership must be 0 (commercial) or 1 (captive)")
        for group in self.groups:
            sites = group.sites
            if len(sites) and (np.min(sites) < 0 or np.max(sites) >= self.pairs.n_sites):
                faults.append(f"{group.name} names a site outside 0..{self.pairs.n_sites - 1}")
        return [*faults, *malformed(self.own, self.allowed.size), *self._count_faults()]

    def _count_faults(self) -> list[str]:
        faults = []
        for name in ("target", "min_commercial", "min_captive"):
            try:
                object.__setattr__(self, name, whole_count(getattr(self, name), name))
            except ValueError as error:
                faults.append(str(error))
        if not 0 <= self.annuity < np.inf:
            faults.append(f"annuity is {self.annuity}, expected a number of at least 0")
        if not 0 <= self.min_use <= 1:
            faults.append(f"min_use is {self.min_use}, expected a share from 0 to 1")
        return faults

    @cached_property
    def units(self) -> tuple[float, float, float]:
        """Units of its hydrogen, costs and trips: 1 kg/day, 1 money, 1 trip a day where these are usual."""
        trips = 1.0 if self.trips is None else power_unit(self.trips.trips, 0, 20)
        return power_unit(self.demand_kg, 0, 20), power_unit(self.station_cost, 16, 36), trips

    def in_own_units(self) -> tuple[HydrogenProblem, Callable[[HydrogenSiting], HydrogenSiting]]:
        """Give the problem with hydrogen, costs and trips of usual size: 1 kg/day, 1 money, 1 trip a day.

        Returns
        -------
        tuple
            Problem, and what gives its answer in the caller's units.
        """
        kg, money, trips = self.units
        if self.units == (1.0, 1.0, 1.0):
            return self, lambda found: found
        by_kg = ("demand_kg", "sizes_kg", "supply_capacity", "existing_capacity", "supply_limit")
        measured = replace(
            self,
            **{name: convert(getattr(self, name), kg) for name in by_kg},
            station_cost=self.station_cost / money,
            haul_cost=self.haul_cost * (kg / money),
            trips=None if self.trips is None else self.trips.in_unit(trips),
        )
        return measured, lambda found: found.times(kg, money)

    @property
    def told_in(self) -> Mapping[str, float]:
        """What hydrogen is multiplied with in lines of progress."""
        return {HYDROGEN: self.units[0]}

    @property
    def counted(self) -> list[tuple[str, Flags, int]]:
        """What a least number of new stations is asked of: name of the row, mask of the sites, number."""
        minimums = ((COMMERCIAL, self.min_commercial), (CAPTIVE, self.min_captive))
        owners = [(f"owner{k}", self.ownership == k, least) for k, least in minimums if least > 0]
        groups = enumerate(self.groups)
        return owners + [(f"group{k}", mask_of(g.sites, self.pairs.n_sites), g.minimum) for k, g in groups]

    @property
    def asked_trips(self) -> FreightTrips | None:
        """The trips, where some must be refuelled."""
        return None if self.trips is None or self.trips.least <= 0 else self.trips

    @property
    def standing(self) -> Floats:
        """Standing capacity of each site, (S,) kg/day, zero where none stands."""
        capacity = self.existing_capacity
        return np.zeros(self.pairs.n_sites) if capacity is None else capacity

    @property
    def standing_high(self) -> Floats:
        """Standing capacity of each site that fills at 70 MPa as well, (S,) kg/day."""
        return np.where(np.asarray(self.existing_high, dtype=np.bool_), self.standing, 0.0)

    @property
    def limit(self) -> Floats:
        """Most that each source may deliver to each site with each size, (Q, S, K) kg/day."""
        return np.asarray(self.supply_limit, dtype=np.float64)

    @property
    def high(self) -> Flags:
        """Which sizes sell at 70 MPa, (K,)."""
        return np.asarray(self.sells_high, dtype=np.bool_)

    @property
    def high_rows(self) -> Flags:
        """Which demand rows need 70 MPa, (R,)."""
        return np.asarray(self.needs_high, dtype=np.bool_)

    @property
    def open_to_new(self) -> Flags:
        """Whether a new station of a size may open at a site, (S, K): allowed and none standing."""
        may_open: Flags = self.allowed & (self.standing == 0)[:, None]
        return may_open

    @property
    def can_open(self) -> Flags:
        """Whether a new station of some size may open at a site, (S,)."""
        return np.asarray(self.open_to_new.any(axis=1), dtype=np.bool_)

    @property
    def largest_kg(self) -> Floats:
        """Largest new size of each site, (S,) kg/day, zero where none may open."""
        return np.asarray(np.where(self.open_to_new, self.sizes_kg, 0.0).max(axis=1, initial=0.0))

    def flow_sums(self, flow: Floats) -> tuple[Floats, Floats]:
        """Sum a flow on the pairs by demand row, (R,), and by site, (S,).

        Parameters
        ----------
        flow
            kg/day on each pair, shape (pairs,).

        Returns
        -------
        tuple of ndarray
            kg/day by demand row, shape (R,), and by site, shape (S,).
        """
        given = sum_by(self.pairs.rows(), flow, self.pairs.n_demand)
        return given, sum_by(self.pairs.indices, flow, self.pairs.n_sites)


@dataclass(frozen=True)
class HydrogenSiting:
    """The answer to a :class:`HydrogenProblem`.

    Attributes
    ----------
    sites
        Indices of the new stations, ascending.
    sizes
        Index into ``sizes_kg`` of each new station.
    flow
        Hydrogen sold on each pair, (nnz,) kg/day in the order of ``pairs``.
    supply
        Hydrogen from each source to each site, (Q, S) kg/day.
    unmet
        Demand that no station serves, (R,) kg/day.
    served_kg
        Hydrogen sold in all, kg/day.
    annual_cost
        Annuity of the new stations plus delivered hydrogen, money a year.
    certificates
        Stage 1 (most hydrogen served) and stage 2 (least annual cost with stage 1 held).
    """

    sites: Whole
    sizes: Whole
    flow: Floats
    supply: Floats
    unmet: Floats
    served_kg: float
    annual_cost: float
    certificates: tuple[Certificate, Certificate]

    def times(self, kg: float, money: float) -> HydrogenSiting:
        """Give the same stations in other units.

        Parameters
        ----------
        kg, money
            How many of the other units are one of its own hydrogen and cost.

        Returns
        -------
        HydrogenSiting
            At the same sites, of the same sizes.
        """
        first, second = self.certificates
        return replace(
            self,
            flow=self.flow * kg,
            supply=self.supply * kg,
            unmet=self.unmet * kg,
            served_kg=self.served_kg * kg,
            annual_cost=self.annual_cost * money,
            certificates=(first.times(kg), second.times(money)),
        )
