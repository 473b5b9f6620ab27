"""Documents as PDF, by LibreOffice where the machine has it, in fonts that every machine has."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from pypdf import PdfReader

from gisplan.report.office import BODY_ZH, HEADING_ZH, LATIN
from gisplan_errors import GisplanError
from gisplan_words import message
from maps.pictures.fonts import FAMILY, font_file

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAMS: Final = ("soffice", "libreoffice")
SECONDS: Final = 600
_SYSTEM: Final = "/etc/fonts/fonts.conf"
_SETS: Final = {
    BODY_ZH: ("SimSun", "Songti SC", "Noto Serif CJK SC", "Source Han Serif SC"),
    HEADING_ZH: ("SimHei", "Heiti SC", "Noto Sans CJK SC", "Source Han Sans SC"),
    LATIN: ("Liberation Sans",),
}
"""Fonts that stand for one that a document names, the nearest first; the one that ships comes last."""


def office_program() -> str | None:
    """Give the path of LibreOffice; None where the machine has none."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def to_pdf(document: Path, folder: Path) -> Path:
    """Write a Word document as PDF into a folder.

    Parameters
    ----------
    document
        A .docx file.
    folder
        Existing folder; the file has the document's name.

    Raises
    ------
    GisplanError
        LibreOffice is not there, or made no file.
    """
    program = office_program()
    if program is None:
        raise GisplanError(message("papers-no-office"))
    # a profile of its own: one that is open elsewhere would take the work and answer nothing
    with tempfile.TemporaryDirectory(prefix="gisplan-office-") as own:
        fonts = _font_set(Path(own))
        asked = [program, f"-env:UserInstallation={(Path(own) / 'profile').as_uri()}", "--headless"]
        asked += ["--convert-to", "pdf:writer_pdf_Export", "--outdir", str(folder), str(document)]
        try:
            done = subprocess.run(
                asked,
                env=os.environ | fonts,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=SECONDS,
                check=False,
            )
            told = (done.stderr or done.stdout).strip()
        except (OSError, subprocess.TimeoutExpired) as error:
            told = str(error)
    made = folder / f"{document.stem}.pdf"
    if not made.is_file():
        raise GisplanError(message("papers-office-failed", file=document.name, why=told or "—"))
    return made


def _font_set(folder: Path) -> dict[str, str]:
    """Name the fonts for fontconfig: those of the machine, and the one that ships where they lack Chinese.

    Returns
    -------
    What is added to the environment; nothing where the system has no fontconfig.
    """
    if not Path(_SYSTEM).is_file():
        return {}
    shipped = folder / "fonts"
    shipped.mkdir()
    shutil.copy(font_file(FAMILY), shipped)
    rules = "".join(
        f"<alias binding='same'><family>{escape(name)}</family><prefer><family>{escape(name)}</family>"
        + "".join(f"<family>{escape(other)}</family>" for other in (*others, FAMILY))
        + "</prefer></alias>"
        for name, others in _SETS.items()
    )
    conf = folder / "fonts.conf"
    conf.write_text(
        f"<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig>"
        f"<include ignore_missing='yes'>{_SYSTEM}</include><dir>{escape(str(shipped))}</dir>{rules}"
        f"<cachedir>{escape(str(folder / 'cache'))}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    return {"FONTCONFIG_FILE": str(conf)}


def heading_pages(pdf: Path) -> list[int]:
    """Give the page of each heading of a document's PDF, counted from the first chapter on as footers do.

    Parameters
    ----------
    pdf
        As `to_pdf` wrote it, with its headings as bookmarks.
    """
    reader = PdfReader(pdf)

    def pages(entries: Sequence[object]) -> list[int]:
        found: list[int] = []
        for entry in entries:
            if isinstance(entry, list):
                found += pages(entry)
            else:
                at = reader.get_destination_page_number(entry)  # type: ignore[arg-type]
                found.append(0 if at is None else at)
        return found

    found = pages(reader.outline)
    return [at - found[0] + 1 for at in found]
