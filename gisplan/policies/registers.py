"""Registers of policy clauses: what a document asks for, in its own words, with target, scope and check."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, Self

from pydantic import Field, ValidationError, model_validator

from gisplan.clauses.quantities.lookup import check_faults
from gisplan.resources import policy_file
from gisplan.scenario.values import Figure, Frozen, Table, Tag
from gisplan_errors import ScenarioError
from gisplan_files import read_toml, with_tuples

Strength = Literal[
    "required",
    "best-endeavour",
    "target",
    "encouraged",
    "explore",
    "pilot",
    "rule",
    "principle",
    "baseline",
    "info",
    "doubtful",
]
"""How binding a clause is in its own words: 力争 is ``best-endeavour``, 探索 ``explore``."""

Context = Literal["bodies", "zones", "industry", "baseline", "finance", "demand"]
"""Why a clause is background: it names bodies or places, asks industry, states the past, gives money."""


class Document(Frozen):
    """A policy document."""

    title: str
    issuer: str
    issued: str = Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")
    """ISO date, or the year where no day is known."""
    tag: Tag
    """``text``: the document was read, and each clause carries fragments of it."""
    sha256: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    """Of the file that was read; empty when no file of it is kept."""
    note: str = ""


class Words(Frozen):
    """One thing said in Chinese and in English."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Clause(Frozen):
    """One statement of a document that a plan can be held against."""

    id: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9]{0,9}(-[A-Za-z0-9]{1,9})?$")
    document: str
    clause: str
    """Place in the document, in its own numbering."""
    kind: str = Field(min_length=1)
    strength: Strength
    headline: bool = False
    """Shown first: a reader asks for this one."""
    fragments: tuple[str, ...] = ()
    """Exact words that find the clause in its document."""
    text: str = ""
    """What a reader is shown; absent, the fragments joined by ``……``."""
    target: float | None = None
    unit: str = ""
    year: int | None = None
    scope: str = ""
    flow_or_stock: Literal["flow", "stock"] | None = None
    """Whether the target counts what is added, or what stands in the end."""
    check: str = ""
    """Expression over plan quantities, such as ``new_chargers >= target``."""
    at_most: Literal["met", "partly"] = "met"
    """Best verdict a plan can prove; ``partly`` when the rest shows only in operation."""
    context: Context | None = None
    """Why the clause is background and has no verdict."""
    settled_by: Words | None = None
    """Which data would settle a clause that the plan cannot prove, or not wholly."""
    note: str = ""
    bodies: tuple[str, ...] = ()
    """Responsible bodies, as the document names them."""

    @property
    def words(self) -> str:
        """The text a reader is shown."""
        return self.text or "……".join(self.fragments)

    @model_validator(mode="after")
    def _judged_in_one_way(self) -> Self:
        if self.check and self.context:
            raise ValueError("has a check and a context: give one of them")
        if not (self.check or self.context or self.settled_by):
            raise ValueError("needs a check, a context, or settled_by: which data would settle it")
        if self.at_most == "partly" and self.settled_by is None:
            raise ValueError('at_most = "partly" needs settled_by: what would settle the rest')
        if self.check:
            faults = check_faults(self.check)
            if faults:
                raise ValueError("; ".join(faults))
            if "target" in self.check and self.target is None:
                raise ValueError(f"check {self.check!r} names target, and the clause has none")
        if not self.words:
            raise ValueError("needs fragments or a text")
        return self


class Zone(Frozen):
    """A place that a document names, with the districts it lies in."""

    name: str = Field(min_length=1)
    role: Words
    """What the document makes of it."""
    clause: str
    """Id of the clause that names it."""
    adcodes: tuple[str, ...] = Field(min_length=1)
    """Codes of its districts; one that ends in ``00`` stands for every district of that city."""
    place: str = ""
    """Part of the name of a place of the region, or of the authority that runs it, for what is smaller
    than a district."""
    note: str = ""


class Register(Frozen):
    """Clauses of one or several documents."""

    name: str
    documents: Table[Document]
    parameters: Table[Figure] = Field(default_factory=dict)
    """Figures the checks need and no document gives."""
    clause: tuple[Clause, ...] = Field(min_length=1)
    zone: tuple[Zone, ...] = ()

    def row(self, clause_id: str) -> Clause:
        """Give the clause of that id."""
        return next(clause for clause in self.clause if clause.id == clause_id)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        ids = [clause.id for clause in self.clause]
        faults = [
            f"clause id {name!r} is used twice" for name in sorted({i for i in ids if ids.count(i) > 1})
        ]
        for clause in self.clause:
            document = self.documents.get(clause.document)
            if document is None:
                faults.append(f"clause {clause.id}: document {clause.document!r} is not in [documents]")
            elif document.tag == "text" and not clause.fragments:
                faults.append(f"clause {clause.id}: a document that was read needs fragments to find it by")
        faults += [
            f"zone {zone.name}: no clause {zone.clause!r}" for zone in self.zone if zone.clause not in ids
        ]
        if faults:
            raise ValueError("; ".join(faults))
        return self


def load_register(name: str) -> Register:
    """Read a register of policy clauses, a shipped one by name or a planner's own by its path.

    Raises
    ------
    ScenarioError
        If it does not exist, is not TOML, or a clause is not complete; every fault is listed.
    """
    path = policy_file(name)
    table = read_toml(path)
    try:
        return Register.model_validate(with_tuples(table))
    except ValidationError as error:
        faults = [f"  {_where(fault['loc'], table)}: {_said(fault['msg'])}" for fault in error.errors()]
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
