"""A vote cast through the pages: read back, counted once, and told to nobody."""

from __future__ import annotations

from commons.identity.models import Account
from commons.kernel import clock
from commons.kernel.actor import Role
from tenants.ballot.models import Ballot, RollEntry, Vote, VoteRound
from tenants.meetings.models import Attendance
from tests.factories import ballot
from tests.factories.deputies import mandate
from tests.factories.meetings import came, session
from tests.factories.people import as_actor, member
from tests.factories.web import Browser


def hall(town: str, people: int = 3) -> tuple[Vote, VoteRound, list[Account]]:
    voters = [member(Role.DEPUTY, name=f"代表{number}") for number in range(people)]
    vote = ballot.vote_of("甲乙丙", seats=2)
    return vote, ballot.opened(vote, [as_actor(each) for each in voters]), voters


def filled(this: VoteRound, approve: str = "", oppose: str = "", step: str = "cast", **more: str) -> dict[str, str]:
    marks = {f"mark_{uid}": mark for uid, mark in ballot.choice(approve, oppose).items()}
    return {"round": str(this.uid), "step": step, **marks, **more}


def test_a_vote_cast_through_the_pages_counts_once_however_often_it_is_sent(town: str) -> None:
    _, this, (voter, *_) = hall(town)
    phone = Browser(voter)
    assert "甲的建设内容" in phone.get("/desk/vote/").text

    back = phone.post("/desk/vote/", filled(this, "甲", "乙", step="check"))
    assert back.status_code == 200
    assert "○ 赞成" in back.text
    assert "✕ 反对" in back.text
    assert "已选 <strong>1</strong> / 最多 2" in back.text
    assert Ballot.objects.count() == 0

    for _ in range(2):
        sent = phone.post("/desk/vote/", filled(this, "甲", "乙"))
        assert (sent.status_code, sent["Location"]) == (302, "/desk/vote/")
    assert [each.marks for each in Ballot.objects.all()] == [
        {ballot.uid_of("甲"): "approve", ballot.uid_of("乙"): "oppose", ballot.uid_of("丙"): "abstain"}
    ]


def test_afterwards_the_page_says_submitted_and_nothing_of_the_choice(town: str) -> None:
    _, this, (voter, *_) = hall(town)
    phone = Browser(voter)
    phone.post("/desk/vote/", filled(this, "甲"))
    page = phone.get("/desk/vote/")
    assert "已提交" in page.text
    assert "mark_" not in page.text
    assert "甲的建设内容" not in page.text
    assert "no-store" in page["Cache-Control"]
    assert [key for key in dict(phone.client.session) if "mark" in key or "vote" in key] == []


def test_too_many_approvals_come_back_with_the_paper_as_it_was_filled_in(town: str) -> None:
    _, this, (voter, *_) = hall(town)
    phone = Browser(voter)
    page = phone.post("/desk/vote/", filled(this, "甲乙丙", step="check"))
    assert page.status_code == 422
    assert "最多可赞成 2 项，您赞成了 3 项" in page.text
    assert page.text.count('class="approves" checked') == 3
    assert Ballot.objects.count() == 0


def test_a_mark_that_is_none_is_refused_and_never_a_fault(town: str) -> None:
    _, this, (voter, *_) = hall(town)
    page = Browser(voter).post(
        "/desk/vote/", {"round": str(this.uid), "step": "cast", f"mark_{ballot.uid_of('甲')}": "x"}
    )
    assert page.status_code == 422
    assert Ballot.objects.count() == 0


def test_going_back_to_change_keeps_what_was_chosen(town: str) -> None:
    _, this, (voter, *_) = hall(town)
    grade = {f"priority_{ballot.uid_of('甲')}": "very_necessary"}
    page = Browser(voter).post("/desk/vote/", filled(this, "甲", "乙", step="change", **grade))
    assert page.status_code == 200
    assert page.text.count(" checked>") == 3


def test_who_is_not_on_the_roll_finds_no_paper(town: str) -> None:
    hall(town)
    page = Browser(member(Role.DEPUTY, name="未列名册")).get("/desk/vote/")
    assert "目前没有向您开放的投票" in page.text
    assert "甲的建设内容" not in page.text


def test_who_took_a_paper_is_told_so(town: str) -> None:
    _, this, (voter, *_) = hall(town)
    RollEntry.objects.filter(round=this, account_uid=voter.uid).update(channel="paper")
    page = Browser(voter).get("/desk/vote/")
    assert "您本轮领取的是纸质票" in page.text
    assert Browser(voter).post("/desk/vote/", filled(this, "甲")).status_code == 409
    assert Ballot.objects.count() == 0


def test_a_page_filled_in_for_a_round_that_is_over_is_not_taken_for_the_next(town: str) -> None:
    _, this, (voter, *_) = hall(town)
    other = filled(this, "甲") | {"round": "00000000-0000-7000-8000-000000000000"}
    page = Browser(voter).post("/desk/vote/", other)
    assert page.status_code == 409
    assert "您填写的那一轮投票已经截止" in page.text
    assert Ballot.objects.count() == 0


def test_the_page_says_what_plain_mode_does_not_protect(town: str) -> None:
    _, _, (voter, *_) = hall(town)
    assert "需要对技术人员也保密的，请领取纸质票" in Browser(voter).get("/desk/vote/").text


def test_from_closing_to_the_declared_result_at_the_count(town: str) -> None:
    vote, this, (voter, second, third) = hall(town)
    ballot.stand_behind(vote)
    officials = ballot.officials_of(vote)
    people = {each.account_uid: Browser(Account.objects.get(uid=each.account_uid)) for each in _all(officials)}
    chief, teller = people[officials.chief.account_uid], people[officials.tellers[0].account_uid]
    base = f"/desk/scrutiny/{vote.uid}/"
    for who, approve in ((voter, "甲乙"), (second, "甲乙")):
        Browser(who).post("/desk/vote/", filled(this, approve))
    mandate = str(RollEntry.objects.get(round=this, account_uid=third.uid).mandate_uid)

    assert teller.post(f"{base}issue/", {"mandates": [mandate]}).status_code == 302
    assert "请原样输入" in chief.post(f"{base}close/", {"typed": "关"}).text
    assert teller.post(f"{base}close/", {"typed": "截止投票"}).status_code == 403
    assert chief.post(f"{base}close/", {"typed": "截止投票"}).status_code == 302
    assert teller.post(f"{base}papers/", {"issued": "1", "returned": "1"}).status_code == 302
    assert "张数应为" in teller.post(f"{base}papers/new/", {"count": "很多"}).text
    other = people[officials.tellers[1].account_uid]
    for number, who in enumerate((teller, other)):
        marks = {} if number else {f"mark_{ballot.uid_of('甲')}": "approve"}
        assert who.post(f"{base}papers/new/", {"batch": "1", "count": "1", **marks}).status_code == 302
    assert "甲 赞成" in teller.get(base).text
    assert "甲 赞成" not in other.get(base).text
    assert teller.post(f"{base}batches/1/finish/").status_code == 302
    assert other.post(f"{base}batches/1/finish/").status_code == 302
    for who in (teller, other):
        assert "第 1 行不一致（“甲”的标记），请按票面重新登记" in who.get(base).text
        doubtful = {"batch": "1", "line": "1", "count": "1", "is_void": "on"}
        assert who.post(f"{base}papers/new/", doubtful).status_code == 302
        assert who.post(f"{base}batches/1/finish/").status_code == 302
    assert "✓ 登记一致，1 张" in chief.get(base).text
    assert "还有 1 张票等待总监票人裁定" in teller.post(f"{base}count/", follow=True).text
    line = ballot.queries.doubtful(officials.chief, this.uid).get()
    assert teller.post(f"{base}papers/{line.uid}/judge/", {"is_void": "on"}).status_code == 403
    ruling = {f"mark_{ballot.uid_of('甲')}": "approve", f"mark_{ballot.uid_of('乙')}": "approve"}
    assert "裁定为废票的，不填写内容" in chief.post(f"{base}papers/{line.uid}/judge/", {"is_void": "on", **ruling}).text
    assert chief.post(f"{base}papers/{line.uid}/judge/", ruling).status_code == 302
    assert "裁定为有效：甲 赞成；乙 赞成；丙 弃权" in chief.get(base).text
    assert teller.post(f"{base}count/").status_code == 302
    assert "入选" in chief.get(base).text

    screen = Browser(member(Role.CLERK))
    assert "赞成" not in screen.get("/desk/hall/").text
    for each in officials.all_scrutineers:
        assert people[each.account_uid].post(f"{base}confirm/").status_code == 302
    declared = chief.post(f"{base}certify/", {"typed": "宣布结果"})
    assert (declared.status_code, declared["Location"]) == (302, f"/desk/results/{vote.uid}/")
    vote.refresh_from_db()
    assert vote.state == "certified"
    assert "✓ 入选" in chief.get(f"/desk/results/{vote.uid}/").text
    assert "赞成" in screen.get("/desk/hall/").text


def _all(officials: ballot.Officials) -> list[object]:
    return [officials.chief, *officials.scrutineers, *officials.tellers]


def test_the_hall_shows_people_only_while_voting_goes_on(town: str) -> None:
    vote, this, (voter, *_) = hall(town)
    Browser(voter).post("/desk/vote/", filled(this, "甲"))
    page = Browser(member(Role.CLERK)).get("/desk/hall/").text
    assert "应到" in page
    assert "投票中" in page
    assert "赞成" not in page
    assert vote.title in page


def test_a_scrutineer_of_another_vote_finds_nothing(town: str) -> None:
    vote, _, _ = hall(town)
    stranger = Browser(member(Role.SCRUTINEER))
    assert vote.title not in stranger.get("/desk/scrutiny/").text
    assert stranger.status(f"/desk/scrutiny/{vote.uid}/") == 404
    assert stranger.post(f"/desk/scrutiny/{vote.uid}/confirm/").status_code == 404


def test_a_deputy_is_no_scrutineer(town: str) -> None:
    vote, _, (voter, *_) = hall(town)
    assert Browser(voter).status(f"/desk/scrutiny/{vote.uid}/") == 403


def test_the_printed_paper_carries_nothing_that_tells_one_from_another(town: str) -> None:
    """1-73, 1-74. Two prints are the same sheet; a large edition for older eyes; no deputy prints one."""
    vote, _, (voter, *_) = hall(town)
    clerk = Browser(member(Role.CLERK))
    page = clerk.get(f"/desk/papers/{vote.uid}/").text
    for word in ("表决票", "甲的建设内容", "赞成", "反对", "弃权", "非常必要", "必要", "一般", "超过的为废票"):
        assert word in page
    sheet = page[page.index("<article") : page.index("</article>")]
    assert str(vote.uid) not in sheet
    assert sheet in clerk.get(f"/desk/papers/{vote.uid}/").text
    assert "ballot-paper large" in clerk.get(f"/desk/papers/{vote.uid}/?edition=large").text
    assert Browser(voter).status(f"/desk/papers/{vote.uid}/") == 403


def test_before_the_vote_the_hall_shows_who_is_here_and_how_many_it_takes(town: str) -> None:
    """法定人数: two thirds of 7 are 5."""
    meeting = session(is_open=True, expected=7)
    vote = ballot.vote_of()
    Vote.objects.filter(uid=vote.uid).update(session_uid=meeting.uid, created_at=clock.now())
    screen = Browser(member(Role.CLERK))
    came(meeting)
    page = screen.get("/desk/hall/").text
    assert "法定人数" in page
    assert "尚未达到" in page
    assert "已投" not in page
    for number in range(4):
        came(meeting, name=f"代表{number}")
    assert "✓ 已达到" in screen.get("/desk/hall/").text


def test_a_rehearsal_is_marked_wherever_it_is_seen(town: str) -> None:
    vote, this, (voter, *_) = hall(town)
    Vote.objects.filter(uid=vote.uid).update(rehearses=this.uid, created_at=clock.now())
    teller = ballot.officials_of(vote).tellers[0]
    assert "这是演练" in Browser(voter).get("/desk/vote/").text
    assert "这是演练" in Browser(voter).post("/desk/vote/", filled(this, "甲", step="check")).text
    assert "演练" in Browser(member(Role.CLERK)).get("/desk/hall/").text
    assert "这是演练" in Browser(Account.objects.get(uid=teller.account_uid)).get(f"/desk/scrutiny/{vote.uid}/").text


def test_where_votes_are_sealed_the_device_is_tested_as_soon_as_one_has_signed_in(town: str) -> None:
    voter = member(Role.DEPUTY, name="代表")
    seat = mandate("代表", account_uid=voter.uid)
    meeting = session(is_open=True)
    page = f"/desk/meeting/{meeting.uid}/"
    came(meeting, account_uid=voter.uid)
    Attendance.objects.update(seat_uid=seat.uid)
    assert "设备检测" not in Browser(voter).get(page).text
    vote = ballot.vote_of(secrecy="sealed")
    Vote.objects.filter(uid=vote.uid).update(session_uid=meeting.uid)
    found = Browser(voter).get(page)
    assert "设备检测" in found.text
    assert "请使用大厅平板，或向计票人领取纸质票" in found.text
    assert "script-src 'self' 'wasm-unsafe-eval'" in found["Content-Security-Policy"]
    for agent, word in (("Chrome/90.0 QAX", "unsafe-eval"), ("(iPhone; CPU iPhone OS 15_4 like Mac", "unsafe-eval"),
                        ("Chrome/97.0", "wasm-unsafe-eval"), ("(iPad; CPU OS 16_0 like Mac", "wasm-unsafe-eval")):  # fmt: skip
        policy = Browser(voter).get(page, headers={"User-Agent": agent})["Content-Security-Policy"]
        assert f"script-src 'self' '{word}'" in policy
