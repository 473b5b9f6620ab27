"""Registers of policy clauses: what a document asks for, in its own words, with target and scope."""

import tomllib
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


def _tuples(value: Any) -> Any:  # noqa: ANN401 - a TOML value is of any kind
    if isinstance(value, dict):
        return {key: _tuples(child) for key, child in value.items()}
    return tuple(_tuples(child) for child in value) if isinstance(value, list) else value
