"""A command line that cannot be read is told in the language of the console, with exit code 2."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from gisplan.cli.app import app

LINES = {
    "nosuch": ("nosuch：没有这个命令", "nosuch: no such command"),
    "laye": ("laye：没有这个命令；是否指 layers？", "laye: no such command; did you mean layers?"),
    "layers nosuch": ("nosuch：没有这个命令", "nosuch: no such command"),
    "regions --qq": ("--qq：没有这个选项", "--qq: no such option"),
    "plan --ou": ("--ou：没有这个选项；是否指 --out", "--ou: no such option; did you mean --out"),
    "layers lint": ("缺少 file", "file is missing"),
    "plan a b c": ("b c：多余的参数", "b c: more than the command takes"),
    "plan a --out": ("--out：后面缺少取值", "--out: a value is missing behind it"),
    "plan a --language": ("--language：没有这个选项", "--language: no such option"),
    "verify x --bounds=3": ("--bounds：不带取值", "--bounds: takes no value"),
    "explain x --work 0.2": (
        "--work：取值无效：应为不小于 1 的数",
        "--work: not a valid value: expected a number of at least 1",
    ),
    "explain x --work abc": ("--work：取值无效：应为数字", "--work: not a valid value: expected a number"),
}


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_command_line_that_cannot_be_read_is_told_in_the_readers_words(line: str, language: str) -> None:
    answer = CliRunner().invoke(app, line.split(), env={"GISPLAN_LANGUAGE": language}, prog_name="gisplan")
    first, second = answer.stderr.splitlines()
    assert answer.exit_code == 2
    assert first.startswith(LINES[line][language == "en"])
    command = "gisplan layers" if line.startswith("layers") else "gisplan"
    begins = {"zh": f"用法见：{command}", "en": f"What it takes: {command}"}
    assert second.startswith(begins[language])
    assert second.endswith(" --help")


def test_the_language_that_the_line_asks_for_goes_before_the_environment() -> None:
    line = ["nosuch", "--language=zh"]
    answer = CliRunner().invoke(app, line, env={"GISPLAN_LANGUAGE": "en"}, prog_name="gisplan")
    assert answer.stderr.startswith("nosuch：没有这个命令\n用法见：gisplan --help")
