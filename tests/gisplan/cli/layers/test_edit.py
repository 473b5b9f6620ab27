"""The command that serves the editor: what it asks for before it serves, and how it ends."""

from __future__ import annotations

import http.client
import importlib.util
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from gisplan.cli.app import app
from gisplan.cli.console import speak
from gisplan.cli.layers import edit
from layers.store import open_store
from tests.gisplan.toy_folder import stated_sites, write_toy

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def run():
    yield lambda *words: CliRunner().invoke(app, ["--language", "en", "edit", *map(str, words)])
    speak("en")


def test_without_the_extra_it_says_what_to_install(run, monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "uvicorn" else find(name))
    done = run("tianjin")
    assert done.exit_code == 2
    assert 'pip install "gisplan[editor]"' in done.output


def test_a_region_and_a_scenario_that_do_not_fit_are_refused(run, tmp_path):
    assert run("no-such").exit_code == 2
    done = run("tianjin", "--scenario", "beijing-2020")
    assert done.exit_code == 2
    assert "beijing" in done.output


def test_another_host_needs_a_password_that_somebody_can_be_asked_for(run):
    done = run("tianjin", "--host", "192.0.2.1")
    assert done.exit_code == 2
    assert "--password" in done.output


def test_the_password_is_asked_for_once_and_kept_as_its_hash_for_its_owner_alone(tmp_path, monkeypatch):
    kept, asked = tmp_path / "hash", []
    monkeypatch.setattr(sys, "stdin", type("Terminal", (), {"isatty": lambda _: True})())
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: asked.append(1) or "correct horse battery")
    one = edit._hash(kept)
    assert edit._hash(kept) == one == kept.read_text()
    assert one.startswith("$argon2id$")
    assert len(asked) == 1
    assert kept.stat().st_mode & 0o077 == 0


def test_it_saves_in_the_store_that_the_region_plans_on(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    own = write_toy(tmp_path / "own", sites="team.gpkg")
    assert edit._store(str(own), None, "sites").address.path == own / "team.gpkg"
    assert edit._store(str(own), "other.gpkg", "sites").address.path == Path("other.gpkg")
    assert edit._store("tianjin", None, "sites").address.path == Path("tianjin-sites.gpkg")
    assert edit._store(str(own), None, "standing").address.path == Path("own-standing.gpkg")
    assert edit._store("tianjin", None, "standing").layer == "standing"


def test_drafts_of_a_store_lie_in_the_users_state_apart_by_place_and_layer(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    here = edit._drafts(open_store("a.gpkg"))
    assert here.parent == tmp_path / "state" / "gisplan" / "drafts"
    assert here == edit._drafts(open_store(str(tmp_path / "a.gpkg")))
    others = [open_store("b.gpkg"), open_store("a.gpkg", "standing"), open_store("postgresql://h/d#a")]
    assert len({here, *map(edit._drafts, others)}) == 4


def test_it_serves_until_it_is_interrupted_and_leaves_nothing_behind(tmp_path):
    folder = write_toy(tmp_path / "toy", sites="team.gpkg")
    open_store(str(folder / "team.gpkg")).save(stated_sites(), who="x", why="y")
    room = tmp_path / "room"
    room.mkdir()
    words = [sys.executable, "-m", "gisplan.cli", "--language", "en", "edit", str(folder), "--no-browser"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(room)}
    env |= {"XDG_CACHE_HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env, cwd=tmp_path
    ) as server:
        line = next(line for line in server.stdout if "token=" in line)
        host, path = re.search(r"http://([^/]+)(\S+)", line).groups()
        assert host.startswith("127.0.0.1:")
        for status in (200, 403):
            way = http.client.HTTPConnection(host, timeout=30)
            way.request("GET", path)
            assert way.getresponse().status == status
        server.send_signal(signal.SIGINT)
        _, told = server.communicate(timeout=60)
    assert server.returncode == 0, told
    assert "Traceback" not in told
    assert list(room.iterdir()) == []
