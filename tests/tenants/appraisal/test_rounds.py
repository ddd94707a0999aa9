"""A round of scoring: given to a panel, scored blind, signed, closed under each proposal's own rubric (1-26 … 1-32)."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from commons.access import queries as access
from commons.kernel.actor import Actor
from commons.kernel.errors import NotFound
from commons.kernel.lifecycle import WrongStep
from commons.kernel.models import new_uid
from commons.kernel.policy import Hidden, NotPermitted
from commons.rulebook import commands as rulebook
from commons.rulebook import presets
from commons.rulebook.terms import Kind
from tenants.appraisal import errors, queries
from tenants.appraisal.commands import proposals, scoring
from tenants.appraisal.models import Panel, PanelItem, Proposal, Scorecard, ScoreLine
from tenants.appraisal.terms import CardState, ItemOutcome, PanelState, ProposalState
from tenants.intake import queries as intake
from tests.factories.appraisal import CRITERIA, card, close, enter, panel, passed, points, reviewer
from tests.factories.cycles import open_year
from tests.factories.evidence import acts, footprint, last_entry, told
from tests.factories.intake import submit
from tests.factories.people import AT, Role, actor, as_actor
from tests.factories.rulebook import ANYBODY, published

LATER = AT + dt.timedelta(days=30)


def traces() -> tuple[int, ...]:
    return Panel.objects.count(), Scorecard.objects.count(), ScoreLine.objects.count(), *footprint()


def seen_by(who: Actor) -> list[Proposal]:
    return list(queries.visible_to(who))


# ── assign ───────────────────────────────────────────────────────────────────────────────────


def test_a_reviewer_sees_exactly_the_proposals_of_her_panel(town: str) -> None:
    cycle = open_year(2026)
    mine, theirs, nobodys = (enter(cycle.uid, title) for title in ("我评的项目", "别人评的项目", "没人评的项目"))
    me, other = reviewer("评审甲"), reviewer("评审乙")
    panel(cycle.uid, [mine], [me])
    panel(cycle.uid, [theirs], [other])
    assert [row.uid for row in seen_by(as_actor(me))] == [mine.uid]
    assert [row.uid for row in seen_by(as_actor(other))] == [theirs.uid]
    for hidden in (theirs, nobodys):
        with pytest.raises(errors.ProposalNotFound):
            queries.get(as_actor(me), hidden.uid)
        with pytest.raises(Hidden):
            scoring.score(actor=as_actor(me), proposal_uid=hidden.uid, points=points(80), at=AT)
    assert seen_by(as_actor(reviewer("没有分配的评审人"))) == []


def test_assigning_gives_grants_moves_the_proposals_and_tells(town: str) -> None:
    cycle = open_year(2026)
    rows, people = [enter(cycle.uid, f"第{n}个项目") for n in range(2)], [reviewer("评审甲"), reviewer("评审乙")]
    round_ = panel(cycle.uid, rows, people)
    assert [list(access.grantees("review_proposal", row)) for row in rows] == [sorted(people, key=lambda p: p.name)] * 2
    assert set(Proposal.objects.values_list("state", flat=True)) == {ProposalState.SCORING}
    assert last_entry(round_) == {
        "act": "appraisal.assign",
        "states": ("", ""),
        "facts": {
            "cycle": str(cycle.uid),
            "round": 1,
            "proposals": 2,
            "reviewers": [str(who.uid) for who in sorted(people, key=lambda p: (p.name, p.uid))],
        },
    }
    assert told()[-1] == "appraisal.PanelAssigned"


def test_a_proposal_is_in_one_open_round_at_most(town: str) -> None:
    cycle = open_year(2026)
    row, who = enter(cycle.uid), reviewer()
    panel(cycle.uid, [row], [who])
    before = traces()
    with pytest.raises(WrongStep):
        panel(cycle.uid, [row], [who])
    assert traces() == before


def test_who_is_no_reviewer_and_what_is_of_another_year_is_not_assigned(town: str) -> None:
    cycle, following = open_year(2026), open_year(2027)
    row, later, who = enter(cycle.uid), enter(following.uid, "明年的项目"), reviewer()
    flagged = enter(cycle.uid, "重大项目一个")
    proposals.flag_exclusion(actor=actor(Role.CLERK), proposal_uid=flagged.uid, key="major_development", note="", at=AT)
    before = traces()
    with pytest.raises(errors.ElsewhereInYear):
        panel(cycle.uid, [row, later], [who])
    with pytest.raises(errors.ReviewerUnknown):
        scoring.assign_panel(
            actor=actor(Role.CLERK),
            cycle_uid=cycle.uid,
            title="首轮评估",
            proposal_uids=[row.uid],
            reviewer_uids=[who.uid, new_uid()],
            at=AT,
        )
    with pytest.raises(errors.NothingToScore):
        panel(cycle.uid, [], [who])
    with pytest.raises(errors.StillExcluded):
        panel(cycle.uid, [row, flagged], [who])
    with pytest.raises(NotPermitted):
        panel(cycle.uid, [row], [who], actor=actor(Role.GOVERNMENT))
    assert traces() == before


# ── score and sign ───────────────────────────────────────────────────────────────────────────


def one_round() -> tuple[Panel, Proposal, Actor]:
    cycle = open_year(2026)
    row, who = enter(cycle.uid), reviewer()
    return panel(cycle.uid, [row], [who]), row, as_actor(who)


def test_a_reviewer_scores_rewrites_and_signs_her_card(town: str) -> None:
    _, row, me = one_round()
    scoring.score(actor=me, proposal_uid=row.uid, points=points(10), at=AT)
    mine = scoring.score(actor=me, proposal_uid=row.uid, points=points(90, 80, 70, 60), at=AT, comment="需求迫切")
    assert queries.lines_by_card([mine])[mine.uid] == {
        "public_support": "90.00",
        "funding_feasibility": "80.00",
        "social_benefit": "70.00",
        "implementation_difficulty": "60.00",
    }
    signed = scoring.sign_scorecard(actor=me, proposal_uid=row.uid, at=LATER)
    assert (signed.state, signed.signed_at, signed.reviewer_uid) == (CardState.SIGNED, LATER, me.account_uid)
    assert acts(mine) == ["appraisal.score", "appraisal.score", "appraisal.sign_scorecard"]
    assert Scorecard.objects.count() == 1


def test_a_signed_card_stands(town: str) -> None:
    _, row, me = one_round()
    card(me, row, points(80))
    before = traces()
    for act in (
        lambda: scoring.score(actor=me, proposal_uid=row.uid, points=points(90), at=LATER),
        lambda: scoring.sign_scorecard(actor=me, proposal_uid=row.uid, at=LATER),
    ):
        with pytest.raises(errors.CardSigned):
            act()
    assert traces() == before


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"public_support": 101}, "“民意基础”的分数应在 0 至 100 之间，最多两位小数，请改正。"),
        ({"public_support": -1}, "“民意基础”的分数应在 0 至 100 之间，最多两位小数，请改正。"),
        ({"public_support": "80.005"}, "“民意基础”的分数应在 0 至 100 之间，最多两位小数，请改正。"),
        ({"public_support": "很好"}, "“民意基础”的分数应在 0 至 100 之间，最多两位小数，请改正。"),
        ({"public_support": "NaN"}, "“民意基础”的分数应在 0 至 100 之间，最多两位小数，请改正。"),
        ({"public_support": "1e400000000"}, "“民意基础”的分数应在 0 至 100 之间，最多两位小数，请改正。"),
        ({"beauty": 80}, "本项目的评分标准中没有评分项“beauty”，请刷新页面后重新填写。"),
    ],
)
def test_points_that_the_rubric_does_not_know_are_refused(town: str, given: Mapping[str, Any], sentence: str) -> None:
    _, row, me = one_round()
    before = traces()
    with pytest.raises(errors.PointsRefused) as refused:
        scoring.score(actor=me, proposal_uid=row.uid, points=given, at=AT)
    assert (str(refused.value), traces()) == (sentence, before)


def test_a_card_with_gaps_may_be_kept_and_not_signed(town: str) -> None:
    _, row, me = one_round()
    card(me, row, {"public_support": 80, "social_benefit": 70}, sign=False)
    before = traces()
    with pytest.raises(errors.PointsRefused) as refused:
        scoring.sign_scorecard(actor=me, proposal_uid=row.uid, at=AT)
    assert str(refused.value) == "还没有为“资金可行性、实施难度”评分，请补齐后再签署。"
    assert traces() == before


def test_there_is_nothing_to_sign_before_scoring(town: str) -> None:
    _, row, me = one_round()
    with pytest.raises(errors.CardMissing):
        scoring.sign_scorecard(actor=me, proposal_uid=row.uid, at=AT)


def test_scoring_is_for_reviewers_and_an_unknown_proposal_is_not_found(town: str) -> None:
    _, row, me = one_round()
    before = traces()
    for role in (Role.CLERK, Role.DIRECTOR, Role.GOVERNMENT):
        with pytest.raises(NotPermitted):
            scoring.score(actor=actor(role), proposal_uid=row.uid, points=points(80), at=AT)
    with pytest.raises(NotFound):
        scoring.score(actor=me, proposal_uid=new_uid(), points=points(80), at=AT)
    assert traces() == before


def test_until_the_round_closes_a_reviewer_sees_only_her_own_card_and_the_desk_sees_none(town: str) -> None:
    cycle = open_year(2026)
    row, one, two = enter(cycle.uid), reviewer("评审甲"), reviewer("评审乙")
    round_ = panel(cycle.uid, [row], [one, two])
    card(one, row, points(90))
    card(two, row, points(60))
    desk = [actor(Role.CLERK), actor(Role.DIRECTOR), actor(Role.AUDITOR), actor(Role.GOVERNMENT)]
    assert [[c.reviewer_name for c in queries.cards_visible_to(as_actor(who))] for who in (one, two)] == [
        ["评审甲"],
        ["评审乙"],
    ]
    assert [list(queries.cards_visible_to(who)) for who in desk] == [[], [], [], []]
    assert queries.progress_of(round_) == queries.Progress(expected=2, signed=2)
    close(round_)
    assert [c.reviewer_name for c in queries.cards_visible_to(as_actor(one))] == ["评审乙", "评审甲"]
    assert [len(queries.cards_visible_to(who)) for who in desk] == [2, 2, 2, 0]
    assert list(queries.cards_visible_to(as_actor(reviewer("局外评审")))) == []


# ── close ────────────────────────────────────────────────────────────────────────────────────


def test_closing_scores_by_the_seeds_weights_and_ranks(town: str) -> None:
    """1-27 … 1-30: 民意基础 40、资金可行性 30、社会效益 20、实施难度 10; 1-32: below the pass mark is eliminated."""
    cycle = open_year(2026)
    best, even, worst = (enter(cycle.uid, title) for title in ("第一个项目", "第二个项目", "第三个项目"))
    one, two = reviewer("评审甲"), reviewer("评审乙")
    round_ = panel(cycle.uid, [best, even, worst], [one, two])
    for row, first, second in [
        (best, points(90, 80, 70, 60), points(90, 80, 70, 60)),
        (even, points(100), points(60)),
        (worst, points(59), points(60)),
    ]:
        card(one, row, first)
        card(two, row, second)
    closed = close(round_)
    assert (closed.state, closed.closed_at) == (PanelState.CLOSED, AT)
    assert list(queries.items_of(round_).order_by("uid").values_list("outcome", "score", "rank", "why")) == [
        (ItemOutcome.PASSED, Decimal("80.00"), 1, ""),
        (ItemOutcome.PASSED, Decimal("80.00"), 1, ""),
        (ItemOutcome.ELIMINATED, Decimal("59.50"), 3, "below_pass_mark"),
    ]
    worst.refresh_from_db()
    assert (worst.state, worst.score, worst.rank) == (ProposalState.ELIMINATED, Decimal("59.50"), 3)
    assert last_entry(worst) == {
        "act": "appraisal.eliminate",
        "states": ("scoring", "eliminated"),
        "facts": {
            "panel": str(round_.uid),
            "round": 1,
            "rubric": str(worst.rubric_uid),
            "score": "59.50",
            "rank": 3,
            "why": "below_pass_mark",
        },
    }
    assert told()[-4:] == ["appraisal.ProposalScored"] * 3 + ["appraisal.RoundClosed"]


def test_closing_withdraws_the_grants(town: str) -> None:
    cycle = open_year(2026)
    row, who = enter(cycle.uid), reviewer()
    round_ = panel(cycle.uid, [row], [who])
    card(who, row, points(80))
    close(round_)
    assert (list(access.grantees("review_proposal", row)), seen_by(as_actor(who))) == ([], [])
    with pytest.raises(Hidden):
        scoring.score(actor=as_actor(who), proposal_uid=row.uid, points=points(90), at=LATER)


def test_a_round_with_unsigned_cards_closes_only_for_a_reason_and_without_them(town: str) -> None:
    cycle = open_year(2026)
    row, one, two = enter(cycle.uid), reviewer("评审甲"), reviewer("评审乙")
    round_ = panel(cycle.uid, [row], [one, two])
    card(one, row, points(80))
    card(two, row, points(0), sign=False)
    before = traces()
    with pytest.raises(errors.RoundIncomplete) as refused:
        close(round_)
    assert (refused.value.data, traces()) == ({"missing": 1}, before)
    closed = close(round_, absence_reason="一名评审人出差")
    row.refresh_from_db()
    assert (row.score, closed.absence_reason) == (Decimal("80.00"), "一名评审人出差")


def test_a_round_in_which_a_proposal_has_no_signed_card_does_not_close(town: str) -> None:
    cycle = open_year(2026)
    rows, who = [enter(cycle.uid, f"第{n}个项目") for n in range(2)], reviewer()
    round_ = panel(cycle.uid, rows, [who])
    card(who, rows[0], points(80))
    before = traces()
    with pytest.raises(errors.Unscored) as refused:
        close(round_, absence_reason="评审人出差")
    assert (refused.value.data, traces()) == ({"count": 1}, before)
    assert PanelItem.objects.exclude(outcome="").count() == 0


def test_a_flag_raised_during_the_round_excludes_at_its_closing_without_asking_for_scores(town: str) -> None:
    cycle = open_year(2026)
    slip = submit()
    row, who = enter(cycle.uid, suggestion_uids=[slip.uid]), reviewer()
    round_ = panel(cycle.uid, [row], [who])
    proposals.flag_exclusion(actor=actor(Role.CLERK), proposal_uid=row.uid, key="not_universal", note="", at=AT)
    with pytest.raises(WrongStep):
        proposals.exclude_proposal(actor=actor(Role.CLERK), proposal_uid=row.uid, at=AT)
    close(round_, absence_reason="不再评分")
    row.refresh_from_db()
    assert (row.state, row.score, row.rank) == (ProposalState.EXCLUDED, None, None)
    assert PanelItem.objects.get().why == "not_universal"
    assert len(intake.by_code(slip.query_code).became) == 2


def test_a_round_closes_once_and_by_the_desk(town: str) -> None:
    cycle = open_year(2026)
    row, who = enter(cycle.uid), reviewer()
    round_ = panel(cycle.uid, [row], [who])
    card(who, row, points(80))
    with pytest.raises(NotPermitted):
        scoring.close_round(actor=actor(Role.REVIEWER), panel_uid=round_.uid, at=AT)
    close(round_)
    before = traces()
    with pytest.raises(WrongStep):
        close(round_)
    with pytest.raises(errors.PanelNotFound):
        scoring.close_round(actor=actor(Role.CLERK), panel_uid=new_uid(), at=AT)
    assert traces() == before


def test_a_second_round_leaves_what_the_first_one_said(town: str) -> None:
    """1-31: 首轮评估, so there may be more than one."""
    cycle = open_year(2026)
    (row,) = passed(cycle.uid, "社区老年食堂扩建", given=80)
    who = reviewer("第二轮评审")
    second = panel(cycle.uid, [row], [who], round_number=2)
    card(who, row, points(50))
    close(second)
    row.refresh_from_db()
    assert (row.state, row.score) == (ProposalState.ELIMINATED, Decimal("50.00"))
    kept = PanelItem.objects.order_by("panel__round_number").values_list("panel__round_number", "outcome", "score")
    assert list(kept) == [(1, "passed", Decimal("80.00")), (2, "eliminated", Decimal("50.00"))]


def adopt_another_rubric(town: str) -> None:
    """From now on only 实施难度 counts."""
    body = copy.deepcopy(dict(presets.RUBRIC.body))
    for criterion in body["rubric"]["criteria"]:
        criterion["weight"] = 100 if criterion["key"] == CRITERIA[-1] else 0
    edition = published(kind=Kind.RUBRIC, title="另一套评分标准", body=body, modes={}, levels=ANYBODY)
    rulebook.adopt_edition(actor=actor(Role.DIRECTOR), edition_uid=edition.uid, values={}, from_on=AT.date(), at=AT)


def test_raising_a_weight_in_a_new_edition_does_not_move_a_score_under_the_old_one(town: str) -> None:
    cycle = open_year(2026)
    row, who = enter(cycle.uid), reviewer()
    round_ = panel(cycle.uid, [row], [who])
    card(who, row, points(90, 80, 70, 60))
    adopt_another_rubric(town)
    close(round_)
    following = open_year(2027)
    fresh = enter(following.uid, "新标准下的项目")
    again = panel(following.uid, [fresh], [who])
    card(who, fresh, points(90, 80, 70, 60))
    close(again)
    row.refresh_from_db()
    fresh.refresh_from_db()
    assert (row.score, fresh.score) == (Decimal("80.00"), Decimal("60.00"))
    assert row.rubric_uid != fresh.rubric_uid


@pytest.mark.parametrize("number", [1, 3])
def test_what_a_round_asks_of_the_rulebook_does_not_grow_with_its_proposals(
    town: str, number: int, django_assert_num_queries: Any
) -> None:
    cycle = open_year(2026)
    rows, who = [enter(cycle.uid, f"第{n}个项目") for n in range(number)], reviewer()
    round_ = panel(cycle.uid, rows, [who])
    for row in rows:
        card(who, row, points(80))
    with django_assert_num_queries(5):
        assert len(scoring._results(round_)) == number
