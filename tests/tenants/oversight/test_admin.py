"""Supervision on the staff site: every change is a button that calls a command."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from commons.kernel import clock
from tenants.oversight.models import (
    CalendarMark,
    Evaluation,
    Finding,
    Inspection,
    LookBack,
    Rectification,
    SupervisionGroup,
)
from tenants.oversight.terms import EvaluationState, FindingState, RectificationState
from tests.factories import delivery as works
from tests.factories import oversight as make
from tests.factories.cycles import open_year
from tests.factories.people import Role, member
from tests.factories.web import Browser

ROOM = "/admin/oversight"


def staff(role: Role = Role.CLERK) -> Browser:
    return Browser(member(role))


def page(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()


def today() -> str:
    return clock.today().isoformat()


def soon() -> str:
    return (clock.today() + dt.timedelta(days=30)).isoformat()


def press(who: Browser, path: str, **body: str) -> None:
    answer = who.post(f"{ROOM}/{path}", body)
    assert answer.status_code == 302, answer.content.decode()[-2000:]


def test_a_problem_goes_its_whole_way_by_buttons(town: str) -> None:
    project, clerk = works.started(), staff()
    person = member(Role.INSPECTOR, name="组员")
    press(clerk, "supervisiongroup/start/form/", year="2026", name="甲组", led_by="社会工委", kind="project")
    group = SupervisionGroup.objects.get()
    press(clerk, f"supervisiongroup/{group.uid}/acts/add/", account_uid=str(person.uid), is_leader="on")
    press(clerk, f"supervisiongroup/{group.uid}/acts/assign/", project_uid=str(project.uid))
    shown = page(clerk.get(f"{ROOM}/supervisiongroup/{group.uid}/change/"))
    for words in ("组员", "组长", "老旧小区加装电梯"):
        assert words in shown
    press(
        clerk,
        "inspection/start/inspect/",
        project_uid=str(project.uid),
        kind="site_check",
        held_on=today(),
        participants="5",
        summary="查看现场",
    )
    seen = Inspection.objects.get()
    for _ in range(2):
        press(clerk, f"inspection/{seen.uid}/acts/finding/", kind="safety", text="临边无护栏")
    assert "临边无护栏" in page(clerk.get(f"{ROOM}/inspection/{seen.uid}/change/"))
    first, second = Finding.objects.order_by("uid")
    press(clerk, f"finding/{first.uid}/acts/settle/", settlement="当场清理")
    press(clerk, f"finding/{second.uid}/acts/order/", text="加装护栏", due_on=soon(), demand="rectify")
    order = Rectification.objects.get()
    government = staff(Role.GOVERNMENT)
    press(government, f"rectification/{order.uid}/acts/answer/", reply="正在办理")
    press(clerk, f"rectification/{order.uid}/acts/fail/", note="仍缺两处", due_on=soon())
    again = Rectification.objects.get(round_no=2)
    press(government, f"rectification/{again.uid}/acts/answer/", reply="已装好")
    press(clerk, f"rectification/{again.uid}/acts/pass/", note="到位")
    again.refresh_from_db()
    assert again.state == RectificationState.PASSED
    assert set(Finding.objects.values_list("state", flat=True)) == {FindingState.CLOSED}
    press(clerk, f"supervisiongroup/{group.uid}/acts/remove/", account_uid=str(person.uid))
    press(clerk, f"supervisiongroup/{group.uid}/acts/withdraw/", project_uid=str(project.uid))
    press(clerk, f"supervisiongroup/{group.uid}/acts/disband/")


def test_an_opinion_is_adopted_by_its_button(town: str) -> None:
    opinion = make.finding(make.inspection(works.started()), make.FindingKind.OPINION)
    press(staff(), f"finding/{opinion.uid}/acts/settle/", settlement="增设标识", adopted="yes")
    opinion.refresh_from_db()
    assert opinion.adopted is True


def test_a_result_is_entered_and_taken_back_and_wrong_sums_are_a_sentence(town: str) -> None:
    project, clerk = works.completed(), staff()
    body = {
        "project_uid": str(project.uid),
        "kind": "final",
        "held_on": today(),
        "members": "31",
        "present": "29",
        "returned": "28",
        "satisfied": "20",
        "basically_satisfied": "5",
        "dissatisfied": "4",
        "abstain": "0",
        "void": "0",
    }
    refused = clerk.post(f"{ROOM}/evaluation/start/evaluate/", body)
    assert refused.status_code == 409
    assert "各项票数合计 29 张，与收回的 28 张不符" in refused.content.decode()
    press(clerk, "evaluation/start/evaluate/", **{**body, "returned": "29"})
    found = Evaluation.objects.get()
    assert "满意" in page(clerk.get(f"{ROOM}/evaluation/"))
    clerk.post(f"{ROOM}/evaluation/{found.uid}/acts/annul/", {"reason": "录错"})  # not for a clerk
    found.refresh_from_db()
    assert found.state == EvaluationState.VALID
    press(staff(Role.DIRECTOR), f"evaluation/{found.uid}/acts/annul/", reason="录错")


def test_looking_back_and_ticking_off_the_calendar_are_buttons_too(town: str) -> None:
    open_year()
    project, clerk = works.completed(year=2025), staff()
    press(
        clerk,
        "lookback/start/look_back/",
        project_uid=str(project.uid),
        held_on=today(),
        outcome="holding",
        summary="设施完好",
    )
    assert LookBack.objects.get().project_title == "口袋公园"
    form = page(clerk.get(f"{ROOM}/calendarmark/start/perform/"))
    assert "2026年 1 月公示" in form
    key = next(part.split('"')[0] for part in form.split('<option value="')[1:] if "monthly_notice_01" in part)
    press(clerk, "calendarmark/start/perform/", duty=key, done_on=today())
    assert CalendarMark.objects.get().label == "1 月公示"


@pytest.mark.parametrize(
    "model",
    ["supervisiongroup", "inspection", "finding", "rectification", "evaluation", "lookback", "calendarmark"],
)
def test_every_list_opens_for_the_auditor_and_for_no_deputy(town: str, model: str) -> None:
    assert staff(Role.AUDITOR).get(f"{ROOM}/{model}/").status_code == 200
    assert staff(Role.DEPUTY).get(f"{ROOM}/{model}/").status_code in (302, 403, 404)


def test_an_order_that_nobody_answered_in_time_is_red(town: str) -> None:
    order = make.order(make.finding(make.inspection(works.started())))
    Rectification.objects.filter(pk=order.pk).update(due_on=dt.date(2026, 1, 1))
    assert "已过整改期限，仍未答复。" in page(staff().get(f"{ROOM}/rectification/{order.uid}/change/"))
