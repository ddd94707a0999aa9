"""Which rows of a list can be founded, and what is wrong with the others: row, cell, reason. Nothing is written.

A row may leave its level and its superior out: the level then follows from the national table or the name, the superior
from the code. What is there already, as it stands in the list, is no fault.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from commons.directory import divisions
from commons.directory.divisions import COUNTY, PROVINCE, SUBDISTRICT, TOWNSHIP, Division
from commons.directory.rosters.reading import CODE, LABELS, LEVEL, NAME, PARENT
from commons.directory.terms import RANK, Level
from commons.kernel.sheets.terms import Fault, Row

_LEVELS = {
    **{each.label: each.value for each in Level},
    **{each.value: each.value for each in Level},
    "省": PROVINCE,
    "市": "city",
    "地市级": "city",
    "县": COUNTY,
    "区": COUNTY,
    "区级": COUNTY,
    "县区": COUNTY,
    "县区级": COUNTY,
    "镇": TOWNSHIP,
    "乡": TOWNSHIP,
    "乡级": TOWNSHIP,
    "乡镇": TOWNSHIP,
    "乡镇级": TOWNSHIP,
    "街道级": SUBDISTRICT,
    "街道办": SUBDISTRICT,
}
_BY_LENGTH = {2: PROVINCE, 4: "city", 6: COUNTY}


@dataclass(frozen=True)
class Known:
    """An office that is in the directory."""

    name: str
    level: str
    parent: str | None


@dataclass
class Plan:
    """`new` in an order in which superiors come first."""

    new: list[Division] = field(default_factory=list)
    standing: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def check(rows: list[Row], known: Mapping[str, Known]) -> Plan:
    """Judge every row against the others and the directory."""
    plan = Plan()
    first: dict[str, int] = {}
    asked: dict[str, tuple[Row, Division]] = {}
    for row in rows:
        faults = _of_itself(row, first)
        if not faults:
            code = row[CODE]
            first[code] = row.number
            asked[code] = (row, _division(row, {*known, *(each[CODE] for each in rows)}))
        plan.faults += faults
    good: dict[str, Division] = {}
    for code, (row, division) in sorted(asked.items(), key=lambda each: (_rank(each[1][1].level), each[0])):
        if code in known:
            _compare(plan, row, division, known[code])
            continue
        above = good.get(division.parent or "") or known.get(division.parent or "")
        fault = _of_its_place(row, division, above, asked, known)
        if fault:
            plan.faults.append(fault)
        else:
            good[code] = division
    plan.new = list(good.values())
    plan.faults.sort(key=lambda each: (each.row, each.cell))
    return plan


def _of_itself(row: Row, first: Mapping[str, int]) -> list[Fault]:
    code, name, level = row[CODE], row[NAME], row[LEVEL]
    if row.broken:
        return [_fault(row, column, why) for column, why in row.broken.items()]
    if not code:
        return [_fault(row, CODE, "没有填写区划代码")]
    if re.fullmatch(r"[0-9.]+[eE]\+?[0-9]+", code):
        return [_fault(row, CODE, "Excel 把代码变成了科学计数，位数已丢失，请把该列设为文本后重填")]
    if not re.fullmatch(r"[0-9]{2,12}", code):
        return [_fault(row, CODE, "区划代码应为 2 到 12 位数字")]
    if code in first:
        return [_fault(row, CODE, f"与第 {first[code]} 行重复")]
    found = []
    if not 2 <= len(name) <= 60:
        found.append(_fault(row, NAME, "没有填写名称" if not name else "名称应为 2 到 60 个字"))
    if level and level not in _LEVELS:
        found.append(_fault(row, LEVEL, "层级应为：省级、市级、县级、镇级、街道"))
    national = divisions.lookup(code)
    if level and not found and national is not None and _LEVELS[level] != national.level:
        found.append(_fault(row, LEVEL, f"区划表中 {code}（{national.name}）为{Level(national.level).label}"))
    parent = row[PARENT]
    if parent and not re.fullmatch(r"[0-9]{2,12}", parent):
        found.append(_fault(row, PARENT, "上级代码应为 2 到 12 位数字"))
    return found


def _division(row: Row, codes: set[str]) -> Division:
    code, name, national = row[CODE], row[NAME], divisions.lookup(row[CODE])
    level = _LEVELS[row[LEVEL]] if row[LEVEL] else national.level if national else _level_of(code, name)
    parent: str | None = row[PARENT] or (national.parent if national and national.parent in codes else None)
    if parent is None and level != PROVINCE:
        parent = next((code[:length] for length in (9, 6, 4, 2) if length < len(code) and code[:length] in codes), None)
    return Division(code, name, level, parent)


def _level_of(code: str, name: str) -> str:
    if len(code) in _BY_LENGTH:
        return _BY_LENGTH[len(code)]
    return SUBDISTRICT if name.endswith(("街道", "街道办事处")) else TOWNSHIP


def _compare(plan: Plan, row: Row, division: Division, stands: Known) -> None:
    if division.name != stands.name:
        plan.faults.append(_fault(row, NAME, f"已建档为“{stands.name}”；更名请在机构页面办理"))
    elif row[LEVEL] and division.level != stands.level:
        plan.faults.append(_fault(row, LEVEL, f"已建档为{Level(stands.level).label}"))
    elif row[PARENT] and division.parent != stands.parent:
        plan.faults.append(_fault(row, PARENT, f"已建档在 {stands.parent or '无'} 之下；划转请在机构页面办理"))
    else:
        plan.standing.append(division.code)


def _of_its_place(
    row: Row,
    division: Division,
    above: Division | Known | None,
    asked: Mapping[str, tuple[Row, Division]],
    known: Mapping[str, Known],
) -> Fault | None:
    if division.level == PROVINCE:
        return _fault(row, LEVEL, "本平台已有省级机构") if known else None
    if division.parent is None:
        return _fault(row, PARENT, "没有填写上级代码，由区划代码也找不到上级")
    if above is None:
        if division.parent in asked:
            return _fault(
                row,
                PARENT,
                f"上级 {division.parent} 所在的第 {asked[division.parent][0].number} 行有误或层级不高于本行",
            )
        return _fault(row, PARENT, f"上级 {division.parent} 既未建档，也不在表中")
    if _rank(above.level) >= _rank(division.level):
        return _fault(
            row, LEVEL, f"上级“{above.name}”为{Level(above.level).label}，不高于{Level(division.level).label}"
        )
    return None


def _rank(level: str) -> int:
    return RANK[Level(level)]


def _fault(row: Row, column: str, reason: str) -> Fault:
    return Fault(row.number, row.place(column), LABELS[column], row[column][:60], reason)
