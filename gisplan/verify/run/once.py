"""What several checks compute of a run alike is computed once while they run."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Given = ParamSpec("Given")
Made = TypeVar("Made")

_made: ContextVar[dict[tuple[Any, ...], tuple[object, Any]] | None] = ContextVar("made", default=None)


@contextmanager
def computing_once() -> Iterator[None]:
    """Keep what functions marked `once` compute, until the block ends; no table may change in it."""
    token = _made.set({})
    try:
        yield
    finally:
        _made.reset(token)


def once(compute: Callable[Given, Made]) -> Callable[Given, Made]:
    """Let a function answer the same objects with what it gave before, inside of `computing_once`.

    Its callers share the answer, and change nothing in it.
    """

    @wraps(compute)
    def kept(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        made = _made.get()
        if made is None:
            return compute(*args, **kwargs)
        key = (compute, *map(id, args), *((name, id(value)) for name, value in kwargs.items()))
        if key not in made:
            # the arguments are held too: no other object takes their place in memory
            made[key] = ((args, kwargs), compute(*args, **kwargs))
        answer: Made = made[key][1]
        return answer

    return kept
