"""The answer of a sizing: chargers, energy flows and what was proven."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimize.sizing.units import priced_in

if TYPE_CHECKING:
    from gisplan_arrays import Floats, Whole
    from optimize.certificate import Certificate


@dataclass(frozen=True, eq=False)
class Sizing:
    """A sizing: chargers, energy flows and what was proven.

    Attributes
    ----------
    counts : numpy.ndarray
        Chargers by site and type, integer, shape (S, T).
    flow : numpy.ndarray
        Energy over each pair of `SizingProblem.pairs`, kWh/day, shape (pairs,).
    unmet : numpy.ndarray
        Energy of each demand row that no charger delivers, kWh/day, shape (R,).
    certificates
        Of the two stages: least unmet energy; least cost with that unmet energy held.
    """

    counts: Whole
    flow: Floats
    unmet: Floats
    certificates: tuple[Certificate, ...]

    def times(self, kwh: float, money: float, kw: float = 1.0) -> Sizing:
        """Give the same sizing in other units.

        Parameters
        ----------
        kwh, money, kw
            How many of the other units are one of its own energy, cost and load.

        Returns
        -------
        Sizing
            With the same chargers.
        """
        both = zip(self.certificates, (kwh, money), strict=False)
        rows = ((one.multipliers or {}).get("names", ()) for one in self.certificates)
        priced = (priced_in(kwh, money, kw, names) for names in rows)
        said = tuple(one.times(by, prices) for (one, by), prices in zip(both, priced, strict=True))
        return Sizing(self.counts, self.flow * kwh, self.unmet * kwh, said)
