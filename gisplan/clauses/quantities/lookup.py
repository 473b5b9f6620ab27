"""Every plan quantity that a check may name: loads the modules of quantities and looks one up."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from gisplan.clauses.quantities import chargers, coverage, delivery, hydrogen, supply
from gisplan.clauses.quantities.facts import unknown
from gisplan.clauses.quantities.registry import QUANTITIES
from gisplan.policies.expressions import Measured, check_names
from gisplan_words import message

if TYPE_CHECKING:
    from gisplan.clauses.quantities.facts import Facts
    from gisplan.policies.expressions import Argument
    from gisplan.policies.schema import Clause
    from gisplan_words import Sayable

__all__ = ["MODULES", "QUANTITIES", "check_faults", "look_up"]

MODULES = (chargers, coverage, hydrogen, supply, delivery)
"""Modules that register their quantities when they load."""


def check_faults(check: str) -> list[Sayable]:
    """List what is wrong with the names of a check: unknown quantities, too few or many arguments.

    Parameters
    ----------
    check
        The expression, as a register has it.

    Returns
    -------
    list of str
        One line a fault; empty when every name is known and called rightly.

    Raises
    ------
    ValueError
        If it is no check at all.
    """
    faults: list[Sayable] = []
    for name, count in check_names(check).items():
        told, found = {"check": repr(check), "name": name}, QUANTITIES.get(name)
        if found is None:
            near = difflib.get_close_matches(name, QUANTITIES, n=1)
            hint = message("policy-did-you-mean", name=near[0]) if near else ""
            faults.append(message("policy-check-no-quantity", **told, hint=hint))
        elif not found.takes(count):
            takes = found.arguments or message("policy-no-arguments")
            faults.append(message("policy-check-takes", **told, takes=takes, count=count))
    return faults


def look_up(facts: Facts, clause: Clause, name: str, arguments: tuple[Argument, ...]) -> Measured:
    """Give a quantity of a plan by its name in a check; ``parameter`` reads a figure of the register.

    Parameters
    ----------
    facts
        The plan and its registers.
    clause
        The clause that asks; its year limits what counts.
    name
        Name of the quantity.
    arguments
        What the check calls it with.

    Returns
    -------
    Measured
        The figure with its layer and words; without a value where no layer can tell.
    """
    if name == "parameter":
        key = str(arguments[0])
        figure = facts.register.parameters.get(key)
        if figure is None:
            return unknown("clause-no-parameter", name=key)
        return Measured(figure.value, unit=figure.unit, assumption=f"{key} = {figure.value:g} ({figure.tag})")
    return QUANTITIES[name].measured(facts, clause, arguments)
