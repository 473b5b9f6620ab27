"""Headline figures of a plan put together by hand: what is not named is empty, zero or not known."""

from __future__ import annotations

from typing import Any, get_args, get_type_hints

from gisplan.plan.headline import Headline


def figures(**known: Any) -> Headline:
    """Give headline figures; a name that is none is refused."""
    empty = {
        name: None if type(None) in get_args(kind) else (getattr(kind, "__origin__", None) or kind)()
        for name, kind in get_type_hints(Headline).items()
    }
    return Headline(**{**empty, **known})
