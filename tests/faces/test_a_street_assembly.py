"""A street's 议政代表会 selects 票选, and the 党工委 confirms: the words, the way and the legal effect are the body's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from commons.directory import commands as directory
from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from commons.kernel.models import new_uid
from tenants.ballot.commands import officers, preparation
from tenants.ballot.models import Vote
from tenants.ballot.terms import VoteState
from tenants.cycles import commands as cycles
from tenants.deputies.commands import duties, mandates
from tenants.deputies.terms import MandateKind
from tenants.documents.models import Document
from tenants.meetings import commands as meetings
from tenants.meetings.terms import SessionKind, SignInMethod
from tests.conftest import PROVINCE, STREET
from tests.faces import looking
from tests.faces.conftest import Open
from tests.faces.halls import Hall
from tests.factories import ballot as b
from tests.factories.people import actor, member

PROJECTS = ("老旧小区加装电梯", "社区食堂", "口袋公园")


@pytest.fixture
def street(open_house: Open, browser: Browser) -> Iterator[Hall]:
    with ExitStack() as stack:
        made = Hall(open_house, browser, stack, None, None, [], office=STREET)  # type: ignore[arg-type]
        with made.commons():  # the house we walk through keeps it shut
            operator = Actor(new_uid(), "省级管理员", PROVINCE, frozenset({Role.PROVISIONER}))
            directory.resume_office(actor=operator, code=STREET, at=clock.now())
        with made.inside():
            _prepare(made)
        yield made
        with made.inside():
            Vote.objects.exclude(state=VoteState.CERTIFIED).update(state=VoteState.VOID)
            made.vote.rounds.filter(closed_at=None).update(closed_at=clock.now())
        with made.commons():
            directory.suspend_office(actor=operator, code=STREET, reason="隔离测试所需", at=clock.now())


def _prepare(made: Hall) -> None:
    """Five members have signed in; method adopted, three scrutinise, two of the staff tell."""
    at, clerk = clock.now(), actor(Role.CLERK, Role.DIRECTOR)
    cycle = cycles.open_cycle(actor=clerk, year=2027, term_no=19, session_no=1, at=at)
    for order, title in enumerate(PROJECTS, 1):
        b.approved(cycle.uid, title, order)
    session = meetings.convene(
        actor=clerk,
        cycle_uid=cycle.uid,
        kind=SessionKind.ASSEMBLY,
        title="2027年议政代表会",
        held_on=clock.date_of(at),
        place="街道三楼会议室",
        expected=5,
        at=at,
    )
    meetings.open_session(actor=clerk, session_uid=session.uid, at=at)
    for number in range(5):
        who = member(Role.MEMBER, name=f"议政代表{number + 1}", at=at)
        seat = mandates.register_mandate(
            actor=clerk,
            account_uid=who.uid,
            name=who.name,
            kind=MandateKind.MEMBER,
            term_no=19,
            constituency="第一社区",
            group="第一小组",
            from_on=clock.date_of(at),
            at=at,
        )
        signing = {"session_uid": session.uid, "method": SignInMethod.CLERK, "mandate_uid": seat.uid, "at": at}
        duties.attend(actor=clerk, **signing)
        made.deputies.append(who)
    made.vote = preparation.prepare_vote(actor=clerk, cycle_uid=cycle.uid, session_uid=session.uid, seats=2, at=at)
    hands = {"actor": clerk, "vote_uid": made.vote.uid, "approve": 5, "oppose": 0, "abstain": 0, "at": at}
    officers.adopt_method(**hands)
    tellers = [member(Role.TELLER, name=f"计票人员{number}", at=at) for number in (1, 2)]
    officers.name_officers(
        actor=clerk,
        vote_uid=made.vote.uid,
        chief=made.deputies[0].uid,
        scrutineers=[each.uid for each in made.deputies[1:3]],
        tellers=[each.uid for each in tellers],
        at=at,
    )
    officers.approve_officers(**hands)


def _vote(street: Hall, page: Page, *approve: str) -> None:
    street.go(page, "/desk/vote/")
    expect(page.locator("main")).to_contain_text("尚未提交")
    for title in approve:
        card = page.locator("fieldset.project", has_text=title)
        card.locator("label.choice", has=page.locator("input[value=approve]")).click()
    page.get_by_role("button", name="下一步：核对").click()
    expect(page.locator("main")).to_contain_text("尚未提交")
    page.get_by_role("button", name="提交选票").click()
    expect(page.get_by_role("heading", name="已提交")).to_be_visible()


def test_an_assembly_selects_and_the_party_working_committee_confirms(street: Hall) -> None:
    with street.inside():
        chair_account = member(Role.DIRECTOR, name="王主任")
        title = street.vote.title
    assert title == "白沙街道2027年民生实事项目票选"
    chair = street.window(chair_account, size="1366x768")
    street.go(chair, f"/admin/ballot/vote/{street.vote.uid}/acts/open/")
    chair.locator("[name=confirmation]").fill(title)
    chair.locator("main form").get_by_role("button", name="开启投票").click()
    expect(chair.locator("body")).to_contain_text("已办理")

    phones = [street.window(each) for each in street.deputies]
    for page, approve in zip(phones, (PROJECTS[:2],) * 4 + (PROJECTS[1:],), strict=True):
        _vote(street, page, *approve)
    looking.shoot(phones[0], "street-submitted", "360x640", "js")

    base = f"/desk/scrutiny/{street.vote.uid}/"
    chief = street.go(phones[0], f"{base}close/")
    chief.locator("[name=typed]").fill("截止投票")
    chief.get_by_role("button", name="截止投票").click()
    street.go(chief, base)
    chief.get_by_role("button", name="计票", exact=True).click()
    for page in phones[:3]:
        street.go(page, base).get_by_role("button", name="我已核对，确认计票结果").click()
    street.go(chief, f"{base}certify/").locator("[name=typed]").fill("宣布结果")
    expect(chief.locator("main")).to_contain_text("结果经街道党工委确认后生效")
    chief.get_by_role("button", name="宣布结果").click()
    expect(chief.locator("main")).to_contain_text("经街道党工委确认后生效")
    looking.shoot(chief, "street-awaiting", "360x640", "js")

    record = f"/admin/ballot/vote/{street.vote.uid}/"
    street.go(chair, f"{record}change/")
    expect(chair.get_by_role("link", name="印发结果公告（公示）")).to_have_count(0)  # not in effect yet
    street.go(chair, f"{record}acts/confirm/")
    with street.inside():
        chair.locator("[name=on]").fill(clock.date_of(clock.now()).isoformat())
    chair.locator("[name=basis]").fill("街道党工委会议纪要〔2027〕1号")
    chair.locator("main form").get_by_role("button", name="记录党工委确认").click()
    street.go(chair, f"{record}acts/announce/")
    chair.locator("main form").get_by_role("button", name="印发结果公告（公示）").click()
    with street.inside():
        paper = Document.objects.get(subject_uid=street.vote.uid)
    street.go(chair, f"/files/documents/{paper.uid}/")
    for said in ("票选产生", "经街道党工委于", "公示期为 5 个工作日", PROJECTS[0], PROJECTS[1]):
        expect(chair.locator("article")).to_contain_text(said)
    looking.shoot(chair, "street-notice", "1366x768", "js")
    street.go(phones[4], f"/desk/results/{street.vote.uid}/")
    expect(phones[4].locator("main")).to_contain_text("街道党工委于")
