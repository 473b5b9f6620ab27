"""Errors of gisplan: one small family that all four packages raise.

It stands beside the packages because ``layers``, ``optimize`` and ``maps`` never import ``gisplan``,
and a caller still catches every fault of the product with one ``except GisplanError``.
"""

from __future__ import annotations

from typing import Protocol


class Speaks(Protocol):
    """Something that is said in any language, see `gisplan_words.Said`."""

    def said(self, language: str) -> str:
        """Give the text in a language."""


class GisplanError(Exception):
    """Base of every error that gisplan raises on purpose.

    It says the whole message for the user: file, layer, row key, column, value, what was expected,
    and what to do. ``exit_code`` is what the command line returns for it.

    Parameters
    ----------
    what
        The message: text, or one of `gisplan_words`, which ``str(error)`` says in English.
    """

    exit_code = 2

    def __init__(self, what: Speaks | str = "") -> None:
        super().__init__(what)
        self.what = what

    def said(self, language: str) -> str:
        """Give the message in a language that has a catalogue; a plain text stays as it is."""
        return self.what if isinstance(self.what, str) else self.what.said(language)


class ScenarioError(GisplanError):
    """A scenario, policy or ``--set`` option is not valid."""


class LayerError(GisplanError):
    """A layer cannot be read, or its rows break the layer's schema."""


class CrsError(LayerError):
    """A layer has no coordinate reference system, or coordinates that do not fit it."""


class NetworkError(GisplanError):
    """A service on the network did not answer, or not as its protocol says."""


class InfeasiblePlan(GisplanError):  # noqa: N818 - the name says what was found
    """No plan satisfies the scenario; the text says why."""

    exit_code = 3


class SolverFailed(GisplanError):  # noqa: N818
    """The solver is missing, crashed, or stopped without any answer."""

    exit_code = 4


class DraftPlan(GisplanError):  # noqa: N818
    """A plan was written, but a stage of it missed the gap asked."""

    exit_code = 6


class VerificationFailed(GisplanError):  # noqa: N818
    """A plan breaks a constraint when it is re-checked from its inputs."""

    exit_code = 5
