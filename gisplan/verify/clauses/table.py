"""Verify clauses.csv: what is asked is what the registers ask, and every verdict is judged again."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

from gisplan.verify.clauses.amounts import Asking
from gisplan.verify.clauses.charging import CHARGING
from gisplan.verify.clauses.delivery import DELIVERY
from gisplan.verify.clauses.hydrogen import HYDROGEN
from gisplan.verify.clauses.judging import Look, lefts, quantities, verdicts
from gisplan.verify.run.cells import blank, lacking, same
from gisplan.verify.run.inputs import register_of
from gisplan.verify.run.reading import records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from gisplan.plan.record import Plan
    from gisplan.verify.clauses.amounts import Counted
    from gisplan.verify.run.inputs import Register

COUNTED: Final[Mapping[str, Callable[[Asking], Counted | None]]] = {**CHARGING, **HYDROGEN, **DELIVERY}
"""Quantities that are counted again, by the name a check calls them by."""
ASKED: Final = (
    *("document", "place", "kind", "strength", "headline", "clause_zh", "check", "unit", "year", "scope"),
    *("flow_or_stock", "bodies", "settled_by_zh", "settled_by_en", "target_value"),
)
JUDGED: Final = (
    *("id", "target", "achieved", "achieved_value", "verdict", "verdict_zh"),
    *("evidence_layer", "evidence_rows", "evidence_figure", "assumption"),
)
_CLOSE: Final = 1e-9
"""Share by which a figure of the table may be off: it keeps ten significant digits."""


def clause_faults(run: Plan) -> Iterator[str]:
    """Hold every clause to its register and judge it again from the layers and tables of the run."""
    table, register = run.clauses, register_of(run)
    missing = lacking(table, "clauses.csv", (*JUDGED, *ASKED))
    yield from missing
    if missing:
        return
    rows = {str(row["id"]): row for row in records(table)}
    yield from _words_for_verdicts(rows)
    for name, row in rows.items():
        yield from _shown(name, row)
    if register is None:
        return
    asked = {str(clause["id"]): clause for clause in register.clauses}
    for name in asked.keys() ^ rows.keys():
        yield f"clauses.csv: clause {name} is {'missing' if name in asked else 'in no register'}"
    if len(table) != len(rows):
        yield f"clauses.csv: {len(table)} rows for {len(rows)} clauses"
    for name in [name for name in asked if name in rows]:
        yield from _asked(rows[name], asked[name], register)
        yield from _judged(run, rows[name], asked[name], register)


def _asked(row: Mapping[str, Any], clause: Mapping[str, Any], register: Register) -> Iterator[str]:
    """Compare what the table says is asked with the register."""
    settled = clause.get("settled_by", {"zh": "", "en": ""})
    right = {
        "document": register.titles[clause["document"]],
        "place": clause["clause"],
        "clause_zh": clause.get("text") or "……".join(clause.get("fragments", [])),
        "headline": clause.get("headline", False),
        "bodies": "；".join(clause.get("bodies", [])),
        "settled_by_zh": settled["zh"],
        "settled_by_en": settled["en"],
        "target_value": clause.get("target"),
    }
    for column in ASKED:
        due = right[column] if column in right else clause.get(column)
        if not same(row[column], due):
            yield f"clauses.csv {row['id']}: {column} {row[column]}, the register has {due}"
    if note := clause.get("note", ""):
        told = "" if blank(row["assumption"]) else str(row["assumption"])
        if not told.endswith(note):
            yield f"clauses.csv {row['id']}: assumption {told!r} lacks the note of the register, {note!r}"


def _judged(
    run: Plan, row: Mapping[str, Any], clause: Mapping[str, Any], register: Register
) -> Iterator[str]:
    """Judge a clause again and compare verdict, figures and evidence."""
    name, said, achieved = f"clauses.csv {row['id']}", str(row["verdict"]), _number(row["achieved_value"])
    check = str(clause.get("check", ""))
    if not check:
        due = "context" if clause.get("context") else "not assessable"
        if said != due or achieved is not None or int(row["evidence_rows"]):
            yield f"{name}: verdict {said}, achieved {achieved}; without a check it is {due}"
        return
    tree = ast.parse(check, mode="eval").body
    count = cache(partial(_count, run, clause.get("year")))
    look = Look(clause.get("target"), register.figure, count)
    if not any(left.may_be(achieved) for left in lefts(tree, look)):
        due = " or ".join(
            "to ".join(f"{value:.10g} " for value in dict.fromkeys(left.values)).strip() or "nothing"
            for left in lefts(tree, look)
        )
        yield f"{name}: achieved_value {achieved}, the run gives {due}"
    possible = verdicts(tree, look, achieved)
    if clause.get("at_most") == "partly":
        possible = {"partly" if verdict == "met" else verdict for verdict in possible}
    if said not in possible:
        yield f"{name}: verdict {said}, its figures give {' or '.join(sorted(possible))}"
    yield from _evidence(name, row, [count(*one) for one in quantities(tree)])


def _evidence(name: str, row: Mapping[str, Any], found: list[tuple[bool, Counted | None]]) -> Iterator[str]:
    """Compare the figure that a clause rests on, and what was looked at, with what was counted again."""
    stated = _number(row["evidence_figure"])
    known, first = found[0]
    if known and (first is None) != (stated is None):
        yield f"{name}: evidence_figure {stated}, the run gives {None if first is None else first.value}"
    elif known and first is not None and stated is not None:
        least, most = first.span
        slack = _CLOSE * max(1.0, abs(stated))
        if not least - slack <= stated <= most + slack:
            yield f"{name}: evidence_figure {stated:.10g}, the run gives {least:.10g}"
    if all(known for known, _ in found) and all(count is not None for _, count in found):
        counts = [count for _, count in found if count is not None]
        rows = max(count.rows for count in counts)
        if int(row["evidence_rows"]) != rows:
            yield f"{name}: evidence_rows {row['evidence_rows']}, {rows} are looked at"
        layers = "；".join(dict.fromkeys(count.layer for count in counts if count.layer))
        if not same(row["evidence_layer"], layers):
            yield f"{name}: evidence_layer {row['evidence_layer']}, its check looks at {layers}"


def _count(
    run: Plan, year: int | None, name: str, words: tuple[str | float, ...]
) -> tuple[bool, Counted | None]:
    make = COUNTED.get(name)
    return (False, None) if make is None else (True, make(Asking(run, year, words)))


def _words_for_verdicts(rows: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Check that one verdict has one Chinese word, and one word one verdict."""
    usual: dict[str, str] = {}
    pairs = Counter((str(row["verdict"]), str(row["verdict_zh"])) for row in rows.values())
    for (verdict, word), _ in pairs.most_common():
        if word not in usual.values():
            usual.setdefault(verdict, word)
    for name, row in rows.items():
        verdict, word = str(row["verdict"]), str(row["verdict_zh"])
        if usual.get(verdict) != word:
            yield f"clauses.csv {name}: verdict {verdict} is called {word}, elsewhere {usual.get(verdict)}"


_TEXT: Final = re.compile(r"(-?[\d,]+)(?:\.(\d+))?\s*(.*)")


def _shown(name: str, row: Mapping[str, Any]) -> Iterator[str]:
    """Read the figures that a reader is shown back, and hold them to the values within the digits shown."""
    for text, column in (("target", "target_value"), ("achieved", "achieved_value")):
        value, found = _number(row[column]), _TEXT.fullmatch(str(row[text]).strip())
        if (value is None) != (found is None):
            yield f"clauses.csv {name}: {text} {row[text]}, its value is {value}"
        elif value is not None and found is not None:
            whole, places, unit = found.groups(default="")
            scale = _scale(unit.strip(), str(row["unit"]))
            # a share is rounded down for a reader, all else to the nearest
            step = scale * 10.0 ** -len(places) * (1.0 if unit.strip() == "%" else 0.5)
            if abs(float(f"{whole.replace(',', '')}.{places or 0}") * scale - value) > step * (1 + 1e-6):
                yield f"clauses.csv {name}: {text} {row[text]}, its value is {value:g}"


def _scale(shown: str, unit: str) -> float:
    """Give what one of a shown unit is in the unit of the value."""
    if shown == "%":
        return 0.01
    if shown == "公里" and unit == "m":
        return 1000.0
    return {"万": 1e4, "亿": 1e8}.get(shown[:1], 1.0)


def _number(value: Any) -> float | None:  # noqa: ANN401 - a cell is of any kind
    return None if blank(value) else float(value)
