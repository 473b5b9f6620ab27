"""Pages, report and workbook of a run, made again from its files and compared with those that stand there."""

from __future__ import annotations

import io
import json
import re
import sys
import tempfile
import zipfile
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from gisplan.runs.beside import PARTS
from gisplan.tables.format import read_manifest, run_files
from gisplan.tables.multipliers import BOUNDS
from gisplan.tables.reading import CERTIFICATES, HEADLINE, INPUTS, NOT_KNOWN, SCENARIO
from gisplan.tables.registry import SHEET, TABLES
from gisplan.verify.run.cells import MOST
from gisplan.verify.run.faults import amount, by, differs, fault
from gisplan.verify.run.reading import read_kept
from gisplan_files import sha256_of
from gisplan_kept import computing_once
from gisplan_stored import written
from layers.files.archive import SPOILT_ZIP
from layers.region.names import NAMES
from layers.region.water import WATER_FILES
from layers.restrictions.reading import RESTRICTION_FILE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from gisplan.plan.record import Plan
    from gisplan.runs.beside import Part
    from gisplan.verify.run.faults import Fault

OWN: Final = frozenset({SCENARIO, HEADLINE, CERTIFICATES, INPUTS, NOT_KNOWN, BOUNDS, RESTRICTION_FILE})
DISTRICT_REPORT: Final = re.compile(r"report-([\w-]{1,40})\.(html|docx)")
"""Reports of one district, which a planner may have added."""
CORE: Final = "docProps/core.xml"
_TIMES: Final = re.compile(rb"<dcterms:(created|modified)\b[^>]*>[^<]*</dcterms:\1>")
"""When an office file was made and saved, in its part of properties."""
PLACE: Final = 40
"""Characters shown around the first that differs."""
_MARK: Final = re.compile(r"<[^>]*>")
COPIES: Final = (NAMES, *WATER_FILES)
"""Files of a region that pages alone use, and of which a run holds its own copy."""


def drawn_faults(folder: Path, plan: Plan, parts: Collection[Part]) -> tuple[list[Fault], list[str]]:
    """Make parts of what is drawn again and name where those of the run say something else.

    Parameters
    ----------
    folder
        The run folder.
    plan
        The run as `gisplan.plan.reading.read_plan` reads it.
    parts
        Which parts.

    Returns
    -------
    tuple
        The faults, and the names of the files that these parts are made of.
    """
    with computing_once(), tempfile.TemporaryDirectory() as made:
        due = draw(plan, Path(made), parts, read_manifest(folder).get("language"))
        if "report" in parts:
            due |= _district_reports(folder, plan, Path(made))
        return list(unlike_files(folder, due)), list(due)


def _district_reports(folder: Path, plan: Plan, made: Path) -> dict[str, bytes]:
    """Make the reports of single districts again that a run holds."""
    from gisplan.runs.report import write_district_report  # noqa: PLC0415

    named = {found[0]: found[1] for name in run_files(folder) if (found := DISTRICT_REPORT.fullmatch(name))}
    known = set(plan.layers.districts["adcode"].astype(str))
    for adcode in sorted(known & set(named.values())):
        write_district_report(plan, adcode, made)
    return {name: (made / name).read_bytes() for name, adcode in named.items() if adcode in known}


def foreign_faults(folder: Path, drawn: Iterable[str], *, pages: bool) -> Iterator[Fault]:
    """Name the files of a run that gisplan does not write; any page counts as its own without ``pages``."""
    known = {*OWN, *COPIES, *drawn, *(table.path for table in TABLES)}
    for name in run_files(folder):
        page = not pages and name.endswith(".html")
        if name not in known and not page:
            yield fault("file-strange", name)


def copy_faults(folder: Path, plan: Plan) -> Iterator[Fault]:
    """Hold names and water of the pages to what went in: the run's copies have the sums of inputs.json."""
    sums = {str(row.get("path", "")): row.get("sha256") for row in plan.inputs}
    for name in COPIES:
        due = [
            found for path, found in sums.items() if re.fullmatch(rf"regions/[^/]+/{re.escape(name)}", path)
        ]
        path = folder / name
        if due and not path.is_file():
            yield fault("file-unwritten", name)
        elif due and (said := sha256_of(path)) not in due:
            yield differs(name, "sha256", said, due[0], by("file", file=INPUTS))
        elif path.is_file() and not due:
            yield fault("file-strange", name)


def draw(plan: Plan, folder: Path, parts: Collection[Part], language: str | None = None) -> dict[str, bytes]:
    """Make pages, report or workbook of a plan: the contents of each file by its path in a run."""
    # each part has its own large libraries, and another process may draw the others
    if "pages" in parts:
        from gisplan.results.page_facts import plan_facts  # noqa: PLC0415
        from maps.page.writing import write_pages  # noqa: PLC0415

        write_pages(folder, plan.layers, plan_facts(plan, language), plain=True)
    if "report" in parts:
        from gisplan.report.writing import write_reports  # noqa: PLC0415

        write_reports(plan, folder)
    if "workbook" in parts:
        from gisplan.runs.workbook import write_workbook  # noqa: PLC0415

        write_workbook(plan, folder / SHEET, language)
    return {name: (folder / name).read_bytes() for name in run_files(folder)}


def unlike_files(folder: Path, due: Mapping[str, bytes]) -> Iterator[Fault]:
    """Name where drawn files differ from those due; a missing one is named too."""
    for name, right in due.items():
        path = folder / name
        if not path.is_file():
            yield fault("file-unwritten", name)
            continue
        said = path.read_bytes()
        if said != right:
            yield from (
                _unlike_zip(name, said, right)
                if name.endswith((".docx", ".xlsx"))
                else _unlike_text(name, said, right)
            )


def _unlike_text(name: str, said: bytes, due: bytes) -> Iterator[Fault]:
    """Name the first lines of a page that differ, from a little before the first sign that does."""
    lines = zip_longest(*(text.decode("utf-8", "replace").splitlines() for text in (said, due)), fillvalue="")
    found = 0
    for at, (one, other) in enumerate(lines, start=1):
        if one != other and found < MOST:
            found += 1
            pair = (repr(_around(one, other)), repr(_around(other, one)))
            yield differs(name, amount("line", number=at), *pair, by("files"))


def _around(text: str, other: str) -> str:
    first = next((at for at, pair in enumerate(zip(text, other, strict=False)) if pair[0] != pair[1]), 0)
    part = text[max(0, first - 8 * PLACE) : first + PLACE]
    return _MARK.sub(" ", part)[-2 * PLACE :].strip() or part[-2 * PLACE :]


def _unlike_zip(name: str, said: bytes, due: bytes) -> Iterator[Fault]:
    """Compare the parts of an office file; when it was made means nothing."""
    there = _parts(due, {})
    try:
        here = _parts(said, {part: len(data) for part, data in there.items()})
    except (*SPOILT_ZIP, OSError, ValueError) as error:
        yield fault("unread", name, error=error)
        return
    for part in sorted(here.keys() ^ there.keys()):
        yield fault("missing" if part in there else "strange", name, key=part)
    for part in sorted(here.keys() & there.keys()):
        pair = [_TIMES.sub(b"", data[part]) if part == CORE else data[part] for data in (here, there)]
        if pair[0] != pair[1]:
            yield from _unlike_part(f"{name} {part}", *pair)


def _parts(data: bytes, sizes: Mapping[str, int]) -> dict[str, bytes]:
    """Read the parts of an office file, of those known no more than is due and a little: it may be a bomb."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        found = {}
        for part in book.namelist():
            with book.open(part) as stream:
                found[part] = stream.read(2 * sizes[part] + 1000 if part in sizes else -1 if not sizes else 1)
        return found


def _unlike_part(where: str, said: bytes, due: bytes) -> Iterator[Fault]:
    try:
        here, there = ([*_texts(data)] for data in (said, due) if b"<!DOCTYPE" not in data)
    except (ValueError, ET.ParseError):
        yield fault("unlike", where)
        return
    pairs = ((at, one, other) for at, (one, other) in enumerate(zip_longest(here, there)) if one != other)
    first = next(pairs, None)
    if first is None:
        yield fault("unlike", where)
    else:
        _, one, other = first
        yield fault("record", where, said=one, due=other, gives=by("files"))


def _texts(data: bytes) -> Iterator[str]:
    """Give the texts of a part in order, each with the row or cell it stands in."""
    place = ""
    root = ET.fromstring(data)  # noqa: S314 - parts of no more than a workbook; entities are not read
    for node in root.iter():
        place = node.get("r") or place
        if node.text and node.text.strip():
            yield f"{place} {node.text}".strip()


def _main() -> None:
    """Print the faults of a run folder as JSON: what `gisplan.runs.judging` asks of a process of its own."""
    folder, parts = Path(sys.argv[1]), [part for part in PARTS if part in sys.argv[2:]]
    faults, names = drawn_faults(folder, read_kept(folder), parts)
    sys.stdout.write(json.dumps([[written(one) for one in faults], names]))


if __name__ == "__main__":
    _main()
