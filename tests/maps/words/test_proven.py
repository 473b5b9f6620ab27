"""What a certificate says in English is said to a reader in his own language."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from gisplan_catalogue import codes
from maps.words.proven import proven_words

ROOT = Path(__file__).resolve().parents[3]
KEEPERS = re.compile(r"_?(PROVEN|REACHED|RELAXED|COUNTED|NO_PROOF|CUT_PROOF)|proof|sized|proven")
"""Names under which code keeps what a certificate will say."""


def test_every_sentence_has_a_message_and_no_two_are_alike() -> None:
    said = [proven_words(said_of(code)).zh for code in codes(begins="proven-")]
    assert len(set(said)) == len(said)
    assert not [text for text in said if re.search("[A-Za-z]{3}", text)]


def said_of(code: str) -> str:
    from gisplan_catalogue import catalogue

    text = catalogue("en").entries[code].splitlines()[0].partition("= ")[2]
    return re.sub(r"\{ \$\w+ \}", "7", text)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (
            "sized part by part; bound by the linear relaxation with that unmet energy held (interrupted)",
            "分部分定容；界来自线性松弛，未满足电量保持不变（被中断）",
        ),
        (
            "most people covered with a Gini coefficient of at most 0.2 among the districts",
            "各区县基尼系数不超过 0.2，覆盖人数最多",
        ),
        (
            "most hydrogen served, t/day (Time limit reached)",
            "most hydrogen served, t/day (Time limit reached)",
        ),
        ("", ""),
    ],
)
def test_sentences_within_sentences_are_said(english: str, chinese: str) -> None:
    said = proven_words(english)
    assert (said.en, said.zh) == (english, chinese)


def test_every_sentence_that_the_code_keeps_for_a_certificate_has_a_message() -> None:
    kept = {
        text.strip()
        for folder in ("optimize", "gisplan/planning")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for text in _kept(ast.parse(path.read_text(encoding="utf-8")))
    }
    kept -= {"bound by"}  # another sentence follows it
    assert len(kept) > 20
    assert not [text for text in kept if re.search("[A-Za-z]{3}", proven_words(text).zh)]


def _kept(tree: ast.Module) -> set[str]:
    """Give the texts that stand under a name of `KEEPERS`: assigned, or given as a keyword."""
    found: set[str] = set()
    for node in ast.walk(tree):
        value = getattr(node, "value", None)
        targets = getattr(node, "targets", [getattr(node, "target", None)])
        names = [getattr(node, "arg", None), *(getattr(target, "id", None) for target in targets)]
        if value is None or not any(name and KEEPERS.fullmatch(name) for name in names):
            continue
        parts = value.values if isinstance(value, ast.Dict) else [value]
        found |= {
            part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)
        }
    return {text for text in found if re.search("[a-z]{3} [a-z]", text)}
