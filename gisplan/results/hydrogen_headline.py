"""Headline figures of freight, supply, shared parcels and facilities, beside those of the stations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def hydrogen_figures(
    links: pd.DataFrame, freight: pd.DataFrame, parcels: pd.DataFrame, facilities: pd.DataFrame, how: str
) -> dict[str, Any]:
    """Sum freight trips, the shares of the sources, integrated parcels and facilities.

    Parameters
    ----------
    links
        Result layer supply_links.
    freight, parcels, facilities
        Evidence tables of the plan.
    how
        How stations and chargers on shared parcels were proven together.

    Returns
    -------
    dict
        Plain values, ready for JSON; trips a day, shares 0 to 1, money CNY.
    """
    total = float(links["kg_day"].sum()) if len(links) else 0.0
    shares = {
        column: {str(name): float(kg) / total for name, kg in links.groupby(column)["kg_day"].sum().items()}
        for column in (("supply_id", "mode") if total > 0 else ())
    }
    able = freight["refuellable"].astype(bool) if len(freight) else freight.index.astype(bool)
    done = freight["refuelled"].astype(bool) if len(freight) else able
    possible = float(freight.loc[able, "trips_day"].sum())
    refuelled = float(freight.loc[done, "trips_day"].sum())
    return {
        "hydrogen_supply_share": shares.get("supply_id", {}),
        "hydrogen_supply_mode_share": shares.get("mode", {}),
        "hydrogen_shared_parcels": how,
        "freight_trips_day": float(freight["trips_day"].sum()),
        "freight_trips_refuellable": possible,
        "freight_trips_refuelled": refuelled,
        "freight_refuelled_share": refuelled / possible if possible > 0 else None,
        "integrated_parcels": int(parcels["integrated"].astype(bool).sum()) if len(parcels) else 0,
        "facilities_by_kind": {
            str(kind): int(count) for kind, count in facilities["kind"].value_counts().sort_index().items()
        },
        "investment_facilities_cny": float(facilities["investment_cny"].sum()),
    }
