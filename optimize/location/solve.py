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

from dataclasses import dataclass, field
from functools import singledispatch
from typing import TYPE_CHECKING, Any, TypedDict

from optimize.solvers.answers import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from scipy import sparse

    from optimize.arrays import Flags, Indices
    from optimize.certificate import Certificate


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


class Limits(TypedDict, total=False):
    """How long and how well a search goes on: the keywords that every stage of a plan takes.

    Attributes
    ----------
    time_limit
        Seconds for the whole call; none when absent or None.
    gap
        Relative gap at which each step may stop; the certificates state what was proven.
    solver, threads, seed
        As in `optimize.solvers.run.run`; HiGHS, its own number of threads and 0 when absent.
    progress
        Called with a line at each step.
    """

    time_limit: float | None
    gap: float
    solver: str
    threads: int | None
    seed: int
    progress: Callable[[str], None] | None


class PassedOn(TypedDict):
    """What every stage of a solver passes on to `optimize.solvers.run.run` as it was asked."""

    solver: str
    threads: int | None
    seed: int
    memory_limit: float | None


@dataclass(frozen=True)
class Settings:
    """How to solve: passed to every registered solver; the clock started when `solve` was called."""

    time_limit: float | None = None
    gap: float = 1e-4
    solver: str = "highs"
    threads: int | None = None
    seed: int = 0
    progress: Callable[[str], None] | None = None
    memory_limit: float | None = None
    clock: Clock = field(default_factory=lambda: Clock(None))

    @classmethod
    def start(cls, limits: Limits, *, gap: float) -> Settings:
        """Start the clock of a call under its keywords; ``gap`` holds where they name none."""
        asked: Limits = {"gap": gap, **limits}
        return cls(**asked, clock=Clock(asked.get("time_limit")))

    @property
    def passed_on(self) -> PassedOn:
        """Keywords of `optimize.solvers.run.run` that do not differ from stage to stage."""
        return PassedOn(
            solver=self.solver, threads=self.threads, seed=self.seed, memory_limit=self.memory_limit
        )

    def tell(self, text: str) -> None:
        """Report progress, if anybody listens."""
        if self.progress is not None:
            self.progress(text)


def solve(
    problem: Any,  # noqa: ANN401 - any registered problem type
    *,
    time_limit: float | None = None,
    gap: float = 1e-4,
    solver: str = "highs",
    threads: int | None = None,
    seed: int = 0,
    progress: Callable[[str], None] | None = None,
    memory_limit: float | None = None,
) -> Solution:
    """Solve a problem of the location family.

    Parameters
    ----------
    problem
        A frozen problem, e.g. `optimize.MCLP`.
    time_limit
        Seconds for the whole call; kept within 10 % + 2 s.
    gap
        Relative gap at which to stop; the certificate says what was reached.
    solver
        ``"highs"``, ``"cbc"`` or any PuLP solver that is installed.
    threads, seed
        Passed on; the same seed and number of threads give the same answer unless a limit stops the search.
    progress
        Called with a line of text now and then.
    memory_limit
        Megabytes (10^6 bytes) that each run of a solver may take; at the limit the best answer so far comes
        back with its bound. How each solver is held to it stands in `optimize.solvers.memory`. The arrays of
        the problem itself and of the searches written in numpy are not counted.

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
    if time_limit is not None and not time_limit > 0:
        raise ValueError(f"time_limit is {time_limit}, expected seconds above 0 or None")
    if not gap >= 0:
        raise ValueError(f"gap is {gap}, expected a share of at least 0")
    if memory_limit is not None and not memory_limit > 0:
        raise ValueError(f"memory_limit is {memory_limit}, expected megabytes above 0 or None")
    return solve_with(
        problem,
        Settings(time_limit, gap, solver, threads, seed, progress, memory_limit, clock=Clock(time_limit)),
    )


@singledispatch
def solve_with(problem: object, settings: Settings) -> Solution:  # noqa: ARG001 - the signature models share
    """Solve with settings; model modules register their solver here."""
    raise TypeError(f"no solver is registered for {type(problem).__name__}; import it from optimize")
