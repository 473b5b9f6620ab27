"""A draft outlives its editor: killed, cut off, on a full disk; and nobody takes it who may not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gisplan.editor import journal
from gisplan.editor.draft import draft_of, edited, removed
from gisplan.editor.journal import SUFFIX, Journals
from gisplan_errors import GisplanError, LayerError
from tests.gisplan.editor.conftest import Browser, served
from tests.gisplan.toy_folder import stated_sites

SERVE = """
import sys
from pathlib import Path
from gisplan.editor.journal import Journals
from gisplan.editor.serving import Place, serve
from gisplan.editor.workspace import Workspace
from layers.store import open_store
from tests.gisplan.toy import toy_region
from tests.gisplan.toy_folder import stated_sites, write_toy
room = Path(sys.argv[1])
store = open_store(str(room / "sites.gpkg"))
store.save(stated_sites(), who="w", why="first")
shared = Workspace(write_toy(room / "toy"), toy_region(), store, None, room, room, Journals(room / "drafts"))
serve(shared, Place(), "zh", lambda link, _: print(link, flush=True))
"""


def begun(version=1):
    return draft_of(stated_sites().to_crs(4326), "sites", version, "toy")


def test_a_draft_is_found_again_after_kill_9_of_the_server_and_edited_on(tmp_path, root, monkeypatch):
    command = [sys.executable, "-c", SERVE, str(tmp_path)]
    env = os.environ | {"PYTHONPATH": str(root)}
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True, env=env) as process:
        link = process.stdout.readline().strip()
        own = Browser(link.partition("/?")[0]).come_in(link)
        own.do("edit", keys=["PP-1"], values={"bays": 11})
        own.do("edit", keys=["PP-2"], values={"bays": 22})
        own.do("undo")
        own.do("remove", keys=["PP-3"])
        before = own.ask("/api/whole")[1]
        process.send_signal(signal.SIGKILL)
    editor, end = served(tmp_path, monkeypatch)
    try:
        own = editor.browser()
        assert own.ask("/api/whole")[1]["counts"] == {"added": 0, "changed": 0, "removed": 0}
        (left,) = own.do("left")
        assert left["steps"] == 4
        assert "PP-3" in left["last"]["zh"]
        assert left["last"]["zh"] != left["last"]["en"]
        own.do("take", draft=left["name"])
        after = own.ask("/api/whole")[1]
        assert {key: after[key] for key in ("keys", "columns", "lon", "lat", "counts", "version")} == {
            key: before[key] for key in ("keys", "columns", "lon", "lat", "counts", "version")
        }
        assert own.do("left") == []  # it is mine now
        assert own.do("undo")["counts"] == {"added": 0, "changed": 1, "removed": 0}
        own.do("save", who="王", why="x")
        assert editor.store.read().frame.set_index("site_id").loc["PP-1", "bays"] == 11
        assert not list((tmp_path / "drafts").glob(f"*{SUFFIX}"))  # saved is saved
    finally:
        end()


def test_what_is_edited_is_no_draft_that_is_left_and_only_an_editor_takes_one_up(editor, tmp_path):
    one, two, reader = editor.browser(), editor.browser(), editor.browser("reader")
    one.do("edit", keys=["PP-1"], values={"bays": 11})
    assert two.do("left") == []
    assert two.ask("/api/do/take", {"draft": next((tmp_path / "drafts").glob("*")).stem})[0] == 422
    for action, asked in (("left", {}), ("take", {"draft": "x"}), ("drop", {"draft": "x"})):
        assert reader.ask(f"/api/do/{action}", asked)[0] == 403
    journals = Journals(tmp_path / "drafts")
    kept = journals.begin()
    kept.note(edited(begun(), ["PP-2"], {"bays": 2}), "step")
    kept.let_go()
    (left,) = two.do("left")
    status, said, _ = one.ask("/api/do/take", {"draft": left["name"]})  # it has a draft of its own
    assert status == 422
    assert said["error"]["zh"]
    assert two.do("drop", draft=left["name"]) == []
    assert [path.stem for path in (tmp_path / "drafts").glob("*")] != [left["name"]]


@pytest.mark.parametrize("name", ["../sites", "/etc/passwd", "..", "*", "a/b", "%2e%2e", "."])
def test_no_name_of_a_draft_is_a_path(editor, tmp_path, name):
    (tmp_path / f"sites{SUFFIX}").write_text("{}\n")
    own = editor.browser()
    for action in ("take", "drop"):
        assert own.ask(f"/api/do/{action}", {"draft": name})[0] == 422
    assert (tmp_path / f"sites{SUFFIX}").exists()


def test_a_line_that_was_cut_off_ends_the_draft_before_it_and_is_written_over(tmp_path):
    journals, start = Journals(tmp_path), begun()
    kept = journals.begin()
    draft = edited(start, ["PP-1"], {"bays": 1})
    kept.note(draft, "step")
    later = removed(draft, ["PP-2"])
    kept.note(later, "step")
    kept.let_go()
    kept.path.write_bytes(kept.path.read_bytes()[:-40])
    again = journals.take(kept.path.stem)
    found = again.restored(lambda _: start)
    assert found.rows == draft.rows
    again.note(removed(found, ["PP-3"]), "step")
    again.let_go()
    assert len(list(again.lines())) == 3
    assert journals.take(kept.path.stem).restored(lambda _: start).rows.keys() == draft.rows.keys() - {"PP-3"}


def test_what_is_no_journal_is_told_and_can_be_dropped(tmp_path):
    journals = Journals(tmp_path)
    (tmp_path / f"a{SUFFIX}").write_text("no journal\n")
    (tmp_path / f"b{SUFFIX}").write_text('{"version": 1}\n')  # begun, and no step
    (left,) = journals.left()
    assert left.name == "a"
    spoilt = journals.take("a")
    with pytest.raises(LayerError, match="cannot be read"):
        spoilt.restored(lambda _: begun())
    spoilt.end()
    assert journals.left() == []


def test_an_edit_that_cannot_be_kept_is_not_done(editor, monkeypatch):
    own = editor.browser()
    own.do("edit", keys=["PP-1"], values={"bays": 1})
    monkeypatch.setattr(journal.os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "full")))
    status, said, _ = own.ask("/api/do/edit", {"keys": ["PP-2"], "values": {"bays": 2}})
    assert status == 422
    assert "PP-2" not in said["error"]["zh"]
    assert own.ask("/api/whole")[1]["counts"]["changed"] == 1
    monkeypatch.undo()
    own.do("edit", keys=["PP-3"], values={"bays": 3})  # and the journal is whole again
    assert own.ask("/api/whole")[1]["counts"]["changed"] == 2


def test_a_journal_cannot_grow_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(journal, "MOST_BYTES", 2_000)
    kept, draft = Journals(tmp_path).begin(), begun()
    while not kept.path.exists() or kept.path.stat().st_size <= 2_000:
        draft = edited(draft, ["PP-1"], {"bays": len(draft.past) + 1})
        kept.note(draft, "step")
    with pytest.raises(LayerError, match="too many steps"):
        kept.note(draft, "step")
    assert kept.path.stat().st_size < 8_000


def test_drafts_lie_in_a_folder_of_this_user_alone(tmp_path):
    kept = Journals(tmp_path / "own").begin()
    kept.note(edited(begun(), ["PP-1"], {"bays": 1}), "step")
    assert oct(kept.path.stat().st_mode)[-3:] == "600"
    (tmp_path / "shared").mkdir()
    Path(tmp_path / "shared").chmod(0o777)
    with pytest.raises(GisplanError, match="XDG_STATE_HOME"):
        Journals(tmp_path / "shared")
