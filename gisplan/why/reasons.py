"""What an answer says of a site: why it stands in a plan, or does not."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from gisplan_words import Said, texts

if TYPE_CHECKING:
    from gisplan_words import Message, Named


@dataclass(frozen=True)
class Other:
    """Another site in an answer.

    Attributes
    ----------
    site_id, name
        Which one.
    people
        People it is named for.
    metres
        Straight line to it, metres.
    """

    site_id: str
    name: Named
    people: float
    metres: float


@dataclass(frozen=True)
class Reasons:
    """Why a site stands in a plan, or does not.

    Attributes
    ----------
    site_id, name, category, access, status
        The site.
    chosen
        Whether it has chargers in the plan.
    station
        Whether a hydrogen station of the plan stands there.
    barred
        What rules it out for chargers; empty where nothing does.
    forced
        Why it stands in every plan; empty where it was a choice.
    standing
        What stands there already, and what the plan adds; empty where nothing does.
    people_in_reach
        People of the cells within the coverage radius of it; public sites only.
    people_added
        Of these, people whom no other open public site reaches: what is lost without it when it is open,
        what it would add when it is not.
    kwh_day
        Energy it serves, by service group, kWh/day.
    gap_km
        Longest stretch between fast sites of its road and direction with and without it, km; None off roads.
    others
        Chosen: sites not in the plan that would win back most of `people_added`. Not chosen: open sites
        that reach most of its people.
    least_added
        People added by the open public site that adds fewest and was a choice; None without one.
    screening
        What the screening says of a hydrogen station there, by size: empty text means allowed.
    served_kg_day
        Hydrogen its station sells, kg/day.
    needed
        Needs of siting that the other open sites do not meet without it; empty where none hangs on it.
    opened_of
        Public sites that open anew, and their limit: what leaves room for a site that nothing needs.
    certain
        How certain it is, where ``gisplan certain`` looked.
    feeders
        What its feeder and substation leave it, and which of them is full; empty where none feeds it.
    hours
        When it is closed to trucks and hazardous goods; empty where it never is, or nobody knows.
    """

    site_id: str
    name: Named
    category: str
    access: str
    status: str
    chosen: bool
    station: bool
    barred: tuple[Message, ...]
    forced: tuple[Message, ...]
    standing: tuple[Message, ...]
    people_in_reach: float
    people_added: float
    kwh_day: dict[str, float]
    gap_km: tuple[float, float] | None
    others: tuple[Other, ...]
    least_added: tuple[str, float] | None
    screening: dict[str, Named]
    served_kg_day: float
    needed: tuple[Message, ...] = ()
    opened_of: tuple[int, int] = (0, 0)
    certain: tuple[Message, ...] = ()
    feeders: tuple[Message, ...] = ()
    hours: tuple[Message, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Give the reasons as plain values, ready for JSON; words in every language.

        Returns
        -------
        dict
            Names to numbers, texts, lists and dicts.
        """
        return {item.name: _plain(getattr(self, item.name)) for item in fields(self)}


def _plain(value: Any) -> Any:  # noqa: ANN401 - a field of any type
    if isinstance(value, Said):
        return texts(value)
    if isinstance(value, Other):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value
