"""Slips of an order, hearings and their follow-up, bulletins, lists, merits, look-backs ranked and offered."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest

from commons.kernel.actor import Role
from commons.kernel.lifecycle import WrongStep
from commons.kernel.policy import NotPermitted
from tenants.documents.official import Paper, to_docx
from tenants.intake.models import Suggestion
from tenants.notices.models import Dispatch
from tenants.oversight import papers, queries
from tenants.oversight.commands import bulletins, hearings, look_backs, merits, rectifications, slips
from tenants.oversight.errors import (
    BulletinMade,
    BulletinNotFound,
    HearingNotFound,
    MeritOutOfRange,
    MeritStruck,
    NoInterpellationHere,
    OfferedAlready,
    PeriodNotBegun,
    PeriodUnknown,
    RectificationClosed,
    RectificationNotOverdue,
    SignedTwice,
    SignersMissing,
)
from tenants.oversight.models import Hearing
from tenants.oversight.terms import BulletinKind, FindingKind, HearingKind, HearingState, Outcome
from tests.factories import delivery as works
from tests.factories import oversight as make
from tests.factories.deputies import mandate
from tests.factories.evidence import footprint, told
from tests.factories.people import AT, actor, as_actor

LATER = AT + dt.timedelta(days=40)
SOON = dt.date(2026, 5, 20)


def call(kind: HearingKind = HearingKind.INTERVIEW, **more: Any) -> Hearing:
    values: dict[str, Any] = {"actor": make.clerk(), "summoned": "住建局", "at": AT, **more}
    return hearings.call_hearing(kind=kind, matter="项目滞后", called_on=make.TODAY, **values)


def words_of(paper: Paper) -> str:
    with zipfile.ZipFile(io.BytesIO(to_docx(paper))) as package:
        return package.read("word/document.xml").decode()


# ── slips ────────────────────────────────────────────────────────────────────────────────────


def test_an_order_is_handed_over_tracked_and_urged_on_numbered_slips(town: str) -> None:
    """任务交办单 → 进度跟踪单 → 整改督办单 (domain §6.1)."""
    project = works.started()
    account = works.give(project)
    ordered = make.order(make.finding(make.inspection(project)))
    slips.track_rectification(actor=make.clerk(), rectification_uid=ordered.uid, text="已购材料", at=AT)
    with pytest.raises(RectificationNotOverdue):
        slips.urge_rectification(actor=make.clerk(), rectification_uid=ordered.uid, text="从速", due_on=SOON, at=AT)
    slips.urge_rectification(actor=make.clerk(), rectification_uid=ordered.uid, text="从速", due_on=SOON, at=LATER)
    kept = list(queries.slips_of(ordered).values_list("serial", "kind", "due_on", "text"))
    assert kept == [
        (1, "assign", make.DEADLINE, "立即加装护栏"),
        (2, "track", make.DEADLINE, "已购材料"),
        (3, "urge", SOON, "从速"),
    ]
    ordered.refresh_from_db()
    assert (ordered.due_on, ordered.is_overdue(LATER.date())) == (SOON, False)
    assert Dispatch.objects.filter(account_uid=account.uid, notification__title__startswith="督办：").count() == 1
    last = queries.slips_of(ordered).last()
    assert last is not None
    assert "整改督办单" in words_of(papers.of_slip(last, place=1, office="棠下镇人大"))
    rectifications.answer_rectification(actor=as_actor(account), rectification_uid=ordered.uid, reply="好", at=LATER)
    rectifications.recheck_rectification(
        actor=make.clerk(), rectification_uid=ordered.uid, passed=True, note="到位", at=LATER
    )
    before = footprint()
    with pytest.raises(RectificationClosed):
        slips.track_rectification(actor=make.clerk(), rectification_uid=ordered.uid, text="再看", at=LATER)
    assert footprint() == before


# ── hearings ─────────────────────────────────────────────────────────────────────────────────


def test_three_units_are_summoned_and_followed_up_until_it_is_done(town: str) -> None:
    """1-97."""
    project = works.started()
    for unit in ("住建局", "城管局", "民政局"):
        call(summoned=unit, project_uid=project.uid)
    assert queries.summoned_units(2026) == sorted(["住建局", "城管局", "民政局"])
    hearing = Hearing.objects.filter(summoned="住建局").get()
    hearings.hold_hearing(
        actor=make.clerk(), hearing_uid=hearing.uid, held_on=make.TODAY, answer="加派力量", demand="月底赶上",
        due_on=make.DEADLINE, at=AT,
    )  # fmt: skip
    assert told()[-1] == "oversight.HearingHeld"
    hearings.report_hearing(actor=make.clerk(), hearing_uid=hearing.uid, report="已赶上一半", at=AT)
    hearings.demand_again(actor=make.clerk(), hearing_uid=hearing.uid, demand="全部赶上", due_on=SOON, at=AT)
    hearings.report_hearing(actor=make.clerk(), hearing_uid=hearing.uid, report="已全部赶上", at=AT)
    hearings.conclude_hearing(actor=make.clerk(), hearing_uid=hearing.uid, at=AT)
    hearing.refresh_from_db()
    assert (hearing.state, hearing.due_on) == (HearingState.CLOSED, SOON)
    with pytest.raises(WrongStep):
        hearings.report_hearing(actor=make.clerk(), hearing_uid=hearing.uid, report="再报", at=AT)


@pytest.mark.parametrize(
    "kind",
    [
        HearingKind.INQUIRY,
        HearingKind.REVIEW,
        HearingKind.INVESTIGATION,
        HearingKind.INTERVIEW,
        HearingKind.APPOINTMENT,
    ],
)
def test_every_kind_of_hearing_is_followed_up_to_its_report(town: str, kind: HearingKind) -> None:
    """专题询问 (0-52), 专项审议 of the report on implementation (0-53, 2-28), 特定问题调查, 约谈 (1-97), 约见 (3-67)."""
    hearing = call(kind)
    hearings.hold_hearing(
        actor=make.clerk(), hearing_uid=hearing.uid, held_on=make.TODAY, answer="说明情况", demand="限期办结",
        due_on=make.DEADLINE, at=AT,
    )  # fmt: skip
    hearings.report_hearing(actor=make.clerk(), hearing_uid=hearing.uid, report="已办结", at=AT)
    hearings.conclude_hearing(actor=make.clerk(), hearing_uid=hearing.uid, at=AT)
    found = queries.figures(2026)
    assert {key: number for key, number in found.hearings.items() if number} == {kind: 1}
    assert found.summoned == (kind == HearingKind.INTERVIEW)


def test_an_interpellation_needs_ten_deputies_each_once(town: str) -> None:
    """地方组织法 24: statutory, kept apart from questions."""
    signers = [mandate(f"代表{place}").uid for place in range(10)]
    before = footprint()
    with pytest.raises(SignersMissing):
        call(HearingKind.INTERPELLATION, signers=signers[:9])
    with pytest.raises(SignedTwice):
        call(HearingKind.INTERPELLATION, signers=[*signers[:9], signers[0]])
    assert (footprint(), Hearing.objects.count()) == (before, 0)
    assert call(HearingKind.INTERPELLATION, signers=signers).signers.count() == 10


def test_a_street_has_no_interpellation(street: str) -> None:
    with pytest.raises(NoInterpellationHere):
        call(HearingKind.INTERPELLATION)
    assert call(HearingKind.INQUIRY).kind == HearingKind.INQUIRY


def test_a_group_sees_the_hearings_of_its_projects_only(town: str) -> None:
    mine, other = works.started("加装电梯"), works.started("口袋公园")
    watching = make.inspector(make.group("甲组", mine))
    seen, hidden, general = call(project_uid=mine.uid), call(project_uid=other.uid), call()
    assert list(queries.hearings(watching)) == [seen]
    for each in (hidden, general):
        with pytest.raises(HearingNotFound):
            queries.hearing(watching, each.uid)
    with pytest.raises(NotPermitted):
        call(actor=watching)
    for nobody in (Role.UNIT, Role.DEPUTY, Role.RESIDENT):
        assert list(queries.hearings(actor(nobody))) == []


# ── bulletins and lists ──────────────────────────────────────────────────────────────────────


def compiled(kind: BulletinKind = BulletinKind.QUARTERLY, number: int = 1, at: dt.datetime = AT) -> Any:
    return bulletins.compile_bulletin(actor=make.clerk(), kind=kind, year=2026, number=number, at=at)


def test_a_quarters_bulletin_has_the_figures_of_its_day_whatever_happens_afterwards(town: str) -> None:
    """0-49, 1-99: 30 checks, 12 hazards, 8 quality problems, put right; 3 units summoned."""
    project = works.started()
    account = as_actor(works.give(project))
    checks = [make.inspection(project) for _ in range(30)]
    for place, seen in enumerate(checks[:20]):
        ordered = make.order(make.finding(seen, FindingKind.SAFETY if place < 12 else FindingKind.QUALITY))
        rectifications.answer_rectification(actor=account, rectification_uid=ordered.uid, reply="已改", at=AT)
        rectifications.recheck_rectification(
            actor=make.clerk(), rectification_uid=ordered.uid, passed=True, note="到位", at=AT
        )
    for unit in ("甲局", "乙局", "丙局"):
        call(summoned=unit, project_uid=project.uid)
    row = compiled()
    make.inspection(project)
    row.refresh_from_db()
    figures = row.figures
    assert (figures["site_checks"], figures["safety"], figures["quality"]) == (30, 12, 8)
    assert (figures["findings"], figures["findings_closed"], figures["summoned"]) == (20, 20, 3)
    said = words_of(papers.of_bulletin(row, office="棠下镇人大"))
    for words in ("现场检查 30 次", "安全隐患 12 处、质量问题 8 个", "约谈责任单位 3 个", project.title):
        assert words in said


def test_a_bulletin_is_everybodys_once_it_is_published_and_never_before(town: str) -> None:
    works.started()
    row = compiled(BulletinKind.MONTHLY, 3)
    for stranger in (Role.DEPUTY, Role.UNIT, Role.RESIDENT, Role.INSPECTOR):
        assert list(queries.bulletins(actor(stranger))) == []
    with pytest.raises(BulletinNotFound):
        queries.published_bulletin(row.uid)
    with pytest.raises(NotPermitted):
        bulletins.publish_bulletin(actor=make.clerk(), bulletin_uid=row.uid, at=AT)
    bulletins.publish_bulletin(actor=make.director(), bulletin_uid=row.uid, at=AT)
    assert queries.published_bulletin(row.uid) == row
    with pytest.raises(BulletinMade):
        compiled(BulletinKind.MONTHLY, 3)
    bulletins.withdraw_bulletin(actor=make.director(), bulletin_uid=row.uid, at=AT)
    assert list(queries.published_bulletins()) == []
    assert compiled(BulletinKind.MONTHLY, 3).uid != row.uid


@pytest.mark.parametrize(
    ("kind", "number", "refusal"),
    [
        (BulletinKind.MONTHLY, 13, PeriodUnknown),
        (BulletinKind.QUARTERLY, 5, PeriodUnknown),
        (BulletinKind.SPECIAL, 0, PeriodUnknown),
        (BulletinKind.MONTHLY, 4, PeriodNotBegun),
    ],
)
def test_a_period_that_is_none_is_refused(town: str, kind: BulletinKind, number: int, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        compiled(kind, number)


def test_the_years_report_says_money_content_deadline_and_result(town: str) -> None:
    """0-62, 0-63, 1-56, 1-57."""
    project = works.completed()
    make.evaluated(project, 30, 1, 0)
    heads, lines = papers.table_of(compiled(BulletinKind.SPECIAL, 1))
    assert heads[-2:] == ["测评结果", "满意率"]
    assert lines[0][1:5] == ["口袋公园", project.content, "住建局", "300"]
    assert lines[0][-2:] == ["满意", "100.00%"]


def test_a_paper_holds_hostile_text_as_text(town: str) -> None:
    sheet = queries.Sheet("清单", ("项目",), [('<w:t>&"\x0b\ufffe{{ 7*7 }}=1+1',)])
    assert '&lt;w:t&gt;&amp;"{{ 7*7 }}=1+1' in words_of(papers.of_sheet(sheet, office="甲"))


def test_the_three_lists_say_what_the_rows_say(town: str) -> None:
    """问题清单 (2-32), 责任清单, 整改清单."""
    project = works.started()
    works.give(project)
    make.group("甲组", project)
    make.order(make.finding(make.inspection(project)))
    problems = queries.problem_list(make.clerk(), 2026).rows
    assert [(row[0], row[1], row[5]) for row in problems] == [("老旧小区加装电梯", "安全隐患", "整改中")]
    assert queries.duty_list(make.clerk(), 2026).rows[0][-1] == "甲组（社会建设工委）"
    late = queries.rectification_list(make.clerk(), 2026, on=LATER.date()).rows
    assert [row[7] for row in late] == ["逾期未整改"]
    other = works.started("别的项目")
    stranger = make.inspector(make.group("乙组", other))
    assert queries.problem_list(stranger, 2026).rows == []


# ── a unit's year ────────────────────────────────────────────────────────────────────────────


def test_a_units_year_shows_its_computation_and_waits_for_the_last_evaluation(town: str) -> None:
    """1-63, 1-95, 1-96, 2-39, 2-42, 2-45."""
    judged, waiting = works.completed("一"), works.completed("二")
    make.evaluated(judged, 31, 0, 0)
    merits.enter_merit(
        actor=make.clerk(), year=2026, unit_name="住建局", points=Decimal("-2.5"), reason="报送迟缓", at=AT
    )
    unit = queries.unit_years(make.clerk(), 2026, on=make.TODAY)[0]
    assert (unit.unit_name, unit.total, unit.added) == ("住建局", "—", Decimal("-2.50"))
    make.evaluated(waiting, 30, 0, 1)
    unit = queries.unit_years(make.clerk(), 2026, on=make.TODAY)[0]
    assert [each.mark.shown for each in unit.projects] == ["100.00", "99.03"]
    assert (unit.mean, unit.total) == ("99.52", "97.02")
    with pytest.raises(NotPermitted):
        queries.unit_years(actor(Role.UNIT), 2026)


def test_a_merit_is_struck_once_and_stays_to_be_seen(town: str) -> None:
    for odd in ("0", "100.01", "1.234", "NaN"):
        with pytest.raises(MeritOutOfRange):
            merits.enter_merit(actor=make.clerk(), year=2026, unit_name="甲", points=Decimal(odd), reason="无", at=AT)
    row = merits.enter_merit(actor=make.clerk(), year=2026, unit_name="甲", points=Decimal(3), reason="提前完成", at=AT)
    merits.strike_merit(actor=make.clerk(), merit_uid=row.uid, at=AT)
    with pytest.raises(MeritStruck):
        merits.strike_merit(actor=make.clerk(), merit_uid=row.uid, at=AT)
    assert list(queries.merits(make.clerk())) == [row]
    assert list(queries.merits(actor(Role.INSPECTOR))) == []
    assert queries.unit_years(make.clerk(), 2026) == []


# ── look-backs ───────────────────────────────────────────────────────────────────────────────

NEXT = AT.replace(year=2027)


def seen(project: Any, score: str, outcome: Outcome = Outcome.HOLDING) -> Any:
    return look_backs.look_back(
        actor=make.clerk(), project_uid=project.uid, held_on=NEXT.date(), outcome=outcome, summary="察看",
        score=Decimal(score), rectify_by=dt.date(2027, 5, 1) if outcome == Outcome.PROBLEMS else None, at=NEXT,
    )  # fmt: skip


def test_last_years_projects_are_looked_at_one_by_one_and_ranked(town: str) -> None:
    """0-22, 2-41, 1-65: two projects looked back at; problems reopen an order."""
    first, second, third = (works.completed(title) for title in ("一", "二", "三"))
    works.started("未完工")
    old = works.completed("旧", year=2024, on=make.TODAY)
    seen(first, "80", Outcome.PROBLEMS)
    seen(second, "95")
    found = queries.to_look_at(make.clerk(), 2027)
    assert [(each.title, each.rank, each.standing) for each in found] == [
        ("二", 1, "成效保持"),
        ("一", 2, "整改中（1 件）"),
        ("三", None, "待察看"),
    ]
    assert third.uid == found[2].project_uid
    assert queries.looked_back_in(2027) == 2
    assert [each.project_uid for each in queries.to_look_at(make.clerk(), 2027, older="住有所居")][-1] == old.uid


def test_a_conclusion_is_offered_to_the_new_collection_once(town: str) -> None:
    row = seen(works.completed(), "70", Outcome.PROBLEMS)

    def offer() -> Any:
        return look_backs.offer_to_collection(
            actor=make.clerk(), look_back_uid=row.uid, title="增设停车位标识", content="回头看发现停车位没有标识，建议增设。",
            field="transport", at=NEXT,
        )  # fmt: skip

    assert queries.conclusions(make.clerk(), 2027) == [row]
    offered = offer()
    kept = Suggestion.objects.get(uid=offered.suggestion_uid)
    assert (kept.title, kept.channel, kept.proposed_by) == ("增设停车位标识", "research_report", "回头看")
    assert queries.conclusions(make.clerk(), 2027) == []
    with pytest.raises(OfferedAlready):
        offer()
    assert Suggestion.objects.count() == 1
