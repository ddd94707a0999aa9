"""Notifications inside the platform, and the to-do list they make."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from commons.audit.models import Entry
from commons.kernel.actor import system
from commons.kernel.policy import Hidden, NotPermitted
from tenants.notices import commands, errors, queries
from tenants.notices.models import Dispatch, Notification
from tenants.notices.queries import Todo
from tests.factories.cycles import open_year
from tests.factories.notices import LAST_DAY, opinion, posted
from tests.factories.people import AT, Role, actor

TODAY = dt.date(2026, 3, 2)
DESK = "/admin/notices/publicnotice/"


def notify(*people: Any, **more: Any) -> Notification:
    return commands.notify_all(
        actor=actor(Role.CLERK),
        account_uids=[each.account_uid for each in people],
        at=AT,
        **{"title": "请参加票决", "href": "/desk/vote/", "due_on": TODAY, **more},
    )


def test_a_matter_stays_on_everybodys_list_until_it_is_settled_for_them(town: str) -> None:
    one, two = actor(Role.DEPUTY), actor(Role.DEPUTY)
    notify(one, two, one, key="vote:1", body="3 月 2 日上午九时")
    todo = Todo("请参加票决", "/desk/vote/", TODAY, "3 月 2 日上午九时")
    assert (queries.todos(one, on=TODAY), queries.todos(two, on=TODAY)) == ([todo], [todo])
    sent = queries.dispatches_of(one).get()
    assert commands.mark_read(actor=one, uid=sent.uid, at=AT).read_at == AT
    assert queries.todos(one, on=TODAY) == [todo]
    machine = system(town)
    assert commands.settle(actor=machine, key="vote:1", account_uid=one.account_uid, at=AT) == 1
    assert (queries.todos(one, on=TODAY), queries.todos(two, on=TODAY)) == ([], [todo])
    assert commands.settle(actor=machine, key="vote:1", at=AT) == 1
    assert queries.todos(two, on=TODAY) == []
    assert Entry.objects.latest("uid").facts == {"accounts": 1, "key": "vote:1"}


def test_a_notification_that_names_no_matter_is_done_with_when_it_is_read(town: str) -> None:
    deputy = actor(Role.DEPUTY)
    notify(deputy)
    sent = queries.dispatches_of(deputy).get()
    commands.mark_read(actor=deputy, uid=sent.uid, at=AT)
    again = commands.mark_read(actor=deputy, uid=sent.uid, at=AT + dt.timedelta(days=1))
    assert (queries.todos(deputy, on=TODAY), again.read_at, again.settled_at) == ([], AT, AT)


def test_a_notification_is_nobody_elses_to_read(town: str) -> None:
    mine, other = actor(Role.DEPUTY), actor(Role.DEPUTY)
    notify(mine)
    sent = Dispatch.objects.get()
    entries = Entry.objects.count()
    with pytest.raises(Hidden):
        commands.mark_read(actor=other, uid=sent.uid, at=AT)
    assert (Entry.objects.count(), Dispatch.objects.get().read_at) == (entries, None)
    assert list(queries.dispatches_of(other)) == []
    assert list(queries.dispatches_of(system(town))) == []


def test_a_notification_needs_a_title_and_a_citizen_sends_none(town: str) -> None:
    deputy = actor(Role.DEPUTY)
    with pytest.raises(errors.TextInvalid):
        notify(deputy, title=" ")
    with pytest.raises(NotPermitted):
        commands.notify(actor=actor(Role.RESIDENT), account_uid=deputy.account_uid, title="x", at=AT)
    assert (Notification.objects.count(), Dispatch.objects.count()) == (0, 0)


def test_the_staff_are_told_which_notices_wait_for_them(town: str, django_assert_num_queries: Any) -> None:
    cycle, clerk = open_year(), actor(Role.CLERK)
    asked, quiet = posted(cycle, title="甲"), posted(cycle, title="乙")
    opinion(asked)
    answer = Todo("答复公示意见：甲", f"{DESK}{asked.uid}/change/", LAST_DAY, "1 条待答复")
    close = Todo("办结公示：乙", f"{DESK}{quiet.uid}/change/", LAST_DAY, "公示期已满")
    assert queries.todos(clerk, on=LAST_DAY) == [answer]
    with django_assert_num_queries(2):
        assert queries.todos(clerk, on=LAST_DAY + dt.timedelta(days=1)) == [answer, close]
    assert queries.todos(actor(Role.DEPUTY), on=LAST_DAY) == []
