"""从一条建议到全省一个数: a citizen of 棠下镇 writes one sentence, and at each step of its life one figure of the province
rises by one (issue 2, done-when 3).

Everything is done by HTTP at the faces people use: the portal, the staff site, the API, the board. Time is moved from day
to day, for a notice must hang seven working days and a road takes a year. After every step the province reads its figures
in four ways (query, API, command line, board), and they must agree.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from commons.audit import sealer
from commons.audit.queries import verify_chain
from commons.kernel.actor import Role
from commons.kernel.tenancy import in_office
from tests.conftest import STREET, TOWN
from tests.stories.hall import (
    YEAR,
    Province,
    Town,
    citizen_looks_up,
    citizen_writes,
    engage_people,
    engage_reader,
    the_street_collects_too,
)

OURS, OTHER = "石头村路灯", "村口公交候车亭"
CRITERIA = ("public_support", "funding_feasibility", "social_benefit", "implementation_difficulty")


@pytest.fixture
def house(committed: str) -> Iterator[tuple[Town, Province]]:
    """棠下镇 with its people, and the province that reads; it is the August before the year."""
    with time_machine.travel(dt.datetime(YEAR - 1, 8, 25, 1, tzinfo=dt.UTC)) as traveller:
        yield Town(engage_people(), traveller), Province(engage_reader())


def test_a_suggestion_becomes_a_provincial_figure(house: tuple[Town, Province]) -> None:
    town, province = house

    cycle = the_year_is_opened(town)
    others_suggested_something_before(town)
    province.begin()
    assert province.standing["suggestions.received"] == 2
    assert province.standing["suggestions.nominated"] == 1

    town.day(YEAR - 1, 9, 10)
    slip = citizen_writes(TOWN, OURS, "村道两公里没有路灯，夜里行走不安全，建议安装太阳能路灯。")
    province.rises("suggestions.received")

    town.day(YEAR - 1, 10, 8)
    ours = town.uid_of_suggestion(OURS)
    town.presses("clerk", "screen", f"intake/suggestion/{ours}")
    province.stands()
    town.presses("clerk", "nominate", f"intake/suggestion/{ours}")
    province.rises("suggestions.nominated")

    town.day(YEAR - 1, 10, 20)
    proposals = {each["title"]: each["uid"] for each in town.lists("clerk", "/appraisal/proposals/")}
    assert set(proposals) == {OURS, OTHER}
    reviewers_score(town, cycle, list(proposals.values()))
    the_other_is_kept_in_reserve(town, proposals[OTHER])
    province.stands()

    the_scheme_hangs_for_seven_working_days(town, cycle)
    province.stands()

    town.day(YEAR - 1, 12, 5)
    the_government_puts_it_forward(town, cycle, proposals[OURS])
    province.stands()

    town.day(YEAR - 1, 12, 15)
    the_presidium_approves_the_list(town, cycle)
    province.rises("projects.candidates")

    town.day(YEAR, 1, 10)
    meeting = the_deputies_meet(town, cycle)
    vote, this_round = the_vote_is_opened(town, cycle, meeting)
    province.stands()
    the_deputies_vote(town, this_round)
    the_votes_are_counted(town, vote, this_round)
    province.stands()
    town.posts("deputy0", f"/ballot/votes/{vote}/declaration/", Role.CHIEF_SCRUTINEER)
    province.rises("projects.selected")

    town.posts("clerk", f"/meetings/sessions/{meeting}/closing/")
    the_result_hangs_for_five_working_days(town, cycle)
    province.stands()

    town.day(YEAR, 2, 10)
    project = the_work_is_planned(town, cycle)
    town.day(YEAR, 5, 6)
    the_unit_reports(town, project)
    province.stands()

    town.day(YEAR, 11, 15)
    town.posts("unit", f"/delivery/projects/{project}/completion/", completed_on=f"{YEAR}-11-15")
    province.rises("projects.completed")
    town.posts("clerk", f"/delivery/projects/{project}/acceptance/")
    province.stands()

    town.day(YEAR, 12, 5)
    the_deputies_judge_it(town, cycle, project)
    province.rises("projects.evaluated")

    the_citizen_reads_what_became_of_it(slip)
    everything_is_on_record_and_the_chain_holds()


# ── the year before ───────────────────────────────────────────────────────────────────────────


def the_year_is_opened(town: Town) -> str:
    """The director adopts the town's voting method for the year, without a margin, and opens the year.

    A list is approved whole. With the margin of the default method two candidates at least would become candidates at
    one stroke; how large it is, or whether there is one, every place decides itself (各地票决办法自定).
    """
    method = next(
        each
        for each in town.lists("director", "/rulebook/adoptions/")
        if each["kind"] == "voting_method" and each["office_code"] == TOWN
    )
    town.posts("director", "/rulebook/adoptions/", edition_uid=method["edition_uid"], values={"method.margin": None})
    cycle: str = town.posts("director", "/cycles/cycles/", year=YEAR, term_no=18, session_no=6)["uid"]
    town.day(YEAR - 1, 9, 1)
    town.opens_stage(cycle, "collection")
    return cycle


def others_suggested_something_before(town: Town) -> None:
    """One more in the town, nominated already; and one in 白沙街道, so that the province adds up two offices."""
    citizen_writes(TOWN, OTHER, "村口公交站没有候车亭，下雨天没有地方躲，建议建一个。")
    other = town.uid_of_suggestion(OTHER)
    town.presses("clerk", "screen", f"intake/suggestion/{other}")
    town.presses("clerk", "nominate", f"intake/suggestion/{other}")
    the_street_collects_too()
    citizen_writes(STREET, "社区食堂扩建", "社区食堂座位不够，建议增加到 80 个。")


def reviewers_score(town: Town, cycle: str, proposals: list[str]) -> None:
    """Three reviewers, each her own card, under the rubric of the year; then the clerk closes the round."""
    town.closes_stage(cycle, "collection")
    town.opens_stage(cycle, "appraisal")
    reviewers = ("reviewer", "reviewer2", "reviewer3")
    panel = town.posts(
        "clerk",
        "/appraisal/panels/",
        cycle_uid=cycle,
        title="首轮评估",
        proposal_uids=proposals,
        reviewer_uids=[town.uid(part) for part in reviewers],
    )["uid"]
    for part in reviewers:
        for proposal in proposals:
            town.posts(part, f"/appraisal/proposals/{proposal}/scores/", points=dict.fromkeys(CRITERIA, "85"))
            town.posts(part, f"/appraisal/proposals/{proposal}/signature/")
    town.posts("clerk", f"/appraisal/panels/{panel}/closing/")


def the_other_is_kept_in_reserve(town: Town, proposal: str) -> None:
    town.posts(
        "clerk", f"/appraisal/proposals/{proposal}/reservation/", reason_code="funding", reason="年度资金已安排完毕"
    )


def the_scheme_hangs_for_seven_working_days(town: Town, cycle: str) -> None:
    town.day(YEAR - 1, 11, 12)
    town.closes_stage(cycle, "appraisal")
    town.opens_stage(cycle, "notice")
    notice = _posted(town, cycle, "preliminary", f"{YEAR}年民生实事项目初步方案公示")
    town.day(YEAR - 1, 11, 25)
    town.posts("clerk", f"/notices/notices/{notice}/closing/")
    town.closes_stage(cycle, "notice")


def _posted(town: Town, cycle: str, kind: str, title: str) -> str:
    items = [{"title": OURS, "content": "安装太阳能路灯 60 盏。"}]
    notice: str = town.posts(
        "clerk",
        "/notices/notices/",
        cycle_uid=cycle,
        kind=kind,
        title=title,
        body="现予公示，欢迎提出意见。",
        items=items,
    )["uid"]
    town.posts("clerk", f"/notices/notices/{notice}/posting/")
    return notice


def the_government_puts_it_forward(town: Town, cycle: str, proposal: str) -> None:
    town.opens_stage(cycle, "candidates")
    town.posts(
        "government",
        f"/appraisal/proposals/{proposal}/revisions/",
        reason="补充投资估算",
        cost_fen=48_000_000,
        goal="当年建成",
        beneficiaries="石头村村民",
    )
    town.posts(
        "government",
        f"/appraisal/proposals/{proposal}/candidacy/",
        unit_name="镇规划建设办",
        unit_account_uid=town.uid("unit"),
        basis="镇党政联席会议研究通过",
    )


def the_presidium_approves_the_list(town: Town, cycle: str) -> None:
    for key in ("party_enlarged", "joint_meeting", "presidium"):
        minutes = SimpleUploadedFile("纪要.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
        held = {"cycle_uid": cycle, "key": key, "held_on": f"{YEAR - 1}-12-15", "note": "研究同意"}
        town.sends("director", "/appraisal/pre-vote-steps/", **held, minutes=minutes)
    town.posts(
        "director",
        "/appraisal/deliberations/",
        decision="approved",
        cycle_uid=cycle,
        body="presidium",
        held_on=f"{YEAR - 1}-12-15",
        seats=1,
    )
    town.closes_stage(cycle, "candidates")


# ── the meeting and the vote ──────────────────────────────────────────────────────────────────


def the_deputies_meet(town: Town, cycle: str) -> str:
    """Called, opened, and eight of nine deputies sign in themselves."""
    town.opens_stage(cycle, "vote")
    meeting: str = town.posts(
        "clerk",
        "/meetings/sessions/",
        cycle_uid=cycle,
        kind="congress",
        title=f"棠下镇{YEAR}年人民代表大会会议",
        held_on=f"{YEAR}-01-10",
        place="镇政府三楼会议室",
        expected=len(town.deputies),
    )["uid"]
    town.posts("clerk", f"/meetings/sessions/{meeting}/items/", kind="vote", title="票决民生实事项目")
    town.posts("clerk", f"/meetings/sessions/{meeting}/opening/")
    for deputy in town.deputies[:8]:
        town.posts(deputy, f"/meetings/sessions/{meeting}/attendances/")
    return meeting


def the_vote_is_opened(town: Town, cycle: str, meeting: str) -> tuple[str, str]:
    vote: str = town.posts("clerk", "/ballot/votes/", cycle_uid=cycle, session_uid=meeting, seats=1)["uid"]
    hands = {"approve": 8, "oppose": 0, "abstain": 0}
    town.posts("clerk", f"/ballot/votes/{vote}/method-adoption/", **hands)
    town.posts(
        "clerk",
        f"/ballot/votes/{vote}/officers/",
        chief=town.uid("deputy0"),
        scrutineers=[town.uid("deputy1"), town.uid("deputy2")],
        tellers=[town.uid("teller"), town.uid("teller2")],
    )
    town.posts("clerk", f"/ballot/votes/{vote}/officers-approval/", **hands)
    return vote, town.posts("director", f"/ballot/votes/{vote}/opening/")["uid"]


def the_deputies_vote(town: Town, this_round: str) -> None:
    """Six for it and one against by the API, one more for it on her phone: more than half of all nine."""
    candidate = town.lists("clerk", "/appraisal/candidates/")[0]["uid"]
    for deputy in town.deputies[:6]:
        town.posts(deputy, f"/ballot/rounds/{this_round}/ballot/", marks={candidate: "approve"})
    town.posts("deputy7", f"/ballot/rounds/{this_round}/ballot/", marks={candidate: "oppose"})
    town.votes_at_the_desk("deputy6", this_round, candidate)


def the_votes_are_counted(town: Town, vote: str, this_round: str) -> None:
    """Closed by the director, counted by a teller, confirmed by each scrutineer."""
    town.posts("director", f"/ballot/rounds/{this_round}/closing/")
    town.posts("teller", f"/ballot/rounds/{this_round}/count/")
    town.posts("deputy0", f"/ballot/votes/{vote}/count-confirmation/", Role.CHIEF_SCRUTINEER)
    for deputy in ("deputy1", "deputy2"):
        town.posts(deputy, f"/ballot/votes/{vote}/count-confirmation/", Role.SCRUTINEER)


def the_result_hangs_for_five_working_days(town: Town, cycle: str) -> None:
    town.closes_stage(cycle, "vote")
    town.opens_stage(cycle, "result_notice")
    notice = _posted(town, cycle, "result", f"{YEAR}年民生实事项目票决结果")
    town.day(YEAR, 1, 26)
    town.posts("clerk", f"/notices/notices/{notice}/closing/")
    town.closes_stage(cycle, "result_notice")


# ── the year itself ───────────────────────────────────────────────────────────────────────────


def the_work_is_planned(town: Town, cycle: str) -> str:
    """The selected candidate has become a project by itself; the unit is named, and plans."""
    town.opens_stage(cycle, "delivery")
    (found,) = town.lists("clerk", f"/delivery/projects/?year={YEAR}")
    project: str = found["uid"]
    at = f"/delivery/projects/{project}/"
    town.posts("government", f"{at}unit/", account_uid=town.uid("unit"), unit_name="镇规划建设办")
    town.posts("government", f"{at}leaders/", accountable_leader="镇长", direct_owner="副镇长", executor="经办")
    town.posts("unit", f"{at}schedule/", start_on=f"{YEAR}-02-10", due_on=f"{YEAR}-11-30")
    town.posts("unit", f"{at}milestones/", title="路灯亮灯", standard="60 盏路灯验收合格", due_on=f"{YEAR}-11-25")
    town.posts("unit", f"{at}start/", started_on=f"{YEAR}-02-10")
    return project


def the_unit_reports(town: Town, project: str) -> None:
    """In May half is done; in November the one milestone is reached. That alone completes nothing."""
    town.posts(
        "unit",
        f"/delivery/projects/{project}/reports/",
        month_on=f"{YEAR}-05-01",
        physical_percent="50",
        planned_percent="45",
    )
    town.day(YEAR, 11, 14)
    (milestone,) = town.lists("unit", f"/delivery/projects/{project}/milestones/")
    town.posts(
        "unit",
        f"/delivery/milestones/{milestone['uid']}/completion/",
        done_on=f"{YEAR}-11-14",
        evidence="60 盏路灯全部亮灯，验收合格",
    )


def the_deputies_judge_it(town: Town, cycle: str, project: str) -> None:
    """满意度测评: eight present, seven content."""
    town.opens_stage(cycle, "evaluation")
    town.posts(
        "clerk",
        "/oversight/evaluations/",
        project_uid=project,
        held_on=f"{YEAR}-12-05",
        members=9,
        present=8,
        returned=8,
        satisfied=7,
        dissatisfied=1,
    )


# ── the end ───────────────────────────────────────────────────────────────────────────────────


def the_citizen_reads_what_became_of_it(slip: str) -> None:
    """With nothing but the code on her slip, at the portal."""
    page = re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", citizen_looks_up(TOWN, slip)))
    for line in (
        f"{YEAR}年1月10日“{OURS}”已经票决入选为民生实事项目。",
        f"{YEAR}年2月10日“{OURS}”正在实施。",
        f"{YEAR}年11月15日“{OURS}”已经建成并通过验收。",
    ):
        assert line in page


def everything_is_on_record_and_the_chain_holds() -> None:
    with in_office(TOWN):
        sealer.seal()
        report = verify_chain()
        assert report.holds
        assert report.sealed == report.entries > 60
    with pytest.raises(SystemExit) as ended:
        call_command("offices", "check", stdout=io.StringIO())
    assert ended.value.code == 0
