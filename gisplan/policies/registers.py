"""Registers of policy clauses: what a document asks for, in its own words, read and joined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from gisplan.policies.schema import CHECK_FAULTS, Register
from gisplan.resources import policy_file
from gisplan_errors import ScenarioError
from gisplan_files import read_toml, with_tuples
from gisplan_words import Said, lines, message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from gisplan.policies.schema import CheckFaults, Document
    from gisplan.scenario.values import Figure
    from gisplan_words import Sayable


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
        raise not_valid("policy-not-valid", path, error, table) from None


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
    faults: list[Sayable] = []
    documents: dict[str, Document] = {}
    parameters: dict[str, Figure] = {}
    holder: dict[str, str] = {}
    for register in registers:
        for key, document in register.documents.items():
            if documents.setdefault(key, document) != document:
                faults.append(message("policy-document-differs", key=key, register=register.name))
        for key, figure in register.parameters.items():
            if parameters.setdefault(key, figure) != figure:
                faults.append(message("policy-parameter-differs", key=key, register=register.name))
        for clause in register.clause:
            other = holder.setdefault(clause.id, register.name)
            if other != register.name:
                told = {"id": clause.id, "one": other, "other": register.name}
                faults.append(message("policy-clause-twice", **told))
    if faults:
        raise ScenarioError(lines([message("policy-do-not-fit"), *faults]))
    return Register(
        name="+".join(register.name for register in registers),
        documents=documents,
        parameters=parameters,
        clause=tuple(clause for register in registers for clause in register.clause),
        zone=tuple(zone for register in registers for zone in register.zone),
    )


def not_valid(code: str, path: Path, error: ValidationError, table: Mapping[str, Any]) -> ScenarioError:
    """Give the error that lists every fault of a table of a file after the message of that code."""
    faults = (
        message("policy-fault", place=_where(fault["loc"], table), fault=_said(fault))
        for fault in error.errors()
    )
    return ScenarioError(lines([message(code, file=str(path)), *faults]))


_NAMED: Final = {"clause": "id", "zone": "name"}


def _where(loc: tuple[str | int, ...], table: Mapping[str, Any]) -> str:
    """Name the place of a fault as the author wrote it: a clause by its id, a zone by its name."""
    if len(loc) >= 2 and loc[0] in _NAMED and isinstance(loc[1], int):
        rows = table.get(str(loc[0]), [])
        row = rows[loc[1]] if isinstance(rows, list) and loc[1] < len(rows) else {}
        name = row.get(_NAMED[str(loc[0])], loc[1] + 1) if isinstance(row, dict) else loc[1] + 1
        return " ".join([str(loc[0]), str(name), *map(str, loc[2:])])
    return ".".join(map(str, loc)) or "register"


def _said(fault: Any) -> Sayable:  # noqa: ANN401 - pydantic's ErrorDetails
    """Say what is wrong: in the words of a check of ours, else in those of pydantic."""
    told = getattr(fault.get("ctx", {}).get("error"), "args", ("",))[0]
    return told if isinstance(told, Said) else str(fault["msg"]).removeprefix("Value error, ")
