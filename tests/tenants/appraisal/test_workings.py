"""How a score came about, line by line; who stepped aside; what points rest on; money by source."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from commons.kernel.policy import Hidden
from tenants.appraisal import errors, queries
from tenants.appraisal.commands import proposals, reviews, scoring
from tenants.appraisal.models import PanelItem, Proposal, Scorecard
from tenants.appraisal.scoring import Criterion, Rubric
from tests.factories.appraisal import WAN, card, close, enter, panel, passed, points, put_forward, reviewer
from tests.factories.cycles import open_year
from tests.factories.evidence import acts, footprint, last_entry, told
from tests.factories.people import AT, Role, actor, as_actor

_POINTS = st.integers(0, 10_000).map(lambda hundredths: Fraction(hundredths, 100))


@settings(max_examples=60)
@given(
    st.lists(st.tuples(_POINTS, _POINTS), min_size=1, max_size=7),
    st.integers(1, 99),
    st.sampled_from(["mean", "median"]),
)
def test_the_lines_add_up_to_the_score(sheets: list[tuple[Fraction, Fraction]], weight: int, aggregate: str) -> None:
    """criterion × weight × aggregate, summed exactly and rounded once (1-27 至 1-31)."""
    criteria = (Criterion("a", Fraction(weight)), Criterion("b", Fraction(100 - weight)))
    rubric = Rubric(criteria, Fraction(100), Fraction(60), aggregate, gaps_allowed=False)
    read = [{"a": a, "b": b} for a, b in sheets]
    lines = rubric.workings(read)
    assert [line.reviewers for line in lines] == [len(sheets)] * 2
    exact = sum((line.weighed for line in lines), Fraction(0))
    assert abs(Fraction(rubric.score(read)) - exact) <= Fraction(1, 200)


def test_a_ranking_is_explained_line_by_line(town: str) -> None:
    """民意基础 40 × 85 + 资金可行性 30 × 70 + 社会效益 20 × 60 + 实施难度 10 × 50 (1-27, 1-28, 1-29, 1-30)."""
    cycle = open_year(2026)
    row, one, other = enter(cycle.uid), reviewer("评审甲"), reviewer("评审乙")
    round_ = panel(cycle.uid, [row], [one, other])
    card(one, row, points(90, 80, 60, 50))
    card(other, row, points(80, 60, 60, 50))
    close(round_)
    item = PanelItem.objects.get(panel=round_)
    assert [(line["name"], line["weight"], line["aggregate"], line["weighed"]) for line in item.workings] == [
        ("民意基础", "40", "85.00", "34.00"),
        ("资金可行性", "30", "70.00", "21.00"),
        ("社会效益", "20", "60.00", "12.00"),
        ("实施难度", "10", "50.00", "5.00"),
    ]
    assert (item.score, item.rank) == (Decimal("72.00"), 1)


def test_the_ranking_asks_the_same_number_of_queries_for_one_row_and_for_many(town: str) -> None:
    cycle = open_year(2026)
    counts = []
    for number in (1, 6):
        rows = [enter(cycle.uid, f"第{number}批第{n}个项目") for n in range(number)]
        who = reviewer(f"评审{number}")
        round_ = panel(cycle.uid, rows, [who])
        for row in rows:
            card(who, row, points(80))
        close(round_)
        with CaptureQueriesContext(connection) as asked:
            shown = [
                (item.proposal.title, item.panel.title, item.workings)
                for item in queries.ranking(actor(Role.CLERK)).filter(panel=round_)
            ]
        assert len(shown) == number
        counts.append(len(asked))
    assert counts == [1, 1]


def test_an_open_round_has_no_ranking(town: str) -> None:
    cycle = open_year(2026)
    row, who = enter(cycle.uid), reviewer()
    panel(cycle.uid, [row], [who])
    card(who, row, points(80))
    assert list(queries.ranking(actor(Role.CLERK))) == []


def test_points_carry_their_evidence(town: str) -> None:
    cycle = open_year(2026)
    row, who = enter(cycle.uid), reviewer()
    panel(cycle.uid, [row], [who])
    own = scoring.score(
        actor=as_actor(who),
        proposal_uid=row.uid,
        points=points(80),
        at=AT,
        evidence={"public_support": "走访 120 户，102 户赞成", "social_benefit": "  "},
    )
    assert queries.evidence_by_card([own])[own.uid] == {"public_support": "走访 120 户，102 户赞成"}


# ── recusal ──────────────────────────────────────────────────────────────────────────────────


def test_a_reviewer_steps_aside_from_one_proposal_and_sees_it_no_longer(town: str) -> None:
    cycle = open_year(2026)
    kin, other = enter(cycle.uid, "本村道路硬化"), enter(cycle.uid, "社区食堂扩建")
    one, two = reviewer("评审甲"), reviewer("评审乙")
    round_ = panel(cycle.uid, [kin, other], [one, two])
    scoring.score(actor=as_actor(one), proposal_uid=kin.uid, points=points(100), at=AT)
    gone = scoring.recuse(actor=as_actor(one), proposal_uid=kin.uid, reason="本人是该村村民", at=AT)
    assert [row.uid for row in queries.visible_to(as_actor(one))] == [other.uid]
    with pytest.raises(Hidden):
        scoring.score(actor=as_actor(one), proposal_uid=kin.uid, points=points(100), at=AT)
    assert (queries.progress_of(round_).expected, acts(gone)[-1], told()[-1]) == (
        3,
        "appraisal.recuse",
        "appraisal.ReviewerRecused",
    )
    assert last_entry(gone)["facts"] == {"panel": str(round_.uid), "proposal": str(kin.uid)}
    card(one, other, points(80))
    card(two, other, points(80))
    card(two, kin, points(60))
    close(round_)
    assert PanelItem.objects.get(proposal=kin).score == Decimal(
        "60.00"
    )  # the draft of whoever stepped aside is not in it


def test_who_has_signed_no_longer_steps_aside_and_a_reason_is_needed(town: str) -> None:
    cycle = open_year(2026)
    row, who = enter(cycle.uid), reviewer()
    panel(cycle.uid, [row], [who])
    passer_by = as_actor(reviewer("旁人"))
    before = (Scorecard.objects.count(), *footprint())
    with pytest.raises(Exception, match="回避理由"):
        scoring.recuse(actor=as_actor(who), proposal_uid=row.uid, reason=" ", at=AT)
    with pytest.raises(Hidden):
        scoring.recuse(actor=passer_by, proposal_uid=row.uid, reason="与我无关的项目", at=AT)
    assert (Scorecard.objects.count(), *footprint()) == before
    card(who, row, points(80))
    with pytest.raises(errors.CardSigned):
        scoring.recuse(actor=as_actor(who), proposal_uid=row.uid, reason="本人是该村村民", at=AT)


# ── money and years ──────────────────────────────────────────────────────────────────────────


def test_the_parts_of_the_money_are_the_cost(town: str) -> None:
    cycle = open_year(2026)
    row = enter(cycle.uid, cost_fen=80 * WAN, money={"social": 20 * WAN, "own_fiscal": 60 * WAN, "superior_fiscal": 0})
    assert row.money == {"own_fiscal": 60 * WAN, "social": 20 * WAN}
    for money in ({"own_fiscal": 70 * WAN}, {"lottery": 80 * WAN}, {"own_fiscal": -WAN, "social": 81 * WAN}):
        with pytest.raises(errors.MoneyUneven):
            enter(cycle.uid, "另一个项目", cost_fen=80 * WAN, money=money)
    revision = reviews.revise_scheme(
        actor=actor(Role.CLERK),
        proposal_uid=row.uid,
        reason="座位由 50 个增至 80 个",
        content="扩建食堂，座位 80 个。",
        cost_fen=100 * WAN,
        money={"own_fiscal": 100 * WAN},
        at=AT,
    )
    assert (revision.number, revision.money, Proposal.objects.get(uid=row.uid).money) == (
        2,
        {"own_fiscal": 100 * WAN},
        {"own_fiscal": 100 * WAN},
    )
    with pytest.raises(errors.MoneyUneven):  # the parts no longer fit
        reviews.revise_scheme(actor=actor(Role.CLERK), proposal_uid=row.uid, reason="调整投资估算", cost_fen=WAN, at=AT)


def test_what_takes_several_years_says_what_is_done_in_this_one_before_it_is_put_forward(town: str) -> None:
    """0-45 建设周期跨年度."""
    cycle = open_year(2026)
    (row,) = passed(cycle.uid, "供水管网改造")
    reviews.revise_scheme(actor=actor(Role.CLERK), proposal_uid=row.uid, reason="分两年实施", ends_year=2027, at=AT)
    with pytest.raises(errors.AnnualGoalMissing):
        put_forward(row)
    reviews.revise_scheme(
        actor=actor(Role.CLERK), proposal_uid=row.uid, reason="补充当年目标", goal="2026 年改造 12 公里", at=AT
    )
    put_forward(row)
    with pytest.raises(errors.EndingRefused):
        proposals.checked_ending(2025, 2026)
    assert proposals.checked_ending(2026, 2026) is None
