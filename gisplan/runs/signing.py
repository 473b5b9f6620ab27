"""Signatures of runs by OpenSSH keys: over the manifest, which has the sum of every other file."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import Final

from gisplan.tables.format import MANIFEST, SIGNATURE, read_manifest, touched_files
from gisplan_errors import ScenarioError, VerificationFailed
from gisplan_words import message

NAMESPACE: Final = "gisplan"
"""What a signature is for: one made for mail or for code is none of a run."""
PROGRAM: Final = "ssh-keygen"
SECONDS: Final = 300.0
"""Time that signing may take: a key may ask for its passphrase or a touch."""
KINDS: Final = ("ssh-ed25519", "ssh-rsa", "ecdsa-sha2-", "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-")


def sign_run(folder: Path, key: Path) -> Path:
    """Sign a run with an OpenSSH key: ``manifest.json.sig`` beside its manifest.

    Parameters
    ----------
    folder
        The run folder.
    key
        Private key, or the public one of a key that an agent or a token holds.

    Returns
    -------
    Path
        The signature.

    Raises
    ------
    ScenarioError
        The folder is no run, one of its files is not as its manifest has it, or the key cannot sign.
    """
    read_manifest(folder)
    touched = touched_files(folder)
    if touched:
        raise ScenarioError(message("sign-changed", folder=str(folder), files=", ".join([*touched][:5])))
    if not key.is_file():
        raise ScenarioError(message("sign-no-key", key=str(key)))
    with tempfile.TemporaryDirectory() as made:
        draft = Path(made) / MANIFEST
        draft.write_bytes((folder / MANIFEST).read_bytes())
        done = _run(["-Y", "sign", "-f", str(key), "-n", NAMESPACE, str(draft)])
        signature = draft.with_name(SIGNATURE)
        if done.returncode or not signature.is_file():
            raise ScenarioError(message("sign-failed", key=str(key), why=_why(done)))
        (folder / SIGNATURE).write_bytes(signature.read_bytes())
    return folder / SIGNATURE


def check_signature(folder: Path, public: Path) -> None:
    """Check that a run is signed by a public key: its manifest, and every file as the manifest has it.

    Parameters
    ----------
    folder
        The run folder.
    public
        File with the public key, as ``id_ed25519.pub``.

    Raises
    ------
    ScenarioError
        The folder is no run, or the file holds no public key.
    VerificationFailed
        There is no signature, it is not of this key and this manifest, or a file is not as it was signed.
    """
    read_manifest(folder)
    key = _public(public)
    signature = folder / SIGNATURE
    if not signature.is_file():
        raise VerificationFailed(message("sign-none", folder=str(folder), file=SIGNATURE))
    with tempfile.TemporaryDirectory() as made:
        signers = Path(made) / "signers"
        signers.write_text(f'{NAMESPACE} namespaces="{NAMESPACE}" {key}\n', encoding="utf-8")
        words = ["-Y", "verify", "-f", str(signers), "-I", NAMESPACE, "-n", NAMESPACE, "-s", str(signature)]
        done = _run(words, (folder / MANIFEST).read_bytes())
    told = {"folder": str(folder), "key": str(public)}
    if done.returncode:
        raise VerificationFailed(message("sign-broken", **told, why=_why(done)))
    touched = touched_files(folder)
    if touched:
        raise VerificationFailed(message("sign-touched", **told, files=", ".join([*touched][:5])))


def _public(path: Path) -> str:
    """Give kind and key of a public key file."""
    try:
        parts = path.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError):
        parts = []
    if len(parts) < 2 or not parts[0].startswith(KINDS):
        raise ScenarioError(message("sign-no-public", key=str(path)))
    return f"{parts[0]} {parts[1]}"


def _why(done: subprocess.CompletedProcess[bytes]) -> str:
    """Give what the program said of its failure; it tells some of it on standard output."""
    return " ".join((done.stderr or done.stdout).decode(errors="replace").split())


def _run(words: list[str], given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            [PROGRAM, *words], input=given, capture_output=True, check=False, timeout=SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ScenarioError(message("sign-no-program", program=PROGRAM, why=str(error))) from None
