"""A notice hangs for its working days, is closed when they are over, or retracted."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from commons.audit.models import Entry
from commons.kernel.actor import resident
from commons.kernel.lifecycle import GateAnswer, WrongStep
from commons.kernel.models import new_uid
from commons.kernel.policy import NotPermitted
from commons.kernel.tenancy import in_office
from commons.outbox.models import Message
from tenants.cycles import commands as cycles
from tenants.cycles.errors import GatesNotMet
from tenants.cycles.terms import StageKind
from tenants.notices import commands, errors, queries
from tenants.notices.models import NoticePlace, PublicNotice
from tenants.notices.queries import OpinionCounts
from tenants.notices.terms import NoticeKind, NoticeState, PlaceKind
from tests.conftest import NEIGHBOUR
from tests.factories.cycles import open_up_to, open_year
from tests.factories.notices import AFTER, DAY, LAST_DAY, closed, draft, opinion, posted
from tests.factories.people import AT, Role, actor


def traces() -> tuple[int, int, int, int]:
    return PublicNotice.objects.count(), NoticePlace.objects.count(), Entry.objects.count(), Message.objects.count()


# ── drafting ──────────────────────────────────────────────────────────────────────────────────


def test_a_notice_takes_its_days_from_the_rule_pinned_to_its_year(town: str) -> None:
    """1-46 and 1-78: seven working days for the screened list, five for the result."""
    cycle = open_year()
    assert [draft(cycle, kind).days for kind in NoticeKind] == [None, 7, 5, None, None]


def test_a_notice_may_hang_longer_than_the_rule_but_never_shorter(town: str) -> None:
    cycle = open_year()
    assert draft(cycle, days=10).days == 10
    before = traces()
    with pytest.raises(errors.PeriodTooShort) as refused:
        draft(cycle, days=6)
    assert str(refused.value) == "初步方案公示不得少于 7 个工作日，现为 6 个。请延长公示期。"
    for odd in (0, -1, 251, 10**9):
        with pytest.raises(errors.PeriodInvalid):
            draft(cycle, NoticeKind.PROGRESS, days=odd)
    assert traces() == before


def test_a_notice_of_an_unknown_year_is_refused(town: str) -> None:
    cycle = open_year()
    cycle.uid = new_uid()
    with pytest.raises(errors.PeriodsUnknown):
        draft(cycle)


@pytest.mark.parametrize(
    ("spoilt", "field"),
    [
        ({"title": "　"}, "title"),
        ({"title": "长" * 201}, "title"),
        ({"body": "\x00"}, "body"),
        ({"body": "长" * 20_001}, "body"),
        ({"items": [{"title": ""}]}, "items"),
        ({"items": [{"content": "没有名称"}]}, "items"),
        ({"items": ["不是项目"]}, "items"),
        ({"items": [{"title": 3}]}, "items"),
        ({"items": [{"title": "项目", "content": "长" * 5001}]}, "items"),
        ({"items": [{"title": "项目"}] * 101}, "items"),
    ],
)
def test_a_draft_with_odd_words_is_refused_naming_the_field(town: str, spoilt: dict[str, Any], field: str) -> None:
    cycle = open_year()
    before = traces()
    with pytest.raises((errors.TextInvalid, errors.ItemsInvalid)) as refused:
        draft(cycle, **spoilt)
    assert refused.value.data["field"] == field
    assert traces() == before


def test_a_draft_is_written_anew_until_it_is_posted(town: str) -> None:
    notice, clerk = draft(open_year()), actor(Role.CLERK)
    new = {"title": "改", "body": "改后的正文", "items": [{"title": "老年食堂", "content": "80 个座位"}]}
    revised = commands.revise_notice(actor=clerk, uid=notice.uid, days=8, at=AT, **new)
    assert (revised.title, revised.items, revised.days) == ("改", new["items"], 8)
    assert Entry.objects.latest("uid").facts == {"days": 8, "items": 1}
    commands.post_notice(actor=clerk, uid=notice.uid, at=AT)
    before = traces()
    with pytest.raises(errors.NotPosted) as refused:
        commands.revise_notice(actor=clerk, uid=notice.uid, at=AT, **new)
    assert str(refused.value) == "这份公示公示中，不能办理此事。请刷新页面查看最新状态。"
    assert traces() == before


# ── posting ───────────────────────────────────────────────────────────────────────────────────


def test_a_notice_posted_on_a_monday_runs_for_seven_working_days(town: str) -> None:
    """Contract §4.4."""
    notice = posted(open_year())
    assert (notice.state, notice.posted_on, notice.until_on, notice.estimated) == (
        NoticeState.POSTED,
        dt.date(2026, 3, 2),
        LAST_DAY,
        False,
    )
    entry, message = Entry.objects.latest("uid"), Message.objects.latest("uid")
    assert (entry.act, entry.from_state, entry.to_state, entry.facts) == (
        "notices.post_notice",
        "draft",
        "posted",
        {"kind": "preliminary", "days": 7, "until": "2026-03-11", "estimated": False},
    )
    assert (message.event, message.payload) == (
        "notices.NoticePosted",
        {
            "at": AT.isoformat(),
            "notice_uid": str(notice.uid),
            "cycle_uid": str(notice.cycle_uid),
            "kind": "preliminary",
        },
    )


def test_the_national_holiday_is_not_counted_and_a_date_beyond_the_calendar_says_so(town: str) -> None:
    autumn = posted(
        open_year(2026, at=dt.datetime(2025, 9, 1, tzinfo=dt.UTC)), at=dt.datetime(2025, 9, 26, 2, tzinfo=dt.UTC)
    )
    far = posted(open_year(2099), at=dt.datetime(2098, 3, 3, 2, tzinfo=dt.UTC))
    assert (autumn.until_on, autumn.estimated) == (dt.date(2025, 10, 13), False)
    assert (far.until_on, far.estimated) == (dt.date(2098, 3, 12), True)


def test_posting_late_at_night_counts_from_the_day_it_is_in_jiangmen(town: str) -> None:
    notice = posted(open_year(), at=dt.datetime(2026, 3, 1, 16, 30, tzinfo=dt.UTC))
    assert notice.posted_on == dt.date(2026, 3, 2)


@pytest.mark.parametrize(
    ("leak", "place", "what"),
    [
        ({"title": "公示 13800138000"}, "标题", "手机号码"),
        ({"body": "联系人：138 0013 8000"}, "正文", "手机号码"),
        (
            {"items": [{"title": "甲"}, {"title": "乙", "content": "受益人 44070319800101123X"}]},
            "第 2 项",
            "身份证号码",
        ),
    ],
)
def test_a_notice_that_shows_a_phone_or_an_identity_number_is_not_published(
    town: str, leak: dict[str, Any], place: str, what: str
) -> None:
    notice = draft(open_year(), **leak)
    before = traces()
    with pytest.raises(errors.PersonalDataFound) as refused:
        commands.post_notice(actor=actor(Role.CLERK), uid=notice.uid, at=AT)
    assert str(refused.value) == f"{place}中有疑似{what}，不能公开。请删除或以“某某”代替后重新发布。"
    assert "138" not in str(refused.value.data)
    assert traces() == before
    notice.refresh_from_db()
    assert notice.state == NoticeState.DRAFT


@pytest.mark.parametrize("role", [Role.GOVERNMENT, Role.DEPUTY, Role.GRID_WORKER, Role.AUDITOR, Role.RESIDENT])
def test_posting_is_for_the_congress_alone(town: str, role: Role) -> None:
    notice = draft(open_year())
    before = traces()
    with pytest.raises(NotPermitted):
        commands.post_notice(actor=actor(role), uid=notice.uid, at=AT)
    assert traces() == before


def test_a_notice_is_posted_once(town: str) -> None:
    notice = posted(open_year())
    with pytest.raises(WrongStep):
        commands.post_notice(actor=actor(Role.CLERK), uid=notice.uid, at=AT)


# ── places ────────────────────────────────────────────────────────────────────────────────────


def test_it_is_noted_where_else_a_notice_hangs(town: str) -> None:
    """1-43 screens, 1-44 chat groups, 1-52 boards, 1-77 websites and bulletin boards."""
    notice = posted(open_year())
    for kind, role in ((PlaceKind.SCREEN, Role.CLERK), (PlaceKind.CHAT_GROUP, Role.GRID_WORKER)):
        commands.record_place(
            actor=actor(role),
            notice_uid=notice.uid,
            kind=kind,
            detail=" 三里社区 ",
            put_up_on=dt.date(2026, 3, 3),
            at=AT + DAY,
        )
    places = queries.notice(resident(town), notice.uid).places
    assert [(place.kind, place.detail) for place in places] == [("小区电子屏", "三里社区"), ("网格微信群", "三里社区")]
    assert Entry.objects.latest("uid").facts == {"place": "chat_group", "on": "2026-03-03"}


def test_a_place_outside_the_days_of_the_notice_is_refused(town: str) -> None:
    cycle = open_year()
    notice, waiting = posted(cycle), draft(cycle)
    before = traces()
    place = {"actor": actor(Role.CLERK), "kind": PlaceKind.BOARD, "at": AT}
    for odd in (dt.date(2026, 3, 1), dt.date(2026, 3, 3)):
        with pytest.raises(errors.PlaceDateInvalid):
            commands.record_place(notice_uid=notice.uid, detail="村口", put_up_on=odd, **place)
    with pytest.raises(errors.NotPosted):
        commands.record_place(notice_uid=waiting.uid, detail="村口", put_up_on=AT.date(), **place)
    with pytest.raises(errors.TextInvalid):
        commands.record_place(notice_uid=notice.uid, detail=" ", put_up_on=AT.date(), **place)
    assert traces() == before


# ── closing ───────────────────────────────────────────────────────────────────────────────────


def test_a_notice_is_not_closed_before_its_last_day_has_passed(town: str) -> None:
    notice = posted(open_year())
    before = traces()
    for early in (AT, AT + 9 * DAY):  # 11 March itself is the last day
        with pytest.raises(errors.StillRunning) as refused:
            commands.close_notice(actor=actor(Role.CLERK), uid=notice.uid, at=early)
        assert str(refused.value) == "公示期至2026年3月11日届满，2026年3月12日起方可办结。请届时再办理。"
    assert traces() == before
    ended = commands.close_notice(actor=actor(Role.CLERK), uid=notice.uid, at=AFTER)
    assert (ended.state, ended.closed_at) == (NoticeState.CLOSED, AFTER)


def test_a_notice_is_not_closed_while_an_opinion_has_no_answer(town: str) -> None:
    notice = posted(open_year())
    said = opinion(notice)
    before = traces()
    with pytest.raises(errors.OpinionsOpen) as refused:
        commands.close_notice(actor=actor(Role.CLERK), uid=notice.uid, at=AFTER)
    assert str(refused.value) == "尚有 1 条意见没有答复，不能办结。请逐条写明采纳或不采纳的理由。"
    assert traces() == before
    commands.answer_opinion(actor=actor(Role.CLERK), uid=said.uid, adopted=True, reason="座位改为 80 个", at=AFTER)
    commands.close_notice(actor=actor(Role.CLERK), uid=notice.uid, at=AFTER)
    assert Message.objects.latest("uid").payload == {
        "at": AFTER.isoformat(),
        "notice_uid": str(notice.uid),
        "cycle_uid": str(notice.cycle_uid),
        "kind": "preliminary",
        "opinions": 1,
        "adopted": 1,
    }


def test_a_call_without_a_period_is_taken_down_at_any_time(town: str) -> None:
    call = posted(open_year(), NoticeKind.CALL)
    assert call.until_on is None
    assert commands.close_notice(actor=actor(Role.CLERK), uid=call.uid, at=AT).state == NoticeState.CLOSED


def test_closing_is_not_for_the_government(town: str) -> None:
    notice = posted(open_year())
    before = traces()
    with pytest.raises(NotPermitted):
        commands.close_notice(actor=actor(Role.GOVERNMENT), uid=notice.uid, at=AFTER)
    assert traces() == before


# ── 二次公示, retraction ──────────────────────────────────────────────────────────────────────


def test_a_scheme_changed_after_opinions_is_published_a_second_time(town: str) -> None:
    """1-42, 1-48: seats 50 → 80."""
    cycle = open_year()
    first = closed(cycle)
    second = draft(cycle, follows=first.uid, items=[{"title": "社区老年食堂扩建", "content": "座位 80 个"}])
    assert (second.round_no, second.follows_id) == (2, first.uid)
    assert [row.round_no for row in queries.notices_of(cycle.uid)] == [1, 2]


def test_a_second_notice_follows_only_a_closed_one_of_its_kind_and_year(town: str) -> None:
    cycle, other = open_year(2026), open_year(2027)
    running, done = posted(cycle), closed(cycle)
    before = traces()
    for year, kind, follows in (
        (cycle, NoticeKind.PRELIMINARY, running),
        (other, NoticeKind.PRELIMINARY, done),
        (cycle, NoticeKind.RESULT, done),
    ):
        with pytest.raises(errors.FollowsAnother):
            draft(year, kind, follows=follows.uid)
    assert traces() == before


def test_a_notice_is_retracted_by_the_head_with_a_reason_and_disappears_from_sight(town: str) -> None:
    notice = posted(open_year())
    with pytest.raises(NotPermitted):
        commands.retract_notice(actor=actor(Role.CLERK), uid=notice.uid, reason="项目有误", at=AT)
    with pytest.raises(errors.TextInvalid):
        commands.retract_notice(actor=actor(Role.DIRECTOR), uid=notice.uid, reason="", at=AT)
    gone = commands.retract_notice(actor=actor(Role.DIRECTOR), uid=notice.uid, reason="项目有误", at=AT)
    assert (gone.state, gone.retraction_reason) == (NoticeState.RETRACTED, "项目有误")
    entry = Entry.objects.latest("uid")
    assert (entry.facts, len(entry.words_digest)) == ({"kind": "preliminary"}, 64)
    assert Message.objects.latest("uid").event == "notices.NoticeRetracted"
    assert list(queries.public_notices()) == []
    with pytest.raises(errors.NoticeNotFound):
        queries.notice(resident(town), notice.uid)


# ── who sees what ─────────────────────────────────────────────────────────────────────────────


def test_citizens_see_what_hangs_and_what_hung_but_no_draft_and_nothing_of_the_neighbour(
    town: str, django_assert_num_queries: Any
) -> None:
    with in_office(NEIGHBOUR):
        theirs = posted(open_year(), title="邻镇公示")
    cycle = open_year()
    hanging, done, waiting = posted(cycle, title="公示中"), closed(cycle, title="已办结"), draft(cycle, title="草稿")
    citizen = resident(town)
    with django_assert_num_queries(1):
        assert [row.title for row in queries.public_notices()] == ["已办结", "公示中"]
    assert {row.uid for row in queries.visible_to(citizen)} == {hanging.uid, done.uid}
    assert {row.uid for row in queries.visible_to(actor(Role.CLERK))} == {hanging.uid, done.uid, waiting.uid}
    for hidden in (waiting.uid, theirs.uid, new_uid()):
        with pytest.raises(errors.NoticeNotFound):
            queries.notice(citizen, hidden)
    facts = queries.notice(citizen, hanging.uid)
    assert [(item.no, item.title, item.content) for item in facts.items] == [
        (1, "社区老年食堂扩建", "座位 50 个"),
        (2, "背街小巷道路亮化", "12 条"),
    ]
    assert facts.opinions == OpinionCounts()
    assert [facts.takes_opinions(day) for day in (LAST_DAY, LAST_DAY + DAY)] == [True, False]


# ── gates ─────────────────────────────────────────────────────────────────────────────────────

DESK = "/admin/notices/publicnotice/"


def test_the_gate_of_the_preliminary_notice_says_at_each_step_what_to_do(town: str) -> None:
    cycle = open_year()
    label = "初步方案公示已满期并办结"

    def gate() -> GateAnswer:
        return queries.gate_notice_ran(cycle.uid)

    assert gate() == GateAnswer(label, False, "请起草并发布初步方案公示", DESK)
    notice = draft(cycle)
    assert gate() == GateAnswer(label, False, "请发布初步方案公示", DESK)
    commands.post_notice(actor=actor(Role.CLERK), uid=notice.uid, at=AT)
    assert gate() == GateAnswer(label, False, "请等到2026年3月11日届满后办结公示", f"{DESK}{notice.uid}/change/")
    commands.close_notice(actor=actor(Role.CLERK), uid=notice.uid, at=AFTER)
    assert gate() == GateAnswer(label, True, "", DESK)
    posted(cycle, follows=notice.uid)
    assert gate().met is False
    assert queries.gate_result_notice_ran(cycle.uid) == GateAnswer(
        "结果公示已满期并办结", False, "请起草并发布结果公示", DESK
    )


def test_a_retracted_notice_counts_as_if_it_had_never_hung(town: str) -> None:
    cycle = open_year()
    notice = posted(cycle)
    opinion(notice)
    assert queries.gate_opinions_answered(cycle.uid) == GateAnswer(
        "公示意见已逐条答复", False, "请答复其余 1 条意见", DESK
    )
    commands.retract_notice(actor=actor(Role.DIRECTOR), uid=notice.uid, reason="重新公示", at=AT)
    assert queries.gate_notice_ran(cycle.uid).met is False
    assert queries.gate_opinions_answered(cycle.uid).met is True


def test_candidates_wait_for_the_notice_as_the_wiring_says(town: str) -> None:
    cycle = open_year()
    open_up_to(cycle, StageKind.COLLECTION, StageKind.APPRAISAL)
    with pytest.raises(GatesNotMet) as refused:
        open_up_to(cycle, StageKind.CANDIDATES)
    assert "初步方案公示已满期并办结（请起草并发布初步方案公示）" in str(refused.value)
    closed(cycle)
    cycles.open_stage(actor=actor(Role.CLERK), cycle_uid=cycle.uid, kind=StageKind.CANDIDATES, at=AFTER)
