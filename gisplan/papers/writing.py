"""The folder of papers of a run: text, statement, atlas and projects, as documents and as PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan.papers.atlas import atlas
from gisplan.papers.document import paper_document
from gisplan.papers.one_language import Tongue
from gisplan.papers.pdf import heading_pages, office_program, to_pdf
from gisplan.papers.projects import write_projects
from gisplan.papers.provisions import provisions
from gisplan.papers.statement import statement
from gisplan.plan.reading import read_plan
from gisplan.runs.readable import reader_of
from gisplan_catalogue import languages
from gisplan_errors import ScenarioError
from gisplan_files import is_taken, new_folder
from gisplan_words import listed, message

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.papers.parts import Paper
    from gisplan_progress import Progress
    from gisplan_words import Message
    from maps.data.facts import PageFacts


def write_papers(
    folder: Path, out: Path, *, language: str | None = None, progress: Progress | None = None
) -> tuple[list[Path], list[Message]]:
    """Write the papers of a run into a new folder, in one language.

    Parameters
    ----------
    folder
        The run folder.
    out
        Folder to make; it may be there when it is empty.
    language
        Of everything, one that has a catalogue; None: that in which the run's pages open.
    progress
        Told what is being written.

    Returns
    -------
    tuple
        The files in reading order, and what the folder lacks and why.

    Raises
    ------
    ScenarioError
        The folder is no run, ``out`` holds something, or no catalogue has the language.
    GisplanError
        LibreOffice made no PDF.
    """
    if language not in (None, *languages()):
        raise ScenarioError(message("map-language", language=str(language), known=listed(languages())))
    if is_taken(out):
        raise ScenarioError(message("papers-folder", folder=str(out)))
    tell = progress or (lambda _: None)
    plan = read_plan(folder)
    reader = reader_of(plan, language)
    tongue = Tongue(reader.language, reader.offices)
    lacking = [] if office_program() else [message("papers-no-office")]
    with new_folder(out) as draft:
        for make in (provisions, statement):
            paper = make(plan)
            tell(message("papers-writing", what=paper.title))
            _write(paper, reader.facts, tongue, draft)
        tell(message("papers-writing", what=message("papers-atlas")))
        pdf, document = atlas(plan, reader.facts, tongue)
        name = tongue.say(message("papers-atlas"))
        document.save(str(draft / f"{name}.docx"))
        (draft / f"{name}.pdf").write_bytes(pdf)
        tell(message("papers-writing", what=message("papers-projects")))
        write_projects(plan, reader, draft / f"{tongue.say(message('papers-projects'))}.xlsx")
    order = [tongue.say(message(f"papers-{name}")) for name in ("text", "statement", "atlas", "projects")]
    files = sorted(out.iterdir(), key=lambda path: (order.index(path.stem), path.suffix))
    return files, lacking


def _write(paper: Paper, facts: PageFacts, tongue: Tongue, folder: Path) -> None:
    """Write a paper as a document, and with LibreOffice as PDF, whose pages the contents then name."""
    path = folder / f"{tongue.say(paper.title)}.docx"
    paper_document(paper, facts, tongue).save(str(path))
    if office_program() is None:
        return
    pages = heading_pages(to_pdf(path, folder))
    paper_document(paper, facts, tongue, pages).save(str(path))
    to_pdf(path, folder)
