"""Unpack a zip archive from elsewhere: nothing lands outside the folder, nothing grows without bound."""

from __future__ import annotations

import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from gisplan_errors import LayerError
from gisplan_words import message

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What an archive may hold.

    Attributes
    ----------
    members
        Files at most.
    total_bytes
        Unpacked size at most.
    ratio, ratio_from_bytes
        Unpacked over packed size at most, for archives that unpack to more than ``ratio_from_bytes``;
        blank-padded tables of honest size also shrink a lot.
    """

    members: int = 1_000
    total_bytes: int = 4 << 30
    ratio: float = 200.0
    ratio_from_bytes: int = 64 << 20


LIMITS = ArchiveLimits()

SPOILT_ZIP: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError),
    RuntimeError,  # a password, or a way of packing that Python does not know
)
"""What reading raises over a zip archive that is damaged or forged, beside OSError and ValueError."""


def check_archive(path: Path, limits: ArchiveLimits = LIMITS) -> list[zipfile.ZipInfo]:
    """Return the files in an archive, after checking what its directory claims.

    Raises
    ------
    LayerError
        It is no zip archive, is encrypted, holds a path outside itself, a link or a name twice, or would
        unpack to more than the limits allow.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except (*SPOILT_ZIP, OSError, ValueError) as fault:
        raise LayerError(message("archive-unreadable", path=str(path))) from fault
    seen: set[str] = set()
    for member in members:
        _check_member(path, member)
        name = str(PurePosixPath(member.filename))
        if name in seen:
            raise LayerError(message("archive-twice", path=str(path), name=repr(name)))
        seen.add(name)
    if len(members) > limits.members:
        raise LayerError(message("archive-members", path=str(path), count=len(members), most=limits.members))
    unpacked = sum(member.file_size for member in members)
    packed = max(sum(member.compress_size for member in members), 1)
    _check_size(path, unpacked, packed, limits)
    return members


def unpack(path: Path, folder: Path, limits: ArchiveLimits = LIMITS) -> list[Path]:
    """Unpack an archive into ``folder`` and return the files written.

    Raises
    ------
    LayerError
        As :func:`check_archive`, or a member is damaged or larger than its entry says.
    """
    members = check_archive(path, limits)
    packed = max(sum(member.compress_size for member in members), 1)
    written: list[Path] = []
    size = 0
    with zipfile.ZipFile(path) as archive:
        for member in members:
            target = folder / PurePosixPath(member.filename)
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member) as source, target.open("wb") as out:
                    while chunk := source.read(CHUNK_BYTES):
                        size += len(chunk)
                        # The directory may lie about sizes: what counts is what comes out.
                        _check_size(path, size, packed, limits)
                        out.write(chunk)
            except (*SPOILT_ZIP, OSError, ValueError) as fault:
                # where it was unpacked to is nobody's business
                told = {"path": str(path), "name": member.filename}
                told["fault"] = getattr(fault, "strerror", None) or str(fault)
                raise LayerError(message("archive-damaged", **told)) from fault
            written.append(target)
    return written


def _check_member(path: Path, member: zipfile.ZipInfo) -> None:
    name = member.filename
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if name.startswith(("/", "\\")) or PureWindowsPath(name).drive or ".." in parts or "\0" in name:
        raise LayerError(message("archive-outside", path=str(path), name=repr(name)))
    if stat.S_ISLNK(member.external_attr >> 16):
        raise LayerError(message("archive-link", path=str(path), name=repr(name)))
    if member.flag_bits & 0x1:
        raise LayerError(message("archive-encrypted", path=str(path), name=repr(name)))


def _check_size(path: Path, unpacked: int, packed: int, limits: ArchiveLimits) -> None:
    if unpacked > limits.total_bytes:
        raise LayerError(message("archive-size", path=str(path), most=round(limits.total_bytes / 2**20)))
    if unpacked > limits.ratio_from_bytes and unpacked > limits.ratio * packed:
        raise LayerError(message("archive-ratio", path=str(path), most=f"{limits.ratio:g}"))
