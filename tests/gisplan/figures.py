"""Headline figures of a plan put together by hand: what is not named is empty, zero or not known."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin, get_type_hints

from gisplan.plan.headline import Headline


def _empty(kind: Any) -> Any:
    if type(None) in get_args(kind):
        return None
    if get_origin(kind) is Literal:
        return get_args(kind)[-1]
    return (get_origin(kind) or kind)()


def figures(**known: Any) -> Headline:
    """Give headline figures; a name that is none is refused."""
    empty = {name: _empty(kind) for name, kind in get_type_hints(Headline).items()}
    return Headline(**{**empty, **known})
