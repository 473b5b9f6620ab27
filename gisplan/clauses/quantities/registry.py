"""The registry of plan quantities that a clause may be checked by: name, unit, and what each counts."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from gisplan.policies.expressions import Measured

Maker = Callable[..., "Measured"]


@dataclass(frozen=True)
class Quantity:
    """One quantity of a plan.

    Parameters
    ----------
    name
        Name in a check.
    unit
        Unit of its value.
    zh, en
        What it counts.
    arguments
        How its arguments are called in a check, empty when it has none.
    make
        Computes it from the facts, the clause and the arguments.
    """

    name: str
    unit: str
    zh: str
    en: str
    arguments: str
    make: Maker

    def takes(self, count: int) -> bool:
        """Tell whether it can be called with so many arguments."""
        own = list(inspect.signature(self.make).parameters.values())[2:]
        if any(one.kind is inspect.Parameter.VAR_POSITIONAL for one in own):
            least = 1 if self.arguments.startswith("<") else 0
            return count >= least
        needed = sum(1 for one in own if one.default is inspect.Parameter.empty)
        return needed <= count <= len(own)


QUANTITIES: Final[dict[str, Quantity]] = {}
"""Every quantity by name, filled by :func:`quantity` when the modules of quantities load."""


def quantity(unit: str, zh: str, en: str, arguments: str = "") -> Callable[[Maker], Maker]:
    """Register a function of facts, clause and arguments as a quantity of its own name."""

    def register(make: Maker) -> Maker:
        name = str(getattr(make, "__name__", ""))
        if name in QUANTITIES:
            raise RuntimeError(f"quantity {name} is registered twice")
        QUANTITIES[name] = Quantity(name, unit, zh, en, arguments, make)
        return make

    return register


def measured_arguments(arguments: tuple[Any, ...]) -> tuple[str, ...]:
    """Give plain texts of the arguments of a check, numbers without needless decimals."""
    return tuple(f"{value:g}" if isinstance(value, int | float) else str(value) for value in arguments)
