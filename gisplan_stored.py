"""Messages as plain values: how a run keeps what it says, for a reader of another language."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from gisplan_errors import GisplanError
from gisplan_numbers import Figure
from gisplan_words import Inside, Message, Named, Said, Series, message, plain_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gisplan_words import Sayable

KINDS: Final[Mapping[str, type[Said]]] = {
    kind.__name__.lower(): kind for kind in (Message, Named, Series, Inside, Figure)
}
_KIND: Final = "@"


def written(value: Sayable) -> Any:  # noqa: ANN401 - plain values of any kind
    """Give a sayable as plain values, ready for JSON, from which `read` makes an equal one.

    A word of a vocabulary is written as the message it is.
    """
    if isinstance(value, Said):
        name, kind = next((name, kind) for name, kind in KINDS.items() if isinstance(value, kind))
        return {_KIND: name, **{part: _written(getattr(value, part)) for part in kind.__annotations__}}
    return plain_number(value)


def read(value: Any) -> Any:  # noqa: ANN401 - as `written`
    """Give the sayable that `written` has written as plain values.

    Raises
    ------
    GisplanError
        It is of no kind of sayable, or has not the parts of one.
    """
    if isinstance(value, dict) and _KIND in value:
        parts = {name: read(part) for name, part in value.items() if name != _KIND}
        try:
            found = KINDS[value[_KIND]](**parts)
        except (KeyError, TypeError):
            found = None
        if (
            found is None
            or not isinstance(parts.get("figures", {}), dict)
            or any(map(_nested, parts.values()))
        ):
            raise GisplanError(message("stored-unknown", value=str(value)[:80]))
        return found
    if isinstance(value, dict):
        return {name: read(part) for name, part in value.items()}
    return tuple(read(part) for part in value) if isinstance(value, list) else value


def _nested(part: Any) -> bool:  # noqa: ANN401
    """Tell whether a part holds plain values of which nothing says what kind they are."""
    inside = part.values() if isinstance(part, dict) else part if isinstance(part, tuple) else ()
    return any(isinstance(one, dict) for one in inside)


def retold(value: Any, otherwise: Said) -> Said:  # noqa: ANN401 - as `written`, or its JSON
    """Give a message that a run keeps; another where it keeps none, or one that this version says no more.

    Parameters
    ----------
    value
        What `written` gave when the run was made, or that as JSON text.
    otherwise
        What to say else, such as the texts that stand beside it.
    """
    try:
        found = read(json.loads(value) if isinstance(value, str) else value)
        return found if isinstance(found, Said) and found.en else otherwise
    except (GisplanError, KeyError, ValueError):
        return otherwise


def _written(part: Any) -> Any:  # noqa: ANN401
    if isinstance(part, dict):
        return {name: written(value) for name, value in part.items()}
    return [written(value) for value in part] if isinstance(part, tuple) else written(part)
