"""A signed run is told from a forged one by OpenSSH's own tool, with a key made here."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from gisplan.cli.app import app
from gisplan.runs.signing import check_signature, sign_run
from gisplan.tables.format import update_manifest
from gisplan_errors import ScenarioError, VerificationFailed
from tests.gisplan.spoilt_runs import folder_faults

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None, reason="no ssh-keygen: apt-get install openssh-client"
)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return _made(tmp_path / "planner")


def _made(path: Path) -> Path:
    words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "planner", "-f", str(path)]
    subprocess.run(words, check=True)
    return path


def test_a_signed_run_is_told_as_such(folder: Path, key: Path) -> None:
    assert CliRunner().invoke(app, ["sign", str(folder), "--key", str(key)]).exit_code == 0
    check_signature(folder, key.with_suffix(".pub"))
    assert folder_faults(folder) == []  # the signature is no file too many


def test_a_forger_who_sums_the_manifest_up_again_is_refused(folder: Path, key: Path) -> None:
    sign_run(folder, key)
    text = (folder / "plan.json").read_text(encoding="utf-8")
    (folder / "plan.json").write_text(text.replace('"sites_total": ', '"sites_total": 1'), encoding="utf-8")
    with pytest.raises(VerificationFailed, match=r"not as they were signed \(plan\.json\)"):
        check_signature(folder, key.with_suffix(".pub"))
    words = ["verify", "--bounds", "--signed-by", str(key.with_suffix(".pub")), str(folder)]
    assert CliRunner().invoke(app, words).exit_code == 5
    update_manifest(folder, ["plan.json"])
    with pytest.raises(VerificationFailed, match=r"not of the key .*: .*incorrect signature"):
        check_signature(folder, key.with_suffix(".pub"))
    answer = CliRunner().invoke(app, ["verify", "--signed-by", str(key.with_suffix(".pub")), str(folder)])
    assert answer.exit_code == 5


def test_another_key_signed_it(folder: Path, key: Path, tmp_path: Path) -> None:
    sign_run(folder, _made(tmp_path / "other"))
    with pytest.raises(VerificationFailed, match="not of the key"):
        check_signature(folder, key.with_suffix(".pub"))


def test_a_signature_for_something_else_is_none(folder: Path, key: Path) -> None:
    words = ["ssh-keygen", "-q", "-Y", "sign", "-f", str(key), "-n", "git", str(folder / "manifest.json")]
    subprocess.run(words, check=True, capture_output=True)
    with pytest.raises(VerificationFailed, match="not of the key"):
        check_signature(folder, key.with_suffix(".pub"))


def test_a_run_without_a_signature_is_no_signed_run(folder: Path, key: Path) -> None:
    with pytest.raises(VerificationFailed, match=r"manifest\.json\.sig"):
        check_signature(folder, key.with_suffix(".pub"))


def test_a_changed_run_is_not_signed(folder: Path, key: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "sites.csv").write_text("", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"sites\.csv"):
        sign_run(folder, key)
    assert "manifest.json.sig" not in manifest["files"]


@pytest.mark.parametrize("text", ["", "not a key", "ssh-ed25519"])
def test_a_file_without_a_public_key_is_refused(folder: Path, key: Path, tmp_path: Path, text: str) -> None:
    sign_run(folder, key)
    (tmp_path / "empty.pub").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match="no public key"):
        check_signature(folder, tmp_path / "empty.pub")
