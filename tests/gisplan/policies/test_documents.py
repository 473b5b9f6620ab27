"""Every shipped clause is found in its document by its own words, and the document is the one read."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from pathlib import Path

import pytest

from gisplan.delivery.permits import permit_rules
from gisplan.policies.registers import load_register
from gisplan.resources import policy_names
from tests.conftest import missing


def plain(text: str) -> str:
    """Drop what a PDF adds: compatibility characters, blanks and line breaks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@pytest.fixture(scope="session")
def documents() -> dict[str, str]:
    """Give the text of every policy document at hand by its SHA-256."""
    folder = os.environ.get("GISPLAN_POLICY_DOCUMENTS")
    if not folder or not Path(folder).is_dir():
        missing("no policy documents: set GISPLAN_POLICY_DOCUMENTS to the folder of their texts")
    files = [path for path in sorted(Path(str(folder)).iterdir()) if path.is_file()]
    return {hashlib.sha256(p.read_bytes()).hexdigest(): p.read_text(encoding="utf-8") for p in files}


@pytest.mark.parametrize("name", policy_names())
def test_every_fragment_stands_in_its_document(name: str, documents: dict[str, str]) -> None:
    register = load_register(name)
    read = {key: one for key, one in register.documents.items() if one.tag == "text"}
    lost = [key for key, one in read.items() if one.sha256 not in documents]
    assert not lost, f"no file with the SHA-256 of {lost}"
    texts = {key: plain(documents[one.sha256]) for key, one in read.items()}
    absent = [
        f"{clause.id}: {fragment}"
        for clause in register.clause
        if clause.document in texts
        for fragment in clause.fragments
        if plain(fragment) not in texts[clause.document]
    ]
    assert not absent


def test_what_a_permit_quotes_stands_in_its_document_and_every_other_one_says_that_it_is_from_memory(
    documents: dict[str, str],
) -> None:
    held = load_register("tianjin-2023").documents.values()
    told = {one.title: plain(documents[one.sha256]) for one in held if one.tag == "text"}
    tags = {"text": 0, "memory": 0}
    for rule in permit_rules():
        tags[rule.tag] += 1
        if rule.tag == "memory":
            assert "from memory; not checked" in rule.source
            assert not re.search("[“《：:]", rule.source + rule.law), "what was not read is not quoted"
            continue
        title, _, quoted = rule.source.partition(": ")
        text = next(text for name, text in told.items() if title.startswith(name))
        assert all(plain(part) in text for part in quoted.split("，")), rule.id
    assert tags == {"text": 2, "memory": 8}


def test_the_2018_plan_needs_normalising_before_its_clauses_are_found(documents: dict[str, str]) -> None:
    register = load_register("tianjin-2018")
    text = documents[register.documents["TJ-2018"].sha256]
    fragment = register.row("N24-01").fragments[0]
    assert fragment not in text
    assert plain(fragment) in plain(text)


def test_one_text_holds_the_two_plans_of_2018(documents: dict[str, str]) -> None:
    held = load_register("tianjin-2018").documents
    assert held["TJ-NEV-2018"].sha256 == held["TJ-AUTO-2018"].sha256
    text = plain(documents[held["TJ-AUTO-2018"].sha256])
    # The title of the first one is missing, the second one's stands between them.
    assert text.index("天津市汽车产业发展三年行动方案") > text.index("公共、专用等各类充电桩近9000个")


def test_every_document_of_the_registers_is_known_by_title_issuer_and_day() -> None:
    for name in policy_names():
        for document in load_register(name).documents.values():
            assert document.title
            assert document.issuer
            assert document.issued[:4].isdigit()
            assert document.tag != "text" or len(document.sha256) == 64


@pytest.mark.parametrize(
    ("name", "count"),
    [("tianjin-2023", 56), ("tianjin-2018", 48), ("guangdong-2020", 11), ("beijing-2017", 8)],
)
def test_the_documents_give_123_rows(name: str, count: int) -> None:
    assert len(load_register(name).clause) == count


def test_what_a_target_counts_is_kept_apart() -> None:
    tianjin, guangdong = load_register("tianjin-2023"), load_register("guangdong-2020")
    assert (tianjin.row("TJ15-01").target, tianjin.row("TJ15-01").flow_or_stock) == (50_000, "flow")
    assert tianjin.row("TJ15-01").strength == "best-endeavour"
    assert (tianjin.row("TJ17-01").target, tianjin.row("TJ17-01").flow_or_stock) == (11, "stock")
    public = guangdong.row("GD21-1")
    assert (public.target, public.flow_or_stock) == (150_000, "stock")
    assert public.check == "public_chargers_in_all > target"


def test_figures_inside_the_documents_add_up() -> None:
    register = load_register("tianjin-2018")
    parts = [int(n) for n in re.findall(r"(\d+)辆", register.row("A1-03").fragments[0])]
    assert parts[0] == sum(parts[1:])
    billions = [int(n) for n in re.findall(r"(\d+)亿元", "".join(register.row("N13-1").fragments))]
    assert billions[0] == sum(billions[1:])
