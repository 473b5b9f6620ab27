"""The page on the architecture says what the code says."""

from __future__ import annotations

import re
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def writer():
    spec = spec_from_file_location("architecture", ROOT / "docs" / "architecture.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_rooms_and_the_way_of_imports_are_those_of_the_code():
    own = writer()
    text = own.PAGE.read_text(encoding="utf-8")
    assert own.page(text) == text, "run: python docs/architecture.py"


def test_every_room_and_module_that_the_page_names_is_there():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:gisplan|layers|optimize|maps)(?:\.[a-z_]+)+)`", text))
    assert len(named) > 15
    assert not {name for name in named if find_spec(name) is None}
