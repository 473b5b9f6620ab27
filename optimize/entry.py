"""One entry for every problem: `solve(problem)` gives its answer, `verify(problem, answer)` re-checks it.

Nothing here knows the models: each registers its two verbs. A problem names the type of its answer and, where
its verbs stand in another module than the problem itself, that module, which is imported when it is first
needed::

    @dataclass(frozen=True, eq=False)
    class SizingProblem(Problem["Sizing"]):
        bound_by: ClassVar[str] = "optimize.sizing.search.size"

    @solve_with.register(SizingProblem)    # in optimize.sizing.search.size
    def size_chargers(problem: SizingProblem, how: Settings) -> Sizing: ...

    @faults.register(SizingProblem)
    def check_sizing(problem: SizingProblem, sizing: Sizing) -> list[str]: ...

A stage inside a solver takes its limit from ``how.clock`` (``.left`` work, ``.part(0.3)`` of it, infinite
without a limit), and solves a part of its problem by `solve_with`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatch
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from gisplan_errors import GisplanError, InfeasiblePlan, SolverFailed, VerificationFailed
from gisplan_kept import recalled
from optimize.certificate import Certificate, claim_faults
from optimize.solvers.limits import Limits, Settings, refuse_bad

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Unpack

    from optimize.stages import StageProblem


class Answer(Protocol):
    """What a problem's solver hands back: arrays, and what was proven about them."""

    @property
    def certificates(self) -> Sequence[Certificate]:
        """One certificate a stage, in order."""


Found = TypeVar("Found", bound=Answer)


class Problem(Generic[Found]):
    """Base of the frozen problems; its parameter is the type of the answer.

    Attributes
    ----------
    bound_by
        Module that registers the problem's verbs; none when they stand beside the problem.
    stages_by
        Module that registers the problems of its stages (`optimize.stages`): that of a plan's decision has
        one, and its answer is re-computed there.
    usual_gap
        Relative gap at which a search may stop when nobody says another.
    keeps_incumbent
        Ctrl-C gives the best answer so far; else `KeyboardInterrupt` is raised, for a decision that others
        follow must not be taken half-way.
    tells_figures
        Whether why it has no answer is told with figures that `in_own_units` changes: it is then asked once
        more in the caller's units.
    """

    tells_figures: ClassVar[bool] = False
    bound_by: ClassVar[str] = ""
    stages_by: ClassVar[str] = ""
    usual_gap: ClassVar[float] = 1e-4
    keeps_incumbent: ClassVar[bool] = False

    def in_own_units(self) -> tuple[Problem[Found], Callable[[Found], Found]]:
        """Give the problem in units of its own size (`optimize.scale`), and an answer's way back.

        Returns
        -------
        tuple
            The problem that is solved, and what gives its answer in the caller's units.
        """
        return self, lambda found: found

    @property
    def told_in(self) -> Mapping[str, float]:
        """What figures in lines of progress are multiplied with, by what they measure; others keep theirs."""
        return {}


def solve(
    problem: Problem[Found],
    *,
    shown: Callable[[Sequence[StageProblem]], None] | None = None,
    **limits: Unpack[Limits],
) -> Found:
    """Solve a problem.

    Parameters
    ----------
    problem
        A frozen problem, e.g. `optimize.MCLP` or `optimize.SizingProblem`.
    shown
        Given the problems of its stages with the answer in them, to read or write; nobody when None.
    **limits
        Keywords of `optimize.solvers.limits.Limits`; without a gap the problem's `usual_gap` holds.

    Returns
    -------
    Answer
        With certificates that say what was proven. A location problem without an answer (infeasible, or the
        limit was too short) has a `Solution` whose ``objective`` is None.

    Raises
    ------
    TypeError
        When no solver is registered for the problem's type.
    ValueError
        For a limit that is not above 0, or a gap below 0.
    KeyboardInterrupt
        When the user interrupts it, and the problem keeps no incumbent.
    InfeasiblePlan
        When a problem of a plan (siting, sizing, hydrogen, years) has no answer; the text says why.
    SolverFailed
        When the solver is not available, crashes, or finds no answer of such a problem in its time; or when
        the answer of a plan's decision does not hold in the problem of its stage.
    """
    refuse_bad(limits)
    if shown is not None or "clock" in limits:
        return _solved(problem, shown, limits)
    # threads and progress change no answer
    told = {name: value for name, value in limits.items() if name not in {"threads", "progress"}}
    return recalled(
        type(problem).__name__,
        (problem, told),
        lambda: _solved(problem, None, limits),
        # what the clock stopped is another answer elsewhere
        keep=lambda found: not any(one.braked for one in found.certificates),
    )


def _solved(
    problem: Problem[Found], shown: Callable[[Sequence[StageProblem]], None] | None, limits: Limits
) -> Found:
    """Solve a problem, whether or not its answer is kept."""
    _bind(problem)
    how = Settings.start(limits, gap=getattr(problem, "usual_gap", 1e-4))
    if solve_with.dispatch(type(problem)) is solve_with.dispatch(object):
        solve_with(problem, how)
    measured, in_callers = problem.in_own_units()
    try:
        found = in_callers(solve_with(measured, replace(how, units=problem.told_in)))
    except GisplanError as error:
        if how.clock.meter.interrupted:
            raise KeyboardInterrupt from None
        if measured is not problem and problem.tells_figures and isinstance(error, InfeasiblePlan):
            _tell_in_callers(problem, how)
        raise
    if how.clock.meter.interrupted and not problem.keeps_incumbent:
        raise KeyboardInterrupt
    _evaluate(problem, found, shown, late=how.clock.meter.braked)
    return found


def _evaluate(
    problem: Problem[Found],
    found: Found,
    shown: Callable[[Sequence[StageProblem]], None] | None,
    *,
    late: bool,
) -> None:
    """Re-compute an answer in the PuLP problem of its decision, and show the problems to who asks."""
    if not problem.stages_by:
        return
    import_module(problem.stages_by)
    # PuLP is loaded by what has solved the problem, not by what imports this entry
    room = import_module("optimize.stages")
    stages = room.stage_problems(problem, found)
    room.evaluate(stages, late=late)
    if shown is not None:
        shown(stages)


def _tell_in_callers(problem: Problem[Any], how: Settings) -> None:
    """Ask once more why there is no answer, in the caller's units, with what is left of the same clock."""
    try:
        solve_with(problem, how)
    except SolverFailed:
        return


def verify(problem: Problem[Found], answer: Found) -> None:
    """Raise with everything that is wrong with an answer, from its problem alone; silent when nothing is.

    Parameters
    ----------
    problem
        Any problem that `solve` takes.
    answer
        What `solve` gave for it.

    Raises
    ------
    VerificationFailed
        Naming each broken constraint, a wrong objective, or a certificate that claims more than it shows.
    """
    _bind(problem)
    found = [fault for one in answer.certificates for fault in claim_faults(one)] + faults(problem, answer)
    if found:
        raise VerificationFailed(f"{type(problem).__name__}: " + "; ".join(found))


@singledispatch
def solve_with(problem: object, how: Settings) -> Any:  # noqa: ANN401, ARG001 - what models register
    """Solve with settings; model modules register their solver here."""
    raise TypeError(f"no solver is registered for {type(problem).__name__}; import it from optimize")


@singledispatch
def faults(problem: object, answer: Any) -> list[str]:  # noqa: ANN401, ARG001 - what models register
    """List the faults of an answer; model modules register their check here."""
    raise TypeError(f"no check is registered for {type(problem).__name__}; import it from optimize")


def _bind(problem: object) -> None:
    """Import the module that registers the problem's verbs, if it stands apart."""
    if module := getattr(problem, "bound_by", ""):
        import_module(module)
