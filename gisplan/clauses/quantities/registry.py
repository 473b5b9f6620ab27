"""The registry of plan quantities that a clause may be checked by: name, unit, and what each counts."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gisplan.clauses.quantities.facts import Found, NoFigure, unknown
from gisplan.policies.expressions import Measured
from gisplan_words import message, sentences

if TYPE_CHECKING:
    from gisplan.clauses.quantities.facts import Facts
    from gisplan.policies.expressions import Argument, Ground
    from gisplan.policies.schema import Clause
    from gisplan_words import Message

Maker = Callable[..., "Found | Measured"]
"""Of facts, clause and arguments: what was found, or why it is not known."""


@dataclass(frozen=True)
class Quantity:
    """One quantity of a plan.

    The catalogues say as message ``quantity-<name>`` what it counts, and as ``clause-<name>`` what it found.

    Parameters
    ----------
    name
        Name in a check.
    unit
        Unit of its value, where `make` states no other one.
    layer
        Layer or table that it is counted in.
    arguments
        How its arguments are called in a check, empty when it has none.
    needs
        Layers and tables without a row of which it is not known; ``clause-no-<layer>`` says so.
    ground
        What a verdict on it rests on, where no setting of the scenario requires it.
    make
        Computes it from the facts, the clause and the arguments.
    """

    name: str
    unit: str
    layer: str
    arguments: str
    needs: tuple[str, ...]
    ground: Ground
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

    def measured(self, facts: Facts, clause: Clause, arguments: tuple[Argument, ...]) -> Measured:
        """Measure a plan, with the evidence in words; what cannot be known says why."""
        for layer in self.needs:
            if facts.rows(layer).empty:
                return unknown(f"clause-no-{layer.removesuffix('.csv')}", layer=layer)
        try:
            found = self.make(facts, clause, *arguments)
        except NoFigure as error:
            return unknown("clause-no-parameter", name=str(error))
        except KeyError as error:
            return unknown("clause-not-understood", quantity=self.name, argument=str(error))
        if isinstance(found, Measured):
            return found
        rows = len(found.looked_at)
        counts = {"count": round(found.value), "of": round(rows if found.whole is None else found.whole)}
        told = "" if found.silent else message(f"clause-{self.name}", **{**counts, **found.figures})
        return Measured(
            *(found.value, found.whole, found.unit or self.unit, self.layer, rows),
            evidence=sentences(told, found.also) if found.also else told,
            assumption=found.assumption,
            people=found.people,
            ground="required" if found.required_by else self.ground,
            required_by=found.required_by,
        )


QUANTITIES: Final[dict[str, Quantity]] = {}
"""Every quantity by name, filled by :func:`quantity` when the modules of quantities load."""


def quantity(
    unit: str, layer: str, arguments: str = "", *, needs: tuple[str, ...] = (), ground: Ground = "shown"
) -> Callable[[Maker], Maker]:
    """Register a function of facts, clause and arguments as a quantity of its own name, see `Quantity`."""

    def register(make: Maker) -> Maker:
        name = str(getattr(make, "__name__", ""))
        if name in QUANTITIES:
            raise RuntimeError(f"quantity {name} is registered twice")
        QUANTITIES[name] = Quantity(name, unit, layer, arguments, needs, ground, make)
        return make

    return register
