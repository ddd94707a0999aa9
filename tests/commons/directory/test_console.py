"""The life of an office on the provincial console: by plain forms, the dangerous acts with the name typed."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import DjangoAssertNumQueries

from commons.directory import commands, provisioning, queries
from commons.directory.life import vitals
from commons.directory.models import OfficeVitals
from commons.directory.terms import OfficeState
from tests.conftest import COUNTY, NEIGHBOUR, PROVINCE, TOWN
from tests.factories.people import AT, Role, actor, member
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


def test_the_list_shows_how_every_office_is_and_asks_as_often_for_more_of_them(
    console: Browser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    vitals.look_at(TOWN, at=AT)
    page = console.get("/admin/directory/office/").content.decode()
    for word in ("结构", "最近办理", "最近上报", "占用", "体检", "● 完好", "未体检", f"{TOWN}.localhost"):
        assert word in page, word
    with CaptureQueriesContext(connection) as few:
        console.get("/admin/directory/office/")
    commands.found_offices(actor=actor(Role.PROVISIONER), division="4406", depth=None, at=AT)
    with django_assert_num_queries(len(few)):
        console.get("/admin/directory/office/")


def test_the_nightly_look_finds_what_is_wrong_and_keeps_it(committed: str) -> None:
    with provisioning.as_owner() as owner:
        owner.execute(f'ALTER TABLE "o_{TOWN}".outbox_receipt ADD COLUMN stray int')
    found, _ = vitals.look_at(TOWN, at=AT)
    sound, _ = vitals.look_at(NEIGHBOUR, at=AT)
    assert (found.holds, "结构" in found.problem, sound.holds, sound.problem) == (False, True, True, "")
    assert sound.database_bytes > 0
    assert OfficeVitals.objects.count() == 2
