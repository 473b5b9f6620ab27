"""A check is a closed little language: what it means, and what it refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisplan.clauses.quantities.lookup import check_faults
from gisplan.clauses.quantities.registry import QUANTITIES
from gisplan.policies.expressions import Measured, judge, parse_check


def verdict(check: str, target: float | None = None, **values: Measured | float | None) -> str:
    def look_up(name: str, _arguments: tuple[object, ...]) -> Measured:
        value = values[name]
        return value if isinstance(value, Measured) else Measured(value)

    return judge(check, look_up, target).verdict


@pytest.mark.parametrize(
    ("check", "value", "said"),
    [
        ("a >= target", 10.0, "met"),
        ("a >= target", 9.0, "not met"),
        ("a > target", 10.0, "not met"),
        ("a <= target", 10.0, "met"),
        ("a < target", 10.0, "not met"),
        ("a == target", 10.0, "met"),
        ("a * 2 - 10 >= target", 10.0, "met"),
        ("a / 0 >= target", 10.0, "not assessable"),
        ("-a <= target", 10.0, "met"),
    ],
)
def test_comparisons(check: str, value: float, said: str) -> None:
    assert verdict(check, 10.0, a=value) == said


def test_a_part_of_a_whole_that_falls_short_is_partly_met() -> None:
    assert verdict("share(a) >= 1", a=Measured(1, whole=2)) == "partly"
    assert verdict("share(a) >= 1", a=Measured(0, whole=2)) == "not met"
    assert verdict("share(a) >= 1", a=Measured(2, whole=2)) == "met"
    assert verdict("a >= 2", a=Measured(1, whole=2)) == "partly"
    assert verdict("a >= 2", a=Measured(1)) == "not met"


def test_an_upper_limit_is_never_partly_held() -> None:
    assert verdict("a <= 1", a=Measured(2, whole=4)) == "not met"


def test_what_is_not_known_is_never_met() -> None:
    assert verdict("a >= 0", a=None) == "not assessable"
    assert verdict("share(a) >= 0", a=Measured(0, whole=0)) == "not assessable"
    assert verdict("max(a, b) >= 0", a=None, b=5.0) == "not assessable"


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [
        (1.0, 1.0, "met", "met"),
        (1.0, 0.0, "not met", "met"),
        (1.0, None, "not assessable", "met"),
        (0.0, None, "not met", "not assessable"),
    ],
)
def test_and_is_as_bad_as_the_worst_or_as_good_as_the_best(
    a: float, b: float | None, both: str, either: str
) -> None:
    assert verdict("a >= 1 and b >= 1", a=a, b=b) == both
    assert verdict("a >= 1 or b >= 1", a=a, b=b) == either


def test_the_comparison_that_decides_is_reported() -> None:
    judged = judge("a >= 1 and b >= 5", lambda name, _: Measured({"a": 2.0, "b": 3.0}[name]), None)
    assert (judged.verdict, judged.achieved, judged.asked) == ("not met", 3.0, 5.0)


def test_share_and_extremes() -> None:
    assert verdict("share(a) >= 0.5", a=Measured(1, whole=2)) == "met"
    assert verdict("min(a, b) >= 2", a=2.0, b=3.0) == "met"
    assert verdict("max(a, b) <= 2", a=2.0, b=3.0) == "not met"


@pytest.mark.parametrize(
    "check",
    [
        "new_chargers",
        "__import__('os').system('x') >= 1",
        "new_chargers.__class__ >= 1",
        "[1][0] >= 1",
        "(lambda: 1)() >= 1",
        "1 <= new_chargers <= 2",
        "new_chargers in target",
        "not new_chargers >= 1",
        "new_chargers ** 9 >= 1",
        "f'{new_chargers}' >= 1",
        "new_chargers(kind='x') >= 1",
        "stations_in(new_chargers) >= 1",
        "share >= 1",
        "share(1, 2) >= 1",
        "parameter(1) >= 1",
        "True >= 1",
        "new_chargers >= 1; x",
        "a" * 500 + " >= 1",
    ],
)
def test_everything_else_is_refused(check: str) -> None:
    with pytest.raises(ValueError, match="check"):
        parse_check(check)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_never_run(text: str) -> None:
    try:
        parse_check(text)
    except ValueError as error:
        assert "check" in str(error)  # noqa: PT017


def test_unknown_quantities_are_named_with_the_nearest_known() -> None:
    (fault,) = check_faults("new_charger >= 1")
    assert "Did you mean new_chargers?" in fault.en
    (fault,) = check_faults("places_served() >= 1")
    assert "takes" in fault.en
    assert check_faults('stations_in("120116") >= 1') == []


def test_every_quantity_says_what_it_counts_in_both_languages() -> None:
    for one in QUANTITIES.values():
        assert one.unit
        assert one.counts.zh != one.counts.en
