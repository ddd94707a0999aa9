"""One act on many offices: those ticked, or those filtered; all of it or nothing; and how far it has come."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.audit.models import Entry
from commons.directory import commands, queries
from commons.directory.life import batches
from commons.directory.models import MigrationResult, Office
from commons.directory.terms import OfficeState
from commons.kernel import clock
from commons.kernel.lifecycle import WrongStep
from commons.kernel.policy import NotPermitted
from tests.conftest import COUNTY, NEIGHBOUR, PROVINCE, STREET, TOWN
from tests.factories.people import AT, Role, actor, member
from tests.factories.web import Browser

LIST = "/admin/directory/office/"
NEW = ("440703103", "440704", "440704001")  # 杜阮镇, 江海区 and a street of it


@pytest.fixture
def operator(commons: None) -> Browser:
    by = actor(Role.PROVISIONER)
    for code in NEW:
        commands.found_offices(actor=by, division=code, depth=0, at=AT)
    return Browser(member(Role.PROVISIONER), host=PROVINCE)


def text(response: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))  # type: ignore[attr-defined]


def states(*codes: str) -> list[str]:
    return [queries.office(code).state for code in codes]


def test_those_ticked_are_ordered_superiors_first_and_the_others_are_not(operator: Browser) -> None:
    page = f"{LIST}bulk/open/?pick={NEW[2]}&pick={NEW[1]}&pick={TOWN}"
    shown = text(operator.get(page))
    assert "将办理以下 2 条；另有 1 条当前状态不能办理，不在其中： 江海区 江南街道" in shown
    assert states(*NEW) == [OfficeState.FOUNDED] * 3
    answer = operator.post(page)
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}progress/")
    assert states(*NEW) == [OfficeState.FOUNDED, OfficeState.REQUESTED, OfficeState.REQUESTED]
    ordered = Entry.objects.filter(act="directory.request", at__gt=AT).order_by("uid")
    assert list(ordered.values_list("object_uid", flat=True)) == [NEW[1], NEW[2]]
    assert "开通机构：2 个机构" in text(operator.get(f"{LIST}progress/"))


def test_nobody_ticked_means_all_that_are_filtered(operator: Browser) -> None:
    shown = text(operator.get(f"{LIST}bulk/open/?below={NEW[1]}"))
    assert "将办理以下 2 条： 江海区 江南街道" in shown
    assert "将办理以下 3 条" in text(operator.get(f"{LIST}bulk/open/"))
    assert operator.get(f"{LIST}bulk/open/?nonsense=1").status_code == 302


def test_what_nobody_can_do_now_is_said_and_not_done(operator: Browser) -> None:
    refused = operator.post(f"{LIST}bulk/resume/?pick={TOWN}")
    assert refused["Location"] == LIST
    assert "所选的 1 条都不能办理“批量恢复”" in text(operator.get(LIST))
    assert states(TOWN) == [OfficeState.READY]


def test_many_are_suspended_with_the_words_typed_and_resumed(operator: Browser) -> None:
    page = f"{LIST}bulk/suspend/?pick={TOWN}&pick={STREET}"
    assert operator.post(page, {"reason": "汛期", "confirmation": "停用"}).status_code == 200
    assert states(TOWN, STREET) == [OfficeState.READY] * 2
    assert operator.post(page, {"reason": "汛期", "confirmation": "全部停用"}).status_code == 302
    assert states(TOWN, STREET, NEIGHBOUR) == [OfficeState.SUSPENDED, OfficeState.SUSPENDED, OfficeState.READY]
    assert operator.post(f"{LIST}bulk/resume/?pick={TOWN}&pick={STREET}").status_code == 302
    assert states(TOWN, STREET) == [OfficeState.READY] * 2


def test_one_that_refuses_takes_all_back(operator: Browser) -> None:
    with pytest.raises(WrongStep):
        batches.order(actor=actor(Role.PROVISIONER), act="suspend", codes=[TOWN, NEW[0]], at=AT, reason="汛期")
    assert states(TOWN) == [OfficeState.READY]


def test_a_board_reader_sees_no_buttons_and_presses_none(operator: Browser) -> None:
    reader = Browser(member(Role.BOARD_READER), host=PROVINCE)
    assert "批量开通" not in text(reader.get(LIST))
    assert reader.post(f"{LIST}bulk/open/?pick={NEW[0]}")["Location"] == LIST
    with pytest.raises(NotPermitted):
        batches.order(actor=actor(Role.BOARD_READER), act="request", codes=[NEW[0]], at=AT)
    assert states(NEW[0]) == [OfficeState.FOUNDED]


def test_progress_is_what_the_offices_are_and_how_long_it_takes_follows(operator: Browser) -> None:
    at = clock.now()
    batches.order(actor=actor(Role.PROVISIONER), act="request", codes=NEW, at=at)
    (batch,) = batches.recent(at=at)
    assert (batch.total, batch.done, batch.left, batch.is_stalled(at)) == (3, 0, None, False)
    assert batch.is_stalled(at + dt.timedelta(minutes=4))
    Office.objects.filter(code=NEW[1]).update(ready_at=at + dt.timedelta(seconds=10))
    Office.objects.filter(code=NEW[1]).update(state=OfficeState.READY)
    (batch,) = batches.recent(at=at)
    assert (batch.done, batch.percent, batch.left) == (1, 33, dt.timedelta(seconds=20))
    assert [each.code for each in batch.waiting] == [NEW[0], NEW[2]]
    page = text(operator.get(f"{LIST}progress/"))
    assert "已完成 1 个（33%），约还需 20 秒 杜阮镇 （已申请开通） 江南街道 （已申请开通）" in page
    assert "约还需 20 秒" in text(operator.get("/admin/"))


def test_progress_asks_three_times_however_many_there_are(operator: Browser) -> None:
    for codes in (NEW[:1], NEW[1:]):
        batches.order(actor=actor(Role.PROVISIONER), act="request", codes=codes, at=clock.now())
        with CaptureQueriesContext(connection) as asked:
            batches.recent(at=clock.now())
        assert len(asked) == 3


def test_the_last_migration_of_every_office_is_listed_those_that_failed_first(operator: Browser) -> None:
    done = {"to_head": "b" * 64, "at": AT, "ms": 1500}
    MigrationResult.objects.create(office_id=TOWN, outcome="done", **done)
    wrong = "relation already exists"
    MigrationResult.objects.create(office_id=STREET, outcome="failed", migration="intake.0009_x", message=wrong, **done)
    page = text(operator.get("/admin/directory/migrationresult/"))
    assert page.index("白沙街道") < page.index("棠下镇")
    assert "intake.0009_x relation already exists" in page
    assert "1.5 秒" in page
    assert "白沙街道" not in text(operator.get("/admin/directory/migrationresult/?outcome__exact=done"))
    assert "1 个机构未升级" in text(operator.get("/admin/"))
    assert "待办 1" in text(operator.get(f"{LIST}{COUNTY}/change/"))
