"""What happens to a store when the power, the disk, the server or another program says no."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from gisplan_errors import LayerError
from layers.store import open_store
from layers.store.postgis import ServerLost
from tests.layers.store.sites import but, three_sites

WHO = {"who": "王", "why": "test"}
SAVES = """
import resource, sys
from layers.store import open_store
from tests.layers.store.sites import but, three_sites
store = open_store(sys.argv[1])
for number in range(50):
    store.save(but(three_sites(), "A", bays=100 + number), who="w", why=str(number))
    print(number, flush=True)
"""


def whole(store):
    """The layer is what its log says, whose versions follow each other; and how many there are."""
    numbers = [one.number for one in store.log()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert store.diff() == []
    return len(numbers)


@pytest.mark.parametrize("kind", ["gpkg", "postgis"])
def test_a_store_is_whole_after_kill_9_in_the_middle_of_50_saves(kind, tmp_path, root, request):
    if kind == "gpkg":
        address = str(tmp_path / "sites.gpkg")
    else:
        address = request.getfixturevalue("cluster").url("team", "killed")
    command = [sys.executable, "-c", SAVES, address]
    with subprocess.Popen(
        command, cwd=root, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(root)}
    ) as process:
        last = [int(process.stdout.readline()) for _ in range(10)][-1]
        time.sleep(0.013)
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().split()
    told = int(rest[-1]) if rest else last
    store = open_store(address)
    held = whole(store)
    assert told + 1 <= held < 50  # what was told as saved is there
    frame = store.read().frame.set_index("site_id")
    assert frame["bays"]["A"] == 100 + held - 1
    assert store.save(three_sites(), **WHO).version == held + 1


def test_a_full_disk_leaves_the_last_version(tmp_path, root):
    path = tmp_path / "sites.gpkg"
    store = open_store(str(path))
    store.save(three_sites(), **WHO)
    limited = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "size = Path(sys.argv[1]).stat().st_size + 8192\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))\n"
        "from gisplan_errors import LayerError\n"
        "from layers.store import open_store\n"
        "from tests.layers.store.sites import three_sites\n"
        "try:\n"
        "    open_store(sys.argv[1]).save(three_sites().assign(remark='x' * 50_000), who='w', why='w')\n"
        "except LayerError as fault:\n"
        "    print(fault)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", limited, str(path)],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert "the disk is full or the file may not grow; nothing was saved" in told.stdout
    assert whole(store) == 1
    assert store.save(but(three_sites(), "A", bays=11), **WHO).version == 2


def test_a_file_that_another_program_is_writing_is_waited_for_and_then_named(tmp_path, monkeypatch):
    monkeypatch.setattr("layers.store.geopackage.WAIT_S", 0.1)
    path = tmp_path / "sites.gpkg"
    store = open_store(str(path))
    store.save(three_sites(), **WHO)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LayerError, match="another program is writing it"):
            store.save(but(three_sites(), "A", bays=11), **WHO)
        other.execute("ROLLBACK")
    assert store.save(but(three_sites(), "A", bays=11), **WHO).version == 2
    assert whole(store) == 2


def test_a_fault_is_named_by_what_sqlite_says_it_is_and_not_by_its_words(tmp_path):
    path = tmp_path / "sites.gpkg"
    store = open_store(str(path))
    store.save(three_sites(), **WHO)
    with closing(sqlite3.connect(path)) as other:
        other.execute(
            "CREATE TRIGGER bar BEFORE UPDATE ON sites BEGIN SELECT raise(ABORT, 'full and locked'); END"
        )
    with pytest.raises(LayerError, match=r"cannot be read or written \(full and locked\)"):
        store.save(but(three_sites(), "A", bays=11), **WHO)
    assert whole(store) == 1


def test_a_new_file_that_could_not_be_saved_is_not_left_behind(tmp_path):
    store = open_store(str(tmp_path / "new.gpkg#other"))
    with pytest.raises(LayerError, match="no version 7"):
        store.save(three_sites(), base=7, **WHO)
    assert not list(tmp_path.iterdir())


def test_a_save_outlives_a_restart_of_the_server(cluster, monkeypatch):
    monkeypatch.setattr("layers.store.store.PAUSE_S", 0.2)
    store = open_store(cluster.url("team", "restarted"))
    store.save(three_sites(), **WHO)
    cluster.restart()
    assert whole(store) == 1
    cluster.run("pg_ctl", "-D", "data", "-m", "immediate", "-w", "stop")
    with pytest.raises(ServerLost, match="the server cannot be reached"):
        store.save(but(three_sites(), "A", bays=11), **WHO)
    cluster.run("pg_ctl", "-D", "data", "-w", "start", "-l", "log")
    assert store.save(but(three_sites(), "A", bays=11), **WHO).version == 2


def test_a_server_that_goes_in_the_middle_of_a_save_leaves_nothing_of_it_and_the_save_is_tried_again(
    cluster, monkeypatch
):
    from layers.store.postgis import PostgisSession

    monkeypatch.setattr("layers.store.store.PAUSE_S", 0.2)
    store = open_store(cluster.url("team", "cut"))
    store.save(three_sites(), **WHO)
    apply, cuts = PostgisSession.apply, []

    def cut(session, changes, key):
        apply(session, changes, key)
        if not cuts:
            cuts.append(cluster.restart())

    monkeypatch.setattr(PostgisSession, "apply", cut)
    assert store.save(but(three_sites(), "A", bays=11), **WHO).version == 2
    assert len(cuts) == 1
    assert whole(store) == 2


def test_a_save_waits_for_another_one_of_the_same_layer_and_then_says_so(cluster, monkeypatch):
    import psycopg

    monkeypatch.setattr("layers.store.postgis.WAIT_S", 1)
    store = open_store(cluster.url("team", "held"))
    store.save(three_sites(), **WHO)
    with psycopg.connect(host=str(cluster.folder), user="nobody", dbname="team") as other:
        other.execute("UPDATE held SET bays = 12 WHERE site_id = 'A'")
        with pytest.raises(LayerError, match="another program is writing it"):
            store.save(but(three_sites(), "A", bays=11), **WHO)
        other.commit()
    # who edits the table past gisplan is not lost, and not overwritten by who started from version 1
    with pytest.raises(LayerError, match="A: bays: here '11', in the store '12'"):
        store.save(but(three_sites(), "A", bays=11), base=1, **WHO)
    saved = store.save(but(three_sites(), "B", bays=21), base=1, **WHO)
    assert [change.key for change in saved.outside] == ["A"]
    assert [(one.who, one.changed) for one in store.log()] == [("王", 0), ("", 1), ("王", 1)]
