"""全国区划表: literal counts, the odd corners of the country, and the shape of every province's tree."""

from __future__ import annotations

import gzip
import hashlib
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from commons.directory import divisions
from commons.directory.divisions import Division, lookup, office_tree, subtree
from commons.kernel.errors import Malformed

LEVELS = ("province", "city", "county", "township", "subdistrict")

# how rows are named that statisticians count and no congress stands behind
ONLY_COUNTED = (
    "开发区", "业园区", "管理区", "示范区", "实验区", "聚集区", "新城", "农场", "林场", "监狱", "委员会",
    "特殊乡镇", "特殊街道", "直属乡镇",
)  # fmt: skip

# province: cities, counties, towns, streets — the whole mainland, as the table of 2023 gives them
COUNTS = {
    "11": (0, 16, 178, 165), "12": (0, 16, 128, 124), "13": (11, 167, 1943, 314), "14": (11, 117, 1062, 224),
    "15": (12, 103, 779, 277), "21": (14, 100, 840, 510), "22": (9, 60, 607, 362), "23": (13, 125, 907, 440),
    "31": (0, 16, 108, 107), "32": (13, 95, 708, 495), "33": (11, 90, 876, 488), "34": (16, 104, 1238, 303),
    "35": (9, 84, 905, 202), "36": (11, 100, 1392, 188), "37": (16, 136, 1130, 684), "41": (17, 157, 1772, 740),
    "42": (13, 103, 920, 339), "43": (14, 122, 1522, 425), "44": (21, 122, 1128, 482), "45": (14, 111, 1118, 135),
    "46": (4, 23, 196, 21), "50": (0, 38, 786, 245), "51": (21, 183, 2642, 459), "52": (9, 88, 1145, 365),
    "53": (16, 129, 1206, 223), "54": (7, 74, 677, 25), "61": (10, 107, 990, 328), "62": (14, 86, 1230, 130),
    "63": (8, 44, 363, 43), "64": (5, 22, 193, 50), "65": (14, 108, 940, 232),
}  # fmt: skip


def names(tree: list[Division]) -> list[str]:
    return [division.name for division in tree]


def children(code: str) -> list[Division]:
    return subtree(code, depth=1)[1:]


def levels(tree: list[Division]) -> Counter[str]:
    return Counter(division.level for division in tree)


def test_guangdong_has_1754_offices():
    tree = office_tree("44")
    assert len(tree) == 1_754
    assert tree[0] == Division("44", "广东省", "province", None)
    counted = levels(tree)
    assert (counted["province"], counted["city"], counted["county"]) == (1, 21, 122)
    assert counted["township"] + counted["subdistrict"] == 1_610


@pytest.mark.parametrize("province", COUNTS)
def test_every_province_has_the_offices_the_table_gives_it(province):
    counted = levels(office_tree(province))
    assert tuple(counted[level] for level in LEVELS) == (1, *COUNTS[province])


def test_the_country_has_31_provinces_here_and_no_row_for_hong_kong_macao_and_taiwan():
    assert len(COUNTS) == 31
    assert sum(1 + sum(counts) for counts in COUNTS.values()) == 41_964
    assert [lookup(code) for code in ("71", "81", "82")] == [None, None, None]


@pytest.mark.parametrize("province", COUNTS)
def test_every_tree_is_a_tree(province):
    tree = office_tree(province)
    codes = [division.code for division in tree]
    assert len(set(codes)) == len(codes)
    assert tree[0].parent is None
    assert tree[0].level == "province"
    seen = {province}
    for division in tree[1:]:
        assert division.code.startswith(province)
        assert division.parent in seen  # exactly one parent, and it came before
        assert division.code.startswith(division.parent)
        assert division.level in LEVELS[1:]
        seen.add(division.code)


@pytest.mark.parametrize("province", COUNTS)
def test_a_level_never_stands_under_a_lower_or_equal_one(province):
    height = {"province": 3, "city": 2, "county": 1, "township": 0, "subdistrict": 0}
    for division in office_tree(province)[1:]:
        above = lookup(division.parent or "")
        assert above is not None
        assert height[above.level] > height[division.level]


@pytest.mark.parametrize("province", COUNTS)
def test_no_name_that_only_statisticians_know_survives(province):
    for division in office_tree(province):
        assert division.name not in {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
        assert not division.name.endswith(ONLY_COUNTED), division


@pytest.mark.parametrize("province", COUNTS)
def test_towns_and_streets_are_named_like_towns_and_streets(province):
    for division in office_tree(province):
        if division.level == "subdistrict":
            assert division.name.endswith(("街道", "街道办事处"))
        if division.level == "township":
            area_of_beijing = province == "11" and division.name.endswith("地区")
            assert division.name.endswith(("镇", "乡", "苏木")) or area_of_beijing


def test_no_office_of_the_table_is_an_orphan():
    """Whatever is an office stands in exactly one of the 31 trees, below an office that is there too."""
    everywhere = [division for province in COUNTS for division in office_tree(province)]
    assert [each.code for each in divisions.provinces()] == list(COUNTS)
    assert len({each.code for each in everywhere}) == len(everywhere) == len(divisions._offices())
    assert [each for each in everywhere if each.parent and lookup(each.parent) is None] == []


# ── 地区 (decision 0013) ──────────────────────────────────────────────────────────────────────


def test_the_56_areas_of_beijings_districts_are_towns_with_a_congress():
    areas = [division for division in office_tree("11") if division.name.endswith("地区")]
    assert len(areas) == 56
    assert {division.level for division in areas} == {"township"}
    assert all(division.has_congress and len(division.parent or "") == 6 for division in areas)
    assert lookup("110105021") == Division("110105021", "南磨房地区", "township", "110105")


def test_streets_under_a_longer_name_are_streets():
    assert [division.name for division in children("231181") if division.code.startswith("2311810")] == [
        "兆麟街道", "和平街道", "北岗街道", "庆华街道", "铁西街道", "铁南街道",
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["120112403", "230110400", "231283401", "430972006", "620822001"])
def test_any_other_area_is_a_reservoir_or_a_park_and_no_office(code):
    assert lookup(code) is None


def test_the_ten_prefectures_have_a_working_committee_and_their_counties_below_them():
    found = [division for province in COUNTS for division in office_tree(province) if division.level == "city"]
    prefectures = [division.name for division in found if not division.has_congress]
    assert prefectures == [
        "兴安盟", "锡林郭勒盟", "阿拉善盟", "大兴安岭地区", "阿里地区",
        "阿克苏地区", "喀什地区", "和田地区", "塔城地区", "阿勒泰地区",
    ]  # fmt: skip
    assert names(children("6531"))[0] == "喀什市"
    assert levels(children("6531")) == Counter(county=12)


@pytest.mark.parametrize("province", COUNTS)
def test_who_has_a_congress_follows_from_the_level_but_for_prefectures(province):
    for division in office_tree(province):
        expected = division.level != "subdistrict" and not (
            division.level == "city" and division.name.endswith(("地区", "盟"))
        )
        assert division.has_congress == expected


def test_beijings_districts_stand_directly_under_beijing():
    assert names(children("11"))[:3] == ["东城区", "西城区", "朝阳区"]
    assert {division.parent for division in children("11")} == {"11"}
    assert lookup("110101001") == Division("110101001", "东华门街道", "subdistrict", "110101")
    assert lookup("1101") is None


def test_chongqings_districts_and_its_counties_stand_side_by_side():
    assert lookup("500101") == Division("500101", "万州区", "county", "50")
    assert lookup("500229") == Division("500229", "城口县", "county", "50")
    assert lookup("5002") is None


@pytest.mark.parametrize(
    ("city", "towns", "streets"),
    [("4419", 28, 4), ("4420", 15, 8), ("4604", 16, 0), ("6202", 3, 2)],
)
def test_a_city_without_counties_has_its_towns_directly_below(city, towns, streets):
    below = subtree(city)[1:]
    assert {division.parent for division in below} == {city}
    assert levels(below) == Counter(township=towns, **({"subdistrict": streets} if streets else {}))


def test_the_stand_in_counties_are_no_offices():
    assert [lookup(code) for code in ("441900", "442000", "460400", "620201")] == [None] * 4


def test_counties_directly_under_the_province_stand_there():
    assert lookup("419001") == Division("419001", "济源市", "county", "41")
    assert lookup("429021") == Division("429021", "神农架林区", "county", "42")
    assert [division.name for division in children("46") if division.level == "county"] == [
        "五指山市", "琼海市", "文昌市", "万宁市", "东方市", "定安县", "屯昌县", "澄迈县", "临高县",
        "白沙黎族自治县", "昌江黎族自治县", "乐东黎族自治县", "陵水黎族自治县",
        "保亭黎族苗族自治县", "琼中黎族苗族自治县",
    ]  # fmt: skip


def test_the_cities_of_the_corps_stand_directly_under_xinjiang_without_its_regiments():
    corps = [division for division in children("65") if division.code.startswith("6590")]
    assert [division.name for division in corps] == [
        "石河子市", "阿拉尔市", "图木舒克市", "五家渠市", "北屯市", "铁门关市", "双河市", "可克达拉市",
        "昆玉市", "胡杨河市", "新星市", "白杨市",
    ]  # fmt: skip
    assert names(subtree("659001"))[1:] == [
        "新城街道", "向阳街道", "红山街道", "老街街道", "东城街道", "北泉镇", "石河子镇",
    ]  # fmt: skip


def test_a_zone_is_no_office_but_the_streets_inside_it_stand_under_its_city():
    assert lookup("620171") is None  # 兰州新区
    assert lookup("320576") is None  # 苏州工业园区
    inside = [division for division in children("3205") if division.code.startswith("320576")]
    assert inside
    assert {division.level for division in inside} <= {"subdistrict", "township"}


def test_a_county_level_city_numbered_from_81_is_an_office():
    assert lookup("320581") == Division("320581", "常熟市", "county", "3205")


def test_islands_without_a_government_of_their_own_are_no_offices():
    assert names(subtree("4603")) == ["三沙市"]


def test_a_town_that_only_books_a_zones_population_is_no_office():
    assert lookup("220771599") is None  # 松原经济技术开发区特殊乡镇


def test_the_towns_of_an_administrative_committee_stand_under_the_prefecture():
    assert lookup("632857") is None  # 大柴旦行政委员会
    assert lookup("632857100") == Division("632857100", "柴旦镇", "township", "6328")


def test_a_subtree_can_be_cut_at_any_depth():
    assert names(subtree("440703", depth=0)) == ["蓬江区"]
    assert subtree("4407", depth=0) == [Division("4407", "江门市", "city", "44")]
    assert names(subtree("4407", depth=1)) == [
        "江门市", "蓬江区", "江海区", "新会区", "台山市", "开平市", "鹤山市", "恩平市",
    ]  # fmt: skip
    assert levels(subtree("44", depth=1)) == Counter(province=1, city=21)
    assert levels(subtree("44", depth=2)) == Counter(province=1, city=21, county=122, township=43, subdistrict=12)
    assert subtree("44", depth=3) == subtree("44") == office_tree("44")


def test_depth_counts_generations_not_levels():
    assert levels(subtree("41", depth=1)) == Counter(province=1, city=17, county=1)


def test_a_street_is_its_own_subtree():
    assert subtree("440703002") == [Division("440703002", "白沙街道", "subdistrict", "440703")]


def test_a_code_never_takes_in_a_neighbour_with_a_longer_name():
    assert {division.code[:4] for division in subtree("4401")} == {"4401"}


@pytest.mark.parametrize("code", ["71", "1101", "441900", "130171", "4499", "", "44x", "广东省"])
def test_a_code_without_an_office_is_refused_in_one_sentence(code):
    assert lookup(code) is None
    with pytest.raises(Malformed, match="没有可设机构的代码"):
        subtree(code)


def test_only_a_province_has_a_provincial_tree():
    with pytest.raises(Malformed, match="4407 是江门市，不是省级代码"):
        office_tree("4407")


def test_a_division_cannot_be_changed():
    with pytest.raises(AttributeError):
        lookup("44").name = "别省"  # type: ignore[misc, union-attr]


def test_the_packed_table_is_the_one_its_source_describes_and_carries_no_clock():
    packed = (Path(divisions.__file__).parent / "data" / "divisions.csv.gz").read_bytes()
    assert packed[3:8] == bytes(5)  # no file name, no time of packing
    table = gzip.decompress(packed)
    assert hashlib.sha256(table).hexdigest() == "6e61b62613e5ee692cddd1863b0cdb5b41bdb99ae7698fbaa3c4b42a041071b0"
    assert table.count(b"\n") == 44_704


def test_the_whole_country_loads_in_a_third_of_a_second_and_only_when_asked_for():
    script = (
        "import time; from commons.directory import divisions as d\n"
        "assert d._offices.cache_info().currsize == 0\n"
        "best = []\n"
        "for _ in range(3):\n"
        "    d._offices.cache_clear(); start = time.process_time(); d.lookup('44')\n"
        "    best.append(time.process_time() - start)\n"
        "print(min(best))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert float(ran.stdout) <= 0.3
