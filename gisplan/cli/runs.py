"""The commands on a finished run: why, certain, verify, map, report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gisplan.cli.console import asked_language, reported, said, spoken, tell, teller
from gisplan.cli.options import Debug, Quiet, RunFolder
from gisplan_errors import ScenarioError, VerificationFailed
from gisplan_words import message, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gisplan_words import Message, Said

MOST_FAULTS = 50
"""Faults that verify prints for a reader."""


def why(
    site_id: Annotated[
        str, typer.Argument(metavar="SITE_ID", help="Key of a candidate site, such as PP-0012.")
    ],
    folder: RunFolder,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the reasons as JSON.")] = False,
    debug: Debug = False,
) -> None:
    """Say why a site of a plan was chosen or not: what it adds, what replaces it, the next best."""
    with reported(debug=debug):
        from gisplan.why.site import why_site
        from gisplan.why.words import reason_lines

        told = why_site(folder, site_id)
        plain = json.dumps(told.as_dict(), ensure_ascii=False, indent=2) if as_json else None
        typer.echo("\n".join(reason_lines(told, spoken())) if plain is None else plain)


def certain(
    folder: RunFolder,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for page and table; else beside DIR, as DIR-certain.")
    ] = None,
    within: Annotated[
        float,
        typer.Option("--within", min=0.0, max=0.5, help="Share beyond the gap asked that counts as near."),
    ] = 0.01,
    plans: Annotated[
        int, typer.Option("--plans", min=0, max=100, help="Times siting is solved under other weights.")
    ] = 6,
    *,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Find which sites every nearly optimal plan has, and what could take the place of the others."""
    with reported(debug=debug, quiet=quiet):
        from gisplan.certain.finding import certain_sites
        from gisplan.certain.record import beside
        from gisplan.certain.writing import write_certain
        from gisplan.plan.reading import run_scenario
        from maps.page.certain import sentences_of

        found = certain_sites(folder, within=within, plans=plans, progress=teller(quiet=quiet))
        for line in sentences_of(found.figures, run_scenario(folder).currency):
            typer.echo(line.said(spoken()))
        typer.echo(write_certain(found, folder, beside(folder) if out is None else out))


def verify(
    folder: RunFolder,
    *,
    bounds: Annotated[
        bool,
        typer.Option("--bounds", help="Compute the bounds of its proofs again instead, without a solver."),
    ] = False,
    signed_by: Annotated[
        Path | None,
        typer.Option("--signed-by", metavar="PUBKEY", help="Check that this OpenSSH key signed the run."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print every fault as JSON on standard output.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Check every constraint of a written plan again, from its files alone."""
    with reported(debug=debug):
        from gisplan.runs.judging import judge_run
        from gisplan.tables.format import MANIFEST, is_run_folder

        if not is_run_folder(folder):
            raise ScenarioError(message("run-no-manifest", folder=str(folder), manifest=MANIFEST))
        if signed_by is not None:
            from gisplan.runs.signing import check_signature

            check_signature(folder, signed_by)
            if not as_json:
                tell("cli-signature-holds", folder=str(folder), key=str(signed_by))
        if bounds:
            _verify_bounds(folder, as_json=as_json)
            return
        found = judge_run(folder)
        faults = found.faults
        if as_json:
            answer = {"folder": str(folder), "holds": not faults, "count": len(faults)}
            answer |= {"faults": [_coded(one) for one in faults]}
            answer |= {"fingerprint": found.fingerprint, "notes": _both(found.notes)}
            typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        else:
            for note in found.notes:
                typer.echo(note.said(spoken()))
            if found.fingerprint:
                tell("cli-fingerprint", folder=str(folder), fingerprint=found.fingerprint)
        if faults:
            raise VerificationFailed(_faults_text(folder, faults, shown=0 if as_json else MOST_FAULTS))
        if not as_json:
            tell("cli-holds", folder=str(folder))


def sign(
    folder: RunFolder,
    key: Annotated[
        Path, typer.Option("--key", metavar="KEY", help="OpenSSH key to sign with, such as id_ed25519.")
    ],
    *,
    debug: Debug = False,
) -> None:
    """Sign a run with an OpenSSH key: its manifest, and so every file of it."""
    with reported(debug=debug):
        from gisplan.runs.signing import sign_run

        tell("cli-signed", file=str(sign_run(folder, key)))


def _verify_bounds(folder: Path, *, as_json: bool) -> None:
    """Print the bound of every stage, and fail where one does not hold or a file was touched."""
    from gisplan.verify.bounds.report import bound_checks
    from gisplan.verify.folder import open_folder, structure_faults
    from maps.words.proof import stage_name

    opened = open_folder(folder)
    spoilt = [] if opened.run is None else structure_faults(opened.run)
    faults = [*opened.faults, *spoilt]
    found = [] if opened.run is None or spoilt else bound_checks(opened.run, folder)
    broken = [one for one in found if one.verdict == "broken"]
    if as_json:
        answer = {"folder": str(folder), "holds": not (broken or faults)}
        answer |= {"faults": [_coded(one) for one in faults]}
        answer |= {"bounds": [one.as_dict() for one in found], "notes": _both(opened.notes)}
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        for note in opened.notes:
            typer.echo(note.said(spoken()))
        typer.echo(said("verify-bounds", folder=str(folder)))
        for one in found:
            known = {"stated": one.stated, "derived": one.derived}
            none = message("verify-bound-absent")
            shown = {name: none if value is None else f"{value:,.8g}" for name, value in known.items()}
            stage = stage_name(one.stage)
            typer.echo(f"  {said('verify-bound-line', stage=stage, verdict=one.why, **shown)}")
    if faults:
        raise VerificationFailed(_faults_text(folder, faults, shown=0 if as_json else MOST_FAULTS))
    if broken:
        raise VerificationFailed(said("cli-bounds-broken", folder=str(folder), count=len(broken)))


def _both(notes: Iterable[Said]) -> list[dict[str, str]]:
    return [{"zh": note.zh, "en": note.en} for note in notes]


def _coded(fault: Message) -> dict[str, str]:
    return {"code": fault.code, **texts(fault)}


def _faults_text(folder: Path, faults: list[Message], *, shown: int) -> str:
    lines = [said("cli-broken", folder=str(folder), count=len(faults))]
    lines += [f"  {fault.said(spoken())}" for fault in faults[:shown]]
    if shown and len(faults) > shown:
        lines.append(said("cli-more-faults", count=len(faults) - shown))
    return "\n".join(lines)


def draw(
    context: typer.Context,
    folder: RunFolder,
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="DIR2", help="Another run; the map shows what changed since it."),
    ] = None,
    tiles: Annotated[
        str | None,
        typer.Option(
            "--tiles",
            metavar="URL",
            help="Background tiles: https://HOST/… with {z}, {x} and {y}. Without it, Tianditu's when "
            "GISPLAN_TIANDITU_KEY is set, else none.",
        ),
    ] = None,
    *,
    debug: Debug = False,
) -> None:
    """Draw the pages of a run again, with what was edited in its plan.gpkg; they open in --language."""
    with reported(debug=debug):
        from gisplan.runs.reading import redraw

        asked = asked_language(context)
        for page in redraw(folder, against=against, tiles=tiles, language=asked):
            typer.echo(page)


def _write_papers(folder: Path, papers: Path, given: Mapping[str, object], language: str | None) -> None:
    from gisplan.papers.writing import write_papers

    if idle := [name for name, value in given.items() if value is not None]:
        raise ScenarioError(message("papers-alone", option=idle[0]))
    files, lacking = write_papers(folder, papers, language=language, progress=teller(quiet=False))
    for path in files:
        typer.echo(path)
    for line in lacking:
        typer.echo(line.said(spoken()), err=True)


def report(
    context: typer.Context,
    folder: RunFolder,
    district: Annotated[
        str | None, typer.Option("--district", metavar="ADCODE", help="Only this district, such as 120114.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="File to write, .docx or .html: both are written, side by side. Without it, in DIR.",
        ),
    ] = None,
    papers: Annotated[
        Path | None,
        typer.Option(
            "--papers",
            metavar="DIR",
            help="Instead write the papers that are handed in: text, statement, atlas and projects.",
        ),
    ] = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that you wrote or edited.")] = False,
    debug: Debug = False,
) -> None:
    """Write the report of a run or of one district, as Word and HTML; or its papers, in --language."""
    with reported(debug=debug):
        if papers is not None:
            given = {"--district": district, "--out": out, "--force": force or None}
            _write_papers(folder, papers, given, asked_language(context))
            return
        from gisplan.runs.report import write_run_report

        for path in write_run_report(folder, adcode=district, out=out, force=force):
            typer.echo(path)
