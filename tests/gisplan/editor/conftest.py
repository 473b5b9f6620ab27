"""An editor of the toy city on a real socket, and browsers' requests written out by hand."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from playwright.sync_api import Error, sync_playwright

from layers.store import open_store
from tests.conftest import missing
from tests.gisplan.toy import toy_region
from tests.gisplan.toy_folder import stated_sites, write_toy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser as Chromium
    from playwright.sync_api import Page

CHROMIUM = Path("/usr/bin/chromium")


@dataclass
class Browser:
    """A cookie, what the page said, and requests as a browser makes them."""

    address: str
    cookie: str = ""
    page: dict[str, Any] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return self.address.removeprefix("http://")

    def ask(
        self, path: str, body: Any = None, method: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, Any, dict[str, str]]:
        change = body is not None
        sent = {"Cookie": self.cookie} if self.cookie else {}
        if change:
            sent |= {
                "Content-Type": "application/json",
                "Origin": self.address,
                "Sec-Fetch-Site": "same-origin",
            }
            sent["X-Gisplan-Csrf"] = self.page.get("csrf", "")
        sent = {name: value for name, value in {**sent, **(headers or {})}.items() if value is not None}
        data = body if isinstance(body, bytes) else json.dumps(body).encode() if change else None
        way = http.client.HTTPConnection(self.host, timeout=30)
        way.request(method or ("POST" if change else "GET"), path, data, sent)
        answer = way.getresponse()
        text, told = answer.read(), dict(answer.getheaders())
        way.close()
        kind = told.get("content-type", "")
        return answer.status, json.loads(text) if kind == "application/json" and text else text.decode(), told

    def come_in(self, link: str) -> Browser:
        status, _, told = self.ask(link.removeprefix(self.address))
        assert status == 200, status
        self.cookie = told["set-cookie"].partition(";")[0]
        text = self.ask("/")[1]
        self.page = json.loads(re.search(r'id="page">(.*?)</script>', text, re.DOTALL)[1])
        return self

    def do(self, name: str, **asked: Any) -> Any:
        status, said, _ = self.ask(f"/api/do/{name}", asked)
        assert status == 200, said
        return said


@dataclass
class Served:
    """A running editor."""

    address: str
    links: list[str]
    store: Any
    guard: Any

    def browser(self, role: str = "editor") -> Browser:
        token = self.guard.invite(role, once=True)
        return Browser(self.address).come_in(f"{self.address}/?token={token}")


def raw(address: str, text: str) -> str:
    """Send bytes as they are, and give the first line that comes back."""
    host, _, port = address.removeprefix("http://").rpartition(":")
    with socket.create_connection((host, int(port)), timeout=10) as way:
        way.sendall(text.encode("latin-1"))
        return way.recv(4096).decode("latin-1").partition("\r\n")[0]


def served(room: Path, monkeypatch: pytest.MonkeyPatch, **place: Any) -> tuple[Served, Any]:
    """Serve the toy city from a thread; the second is what ends it."""
    from gisplan.editor import guard, serving
    from gisplan.editor.journal import Journals
    from gisplan.editor.workspace import Workspace

    folder = write_toy(room / "toy")
    layer = place.pop("layer", "sites")
    store = open_store(place.pop("address", str(room / f"{layer}.gpkg")), layer)
    if layer == "sites" and not store.is_there():
        store.save(place.pop("sites", stated_sites()), who="王", why="first")
    scenario = place.pop("scenario", None)
    journals = Journals(room / "drafts")
    kept = Path(os.environ["GISPLAN_TEST_PLANS"]) / "kept"  # solved once for all editors
    shared = Workspace(folder, toy_region(), store, scenario, room, kept, journals, layer)
    links: list[str] = []
    ready, guards, servers = threading.Event(), [], []
    make, run = guard.Guard, uvicorn.Server

    def kept_guard(*given: Any) -> Any:
        guards.append(make(*given))
        return guards[-1]

    class Server(run):  # type: ignore[misc,valid-type]
        def __init__(self, config: Any) -> None:
            super().__init__(config)
            servers.append(self)

        def install_signal_handlers(self) -> None:
            """None in a thread."""

    monkeypatch.setattr(serving, "Guard", kept_guard)
    monkeypatch.setattr(uvicorn, "Server", Server)

    def told(*given: str) -> None:
        links.extend(given)
        ready.set()

    read_only = place.pop("read_only", False)
    asked = serving.Place(**place)
    thread = threading.Thread(
        target=serving.serve, args=(shared, asked, "zh", told), kwargs={"read_only": read_only}, daemon=True
    )
    thread.start()
    assert ready.wait(60)
    while not servers or not servers[0].started:
        thread.join(0.02)

    def end() -> None:
        servers[0].should_exit = True
        thread.join(20)

    address = next(link for link in links if link).partition("/?")[0]
    return Served(address, links, store, guards[0]), end


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    found, end = served(tmp_path, monkeypatch)
    yield found
    end()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    if not CHROMIUM.exists():
        missing(f"no {CHROMIUM}: apt-get install chromium")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        except Error as error:
            missing(f"{CHROMIUM} does not start ({error}): apt-get install --reinstall chromium")
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Chromium) -> Iterator[Any]:
    """Open the editor in browsers of their own; nothing may leave the machine, nothing may complain."""
    contexts, foreign, complaints = [], [], []

    def come(link: str, size: tuple[int, int] = (1400, 850)) -> Page:
        address = link.partition("/?")[0]
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "request",
            lambda one: None if one.url.startswith((address, "data:")) else foreign.append(one.url),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
        page.goto(link)
        page.wait_for_selector("html[data-ready=yes]")
        return page

    yield come
    for context in contexts:
        context.close()
    assert foreign == []
    assert [text for text in complaints if "422" not in text] == []


def until(page: Page, holds: str, arg: Any = None) -> None:
    """Wait until something holds; the page's policy lets no waiting script of playwright's own run."""
    for _ in range(200):
        if page.evaluate(f"arg => ({holds})", arg):
            return
        page.wait_for_timeout(100)
    raise AssertionError(holds)


def another(editor: Any) -> str:
    return f"{editor.address}/?token={editor.guard.invite('editor', once=True)}"


def save(page: Page, why: str) -> None:
    page.click("#tool-save")
    page.fill("#save-who", "王")
    page.fill("#save-why", why)
    page.click("dialog button.main")
