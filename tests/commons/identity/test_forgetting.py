"""Sessions that have run out, links that were used up and tokens that expired do not lie about for ever."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session

from commons.directory import queries as directory
from commons.identity import commands, forgetting, tasks
from commons.identity.models import Account, EntryLink, Token
from commons.identity.terms import LinkPurpose
from commons.kernel.actor import system
from commons.kernel.tenancy import in_commons, in_office
from tests.conftest import NEIGHBOUR, PROVINCE, TOWN
from tests.factories.people import AT, Role, member

DAY = dt.timedelta(days=1)
LIFE = dt.timedelta(days=30)


@pytest.fixture
def clerk(town: str) -> Account:
    return member(Role.CLERK, name="陈经办")


def session(key: str, until: dt.datetime) -> None:
    Session.objects.create(session_key=key, session_data="", expire_date=until)


def invite(who: Account, at: dt.datetime) -> str:
    return commands.invite(
        actor=system(TOWN), account=who, office_code=TOWN, purpose=LinkPurpose.ENTER, landing="/", at=at
    )


def issue(who: Account, label: str, at: dt.datetime) -> None:
    commands.issue_token(
        actor=system(TOWN), account=who, office_code=TOWN, role=Role.CLERK, label=label, life=LIFE, at=at
    )


def test_sessions_that_have_run_out_go_those_that_have_not_stay_and_a_neighbours_are_its_own(town: str) -> None:
    session("out", AT - DAY)
    session("in", AT + DAY)
    with in_office(NEIGHBOUR):
        session("out", AT - DAY)
    assert forgetting.forget_sessions(at=AT) == 1
    assert list(Session.objects.values_list("session_key", flat=True)) == ["in"]
    with in_office(NEIGHBOUR):
        assert list(Session.objects.values_list("session_key", flat=True)) == ["out"]


def test_links_and_tokens_go_ninety_days_after_they_were_of_use_and_not_before(clerk: Account) -> None:
    used, unused = invite(clerk, AT), invite(clerk, AT)
    commands.spend_link(secret=used, office_code=TOWN, at=AT)
    for label in ("expires", "withdrawn"):
        issue(clerk, label, AT)
    commands.revoke_token(actor=system(TOWN), token=Token.objects.get(label="withdrawn"), at=AT)
    late = AT + forgetting.KEPT
    assert forgetting.forget_spent(at=late) == (0, 0)
    later = late + DAY + dt.timedelta(seconds=1)
    issue(clerk, "in use", later - DAY)
    assert unused
    invite(clerk, later - DAY)
    assert forgetting.forget_spent(at=later) == (2, 1)
    assert EntryLink.objects.count() == 1
    assert set(Token.objects.values_list("label", flat=True)) == {"expires", "in use"}
    assert forgetting.forget_spent(at=AT + LIFE + forgetting.KEPT + DAY) == (0, 1)
    assert list(Token.objects.values_list("label", flat=True)) == ["in use"]


def test_beat_asks_every_office_every_night_the_province_included(
    clerk: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(tasks.forget_sessions, "delay", lambda *, office_code: asked.append(office_code))
    invite(clerk, AT - 2 * forgetting.KEPT)
    session("out", AT - DAY)
    tasks.forget_everywhere()
    with in_commons():
        assert asked == directory.ready_offices()
    assert {PROVINCE, TOWN} <= set(asked)
    assert tasks.forget_everywhere.name in {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()}
    tasks.forget_sessions(office_code=TOWN)
    with in_office(TOWN):
        assert not Session.objects.exists()
    with in_commons():
        assert not EntryLink.objects.exists()
