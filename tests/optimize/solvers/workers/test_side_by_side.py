"""Runs side by side: every answer in its place, never more at once than allowed, the first error raised."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from optimize.solvers.run import run
from optimize.solvers.workers.side_by_side import side_by_side
from tests.optimize.solvers.test_limits import knapsack


@pytest.mark.parametrize("threads", [1, 2, 3, None])
def test_answers_come_in_the_order_of_the_items(threads: int | None) -> None:
    def late_first(item: int) -> int:
        time.sleep(0.01 * (5 - item))
        return item * item

    assert side_by_side(late_first, range(5), threads=threads) == [0, 1, 4, 9, 16]


def test_no_more_run_at_once_than_threads() -> None:
    lock, at_once, most = threading.Lock(), [0], [0]

    def counted(_: int) -> None:
        with lock:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        time.sleep(0.02)
        with lock:
            at_once[0] -= 1

    side_by_side(counted, range(6), threads=2)
    assert most == [2]


def test_two_really_run_at_once() -> None:
    meet = threading.Barrier(2, timeout=5.0)
    assert sorted(side_by_side(lambda _: meet.wait(), range(2), threads=2)) == [0, 1]


@pytest.mark.parametrize("threads", [1, 2])
def test_the_first_error_in_order_is_raised(threads: int) -> None:
    def fails(item: int) -> int:
        time.sleep(0.03 * (3 - item))
        if item:
            raise ValueError(str(item))
        return item

    with pytest.raises(ValueError, match="1"):
        side_by_side(fails, range(3), threads=threads)


def test_nothing_to_do_gives_nothing() -> None:
    assert side_by_side(str, [], threads=2) == []


@pytest.mark.skipif(os.name == "nt", reason="signals of Windows differ: run on Linux or macOS")
def test_ctrl_c_ends_what_runs_side_by_side_and_spoils_nothing_after_it() -> None:
    """A search that went on, or a solver ended under its successor, spoilt the next call of a notebook."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    others = threading.active_count()
    try:
        for _ in range(5):
            threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
            with pytest.raises(KeyboardInterrupt):
                side_by_side(lambda seed: run(knapsack(250, 30, seed), gap=0.0), range(4), threads=2)
            end = time.monotonic() + 5.0
            while threading.active_count() > others and time.monotonic() < end:
                time.sleep(0.05)
            assert threading.active_count() <= others
            assert side_by_side(lambda seed: run(knapsack(12, 2, seed)).status, range(4), threads=2)
    finally:
        signal.signal(signal.SIGINT, before)
