"""A machine without a font for Chinese: the page opens in a language that it can draw, and says so."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import pytest

from gisplan_data import data_folder
from tests.maps.conftest import CHROMIUM

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HEAD = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'


def opened(other: Browser, home: Path, *fonts: Path) -> Browser:
    """Start a Chromium that has such fonts alone."""
    (home / "fonts").mkdir()
    for font in fonts:
        shutil.copy(font, home / "fonts")
    config = home / "fonts.conf"
    config.write_text(f"{HEAD}<dir>{home}/fonts</dir><cachedir>{home}/cache</cachedir></fontconfig>", "utf-8")
    return other.browser_type.launch(
        executable_path=str(CHROMIUM), args=["--no-sandbox"], env={"FONTCONFIG_FILE": str(config)}
    )


@pytest.mark.browser
@pytest.mark.parametrize(("chinese", "language"), [(False, "en"), (True, "zh")])
def test_a_page_opens_in_a_language_that_the_machine_can_draw(
    pages: Path, chromium: Any, tmp_path: Path, chinese: bool, language: str
) -> None:
    fonts = [Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"]
    if chinese:
        fonts.append(data_folder() / "fonts" / "GisplanSansSC-Regular.otf")
    browser = opened(chromium, tmp_path, *fonts)
    page = browser.new_context(offline=True).new_page()
    page.goto((pages / "districts" / "120101.html").as_uri())
    page.wait_for_selector("html[data-ready=yes]")
    assert page.evaluate("gisplan.language") == language
    assert page.get_by_text("This computer has no font").count() == (0 if chinese else 1)
    page.goto(f"{(pages / 'index.html').as_uri()}#lang=zh")
    page.reload()
    page.wait_for_selector("html[data-ready=yes]")
    assert page.evaluate("gisplan.language") == "zh"  # who asks for it gets it
    browser.close()
