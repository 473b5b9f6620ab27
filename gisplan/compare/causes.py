"""Why a site differs between two plans: from what went in, and from the facts of ``why``; never guessed.

Plans of the same version, inputs and settings are the same plan. So where one thing alone went in
differently, every difference hangs on it, directly or as a knock-on. Where several did, a site is
explained only by what names it: its own row of the inputs, or a rule that holds for it in one plan and
not in the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from gisplan.compare.record import rows_of
from gisplan.why.site import barred_by, forced_by, screened_as
from gisplan_words import listed, message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gisplan.compare.record import Cause, Root
    from gisplan.plan.record import Plan
    from gisplan_words import Said

_NAMED: Final = 3
"""Edits or settings that a reason names."""
_BY_RULE: Final = ("coverage.required_categories",)
"""Settings that mark candidates as required: the mark is then no edit."""
_FILES: Final = ("file", "store", "region", "touched")


def with_causes(
    sites: pd.DataFrame, pair: tuple[Plan, Plan], roots: tuple[Root, ...], edits: pd.DataFrame
) -> pd.DataFrame:
    """Say of every site that differs why it does: the columns ``cause`` and ``why``."""
    judge = _Judge(pair, roots, edits)
    told = [judge.cause(row) for row in rows_of(sites)]
    return sites.assign(
        cause=pd.Series([cause for cause, _ in told], dtype=object, index=sites.index),
        why=pd.Series([why for _, why in told], dtype=object, index=sites.index),
    )


class _Judge:
    """What is known of two runs, looked up by site."""

    def __init__(self, pair: tuple[Plan, Plan], roots: tuple[Root, ...], edits: pd.DataFrame) -> None:
        self.pair = pair
        self.roots = tuple(one for one in roots if one.decides)
        by_hand = any(one.kind in _FILES for one in self.roots)
        ruled = any(one.name.startswith(_BY_RULE) for one in self.roots)
        own = edits if by_hand else edits.iloc[:0]
        self.edits = own[own["column"] != "status"] if ruled else own
        self.own = {
            str(key): rows
            for key, rows in self.edits[self.edits["layer"] == "sites"].groupby("key", sort=True)
        }
        self.candidates = tuple(
            {str(row["site_id"]): row for _, row in one.evidence.candidates.iterrows()} for one in pair
        )
        places = [one.evidence.candidates.set_index("site_id").geometry for one in reversed(pair)]
        self.places = pd.concat(places)
        self.places = self.places[~self.places.index.duplicated()]

    def cause(self, row: Any) -> tuple[Cause, Said]:  # noqa: ANN401 - a row of the table
        """Give the cause of one site that differs, and its words."""
        name = str(row.site_id)
        if name in self.own:
            return "edited", message(
                "compare-why-edited", edits=listed(map(_edit_said, self.own[name].to_dict("records")))
            )
        if not self.roots:
            return "open", message("compare-why-nothing")
        if (ruled := self._ruled(name, str(row.kind))) is not None:
            return "rule", ruled
        if len(self.roots) > 1:
            first = listed(_root_said(one) for one in self.roots[:_NAMED])
            return "open", message("compare-why-several", count=len(self.roots), first=first)
        return self._alone(name, self.roots[0])

    def _alone(self, name: str, root: Root) -> tuple[Cause, Said]:
        """Say what hangs on the one thing that went in differently."""
        if root.kind == "setting":
            return "setting", message("compare-why-setting", setting=_root_said(root))
        if root.kind == "version":
            return "version", message("compare-why-version", before=root.before, after=root.after)
        if not len(self.edits):
            return "input", message("compare-why-file", file=root.name)
        keys = self.edits.drop_duplicates(["layer", "key"])
        near = listed(map(_edit_said, self._nearest(name, keys).to_dict("records")))
        return "knock-on", message("compare-why-knock-on", file=root.name, count=len(keys), edits=near)

    def _nearest(self, name: str, keys: pd.DataFrame) -> pd.DataFrame:
        """Give the edited rows to be named: sites nearest to one by its place, then demand cells."""
        here = self.places.get(name)
        known = keys["key"].map(self.places).to_numpy()
        away = [
            np.inf if spot is None or here is None or pd.isna(spot) else here.distance(spot) for spot in known
        ]
        return keys.iloc[np.argsort(away, kind="stable")[:_NAMED]]

    def _ruled(self, name: str, kind: str) -> Said | None:
        """Say which rule holds for a site in one plan and not in the other; None where none does."""
        if not any(one.kind == "setting" for one in self.roots):
            return None
        old, new = (
            {} if name not in rows else self._rules(run, rows[name], name, kind)
            for run, rows in zip(self.pair, self.candidates, strict=True)
        )
        parts = [message("compare-rule-now", rule=new[text]) for text in sorted(new.keys() - old.keys())]
        parts += [message("compare-rule-before", rule=old[text]) for text in sorted(old.keys() - new.keys())]
        return message("compare-why-rule", rules=listed(parts)) if parts else None

    @staticmethod
    def _rules(run: Plan, row: pd.Series[Any], name: str, kind: str) -> dict[str, Said]:
        """Give the rules that hold for a site in a run, by their text."""
        if kind == "hydrogen":
            said = screened_as(run.evidence.screening, name)
            rules = [
                message("compare-screened", size=size, reason=why) for size, why in said.items() if why.zh
            ]
        else:
            rules = [*barred_by(row), *forced_by(run, row)]
        return {one.en: one for one in rules}


def _edit_said(row: Mapping[Any, Any]) -> Said:
    if row["column"] in {"site_id", "cell_id"}:
        return message("compare-row-added" if row["after"] else "compare-row-removed", key=str(row["key"]))
    if row["column"] == "geometry":
        return message("compare-row-moved", key=str(row["key"]), metres=str(row["after"]))
    told = {name: str(row[name]) or "—" for name in ("key", "column", "before", "after")}
    return message("compare-row-edited", **told)


def _root_said(root: Root) -> Said:
    if root.kind == "setting":
        return message("compare-setting", name=root.name, before=root.before or "—", after=root.after or "—")
    return message("compare-input", name=root.name)
