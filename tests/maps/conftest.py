"""Sample plans, their pages, and a headless Chromium without a network."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Error, sync_playwright

from maps import write_pages
from tests.maps import sample as sample_plans

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from playwright.sync_api import Browser, Page

CHROMIUM = Path("/usr/bin/chromium")
FEW = ["120101", "120103", "120110", "120114", "120116", "120118"]


@pytest.fixture(scope="session")
def sample() -> ModuleType:
    return sample_plans


@pytest.fixture(scope="session")
def layers(sample: ModuleType) -> Any:
    return sample.sample_layers(260, 300, adcodes=FEW)


@pytest.fixture(scope="session")
def facts(sample: ModuleType) -> Any:
    return sample.sample_facts()


@pytest.fixture(scope="session")
def pages(layers: Any, facts: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    write_pages(folder, layers, facts)
    return folder


@pytest.fixture(scope="session")
def hostile_pages(sample: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    write_pages(
        folder, sample.sample_layers(260, 300, hostile=True, adcodes=FEW), sample.sample_facts(hostile=True)
    )
    return folder


@pytest.fixture(scope="session")
def chromium(missing_tool: Any) -> Iterator[Browser]:
    if not CHROMIUM.exists():
        missing_tool(f"no {CHROMIUM}: apt-get install chromium")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        except Error as error:
            missing_tool(f"{CHROMIUM} does not start ({error}): apt-get install --reinstall chromium")
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def missing_tool() -> Any:
    """Give ``missing`` of tests/conftest.py, which pytest has loaded under a name of its own."""
    for module in list(sys.modules.values()):
        if str(getattr(module, "__file__", "")).endswith(str(Path("tests") / "conftest.py")):
            return module.missing
    raise LookupError("tests/conftest.py is not loaded")


class Visit:
    """One page opened offline, with everything it asked for and complained about."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: Path, address: str = "") -> Page:
        self.page.goto(f"{path.as_uri()}{address}")
        self.page.wait_for_selector("html[data-ready=yes]", timeout=10_000)
        return self.page

    def network(self) -> list[str]:
        return [url for url in self.requests if not url.startswith(("file:", "data:", "blob:"))]


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    context = chromium.new_context(offline=True, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(8_000)
    yield Visit(context.new_page())
    context.close()
