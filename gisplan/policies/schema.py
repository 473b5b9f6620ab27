"""What a register of policy clauses holds: documents, clauses with target, scope and check, named zones."""

from collections.abc import Callable
from typing import Final, Literal, Self

from pydantic import Field, ValidationInfo, model_validator

from gisplan.scenario.values import Figure, Frozen, Table, Tag
from gisplan_words import Named, Sayable, Series, message, named

CheckFaults = Callable[[str], list[Sayable]]
"""Lists what is wrong with the names of a check; a `ValueError` where it is no check at all."""

CHECK_FAULTS: Final = "check_faults"
"""Key under which a validation's context names its `CheckFaults`: the plan quantities stand rooms above."""

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
# 力争 is best-endeavour, 探索 explore
"""How binding a clause is in its own words."""

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

    @property
    def named(self) -> Named:
        """The words as a message takes them."""
        return named(self.zh, self.en)


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
    def _judged_in_one_way(self, info: ValidationInfo) -> Self:
        if self.check and self.context:
            raise ValueError(message("policy-check-and-context"))
        if not (self.check or self.context or self.settled_by):
            raise ValueError(message("policy-no-judgement"))
        if self.at_most == "partly" and self.settled_by is None:
            raise ValueError(message("policy-partly"))
        if self.check:
            check_faults: CheckFaults | None = (info.context or {}).get(CHECK_FAULTS)
            if check_faults is not None and (faults := check_faults(self.check)):
                raise ValueError(Series(tuple(faults), "faults"))
            if "target" in self.check and self.target is None:
                raise ValueError(message("policy-no-target", check=repr(self.check)))
        if not self.words:
            raise ValueError(message("policy-no-text"))
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
        """Give the clause of that id.

        Parameters
        ----------
        clause_id
            Id of a clause of the register.

        Returns
        -------
        Clause
            The clause of that id.
        """
        return next(clause for clause in self.clause if clause.id == clause_id)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        ids = [clause.id for clause in self.clause]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        faults = [message("policy-id-twice", id=repr(name)) for name in twice]
        for clause in self.clause:
            document = self.documents.get(clause.document)
            if document is None:
                told = {"id": clause.id, "document": repr(clause.document)}
                faults.append(message("policy-no-document", **told))
            elif document.tag == "text" and not clause.fragments:
                faults.append(message("policy-no-fragments", id=clause.id))
        faults += [
            message("policy-no-clause", zone=zone.name, clause=repr(zone.clause))
            for zone in self.zone
            if zone.clause not in ids
        ]
        if faults:
            raise ValueError(Series(tuple(faults), "faults"))
        return self
