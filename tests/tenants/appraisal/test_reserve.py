"""储备库: put in with a reason, tracked, taken up in a later year or dropped (1-38 … 1-41, 1-109)."""

from __future__ import annotations

import pytest

from commons.kernel.lifecycle import WrongStep
from commons.kernel.models import new_uid
from commons.kernel.policy import NotPermitted
from tenants.appraisal import errors, queries
from tenants.appraisal.commands import reserve
from tenants.appraisal.models import Proposal, Reserve, ReserveNote
from tenants.appraisal.terms import Origin, ProposalState, ReserveReason, ReserveState
from tenants.intake import queries as intake
from tenants.intake.errors import TextRefused
from tests.factories.appraisal import WAN, enter, passed, put_forward
from tests.factories.cycles import open_year
from tests.factories.evidence import acts, footprint, last_entry, told
from tests.factories.intake import submit
from tests.factories.people import AT, Role, actor


def traces() -> tuple[int, ...]:
    return Proposal.objects.count(), Reserve.objects.count(), ReserveNote.objects.count(), *footprint()


def put_in(row: Proposal, code: ReserveReason = ReserveReason.FUNDING, reason: str = "专项资金未落实") -> Reserve:
    return reserve.put_in_reserve(actor=actor(Role.CLERK), proposal_uid=row.uid, reason_code=code, reason=reason, at=AT)


def take(kept: Reserve, cycle_uid: object) -> Proposal:
    return reserve.take_from_reserve(actor=actor(Role.CLERK), uid=kept.uid, cycle_uid=cycle_uid, at=AT)  # type: ignore[arg-type]


def test_a_proposal_is_put_in_the_reserve_with_its_reason(town: str) -> None:
    """1-40: 政策调整、资金变动等."""
    row = enter(open_year(2026).uid)
    kept = put_in(row)
    row.refresh_from_db()
    assert (row.state, kept.year, kept.state, kept.reason_code) == (
        ProposalState.RESERVED,
        2026,
        ReserveState.WAITING,
        ReserveReason.FUNDING,
    )
    assert last_entry(row) == {
        "act": "appraisal.reserve",
        "states": ("entered", "reserved"),
        "facts": {"reason": "funding", "year": 2026},
    }
    assert told()[-1] == "appraisal.ProposalReserved"


def test_without_words_for_the_reason_nothing_is_reserved(town: str) -> None:
    row = enter(open_year(2026).uid)
    before = traces()
    with pytest.raises(TextRefused):
        put_in(row, reason=" ")
    assert traces() == before


def test_what_is_on_the_list_or_eliminated_is_not_reserved(town: str) -> None:
    cycle = open_year(2026)
    (listed,) = passed(cycle.uid, "在名单上的项目")
    put_forward(listed)
    (out,) = passed(cycle.uid, "被淘汰的项目", given=10)
    before = traces()
    for row in (listed, out):
        with pytest.raises(WrongStep):
            put_in(row)
    assert traces() == before


def test_a_reserved_project_is_tracked_across_the_years(town: str) -> None:
    kept = put_in(enter(open_year(2026).uid))
    reserve.track_reserve(actor=actor(Role.GOVERNMENT), uid=kept.uid, note="资金已列入明年预算", at=AT)
    assert list(kept.notes.values_list("note", "noted_at")) == [("资金已列入明年预算", AT)]
    assert acts(kept) == ["appraisal.track"]


def test_a_reserved_project_is_taken_up_next_year_as_a_new_proposal_under_that_years_rules(town: str) -> None:
    """1-41: 条件成熟的次年实施."""
    slip = submit()
    cycle = open_year(2026)
    old = enter(cycle.uid, suggestion_uids=[slip.uid])
    kept = put_in(old)
    following = open_year(2027)
    new = take(kept, following.uid)
    kept.refresh_from_db()
    assert (kept.state, kept.successor_id, kept.taken_up_year) == (ReserveState.TAKEN_UP, new.uid, 2027)
    assert (new.cycle_uid, new.origin, new.title, new.cost_fen, new.state) == (
        following.uid,
        Origin.RESERVE,
        old.title,
        80 * WAN,
        ProposalState.ENTERED,
    )
    assert queries.suggestions_of(new.uid) == [slip.uid]
    assert [line.sentence for line in intake.by_code(slip.query_code).became] == [
        "已形成建议项目“社区老年食堂扩建”，进入评估。",
        "“社区老年食堂扩建”已进入民生实事项目储备库，条件成熟时启用。",
        "“社区老年食堂扩建”已由储备库启用，重新进入评议。",
    ]
    assert acts(kept) == ["appraisal.take_up"]
    assert told()[-1] == "appraisal.ReserveTakenUp"


def test_a_reserved_project_is_not_taken_up_in_its_own_year_nor_twice(town: str) -> None:
    cycle = open_year(2026)
    kept = put_in(enter(cycle.uid))
    before = traces()
    with pytest.raises(errors.SameYear):
        take(kept, cycle.uid)
    assert traces() == before
    following = open_year(2027)
    take(kept, following.uid)
    before = traces()
    with pytest.raises(WrongStep):
        take(kept, following.uid)
    with pytest.raises(WrongStep):
        reserve.track_reserve(actor=actor(Role.CLERK), uid=kept.uid, note="已经启用了", at=AT)
    with pytest.raises(errors.ReserveNotFound):
        reserve.drop_reserve(actor=actor(Role.CLERK), uid=new_uid(), reason="找不到这个项目", at=AT)
    assert traces() == before


def test_a_reserved_project_is_dropped_for_a_reason(town: str) -> None:
    kept = put_in(enter(open_year(2026).uid))
    kept = reserve.drop_reserve(actor=actor(Role.DIRECTOR), uid=kept.uid, reason="已由企业捐建", at=AT)
    assert (kept.state, told()[-1]) == (ReserveState.DROPPED, "appraisal.ReserveDropped")


def test_the_pool_is_run_by_both_sides_and_by_nobody_else(town: str) -> None:
    row = enter(open_year(2026).uid)
    before = traces()
    for role in (Role.DEPUTY, Role.REVIEWER, Role.AUDITOR):
        with pytest.raises(NotPermitted):
            reserve.put_in_reserve(
                actor=actor(role), proposal_uid=row.uid, reason_code=ReserveReason.POLICY, reason="政策调整", at=AT
            )
    assert traces() == before


def test_the_pool_counts_over_all_years(town: str) -> None:
    """1-41 in small: five in, two taken up."""
    cycle = open_year(2026)
    kept = [put_in(enter(cycle.uid, f"第{n}个项目")) for n in range(5)]
    following = open_year(2027)
    for each in kept[:2]:
        take(each, following.uid)
    reserve.drop_reserve(actor=actor(Role.CLERK), uid=kept[2].uid, reason="已由企业捐建", at=AT)
    assert queries.pool() == queries.PoolFigures(entered=5, taken_up=2, waiting=2, dropped=1)
    figures = [queries.figures(year) for year in (2026, 2027)]
    assert [(each.reserved, each.taken_up) for each in figures if each] == [(5, 0), (0, 2)]
