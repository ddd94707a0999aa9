"""The room's own pages: calendar, lists, look-backs ranked, a unit's year; the vote at the desk; the public page."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache

from commons.kernel import clock
from tenants.delivery.models import Project
from tenants.intake import query_code
from tenants.oversight.commands import bulletins, polls
from tenants.oversight.models import Bulletin, Hearing, Merit, Poll, PollAnswer, PollVoter
from tenants.oversight.terms import BulletinKind, HearingState, PollState
from tenants.portal.limits import Trying
from tests.factories import delivery as works
from tests.factories import oversight as make
from tests.factories.cycles import open_year
from tests.factories.deputies import mandate
from tests.factories.people import AT, Role, member
from tests.factories.web import Browser

ROOM = "/admin/oversight"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def staff(role: Role = Role.CLERK) -> Browser:
    return Browser(member(role))


def press(who: Browser, path: str, **body: Any) -> None:
    answer = who.post(f"{ROOM}/{path}", body)
    assert answer.status_code == 302, answer.content.decode()[-2000:]


def today() -> str:
    return clock.today().isoformat()


def soon() -> str:
    return (clock.today() + dt.timedelta(days=30)).isoformat()


def test_the_calendar_names_owners_and_the_projects_nobody_watches(town: str) -> None:
    """What stands in the year's plan of supervision, with dates and owners (0-47, 2-25)."""
    cycle = open_year()
    watched, _ = works.started("加装电梯"), works.started("口袋公园")
    Project.objects.update(cycle_uid=cycle.uid)
    make.group("甲组", watched)
    clerk, owner = staff(), member(Role.DIRECTOR, name="张主任")
    press(clerk, "calendarmark/start/own/", duty=f"{cycle.uid} midyear_report", account_uid=str(owner.uid))
    shown = clerk.get(f"{ROOM}/calendarmark/calendar/?year=2026").text
    for words in ("2026年监督日历", "张主任", "年中报告", "口袋公园", "社会建设工委牵头，监督 1 个项目"):
        assert words in shown
    assert Browser(member(Role.DEPUTY)).get(f"{ROOM}/calendarmark/calendar/").status_code in (302, 403)


@pytest.mark.parametrize("kind", ["problems", "duties", "rectifications", "nothing"])
def test_the_three_lists_are_shown_and_go_out_both_ways(town: str, kind: str) -> None:
    make.order(make.finding(make.inspection(works.started())))
    clerk, address = staff(), f"{ROOM}/rectification/lists/?year=2026&kind={kind}"
    assert "老旧小区加装电梯" in clerk.get(address).text
    assert clerk.get(f"{address}&as=docx")["Content-Type"] == DOCX
    assert "spreadsheetml" in clerk.get(f"{address}&as=xlsx")["Content-Type"]


def test_a_slip_comes_as_a_paper_and_a_made_up_one_is_not_found(town: str) -> None:
    ordered = make.order(make.finding(make.inspection(works.started())))
    clerk, address = staff(), f"{ROOM}/rectification/slip/"
    assert clerk.get(f"{address}?of={ordered.uid}&no=1")["Content-Type"] == DOCX
    for odd in (f"?of={ordered.uid}&no=9", f"?of={ordered.uid}", "?of=nothing&no=1"):
        assert clerk.get(f"{address}{odd}").status_code == 404
    assert "任务交办单 第 1 号" in clerk.get(f"{ROOM}/rectification/{ordered.uid}/change/").text
    press(clerk, f"rectification/{ordered.uid}/acts/track/", text="已购材料")
    assert ordered.slips.count() == 2


def test_last_years_projects_and_a_units_year_are_pages(town: str) -> None:
    project = works.completed("旧楼加梯", year=clock.today().year - 1)
    clerk = staff()
    assert "旧楼加梯" in clerk.get(f"{ROOM}/lookback/ranking/").text
    press(clerk, "merit/start/enter/", year=str(project.year), unit_name="住建局", points="2.5", reason="提前完成")
    shown = clerk.get(f"{ROOM}/merit/units/?year={project.year}").text
    for words in ("住建局", "尚未测评", "提前完成", "2.50"):
        assert words in shown
    press(clerk, f"merit/{Merit.objects.get().uid}/acts/strike/")
    assert "spreadsheetml" in clerk.get(f"{ROOM}/merit/units/?year={project.year}&as=xlsx")["Content-Type"]


def test_a_hearing_goes_its_way_by_buttons(town: str) -> None:
    project, clerk = works.started(), staff()
    values = {"kind": "interview", "summoned": "住建局", "matter": "滞后", "called_on": today()}
    press(clerk, "hearing/start/call/", project_uid=str(project.uid), **values)
    found = Hearing.objects.get()
    base = f"hearing/{found.uid}/acts"
    press(clerk, f"{base}/hold/", held_on=today(), answer="加派力量", demand="赶上", due_on=soon())
    press(clerk, f"{base}/report/", report="已赶上一半")
    press(clerk, f"{base}/again/", demand="全部赶上", due_on=soon())
    press(clerk, f"{base}/report/", report="已赶上")
    press(clerk, f"{base}/conclude/")
    found.refresh_from_db()
    assert found.state == HearingState.CLOSED


def test_a_bulletin_is_made_published_and_read_by_everybody(town: str) -> None:
    project = works.started()
    clerk, public = staff(), Browser()
    press(clerk, "bulletin/start/compile/", kind="quarterly", year="2026", number="1")
    row = Bulletin.objects.get()
    assert project.title in clerk.get(f"{ROOM}/bulletin/{row.uid}/change/").text
    assert clerk.get(f"{ROOM}/bulletin/paper/?of={row.uid}")["Content-Type"] == DOCX
    for hidden in (f"/bulletins/{row.uid}/", f"/bulletins/{row.uid}/paper.docx"):
        assert public.get(hidden).status_code == 404
    assert row.title not in public.get("/bulletins/").text
    press(staff(Role.DIRECTOR), f"bulletin/{row.uid}/acts/publish/")
    assert row.title in public.get("/bulletins/").text
    shown = public.get(f"/bulletins/{row.uid}/").text
    for words in (project.title, "本年度民生实事项目共 1 个，已完工 0 个", "需要加快的项目"):
        assert words in shown
    assert public.get(f"/bulletins/{row.uid}/paper.docx")["Content-Type"] == DOCX


def test_a_member_votes_at_the_desk_once(street: str) -> None:
    account = member(Role.MEMBER, name="议员甲")
    mandate("议员甲", account_uid=account.uid)
    project = works.completed()
    clerk, voter, other = staff(), Browser(account), Browser(member(Role.MEMBER))
    press(clerk, "poll/start/open/", project_uid=str(project.uid), kind="final", held_on=today(), households="0")
    poll = Poll.objects.get()
    address = f"/desk/satisfaction/{poll.uid}/"
    assert project.title in voter.get("/desk/satisfaction/").text
    assert (other.get(address).status_code, project.title in other.get("/desk/satisfaction/").text) == (404, False)
    assert voter.post(address, {"answer": "splendid"}).status_code == 422
    assert voter.post(address, {"answer": "satisfied"}).status_code == 302
    assert "已投票" in voter.get(address).text
    assert (PollAnswer.objects.count(), PollVoter.objects.filter(voted=True).count()) == (1, 1)
    press(clerk, f"poll/{poll.uid}/acts/close/")
    press(clerk, f"poll/{poll.uid}/acts/judge/", held_on=today())
    poll.refresh_from_db()
    assert poll.state == PollState.JUDGED


def test_a_household_answers_on_the_portal(street: str) -> None:
    poll = Poll.objects.create(
        project_uid=works.completed().uid, project_title="口袋公园", year=2026, evaluators="public", opened_at=AT,
        created_at=AT,
    )  # fmt: skip
    full = query_code.draw(lambda alphabet: alphabet[7])
    PollVoter.objects.create(poll=poll, code_digest=polls.digest(full))
    public = Browser()
    assert public.get("/survey/").status_code == 200
    assert public.post("/survey/", {"code": "no", "answer": "satisfied"}).status_code == 422
    assert public.post("/survey/", {"code": query_code.shown(full), "answer": "satisfied"}).status_code == 302
    assert PollAnswer.objects.get().answer == "satisfied"


def test_whoever_tries_codes_is_told_to_come_back_later(street: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the page, by the API, by the page of suggestions: counted together."""
    monkeypatch.setattr(Trying, "THROTTLE_RATES", {"looking_up": "2/min"})
    cache.clear()
    guess = {"code": "AAAA", "answer": "satisfied"}
    said = [Browser().post("/survey/", guess).status_code for _ in range(3)]
    assert [*said, Browser().post("/lookup/", guess).status_code] == [422, 422, 429, 429]
    assert "操作过于频繁" in Browser().post("/survey/", guess).text
    assert Browser().get("/survey/").status_code == 200


def test_the_month_is_compiled_from_the_ledger(town: str) -> None:
    works.started()
    row = bulletins.compile_bulletin(actor=make.clerk(), kind=BulletinKind.MONTHLY, year=2026, number=3, at=AT)
    assert row.title == "2026年3月民生实事项目进展公示"
