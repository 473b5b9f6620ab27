"""The reasons of a site in words, Chinese and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.vocabulary import ACCESS, CATEGORIES, STATUS

if TYPE_CHECKING:
    from gisplan.why.reasons import Reasons


def reason_lines(why: Reasons) -> list[str]:
    """Write the reasons of a site, one pair of sentences a line.

    Parameters
    ----------
    why
        What `why_site` found.

    Returns
    -------
    list of str
        Chinese and English sentences, a pair a line.
    """
    category, access, status = CATEGORIES[why.category], ACCESS[why.access], STATUS[why.status]
    zh = f"{category.zh}，{access.zh}，{status.zh}"
    en = f"{category.en}, {access.en.lower()}, {status.en.lower()}"
    lines = [f"{why.site_id} {why.name_zh}：{zh} / {en}"]
    pairs = [*_verdict(why), *_people(why), *_energy(why), *_gap(why), *_others(why), *_hydrogen(why)]
    return lines + [f"  - {zh}\n    {en}" for zh, en in pairs]


def _verdict(why: Reasons) -> list[tuple[str, str]]:
    out = [("方案在此设桩", "the plan puts chargers here")] if why.chosen else []
    if not why.chosen:
        out.append(("方案未在此设桩", "the plan puts no charger here"))
    out += [(f"不能设桩：{zh}", f"ruled out: {en}") for zh, en in why.barred]
    out += [(f"任何方案都包含它：{zh}", f"it is in every plan: {en}") for zh, en in why.forced]
    return out


def _people(why: Reasons) -> list[tuple[str, str]]:
    if why.access != "public":
        return [("非公共点位，不计入公共覆盖", "not a public site, so it counts for no public coverage")]
    reach, added = why.people_in_reach, why.people_added
    if why.chosen:
        zh = f"服务半径内{reach:,.0f}人，其中{added:,.0f}人没有其他开放点位可达"
        en = f"{reach:,.0f} people are within the radius; for {added:,.0f} of them no other open site is"
        return [(zh, en)]
    zh = f"服务半径内{reach:,.0f}人，再开放它只新覆盖{added:,.0f}人"
    en = f"{reach:,.0f} people are within the radius; opening it as well would newly cover {added:,.0f}"
    out = [(zh, en)]
    if why.least_added is not None and not why.barred:
        site, least = why.least_added
        out.append(
            (
                f"贡献最小的可选开放点位是{site}，独自覆盖{least:,.0f}人",
                f"the open site of least use that was a choice is {site}: it alone covers {least:,.0f}",
            )
        )
    return out


def _energy(why: Reasons) -> list[tuple[str, str]]:
    if not why.kwh_day:
        return []
    total = sum(why.kwh_day.values())
    parts = [f"{name} {value:,.0f}" for name, value in why.kwh_day.items()]
    zh = f"每日供电{total:,.0f}千瓦时（{'、'.join(parts)}）"
    return [(zh, f"it serves {total:,.0f} kWh/day ({', '.join(parts)})")]


def _gap(why: Reasons) -> list[tuple[str, str]]:
    if why.gap_km is None:
        return []
    held, without = why.gap_km
    zh = f"所在道路该方向快充最大间距{held:.1f}千米，没有它为{without:.1f}千米"
    en = f"the longest stretch of its road and direction is {held:.1f} km with it, {without:.1f} km without"
    return [(zh, en)]


def _others(why: Reasons) -> list[tuple[str, str]]:
    if why.chosen and why.people_added > 0 and not why.others:
        return [("没有其他候选点位能替代它", "no other candidate could take its place")]
    out = []
    for other in why.others:
        far = f"{other.metres:,.0f}"
        if why.chosen:
            zh = f"次优替代：{other.name_zh}（{other.site_id}），可补回{other.people:,.0f}人，相距{far}米"
            en = f"next best: {other.site_id}, which would win back {other.people:,.0f} of them, {far} m away"
        else:
            zh = f"已由{other.name_zh}（{other.site_id}）覆盖其中{other.people:,.0f}人，相距{far}米"
            en = f"{other.site_id} is open and reaches {other.people:,.0f} of its people, {far} m away"
        out.append((zh, en))
    return out


def _hydrogen(why: Reasons) -> list[tuple[str, str]]:
    out = []
    if why.station:
        sold = f"{why.served_kg_day:,.0f}"
        zh = f"方案在此建加氢站，日售{sold}千克"
        out.append((zh, f"the plan puts a hydrogen station here, {sold} kg/day"))
    for size, reason in why.screening.items():
        zh, en = f"{size}千克/日加氢站", f"a hydrogen station of {size} kg/day"
        if reason:
            out.append((f"{zh}筛查不通过：{reason}", f"screening rules {en} out: {reason}"))
        elif not why.station:
            out.append(
                (
                    f"{zh}初步筛查可建（非合规结论），未被选中",
                    f"{en} passes screening (no compliance); not chosen",
                )
            )
    return out
