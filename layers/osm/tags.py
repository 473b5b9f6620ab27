"""Which OpenStreetMap tags become which layer and category: a table that a planner can override."""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from gisplan_data import data_folder
from gisplan_errors import LayerError
from gisplan_words import Message, lines, message
from layers.vocabulary import ACCESS, CATEGORIES, FUNCTIONS, STATUS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

LAYERS = ("sites", "landuse", "water", "substations")
# A tag's access values that keep the public, or everyone, out.
DEDICATED_ACCESS = frozenset({"customers", "permit", "employees", "delivery", "students", "residents"})
NO_ACCESS = frozenset({"private", "no"})


@dataclass(frozen=True, slots=True)
class TagRule:
    """One row of the table: features with ``key=value`` become rows of ``layer``.

    Attributes
    ----------
    key, value
        The tag; value ``*`` stands for any but ``no``.
    layer
        One of `LAYERS`; empty: such features are left out.
    category
        Category of a site, kind of a row of another layer.
    access, status, allows
        Of a site, as in the vocabulary.
    least_m2
        Polygons smaller than this are left out, m².
    """

    key: str
    value: str
    layer: str
    category: str = ""
    access: str = "public"
    status: str = "candidate"
    allows: str = "charging"
    least_m2: float = 0.0

    @property
    def tag(self) -> str:
        """The tag as OSM writes it."""
        return f"{self.key}={self.value}"

    def matches(self, tags: Mapping[str, str]) -> bool:
        """Whether a feature with these tags falls under the rule."""
        value = tags.get(self.key, "no")
        return value == self.value or (self.value == "*" and value != "no")


def read_rules(path: Path) -> tuple[TagRule, ...]:
    """Return a planner's rules with the default ones after them: the planner's win.

    Parameters
    ----------
    path
        CSV with columns key, value, layer, category, access, status, allows, least_m2; all but the first
        three may be missing. A row with an empty layer leaves such features out.

    Raises
    ------
    LayerError
        The file cannot be read, or a row is not valid; all bad rows at once.
    """
    return (*_table(path), *DEFAULT_RULES)


def first_match(tags: Mapping[str, str], rules: Iterable[TagRule]) -> TagRule | None:
    """Return the first rule that a feature falls under."""
    return next((rule for rule in rules if rule.matches(tags)), None)


def fetch_tags(rules: Iterable[TagRule]) -> dict[str, bool | str | list[str]]:
    """Return the tags to ask Overpass for: key to the list of values, or True for any."""
    wanted: dict[str, bool | str | list[str]] = {}
    for rule in rules:
        if not rule.layer or wanted.get(rule.key) is True:
            continue
        if rule.value == "*":
            wanted[rule.key] = True
            continue
        values = wanted.setdefault(rule.key, [])
        if isinstance(values, list) and rule.value not in values:
            values.append(rule.value)
    return wanted


def _table(path: Path) -> tuple[TagRule, ...]:
    known = [field.name for field in fields(TagRule)]
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            unknown = sorted(set(reader.fieldnames or ()) - set(known))
            if unknown or not {"key", "value", "layer"} <= set(reader.fieldnames or ()):
                said = {"known": ", ".join(known), "unknown": str(unknown or "none")}
                raise LayerError(message("layers-tags-columns", path=str(path), **said))
            held = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise LayerError(message("layers-tags-unread", path=str(path), fault=str(fault))) from fault
    faults: list[Message] = []
    for at, row in enumerate(held, start=2):
        if more := row.pop(None, None):  # what stands beyond the headings
            count = len(reader.fieldnames or ())
            told = {"path": str(path), "row": str(at), "key": row["key"], "value": more[-1]}
            faults.append(message("layers-row-wide", cells=count + len(more), columns=count, **told))
    rows = [{name: (text or "").strip() for name, text in row.items()} for row in held]
    rules = [_rule(row, f"{path}: row {at}", faults) for at, row in enumerate(rows, start=2)]
    if faults:
        raise LayerError(lines(faults))
    return tuple(rule for rule in rules if rule)


def _rule(row: Mapping[str, str], where: str, faults: list[Message]) -> TagRule | None:
    given = {name: text for name, text in row.items() if text and name != "least_m2"}
    area = _area(row.get("least_m2") or "0")
    if not 0.0 <= area < np.inf:
        faults.append(message("layers-tags-area", where=where, value=repr(row["least_m2"])))
        return None
    rule = TagRule(**{"key": "", "value": "", "layer": "", **given}, least_m2=area)
    checks = [
        ("layer", rule.layer, ("", *LAYERS)),
        ("category", rule.category, tuple(CATEGORIES) if rule.layer == "sites" else (rule.category,)),
        ("access", rule.access, tuple(ACCESS)),
        ("status", rule.status, tuple(STATUS)),
    ]
    bad = [
        message("layers-tags-word", where=where, column=name, value=repr(word), known=str(allowed))
        for name, word, allowed in checks
        if word not in allowed
    ]
    if not rule.key or not rule.value:
        bad.append(message("layers-tags-key", where=where))
    if not set(rule.allows.split(";")) <= set(FUNCTIONS):
        said = {"value": repr(rule.allows), "known": str(tuple(FUNCTIONS))}
        bad.append(message("layers-tags-allows", where=where, **said))
    faults += bad
    return None if bad else rule


def _area(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


DEFAULT_RULES = _table(data_folder() / "rules" / "osm_tags.csv")
"""What becomes of OSM features where a planner says nothing else; earlier rows win."""
