"""The tree rules hold for other provinces than ours: 海南, with counties directly under the province and a city without any, and
北京, a municipality without cities. Founded from the division table in an empty house; one office of each odd kind is opened."""

from __future__ import annotations

from collections import Counter

import pytest

from commons.directory import commands, provisioning, queries
from commons.directory.models import Office, OfficeDomain
from commons.directory.terms import Body, Level, OfficeState, Relation
from commons.directory.words import words
from commons.kernel.tenancy import current_code, in_commons, in_office
from tests.factories.people import AT, Role, actor

PROVINCE, CITY, COUNTY, TOWNSHIP, SUBDISTRICT = (
    Level.PROVINCE,
    Level.CITY,
    Level.COUNTY,
    Level.TOWNSHIP,
    Level.SUBDISTRICT,
)
RANK = {PROVINCE: 0, CITY: 1, COUNTY: 2, TOWNSHIP: 3, SUBDISTRICT: 3}
COUNTS = {
    "46": {PROVINCE: 1, CITY: 4, COUNTY: 23, TOWNSHIP: 196, SUBDISTRICT: 21},
    "11": {PROVINCE: 1, COUNTY: 16, TOWNSHIP: 178, SUBDISTRICT: 165},
}
# Who stands under whom: (upper level, lower level) → how many. 海南: 15 counties under the province, 儋州's 16 towns under
# the city itself; nobody under 三沙.
EDGES = {
    "46": {(PROVINCE, CITY): 4, (PROVINCE, COUNTY): 15, (CITY, COUNTY): 8, (CITY, TOWNSHIP): 16, (COUNTY, TOWNSHIP): 180, (COUNTY, SUBDISTRICT): 21},
    "11": {(PROVINCE, COUNTY): 16, (COUNTY, TOWNSHIP): 178, (COUNTY, SUBDISTRICT): 165},
}  # fmt: skip
# Rows of the table that no congress stands behind: invented levels, islands, a stand-in county, zones, farms, a town's 直辖.
PSEUDO = {
    "46": ("4690", "460321", "460400", "460108400", "460108500", "460400499", "469001198"),
    "11": ("1101", "110115403", "110115406"),
}
ODD = {
    "46": ("469001", "4603", "4604", "460400100"),  # 五指山市 · 三沙市 · 儋州市 · a town under a city
    "11": ("110101", "110101001"),
}


@pytest.fixture
def empty(committed: str) -> None:
    with provisioning.as_owner() as owner:
        owner.execute("TRUNCATE directory_office, identity_account, audit_entry CASCADE")


@pytest.mark.parametrize("province", ["46", "11"])
def test_a_whole_province_is_founded_by_the_same_rules(empty: None, province: str) -> None:
    operator = actor(Role.PROVISIONER)
    with in_commons():
        commands.found_offices(actor=operator, division=province, depth=None, at=AT)
        offices = {each.code: each for each in Office.objects.select_related("parent")}
        assert Counter(each.level for each in offices.values()) == COUNTS[province]
        below = [each for each in offices.values() if each.parent]
        assert len(below) == len(offices) - 1
        assert Counter((each.parent.level, each.level) for each in below) == EDGES[province]
        assert not offices.keys() & set(PSEUDO[province])
        for each in below:
            upper = offices[each.parent_id]
            assert RANK[upper.level] < RANK[each.level]
            assert each.path == f"{upper.path}{each.code}/"
            assert upper.lft < each.lft < each.rgt < upper.rgt
            assert each.code.startswith(upper.code)
            street = each.level == SUBDISTRICT
            assert each.body == (Body.WORKING_COMMITTEE if street else Body.CONGRESS)
            assert each.relation == (Relation.REPORTS_TO if street else Relation.GUIDES)
            assert words(each).title
        top = offices[province]
        assert [each.code for each in queries.subtree(top)] == sorted(offices)
        commands.open_office(actor=operator, code=province, at=AT)
        for code in ODD[province]:
            commands.open_office(actor=operator, code=code, at=AT)
            assert queries.office(code).state == OfficeState.READY
            assert OfficeDomain.objects.get(tenant_id=code).domain == f"{code}.localhost"
    for code in ODD[province]:
        with in_office(code):
            assert current_code() == code
