"""Whoever suggested it reads by the query code that it is being built, and that it stands; once each, with the day."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import pytest

from commons.kernel.actor import Role, system
from commons.outbox import relay
from tenants.appraisal import queries as appraisal
from tenants.delivery.commands import candidates, plans, progress, projects
from tenants.delivery.events import ProjectAccepted, ProjectStarted
from tenants.delivery.handlers import on_accepted, on_started
from tenants.delivery.models import Project
from tenants.delivery.terms import ProjectKind
from tenants.intake import queries as intake
from tenants.intake.commands import merging, suggestions
from tests.factories.appraisal import approve, card, close, panel, points, put_forward, reviewer, voted
from tests.factories.cycles import open_year
from tests.factories.delivery import clerk, completed, government, step
from tests.factories.evidence import footprint
from tests.factories.intake import submit
from tests.factories.people import AT, actor
from tests.factories.web import Browser

BUILT = AT + dt.timedelta(days=200)


@dataclass
class Suggested:
    code: str
    merged_code: str
    project: Project


@pytest.fixture
def suggested(town: str) -> Suggested:
    """Two suggestions handled together, selected by the deputies, and opened as one project."""
    year = open_year(2026)
    slip, twin = submit("村口路灯不亮"), submit("村口太黑了")
    suggestions.screen_suggestion(actor=actor(Role.CLERK), uid=slip.uid, at=AT)
    suggestions.nominate_suggestion(actor=actor(Role.CLERK), uid=slip.uid, at=AT)
    merging.merge_suggestions(
        actor=actor(Role.CLERK), primary_uid=slip.uid, absorbed_uid=twin.uid, reason="同一路段", at=AT
    )
    relay.deliver()
    proposal = appraisal.proposal_of(slip.uid, year.uid)
    assert proposal is not None
    who = reviewer()
    round_ = panel(year.uid, [proposal], [who])
    card(who, proposal, points(90))
    close(round_)
    proposal.refresh_from_db()
    chosen = put_forward(proposal)
    approve(year.uid)
    chosen.refresh_from_db()
    voted(year.uid, [chosen], [])
    (project,) = candidates.open_candidates(
        actor=system(town), cycle_uid=year.uid, candidates=[chosen.uid], kind=ProjectKind.VOTED, at=AT
    )
    return Suggested(slip.query_code, twin.query_code, project)


def build(project: Project) -> None:
    step(project)
    progress.start_project(actor=government(), project_uid=project.uid, started_on=AT.date(), at=AT)


def finish(project: Project) -> None:
    for each in project.milestones.filter(done_on=None):
        plans.complete_milestone(
            actor=clerk(), milestone_uid=each.uid, done_on=BUILT.date(), evidence="验收单齐全", at=BUILT
        )
    progress.complete_project(actor=government(), project_uid=project.uid, completed_on=BUILT.date(), at=BUILT)


def read(code: str) -> str:
    """The look-up page as text, without spaces."""
    page = Browser().post("/lookup/", {"code": code})
    assert page.status_code == 200
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page.content.decode()))


def test_the_look_up_page_says_that_it_is_being_built_and_that_it_stands_each_with_its_day(
    suggested: Suggested,
) -> None:
    relay.deliver()
    assert "正在实施" not in read(suggested.code)
    build(suggested.project)
    relay.deliver()
    for code in (suggested.code, suggested.merged_code):
        assert "2026年3月2日“村口路灯不亮”正在实施。" in read(code)
    finish(suggested.project)
    relay.deliver()
    assert "已经建成" not in read(suggested.code)  # declared, and not yet accepted
    projects.accept_project(actor=clerk(), project_uid=suggested.project.uid, at=BUILT)
    relay.deliver()
    for code in (suggested.code, suggested.merged_code):
        assert "2026年9月18日“村口路灯不亮”已经建成并通过验收。" in read(code)


def test_told_again_nothing_is_written(suggested: Suggested) -> None:
    build(suggested.project)
    relay.deliver()
    before = footprint()
    on_started(ProjectStarted(at=BUILT, project_uid=suggested.project.uid, year=2026))
    assert footprint() == before


def test_a_project_that_nobody_suggested_tells_nobody(town: str) -> None:
    park = completed()
    before = footprint()
    on_accepted(ProjectAccepted(at=BUILT, project_uid=park.uid, year=2026))
    assert footprint() == before


def test_a_neighbours_code_reads_nothing_of_it(suggested: Suggested) -> None:
    build(suggested.project)
    relay.deliver()
    assert [line.sentence for line in intake.by_code(suggested.code).became][-1] == "“村口路灯不亮”正在实施。"
    page = Browser(host="440703102").post("/lookup/", {"code": suggested.code})
    assert page.status_code == 404
    assert "村口路灯" not in page.content.decode()
