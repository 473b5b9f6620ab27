"""What a certificate keeps of its proof is said to a reader in his own language, also when read back."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from gisplan_catalogue import codes
from gisplan_words import Message, message
from maps.words.proven import proven_words
from optimize.certificate import Certificate, certify, proofs

ROOT = Path(__file__).resolve().parents[3]
EFFORT = {"solver": "HiGHS", "version": "1", "seconds": 1.0, "limit": None}
NESTED = proofs(
    message("proven-part-by-part"),
    message(
        "proven-interrupted",
        what=message("proven-bound-by", what=message("proven-unmet-held", what=message("proven-relaxed"))),
    ),
)


def certificate(proven: object) -> Certificate:
    return certify("siting", "max", 1.0, 1.0, proven=proven, **EFFORT)


def test_no_two_sentences_are_alike_and_all_are_chinese() -> None:
    figures = dict.fromkeys(
        ("count", "gap", "most", "share", "what", "why", "remark", "status", "added"), "7"
    )
    said = [Message(code, figures).zh for code in codes(begins="proven-")]
    assert len(set(said)) == len(said)
    assert not [text for text in said if re.search("[A-Za-z]{3}", text)]


def test_sentences_within_sentences_are_kept_by_a_run_and_said_again() -> None:
    kept = certificate(NESTED).as_dict()
    english = "sized part by part; bound by the linear relaxation with that unmet energy held (interrupted)"
    assert kept["proven"] == english
    assert Certificate.from_dict(kept) == certificate(NESTED)
    assert Certificate.from_dict(kept).as_dict() == kept
    assert proven_words(kept).zh == "分部分定容；界来自线性松弛，未满足电量保持不变（被中断）"
    # what the English text says counts for nothing where the message is kept
    assert proven_words(kept | {"proven": "another text"}).en == english


@pytest.mark.parametrize("damaged", [None, 7, "no message", {"@": "message", "code": "proven-no-such"}, []])
def test_a_proof_without_a_message_is_shown_as_it_stands(damaged: object) -> None:
    said = proven_words({"proven": "most hydrogen served (Time limit reached)", "proven_said": damaged})
    assert said.zh == said.en == "most hydrogen served (Time limit reached)"


def test_what_a_certificate_of_this_version_says_is_a_message() -> None:
    """Text stands for a solver's own word only, never for a sentence of the code."""
    worded = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for folder in ("optimize", "gisplan/planning")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.keyword) and node.arg == "proven"
        if isinstance(node.value, ast.JoinedStr) or isinstance(getattr(node.value, "value", None), str)
    ]
    assert worded == []
