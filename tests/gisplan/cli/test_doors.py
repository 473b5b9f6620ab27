"""What a stranger sends never makes a command read another file or call a server, and is refused by name."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from gisplan.cli.app import app
from gisplan_data import data_folder
from tests.hostile_files import SECRET, Listener, hostile_files, secret_file, texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RUNNER = CliRunner()


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    monkeypatch.setenv("GDAL_HTTP_TIMEOUT", "2")  # a door left open fails here, it does not hang
    server = Listener()
    yield server
    server.socket.close()


def answer(*words: str) -> tuple[int, str]:
    found = RUNNER.invoke(app, [*words])
    return found.exit_code, found.stdout + found.stderr


def test_lint_and_import_stay_within_the_file(tmp_path: Path, listener: Listener) -> None:
    for path in hostile_files(tmp_path, listener.url, few=True):
        for words in (("lint", str(path)), ("import", str(path), "--out", str(tmp_path / "out.geojson"))):
            code, said = answer("layers", *words)
            (tmp_path / "out.geojson").unlink(missing_ok=True)
            assert code in {0, 2}
            assert SECRET not in said
            assert not listener.was_called(), path


@pytest.fixture
def region(tmp_path: Path) -> Path:
    return shutil.copytree(data_folder() / "regions" / "tianjin", tmp_path / "region")


def test_plan_stays_within_the_region(region: Path, listener: Listener, tmp_path: Path) -> None:
    for text in list(texts(secret_file(tmp_path), listener.url).values())[:4]:
        (region / "districts.geojson").write_text(text, encoding="utf-8")
        code, said = answer("plan", "--set", f"region={region}", "--out", str(tmp_path / "out"))
        assert code == 2
        assert "districts.geojson" in said
        assert SECRET not in said
        assert not listener.was_called()


@pytest.mark.parametrize("command", ["verify", "report"])
def test_a_run_is_read_within_its_folder(command: str, run: Path, listener: Listener, tmp_path: Path) -> None:
    for text in texts(secret_file(tmp_path), listener.url).values():
        (run / "plan.gpkg").write_text(text, encoding="utf-8")
        code, said = answer(command, str(run))
        assert code == (5 if command == "verify" else 2)
        assert "plan.gpkg" in said
        assert SECRET not in said
        assert not listener.was_called()


def test_a_link_out_of_a_run_is_refused_by_name(run: Path, tmp_path: Path) -> None:
    (run / "sites.csv").unlink()
    (run / "sites.csv").symlink_to(secret_file(tmp_path))
    code, said = answer("verify", str(run))
    assert code == 2
    assert "a link leads out of the folder: sites.csv" in said


def test_a_run_takes_nothing_from_another_file(run: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(f'{SECRET} = "a key of mine"\n', encoding="utf-8")
    path = run / "scenario.toml"
    path.write_text('extends = "../mine.toml"\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    code, said = answer("verify", str(run))
    assert code == 5
    assert "extends another file" in said
    assert SECRET not in said


@pytest.mark.parametrize("name", ["../mine.csv", "/etc/hostname", "linked.csv"])
def test_a_region_names_only_what_it_holds(region: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "mine.csv").write_text(f"name,lon,lat\n{SECRET},117,39\n", encoding="utf-8")
    if name == "linked.csv":
        (region / name).symlink_to(tmp_path / "mine.csv")
    settings = (region / "region.toml").read_text(encoding="utf-8").splitlines()
    kept = [line for line in settings if not line.startswith("geonames")]
    (region / "region.toml").write_text("\n".join([*kept, f'geonames = "{name}"']), encoding="utf-8")
    code, said = answer("layers", "list", str(region))
    assert code == 2
    assert "out of the folder" in said
    assert name.rpartition("/")[2] in said
    assert SECRET not in said
