"""The page on the architecture says what the code says."""

from __future__ import annotations

import importlib
import re
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


UNCHECKED = {
    "seed": "chooses among equals, asks nothing of a plan",
    "solver": "how far a stage works; certificates are checked by their own figures",
    "demand.spread": "makes an input: the demand layer",
    "demand.compare_spread": "a second opinion, reported beside the plan",
    "delivery.pilots.sites": "the table of pilots is held to the sites by its rows",
    "facilities.name": "a name",
    "phasing.years.weight": "chooses among plans by year, asks nothing of one",
}
"""Settings that planning reads and no check of verify does, and why."""


@pytest.fixture(scope="module")
def own():
    """Load the script that writes the page."""
    sys.path.insert(0, str(ROOT / "docs"))
    yield importlib.import_module("architecture")
    sys.path.remove(str(ROOT / "docs"))


def test_rooms_imports_and_rules_are_those_of_the_code(own):
    text = own.PAGE.read_text(encoding="utf-8")
    assert own.page(text) == text, "run: python docs/architecture.py"
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == own.rules.settings()


def test_every_setting_says_what_it_is(own):
    shapes = own.rules.shapes()
    assert [key for key, owner, name in own.rules.keys_of() if name not in shapes[owner].said] == []


def test_a_setting_that_decides_is_checked_or_has_a_reason_not_to_be(own):
    loose = [key for key, where, _ in own.rules.rules() if not where["verify"]]
    assert [key for key in loose if not key.startswith(tuple(UNCHECKED))] == []
    assert [name for name in UNCHECKED if not any(key.startswith(name) for key in loose)] == []


def test_the_table_of_rules_follows_a_setting_through_the_code(own):
    found = {key: where for key, where, _ in own.rules.rules()}
    assert "siting/choice" in found["coverage.max_new_sites"]["planning"]
    assert "charging/bounds" in found["coverage.max_new_sites"]["verify"]
    assert "charging" in found["coverage.max_new_sites"]["explain"]
    assert len(found) > 100


def test_every_room_and_module_that_the_page_names_is_there():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:gisplan|layers|optimize|maps)(?:\.[a-z_]+)+)`", text))
    assert len(named) > 15
    assert not {name for name in named if find_spec(name) is None}
