"""What a page may ask for, checked before anything is done: one model an action."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints

Key = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(max_length=500)]
Lon = Annotated[FiniteFloat, Field(ge=-180, le=180)]
Lat = Annotated[FiniteFloat, Field(ge=-90, le=90)]
Keys = Annotated[list[Key], Field(min_length=1, max_length=200_000)]
Values = Annotated[dict[Key, Any], Field(max_length=200)]
Number = Annotated[int, Field(ge=0, le=1_000_000)]
Slider = Literal["target", "sites", "budget", "radius"]
Sliders = dict[Slider, Annotated[FiniteFloat, Field(ge=0, le=1e15)]]


class Asked(BaseModel):
    """An action and all that it takes; anything else is refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Edit(Asked):
    """Change columns of one row or of many."""

    keys: Keys
    values: Values


class Add(Asked):
    """Add a site."""

    lon: Lon
    lat: Lat
    values: Values = Field(default_factory=dict)


class Move(Asked):
    """Move a site."""

    key: Key
    lon: Lon
    lat: Lat


class Remove(Asked):
    """Remove rows."""

    keys: Keys


class Exclude(Asked):
    """Forbid the sites of a zone."""

    corners: Annotated[
        list[Annotated[list[FiniteFloat], Field(min_length=2, max_length=2)]], Field(max_length=5000)
    ]


class Nothing(Asked):
    """An action that takes nothing."""


class Restore(Asked):
    """Bring a version back."""

    version: Number


class Left(Asked):
    """Take up a draft that is left, or forget it."""

    draft: Key


class Save(Asked):
    """Save the draft as a version."""

    who: Text
    why: Text
    choice: dict[Key, Literal["mine", "theirs"]] = Field(default_factory=dict)


class Bring(Asked):
    """Take a table in."""

    columns: Annotated[dict[Key, Text], Field(max_length=2_000)]
    shift: Literal["", "GCJ-02", "BD-09"] = ""
    stated: dict[Literal["origin", "source", "as_of"], Text] = Field(default_factory=dict)


class Link(Asked):
    """Give a link for somebody else."""

    role: Literal["editor", "reader"]


class LogIn(Asked):
    """Come in by the password."""

    password: Annotated[str, StringConstraints(max_length=1_000)]


class Replan(Asked):
    """Plan the draft again."""

    area: Annotated[str, StringConstraints(max_length=12)] = ""
    base: Number


class Stop(Asked):
    """Stop a job."""

    number: Number


class Run(Asked):
    """Plan with the sliders as they are."""

    settings: Sliders


class Steps(Asked):
    """Plan over the range of one slider."""

    name: Slider
    least: Annotated[FiniteFloat, Field(ge=0)]
    most: Annotated[FiniteFloat, Field(ge=0)]
    steps: Annotated[int, Field(ge=2, le=9)]
    settings: Sliders


class Compare(Asked):
    """Hold runs side by side."""

    runs: Annotated[list[Number], Field(min_length=2, max_length=9)]
