"""What has to be filed for the sites of a district: what, where, with whom, by when and by which rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from maps.data.blocks import encode_column
from maps.data.governments import government_texts
from maps.words.text import LONGEST_SAID, tidy
from maps.words.texts import known_parts

if TYPE_CHECKING:
    from layers.results import PlanLayers

TEXTS: Final = (
    *("site_id", "name", "project", "permit", "authority", "received_by", "requires", "law"),
    *("tag", "source"),
)
NUMBERS: Final = ("round", "year")


def filings_block(permits: pd.DataFrame | None, adcode: str, layers: PlanLayers) -> dict[str, Any]:
    """Give the filings of a district as columns, hydrogen first, then by site.

    Parameters
    ----------
    permits
        One row a filing; None: none are known.
    adcode
        Of the district.
    layers
        Result layers, for the year in which a project is built: that of its station, else of its site.

    Returns
    -------
    dict
        ``rows``, ``columns``, the ``names`` of permits by language, and the ``texts`` in both
    """
    empty = {"rows": 0, "columns": {}, "names": {}, "texts": {}}
    if permits is None or permits.empty:
        return empty
    own = permits[permits["adcode"].astype(str) == adcode]
    if own.empty:
        return empty
    hydrogen = own["project"] == "hydrogen"
    own = own.assign(year=_years(own, layers), late=~hydrogen, private=own["access"] == "private")
    own = own.sort_values(["private", "late", "site_id"], kind="stable").rename(columns={"name_zh": "name"})
    columns = {name: encode_column(own[name], None, LONGEST_SAID) for name in TEXTS}
    columns |= {name: encode_column(own[name], 0) for name in NUMBERS}
    rules = own.drop_duplicates("permit")
    names = {row.permit: {"zh": tidy(row.permit_zh), "en": tidy(row.permit_en)} for row in rules.itertuples()}
    said = pd.concat([own[name] for name in ("authority", "received_by", "law", "source")]).dropna().unique()
    return {
        "rows": len(own),
        "columns": columns,
        "names": names,
        "texts": {**government_texts(layers.districts), **known_parts(said)},
    }


def _years(own: pd.DataFrame, layers: PlanLayers) -> pd.Series[Any]:
    """Give the year in which each project is built; null where the plan has none."""
    sites = layers.sites.drop_duplicates("site_id").set_index("site_id")["year"]
    stations = layers.stations.drop_duplicates("site_id").set_index("site_id")["year"]
    by_site = own["site_id"].map(sites)
    by_station = own["site_id"].map(stations)
    return by_station.where(own["project"] == "hydrogen", by_site.fillna(by_station))
