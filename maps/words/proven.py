"""What the bound of a certificate is a bound of, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gisplan_stored import retold
from gisplan_words import Named
from maps.words.text import tidy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gisplan_words import Said


def proven_words(certificate: Mapping[Any, Any]) -> Said:
    """Say what was proven, by the message that a certificate keeps; without one by its text as it is."""
    return retold(certificate.get("proven_said"), Named({"en": tidy(certificate.get("proven"), 600)}))
