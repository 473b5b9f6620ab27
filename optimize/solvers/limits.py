"""How long and how well a search goes on: counted work, the user's brake, and what a solver is told.

Work is counted, so that a busy machine does the same as an idle one: `optimize.solvers.work` says what an
iteration or a look at a cover pair counts. Its unit is what a calm core does in about a second. The clock on
the wall is the user's emergency brake alone, and a certificate says when it bit.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from importlib import import_module
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, Final, Literal, TypedDict

from gisplan_words import message
from optimize.certificate import Certificate, Effort, Sense, Spent, certify, no_answer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gisplan_errors import Speaks
    from gisplan_progress import Progress
    from gisplan_words import Sayable


OBJECTIVE: Final = "objective"
"""What a figure in a line of progress measures, unless something else is said."""
ENERGY: Final = "energy"
HYDROGEN: Final = "hydrogen"
MONEY: Final = "money"

_MOST_SEED: Final = 2**31 - 1
"""HiGHS and SCIP keep a seed in 32 bits with a sign."""


class Limits(TypedDict, total=False):
    """The keywords that every search and every stage of a plan takes.

    Attributes
    ----------
    work
        Counted work for the whole call, in units of `optimize.solvers.work`; no limit when absent or None.
        The same work gives the same answer on any machine. The root of a branch and bound in HiGHS is not
        held to it (`optimize.solvers.work`): a model may take several times what was left.
    time_limit
        Seconds for the whole call, kept within 10 % + 2 s; none when absent or None. An emergency brake: what
        it stops depends on the machine, and the certificate says so.
    gap
        Relative gap at which each step may stop; the certificates state what was proven.
    solver
        ``"highs"`` (when absent), ``"cbc"``, or the name of any PuLP solver that is installed.
    threads, seed
        Models that are solved side by side, as many as processors when absent; 0 when absent. HiGHS takes one
        thread a model, so that the number changes no answer; other solvers are told the number.
    progress
        Called with a line of text now and then.
    memory_limit
        Megabytes (10^6 bytes) that each run of a solver may take; at the limit the best answer so far comes
        back with its bound. How each solver is held to it stands in `optimize.solvers.memory`. The arrays of
        the problem itself and of the searches written in numpy are not counted.
    clock
        A clock that runs, in place of ``work`` and ``time_limit``: what a stage inside a search is given.
    units
        What a stage inside a search multiplies figures with in its lines of progress, by what they measure:
        it is solved in units of its own size (`optimize.scale`), and a caller hears of his own.
    """

    work: float | None
    time_limit: float | None
    gap: float
    solver: str
    threads: int | None
    seed: int
    progress: Progress | None
    memory_limit: float | None
    clock: Clock
    units: Mapping[str, float]


@dataclass(eq=False)
class Meter:
    """What a call and everything inside it has done so far.

    Attributes
    ----------
    work
        Counted work.
    braked, interrupted
        The time limit stopped something; the user did.
    """

    work: float = 0.0
    braked: bool = False
    interrupted: bool = False


@dataclass(frozen=True)
class Clock:
    """What a stage may still do.

    Attributes
    ----------
    limit
        Work; any when None.
    brake
        Seconds; any when None.
    meter
        Shared with the call that the stage is part of.
    begun, started
        Work done and time when it began.
    """

    limit: float | None
    brake: float | None = None
    meter: Meter = field(default_factory=Meter)
    begun: float = 0.0
    started: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.started

    @property
    def work(self) -> float:
        """Work done since the start."""
        return self.meter.work - self.begun

    @property
    def work_left(self) -> float:
        """Work left, infinite without a limit, never negative."""
        return float("inf") if self.limit is None else max(0.0, self.limit - self.work)

    @property
    def seconds_left(self) -> float:
        """Seconds before the brake bites, infinite without one, never negative."""
        if self.brake is None:
            return float("inf")
        left = max(0.0, self.brake - self.seconds)
        self.meter.braked |= left <= 0.0
        return left

    @property
    def left(self) -> float:
        """Work left, infinite without a limit, never negative; none after the brake or an interrupt.

        Where no work was given, seconds before the brake stand for it.
        """
        seconds = self.seconds_left
        if self.meter.interrupted or seconds <= 0.0:
            return 0.0
        return seconds if self.limit is None else self.work_left

    @property
    def seconds_for_others(self) -> float:
        """Seconds for a solver whose steps nobody counts: one stands for a unit of work."""
        return min(self.left, self.seconds_left)

    def charge(self, work: float) -> None:
        """Count work as done."""
        self.meter.work += work

    def join(self, clocks: Sequence[Clock]) -> None:
        """Count what was done on clocks that ran `alone`, and what stopped it."""
        for clock in clocks:
            self.charge(clock.work)
            self.meter.braked |= clock.meter.braked
            self.meter.interrupted |= clock.meter.interrupted

    def over(self, work: float) -> bool:
        """Count work as done, and tell whether none is left."""
        self.charge(work)
        return self.left <= 0.0

    @property
    def spent(self) -> Spent:
        """Seconds and work since the start."""
        return Spent(self.seconds, self.work)

    def effort(self, solver: str, version: str, spent: Spent | None = None) -> Effort:
        """Tell what was done since the start, or in one stage, for a certificate."""
        took = self.spent if spent is None else spent
        return Effort(
            solver=solver,
            version=version,
            seconds=took.seconds,
            limit=self.brake,
            work=took.work,
            braked=self.meter.braked,
        )

    def part(self, share: float, least: float = 0.0) -> Clock:
        """Start a stage that may do a share of what is left, or some little at the least."""
        limit = None if self.limit is None else max(least, share * self.work_left)
        brake = None if self.brake is None else max(least, share * self.seconds_left)
        return Clock(limit, brake, self.meter, self.meter.work)

    def at_least(self, work: float) -> Clock:
        """Start a stage that may do what is left, or at the least so much, which no brake stops.

        It is for what a plan cannot do without: a slow machine needs more seconds for the same work.
        """
        if self.left >= work and self.seconds_left >= work:
            return self.part(1.0)
        braked = self.seconds_left < work
        self.meter.braked |= braked and self.work_left > work
        return Clock(work, None if braked else self.seconds_left, self.meter, self.meter.work)

    def at_most(self, work: float) -> Clock:
        """Start a stage that may do so much, where that is left; the brake stays."""
        return replace(self.part(1.0), limit=min(work, self.work_left))

    def alone(self, among: int = 1, least: float = 0.0) -> Clock:
        """Give one of several clocks side by side: a share of the work, all seconds, a meter of its own."""
        share = replace(self.part(1.0), limit=None if self.limit is None else self.work_left / among)
        return replace(share.at_least(least), meter=Meter(), begun=0.0)


@dataclass(frozen=True)
class Settings:
    """The limits of a call whose clock runs: `Limits` with every word said."""

    gap: float = 1e-4
    solver: str = "highs"
    threads: int | None = None
    seed: int = 0
    progress: Progress | None = None
    memory_limit: float | None = None
    clock: Clock = field(default_factory=lambda: Clock(None))
    units: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what no solver takes.

        Raises
        ------
        ValueError
            For a gap below 0 or NaN, threads that are no whole number of at least 1, or a seed outside
            0 … 2^31 - 1.
        """
        if not (_is_number(self.gap) and self.gap >= 0):
            raise ValueError(f"gap is {self.gap!r}, expected a share of at least 0")
        if self.threads is not None and not (_is_whole(self.threads) and self.threads >= 1):
            raise ValueError(f"threads is {self.threads!r}, expected a whole number of at least 1, or None")
        if not (_is_whole(self.seed) and 0 <= self.seed <= _MOST_SEED):
            raise ValueError(f"seed is {self.seed!r}, expected a whole number from 0 to {_MOST_SEED}")

    @classmethod
    def start(cls, limits: Limits, *, gap: float = 1e-4) -> Settings:
        """Start the clock of a call under its keywords; ``gap`` holds where they name none."""
        asked: dict[str, Any] = {"gap": gap, **limits}
        work, brake = asked.pop("work", None), asked.pop("time_limit", None)
        return cls(clock=asked.pop("clock", None) or Clock(work, brake), **asked)

    def within(self, clock: Clock, gap: float | None = None, *, aloud: bool = False) -> Limits:
        """Give the keywords of one stage: its clock, its gap where it differs, all else as it was asked.

        Only an ``aloud`` stage reports to the caller's `progress`.
        """
        return Limits(
            clock=clock,
            gap=self.gap if gap is None else gap,
            solver=self.solver,
            threads=self.threads,
            seed=self.seed,
            progress=self.progress if aloud else None,
            memory_limit=self.memory_limit,
            units=self.units,
        )

    def rest(self, gap: float | None = None, *, aloud: bool = False) -> Limits:
        """Give the keywords of a run of a solver that may do all that is left."""
        return self.within(self.clock.part(1.0), gap, aloud=aloud)

    def part(self, share: float) -> Settings:
        """Start a stage that may do a share of what is left."""
        return replace(self, clock=self.clock.part(share))

    def certify(
        self,
        stage: str,
        sense: Sense,
        objective: float | None,
        bound: float | None,
        proven: Sayable,
        *,
        who: tuple[str, str] | None = None,
        spent: Spent | None = None,
        exact: bool = True,
        size: float = 1.0,
    ) -> Certificate:
        """Judge an answer by `optimize.certificate.certify`, with the seconds and the limit of this call.

        Parameters
        ----------
        stage, sense, objective, bound, proven, exact, size
            As there; 1 is the unit that the problem is measured in (`optimize.scale`).
        who
            Solver and version; the solver asked for when None.
        spent
            Wall time and work of the stage; those of the whole call when None.
        """
        effort = self._effort(who, spent)
        return certify(stage, sense, objective, bound, proven=proven, exact=exact, size=size, **effort)

    def no_answer(
        self, stage: str, sense: Sense, why: Sayable | None, *, who: tuple[str, str] | None = None
    ) -> Certificate:
        """Certify that there is no answer, for a reason, or without one that none was found in the time."""
        status: Literal["error", "infeasible"] = "error" if why is None else "infeasible"
        words = why or message("proven-none-found")
        return no_answer(stage, sense, status, proven=words, **self._effort(who, None))

    def _effort(self, who: tuple[str, str] | None, spent: Spent | None) -> Effort:
        solver, version = who or (self.solver, "")
        return self.clock.effort(solver, version, spent)

    def shown(self, figure: float, measure: str = OBJECTIVE) -> float:
        """Give a figure of what is solved as a line of progress says it: in the caller's units."""
        return figure * self.units.get(measure, 1.0)

    def tell(self, line: Speaks) -> None:
        """Report progress, if anybody listens."""
        if self.progress is not None:
            self.progress(line)


@dataclass(frozen=True)
class Until:
    """When a search ends.

    Attributes
    ----------
    steps
        Steps, or steps without a better answer, at most.
    target
        Value at which nothing better is left: a proven bound; none by default.
    share
        Share of the time left at its start that it may use.
    """

    steps: int
    target: float = float("inf")
    share: float = 1.0


def refuse_bad(limits: Limits) -> None:
    """Refuse what a caller of a search may not ask; a stage inside may have no second left.

    Raises
    ------
    ValueError
        For a limit that is not above 0; `Settings` refuses the other keywords.
    SolverFailed
        For a solver that nobody knows.
    """
    given: dict[str, Any] = {**limits}
    kinds = {"work": "counted work", "time_limit": "seconds", "memory_limit": "megabytes"}
    for name, kind in kinds.items():
        value = given.get(name)
        if value is not None and not (_is_number(value) and value > 0):
            raise ValueError(f"{name} is {value!r}, expected {kind} above 0 or None")
    if (solver := str(limits.get("solver", "highs"))).lower() != "highs":
        # the registry loads PuLP, which a caller of HiGHS does not wait for
        import_module("optimize.solvers.named").require_known(solver)


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _is_whole(number: object) -> bool:
    return isinstance(number, Integral) and not isinstance(number, bool)
