"""The registry of plan quantities that a clause may be checked by: name, unit, and what each counts."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from gisplan.clauses.quantities.facts import NoFigure, unknown
from gisplan_words import message

if TYPE_CHECKING:
    from gisplan.clauses.quantities.facts import Facts
    from gisplan.policies.expressions import Measured
    from gisplan.policies.schema import Clause
    from gisplan_words import Message

Maker = Callable[..., "Measured"]


@dataclass(frozen=True)
class Quantity:
    """One quantity of a plan; the catalogues say what it counts as message ``quantity-<name>``.

    Parameters
    ----------
    name
        Name in a check.
    unit
        Unit of its value.
    arguments
        How its arguments are called in a check, empty when it has none.
    make
        Computes it from the facts, the clause and the arguments.
    """

    name: str
    unit: str
    arguments: str
    make: Maker

    @property
    def counts(self) -> Message:
        """What it counts."""
        return message(f"quantity-{self.name}")

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


def quantity(unit: str, arguments: str = "", *, needs: tuple[str, ...] = ()) -> Callable[[Maker], Maker]:
    """Register a function of facts, clause and arguments as a quantity of its own name.

    Parameters
    ----------
    unit
        Of its value, where the function states no other one.
    arguments
        As in `Quantity`.
    needs
        Layers and tables without a row of which it is not known; ``clause-no-<layer>`` says so.
    """

    def register(make: Maker) -> Maker:
        name = str(getattr(make, "__name__", ""))
        if name in QUANTITIES:
            raise RuntimeError(f"quantity {name} is registered twice")

        @wraps(make)
        def measured(facts: Facts, clause: Clause, *values: Any) -> Measured:  # noqa: ANN401 - as checks write
            for layer in needs:
                if facts.rows(layer).empty:
                    return unknown(f"clause-no-{layer.removesuffix('.csv')}", layer=layer)
            try:
                found = make(facts, clause, *values)
            except NoFigure as error:
                return unknown("clause-no-parameter", name=str(error))
            return found if found.value is None or found.unit else replace(found, unit=unit)

        QUANTITIES[name] = Quantity(name, unit, arguments, measured)
        return measured

    return register
