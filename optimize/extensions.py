"""How a decision takes a planner's own rows: the model that is handed out, and the problem that keeps them.

A room registers how its problem takes them in its module of stages::

    @extension_of.register(AdequateCover)    # in optimize.siting.stages
    def siting_extension(problem: AdequateCover) -> Extension: ...
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import singledispatch
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy import sparse

from optimize.solvers.conflicts import Rule, RuleSystem, Slack, irreducible_conflict

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from gisplan_arrays import Floats, Indices
    from optimize.entry import Problem
    from optimize.model import ModelBuilder
    from optimize.own_rows import OwnRows
    from optimize.solvers.limits import Limits


class Handed(NamedTuple):
    """A model, and which of its columns are the values of which cells."""

    builder: ModelBuilder
    columns: Indices
    cells: Indices


@dataclass(frozen=True, eq=False)
class Extension:
    """How a decision takes own rows.

    Attributes
    ----------
    shape
        Cells by what they go over, such as sites × types.
    handed
        Gives the named model that a planner reads, without own rows.
    cells_of
        Gives the cells of an answer, as one row of figures.
    extended
        Gives the problem with own rows.
    possible
        Gives the model whose answers are all that is possible, which may be smaller.
    """

    shape: tuple[int, ...]
    handed: Callable[[], Handed]
    cells_of: Callable[[Any], Floats]
    extended: Callable[[OwnRows], Problem[Any]]
    possible: Callable[[], Handed]


@singledispatch
def extension_of(problem: object) -> Extension:
    """Give how a problem takes own rows; rooms register theirs here, others take none."""
    raise TypeError(f"{type(problem).__name__} takes no own rows")


def extension(problem: Problem[Any]) -> Extension:
    """Give how a problem takes own rows, with what registers it imported.

    Raises
    ------
    TypeError
        It takes none.
    """
    if problem.stages_by:
        import_module(problem.stages_by)
    return extension_of(problem)


def with_own(problem: Any, own: OwnRows) -> Any:  # noqa: ANN401 - every problem with a field `own`
    """Give a problem with own rows in place of those it has."""
    return replace(problem, own=own)


def conflicting(handed: Handed, own: OwnRows, **limits: Unpack[Limits]) -> tuple[str, ...]:
    """Name own rows that cannot hold in a model that is possible without them, none of which can be spared.

    Parameters
    ----------
    handed, own
        The model, and rows that are known not to hold in it.
    **limits
        Keywords of `optimize.solvers.limits.Limits`; what was not tried in time stays named.

    Returns
    -------
    tuple of str
        Names of rows, in order.
    """
    arrays = handed.builder.arrays()
    ones, shape = np.ones(handed.cells.size), (own.matrix.shape[1], arrays.cost.size)
    at = sparse.csr_array((ones, (handed.cells, handed.columns)), shape=shape)
    wide = sparse.csr_array(own.matrix @ at)
    rules = [Rule("model", arrays.matrix, arrays.row_lower, arrays.row_upper)]
    rules += [
        Rule(f"own {k}", wide[[k]], own.lower[[k]], own.upper[[k]], f"own {k}", np.ones(1))
        for k in range(len(own.names))
    ]
    slacks = {rule.key: Slack(1e9) for rule in rules[1:]}
    system = RuleSystem(arrays.lower, arrays.upper, arrays.integer, tuple(rules), slacks)
    named, _ = irreducible_conflict(system, **limits)
    return tuple(own.names[k] for k in range(len(own.names)) if f"own {k}" in named)
