"""A street's year in its own figures, out of rows: 210 assessed, 70 eliminated; 50 seen on site, 18 adjustments."""

from __future__ import annotations

from tenants.appraisal import queries
from tenants.appraisal.commands import reserve, reviews
from tenants.appraisal.terms import Aspect, ReserveReason, Stance
from tests.factories.appraisal import TODAY, approve, card, close, enter, panel, points, put_forward, reviewer
from tests.factories.cycles import open_year
from tests.factories.people import AT, Role, actor


def test_210_are_assessed_70_eliminated_50_seen_on_site_and_8_become_candidates(street: str) -> None:
    """1-32, 1-36, 1-40, 1-61."""
    cycle = open_year(2026)
    rows = [enter(cycle.uid, f"街道第{number}个项目") for number in range(210)]
    who = reviewer()
    round_ = panel(cycle.uid, rows, [who])
    for number, row in enumerate(rows):
        card(who, row, points(80 if number < 140 else 40))
    close(round_)
    for number, row in enumerate(rows[:50]):
        reviews.record_joint_opinion(
            actor=actor(Role.CLERK),
            proposal_uid=row.uid,
            department="测试城建办",
            aspect=Aspect.SITE_SURVEY,
            stance=Stance.ADJUST if number < 18 else Stance.AGREE,
            opinion="建议缩小规模" if number < 18 else "",
            held_on=TODAY,
            at=AT,
        )
    for row in rows[100:135]:
        reserve.put_in_reserve(
            actor=actor(Role.CLERK),
            proposal_uid=row.uid,
            reason_code=ReserveReason.FUNDING,
            reason="资金暂未落实",
            at=AT,
        )
    for row in rows[:8]:
        put_forward(row)
    approve(cycle.uid, seats=6)
    figures = queries.figures(2026)
    assert figures is not None
    assert (figures.entered, figures.assessed, figures.eliminated, figures.passed) == (210, 210, 70, 140)
    assert (figures.surveyed, figures.adjustments, figures.reserved, figures.candidates) == (50, 18, 35, 8)
    assert figures.by_state["passed"] == 140 - 35 - 8
