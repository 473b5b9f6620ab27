"""Small frozen values a scenario is made of: a figure with its source, a band, a cost range."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self, TypeVar

from babel.numbers import is_currency
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WrapSerializer, model_validator

from gisplan_words import Message, Said, Sayable, Series, listed, message

Tag = Literal["text", "press", "memory", "modelled", "official"]
"""How far a figure can be trusted: a text read, press read, memory only, modelled, official data."""

CostLevel = Literal["low", "central", "high"]


class Fault(ValueError):  # noqa: N818 - one of several of a scenario
    """What is not valid in a part of a scenario, said in any language."""

    def __init__(self, what: Said) -> None:
        super().__init__(str(what))
        self.what = what


def _known_currency(code: str) -> str:
    if not is_currency(code):
        raise Fault(message("scenario-no-currency"))
    return code


Currency = Annotated[str, AfterValidator(_known_currency)]
"""ISO 4217 code of a currency."""

Value = TypeVar("Value")
Part = TypeVar("Part")
Names = TypeVar("Names", bound=Iterable[str])
Table = Annotated[
    Mapping[str, Value],
    AfterValidator(lambda table: MappingProxyType(dict(table))),
    WrapSerializer(lambda table, dump: dump(dict(table))),
]
"""A TOML table with free keys; read-only once it is validated."""


def refuse(faults: Iterable[Sayable]) -> None:
    """Raise all faults as one; none of them, and nothing happens."""
    found = tuple(faults)
    if found:
        raise Fault(Series(found, "faults"))


class Frozen(BaseModel):
    """Base of every part of a scenario: immutable, strict about types, closed against unknown keys."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        validate_default=True,
        use_attribute_docstrings=True,
    )


class Sourced(Frozen):
    """Where a figure or a table of figures comes from; shown wherever the figure is shown."""

    source: str = Field(min_length=1)
    """The document and its number, or what the assumption rests on."""
    tag: Tag
    """How far the source was checked."""
    as_of: str = Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")
    """Year or ISO date the figure stands for."""


class Figure(Sourced):
    """One number with unit and source."""

    value: float
    unit: str


class Band(Frozen):
    """Lower and upper limit of a share, both between 0 and 1."""

    lower: float = Field(default=0.0, ge=0.0, le=1.0)
    upper: float = Field(default=1.0, ge=0.0, le=1.0)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.lower > self.upper:
            raise Fault(above("lower", self.lower, "upper", self.upper))
        return self


class CostRange(Frozen):
    """Low, central and high estimate of one cost or cost share."""

    low: float = Field(ge=0.0)
    central: float = Field(ge=0.0)
    high: float = Field(ge=0.0)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.central <= self.high:
            told = {name: f"{value:g}" for name, value in self.model_dump().items()}
            raise Fault(message("scenario-not-rising", **told))
        return self

    def at(self, level: CostLevel) -> float:
        """Give the estimate at the level ``low``, ``central`` or ``high``."""
        return {"low": self.low, "central": self.central, "high": self.high}[level]


class ShareTable(Sourced):
    """Bands of a share by name (access kind, or charger type)."""

    bands: Table[Band]


class CountTable(Sourced):
    """Whole numbers by name (category or access kind)."""

    counts: Table[Annotated[int, Field(ge=0)]]


class CategoryShares(Sourced):
    """Bands of the share of each charger type among the chargers of one site category."""

    bands: Table[Table[Band]]
    from_bays: int = Field(default=20, ge=0)
    """The shares judge a category from this many bays on at its open sites: fewer whole chargers cannot
    follow shares of a few per cent."""


class ByAccess(Frozen):
    """A share between 0 and 1 for each kind of access."""

    public: float = Field(gt=0.0, le=1.0)
    dedicated: float = Field(gt=0.0, le=1.0)
    private: float = Field(gt=0.0, le=1.0)

    def of(self, access: str) -> float:
        """Give the share for ``public``, ``dedicated`` or ``private``."""
        return {"public": self.public, "dedicated": self.dedicated, "private": self.private}[access]


def parts_of(value: Any, name: str, kind: type[Part]) -> Iterator[tuple[str, Part]]:  # noqa: ANN401 - any part
    """Walk the parts of a kind in a part of a scenario, each under its dotted key; none is looked into."""
    if isinstance(value, kind):
        yield name, value
    elif isinstance(value, BaseModel):
        for key in type(value).model_fields:
            yield from parts_of(getattr(value, key), f"{name}.{key}" if name else key, kind)
    elif isinstance(value, Mapping):
        for key, child in value.items():
            yield from parts_of(child, f"{name}.{key}", kind)
    elif isinstance(value, tuple):
        for place, child in enumerate(value, start=1):
            yield from parts_of(child, f"{name}.{getattr(child, 'id', place)}", kind)


def currencies_in(unit: str) -> set[str]:
    """Give the currencies that a unit names, such as CNY of ``CNY/kWh``."""
    return {word for word in re.findall(r"\b[A-Z]{3}\b", unit) if is_currency(word)}


def between(low: float, high: float) -> AfterValidator:
    """Take a figure whose value lies within limits."""

    def checked(figure: Figure) -> Figure:
        if not low <= figure.value <= high:
            told = {"value": f"{figure.value:g}", "unit": figure.unit, "low": f"{low:g}", "high": f"{high:g}"}
            raise Fault(message("scenario-outside", **told))
        return figure

    return AfterValidator(checked)


def _positive(figure: Figure) -> Figure:
    if figure.value <= 0:
        raise Fault(message("scenario-not-positive", value=f"{figure.value:g}", unit=figure.unit))
    return figure


def _whole(figure: Figure) -> Figure:
    if not figure.value.is_integer():
        raise Fault(message("scenario-not-whole", value=f"{figure.value:g}"))
    return figure


Positive = Annotated[Figure, AfterValidator(_positive)]
ShareOf1 = Annotated[Figure, between(0.0, 1.0)]
Detour = Annotated[Figure, between(1.0, 3.0)]
Whole = AfterValidator(_whole)


def among(known: Sequence[str]) -> AfterValidator:
    """Take a name, names, or a table by name, that are all known."""

    def checked(names: Names) -> Names:
        given = (names,) if isinstance(names, str) else names
        refuse(unknown_name(name, known) for name in given if name not in known)
        return names

    return AfterValidator(checked)


def did_you_mean(near: Sequence[str]) -> Message | str:
    """Give the hint at the nearest known name; nothing without one."""
    return message("scenario-did-you-mean", name=near[0]) if near else ""


def unknown_name(name: str, known: Sequence[str]) -> Message:
    """Say that a name is none of the known ones."""
    return message("scenario-unknown-name", name=name, known=listed(known))


def unknown_names(place: str, names: Iterable[str], known: Sequence[str]) -> list[Sayable]:
    """List a fault for each name that is not among the known ones."""
    return [at(place, unknown_name(name, known)) for name in names if name not in known]


def share_sum_faults(place: str, bands: Mapping[str, Band], *, complete: bool) -> list[Sayable]:
    """List why shares within these bands cannot sum to one.

    ``complete`` tells that no other share exists beside the ones in the table.
    """
    lower = sum(band.lower for band in bands.values())
    upper = sum(band.upper for band in bands.values())
    faults: list[Sayable] = []
    if lower > 1 + 1e-9:
        faults.append(at(place, message("scenario-lower-shares", sum=f"{lower:g}")))
    if complete and upper < 1 - 1e-9:
        faults.append(at(place, message("scenario-upper-shares", sum=f"{upper:g}")))
    return faults


def above(low: str, value: float, high: str, limit: float) -> Message:
    """Say that a lower limit is above its upper one."""
    return message("scenario-above", low=low, value=f"{value:g}", high=high, limit=f"{limit:g}")


def at(place: str, fault: Sayable) -> Message:
    """Say where in its section a fault is."""
    return message("scenario-of", place=place, fault=fault)
