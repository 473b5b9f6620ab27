"""Every plan quantity that a check may name: loads the modules of quantities and looks one up."""

from __future__ import annotations

import difflib
from dataclasses import replace
from typing import TYPE_CHECKING

from gisplan.clauses.quantities import (
    chargers as charging_quantities,
)
from gisplan.clauses.quantities import (
    coverage as coverage_quantities,
)
from gisplan.clauses.quantities import (
    delivery as delivery_quantities,
)
from gisplan.clauses.quantities import (
    hydrogen as hydrogen_quantities,
)
from gisplan.clauses.quantities import (
    supply as supply_quantities,
)
from gisplan.clauses.quantities.facts import unknown
from gisplan.clauses.quantities.registry import QUANTITIES
from gisplan.policies.expressions import Measured, check_names

if TYPE_CHECKING:
    from gisplan.clauses.quantities.facts import Facts
    from gisplan.policies.expressions import Argument
    from gisplan.policies.schema import Clause

__all__ = ["MODULES", "QUANTITIES", "check_faults", "look_up"]

MODULES = (
    charging_quantities,
    coverage_quantities,
    hydrogen_quantities,
    supply_quantities,
    delivery_quantities,
)
"""Modules that register their quantities when they load."""


def check_faults(check: str) -> list[str]:
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
    faults = []
    for name, count in check_names(check).items():
        found = QUANTITIES.get(name)
        if found is None:
            near = difflib.get_close_matches(name, QUANTITIES, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            faults.append(
                f"check {check!r}: no quantity {name!r}.{hint} gisplan clauses --quantities lists them"
            )
        elif not found.takes(count):
            faults.append(f"check {check!r}: {name} takes {found.arguments or 'no arguments'}, not {count}")
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
            return unknown(
                f"条款文件没有参数{key}。",
                f"The policy file has no parameter {key}: give it under [parameters].",
            )
        return Measured(figure.value, unit=figure.unit, assumption=f"{key} = {figure.value:g} ({figure.tag})")
    try:
        measured: Measured = QUANTITIES[name].make(facts, clause, *arguments)
    except KeyError as error:
        return unknown(f"{name}不认识{error}。", f"{name} does not know {error}.")
    stated = measured.value is None or measured.unit
    return measured if stated else replace(measured, unit=QUANTITIES[name].unit)
