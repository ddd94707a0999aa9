"""A congress votes, as its people do it: three scrutineers, two tellers, twelve deputies, a clerk and the chair, each in a
browser of their own, from the adopted method to the printed 公告. Two vote on paper, one loses her phone, one's device
cannot seal; two projects tie across the cut and there is a second round. Only what the workers do is done from here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect

from commons.identity.models import Account
from commons.kernel import clock
from commons.kernel.actor import Role
from commons.kernel.tenancy import current_code
from commons.rulebook import commands as rulebook
from commons.rulebook import queries as rules
from commons.rulebook.terms import Kind
from tenants.ballot import queries
from tenants.ballot.models import Vote
from tenants.ballot.terms import Duty, VoteState
from tenants.cycles import commands as cycles
from tenants.deputies.commands import mandates
from tenants.deputies.terms import MandateKind
from tenants.documents.models import Document
from tenants.meetings import commands as meetings
from tenants.meetings.terms import ItemKind, SessionKind
from tests.faces import looking
from tests.faces.conftest import Open
from tests.faces.halls import Hall
from tests.factories import ballot as b
from tests.factories.people import actor, member

pytestmark = pytest.mark.long  # two ceremonies and some twenty devices: a small version walks in CI

PROJECTS = {"甲": "老旧小区加装电梯", "乙": "社区养老服务中心", "丙": "村道路灯改造", "丁": "口袋公园"}
FIRST = (
    "甲乙",
    "甲乙",
    "甲乙",
    "甲乙",
    "甲丙",
    "甲丙",
    "甲丙",
    "甲丙",
    "乙丙",
    "乙丙",
)  # 甲 10, 乙 7, 丙 7 with the papers
ON_PAPER = ("甲乙", "甲丙")
SECOND = ("乙",) * 7 + ("丙",) * 3  # more than half of all twelve
ELDER, ONE_BY_ONE, LOST, UNFIT = 1, 2, 8, 9  # 长辈版; one project a screen; loses her phone; device cannot seal


@dataclass
class Meeting(Hall):
    """`phones`: a deputy's window by her number; `desk`: clerk and chair."""

    session_uid: str = ""
    clerk: Page | None = None
    chair: Page | None = None
    tellers: list[Account] = field(default_factory=list)
    phones: dict[int, Page] = field(default_factory=dict)

    def press(self, page: Page, record: str, act: str, button: str, **typed: object) -> None:
        """A button of a record on the staff site, with what is filled in and typed to confirm."""
        self.go(page, f"/admin/{record}/acts/{act}/")
        for name, value in typed.items():
            control = page.locator(f"main [name='{name}']").first
            if control.evaluate("each => each.tagName") == "SELECT":
                control.select_option(value)  # type: ignore[arg-type]
            else:
                control.fill(str(value))
        self.shot(page, f"staff-{act}")
        page.locator("main form").get_by_role("button", name=button).click()
        assert "/acts/" not in page.url, page.locator("main").inner_text()

    def shot(self, page: Page, name: str) -> None:
        size = "1366x768" if (page.viewport_size or {}).get("width", 0) > 1000 else "360x640"
        looking.shoot(page, f"plenary-{name}", size, "js")

    def vote_path(self) -> str:
        return f"ballot/vote/{self.vote.uid}"


@pytest.fixture
def meeting(open_house: Open, browser: Browser) -> Iterator[Meeting]:
    with ExitStack() as stack:
        made = Meeting(open_house, browser, stack, None, None, [])  # type: ignore[arg-type]
        with made.inside():
            prepare(made)
        yield made
        with made.inside():  # whoever walks next finds the round over
            Vote.objects.exclude(state=VoteState.CERTIFIED).update(state=VoteState.VOID)
            for each in Vote.objects.filter(uid=made.vote.uid):
                each.rounds.filter(closed_at=None).update(closed_at=clock.now())


def prepare(made: Meeting) -> None:
    """What was there before the day: the year and its method, the approved list, the deputies, the staff, the session."""
    at = clock.now()
    clerk, director = actor(Role.CLERK), actor(Role.DIRECTOR)
    now = rules.edition_in_force(current_code(), Kind.VOTING_METHOD, on=at.date())
    rulebook.adopt_edition(
        actor=director, edition_uid=now.edition_uid, values={"secrecy": "sealed", "priority": True}, at=at
    )
    cycle = cycles.open_cycle(actor=director, year=2027, term_no=19, session_no=1, at=at)
    for order, title in enumerate(PROJECTS.values(), 1):
        b.approved(cycle.uid, title, order)
    session = meetings.convene(
        actor=clerk,
        cycle_uid=cycle.uid,
        kind=SessionKind.CONGRESS,
        title="第十九届人民代表大会第一次会议",
        held_on=clock.date_of(at),
        place="镇政府三楼会议室",
        term_no=19,
        session_no=1,
        expected=12,
        at=at,
    )
    for kind, title in (
        (ItemKind.REPORT, "听取和审议上年度民生实事项目落实情况报告"),
        (ItemKind.METHOD, "通过票决办法和监票人名单"),
        (ItemKind.VOTE, "票决民生实事项目"),
    ):
        meetings.add_agenda_item(actor=clerk, session_uid=session.uid, kind=kind, title=title, at=at)
    for number in range(12):
        who = member(Role.DEPUTY, name=f"代表{number + 1:02}", at=at)
        mandates.register_mandate(
            actor=clerk,
            account_uid=who.uid,
            name=who.name,
            kind=MandateKind.DEPUTY,
            term_no=19,
            constituency="第一选区",
            group="第一代表小组",
            from_on=clock.date_of(at),
            at=at,
        )
        made.deputies.append(who)
    made.tellers = [member(Role.TELLER, name=f"计票人员{number}", at=at) for number in (1, 2)]
    made.session_uid = str(session.uid)


# ── the steps ─────────────────────────────────────────────────────────────────────────────────


def the_meeting_opens(meeting: Meeting, clerk: Page) -> None:
    """The clerk opens it; every deputy signs in on her own device, which is tested there."""
    session = f"meetings/session/{meeting.session_uid}"
    meeting.go(clerk, f"/admin/{session}/change/")
    meeting.shot(clerk, "staff-session")
    clerk.get_by_role("button", name="宣布开会").click()
    for number, deputy in enumerate(meeting.deputies):
        page = meeting.window(deputy)
        meeting.phones[number] = page
        if number == UNFIT:
            page.add_init_script("delete globalThis.WebAssembly")
        meeting.go(page, f"/desk/meeting/{meeting.session_uid}/")
        page.get_by_role("button", name="我已到会，签到").click()
        expect(page.locator("main")).to_contain_text("您已签到")
    fit, unfit = meeting.phones[0], meeting.phones[UNFIT]
    meeting.go(fit, f"/desk/meeting/{meeting.session_uid}/")
    expect(fit.locator("#device")).to_contain_text("设备可用", timeout=60_000)
    meeting.shot(fit, "signed-in")
    expect(unfit.locator("#unfit")).to_be_visible(timeout=60_000)
    expect(unfit.locator("#unfit")).to_contain_text("请使用大厅平板，或向计票人领取纸质票")
    meeting.shot(unfit, "signed-in-unfit")
    screen = meeting.go(clerk, "/desk/hall/")
    expect(screen.locator("main")).to_contain_text("法定人数")
    expect(screen.locator("main")).to_contain_text("✓ 已达到")
    meeting.shot(screen, "hall-signing-in")


def the_meeting_passes_method_and_officers(meeting: Meeting, clerk: Page) -> None:
    meeting.press(clerk, meeting.vote_path(), "adopt_method", "会议通过票决办法", approve=11, oppose=1, abstain=0)
    chief, second, third = (str(each.uid) for each in meeting.deputies[:3])
    meeting.go(clerk, f"/admin/{meeting.vote_path()}/acts/officers/")
    clerk.locator("main [name=chief]").select_option(chief)
    for name, uids in (("scrutineers", [second, third]), ("tellers", [each.uid for each in meeting.tellers])):
        for uid in uids:
            clerk.locator(f"main [name={name}][value='{uid}']").check()
    meeting.shot(clerk, "staff-officers")
    clerk.locator("main form").get_by_role("button", name="推荐监票人、计票人").click()
    expect(clerk.locator("body")).to_contain_text("名单已提出")
    meeting.press(clerk, meeting.vote_path(), "approve_officers", "会议通过监票人名单", approve=12, oppose=0, abstain=0)
    for _ in range(2):  # the report, then method and officers
        for _ in range(2):  # begin, finish
            meeting.go(clerk, f"/admin/meetings/session/{meeting.session_uid}/change/")
            clerk.get_by_role("button", name="议程向前").click()
    meeting.go(clerk, f"/admin/{meeting.vote_path()}/change/")
    meeting.shot(clerk, "staff-vote-ready")


def the_key_is_made(meeting: Meeting, keepers: list[Page], *, again: bool = False) -> None:
    """Each scrutineer on her own device; the empty box before every round."""
    chief = keepers[0]
    if again:
        for page in keepers:
            page.reload()
        chief.get_by_role("button", name="为下一轮开始密钥仪式").click(timeout=60_000)
    else:
        for page in keepers:
            meeting.go(page, f"/desk/scrutiny/{meeting.vote.uid}/key/")
        chief.get_by_role("button", name="开始密钥仪式").click(timeout=60_000)
    for page in keepers:
        page.get_by_role("button", name="在这台设备上生成密钥").click(timeout=60_000)
        expect(page.locator("#headline")).to_have_text("请抄存备份")
        page.get_by_role("button", name="已抄存，继续").click()
    for page in keepers:
        expect(page.locator("#headline")).to_have_text("密钥已生成", timeout=120_000)
    chief.get_by_role("button", name="验空箱").click()
    for page in keepers:
        expect(page.locator("#headline")).to_have_text("票箱已验，0 张", timeout=60_000)


def votes(meeting: Meeting, page: Page, approve: str, name: str = "", path: str = "/desk/vote/") -> None:
    """Fill in, read back, seal, submit; the page says at every step whether it is submitted."""
    meeting.go(page, path)
    expect(page.locator("#device")).to_contain_text("设备可用", timeout=60_000)
    expect(page.locator("#paper")).to_contain_text("尚未提交")
    for project in approve:
        card = page.locator("fieldset.project", has_text=PROJECTS[project])
        card.locator("label.choice", has=page.locator("input[value=approve]")).click()
    if name:
        meeting.shot(page, f"{name}-paper")
    page.get_by_role("button", name="下一步：核对").click()
    expect(page.locator("#read-back")).to_contain_text("尚未提交")
    if name:
        meeting.shot(page, f"{name}-read-back")
    page.get_by_role("button", name="密封并提交").click()
    expect(page.get_by_role("heading", name="已提交")).to_be_visible(timeout=60_000)
    if name:
        meeting.shot(page, f"{name}-submitted")


def papers_are_handed_out(meeting: Meeting, teller: Page, *numbers: int) -> None:
    meeting.go(teller, f"/desk/scrutiny/{meeting.vote.uid}/issue/")
    for number in numbers:
        teller.get_by_label(meeting.deputies[number].name).check()
    meeting.shot(teller, "teller-issue")
    teller.get_by_role("button", name="登记发出").click()
    expect(teller.locator("body")).to_contain_text(f"已登记发出纸质票 {len(numbers)} 张")


def the_papers_are_entered_twice(meeting: Meeting, tellers: list[Page]) -> None:
    """The second teller misreads one; its line is named to both, and both enter it again."""
    base = f"/desk/scrutiny/{meeting.vote.uid}/"
    meeting.go(tellers[0], f"{base}papers/")
    tellers[0].locator("[name=issued]").fill("2")
    tellers[0].locator("[name=returned]").fill("2")
    tellers[0].get_by_role("button", name="填报张数").click()
    for teller, lines in zip(tellers, (ON_PAPER, (ON_PAPER[0], "甲")), strict=True):
        for line in lines:
            enter_paper(meeting, teller, line)
        meeting.shot(teller, "teller-sheet")
        teller.get_by_role("button", name="第 1 捆登记完毕").click()
    for teller in tellers:
        meeting.go(teller, base)
        expect(teller.locator("#batches")).to_contain_text(f"第 2 行不一致（“{PROJECTS['丙']}”的标记）")
    meeting.shot(tellers[0], "teller-difference")
    for teller in tellers:
        enter_paper(meeting, teller, ON_PAPER[1])
        teller.get_by_role("button", name="第 1 捆登记完毕").click()
    expect(tellers[1].locator("#batches")).to_contain_text("✓ 登记一致，2 张")


def enter_paper(meeting: Meeting, teller: Page, approve: str) -> None:
    meeting.go(teller, f"/desk/scrutiny/{meeting.vote.uid}/papers/new/")
    for project in approve:
        card = teller.locator("fieldset.project", has_text=PROJECTS[project])
        card.locator("label.choice", has=teller.locator("input[value=approve]")).click()
    meeting.shot(teller, "teller-enter")
    teller.get_by_role("button", name="登记", exact=True).click()


def closed_opened_counted(meeting: Meeting, keepers: list[Page], tellers: list[Page], *, papers: bool) -> None:
    chief = meeting.go(meeting.window(meeting.deputies[0]), f"/desk/scrutiny/{meeting.vote.uid}/close/")
    chief.locator("[name=typed]").fill("截止投票")
    chief.get_by_role("button", name="截止投票").click()
    meeting.work()
    if papers:
        the_papers_are_entered_twice(meeting, tellers)
    for page in keepers[:2]:
        page.get_by_role("button", name="摘要一致，开启合计").click(timeout=90_000)
        expect(page.locator("#headline")).to_have_text("您已提交开启份额", timeout=90_000)
    meeting.go(tellers[0], f"/desk/scrutiny/{meeting.vote.uid}/")
    tellers[0].get_by_role("button", name="计票", exact=True).click()
    expect(tellers[0].locator("body")).to_contain_text("已计票")
    meeting.shot(tellers[0], "teller-counted")
    for page in keepers:
        page.get_by_role("button", name="核对无误，签名").click(timeout=90_000)
        expect(page.locator("#headline")).to_have_text("您已签名", timeout=60_000)


# ── the story ─────────────────────────────────────────────────────────────────────────────────


def test_a_congress_votes_ties_votes_again_and_announces(meeting: Meeting) -> None:
    with meeting.inside():
        clerk_account, chair_account = member(Role.CLERK, name="张秘书"), member(Role.DIRECTOR, name="李主席")
    clerk = meeting.window(clerk_account, size="1366x768")
    chair = meeting.window(chair_account, size="1366x768")

    # the vote is prepared; the meeting opens, adopts the method, approves the officers
    meeting.go(clerk, "/admin/ballot/vote/start/prepare/")
    clerk.locator("main [name=session]").select_option(meeting.session_uid)
    clerk.locator("main [name=seats]").fill("2")
    meeting.shot(clerk, "staff-prepare")
    clerk.locator("main form").get_by_role("button", name="准备表决").click()
    with meeting.inside():
        meeting.vote = Vote.objects.get(session_uid=meeting.session_uid)
    the_meeting_opens(meeting, clerk)
    the_meeting_passes_method_and_officers(meeting, clerk)
    meeting.go(clerk, f"/desk/papers/{meeting.vote.uid}/")
    meeting.shot(clerk, "print")
    meeting.go(clerk, f"/desk/papers/{meeting.vote.uid}/?edition=large")
    meeting.shot(clerk, "print-large")

    # the key, then the chair opens
    keepers = [meeting.window(each) for each in meeting.deputies[:3]]
    tellers = [meeting.window(each, size="1366x768") for each in meeting.tellers]
    the_key_is_made(meeting, keepers)
    meeting.shot(keepers[0], "keeper-ready")
    with meeting.inside():
        title = meeting.vote.title
    meeting.press(chair, meeting.vote_path(), "open_sealed", "开启投票", confirmation=title)

    # ten devices and two papers: one deputy's device cannot seal, another loses her phone
    papers_are_handed_out(meeting, tellers[0], 10, 11)
    on_paper = meeting.go(meeting.phones[10], "/desk/vote/")
    expect(on_paper.locator("main")).to_contain_text("您本轮领取的是纸质票")
    meeting.shot(on_paper, "deputy-on-paper")
    for number, approve in enumerate(FIRST):
        page = meeting.phones[number]
        if number == UNFIT:
            meeting.go(page, "/desk/vote/")
            expect(page.locator("#unfit")).to_contain_text("请使用大厅平板", timeout=60_000)
            meeting.shot(page, "deputy-unfit")
            page = meeting.window(meeting.deputies[number], size="1366x768")  # the hall's tablet
        if number == LOST:  # filled in, not submitted: gone with the phone
            meeting.go(page, "/desk/vote/")
            expect(page.locator("#device")).to_contain_text("设备可用", timeout=60_000)
            page.locator("label.choice").first.click()
            page.context.clear_cookies()
            page.close()
            page = meeting.phones[number] = meeting.window(meeting.deputies[number])
        if number == ELDER:
            page.get_by_role("link", name="长辈版").click()
        path = "/desk/vote/?one" if number == ONE_BY_ONE else "/desk/vote/"
        named = {0: "deputy", ELDER: "elder", ONE_BY_ONE: "one-by-one", UNFIT: "tablet"}
        votes(meeting, page, approve, named.get(number, ""), path)
        if number == UNFIT:
            page.get_by_role("button", name="退出登录").click()
            meeting.go(page, "/desk/vote/")
            assert "/enter/" in page.url
    again = meeting.go(meeting.window(meeting.deputies[LOST]), "/desk/vote/")  # a second device finds it submitted
    expect(again.get_by_role("heading", name="已提交")).to_be_visible(timeout=60_000)
    screen = meeting.go(clerk, "/desk/hall/")
    expect(screen.locator("main")).to_contain_text("已投")
    assert "赞成" not in screen.locator("main").inner_text()
    meeting.shot(screen, "hall-voting")

    # the count: 乙 and 丙 tie across the cut
    closed_opened_counted(meeting, keepers, tellers, papers=True)
    expect(tellers[0].locator("main")).to_contain_text(f"需要再次投票：{PROJECTS['乙']}、{PROJECTS['丙']}，名额 1 个")
    meeting.go(tellers[0], f"/desk/papers/{meeting.vote.uid}/")
    expect(tellers[0].locator("article")).to_contain_text("本票共列候选项目 2 个，应选 1 个")
    meeting.shot(tellers[0], "print-second-round")

    # the second round, among the tied, with a key of its own
    the_key_is_made(meeting, keepers, again=True)
    meeting.press(chair, meeting.vote_path(), "open_next", "开启下一轮", confirmation="开启下一轮")
    tablet = meeting.window(meeting.deputies[UNFIT], size="1366x768")
    for number, approve in enumerate(SECOND):
        page = tablet if number == UNFIT else meeting.phones[number]
        if number == 0:
            meeting.go(page, "/desk/vote/")
            expect(page.locator("main")).to_contain_text("上一轮得票相等，现在只对得票相等的项目再次投票")
        votes(meeting, page, approve, "deputy-second" if number == 0 else "")
    closed_opened_counted(meeting, keepers, tellers, papers=False)
    expect(tellers[0].locator("main")).not_to_contain_text("需要再次投票")

    # confirmed by each scrutineer, declared by the chief, announced on a numbered paper
    for number in range(3):
        page = meeting.go(meeting.phones[number], f"/desk/scrutiny/{meeting.vote.uid}/")
        page.get_by_role("button", name="我已核对，确认计票结果").click()
        expect(page.locator("body")).to_contain_text("您已确认计票结果")
    meeting.shot(meeting.phones[0], "scrutineer-confirmed")
    chief = meeting.go(meeting.phones[0], f"/desk/scrutiny/{meeting.vote.uid}/certify/")
    chief.locator("[name=typed]").fill("宣布结果")
    chief.get_by_role("button", name="宣布结果").click()
    expect(chief.locator("main")).to_contain_text(f"1. {PROJECTS['甲']}")
    expect(chief.locator("main")).to_contain_text(f"2. {PROJECTS['乙']}")
    meeting.shot(chief, "result")
    meeting.go(clerk, "/desk/hall/")
    expect(clerk.locator("main")).to_contain_text("✓ 入选")
    meeting.shot(clerk, "hall-result")
    meeting.press(clerk, meeting.vote_path(), "announce", "印发结果公告（公示）")
    meeting.shot(clerk, "staff-vote-announced")
    with meeting.inside():
        paper = Document.objects.get(subject_uid=meeting.vote.uid)
        rounds = [(each.number, each.issued, each.returned) for each in queries.rounds(meeting.vote)]
        officers = [each.duty for each in queries.officers(meeting.vote)]
    assert rounds == [(1, 12, 12), (2, 12, 10)]
    assert officers == [Duty.CHIEF, Duty.SCRUTINEER, Duty.SCRUTINEER, Duty.TELLER, Duty.TELLER]
    meeting.go(clerk, f"/files/documents/{paper.uid}/")
    expect(clerk.locator("article")).to_contain_text("现予公告")
    expect(clerk.locator("article")).to_contain_text(
        "第 2 轮：发出票 12 张，收回票 10 张，其中有效票 10 张、废票 0 张。"
    )
    expect(clerk.locator("article")).to_contain_text(PROJECTS["乙"])
    meeting.shot(clerk, "announcement")
