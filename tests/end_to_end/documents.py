"""The code of README and docs/ as a reader sees it: blocks, commands with what they claim, code in text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^\s*(```+|~~~+)\s*(\S*)")
COMMENT = re.compile(r"(?:^|\s)#\s.*$")
EXITS = re.compile(r"\bexits (\d+)\b")
CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")


@dataclass(frozen=True)
class Block:
    """A fenced block: its page, the line of its fence, its language and its lines."""

    page: str
    line: int
    language: str
    lines: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name the block as an editor opens it."""
        return f"{self.page}:{self.line}"

    @property
    def text(self) -> str:
        """Give the lines as one text."""
        return "\n".join(self.lines)


@dataclass(frozen=True)
class Command:
    """One command of a block, without its comment: the exit code and the output that the text claims."""

    text: str
    exit_code: int
    output: tuple[str, ...] = ()


def page_blocks(page: str, text: str) -> list[Block]:
    """Give the fenced blocks of a page in their order."""
    found: list[Block] = []
    fence, language, start, lines = "", "", 0, []
    for number, line in enumerate(text.splitlines(), 1):
        marks = FENCE.match(line)
        if not fence and marks:
            fence, language, start, lines = marks[1], marks[2], number, []
        elif fence and line.strip() == fence:
            found.append(Block(page, start, language, tuple(lines)))
            fence = ""
        elif fence:
            lines.append(line)
    assert not fence, f"{page}:{start}: the block is not closed"
    return found


def blocks(*languages: str) -> list[Block]:
    """Give the blocks of all pages, of some languages or of all."""
    pages = ((page.relative_to(ROOT).as_posix(), page.read_text(encoding="utf-8")) for page in PAGES)
    found = [block for name, text in pages for block in page_blocks(name, text)]
    return [block for block in found if not languages or block.language in languages]


def commands(block: Block) -> list[Command]:
    """Give the commands of a block.

    In ``bash`` every line is one, or several joined by ``&&``; in ``console`` those after ``$``, each
    followed by what it prints. ``exits N`` in the comment is the exit code of the last command of its line;
    else it is 0.
    """
    found: list[Command] = []
    for line in block.lines:
        if block.language == "console" and not line.startswith("$ "):
            found[-1] = Command(found[-1].text, found[-1].exit_code, (*found[-1].output, line.strip()))
            continue
        comment = COMMENT.search(line)
        told = EXITS.search(comment[0]) if comment else None
        parts = [part.strip() for part in COMMENT.sub("", line).removeprefix("$ ").split("&&")]
        for part in filter(None, parts):
            last = part is parts[-1]
            found.append(Command(part, int(told[1]) if told and last else 0))
    return found


def code_in_text(starts: str) -> list[tuple[str, str]]:
    """Give page and code of what stands in backticks in running text and starts so, line breaks taken out."""
    found = []
    for page in PAGES:
        prose, fence = [], False
        for line in page.read_text(encoding="utf-8").splitlines():
            fence ^= bool(FENCE.match(line))
            prose.append("" if fence or FENCE.match(line) else line)
        spans = (" ".join(code.split()) for code in CODE.findall("\n".join(prose)))
        found += [(page.relative_to(ROOT).as_posix(), code) for code in spans if code.startswith(starts)]
    return found


def indented_blocks() -> list[str]:
    """Give page and first line of each indented code block, to which no fence gives a language."""
    found = []
    for page in PAGES:
        fence, before = False, ""
        for line in page.read_text(encoding="utf-8").splitlines():
            fence ^= bool(FENCE.match(line))
            if not fence and line.startswith("    ") and not before.strip():
                found.append(f"{page.name}: {line.strip()}")
            before = line
    return found
