"""The life of an office on the provincial console: by plain forms, the dangerous acts with the name typed."""

from __future__ import annotations

import pytest

from commons.directory import queries
from commons.directory.terms import OfficeState
from tests.conftest import COUNTY, NEIGHBOUR, PROVINCE, TOWN
from tests.factories.people import Role, member
from tests.factories.web import Browser

PAGE = f"/admin/directory/office/{TOWN}/"


@pytest.fixture
def console(commons: None) -> Browser:
    return Browser(member(Role.PROVISIONER), host=PROVINCE)


def test_the_page_of_an_office_offers_its_life_and_shows_its_past(console: Browser) -> None:
    page = console.get(f"{PAGE}change/").content.decode()
    for label in (
        "停用机构",
        "导出存档",
        "由存档恢复",
        "打开核查副本",
        "更名",
        "划转",
        "合并",
        "归档",
        "沿革",
        "机构存档",
    ):
        assert label in page, label
    for label in ("撤销归档", "撤下核查副本"):
        assert label not in page, label
    province = console.get(f"/admin/directory/office/{PROVINCE}/change/").content.decode()
    for label in ("停用机构", "导出存档", "合并", "acts/archive/"):
        assert label not in province, label


def test_renaming_and_moving_by_form(console: Browser) -> None:
    assert console.post(f"{PAGE}acts/rename/", {"name": "棠下新镇", "division_code": TOWN}).status_code == 302
    assert queries.office(TOWN).name == "棠下新镇"
    refused = console.post(f"{PAGE}acts/move/", {"to": NEIGHBOUR})
    assert (refused.status_code, "层级不符" in refused.content.decode()) == (409, True)
    assert queries.office(TOWN).parent_id == COUNTY


def test_archiving_and_deleting_want_the_name_typed(console: Browser) -> None:
    wrong = console.post(f"{PAGE}acts/archive/", {"reason": "撤镇", "confirmation": "棠下"})
    assert (wrong.status_code, queries.office(TOWN).state) == (200, OfficeState.READY)
    console.post(f"{PAGE}acts/archive/", {"reason": "撤镇", "confirmation": "棠下镇"})
    assert queries.office(TOWN).state == OfficeState.ARCHIVED
    refused = console.post(f"{PAGE}acts/delete/", {"confirmation": "棠下镇"})
    assert (refused.status_code, "保留期" in refused.content.decode()) == (409, True)


def test_the_list_asks_as_often_for_three_offices_as_for_six(console: Browser) -> None:
    assert console.get("/admin/directory/office/").status_code == 200
