"""35 in reserve since 2022, 12 of them built in a later year: from rows, across years (1-38 … 1-41)."""

from __future__ import annotations

from tenants.appraisal import queries
from tenants.appraisal.commands import reserve
from tenants.appraisal.terms import ReserveReason
from tests.factories.appraisal import enter
from tests.factories.cycles import open_year
from tests.factories.people import AT, Role, actor


def test_35_are_reserved_and_12_taken_up_the_year_after(street: str) -> None:
    """1-39, 1-40, 1-41, 1-109."""
    clerk = actor(Role.CLERK)
    one, two = open_year(2026), open_year(2027)
    kept = [
        reserve.put_in_reserve(
            actor=clerk,
            proposal_uid=enter(one.uid, f"储备项目第{number}个").uid,
            reason_code=ReserveReason.POLICY if number % 2 else ReserveReason.FUNDING,
            reason="政策调整，暂缓实施" if number % 2 else "资金变动，暂缓实施",
            at=AT,
        )
        for number in range(35)
    ]
    for row in kept[:12]:
        reserve.track_reserve(actor=clerk, uid=row.uid, note="资金已经落实", at=AT)
        reserve.take_from_reserve(actor=clerk, uid=row.uid, cycle_uid=two.uid, at=AT)
    before, after = queries.figures(2026), queries.figures(2027)
    assert before is not None
    assert after is not None
    assert (before.reserved, before.taken_up, after.reserved, after.taken_up) == (35, 0, 0, 12)
    assert queries.pool().waiting == 23
    assert after.by_origin["reserve"] == 12
