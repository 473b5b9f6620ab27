"""TOML as a planner writes it, and the sums of files."""

from __future__ import annotations

import hashlib
import re
import tomllib
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gisplan_errors import LayerError, ScenarioError
from gisplan_files import read_toml, sha256_of, toml_fault, toml_of, toml_text, with_tuples

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
PLAIN = TEXT | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | st.dates()
TABLES = st.dictionaries(
    TEXT,
    st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3)),
    max_size=4,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # no test is timed
@given(TABLES)
def test_what_is_written_reads_back_equal(table):
    assert tomllib.loads(toml_text(table)) == table
    assert tomllib.loads(toml_text(with_tuples(table))) == table


def test_a_table_that_nobody_may_change_is_written():
    assert toml_text(MappingProxyType({"years": ({"year": 2027},)})) == toml_text({"years": [{"year": 2027}]})


def test_a_file_of_another_editor_is_read(tmp_path):
    path = tmp_path / "own.toml"
    path.write_bytes("\ufeffname = '天津'\r\n".encode())
    assert read_toml(path) == {"name": "天津"}


@pytest.mark.parametrize("error", [LayerError, ScenarioError])
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"a = 1\nb = = 2\n", "not valid TOML: .*line 2"),
        ("a = '津'".encode("gbk"), "not UTF-8"),
        (None, "cannot"),
    ],
)
def test_a_bad_file_is_told_by_its_name(error, content, told, tmp_path):
    path = tmp_path / "own.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(error, match=rf"own\.toml: {told}"):
        read_toml(path, error)


def test_the_sum_is_that_of_the_bytes(tmp_path):
    path = tmp_path / "any"
    path.write_bytes(b"gisplan" * 1000)
    assert sha256_of(path) == hashlib.sha256(b"gisplan" * 1000).hexdigest()


@pytest.mark.parametrize(
    ("content", "zh", "en"),
    [
        (
            "a = 1\nb = = 2\n",
            "不是有效的 TOML：第 2 行第 5 列（值的写法无效；",
            "not valid TOML: line 2, column 5 (no valid value;",
        ),
        ("a = [1, 2", "不是有效的 TOML：文件末尾（数组缺少右方括号", "not valid TOML: at its end (the array"),
        ("a = " + "[" * 60 + "]" * 60, "不是有效的 TOML：表和数组的嵌套超过 50 层", "deeper than 50 levels"),
    ],
)
def test_where_a_file_is_no_toml_is_told_in_the_readers_words(tmp_path, content, zh, en):
    path = tmp_path / "a.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_toml(path)
    assert zh in caught.value.said("zh")
    assert en in caught.value.said("en")


SLIPS = (
    *("名 = 1", "a", "a = 1 2", "[a\nb = 1", "a = 1\na = 2\n", "[a]\n[a]\n", "a = {b = 1}\na.c = 2\n", "= 1"),
    *("a. = 1", "a = [1 2]", "a = [1", "a = {b = 1 c = 2}", "a = {b = 1, b = 2}", "a = 1 # \x01", "a = yes"),
    *('a = "C:\\Users"', 'a = "\\q"', 'a = "\\uD800"', 'a = "x', 'a = """x', "a = '''x", "a = 'x\n'"),
    *("a = 0,5", "a = 2026-02-30", "a = " + "1" * 5000),
)


@pytest.mark.parametrize("content", SLIPS)
def test_no_reason_of_the_parser_is_left_in_its_words(content):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - whatever the parser says
        toml_of(content)
    said = toml_fault(caught.value)
    assert not isinstance(said, str)
    assert not re.search(
        "[a-z]{4,}", said.said("zh").replace("true", "").replace("false", "").replace("Windows", "")
    )
