"""Registers of policy clauses: what a document asks for, in its own words, read and joined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from gisplan.policies.schema import CHECK_FAULTS, Register
from gisplan.resources import policy_file
from gisplan_errors import ScenarioError
from gisplan_files import read_toml, with_tuples

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gisplan.policies.schema import CheckFaults, Document
    from gisplan.scenario.values import Figure


def load_register(name: str, check_faults: CheckFaults | None = None) -> Register:
    """Read a register of policy clauses, a shipped one by name or a planner's own by its path.

    Parameters
    ----------
    name
        Shipped name, or path.
    check_faults
        Lists what is wrong with the names of a check; None leaves them unlooked at.

    Returns
    -------
    Register
        Documents, parameters, clauses and zones of one file.

    Raises
    ------
    ScenarioError
        If it does not exist, is not TOML, or a clause is not complete; every fault is listed.
    """
    path = policy_file(name)
    table = read_toml(path)
    try:
        return Register.model_validate(with_tuples(table), context={CHECK_FAULTS: check_faults})
    except ValidationError as error:
        faults = [f"  {_where(fault['loc'], table)}: {_said(fault['msg'])}" for fault in error.errors()]
        raise ScenarioError("\n".join([f"{path}: the register is not valid.", *faults])) from None


def load_registers(names: Iterable[str], check_faults: CheckFaults | None = None) -> Register:
    """Read several registers as one.

    Parameters
    ----------
    names
        Shipped names or paths, in the order the clauses are shown.
    check_faults
        As for `load_register`.

    Returns
    -------
    Register
        The registers joined, in the order of their names.

    Raises
    ------
    ScenarioError
        If one cannot be read, two clauses share an id, or the registers give one document or one
        parameter differently.
    """
    registers = [load_register(name, check_faults) for name in dict.fromkeys(names)]
    if len(registers) == 1:
        return registers[0]
    faults: list[str] = []
    documents: dict[str, Document] = {}
    parameters: dict[str, Figure] = {}
    holder: dict[str, str] = {}
    for register in registers:
        for key, document in register.documents.items():
            if documents.setdefault(key, document) != document:
                faults.append(f"  document {key} differs in {register.name}")
        for key, figure in register.parameters.items():
            if parameters.setdefault(key, figure) != figure:
                faults.append(f"  parameter {key} differs in {register.name}")
        for clause in register.clause:
            other = holder.setdefault(clause.id, register.name)
            if other != register.name:
                faults.append(f"  clause {clause.id} is in {other} and in {register.name}")
    if faults:
        raise ScenarioError("\n".join(["policy: the registers do not fit together.", *faults]))
    return Register(
        name="+".join(register.name for register in registers),
        documents=documents,
        parameters=parameters,
        clause=tuple(clause for register in registers for clause in register.clause),
        zone=tuple(zone for register in registers for zone in register.zone),
    )


_NAMED: Final = {"clause": "id", "zone": "name"}


def _where(loc: tuple[str | int, ...], table: Mapping[str, Any]) -> str:
    """Name the place of a fault as the author wrote it: a clause by its id, a zone by its name."""
    if len(loc) >= 2 and loc[0] in _NAMED and isinstance(loc[1], int):
        rows = table.get(str(loc[0]), [])
        row = rows[loc[1]] if isinstance(rows, list) and loc[1] < len(rows) else {}
        name = row.get(_NAMED[str(loc[0])], loc[1] + 1) if isinstance(row, dict) else loc[1] + 1
        return " ".join([str(loc[0]), str(name), *map(str, loc[2:])])
    return ".".join(map(str, loc)) or "register"


def _said(message: str) -> str:
    return message.removeprefix("Value error, ")
