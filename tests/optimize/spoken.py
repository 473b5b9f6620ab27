"""What a refusal says in Chinese, for the tests of every model."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from gisplan_stored import read, written
from gisplan_words import Said, messages

if TYPE_CHECKING:
    from gisplan_errors import GisplanError

_NAMES = ("west", "slow", "fast", "odd", "half", "Jinghai", "a", "b")
"""Names that the cases give their floors, shares and groups."""


def says_in_chinese(error: GisplanError) -> bool:
    """Tell whether a refusal is codes and figures, with in Chinese no English but names and units."""
    assert isinstance(error.what, Said)
    assert all(part.code.startswith("optimize-") for part in messages(error.what))
    assert read(json.loads(json.dumps(written(error.what)))) == error.what
    english = [word for word in re.findall(r"[A-Za-z_]+", error.said("zh")) if word not in (*_NAMES, "kg")]
    return not english
