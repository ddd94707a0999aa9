"""The national division table as the tree of offices it implies: code → name, level, parent. Pure.

The package data is the statisticians' table (see data/SOURCE.md). It has rows that no people's congress stands behind:
levels invented so that every code has a parent (1101 市辖区, 4190 省直辖县级行政区划), stand-in counties of cities that
have none (441900 东莞市), development zones numbered like counties (71 to 79), farms and parks numbered like towns. One
rule treats them all: **such a row is left out, and what stood below it hangs from the nearest row above that stays.**
So Beijing's districts stand under Beijing, 济源 under 河南, 东莞's towns under 东莞, and a town inside a development
zone under the city that runs the zone.

Two kinds of rows called 地区 are offices all the same (decision 0013): a 地区 of a district of Beijing is where the people's
congress of a town sits, and a prefecture (地区, 盟) has no congress but a working committee of the province's.

Codes have 2, 4, 6 and 9 digits, and a code begins with its parent's. Hence text order is tree order: an office is
followed by everything below it.
"""

from __future__ import annotations

import csv
import functools
import gzip
import io
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from commons.kernel.errors import Malformed

PROVINCE: Final = "province"
CITY: Final = "city"
COUNTY: Final = "county"
TOWNSHIP: Final = "township"
SUBDISTRICT: Final = "subdistrict"

_TABLE: Final = Path(__file__).parent / "data" / "divisions.csv.gz"
_CODE_LENGTHS: Final = (6, 4, 2)  # of possible parents, nearest first

_FILLERS: Final = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
_ZONE: Final = "7"  # fifth digit of a county code: 71 to 79 are zones, 81 and up are cities again
_COUNTY_ENDINGS: Final = ("区", "县", "市", "旗")  # not 群岛, 海域, 行政委员会
_SUBDISTRICT_ENDINGS: Final = ("街道", "街道办事处")
_TOWNSHIP_ENDINGS: Final = ("镇", "乡", "苏木")
_AREA: Final = "地区"  # in Beijing the district's office and the town's government are one house with two signs
_BEIJING: Final = "11"
_PREFECTURE_ENDINGS: Final = ("地区", "盟")  # 行政公署, sent by the province: no congress (地方组织法 59)
_MADE_UP_ENDINGS: Final = ("特殊街道", "特殊乡镇", "直属乡镇")  # a zone's population, booked as if it were a town


@dataclass(frozen=True, slots=True)
class Division:
    """One office's place in the country. `parent` is the code of the office above, None for a province."""

    code: str
    name: str
    level: str
    parent: str | None

    @property
    def has_congress(self) -> bool:
        """A street and a prefecture have none: a working committee stands there for the congress above."""
        prefecture = self.level == CITY and self.name.endswith(_PREFECTURE_ENDINGS)
        return self.level != SUBDISTRICT and not prefecture


def lookup(code: str) -> Division | None:
    """The division of this code; None for an unknown code and for a row that no office stands behind."""
    return _offices().get(code)


def provinces() -> list[Division]:
    """The 31 provinces, autonomous regions and municipalities of the table, in the order of their codes."""
    return [each for each in _offices().values() if each.level == PROVINCE]


def office_tree(province_code: str) -> list[Division]:
    """Every office of a province, the province first and each office before those below it. Raises Malformed."""
    tree = subtree(province_code)
    if tree[0].level != PROVINCE:
        raise Malformed(f"{province_code} 是{tree[0].name}，不是省级代码，请用两位的省级代码。")
    return tree


def subtree(code: str, depth: int | None = None) -> list[Division]:
    """An office and the `depth` generations below it (0: itself alone; None: all), parents first. Raises Malformed."""
    offices, codes = _offices(), _codes()
    if code not in offices:
        raise Malformed(f"行政区划表中没有可设机构的代码 {code}，请核对后重试。")
    generation = {code: 0}
    chosen = [offices[code]]
    for below in codes[bisect_left(codes, code) + 1 :]:
        if not below.startswith(code):
            break
        division = offices[below]
        assert division.parent is not None  # only provinces have none, and no province stands below another code
        generation[below] = generation[division.parent] + 1
        if depth is None or generation[below] <= depth:
            chosen.append(division)
    return chosen


@functools.cache
def _offices() -> Mapping[str, Division]:
    """The whole country once a process: code → division, in tree order."""
    with gzip.open(_TABLE) as packed:
        rows = list(csv.reader(io.TextIOWrapper(packed, encoding="utf-8", newline="")))[1:]
    offices: dict[str, Division] = {}
    for code, name, level, _ in sorted(rows):
        parent = _nearest(code, offices)
        stands_in = level == COUNTY and parent is not None and offices[parent].name == name  # 东莞市 below 东莞市
        level = _office_level(code, name, level)
        if level and not stands_in:
            offices[code] = Division(code, _office_name(name, level), level, parent)
    return offices


@functools.cache
def _codes() -> tuple[str, ...]:
    return tuple(_offices())


def _nearest(code: str, offices: Mapping[str, Division]) -> str | None:
    candidates = (code[:length] for length in _CODE_LENGTHS if length < len(code))
    return next((candidate for candidate in candidates if candidate in offices), None)


def _office_level(code: str, name: str, level: str) -> str:
    """At which level a people's congress, or its working committee, stands behind the row; "" where none does."""
    match level:
        case "province":
            holds = True
        case "city":
            holds = name not in _FILLERS
        case "county":
            holds = name not in _FILLERS and code[4] != _ZONE and name.endswith(_COUNTY_ENDINGS)
        case "township":
            holds = name.endswith(_TOWNSHIP_ENDINGS) and not name.endswith(_MADE_UP_ENDINGS)
        case "subdistrict":
            holds = name.endswith(_SUBDISTRICT_ENDINGS) and not name.endswith(_MADE_UP_ENDINGS)
        case _:  # 开发区, 农场, 林场, 监狱 …: counted by statisticians, governed by nobody's congress
            return _area_level(code, name)
    return level if holds else ""


def _area_level(code: str, name: str) -> str:
    """兆麟街道地区 is a street under a longer name; a 地区 of Beijing is a town; any other is a reservoir or a park."""
    if name.endswith("街道地区"):
        return SUBDISTRICT
    return TOWNSHIP if name.endswith(_AREA) and code.startswith(_BEIJING) else ""


def _office_name(name: str, level: str) -> str:
    return name.removesuffix(_AREA) if level == SUBDISTRICT else name
