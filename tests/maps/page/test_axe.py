"""Nothing serious by axe, the field's own checker of accessibility, on any kind of page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser

NAMES = ("index.html", "map.html", "districts/120116.html")
GRAVE = {"serious", "critical"}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_has_a_serious_fault(chromium: Any, pages: Path, name: str, language: str) -> None:
    # the page's own policy lets no other script in, axe neither
    context = chromium.new_context(offline=True, bypass_csp=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{(pages / name).as_uri()}#lang={language}")
    page.wait_for_selector("html[data-ready=yes]")
    found = Axe().run(page).response["violations"]
    grave = [
        (fault["id"], [node["html"][:140] for node in fault["nodes"][:4]])
        for fault in found
        if fault["impact"] in GRAVE
    ]
    context.close()
    assert grave == []
