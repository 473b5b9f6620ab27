"""Registers of policy clauses with their checks looked at: every quantity that a check names exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan.clauses.quantities.lookup import check_faults
from gisplan.policies.registers import load_registers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gisplan.policies.schema import Register


def checked_registers(names: Iterable[str]) -> Register:
    """Read several registers as one, each check held against the plan quantities there are.

    Parameters
    ----------
    names
        Shipped names or paths, in the order the clauses are shown.

    Returns
    -------
    Register
        Clauses and zones of all of them, in their order.

    Raises
    ------
    ScenarioError
        If one cannot be read, a check names no quantity or calls one wrongly, or the registers do not fit
        together; every fault is listed.
    """
    return load_registers(names, check_faults)
