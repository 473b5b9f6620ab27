"""The page of the editor: its frame, its words in every language, and its scripts and styles by name."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gisplan.editor.fields import fields_of
from gisplan_catalogue import codes, languages, text_of
from gisplan_words import message, named, texts
from maps.data.blocks import as_json
from maps.frame import offline
from maps.words.catalogue import script_language
from maps.words.text import web_tag

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gisplan.editor.guard import Visitor
    from gisplan.editor.workspace import Workspace
    from gisplan_words import Message

WORDS: Final = "editor-page-"
"""Messages that the page's own script says: they have no figures."""
DOOR: Final = "door.js"
SHARED: Final = ("leaflet.js", "language.js")
OWN: Final = (
    "start.js",
    "map.js",
    "rows.js",
    "form.js",
    "tools.js",
    "versions.js",
    "plans.js",
    "desk.js",
    DOOR,
)
ASSETS: Final = (*SHARED, *OWN, "leaflet.css", "gisplan.css", "editor.css")
"""All that the page loads; nothing else has an address."""


@cache
def asset(name: str) -> str:
    """Give a script or style: shared with the pages of a plan, or the editor's own."""
    if name in {"leaflet.css", "gisplan.css"}:
        return offline.style(name)
    if name in SHARED:
        return offline.asset(name)
    return files("gisplan.editor").joinpath("assets", name).read_text(encoding="utf-8")


def editor_page(shared: Workspace, visitor: Visitor, language: str) -> str:
    """Give the page of somebody who was let in."""
    region, scenario = shared.region, shared.scenario
    page = {
        "role": visitor.role,
        "csrf": visitor.csrf,
        "layer": shared.layer,
        "store": shared.store.shown,
        "region": {"zh": region.name_zh, "en": region.name_en},
        "fields": fields_of(shared.layer, "" if scenario is None else scenario.currency),
        "districts": {
            str(row.adcode): {"zh": row.name_zh, "en": row.name_en} for row in region.districts.itertuples()
        },
        "scenario": None if scenario is None else scenario.name,
        "plans": scenario is not None,
    }
    blocks = {
        "page": page,
        "words": _words(),
        "language": script_language("CNY" if scenario is None else scenario.currency, language),
    }
    title = message(f"editor-title-{shared.layer}", region=named(region.name_zh, region.name_en))
    return _rendered(
        "editor.html.j2", language, blocks, [name for name in (*SHARED, *OWN) if name != DOOR], title
    )


def door_page(language: str, told: Mapping[str, str] | None) -> str:
    """Give the page of somebody who was not let in; ``told`` says why, None asks for the password."""
    blocks = {"words": _words(), "language": script_language("CNY", language), "page": {"told": told}}
    return _rendered("door.html.j2", language, blocks, ["language.js", DOOR], message("editor-door"))


def _rendered(
    template: str, language: str, blocks: Mapping[str, Any], scripts: Sequence[str], title: Message
) -> str:
    return (
        _environment()
        .get_template(template)
        .render(
            title=texts(title),
            first=language,
            tag=web_tag(language),
            scripts=scripts,
            blocks={name: Markup(as_json(data)) for name, data in blocks.items()},  # noqa: S704  escaped there
        )
    )


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("gisplan.editor", "assets"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["languages"] = [(name, text_of("language-name", name)) for name in languages()]
    return made


@cache
def _words() -> dict[str, dict[str, str]]:
    return {code.removeprefix(WORDS): texts(message(code)) for code in codes(begins=WORDS)}
