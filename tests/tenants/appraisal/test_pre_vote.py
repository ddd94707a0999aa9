"""票决前程序: the meetings before the vote, in the office's own order, with their minutes (domain §2.1, §2.2; 2-15)."""

from __future__ import annotations

import datetime as dt

import pytest

from commons.kernel.policy import NotPermitted
from tenants.appraisal import errors, queries
from tenants.appraisal.commands import pre_vote
from tenants.appraisal.models import PreVoteStep
from tenants.documents import queries as documents
from tests.factories.appraisal import TODAY, pass_steps
from tests.factories.cycles import open_year
from tests.factories.evidence import acts, footprint, last_entry, told
from tests.factories.people import AT, Role, actor

PDF = b"%PDF-1.4\n%%EOF\n"


def held(cycle_uid, key: str, **changes) -> PreVoteStep:
    values = {
        "actor": actor(Role.GOVERNMENT),
        "held_on": TODAY,
        "note": "研究同意",
        "minutes_name": "纪要.pdf",
        "minutes": PDF,
        "at": AT,
    }
    return pre_vote.pass_step(cycle_uid=cycle_uid, key=key, **{**values, **changes})


def test_each_office_has_its_own_order(town: str) -> None:
    """A town's 党委扩大会, 党政联席会 and 主席团 (2-03, 2-15, 2-24)."""
    cycle = open_year(2026)
    assert [step.label for step in queries.pre_vote_steps(cycle.uid)] == [
        "党委扩大会议",
        "党政联席会议",
        "人大主席团会议",
    ]


def test_a_street_asks_its_office_its_working_committee_and_its_party_committee(street: str) -> None:
    cycle = open_year(2026)
    assert [step.label for step in queries.pre_vote_steps(cycle.uid)] == [
        "街道办事处办公会议",
        "人大街道工委会议",
        "街道党工委会议",
    ]


def test_a_meeting_is_recorded_with_its_minutes(town: str) -> None:
    cycle = open_year(2026)
    row = held(cycle.uid, "party_enlarged")
    assert (row.position, row.label, row.held_on, row.recorded_by_name != "") == (1, "党委扩大会议", TODAY, True)
    assert [file.filename for file in documents.attachments_of(row.uid)] == ["纪要.pdf"]
    assert acts(row) == ["appraisal.pass_step"]
    assert last_entry(row)["facts"] == {
        "cycle": str(cycle.uid),
        "step": "party_enlarged",
        "position": 1,
        "held_on": "2026-03-02",
        "minutes": True,
    }
    assert told()[-1] == "appraisal.PreVoteStepPassed"


def test_the_order_the_minutes_and_the_dates_are_kept(town: str) -> None:
    cycle = open_year(2026)
    for refused, changes in (
        (errors.StepOutOfOrder, {"key": "joint_meeting"}),
        (errors.StepUnknown, {"key": "government_meeting"}),
        (errors.MinutesMissing, {"key": "party_enlarged", "minutes": b""}),
        (errors.StepDateInvalid, {"key": "party_enlarged", "held_on": TODAY + dt.timedelta(days=1)}),
        (NotPermitted, {"key": "party_enlarged", "actor": actor(Role.DEPUTY)}),
    ):
        before = (PreVoteStep.objects.count(), *footprint())
        with pytest.raises(refused):
            held(cycle.uid, **changes)
        assert (PreVoteStep.objects.count(), *footprint()) == before
    held(cycle.uid, "party_enlarged")
    with pytest.raises(errors.StepTaken):
        held(cycle.uid, "party_enlarged")
    with pytest.raises(errors.StepDateInvalid):
        held(cycle.uid, "joint_meeting", held_on=TODAY - dt.timedelta(days=1))


def test_the_vote_is_not_prepared_before_every_meeting_was_held(town: str) -> None:
    cycle = open_year(2026)
    answer = queries.gate_pre_vote_steps(cycle.uid)
    assert (answer.met, answer.advice) == (False, "请依次登记“党委扩大会议”“党政联席会议”“人大主席团会议”")
    pass_steps(cycle.uid)
    assert queries.gate_pre_vote_steps(cycle.uid).met


def test_minutes_are_for_both_sides_only(town: str) -> None:
    cycle = open_year(2026)
    row = held(cycle.uid, "party_enlarged")
    readers = [
        role
        for role in (Role.CLERK, Role.GOVERNMENT, Role.AUDITOR, Role.DEPUTY, Role.UNIT)
        if queries.may_read_step(actor(role), row.uid)
    ]
    assert readers == [Role.CLERK, Role.GOVERNMENT, Role.AUDITOR]
