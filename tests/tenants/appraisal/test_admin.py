"""Proposals, rounds, the reserve and the candidate list on the staff site."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from commons.kernel import clock
from tenants.appraisal.models import Candidate, Deliberation, Panel, PanelItem, PreVoteStep, Proposal, Reserve
from tenants.appraisal.terms import CandidateState, PanelState, ProposalState, ReserveState
from tenants.documents.models import Document
from tests.factories.appraisal import approve, card, close, enter, panel, passed, points, put_forward, reviewer, voted
from tests.factories.cycles import open_year
from tests.factories.people import Role, member
from tests.factories.web import Browser

ROOM = "/admin/appraisal/"
TODAY = clock.today().isoformat()


def staff(*roles: Role) -> Browser:
    return Browser(member(*(roles or (Role.CLERK,))))


def page(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def test_a_proposal_is_entered_in_wan_yuan_flagged_answered_for_and_revised(town: str) -> None:
    cycle, director = open_year(2027), staff(Role.DIRECTOR)
    form = {
        "cycle_uid": str(cycle.uid),
        "title": "社区老年食堂扩建",
        "field": "elderly_care",
        "content": "扩建社区老年食堂，设座位 50 个。",
        "cost_fen": "80.5",
    }
    assert director.post(f"{ROOM}proposal/start/enter/", form).status_code == 302
    row = Proposal.objects.get()
    assert row.cost_fen == 80_500_000
    address = f"{ROOM}proposal/{row.uid}/"
    for act, body in [
        ("flag", {"key": "cross_year", "note": ""}),
        ("exclude", {}),
        ("override", {"key": "cross_year", "reason": "已明确年度阶段性目标"}),
        ("readmit", {}),
        ("remove-flag", {"key": "cross_year"}),
        ("opinion", {"department": "测试财政所", "aspect": "funding", "stance": "agree", "held_on": TODAY}),
        (
            "revise",
            {"title": row.title, "content": "设座位 80 个。", "cost_fen": "95", "reason": "采纳公示意见增加座位"},
        ),
    ]:
        assert director.post(f"{address}acts/{act}/", body).status_code == 302, act
    shown = page(director.get(f"{address}change/"))
    for words in ("测试财政所", "设座位 80 个。", "扩建社区老年食堂，设座位 50 个。", "采纳公示意见增加座位"):
        assert words in shown
    row.refresh_from_db()
    assert (row.state, row.scheme_number, row.cost_fen) == (ProposalState.ENTERED, 2, 95_000_000)


def test_a_round_shows_its_progress_and_no_points_until_it_is_closed(town: str) -> None:
    cycle, clerk, who = open_year(2027), staff(), reviewer("评审测试")
    row = enter(cycle.uid)
    form = {
        "cycle_uid": str(cycle.uid),
        "title": "首轮评估",
        "round_number": "1",
        "due_on": "",
        "reviewer_uids": [str(who.uid)],
        "proposal_uids": [str(row.uid)],
    }
    assert "评审测试" in page(clerk.get(f"{ROOM}panel/start/assign/"))
    assert clerk.post(f"{ROOM}panel/start/assign/", form).status_code == 302
    address = f"{ROOM}panel/{Panel.objects.get().uid}/"
    card(who, row, points(83))
    before = page(clerk.get(f"{address}change/"))
    assert ("1 / 1" in before, "83.00" in before) == (True, False)
    assert clerk.post(f"{address}acts/close/", {"absence_reason": ""}).status_code == 302
    assert "83.00" in page(clerk.get(f"{address}change/"))
    assert Panel.objects.get().state == PanelState.CLOSED


def test_the_government_is_shown_no_rounds(town: str) -> None:
    panel = passed(open_year(2027).uid, "社区老年食堂扩建")[0].items.get().panel
    government, clerk = staff(Role.GOVERNMENT), staff()
    pages = [f"{ROOM}panel/", f"{ROOM}panel/{panel.uid}/change/"]
    assert [clerk.status(each) for each in pages] == [200, 200]
    assert [government.status(each) for each in pages] == [403, 404]
    assert f"{ROOM}panel/" not in page(government.get("/admin/"))
    assert f"{ROOM}panel/" in page(clerk.get("/admin/"))


def test_the_government_puts_forward_and_the_director_approves(town: str) -> None:
    cycle = open_year(2027)
    rows = passed(cycle.uid, "社区老年食堂扩建", "口袋公园建设")
    government, director = staff(Role.GOVERNMENT), staff(Role.DIRECTOR)
    unit = member(Role.UNIT, name="测试民政办")
    for row in rows:
        form = {"unit_name": "测试民政办", "unit_account_uid": str(unit.uid), "basis": ""}
        assert government.post(f"{ROOM}proposal/{row.uid}/acts/put-forward/", form).status_code == 302
    decided = {"cycle_uid": str(cycle.uid), "body": "presidium", "held_on": TODAY, "note": ""}
    government.post(f"{ROOM}candidate/start/approve/", {**decided, "seats": "1"})
    assert Deliberation.objects.count() == 0
    refused = director.post(f"{ROOM}candidate/start/approve/", {**decided, "seats": "2"})
    assert (refused.status_code, "不低于应选名额的 1/5" in refused.content.decode()) == (409, True)
    back = {**decided, "note": "请再研究"}
    assert director.post(f"{ROOM}candidate/start/send-back/", back).status_code == 302
    assert director.post(f"{ROOM}candidate/start/approve/", {**decided, "seats": "1"}).status_code == 302
    assert set(Candidate.objects.values_list("state", flat=True)) == {CandidateState.APPROVED}
    assert "人大主席团" in page(director.get(f"{ROOM}deliberation/"))


def test_what_was_not_selected_is_disposed_of_and_the_reserve_is_worked_on(town: str) -> None:
    cycle, clerk = open_year(2026), staff()
    one, two = (put_forward(row) for row in passed(cycle.uid, "社区老年食堂扩建", "口袋公园建设"))
    approve(cycle.uid)
    voted(cycle.uid, [one], [two])
    form = {"route": "reserve", "unit": "测试城建办", "reason": "条件暂不成熟"}
    assert clerk.post(f"{ROOM}candidate/{two.uid}/acts/dispose/", form).status_code == 302
    kept = Reserve.objects.get()
    address = f"{ROOM}reserve/{kept.uid}/"
    assert clerk.post(f"{address}acts/track/", {"note": "资金已列入预算"}).status_code == 302
    following = open_year(2027)
    assert clerk.post(f"{address}acts/take-up/", {"cycle_uid": str(following.uid)}).status_code == 302
    kept.refresh_from_db()
    assert kept.state == ReserveState.TAKEN_UP
    assert "资金已列入预算" in page(clerk.get(f"{address}change/"))
    assert "口袋公园建设" in page(clerk.get(f"{ROOM}reserve/"))


def test_a_director_who_is_also_a_deputy_reads_every_page(town: str) -> None:
    cycle = open_year(2027)
    both = staff(Role.DIRECTOR, Role.DEPUTY, Role.REVIEWER)
    candidate = put_forward(passed(cycle.uid, "社区老年食堂扩建")[0])
    approve(cycle.uid)
    for address in (
        f"panel/{Panel.objects.get().uid}/",
        f"candidate/{candidate.uid}/",
        f"deliberation/{Deliberation.objects.get().uid}/",
        f"proposal/{candidate.proposal_id}/",
    ):
        assert both.status(f"{ROOM}{address}change/") == 200


def test_a_list_takes_the_same_queries_at_one_and_at_three(town: str, django_assert_max_num_queries: Any) -> None:
    cycle, clerk = open_year(2027), staff()
    put_forward(passed(cycle.uid, "第一个项目")[0])
    clerk.get(f"{ROOM}candidate/")
    with django_assert_max_num_queries(60) as one:
        clerk.get(f"{ROOM}candidate/")
    for row in passed(cycle.uid, "第二个项目", "第三个项目"):
        put_forward(row)
    with django_assert_max_num_queries(60) as three:
        assert page(clerk.get(f"{ROOM}candidate/")).count("测试民政办") == 3
    assert len(one) == len(three)


def test_meetings_before_the_vote_are_recorded_with_their_minutes_in_their_order(town: str) -> None:
    """票决前程序 (2-15): the form offers what is still to come; minutes are demanded where the rule demands them."""
    cycle, clerk = open_year(2027), staff()
    start = f"{ROOM}prevotestep/start/pass/"
    shown = page(clerk.get(start))
    assert [words in shown for words in ("党委扩大会议：筛选建议项目", "人大主席团会议：审议候选项目")] == [True, True]
    form = {"step": f"{cycle.uid}/party_enlarged", "held_on": TODAY, "note": "同意"}
    assert "须附会议纪要" in clerk.post(start, form).content.decode()
    minutes = SimpleUploadedFile("纪要.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    assert clerk.post(start, {**form, "minutes": minutes}).status_code == 302
    row = PreVoteStep.objects.get()
    detail = page(clerk.get(f"{ROOM}prevotestep/{row.uid}/change/"))
    assert [words in detail for words in ("纪要.pdf", "尚未召开")] == [True, True]
    assert "党委扩大会议：" not in page(clerk.get(start))


def test_a_ranking_is_read_line_by_line_and_its_score_sheet_goes_out_as_word_and_excel(town: str) -> None:
    """1-31, 1-32: criterion × weight × what the points came to; 评分汇总表 as .docx and .xlsx."""
    cycle, clerk = open_year(2027), staff()
    row, who = enter(cycle.uid), reviewer("评审甲")
    round_ = panel(cycle.uid, [row], [who])
    card(who, row, points(90, 80, 70, 60))
    close(round_)
    listed = page(clerk.get(f"{ROOM}panelitem/"))
    assert "民意基础 90.00×40% + 资金可行性 80.00×30% + 社会效益 70.00×20% + 实施难度 60.00×10%" in listed
    detail = page(clerk.get(f"{ROOM}panelitem/{PanelItem.objects.get().uid}/change/"))
    assert [words in detail for words in ("36.00", "24.00", "评审甲")] == [True, True, True]
    form = {"paper": f"score_sheet/{round_.uid}", "public": ""}
    assert clerk.post(f"{ROOM}proposal/start/paper/", form).status_code == 302
    paper = Document.objects.get()
    assert "停车" not in page(clerk.get(f"/files/documents/{paper.uid}/"))
    for ending, begins in (("docx", b"PK"), ("xlsx", b"PK")):
        answer = clerk.get(f"/files/documents/{paper.uid}/paper.{ending}")
        assert (answer.status_code, b"".join(answer.streaming_content)[:2]) == (200, begins)
        assert staff(Role.REVIEWER).get(f"/files/documents/{paper.uid}/paper.{ending}").status_code == 404


def test_a_reviewer_steps_aside_on_the_desk(town: str) -> None:
    cycle, who = open_year(2027), reviewer("评审甲")
    row = enter(cycle.uid)
    round_ = panel(cycle.uid, [row], [who])
    browser = Browser(who)
    assert "申请回避" in page(browser.get(f"/desk/review/proposals/{row.uid}/"))
    answer = browser.post(f"/desk/review/proposals/{row.uid}/recusal/", {"reason": "本人是该村村民"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/desk/review/{round_.uid}/")
    assert "已回避" in page(browser.get(f"/desk/review/{round_.uid}/"))
    assert browser.get(f"/desk/review/proposals/{row.uid}/").status_code == 404
