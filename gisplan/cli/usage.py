"""A command line that cannot be read, told in the language of the console instead of in typer's own words."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

import typer
from typer.core import TyperGroup

from gisplan.cli.console import fail, speak, spoken
from gisplan_errors import GisplanError
from gisplan_words import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan_words import Said, Sayable

LANGUAGE: Final = "--language"
LANGUAGE_FROM: Final = "GISPLAN_LANGUAGE"
_UsageError: Final[Any] = typer.BadParameter.__mro__[1]
"""What typer raises over a command line; older ones take it of click, newer ones have their own."""
_TOLD: Final = {
    "usage-no-command": re.compile(r"No such command '(?P<name>.*?)'\.(?: Did you mean (?P<meant>.*)\?)?"),
    "usage-no-option": re.compile(
        r"No such option: (?P<name>\S+?)(?: \(Possible options: (?P<meant>.*)\)| Did you mean (?P<or>.*)\?)?"
    ),
    "usage-missing-command": re.compile(r"Missing command\."),
    "usage-missing": re.compile(r"Missing \w+ '(?P<name>.*?)'\..*", re.DOTALL),
    "usage-extra": re.compile(r"Got unexpected extra arguments? ?(?:\(s\) )?\((?P<names>.*)\)"),
    "usage-needs-value": re.compile(r"Option '(?P<name>.*)' requires an argument\."),
    "usage-takes-no-value": re.compile(r"Option '(?P<name>.*)' does not take a value\."),
    "usage-invalid": re.compile(r"Invalid value for '(?P<name>.*?)'[^:]*: (?P<reason>.*)", re.DOTALL),
}
_EXPECTED: Final = {
    "usage-at-least": re.compile(r".*(?:greater than or equal to|x>=)\s?(?P<least>[\d.]+).*"),
    "usage-at-most": re.compile(r".*(?:less than or equal to|x<=)\s?(?P<most>[\d.]+).*"),
    "usage-whole": re.compile(r".*valid (?:integer|int)\b.*"),
    "usage-number": re.compile(r".*valid (?:number|float)\b.*"),
}
"""The words of typer, and of pydantic within them, by the message that says the same."""


class SpeakingGroup(TyperGroup):
    """All commands, which take the language before or after their name."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer keeps its own click
        """Read the words of the command line, the language first wherever it stands."""
        ends = args.index("--") if "--" in args else len(args)
        at = next((at for at in range(ends) if args[at].partition("=")[0] == LANGUAGE), ends)
        words = 1 if "=" in "".join(args[at : at + 1]) else 2
        asked = os.environ.get(LANGUAGE_FROM)
        if at + words <= ends:
            asked = "".join(args[at : at + words]).removeprefix(LANGUAGE).removeprefix("=")
            args = [*args[at : at + words], *args[:at], *args[at + words :]]
        with suppress(GisplanError):  # a language that nobody has is refused when its option is read
            speak(asked or None)
        with _in_words(ctx):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401
        """Run the command that is asked for."""
        with _in_words(ctx):
            return super().invoke(ctx)


@contextmanager
def _in_words(ctx: Any) -> Iterator[None]:  # noqa: ANN401
    try:
        yield
    except _UsageError as fault:
        if type(fault).__name__ == "NoArgsIsHelpError":
            raise
        named = (ctx.command_path, ctx.invoked_subcommand or "")
        command = fault.ctx.command_path if fault.ctx else " ".join(filter(None, named))
        told = (_told(fault.format_message()), message("usage-help", command=command))
        fail("\n".join(part.said(spoken()) for part in told), fault.exit_code, debug=False)


def _told(text: str) -> Said:
    """Give the message that says what typer says."""
    code, figures = _matched(_TOLD, text) or ("usage-other", {"fault": text})
    if "meant" in figures:
        meant = figures.pop("meant") or figures.pop("or", "") or ""
        figures |= {"meant": meant.replace("'", ""), "some": "yes" if meant else "no"}
    if "reason" not in figures:
        return message(code, **figures)
    expected = _matched(_EXPECTED, figures["reason"])
    reason: Sayable = message(expected[0], **expected[1]) if expected else figures["reason"]
    return message(code, name=figures["name"], reason=reason)


def _matched(forms: dict[str, re.Pattern[str]], text: str) -> tuple[str, dict[str, str]] | None:
    matches = ((code, form.fullmatch(text)) for code, form in forms.items())
    return next(((code, found.groupdict()) for code, found in matches if found), None)
