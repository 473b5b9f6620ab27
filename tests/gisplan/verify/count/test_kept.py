"""What rules keep beside chargers that gave way to others, by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gisplan.verify.bounds.asked import Count
from gisplan.verify.count import kept

if TYPE_CHECKING:
    import pytest


def test_an_own_row_counts_what_was_replaced_before_any_spare_charger(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of at least 20 the 3 replaced chargers, 4 each, give 12: 8 are left, 4 of what counts 2 each."""
    swapped = np.array([[3.0], [0.0]])
    stock = SimpleNamespace(swapped=swapped, by_site=lambda values, _: values)
    monkeypatch.setattr(kept, "stock_of", lambda _: stock)
    none = np.zeros(2, dtype=bool)
    weights = np.array([[2.0, 0.0, 4.0], [0.0, 0.0, 4.0]])
    own = Count("own mine", none, none, 20.0, np.inf, weights=weights)
    plain = Count("target", none, none, 5.0, np.inf)
    run: Any = SimpleNamespace(scenario=SimpleNamespace(chargers=SimpleNamespace(types=("ac", "dc"))))
    asked: Any = SimpleNamespace(
        counts=(own, plain), table=SimpleNamespace(frame=pd.DataFrame({"site_id": ["A", "B"]}))
    )
    rule, other = kept._beside_swaps(run, asked)
    assert (rule.least, rule.most, other) == (4.0, np.inf, plain)
    left, cost = np.full((2, 2), 9.0), np.ones((2, 2))
    put_back = kept._meeting(rule, kept._cells(rule, (2, 2)), np.zeros((2, 2)), left, cost)
    assert put_back.tolist() == [[4.0, 0.0], [0.0, 0.0]]
