"""A PostgreSQL of the tests' own, with PostGIS, as a user without rights, in a folder that goes with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.conftest import missing

NOBODY = "nobody"


@dataclass(frozen=True)
class Cluster:
    """A running cluster, reached by its socket only."""

    binaries: Path
    folder: Path

    def url(self, database: str = "postgres", table: str = "") -> str:
        return f"postgresql://{NOBODY}@{quote(str(self.folder), safe='')}/{database}{table and '#' + table}"

    def run(self, program: str, *args: str) -> None:
        command = [str(self.binaries / program), *args]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid", NOBODY, "--regid", "nogroup", "--clear-groups", *command]
        told = subprocess.run(command, capture_output=True, text=True, cwd=self.folder, check=False)
        assert told.returncode == 0, f"{program}: {told.stdout} {told.stderr}"

    def restart(self) -> None:
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "restart", "-l", "log")

    def sql(self, text: str, database: str = "postgres") -> None:
        where = ("-h", str(self.folder), "-U", NOBODY, "-d", database, "-v", "ON_ERROR_STOP=1", "-q")
        self.run("psql", *where, "-c", text)


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    plain = shutil.which("initdb")
    return found[-1].parent if found else Path(plain).resolve().parent if plain else None


@pytest.fixture(scope="session")
def cluster():
    """Give a cluster with an empty database `team` that has PostGIS, or skip and say why."""
    if find_spec("psycopg") is None or find_spec("sqlalchemy") is None:
        missing("no psycopg or no SQLAlchemy: pip install gisplan[postgis]")
    binaries = _binaries()
    if binaries is None:
        missing("no PostgreSQL: apt-get install postgresql postgresql-postgis")
    if not any(Path("/usr/share/postgresql").glob("*/extension/postgis.control")):
        missing("no PostGIS: apt-get install postgresql-postgis")
    folder = Path(tempfile.mkdtemp(prefix="gisplan-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, NOBODY, "nogroup")
    made = Cluster(binaries, folder)
    try:
        made.run("initdb", "-D", "data", "-U", NOBODY, "-A", "trust", "-E", "UTF8", "--no-sync")
        alone = f"listen_addresses = ''\nunix_socket_directories = '{folder}'\nfsync = off\n"
        with (folder / "data" / "postgresql.conf").open("a") as file:
            file.write(alone)
        made.run("pg_ctl", "-D", "data", "-w", "start", "-l", "log")
        made.sql("CREATE DATABASE team")
        made.sql("CREATE EXTENSION postgis", "team")
        yield made
    finally:
        subprocess.run(
            [binaries / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"],
            user=NOBODY if os.geteuid() == 0 else None,
            capture_output=True,
            cwd=folder,
            check=False,
        )
        shutil.rmtree(folder, ignore_errors=True)
