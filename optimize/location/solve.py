"""Solve any problem of the location family: one entry, one settings object, one kind of solution.

A model module registers itself; nothing here knows the models. In ``optimize/<model>.py``::

    @dataclass(frozen=True, eq=False)
    class PMedian:
        pairs: CoverPairs
        ...

    @solve_with.register(PMedian)
    def _solve_p_median(problem: PMedian, settings: Settings) -> Solution: ...

    @faults.register(PMedian)              # from optimize.verify
    def _check_p_median(problem: PMedian, solution: Solution) -> list[str]: ...

and ``optimize/__init__.py`` imports the module. A stage inside a solver takes its limit from
``settings.clock`` (``.left`` seconds, ``.part(0.3)`` of them, None without a limit).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from typing import TYPE_CHECKING, Any

from optimize.solvers.limits import Settings, refuse_bad

if TYPE_CHECKING:
    from typing import Unpack

    from scipy import sparse

    from optimize.arrays import Flags, Indices
    from optimize.certificate import Certificate
    from optimize.solvers.limits import Limits


@dataclass(frozen=True, eq=False)
class Solution:
    """What `solve` hands back.

    Attributes
    ----------
    sites
        Indices of ALL open sites, existing and required ones included, sorted.
    assignment
        Where the model assigns demand: the serving site of every demand row (-1: none), shape (n_demand,), or
        a sparse matrix demand × sites of the amounts served when rows may be split; None where the model has
        none.
    covered
        Whether each demand row is covered (served in full, for capacitated models), shape (n_demand,).
    objective
        Value of the model's objective; None without an answer.
    certificate
        What was proven about it.
    """

    sites: Indices
    assignment: Indices | sparse.csr_array | None
    covered: Flags
    objective: float | None
    certificate: Certificate


def solve(
    problem: Any,  # noqa: ANN401 - any registered problem type
    **limits: Unpack[Limits],
) -> Solution:
    """Solve a problem of the location family.

    Parameters
    ----------
    problem
        A frozen problem, e.g. `optimize.MCLP`.
    **limits
        Keywords of `optimize.solvers.limits.Limits`; the gap is 1e-4 when absent.

    Returns
    -------
    Solution
        With a certificate that says what was proven. Without an answer (infeasible, or the limit was too
        short) ``objective`` is None and ``sites`` is empty.

    Raises
    ------
    TypeError
        When no solver is registered for the problem's type.
    SolverFailed
        When the solver is not available or crashes.
    """
    refuse_bad(limits)
    return solve_with(problem, Settings.start(limits))


@singledispatch
def solve_with(problem: object, settings: Settings) -> Solution:  # noqa: ARG001 - the signature models share
    """Solve with settings; model modules register their solver here."""
    raise TypeError(f"no solver is registered for {type(problem).__name__}; import it from optimize")
