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

from optimize.solvers.conflicts import Rule, RuleSystem, Slack, irreducible_conflict, is_possible
from optimize.solvers.limits import Settings

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
        Gives the model whose answers are all that is possible, with whole counts and budgets; it may leave
        out what makes nothing impossible.
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


def conflicting(
    handed: Handed, own: OwnRows, *, known: bool = False, **limits: Unpack[Limits]
) -> tuple[str, ...]:
    """Name own rows that are proven to leave no answer to a model that has one without them.

    Parameters
    ----------
    handed, own
        The model, and the rows.
    known
        Whether it is known already that the model has an answer without them.
    **limits
        Keywords of `optimize.solvers.limits.Limits`, in all; what was not tried in time stays named.

    Returns
    -------
    tuple of str
        Names of rows, in order, none of which can be spared; empty where it was not proven that the rows are
        the cause.
    """
    how = Settings.start(limits)
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
    if not known and not is_possible(system.only({"model"}), **how.within(how.clock.part(0.3))):
        return ()
    if is_possible(system, **how.within(how.clock.part(0.5))) is not False:
        return ()
    named, _ = irreducible_conflict(system, **how.rest())
    return tuple(own.names[k] for k in range(len(own.names)) if f"own {k}" in named)
