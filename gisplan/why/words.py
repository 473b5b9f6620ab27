"""The reasons of a site in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan_numbers import Figure
from gisplan_words import Message, Series, inside, listed, message
from layers.vocabulary import ACCESS, CATEGORIES, STATUS

if TYPE_CHECKING:
    from gisplan.why.reasons import Reasons


def reason_lines(why: Reasons, language: str) -> list[str]:
    """Write the reasons of a site in a language, one a line.

    Parameters
    ----------
    why
        What `why_site` found.
    language
        Of the sentences, such as ``en``.

    Returns
    -------
    list of str
        The site, then one reason a line.
    """
    kinds = (CATEGORIES[why.category], inside(ACCESS[why.access]), inside(STATUS[why.status]))
    return [
        message("why-site", site=why.site_id, name=why.name, kind=Series(kinds, "clauses")).said(language),
        *(f"  - {reason.said(language)}" for reason in reasons_of(why)),
    ]


def reasons_of(why: Reasons) -> list[Message]:
    """Give the reasons of a site as messages."""
    parts = (_verdict, _people, _needed, _energy, _gap, _others, _hydrogen)
    return [*(one for part in parts for one in part(why)), *why.feeders, *why.hours, *why.certain]


def _verdict(why: Reasons) -> list[Message]:
    return [
        message("why-chosen" if why.chosen else "why-not-chosen"),
        *why.standing,
        *(message("why-barred", reason=reason) for reason in why.barred),
        *(message("why-forced", reason=reason) for reason in why.forced),
    ]


def _people(why: Reasons) -> list[Message]:
    if why.access != "public":
        return [message("why-not-public")]
    people = {"reach": round(why.people_in_reach), "added": round(why.people_added)}
    if why.chosen or why.standing:
        return [message("why-people-lost", **people)]
    out = [message("why-people-added", **people)]
    if why.least_added is not None and not why.barred:
        site, least = why.least_added
        out.append(message("why-least-added", site=site, people=round(least)))
    return out


def _needed(why: Reasons) -> list[Message]:
    """Say what hangs on an open site, and of one on which nothing does why it may be open all the same."""
    if why.needed or why.access != "public" or not why.chosen or why.forced or why.people_added > 0:
        return [message("why-needed", need=need) for need in why.needed]
    opened, limit = why.opened_of
    return [message("why-needless", opened=opened, limit=limit, energy=round(sum(why.kwh_day.values())))]


def _energy(why: Reasons) -> list[Message]:
    if not why.kwh_day:
        return []
    parts = listed(f"{name} {value:,.0f}" for name, value in why.kwh_day.items())
    return [message("why-energy", energy=round(sum(why.kwh_day.values())), parts=parts)]


def _gap(why: Reasons) -> list[Message]:
    if why.gap_km is None:
        return []
    held, without = (Figure(km, "km") for km in why.gap_km)
    return [message("why-gap", held=held, without=without)]


def _others(why: Reasons) -> list[Message]:
    held = why.chosen or bool(why.standing)
    if held and why.people_added > 0 and not why.others:
        return [message("why-no-other")]
    code = "why-next-best" if held else "why-covered-by"
    return [
        message(
            code,
            site=other.site_id,
            name=other.name,
            people=round(other.people),
            away=Figure(other.metres, "m"),
        )
        for other in why.others
    ]


def _hydrogen(why: Reasons) -> list[Message]:
    out = [message("why-station", sold=Figure(why.served_kg_day, "kg/day"))] if why.station else []
    for size, reason in why.screening.items():
        station = Figure(float(size), "kg/day")
        if reason.en:
            out.append(message("why-screened-out", size=station, reason=reason))
        elif not why.station:
            out.append(message("why-screened-in", size=station))
    return out
