"""Words, figures and proofs say no more than is known."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import escape

from gisplan_catalogue import codes, forms, languages
from gisplan_numbers import Figure
from gisplan_words import message, named
from maps.data.breaks import class_breaks
from maps.words.catalogue import layer_name, term, word
from maps.words.figures import scale_of, with_unit
from maps.words.proof import (
    by_layer,
    draft_words,
    gap_text,
    in_words,
    stage_name,
    weakest,
    weakest_grade,
)
from maps.words.text import as_shown, tidy, told, told_of


@given(st.text())
def test_tidy_text_is_one_short_visible_line(text: str) -> None:
    line = tidy(text)
    assert len(line) <= 160
    assert tidy(line) == line
    assert not {"\n", "\u202e", "\u2066", "\x00", "\u200b"} & set(line)


@pytest.mark.parametrize("null", [None, float("nan"), np.float64("nan"), pd.NA, pd.NaT], ids=repr)
def test_a_null_of_any_kind_is_no_text(null: object) -> None:
    assert tidy(null) == ""


def test_a_text_is_printed_once_a_language_and_escaped() -> None:
    assert escape(as_shown(named("<b>", "a&b"))) == (
        '<span lang="zh-CN">&lt;b&gt;</span><span lang="en">a&amp;b</span>'
    )
    assert escape(as_shown(named("<b>", "<b>"))) == "&lt;b&gt;"
    assert as_shown("plain") == "plain"


def test_what_a_message_takes_from_data_is_tidied_where_it_is_printed() -> None:
    printed = as_shown(message("clauses-of", document="a\u202eb\x00" + "c" * 2000))
    assert not {"\u202e", "\x00"} & set(printed)
    assert len(printed) < 1400


def test_a_language_that_is_missing_takes_another() -> None:
    assert (told(("名", None)).zh, told(("名", None)).en) == ("名", "名")
    assert told({"en": "name"}).zh == "name"
    assert told(float("nan")).zh == ""
    assert told_of({"name_zh": None, "name_en": "x\u202ey"}).zh == "xy"


@pytest.mark.parametrize(
    ("gap", "text"),
    [
        (0.0039, "0.39 %"),
        (0.00391, "0.40 %"),
        (0.1, "10 %"),
        (0.1001, "11 %"),
        (0.0, "0 %"),
        (1e-5, "0.0010 %"),
    ],
)
def test_gap_is_rounded_up(gap: float, text: str) -> None:
    assert gap_text(gap).en == text
    assert gap_text(gap).zh == text


GOOD = {"stage": "siting", "status": "feasible", "gap": 0.002, "asked": 0.02, "grade": "close"}


@given(st.floats(1e-9, 10))
def test_gap_text_never_claims_more_than_proven(gap: float) -> None:
    assert float(gap_text(gap).en.replace(",", "").removesuffix(" %")) / 100 >= gap * (1 - 1e-6)


@pytest.mark.parametrize(
    ("certificate", "part"),
    [
        ({"status": "optimal", "gap": 0.0, "grade": "close"}, "proven optimal"),
        ({"status": "feasible", "gap": 0.004, "grade": "close"}, "within 0.40 %"),
        ({"status": "heuristic", "gap": 0.004, "grade": "close"}, "within 0.40 %"),
        ({"status": "feasible", "gap": 0.75, "grade": "wide"}, "up to 75 % from"),
        ({"status": "optimal", "gap": 5e-7, "grade": "wide"}, "up to 0.000050 % from"),
        ({"status": "heuristic", "gap": None, "grade": "no-proof"}, "no proof"),
        ({"status": "error", "gap": None, "grade": "no-proof"}, "no result"),
        ({"status": "infeasible", "gap": None, "grade": "no-proof"}, "proven infeasible"),
    ],
)
def test_certificate_in_words(certificate: dict[str, object], part: str) -> None:
    said = in_words({"asked": 0.01, **certificate})
    assert part in said.en
    assert ("proven" in said.en and "已证明" in said.zh) == (part.startswith(("proven", "within")))


def test_what_the_time_limit_stopped_is_said_to_be_so() -> None:
    said = in_words({**GOOD, "braked": True})
    assert ("time limit" in said.en, "时间上限" in said.zh) == (True, True)
    assert "time limit" not in in_words({**GOOD, "braked": False}).en


@pytest.mark.parametrize("gap", [0.0101, 0.75, 1.0, 12.0])
def test_a_gap_wider_than_asked_is_never_called_proven(gap: float) -> None:
    row = {"stage": "siting", "status": "feasible", "gap": gap, "asked": 0.01, "grade": "wide"}
    for said in (in_words(row), weakest([row, GOOD]), draft_words([row, GOOD])):
        assert said is not None
        assert "proven within" not in said.en
        assert "已证明" not in said.zh
    assert weakest_grade([GOOD, row]) == "wide"


def test_a_draft_names_each_stage_that_misses_the_gap_and_what_to_do() -> None:
    wide = {"stage": "siting", "status": "feasible", "gap": 0.03, "asked": 0.01, "grade": "wide"}
    none = {"stage": "phasing 2026", "status": "heuristic", "gap": None, "asked": 0.01, "grade": "no-proof"}
    whole = {**none, "stage": "plan"}
    said = draft_words([GOOD, wide, none, whole])
    assert said is not None
    assert "siting (gap 3 %), phasing, 2026 (no proof) did" in said.en
    assert "选址（差距 3 %）、分期，2026（无证明）" in said.zh
    assert all("solver.work" in text and "solver.gap" in text for text in (said.zh, said.en))
    braked = draft_words([GOOD, {**wide, "braked": True}])
    assert braked is not None
    assert all("solver.time_limit" in text and "solver.work" not in text for text in (braked.zh, braked.en))
    assert draft_words([GOOD, {**GOOD, "stage": "plan"}]) is None


def test_plan_is_as_proven_as_its_weakest_stage() -> None:
    stages = [
        {**GOOD, "status": "optimal", "gap": 0.0},
        {**GOOD, "gap": 0.01},
        GOOD,
    ]
    assert "within 1 %" in weakest(stages).en
    wide = {**GOOD, "gap": 0.2, "grade": "wide"}
    assert "up to 20 %" in weakest([*stages, wide]).en
    none = {**GOOD, "status": "heuristic", "gap": None, "grade": "no-proof"}
    assert "no proof" in weakest([none, *stages, wide]).en
    assert weakest([]).en == "no certificate"


def test_each_layer_tells_the_proof_of_the_stages_that_decided_it() -> None:
    stages = [
        {**GOOD, "stage": "siting", "gap": 0.003},
        {**GOOD, "stage": "sizing: cost", "gap": 0.016},
        {**GOOD, "stage": "hydrogen cost", "gap": 0.064},
    ]
    said = {name: weakest(rows) for name, rows in by_layer(stages).items()}
    assert said["sites"].zh == "已证明与可能的最优值相差不超过 1.6 %（证明最弱的阶段：定容：成本）"
    assert said["stations"].en == "proven within 6.4 % of the best possible"
    assert by_layer(stages[:2]).keys() == {"sites", "dropped", "coverage", "corridors"}


def test_a_stage_is_named_without_its_unit_and_with_its_part() -> None:
    assert stage_name("sizing: unmet energy, kWh/day").zh == "定容：未满足电量"
    assert stage_name("siting: excess").en == "siting, excess"
    assert stage_name("phasing 2026").zh == "分期，2026"
    assert stage_name("<b>").en == "<b>"


def test_a_cell_of_a_table_is_written_by_its_unit() -> None:
    assert with_unit(4.213e9, "currency", "CNY").zh == "42.13 亿元"
    assert with_unit(12.5, "t/a").en == "12.50 t/a"
    assert with_unit("11", "stations").zh == "11"


def test_a_word_of_the_pages_names_no_figure_as_the_script_says_it() -> None:
    for code in codes(begins="page-"):
        for language in languages():
            assert forms(code, language)[""], code
    with pytest.raises(KeyError):
        word("no_such_word")


def test_words_that_data_names_are_found_and_others_shown_as_they_are() -> None:
    assert term("category", "fuel_station").zh == "加油站"
    assert term("verdict", "not met").en == "Not met"
    assert term("category", "<b>").en == "<b>"
    assert layer_name("sites").en == "Charging sites"
    assert layer_name("x\u202ey").zh == "xy"


def test_natural_breaks_part_the_clusters() -> None:
    breaks = class_breaks([1, 2, 3, 50, 51, 52, 200, 201], classes=3)
    assert breaks["natural"] == [50.0, 200.0]
    assert breaks["equal"] == pytest.approx([134.3], abs=0.1)  # nothing lies between 67.7 and 134.3


def test_natural_breaks_are_the_best_of_all_partitions() -> None:
    values = [1.0, 2.0, 4.0, 7.0, 9.0, 11.5]

    def spread(cuts: tuple[int, int]) -> float:
        groups = (values[: cuts[0]], values[cuts[0] : cuts[1]], values[cuts[1] :])
        return sum(sum((x - sum(group) / len(group)) ** 2 for x in group) for group in groups)

    best = min(((i, j) for i in range(1, 5) for j in range(i + 1, 6)), key=spread)
    assert class_breaks(values, 3)["natural"] == [values[best[0]], values[best[1]]]


def test_many_that_share_the_highest_value_are_a_class() -> None:
    assert class_breaks([0, 1, 2, 3, 9, 9, 9, 9], classes=4)["quantile"] == pytest.approx([1.75, 9])


@example([0.0, 2.2250738585072014e-308])  # the scale of its decimals is no float
@given(st.lists(st.floats(-1e6, 1e6) | st.just(float("nan")), max_size=40))
def test_breaks_ascend_within_the_values(values: list[float]) -> None:
    finite = [value for value in values if math.isfinite(value)]
    for breaks in class_breaks(values).values():
        assert len(breaks) <= 4
        assert breaks == sorted(set(breaks))
        assert all(min(finite) < edge <= max(finite) for edge in breaks)
        counts = [sum(value >= edge for value in finite) for edge in breaks]
        assert not finite or all(before > after for before, after in pairwise([len(finite), *counts, 0]))


def test_sums_of_a_column_are_written_in_one_unit() -> None:
    money = [20_560_000.0, 164_540_000.0, 8_000.0, None]
    like = scale_of(money)
    told = [Figure(value, "currency", currency="CNY", like=like).zh for value in money]
    assert told == ["2,056 万元", "16,454 万元", "0.80 万元", "—"]
    assert scale_of([None, 0.0]) is None
