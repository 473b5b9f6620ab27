"""The commands on a finished run: verify, map, report."""

from __future__ import annotations

import dataclasses
import json
import re
import sys
from contextvars import copy_context
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import docx
import pytest
from typer.testing import CliRunner

from gisplan.cli import console
from gisplan.cli.app import app
from gisplan.runs import folder as run_folder
from gisplan.tables.format import touched_files
from gisplan.verify.folder import Verdict
from gisplan.verify.run.faults import amount, fault, most, of
from gisplan_words import say

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault

RUNNER = CliRunner()


@pytest.mark.parametrize(("faults", "code"), [([], 0), ([fault("file-added", "notes.txt")], 5)])
def test_verify_tells_every_fault(
    faults: list[Fault], code: int, small_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        sys.modules,
        "gisplan.runs.judging",
        SimpleNamespace(judge_run=lambda _folder: Verdict(faults, [], "ab12-cd34-ef56")),
    )
    answer = RUNNER.invoke(app, ["verify", str(small_run)])
    assert answer.exit_code == code
    assert all(told.en in answer.stderr for told in faults)


@pytest.fixture
def many_faults(monkeypatch: pytest.MonkeyPatch) -> list[Fault]:
    faults = [most(of("site", f"PP-{at}"), amount("chargers"), 9, 8) for at in range(120)]
    monkeypatch.setitem(
        sys.modules,
        "gisplan.runs.judging",
        SimpleNamespace(judge_run=lambda _folder: Verdict(faults, [], "ab12-cd34-ef56")),
    )
    return faults


def test_verify_prints_fifty_faults_and_how_many_more(run: Path, many_faults: list[Fault]) -> None:
    answer = RUNNER.invoke(app, ["verify", str(run)])
    assert answer.exit_code == 5
    lines = answer.stderr.splitlines()
    assert "ab12-cd34-ef56" in answer.stdout
    assert "120 constraints" in lines[0]
    assert lines[1:51] == [f"  {fault}" for fault in many_faults[:50]]
    assert lines[51:] == ["  … and 70 more; --json prints all of them."]


def test_verify_says_faults_in_the_language_asked_for(run: Path, many_faults: list[Fault]) -> None:
    answer = RUNNER.invoke(app, ["verify", str(run), "--language", "zh"])
    assert answer.exit_code == 5
    assert "点位 PP-0：充电桩 9，不得超过 8" in answer.stderr


def test_verify_gives_all_faults_as_json(run: Path, many_faults: list[Fault]) -> None:
    answer = RUNNER.invoke(app, ["verify", str(run), "--json"])
    assert answer.exit_code == 5
    told = json.loads(answer.stdout)
    coded = [{"code": "check-differs", "zh": one.zh, "en": one.en} for one in many_faults]
    assert told == {"folder": str(run), "holds": False, "count": 120, "faults": coded} | {
        "fingerprint": "ab12-cd34-ef56",
        "notes": [],
    }
    many_faults.clear()
    answer = RUNNER.invoke(app, ["verify", str(run), "--json"])
    assert answer.exit_code == 0
    assert json.loads(answer.stdout)["holds"] is True


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Put a stand-in for the drawing of pages, and give what it was told."""
    calls: list[dict[str, Any]] = []

    def write_pages(folder: Path, layers: Any, facts: Any, *, against: Any, tiles: Any) -> list[Path]:
        calls.append({"layers": layers, "facts": facts, "against": against, "tiles": tiles})
        (folder / "districts").mkdir()
        pages = [folder / "index.html", folder / "districts" / "120101.html"]
        for page in pages:
            page.write_text("page", encoding="utf-8")
        return pages

    monkeypatch.setitem(sys.modules, "maps.page.writing", SimpleNamespace(write_pages=write_pages))
    return calls


def test_map_draws_again_and_the_run_stays_untouched(
    run: Path, plan: Plan, drawn: list[dict[str, Any]]
) -> None:
    answer = RUNNER.invoke(app, ["map", str(run)])
    assert answer.exit_code == 0, answer.stderr
    assert (run / "districts" / "120101.html").is_file()
    assert touched_files(run) == {}
    layers, facts = drawn[0]["layers"], drawn[0]["facts"]
    assert int(layers.sites["chargers"].sum()) == 174
    assert facts.title.zh == plan.scenario.title_zh
    assert facts.clauses["id"].tolist() == plan.clauses["id"].tolist()
    assert facts.certificates[0]["status"] == "feasible"
    assert (drawn[0]["against"], drawn[0]["tiles"]) == (None, None)


def test_map_opens_in_a_language_and_verify_can_know_it(run: Path, drawn: list[dict[str, Any]]) -> None:
    manifest = run / "manifest.json"
    assert RUNNER.invoke(app, ["map", str(run), "--language", "en"]).exit_code == 0
    assert drawn[0]["facts"].first == "en"
    assert json.loads(manifest.read_text("utf-8"))["language"] == "en"
    assert RUNNER.invoke(app, ["map", str(run)]).exit_code == 0
    assert drawn[1]["facts"].first == "zh"
    assert "language" not in json.loads(manifest.read_text("utf-8"))
    answer = RUNNER.invoke(app, ["map", str(run), "--language", "xx"])
    assert answer.exit_code == 2
    assert "xx" in answer.stderr
    assert len(drawn) == 2


def test_map_against_another_run(
    run: Path, plan: Plan, changed: Callable[..., Plan], drawn: list[dict[str, Any]], tmp_path: Path
) -> None:
    fewer = dataclasses.replace(plan.layers, sites=plan.layers.sites.iloc[:2])
    before = run_folder.write_plan(changed(layers=fewer), tmp_path / "before")
    assert RUNNER.invoke(app, ["map", str(run), "--against", str(before)]).exit_code == 0
    assert len(drawn[0]["against"].layers.sites) == 2
    assert len(drawn[0]["layers"].sites) == 5
    assert touched_files(before) == {}


def test_map_against_a_folder_that_is_no_run(run: Path, drawn: list[dict[str, Any]], tmp_path: Path) -> None:
    answer = RUNNER.invoke(app, ["map", str(run), "--against", str(tmp_path / "none")])
    assert answer.exit_code == 2
    assert "none: is not a run folder" in answer.stderr
    assert drawn == []


def test_map_over_tiles(run: Path, drawn: list[dict[str, Any]]) -> None:
    plain = "https://tiles.example.org/{z}/{x}/{y}.png"
    shifted = "https://webrd01.is.autonavi.com/appmaptile?x={x}&y={y}&z={z}"
    for url in (plain, shifted):
        assert RUNNER.invoke(app, ["map", str(run), "--tiles", url]).exit_code == 0
    assert [call["tiles"].datum for call in drawn] == ["wgs84", "gcj02"]
    assert (drawn[0]["tiles"].url, drawn[0]["tiles"].attribution) == (plain, "tiles.example.org")


@pytest.mark.parametrize("url", ["http://x.org/{z}/{x}/{y}", "https://x.org/tiles", "https://[x/{z}{x}{y}"])
def test_an_address_that_is_none_of_tiles(url: str, run: Path, drawn: list[dict[str, Any]]) -> None:
    answer = RUNNER.invoke(app, ["map", str(run), "--tiles", url])
    assert answer.exit_code == 2
    assert "--tiles" in answer.stderr
    assert drawn == []


def test_report_of_a_run_stands_in_its_folder(run: Path) -> None:
    answer = RUNNER.invoke(app, ["report", str(run)])
    assert answer.exit_code == 0, answer.stderr
    assert answer.stdout.split() == [str(run / "report.html"), str(run / "report.docx")]
    assert "174 台" in (run / "report.html").read_text(encoding="utf-8")
    assert touched_files(run) == {}
    assert RUNNER.invoke(app, ["report", str(run)]).exit_code == 0


def test_a_report_read_back_says_what_the_plan_said(run: Path, plan: Plan) -> None:
    from gisplan.plan.reading import read_plan
    from gisplan.report.city import report_sections
    from gisplan.report.district import district_sections

    made, back = plan, read_plan(run)
    for before, after in (
        (report_sections(made), report_sections(back)),
        (district_sections(made, "120116"), district_sections(back, "120116")),
    ):
        for one, other in zip(before, after, strict=True):
            assert one.title == other.title
            assert one.paragraphs == other.paragraphs, one.title.en
            for language in ("zh", "en"):
                assert cells(one, language) == cells(other, language), one.title.en


def cells(section: Any, language: str) -> list[list[str]]:
    """Say the rows of a section's table in a language."""
    rows = () if section.table is None else section.table.rows
    return [[say(cell, language) for cell in row] for row in rows]


@pytest.mark.parametrize(
    ("language", "first", "other"),
    [
        ("zh", "新增充电桩：174 台（目标 50,000 台）", "[A-Za-z]{8}"),
        ("en", "New chargers: 174 (target 50,000)", "[一-龥]"),
    ],
)
def test_the_summary_of_a_plan_is_in_the_language_of_the_console(
    plan: Plan, capsys: pytest.CaptureFixture[str], language: str, first: str, other: str
) -> None:
    def summary() -> None:
        console.speak(language)
        console.print_summary(plan)

    copy_context().run(summary)
    said = capsys.readouterr().out
    assert said.splitlines()[0] == first
    assert not re.search(other, said)


def test_report_of_a_district(run: Path, tmp_path: Path) -> None:
    out = tmp_path / "binhai.docx"
    answer = RUNNER.invoke(app, ["report", str(run), "--district", "120116", "--out", str(out)])
    assert answer.exit_code == 0, answer.stderr
    page = out.with_suffix(".html").read_text(encoding="utf-8")
    assert "SA-1E" in page
    assert "PP-1" not in page
    titles = [p.text for p in docx.Document(str(out)).paragraphs if p.style.name == "Title"]
    assert titles[0].endswith("：滨海新区")
    assert not (run / "report-120116.html").exists()


def test_report_of_an_unknown_district_names_the_known(run: Path) -> None:
    answer = RUNNER.invoke(app, ["report", str(run), "--district", "110101"])
    assert answer.exit_code == 2
    assert "120101 和平区, 120116 滨海新区" in answer.stderr
    assert touched_files(run) == {}


def test_a_report_that_was_edited_is_kept(run: Path) -> None:
    RUNNER.invoke(app, ["report", str(run)])
    (run / "report.docx").write_bytes(b"edited")
    answer = RUNNER.invoke(app, ["report", str(run)])
    assert answer.exit_code == 2
    assert "--force" in answer.stderr
    assert (run / "report.docx").read_bytes() == b"edited"
    assert RUNNER.invoke(app, ["report", str(run), "--force"]).exit_code == 0
    assert (run / "report.docx").read_bytes() != b"edited"


@pytest.mark.parametrize("out", ["report.pdf", "nowhere/report.docx", "."])
def test_a_report_file_that_cannot_be(out: str, run: Path) -> None:
    answer = RUNNER.invoke(app, ["report", str(run), "--out", str(run / out)])
    assert answer.exit_code == 2
    assert "--out" in answer.stderr
