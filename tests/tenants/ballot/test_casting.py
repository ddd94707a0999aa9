"""Casting: one person, one ballot, the first one counts, and nothing kept that says whose it is."""

from __future__ import annotations

from typing import Any

import pytest

from commons.audit.models import Entry
from commons.kernel.actor import Actor, Role
from commons.kernel.errors import Refusal
from commons.kernel.policy import NotPermitted
from commons.kernel.tenancy import current_code
from commons.outbox.models import Message
from tenants.ballot import errors
from tenants.ballot.commands import casting, papers
from tenants.ballot.models import Ballot, RollEntry
from tenants.ballot.terms import RECEIPT
from tests.factories import ballot as b
from tests.factories.people import AT, actor

pytestmark = pytest.mark.usefixtures("town")


def box() -> list[dict[str, Any]]:
    return list(Ballot.objects.values("marks", "priorities", "group"))


def traces() -> tuple[int, int, int, int]:
    return (
        Ballot.objects.count(),
        RollEntry.objects.filter(voted=True).count(),
        Entry.objects.count(),
        Message.objects.count(),
    )


def test_a_deputy_casts_a_ballot_and_is_told_that_it_was_received() -> None:
    voters = b.voters(3)
    this = b.opened(b.vote_of(), voters)

    assert b.cast(voters[0], this, "甲乙", oppose="丙") == RECEIPT

    assert box() == [
        {
            "marks": {b.uid_of("甲"): "approve", b.uid_of("乙"): "approve", b.uid_of("丙"): "oppose"},
            "priorities": {},
            "group": "",
        }
    ]
    assert [(each.name, each.voted) for each in RollEntry.objects.order_by("name")] == [
        ("代表001", True),
        ("代表002", False),
        ("代表003", False),
    ]


def test_priorities_stand_beside_the_choice() -> None:
    """1-74, 1-110."""
    voters = b.voters(1)
    this = b.opened(b.vote_of(), voters)
    casting.cast(
        actor=voters[0],
        round_uid=this.uid,
        marks=b.choice("甲"),
        priorities={b.uid_of("甲"): "very_necessary", b.uid_of("丙"): "ordinary"},
        at=AT,
    )
    assert box()[0]["priorities"] == {b.uid_of("甲"): "very_necessary", b.uid_of("丙"): "ordinary"}


def test_what_a_page_leaves_unsaid_looks_like_an_abstention_that_was_said() -> None:
    voters = b.voters(2)
    this = b.opened(b.vote_of(), voters)
    b.cast(voters[0], this, "甲")
    said = b.choice("甲") | {b.uid_of("丙"): "abstain", b.uid_of("乙"): "abstain"}
    casting.cast(actor=voters[1], round_uid=this.uid, marks=said, at=AT)
    first, second = box()
    assert first == second


def test_a_second_ballot_gets_the_same_answer_and_changes_nothing() -> None:
    voters = b.voters(2)
    this = b.opened(b.vote_of(), voters)
    b.cast(voters[0], this, "甲")
    before = (box(), traces())

    assert b.cast(voters[0], this, "乙丙") == RECEIPT
    assert casting.cast(actor=voters[0], round_uid=this.uid, marks={"胡乱": 1}, at=AT) == RECEIPT

    assert (box(), traces()) == before


def test_the_answer_to_a_retry_is_still_the_receipt_after_closing() -> None:
    voters = b.voters(2)
    this = b.opened(b.vote_of(), voters)
    b.cast(voters[0], this, "甲")
    b.closed(this)
    assert b.cast(voters[0], this, "甲") == RECEIPT


def test_a_vote_cast_after_closing_is_refused_and_leaves_no_trace() -> None:
    voters = b.voters(2)
    this = b.opened(b.vote_of(), voters)
    b.cast(voters[0], this, "甲")
    b.closed(this)
    before = traces()
    with pytest.raises(errors.NotOpen):
        b.cast(voters[1], this, "甲")
    assert traces() == before


def test_who_is_not_on_the_roll_or_not_here_or_took_a_paper_is_told_so() -> None:
    voters = b.voters(3)
    vote = b.vote_of()
    teller = b.officials_of(vote).tellers[0]
    this = b.opened(vote, voters, absent=1)
    away = RollEntry.objects.get(name="缺席000")
    on_paper = RollEntry.objects.get(name="代表003")
    papers.issue_papers(actor=teller, round_uid=this.uid, mandates=[on_paper.mandate_uid], at=AT)
    before = traces()

    with pytest.raises(errors.NotOnRoll):
        b.cast(actor(Role.DEPUTY), this, "甲")
    absent = Actor(away.account_uid, away.name, current_code(), frozenset({Role.DEPUTY}))
    with pytest.raises(errors.NotSignedIn):
        b.cast(absent, this, "甲")
    with pytest.raises(errors.PaperTaken):
        b.cast(voters[2], this, "甲")
    assert traces() == before


def test_only_deputies_and_members_vote() -> None:
    voters = b.voters(1)
    this = b.opened(b.vote_of(), voters)
    before = traces()
    for role in (Role.CLERK, Role.DIRECTOR, Role.TELLER, Role.RESIDENT):
        with pytest.raises(NotPermitted):
            b.cast(actor(role), this, "甲")
    assert traces() == before


@pytest.mark.parametrize(
    ("method", "marks", "priorities", "refusal"),
    [
        ({}, {"甲": "approve", "乙": "approve", "丙": "approve"}, {}, errors.TooManyApprovals),
        ({"undervote": "void_ballot"}, {"甲": "approve"}, {}, errors.TooFewApprovals),
        ({"form": "ranking", "passing": None}, {"甲": 1}, {}, errors.RankingIncomplete),
        ({"form": "ranking", "passing": None}, {"甲": 1, "乙": 1}, {}, errors.RankingIncomplete),
        ({"form": "tick"}, {"甲": "oppose"}, {}, errors.MarksRefused),
        ({}, {"甲": "unclear"}, {}, errors.MarksRefused),
        ({}, {"丁": "approve"}, {}, errors.MarksRefused),
        ({}, {"甲": 7}, {}, errors.MarksRefused),
        ({}, {"甲": ["approve"]}, {}, errors.MarksRefused),
        ({}, {}, {"甲": "urgent"}, errors.MarksRefused),
    ],
)
def test_a_ballot_that_would_not_count_is_sent_back_before_it_is_too_late(
    method: dict[str, Any], marks: dict[str, Any], priorities: dict[str, Any], refusal: type[Refusal]
) -> None:
    voters = b.voters(1)
    this = b.opened(b.vote_of(**method), voters)
    before = traces()
    with pytest.raises(refusal):
        casting.cast(
            actor=voters[0],
            round_uid=this.uid,
            marks={b.uid_of(name): mark for name, mark in marks.items()},
            priorities={b.uid_of(name): grade for name, grade in priorities.items()},
            at=AT,
        )
    assert traces() == before
    assert b.cast(voters[0], this) == RECEIPT  # a blank one is a choice


def test_priorities_are_refused_where_the_paper_has_none() -> None:
    voters = b.voters(1)
    vote = b.vote_of()
    vote.has_priorities = False
    vote.save(update_fields=["has_priorities"])
    this = b.opened(vote, voters)
    with pytest.raises(errors.NoPriorities):
        casting.cast(
            actor=voters[0],
            round_uid=this.uid,
            marks={},
            priorities={b.uid_of("甲"): "ordinary"},
            at=AT,
        )


def test_the_audit_entry_names_the_slot_and_neither_person_nor_moment_nor_marks() -> None:
    voters = b.voters(1)
    this = b.opened(b.vote_of(), voters)
    slot = RollEntry.objects.get()
    casting.cast(actor=voters[0], round_uid=this.uid, marks=b.choice("甲"), at=AT.replace(hour=9))

    entry = Entry.objects.get(act="ballot.cast")
    assert (entry.object_type, entry.object_uid) == ("ballot.rollentry", str(slot.uid))
    assert (entry.account_uid, entry.roles, entry.on_behalf_of, entry.staff_session_uid) == (None, "", "", None)
    assert (entry.facts, entry.words_digest, entry.from_state, entry.to_state) == ({}, "", "", "")
    assert entry.at == this.opened_at
    assert entry.uid.version == 4
    assert Message.objects.filter(event__startswith="ballot.").count() == 1  # VoteOpened; casting publishes nothing
