"""Errors of gisplan: one small family that all four packages raise.

It stands beside the packages because ``layers``, ``optimize`` and ``maps`` never import ``gisplan``,
and a caller still catches every fault of the product with one ``except GisplanError``.
"""

from __future__ import annotations


class GisplanError(Exception):
    """Base of every error that gisplan raises on purpose.

    Its text is the whole message for the user: file, layer, row key, column, value, what was
    expected, and what to do. ``exit_code`` is what the command line returns for it.
    """

    exit_code = 2


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


class VerificationFailed(GisplanError):  # noqa: N818
    """A plan breaks a constraint when it is re-checked from its inputs."""

    exit_code = 5
