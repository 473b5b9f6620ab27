"""The models of a plan's decisions, handed to who reads or writes them, with the keys that name them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from gisplan_arrays import Indices
    from layers.region.loading import Region
    from optimize.stages import StageProblem

    Keys: TypeAlias = "Mapping[str, Sequence[str]]"
    Shown: TypeAlias = "Callable[[Sequence[StageProblem]], None]"


class Models(Protocol):
    """Takes the models of each decision, in the order in which they are taken."""

    def __call__(self, stages: Sequence[StageProblem], keys: Keys, *, part: str = "") -> None:
        """Take a decision.

        Parameters
        ----------
        stages
            The problems of its stages with the answer in them.
        keys
            The key of each member of a set that the problems go over.
        part
            What tells this decision from others of its kind.
        """


def shown_to(models: Models | None, keys: Callable[[], Keys], *, part: str = "") -> Shown | None:
    """Give what `optimize.entry.solve` shows a decision to; the keys are made only where somebody looks."""
    return None if models is None else lambda stages: models(stages, keys(), part=part)


def distinct(texts: Iterable[object]) -> list[str]:
    """Give texts as keys: those that stand several times are told apart by a number."""
    given = [str(text) for text in texts]
    often, seen = Counter(given), Counter[str]()
    keys = []
    for text in given:
        seen[text] += 1
        keys.append(text if often[text] == 1 else f"{text} #{seen[text]}")
    return keys


def site_keys(region: Region, sites: Indices) -> list[str]:
    """Give the keys of sites by their positions in the region."""
    return distinct(region.sites["site_id"].to_numpy()[np.asarray(sites)])


def cell_keys(region: Region, cells: Indices | None = None) -> list[str]:
    """Give the keys of demand cells by their positions in the region, of all of them when None."""
    names = region.demand["cell_id"].to_numpy()
    return distinct(names if cells is None else names[np.asarray(cells)])
