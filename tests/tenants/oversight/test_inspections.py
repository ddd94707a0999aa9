"""Inspections, what they find, and what becomes of it."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from PIL import Image

from commons.kernel.actor import Role
from commons.kernel.lifecycle import WrongStep
from commons.kernel.policy import Hidden, NotPermitted
from tenants.delivery.commands import projects
from tenants.deputies.models import DutyRecord
from tenants.documents import queries as documents
from tenants.intake.errors import TextRefused
from tenants.notices.models import Dispatch
from tenants.oversight import queries
from tenants.oversight.commands import findings, groups, inspections, rectifications
from tenants.oversight.errors import (
    AdoptionMissing,
    AdoptionOnlyOfOpinions,
    DateInFuture,
    DeadlineMissing,
    DeadlinePassed,
    FigureOutOfRange,
    RectificationNotFound,
)
from tenants.oversight.handlers import on_unit_assigned
from tenants.oversight.models import Finding, Inspection, Rectification
from tenants.oversight.terms import FindingKind, FindingState, InspectionKind, RectificationState
from tests.factories import delivery as works
from tests.factories import oversight as make
from tests.factories.deputies import mandate
from tests.factories.evidence import footprint, last_entry, told
from tests.factories.people import AT, actor, as_actor, member


def test_an_inspection_leaves_its_figures_as_evidence_and_its_words_on_the_row(town: str) -> None:
    project = works.started()
    seen = make.inspection(project, participants=7)
    assert (seen.project_title, seen.year, seen.progress_note) == ("老旧小区加装电梯", 2026, "按序时推进")
    assert last_entry(seen) == {
        "act": "oversight.inspect",
        "states": ("", ""),
        "facts": {
            "project": str(project.uid),
            "kind": "site_check",
            "held_on": "2026-03-02",
            "participants": 7,
            "deputies": 0,
            "photos": 0,
        },
    }
    assert told()[-1] == "oversight.InspectionHeld"


def test_every_deputy_who_takes_part_gets_one_duty_record(town: str) -> None:
    project = works.started()
    formed = make.group("甲组", project)
    person = member(Role.INSPECTOR, Role.DEPUTY)
    own, other = mandate("本人", account_uid=person.uid), mandate("同行")
    groups.add_member(actor=make.clerk(), group_uid=formed.uid, account_uid=person.uid, at=AT)
    seen = make.inspection(project, by=as_actor(person), mandate_uids=(other.uid, own.uid))
    kept = DutyRecord.objects.order_by("mandate__name").values_list("mandate__name", "kind", "evidence_uid")
    assert sorted(kept) == sorted([("同行", "inspection", seen.uid), ("本人", "inspection", seen.uid)])
    assert {each.name for each in seen.inspectors.all()} == {"同行", "本人"}


def test_photos_are_kept_with_the_inspection_for_those_who_may_see_it(town: str) -> None:
    project = works.started()
    watching = make.inspector(make.group("甲组", project))
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "JPEG")
    seen = inspections.inspect(
        actor=watching,
        project_uid=project.uid,
        kind=InspectionKind.RESIDENT,
        held_on=make.TODAY,
        summary="蹲点一天",
        photos=[("现场.jpg", picture.getvalue())],
        at=AT,
    )
    assert len(documents.attachments_of(seen.uid)) == 1
    assert queries.may_read_inspection(watching, seen.uid)
    assert not queries.may_read_inspection(actor(Role.DEPUTY), seen.uid)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"held_on": make.TODAY + dt.timedelta(days=1)}, DateInFuture),
        ({"participants": -1}, FigureOutOfRange),
        ({"participants": 10**9}, FigureOutOfRange),
        ({"summary": " \n "}, TextRefused),
        ({"place": "长" * 101}, TextRefused),
    ],
)
def test_an_inspection_that_cannot_be_is_refused(town: str, wrong: dict[str, object], refusal: type[Exception]) -> None:
    project = works.started()
    values: dict[str, object] = {"held_on": make.TODAY, "summary": "查看", **wrong}
    before = footprint()
    with pytest.raises(refusal):
        inspections.inspect(
            actor=make.clerk(),
            project_uid=project.uid,
            kind=InspectionKind.VISIT,
            at=AT,
            **values,  # type: ignore[arg-type]
        )
    assert (footprint(), Inspection.objects.count()) == (before, 0)


def test_thirty_checks_found_twelve_hazards_and_eight_quality_problems(town: str) -> None:
    """1-99."""
    project = works.started()
    checks = [make.inspection(project) for _ in range(30)]
    for seen in checks[:12]:
        make.finding(seen, FindingKind.SAFETY)
    for seen in checks[12:20]:
        make.finding(seen, FindingKind.QUALITY)
    found = queries.figures(2026, on=make.TODAY)
    assert (found.site_checks, found.safety, found.quality, found.findings) == (30, 12, 8, 20)


def test_fifteen_reviews_heard_sixty_opinions_and_twenty_were_adopted(town: str) -> None:
    """1-97, 1-107; residents are heard face to face (2-40)."""
    project = works.started()
    for _ in range(15):
        seen = make.inspection(project, kind=InspectionKind.OPEN_REVIEW, participants=20)
        for _ in range(4):
            make.finding(seen, FindingKind.OPINION)
    for place, opinion in enumerate(Finding.objects.all()):
        findings.settle_finding(
            actor=make.clerk(), finding_uid=opinion.uid, settlement="已研究", adopted=place < 20, at=AT
        )
    for _ in range(3):
        make.inspection(project, kind=InspectionKind.INTERVIEW, participants=0)
    found = queries.figures(2026, on=make.TODAY)
    assert (found.open_reviews, found.opinions, found.opinions_adopted) == (15, 60, 20)
    assert (found.interviews, found.participants, found.findings) == (3, 300, 0)


def test_a_small_problem_is_settled_on_the_spot(town: str) -> None:
    found = make.finding(make.inspection(works.started()))
    findings.settle_finding(actor=make.clerk(), finding_uid=found.uid, settlement="当场清理", at=AT)
    found.refresh_from_db()
    assert (found.state, found.closed_on) == (FindingState.CLOSED, make.TODAY)
    assert last_entry(found)["states"] == ("raised", "closed")
    assert told()[-1] == "oversight.FindingClosed"


def test_only_an_opinion_is_adopted_and_every_opinion_is_answered_so(town: str) -> None:
    seen = make.inspection(works.started())
    hazard, opinion = make.finding(seen), make.finding(seen, FindingKind.OPINION)
    with pytest.raises(AdoptionOnlyOfOpinions):
        findings.settle_finding(actor=make.clerk(), finding_uid=hazard.uid, settlement="采纳", adopted=True, at=AT)
    with pytest.raises(AdoptionMissing):
        findings.settle_finding(actor=make.clerk(), finding_uid=opinion.uid, settlement="研究", at=AT)


def test_an_order_reaches_the_unit_and_no_other_and_stands_on_its_list_until_answered(town: str) -> None:
    project = works.started()
    account = works.give(project)
    other = works.given(works.started("别的项目"), "民政局")
    unit = as_actor(account)
    ordered = make.order(make.finding(make.inspection(project)))
    assert list(queries.rectifications(unit)) == [ordered]
    assert list(queries.rectifications(other)) == []
    with pytest.raises(RectificationNotFound):
        queries.rectification(other, ordered.uid)
    with pytest.raises(Hidden):
        rectifications.answer_rectification(actor=other, rectification_uid=ordered.uid, reply="已整改", at=AT)
    waiting = Dispatch.objects.filter(account_uid=account.uid, settled_at=None)
    assert [each.notification.due_on for each in waiting] == [make.DEADLINE]
    rectifications.answer_rectification(actor=unit, rectification_uid=ordered.uid, reply="护栏已装", at=AT)
    assert waiting.all().count() == 0


def test_what_is_put_right_closes_the_order_and_the_problem(town: str) -> None:
    """闭环 (0-23); what a visit found goes to the unit and is followed until it is done (2-26, 2-35)."""
    project = works.started()
    unit = works.given(project)
    watching = make.inspector(make.group("甲组", project))
    found = make.finding(make.inspection(project))
    ordered = make.order(found)
    rectifications.answer_rectification(actor=unit, rectification_uid=ordered.uid, reply="护栏已装", at=AT)
    rectifications.recheck_rectification(
        actor=watching, rectification_uid=ordered.uid, passed=True, note="现场复核到位", at=AT
    )
    ordered.refresh_from_db()
    found.refresh_from_db()
    assert (ordered.state, found.state) == (RectificationState.PASSED, FindingState.CLOSED)
    assert list(queries.rectifications(unit)) == []
    assert last_entry(ordered)["states"] == ("answered", "passed")
    assert told()[-2:] == ["oversight.RectificationClosed", "oversight.FindingClosed"]


def test_what_is_not_put_right_gets_a_second_order_with_its_own_deadline(town: str) -> None:
    """Domain §4: 二次整改."""
    project = works.started()
    unit = works.given(project)
    found = make.finding(make.inspection(project))
    ordered = make.order(found)
    rectifications.answer_rectification(actor=unit, rectification_uid=ordered.uid, reply="正在办理", at=AT)

    def fail(due_on: dt.date | None) -> Rectification:
        return rectifications.recheck_rectification(
            actor=make.director(), rectification_uid=ordered.uid, passed=False, note="仍缺两处", due_on=due_on, at=AT
        )

    before = footprint()
    with pytest.raises(DeadlineMissing):
        fail(None)
    with pytest.raises(DeadlinePassed):
        fail(make.TODAY)
    assert footprint() == before
    second = fail(dt.date(2026, 5, 1)).following
    assert (second.round_no, second.state, second.due_on) == (2, RectificationState.ORDERED, dt.date(2026, 5, 1))
    found.refresh_from_db()
    assert found.state == FindingState.RECTIFYING
    assert list(queries.rectifications(unit)) == [second]
    assert queries.figures(2026, on=make.TODAY).second_rectifications == 1
    rectifications.answer_rectification(actor=unit, rectification_uid=second.uid, reply="全部完成", at=AT)
    rectifications.recheck_rectification(
        actor=make.clerk(), rectification_uid=second.uid, passed=True, note="到位", at=AT
    )
    found.refresh_from_db()
    assert found.state == FindingState.CLOSED


def test_an_order_is_rechecked_only_when_it_was_answered_and_answered_once(town: str) -> None:
    ordered = make.order(make.finding(make.inspection(works.started())))
    before = footprint()
    with pytest.raises(WrongStep):
        rectifications.recheck_rectification(
            actor=make.clerk(), rectification_uid=ordered.uid, passed=True, note="好", at=AT
        )
    assert footprint() == before
    rectifications.answer_rectification(actor=works.government(), rectification_uid=ordered.uid, reply="已办", at=AT)
    with pytest.raises(WrongStep):
        rectifications.answer_rectification(
            actor=works.government(), rectification_uid=ordered.uid, reply="再办", at=AT
        )


def test_a_late_answer_is_taken_and_known_to_be_late(town: str) -> None:
    ordered = make.order(make.finding(make.inspection(works.started())))
    late = AT + dt.timedelta(days=40)
    assert queries.figures(2026, on=make.DEADLINE).rectifications_overdue == 0
    assert queries.figures(2026, on=late.date()).rectifications_overdue == 1
    rectifications.answer_rectification(actor=works.government(), rectification_uid=ordered.uid, reply="已办", at=late)
    assert last_entry(ordered)["facts"] == {"late": True, "photos": 0}


def test_ordering_is_for_the_office_and_the_deadline_lies_ahead(town: str) -> None:
    project = works.started()
    watching = make.inspector(make.group("甲组", project))
    found = make.finding(make.inspection(project))
    before = footprint()
    with pytest.raises(NotPermitted):
        rectifications.order_rectification(
            actor=watching, finding_uid=found.uid, text="整改", due_on=make.DEADLINE, at=AT
        )
    with pytest.raises(DeadlinePassed):
        make.order(found, due_on=make.TODAY)
    assert (footprint(), Rectification.objects.count()) == (before, 0)


def test_open_orders_follow_the_project_to_its_new_unit(town: str) -> None:
    project = works.started()
    first = works.given(project)
    ordered = make.order(make.finding(make.inspection(project)))
    account = works.give(project, "城管局")
    event = works.projects.events.UnitAssigned(at=AT, project_uid=project.uid, account_uid=account.uid)
    on_unit_assigned(event)
    on_unit_assigned(event)  # a replay changes nothing
    assert list(queries.rectifications(first)) == []
    assert list(queries.rectifications(as_actor(account))) == [ordered]
    assert last_entry(ordered)["act"] == "oversight.hand_over"
    ordered.refresh_from_db()
    assert ordered.unit_name == "城管局"
    projects.pause_project(actor=works.government(), project_uid=project.uid, reason="交接", at=AT)
