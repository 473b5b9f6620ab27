"""Every fault is said in the language of its reader: no sentence of a check is worded in code."""

from __future__ import annotations

import ast
import re
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import gisplan.runs
import gisplan.verify
from gisplan.tables.registry import CSV, EVIDENCE, LAYERS, tables_in
from gisplan.verify.run.faults import amount, by, differs, fault, least, of, place, several
from gisplan_words import Message, Series, message
from tests import pseudo
from tests.gisplan.verify.mutations import Held as Whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan_words import Sayable

SAMPLE, SEED = 36, 7
VALUES = {"said", "due", "error", "value", "source", "columns", "objective", "bound", "functions", "keys"}
"""Figures of a fault that are what a file holds, in any language."""
WORD = re.compile(r"[A-Za-z]{2,}")


@pytest.fixture(scope="module")
def language(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch, pseudo.spoken(tmp_path_factory.mktemp("words"), patch) as key:
        yield key


def bare(said: Sayable) -> Sayable:
    """Give a fault with all that is no message made a cipher."""
    if isinstance(said, Message):
        chosen = {"kind": said.figures["kind"]} if said.code == "check-row" else {}
        return message(said.code, **{name: bare(part) for name, part in said.figures.items()} | chosen)
    return Series(tuple(map(bare, said.parts)), said.by) if isinstance(said, Series) else "0"


def texts_of(said: Sayable, name: str = "") -> Iterator[str]:
    """Give the texts in a fault that are no values of a file."""
    if isinstance(said, Message):
        for figure, part in said.figures.items():
            yield from texts_of(part, figure)
    elif isinstance(said, Series):
        for part in said.parts:
            yield from texts_of(part, name)
    elif name not in VALUES:
        yield str(said)


def test_no_fault_of_a_mutated_run_is_worded_in_code(toy_run: Path, tmp_path: Path, language: str) -> None:
    """Its sentences are the catalogue's, and what they name are names: of files, columns and rows."""
    whole = Whole(toy_run, tmp_path)
    names = {word for path in toy_run.rglob("*.json") for word in WORD.findall(path.read_text("utf-8"))}
    names |= {*WORD.findall((toy_run / "scenario.toml").read_text("utf-8"))}
    for table in tables_in(LAYERS, EVIDENCE, CSV):
        frame = table.of(whole.run)
        names |= {*WORD.findall(f"{table.path} {table.name}"), *WORD.findall(" ".join(frame.columns))}
        for column in frame.columns.drop("geometry", errors="ignore"):
            names |= {*WORD.findall(" ".join(map(str, frame[column].unique())))}
    names |= {"manifest", "scenario", "plan", "certificate", "inputs", "json", "toml", "covered", "uncovered"}
    names |= {"index", "map", "report", "districts", "html"}
    names |= {f"{name}x" for name in names}  # as a mutation leaves them
    found = []
    for mutation in whole.mutations(SAMPLE, SEED):
        if mutation.page is None:
            with suppress(Exception):  # what cannot be read is told by its reader
                found += islice(whole.faults(mutation), 1)  # the check of the mutated table speaks first
            whole.restore()
    assert len({one.code for one in found}) > 5
    plain = {say for one in found if pseudo.UNSAID.search(say := bare(one).said(language))}
    assert plain == set()
    worded = {text for one in found for text in texts_of(one) if not names.issuperset(WORD.findall(text))}
    assert worded == set()


def test_no_check_words_a_sentence() -> None:
    """What a check yields is made by the few sentences of `faults`, never by a text with values in it."""
    worded = []
    for room in (gisplan.verify, gisplan.runs):
        for path in Path(str(room.__file__)).parent.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                told = node.value if isinstance(node, ast.Yield) else None
                if isinstance(told, ast.JoinedStr | ast.Constant) and path.name != "drawn.py":
                    worded.append(f"{path.name}:{node.lineno}")
    assert worded == []


def test_a_fault_names_place_value_and_source_in_each_language() -> None:
    said = differs(place("schedule.csv", 2027, of("site", "PP-1")), "count", 3, 4, by("chargers"))
    assert said.en == "schedule.csv 2027 site PP-1: count 3, its chargers give 4"
    assert said.zh == "schedule.csv 2027 点位 PP-1：count 3，由其充电桩复算为 4"
    few = least(several(of("cell", "C00"), of("group", "home")), amount("chargers"), 1, 2)
    assert few.en == "cell C00, group home: chargers 1, at least 2"
    assert few.zh == "网格 C00，服务分组 home：充电桩 1，不得少于 2"
    alone = differs(of("site", "PP-1"), "kw", 5, 6, by("chargers"))
    assert alone.en == "plan.gpkg sites site PP-1: kw 5, its chargers give 6"  # a row alone: its table too
    assert fault("file-added", "notes.txt").zh == "notes.txt：方案写出之后新增的文件"
    assert said.code == "check-differs"
