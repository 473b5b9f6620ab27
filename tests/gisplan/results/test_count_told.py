"""What the count buys, as page and report tell it."""

from __future__ import annotations

import re

from gisplan.results.count_told import count_told
from gisplan_numbers import NONE, Figure
from tests.gisplan.planned import planned


def test_a_column_of_money_has_one_unit() -> None:
    """A rule that keeps nothing costs 0 of the unit that the dearest one is told in."""
    told = count_told(planned())
    columns = [column for table in told for column in zip(*table.rows, strict=True)]
    money = [column for column in columns if any(isinstance(one, Figure) and one.currency for one in column)]
    assert len(money) >= 4
    for language in ("zh", "en"):
        for column in money:
            texts = {one.said(language) for one in column} - {NONE}
            assert len({re.sub(r"[\d.,\s]+", "", text) for text in texts}) <= 1
