"""Changing what was voted: proposed, decided by the body whose right it is, in effect, public; the voted text stays."""

from __future__ import annotations

import datetime as dt

import pytest

from commons.kernel.actor import Role
from commons.kernel.lifecycle import WrongStep
from commons.kernel.policy import NotPermitted
from commons.kernel.tenancy import in_office
from tenants.delivery import queries
from tenants.delivery.commands import changes
from tenants.delivery.errors import (
    ChangePending,
    NothingChanged,
    NotReportedUp,
    OpinionFirst,
    VoteDoesNotAddUp,
    VoteDoesNotCarry,
)
from tenants.delivery.terms import Aspect, ChangeRoute, ChangeState, ProjectState
from tests.conftest import COUNTY, STREET
from tests.factories import delivery as make
from tests.factories.evidence import acts, footprint, last_entry
from tests.factories.people import AT, actor


def test_a_town_asks_its_presidium_and_its_congress_decides(town: str) -> None:
    """Domain §3.8: the presidium has no power to decide for the congress."""
    project = make.opened(planned_fen=100)
    change = make.proposed(project, Aspect.MONEY, planned_fen=120)
    assert (change.route, change.before, change.after) == (ChangeRoute.CONGRESS, "100", "120")
    with pytest.raises(OpinionFirst):
        make.approved(change)
    project.refresh_from_db()
    assert project.planned_fen == 100
    make.approved(make.heard(change), members=60, in_favour=31, against=10, abstained=5)
    project.refresh_from_db()
    assert (project.planned_fen, project.promised_fen) == (120, 100)
    assert acts(change) == ["delivery.propose_change", "delivery.hear", "delivery.approve"]
    assert last_entry(change)["facts"] == {
        "decided_on": "2026-03-02",
        "members": 60,
        "in_favour": 31,
        "against": 10,
        "abstained": 5,
        "money": ["100", "120"],
    }


def test_exactly_half_does_not_carry(town: str) -> None:
    project = make.opened()
    change = make.heard(make.proposed(project, Aspect.CONTENT, content="加装 10 部"))
    before = footprint()
    with pytest.raises(VoteDoesNotCarry):
        make.approved(change, members=60, in_favour=30, against=0, abstained=0)
    with pytest.raises(VoteDoesNotAddUp):
        make.approved(change, members=60, in_favour=59, against=2, abstained=0)
    with pytest.raises(VoteDoesNotAddUp):
        make.approved(change, members=60, in_favour=59)
    assert footprint() == before


def test_the_voted_text_stays_readable_beside_the_changed(town: str) -> None:
    project = make.opened()
    for text in ("加装 10 部", "加装 8 部"):
        make.approved(make.heard(make.proposed(project, Aspect.CONTENT, content=text)))
    project.refresh_from_db()
    assert (project.promised_content, project.content) == ("为 12 栋居民楼加装电梯", "加装 8 部")
    assert [(each.before, each.after) for each in queries.changes_in_effect(project)] == [
        ("为 12 栋居民楼加装电梯", "加装 10 部"),
        ("加装 10 部", "加装 8 部"),
    ]


def test_what_is_refused_changes_nothing_and_stays_on_record(town: str) -> None:
    project = make.opened()
    change = make.proposed(project, Aspect.DUE, due_on=dt.date(2026, 12, 31))
    changes.refuse_change(
        actor=make.clerk(),
        change_uid=change.uid,
        decided_by="镇人大第四次会议",
        decided_on=make.TODAY,
        minutes="纪要 4 号",
        at=AT,
    )
    project.refresh_from_db()
    change.refresh_from_db()
    assert (project.due_on, change.state) == (None, ChangeState.REFUSED)
    assert list(queries.changes_in_effect(project)) == []
    make.proposed(project, Aspect.DUE, due_on=dt.date(2026, 12, 30))


def test_one_aspect_has_one_change_at_a_time_and_each_changes_something(town: str) -> None:
    project = make.opened(planned_fen=100)
    make.proposed(project, Aspect.MONEY, planned_fen=120)
    before = footprint()
    with pytest.raises(ChangePending):
        make.proposed(project, Aspect.MONEY, planned_fen=130)
    with pytest.raises(NothingChanged):
        make.proposed(project, Aspect.CONTENT, content="为 12 栋居民楼加装电梯")
    with pytest.raises(NothingChanged):
        make.proposed(project, Aspect.DUE)
    assert footprint() == before


def test_a_project_is_given_up_by_the_same_way(town: str) -> None:
    project = make.ended(make.started())
    assert (project.state, project.state_reason) == (ProjectState.TERMINATED, "规划调整（镇人大第四次会议）")


def test_a_county_leaves_it_to_its_standing_committee(db: None) -> None:
    with in_office(COUNTY):
        project = make.opened()
        change = make.proposed(project, Aspect.GOAL, goal="完成 8 部")
        assert change.route == ChangeRoute.STANDING_COMMITTEE
        make.approved(change, members=31, in_favour=16, against=3, abstained=0)
        changes.publish_change(actor=make.clerk(), change_uid=change.uid, at=AT)
        change.refresh_from_db()
        assert (change.state, change.published_on) == (ChangeState.PUBLISHED, make.TODAY)


def test_a_street_reports_upward_before_it_publishes(db: None) -> None:
    with in_office(STREET):
        change = make.proposed(make.opened(), Aspect.GOAL, goal="完成 8 部")
        assert change.route == ChangeRoute.WORKING_COMMITTEE
        make.approved(make.heard(change))
        with pytest.raises(NotReportedUp):
            changes.publish_change(actor=make.clerk(), change_uid=change.uid, at=AT)
        changes.publish_change(actor=make.clerk(), change_uid=change.uid, reported_on=make.TODAY, at=AT)
        change.refresh_from_db()
        assert change.reported_on == make.TODAY


def test_who_proposes_does_not_decide_and_nothing_undecided_is_published(town: str) -> None:
    project = make.opened()
    unit = make.given(project)
    change = changes.propose_change(
        actor=unit, project_uid=project.uid, aspect=Aspect.GOAL, goal="完成 8 部", reason="管线冲突", at=AT
    )
    before = footprint()
    for somebody in (unit, make.government(), actor(Role.DEPUTY)):
        with pytest.raises(NotPermitted):
            changes.hear_opinion(actor=somebody, change_uid=change.uid, heard_on=make.TODAY, opinion="同意", at=AT)
    with pytest.raises(WrongStep):
        changes.publish_change(actor=make.clerk(), change_uid=change.uid, at=AT)
    assert footprint() == before
