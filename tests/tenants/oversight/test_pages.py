"""The room's own pages: calendar, lists, look-backs ranked, a unit's year; the vote at the desk; the public page."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from commons.kernel import clock
from tenants.delivery.models import Project
from tenants.intake import query_code
from tenants.oversight.commands import bulletins, polls
from tenants.oversight.models import Bulletin, Clue, Hearing, Merit, Poll, PollAnswer, PollVoter
from tenants.oversight.terms import BulletinKind, HearingState, PollState
from tenants.portal.limits import Trying
from tests.factories import delivery as works
from tests.factories import oversight as make
from tests.factories.cycles import open_year
from tests.factories.deputies import mandate
from tests.factories.films import film
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


def test_a_show_is_prepared_held_and_published_by_buttons_and_read_by_everybody(town: str) -> None:
    """3-32 … 3-40, as a clerk presses it and a citizen reads it."""
    clerk, public = staff(), Browser()
    asker = mandate("问政代表")
    press(clerk, "hearing/start/show/", summoned="住建局", matter="征集问题线索", called_on=today())
    show = Hearing.objects.get()
    base = f"hearing/{show.uid}/acts"
    for topic in ("暖气不热", "维修基金使用不透明"):
        press(clerk, f"{base}/clue/", group="第一代表小组", topic=topic, text=f"{topic}多年")
    question, other = Clue.objects.order_by("created_at", "uid")
    press(clerk, f"clue/{question.uid}/acts/choose/", unit_name="供热公司")
    press(clerk, f"{base}/theme/", theme="加强城市管理", reason="不属于本期主题")
    press(clerk, f"{base}/askers/", mandate_uids=[str(asker.uid)], qualities=["able", "eloquent"])
    press(clerk, f"{base}/announce/", host="主持人甲", broadcast_url="https://tv.example/1")
    press(clerk, f"{base}/film/", film=SimpleUploadedFile("短片.mp4", film()))
    press(clerk, f"clue/{question.uid}/acts/give/", mandate_uid=str(asker.uid))
    press(clerk, f"{base}/hold/", held_on=today(), answer="现场答复", demand="限期解决", due_on=soon())
    answer = {"answer": "月底前恢复供热", "answered_by": "王经理"}
    press(
        clerk, f"clue/{question.uid}/acts/answer/", satisfied="1", basically_satisfied="0", dissatisfied="0", **answer
    )
    press(clerk, f"{base}/hand/", due_on=soon())
    assert public.get(f"/shows/{show.uid}/").status_code == 404
    assert "加强城市管理" not in public.get("/shows/").text
    shown = clerk.get(f"{ROOM}/hearing/{show.uid}/change/").text
    for words in (
        "履职能力强、表达能力突出",
        "短片.mp4",
        "关于交办代表网络问政问题的函（供热公司）",
        "100.00%",
        "已交办",
    ):
        assert words in shown
    press(staff(Role.DIRECTOR), f"{base}/publish/")
    assert "加强城市管理" in public.get("/shows/").text
    page = public.get(f"/shows/{show.uid}/").text
    for words in (
        "暖气不热多年",
        "月底前恢复供热",
        "答复满意率 100.00%",
        "主持人甲",
        "https://tv.example/1",
        "短片.mp4",
    ):
        assert words in page
    assert other.topic not in page
    press(clerk, f"clue/{question.uid}/acts/report/", report="已更换管道")
    press(clerk, f"clue/{question.uid}/acts/solve/")
    assert "✓ 已解决" in public.get(f"/shows/{show.uid}/").text
    for stranger in (Role.INSPECTOR, Role.UNIT):
        assert Browser(member(stranger)).get(f"{ROOM}/clue/").status_code in (302, 403)


def test_a_deputy_hands_in_a_clue_at_the_desk_until_the_theme_is_chosen(town: str) -> None:
    """3-33: from the phone, for her group."""
    account, stranger = member(Role.DEPUTY, name="报送代表"), member(Role.DEPUTY)
    mandate("报送代表", account_uid=account.uid)
    press(staff(), "hearing/start/show/", summoned="住建局", matter="征集问题线索", called_on=today())
    show, deputy = Hearing.objects.get(), Browser(account)
    address = f"/desk/shows/{show.uid}/"
    assert "正在征集问题线索" in deputy.get("/desk/shows/").text
    assert deputy.post(address, {"topic": "", "text": ""}).status_code == 422
    assert deputy.post(address, {"topic": "暖气不热", "text": "室温十四度"}).status_code == 302
    assert Clue.objects.get().group == "第一代表小组"
    assert "室温十四度" in deputy.get(address).text
    other = Browser(stranger)
    assert "室温十四度" not in other.get(address).text
    refused = other.post(address, {"topic": "暖气不热", "text": "没有编组"})
    assert (refused.status_code, "没有编入代表小组" in refused.text) == (409, True)
    clue = Clue.objects.get()
    press(staff(), f"clue/{clue.uid}/acts/choose/", unit_name="供热公司")
    press(staff(), f"hearing/{show.uid}/acts/theme/", theme="供热", reason="无")
    assert deputy.get(address).status_code == 404
    assert Clue.objects.count() == 1


def test_three_outcomes_are_answered_at_the_desk_and_on_a_slip(street: str) -> None:
    """0-32: one choice each; a slip shows its questions once its code is known."""
    account = member(Role.MEMBER, name="议员甲")
    mandate("议员甲", account_uid=account.uid)
    full = query_code.draw(lambda alphabet: alphabet[7])
    poll = Poll.objects.create(
        project_uid=works.completed().uid, project_title="口袋公园", year=2026, evaluators="public", opened_at=AT,
        questions=["获得感", "幸福感", "安全感"], created_at=AT,
    )  # fmt: skip
    PollVoter.objects.create(poll=poll, code_digest=polls.digest(full))
    PollVoter.objects.create(poll=poll, account_uid=account.uid, name="议员甲")
    voter, public = Browser(account), Browser()
    address, good = (
        f"/desk/satisfaction/{poll.uid}/",
        dict.fromkeys(("outcome_0", "outcome_1", "outcome_2"), "satisfied"),
    )
    assert all(word in voter.get(address).text for word in poll.questions)
    assert voter.post(address, {"answer": "satisfied", "outcome_0": "satisfied"}).status_code == 422
    assert voter.post(address, good).status_code == 302
    asked = public.post("/survey/", {"code": query_code.shown(full), "answer": "satisfied"})
    assert (asked.status_code, "幸福感" in asked.text) == (422, True)
    assert public.post("/survey/", {"code": query_code.shown(full), **good}).status_code == 302
    assert PollAnswer.objects.filter(question="幸福感", answer="satisfied").count() == 2
