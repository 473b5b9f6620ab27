"""Messages by code and figures, said in every language that has a catalogue."""

from __future__ import annotations

import ast
import json
import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gisplan_catalogue as words
import gisplan_errors
from gisplan_data import data_folder
from gisplan_errors import GisplanError, ScenarioError
from gisplan_numbers import UNITS, Figure
from gisplan_stored import read, retold, written
from gisplan_words import Message, Named, inside, language_of, listed, message, named, say, sentences
from tests import pseudo

ROOMS = ("gisplan", "layers", "optimize", "maps")
FIGURES = re.compile(r"\$([A-Za-z][\w-]*)")
OTHER = """
language-name = Þorpska
language-tag = is
between-list = { " · " }
word-only-here = einn
column-sites-bays = Bílastæði
unit-share = { $number } prósent
"""


@pytest.fixture
def third(tmp_path, monkeypatch):
    """A language of one file in a folder of one's own."""
    (tmp_path / "is.ftl").write_text(OTHER, "utf-8")
    monkeypatch.setenv("GISPLAN_WORDS", str(tmp_path))
    words.languages.cache_clear()
    words.catalogue.cache_clear()
    yield "is"
    words.languages.cache_clear()
    words.catalogue.cache_clear()


def test_both_shipped_languages_say_every_message_with_the_same_figures():
    zh, en = (words.catalogue(language).entries for language in words.SHIPPED)
    own = {code for code in zh | en if code.startswith(("language-", "currency-"))}
    assert set(zh) - own == set(en) - own
    asked = {
        code: set(FIGURES.findall(zh[code])) ^ set(FIGURES.findall(en[code])) for code in set(zh) & set(en)
    }
    # a plural form of English may name a count that Chinese does not need, and the other way round
    assert {code: names for code, names in asked.items() if names} == {}


DEVELOPERS = {"gisplan_catalogue.py", "gisplan_data.py", "maps/frame/offline.py", "optimize/entry.py"}
"""Refuse what a developer or a translator got wrong; the first two stand below the catalogues."""


def test_no_refusal_is_worded_in_code():
    root = Path(gisplan_errors.__file__).parent
    kinds = {name for name, kind in vars(gisplan_errors).items() if isinstance(kind, type)} | {"error"}
    paths = [*root.glob("gisplan*.py"), *(p for room in ROOMS for p in (root / room).rglob("*.py"))]
    assert len(paths) > 300
    worded = [
        f"{path.relative_to(root)}:{node.lineno}"
        for path in paths
        if path.relative_to(root).as_posix() not in DEVELOPERS
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in kinds
        for told in node.args[:1]
        if isinstance(told, ast.JoinedStr | ast.BinOp) or isinstance(getattr(told, "value", None), str)
    ]
    assert worded == []


def test_no_line_of_progress_is_worded_in_code():
    root = Path(gisplan_errors.__file__).parent
    worded = [
        f"{path.relative_to(root)}:{node.lineno}"
        for room in ROOMS
        for path in (root / room).rglob("*.py")
        if path.relative_to(root).as_posix() != "gisplan/cli/console.py"  # its `tell` takes a code
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and (getattr(node.func, "attr", "") or getattr(node.func, "id", "")) in {"tell", "progress"}
        for told in node.args[:1]
        if isinstance(told, ast.JoinedStr) or (isinstance(told, ast.Constant) and " " in str(told.value))
    ]
    assert worded == []


def test_no_message_stands_twice_in_a_catalogue():
    for language in words.SHIPPED:
        text = (data_folder() / "words" / f"{language}.ftl").read_text("utf-8")
        found = words._ENTRY.findall(text)
        assert sorted(found) == sorted(set(found))


def test_a_message_is_said_with_its_figures_in_each_language():
    reach = Message("unit-people", {"number": 5000})
    assert (reach.zh, reach.en) == ("5,000 人", "5,000")
    assert str(reach) == reach.en


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (1, "1 column"),
        ("1", "1 column"),
        ("1,024", "1,024 columns"),
        ("2027", "2027 columns"),
        ("0", "0 columns"),
        ("007", "007 columns"),
        ("1" + "0" * 40, "1" + "0" * 40 + " columns"),
    ],
)
def test_a_number_that_comes_as_text_still_tells_one_from_many(figure, text):
    assert message("layers-extent", rows=1, columns=figure).en == f"1 row by {text}"


def test_counted_work_is_called_work_and_a_run_folder_has_one_word():
    zh, en = (words.catalogue(language).entries for language in words.SHIPPED)
    late = ("explain-no-setting", "planning-facility-unsolved", "proven-nothing-ended", "proven-none-found")
    assert all("work" in en[code] and "time" not in en[code] for code in late)
    assert all("计算量" in zh[code] and "时" not in zh[code] for code in late)
    other = ("结果文件夹", "成果文件夹", "方案文件夹", "运行目录", "成果目录", "结果目录")
    assert not [code for code, text in zh.items() if any(word in text for word in other)]


COUNTED = (
    "assumptions|authorities|bays|buses|bytes|candidates|cells|chargers|clauses|columns|constraints|corridors"
    "|districts|facilities|features|files|fleets|groups|kinds|lines|objects|pairs|parcels|permits|places|points"
    "|projects|roads|rows|sites|slots|sources|stages|stations|tries|trips|trucks|years|keys|characters|pixels"
)
BEHIND = re.compile(rf"\{{ \$(\w+) \}}(?: (?!(?:the|at|gisplan)\b)[a-z-]+){{0,2}} ({COUNTED})\b")
FORM = re.compile(r"^ +\*?\[\w+\].*$", re.MULTILINE)
NO_COUNT = {"access", "kind", "what", "kinds", "columns"}
"""Figures that stand before what they describe, not before what they count."""


def test_every_count_in_english_has_a_singular():
    plain = {
        code: found
        for code, text in words.catalogue("en").entries.items()
        if not code.startswith("unit-")  # these have an attribute for one
        if (found := [what for name, what in BEHIND.findall(FORM.sub("", text)) if name not in NO_COUNT])
    }
    assert plain == {}


def test_a_figure_that_is_missing_and_an_unknown_code_are_faults():
    with pytest.raises(GisplanError, match="message unit-people"):
        message("unit-people").said("zh")
    with pytest.raises(KeyError, match="no-such"):
        message("no-such").said("zh")


def test_a_third_language_is_one_file_and_falls_back_to_english(third):
    assert words.languages() == ("zh", "en", "is")
    assert Figure(0.5, "share").said(third) == "50,0 prósent"
    assert Figure(3, "kW").said(third) == "3 kW"
    assert named("车位", "Bays", "column-sites-bays").said(third) == "Bílastæði"
    assert named("和平区", "Heping").said(third) == "Heping"
    assert listed(["a", "b"]).said(third) == "a · b"


@pytest.mark.parametrize(
    ("figure", "zh", "en"),
    [
        (Figure(1.23456e8, "currency", currency="CNY"), "1.23 亿元", "CNY 123.5 m"),
        (Figure(2.5e9, "currency", currency="EUR"), "25.00 亿欧元", "EUR 2.50 bn"),
        (Figure(4321, "currency", currency="CNY"), "4,321 元", "CNY 4,321"),
        (Figure(0.95678, "share"), "95.7 %", "95.7 %"),
        (Figure(12_345, "m"), "12.3 公里", "12.3 km"),
        (Figure(9_999, "m"), "9,999 米", "9,999 m"),
        (Figure(123_456, "people"), "12.3 万人", "123,456"),
        (Figure(25_000, "kWh/day"), "2.5 万千瓦时/日", "25 MWh/day"),
        (Figure(-0.2, ""), "0", "0"),
        (Figure(float("nan"), "kW"), "—", "—"),
        (Figure(None, "share"), "—", "—"),
        (Figure(2027, "year"), "2027", "2027"),
        (Figure(7, "furlongs"), "7 furlongs", "7 furlongs"),
        (Figure(1, "zones"), "1 个功能区", "1 zone"),
        (Figure(2, "cities"), "2 个市", "2 cities"),
    ],
)
def test_figures_are_written_as_readers_of_each_language_write_them(figure, zh, en):
    assert (figure.zh, figure.en) == (zh, en)


def test_every_unit_has_a_message_in_both_languages():
    for name, _ in UNITS.values():
        for language in words.SHIPPED:
            assert words.forms(f"unit-{name}", language, number="1", currency="X")


@given(st.floats(0, 1, allow_nan=False))
def test_a_share_is_rounded_but_not_to_what_it_misses(value):
    shown = float(Figure(value, "share").en.removesuffix(" %"))
    assert abs(shown - value * 100) <= 0.1
    assert (shown == 100.0) == (value > 1 - 1e-8)  # what is left is round-off
    assert (shown == 0.0) == (value == 0.0)
    if 0.0005 <= value < 0.9995:
        assert abs(shown - value * 100) <= 0.05 + 1e-6


def test_a_share_that_misses_its_target_does_not_read_as_if_it_reached_it():
    assert Figure(0.94963, "share", asked=0.95).zh == "94.9 %"
    assert Figure(0.94963, "share").zh == "95.0 %"
    assert Figure(0.95, "share", asked=0.95).zh == "95.0 %"


def test_texts_are_joined_as_the_language_joins_them():
    names = listed([named("和平区", "Heping"), "", named("河东区", "Hedong")])
    assert (names.zh, names.en) == ("和平区、河东区", "Heping, Hedong")
    two = sentences(named("甲。", "A."), "", named("乙。", "B."))
    assert (two.zh, two.en) == ("甲。乙。", "A. B.")


plain = st.one_of(
    st.text(max_size=8),
    st.integers(-(10**6), 10**6),
    st.builds(Figure, st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(list(UNITS))),
    st.builds(lambda zh, en: Named({"zh": zh, "en": en}), st.text(max_size=5), st.text(max_size=5)),
)
sayables = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.builds(listed, st.lists(inner, max_size=3)),
        st.builds(Message, st.just("unit-kw"), st.dictionaries(st.sampled_from(["number", "kind"]), inner)),
    ),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("language-name = Þorpska\n", r"is\.ftl: no message language-tag"),
        ("language-tag = is\nunit-kw = { $numer } kW\n", r"is\.ftl: message unit-kw: .*numer"),
        ("language-tag = is\nunit-kw = { $number\n", r"is\.ftl: message unit-kw is not in the syntax"),
    ],
)
def test_a_catalogue_of_ones_own_that_is_wrong_is_named_with_its_message(
    tmp_path, monkeypatch, text, complaint
):
    (tmp_path / "is.ftl").write_text(text, "utf-8")
    monkeypatch.setenv("GISPLAN_WORDS", str(tmp_path))
    pseudo.forget()
    with pytest.raises(GisplanError, match=complaint):
        message("unit-kw", number=3).said("is")
    pseudo.forget()


@pytest.mark.parametrize(
    ("label", "within"),
    [("Public parking", "public parking"), ("GeoNames", "GeoNames"), ("OpenStreetMap", "OpenStreetMap")],
)
def test_a_label_within_a_sentence_begins_small_but_for_a_name(label, within):
    assert inside(Named({"en": label})).en == within


@pytest.mark.parametrize(
    "kept",
    [
        None,
        "",
        "no json",
        {"@": "message", "code": "said-in-another-version", "figures": {}},
        {"@": "message", "code": "unit-kw", "figures": {}},
        {"@": "speech", "text": "x"},
        {"@": "figure", "size": 3},
    ],
)
def test_what_this_version_says_no_more_is_told_by_the_texts_beside_it(kept):
    assert retold(kept, named("三", "three")).en == "three"
    assert retold(json.dumps(kept), named("三", "three")).zh == "三"


def test_a_message_that_a_run_keeps_is_told_again():
    kept = written(message("unit-kw", number=3))
    assert retold(json.dumps(kept), named("三", "three")).zh == "3 千瓦"


@given(sayables)
def test_what_is_written_as_plain_values_is_read_back_equal(value):
    assert read(json.loads(json.dumps(written(value)))) == value


def test_a_word_of_a_vocabulary_is_read_back_without_the_vocabulary():
    from gisplan.delivery.facilities import KINDS

    word = read(json.loads(json.dumps(written(message("clause-kind-of", what=KINDS["swap"], count=2)))))
    assert type(word.figures["what"]) is Message
    assert (word.zh, word.en) == ("换电站2", "Battery swap stations 2")


def test_an_error_says_its_message_in_the_language_asked_for():
    error = ScenarioError(message("unit-kw", number=3))
    assert (error.said("zh"), error.said("en"), str(error)) == ("3 千瓦", "3 kW", "3 kW")
    assert ScenarioError("plain").said("zh") == "plain"


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        ({"LANG": "zh_TW"}, "zh"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LC_ALL": "C", "LANG": "zh_CN"}, "en"),
        ({}, "en"),
    ],
)
def test_the_console_speaks_the_language_of_the_locale(monkeypatch, variables, language):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language_of(None) == language
    assert language_of("zh") == "zh"


def test_a_language_without_a_catalogue_is_refused_with_those_that_have_one():
    with pytest.raises(GisplanError, match=r"'xx'.*zh, en"):
        language_of("xx")


def test_numbers_of_numpy_are_figures_too():
    import numpy as np

    assert message("unit-kw", number=np.int64(1200)).en == "1,200 kW"
    assert say(np.float64(1.5), "en") == "1.5"
    assert written(message("unit-kw", number=np.int64(3)))["figures"] == {"number": 3}


def test_a_kept_message_whose_parts_are_of_another_kind_is_told_by_its_texts() -> None:
    whole = written(message("table-sites"))
    inner = {name: whole[name] for name in whole if name != "@"}
    for kept in ({**whole, "figures": "{}x"}, {"@": "series", "parts": ["", inner], "by": "faults"}):
        assert retold(kept, named("三", "three")).en == "three"


def test_threads_that_speak_at_once_say_the_same():
    """Messages are parsed when they are first said, and runs side by side say the same one first."""
    for _ in range(5):
        fresh = words.Catalogue([data_folder() / "words" / "zh.ftl"])
        codes = [code for code in fresh.entries if "{ $" not in fresh.entries[code]][:400]
        with ThreadPoolExecutor(8) as pool:
            said = list(pool.map(partial(fresh.text, figures={}), [code for code in codes for _ in range(8)]))
        assert said == [fresh.text(code, {}) for code in codes for _ in range(8)]
