"""Registers of policy clauses: what a document asks for, in its own words, with target and scope."""

import tomllib
from collections.abc import Iterable
from typing import Any, Literal

from pydantic import Field, ValidationError

from gisplan.figures import Figure, Frozen, Table, Tag
from gisplan.resources import policy_file
from gisplan_errors import ScenarioError


class Document(Frozen):
    """A policy document."""

    title: str
    issuer: str
    issued: str
    """ISO date."""
    tag: Tag


class Clause(Frozen):
    """One statement of a document that a plan can be judged by."""

    id: str = Field(pattern=r"^[A-Z]{1,3}\d+(-\d+)?$")
    document: str
    clause: str
    """Place in the document, in its own numbering."""
    kind: str
    strength: str
    """How binding it is: required, best-endeavour (力争), encouraged, target, baseline, info."""
    text: str
    target: float | None = None
    unit: str = ""
    year: int | None = None
    scope: str = ""
    flow_or_stock: Literal["flow", "stock"] | None = None
    """Whether the target counts what is added, or what stands in the end."""
    note: str = ""
    bodies: tuple[str, ...] = ()
    """Responsible bodies."""


class Register(Frozen):
    """Clauses of one place with the documents they stand in."""

    name: str
    documents: Table[Document]
    parameters: Table[Figure]
    """Figures the checks need and no document gives."""
    clause: tuple[Clause, ...]

    def row(self, clause_id: str) -> Clause:
        """Give the clause of that id."""
        return next(clause for clause in self.clause if clause.id == clause_id)


def load_register(name: str) -> Register:
    """Read a shipped register of policy clauses.

    Raises
    ------
    ScenarioError
        If it does not exist, is not TOML, or a clause is not complete.
    """
    path = policy_file(name)
    try:
        return Register.model_validate(_tuples(tomllib.loads(path.read_text(encoding="utf-8"))))
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"{path}: not valid TOML: {error}.") from None
    except ValidationError as error:
        faults = [f"  {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
        raise ScenarioError("\n".join([f"{path}: the register is not valid.", *faults])) from None


def load_registers(names: Iterable[str]) -> Register:
    """Read several registers as one.

    Parameters
    ----------
    names
        Shipped names or paths, in the order the clauses are shown.

    Raises
    ------
    ScenarioError
        If one cannot be read, two clauses share an id, or the registers give one document or one
        parameter differently.
    """
    registers = [load_register(name) for name in dict.fromkeys(names)]
    if len(registers) == 1:
        return registers[0]
    faults: list[str] = []
    documents: dict[str, Document] = {}
    parameters: dict[str, Figure] = {}
    holder: dict[str, str] = {}
    for register in registers:
        for key, document in register.documents.items():
            if documents.setdefault(key, document) != document:
                faults.append(f"document {key} differs in {register.name}")
        for key, figure in register.parameters.items():
            if parameters.setdefault(key, figure) != figure:
                faults.append(f"parameter {key} differs in {register.name}")
        for clause in register.clause:
            other = holder.setdefault(clause.id, register.name)
            if other != register.name:
                faults.append(f"clause {clause.id} is in {other} and in {register.name}")
    if faults:
        raise ScenarioError("\n".join(["policy: the registers do not fit together.", *faults]))
    return Register(
        name="+".join(register.name for register in registers),
        documents=documents,
        parameters=parameters,
        clause=tuple(clause for register in registers for clause in register.clause),
    )


def _tuples(value: Any) -> Any:  # noqa: ANN401 - a TOML value is of any kind
    if isinstance(value, dict):
        return {key: _tuples(child) for key, child in value.items()}
    return tuple(_tuples(child) for child in value) if isinstance(value, list) else value
