"""Closing, counting, a second round, confirming, declaring."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from commons.access import queries as access
from commons.audit.models import Entry
from commons.kernel.lifecycle import WrongStep
from commons.kernel.policy import Hidden, NotPermitted
from commons.outbox.models import Message
from tenants.appraisal.models import Candidate
from tenants.ballot import errors, queries
from tenants.ballot.commands import counting
from tenants.ballot.commands.opening import begin
from tenants.ballot.models import Ballot, Certificate, Confirmation, RollEntry, Vote, VoteRound
from tenants.ballot.rounds import next_round
from tenants.ballot.terms import RoundState, VoteState
from tests.factories import ballot as b
from tests.factories.people import AT

pytestmark = pytest.mark.usefixtures("town")


def voted(vote: Vote, *choices: str, absent: int = 0) -> VoteRound:
    """A round in which one person a choice has voted."""
    people = b.voters(len(choices))
    this = b.opened(vote, people, absent=absent)
    for person, choice in zip(people, choices, strict=True):
        b.cast(person, this, choice)
    return this


def test_a_round_is_closed_counted_confirmed_by_three_and_declared_by_the_chief() -> None:
    """1-70, 1-72, 1-76."""
    vote = b.vote_of()
    officials = b.officials_of(vote)
    this = voted(vote, "甲乙", "甲乙", "甲", absent=1)

    b.closed(this)
    counted = b.counted(this, officials)
    assert (counted.issued, counted.returned, counted.refusal, counted.state) == (3, 3, "", RoundState.COUNTED)
    b.confirmed(vote, officials)
    certificate = counting.certify(actor=officials.chief, vote_uid=vote.uid, at=AT)

    vote.refresh_from_db()
    assert vote.state == VoteState.CERTIFIED
    assert certificate.outcome == counted.outcome
    assert certificate.outcome["selected"] == [b.uid_of("甲")]
    assert certificate.outcome["not_selected"] == [b.uid_of("乙"), b.uid_of("丙")]
    assert certificate.outcome["tally"][b.uid_of("甲")]["approve"] == 3
    facts = queries.certificate(vote.uid)
    assert facts.in_effect
    assert [each["duty"] for each in facts.officers] == ["chief", "scrutineer", "scrutineer", "teller", "teller"]
    assert facts.declared_by == officials.chief.name
    event = Message.objects.get(event="ballot.VoteCertified")
    assert event.payload["selected"] == [b.uid_of("甲")]
    assert event.payload["not_selected"] == [b.uid_of("乙"), b.uid_of("丙")]
    listed = Candidate.objects.filter(cycle_uid=vote.cycle_uid).order_by("position")
    assert [each.state for each in listed] == ["selected", "not_selected", "not_selected"]


def test_the_officers_duty_ends_with_the_declaration() -> None:
    vote = b.vote_of()
    officials = b.officials_of(vote)
    this = voted(vote, "甲乙", "甲乙")
    b.closed(this)
    b.counted(this, officials)
    b.confirmed(vote, officials)
    assert len(access.grantees("scrutinise_vote", vote)) == 3
    counting.certify(actor=officials.chief, vote_uid=vote.uid, at=AT)
    for permission in ("scrutinise_vote", "declare_vote", "tell_vote"):
        assert list(access.grantees(permission, vote)) == []
    with pytest.raises(Hidden):
        counting.confirm_count(actor=officials.chief, vote_uid=vote.uid, at=AT)
    assert queries.certificate(vote.uid).officers[0]["name"] == officials.chief.name


def test_audit_entries_of_closing_counting_and_declaring_hold_figures_only() -> None:
    vote = b.vote_of()
    officials = b.officials_of(vote)
    this = voted(vote, "甲乙", "甲乙")
    b.closed(this)
    b.counted(this, officials)
    b.confirmed(vote, officials)
    certificate = counting.certify(actor=officials.chief, vote_uid=vote.uid, at=AT)
    entries = Entry.objects.filter(object_uid=str(vote.uid)).order_by("uid")
    assert [(each.act, each.from_state, each.to_state, each.facts) for each in entries] == [
        ("ballot.open", "prepared", "open", {"round": 1, "questions": 3, "expected": 2, "present": 2}),
        ("ballot.close", "open", "closed", {"round": 1, "issued": 2}),
        (
            "ballot.count",
            "closed",
            "counted",
            {"round": 1, "issued": 2, "returned": 2, "valid": 2, "void": 0, "selected": 2, "refusal": ""},
        ),
        *[("ballot.confirm_count", "", "", {"digest": queries.count_digest(vote)})] * 3,
        (
            "ballot.certify",
            "counted",
            "certified",
            {"digest": certificate.digest, "selected": [b.uid_of("甲"), b.uid_of("乙")]},
        ),
    ]


def test_nobody_counts_before_closing_or_declares_before_counting() -> None:
    """1-69, 计票程序: in its order and in no other."""
    vote = b.vote_of()
    officials = b.officials_of(vote)
    this = voted(vote, "甲乙", "甲乙")
    with pytest.raises(WrongStep):
        b.counted(this, officials)
    with pytest.raises(WrongStep):
        counting.certify(actor=officials.chief, vote_uid=vote.uid, at=AT)
    with pytest.raises(errors.NotCounted):
        counting.confirm_count(actor=officials.chief, vote_uid=vote.uid, at=AT)
    b.closed(this)
    with pytest.raises(WrongStep):
        b.closed(this)
    with pytest.raises(WrongStep):
        counting.certify(actor=officials.chief, vote_uid=vote.uid, at=AT)
    assert Certificate.objects.count() == Confirmation.objects.count() == 0


def test_scrutineers_of_another_vote_do_not_find_this_one() -> None:
    vote, other = b.vote_of(), b.vote_of("丁戊己")
    strangers = b.officials_of(other)
    this = voted(vote, "甲乙", "甲乙")
    entries = Entry.objects.count()
    with pytest.raises(Hidden):
        counting.close_round(actor=strangers.chief, round_uid=this.uid, at=AT)
    b.closed(this)
    with pytest.raises(Hidden):
        b.counted(this, strangers)
    with pytest.raises(Hidden):
        counting.confirm_count(actor=strangers.chief, vote_uid=vote.uid, at=AT)
    with pytest.raises(Hidden):
        counting.certify(actor=strangers.chief, vote_uid=vote.uid, at=AT)
    assert Entry.objects.count() == entries + 1  # the closing


def test_an_ordinary_scrutineer_neither_counts_nor_declares() -> None:
    vote = b.vote_of()
    officials = b.officials_of(vote)
    this = voted(vote, "甲乙", "甲乙")
    b.closed(this)
    with pytest.raises(NotPermitted):
        counting.count(actor=officials.scrutineers[0], round_uid=this.uid, at=AT)
    with pytest.raises(NotPermitted):
        counting.certify(actor=officials.scrutineers[0], vote_uid=vote.uid, at=AT)


def test_the_result_waits_until_every_scrutineer_has_confirmed_it() -> None:
    vote = b.vote_of()
    officials = b.officials_of(vote)
    this = voted(vote, "甲乙", "甲乙")
    b.closed(this)
    b.counted(this, officials)
    for each in officials.scrutineers:
        counting.confirm_count(actor=each, vote_uid=vote.uid, at=AT)
        counting.confirm_count(actor=each, vote_uid=vote.uid, at=AT)
    with pytest.raises(errors.ConfirmationsMissing) as refused:
        counting.certify(actor=officials.chief, vote_uid=vote.uid, at=AT)
    assert refused.value.data == {"missing": 1}
    assert Confirmation.objects.count() == 2
    assert Certificate.objects.count() == 0


def test_those_tied_across_the_cut_vote_again_and_both_rounds_stand_in_the_certificate() -> None:
    """地方组织法 第二十九条; a second round asks for fresh confirmations."""
    vote = b.vote_of("甲乙丙", seats=2, passing=None)
    officials = b.officials_of(vote)
    first = voted(vote, "甲乙", "甲丙", "甲")
    b.closed(first)
    b.counted(first, officials)
    first.refresh_from_db()
    assert first.revote == {"among": [b.uid_of("乙"), b.uid_of("丙")], "seats": 1, "why": "tie"}
    b.confirmed(vote, officials)
    with pytest.raises(errors.RevoteOutstanding) as refused:
        counting.certify(actor=officials.chief, vote_uid=vote.uid, at=AT)
    assert refused.value.data == {"seats": 1}

    further = next_round(first.candidates, first.method, first.outcome)
    assert further is not None
    people = b.voters(3)
    vote.refresh_from_db()
    second = begin(
        vote, "open_next", 2, further.candidates, further.method, b.expected(people), actor=b.director(), at=AT
    )
    for person, choice in zip(people, ("丙", "丙", "乙"), strict=True):
        b.cast(person, second, choice)
    b.closed(second)
    b.counted(second, officials)
    with pytest.raises(errors.ConfirmationsMissing):
        counting.certify(actor=officials.chief, vote_uid=vote.uid, at=AT)
    b.confirmed(vote, officials)
    certificate = counting.certify(actor=officials.chief, vote_uid=vote.uid, at=AT)

    assert certificate.outcome["selected"] == [b.uid_of("甲"), b.uid_of("丙")]
    assert certificate.outcome["not_selected"] == [b.uid_of("乙")]
    assert certificate.outcome["tally"][b.uid_of("甲")]["approve"] == 3
    assert certificate.outcome["tally"][b.uid_of("丙")]["approve"] == 2
    assert [each["number"] for each in certificate.rounds] == [1, 2]
    first.refresh_from_db()
    assert certificate.rounds[0]["outcome"] == first.outcome


def test_a_round_whose_box_holds_other_than_the_roll_says_does_not_stand() -> None:
    vote = b.vote_of()
    officials = b.officials_of(vote)
    this = voted(vote, "甲乙", "甲乙")
    Ballot(round_uid=this.uid, marks=b.choice("丙")).save(force_insert=True)  # somebody stuffs the box
    b.closed(this)
    counted = b.counted(this, officials)
    assert (counted.refusal, counted.state) == ("ballot.box_differs_from_roll", RoundState.REFUSED)
    assert counted.outcome["selected"] == []
    b.confirmed(vote, officials)
    with pytest.raises(errors.RoundRefused):
        counting.certify(actor=officials.chief, vote_uid=vote.uid, at=AT)
    assert next_round(counted.candidates, counted.method, counted.outcome) is not None


def test_too_few_taking_part_is_the_engines_refusal() -> None:
    """广东省人大议事规则 第六十条."""
    vote = b.vote_of(min_participation={"more_than": "1/2", "base": "all_deputies"})
    officials = b.officials_of(vote)
    people = b.voters(4)
    this = b.opened(vote, people)
    b.cast(people[0], this, "甲")
    b.closed(this)
    counted = b.counted(this, officials)
    assert (counted.issued, counted.returned, counted.refusal) == (4, 1, "ballot.participation_not_met")


def test_the_streets_double_threshold_counts_its_groups_apart() -> None:
    """Domain §2.2: a majority of the deputies, and two thirds of all."""
    passing = [
        {"more_than": "1/2", "base": "all_deputies", "group": "deputy"},
        {"at_least": "2/3", "base": "all_deputies"},
    ]
    vote = b.vote_of(passing=passing, quorum=None)
    officials = b.officials_of(vote)
    deputies, members = b.voters(2), b.voters(4)
    roll = b.expected(deputies, groups=("deputy",)) + b.expected(members, groups=("member",))
    this = begin(vote, "open", 1, [b.uid_of(p) for p in "甲乙丙"], vote.method, roll, actor=b.director(), at=AT)
    for person in members:
        b.cast(person, this, "甲乙")
    b.cast(deputies[0], this, "甲")
    b.cast(deputies[1], this, "甲")
    b.closed(this)
    counted = b.counted(this, officials)
    assert counted.outcome["selected"] == [b.uid_of("甲")]
    assert counted.outcome["tally"][b.uid_of("乙")]["approve"] == 4
    assert sorted(RollEntry.objects.values_list("group", flat=True)) == ["deputy"] * 2 + ["其他"] * 4


def test_a_streets_result_takes_effect_when_the_party_working_committee_has_confirmed_it() -> None:
    """Domain §10, 1-55."""
    vote = b.vote_of(on_street=True)
    officials = b.officials_of(vote)
    this = voted(vote, "甲乙", "甲乙")
    b.closed(this)
    b.counted(this, officials)
    b.confirmed(vote, officials)
    counting.certify(actor=officials.chief, vote_uid=vote.uid, at=AT)
    assert not queries.certificate(vote.uid).in_effect
    assert set(Candidate.objects.values_list("state", flat=True)) == {"approved"}
    told = [name for name in Message.objects.order_by("uid").values_list("event", flat=True) if "Vote" in name]
    assert told == ["ballot.VoteOpened", "ballot.VoteClosed", "ballot.VoteDeclared"]

    later = AT + dt.timedelta(days=2)
    for on, basis in (
        (AT.date() - dt.timedelta(days=1), "会议纪要"),
        (later.date() + dt.timedelta(days=1), "会议纪要"),
        (AT.date(), " "),
    ):
        with pytest.raises(errors.ConfirmationRefused):
            counting.confirm(actor=b.director(), vote_uid=vote.uid, on=on, basis=basis, at=later)
    with pytest.raises(NotPermitted):
        counting.confirm(actor=officials.chief, vote_uid=vote.uid, on=AT.date(), basis="纪要〔2026〕3号", at=later)
    counting.confirm(actor=b.director(), vote_uid=vote.uid, on=later.date(), basis=" 纪要〔2026〕3号 ", at=later)

    assert sorted(Candidate.objects.values_list("state", flat=True)) == ["not_selected", "selected", "selected"]
    facts = queries.certificate(vote.uid)
    assert (facts.in_effect, facts.confirmed_on, facts.confirmation_basis) == (True, later.date(), "纪要〔2026〕3号")
    assert Message.objects.get(event="ballot.VoteCertified").payload["selected"] == [b.uid_of("甲"), b.uid_of("乙")]


def test_a_congresss_result_is_not_confirmed_by_anybody_else() -> None:
    vote = b.vote_of()
    officials = b.officials_of(vote)
    this = voted(vote, "甲乙", "甲乙")
    b.closed(this)
    b.counted(this, officials)
    b.confirmed(vote, officials)
    counting.certify(actor=officials.chief, vote_uid=vote.uid, at=AT)
    with pytest.raises(WrongStep):
        counting.confirm(actor=b.director(), vote_uid=vote.uid, on=AT.date(), basis="纪要", at=AT)


def test_voiding_needs_a_reason_and_ends_the_vote() -> None:
    vote = b.vote_of()
    officials = b.officials_of(vote)
    people = b.voters(2)
    this = b.opened(vote, people)
    b.cast(people[0], this, "甲")
    with pytest.raises(errors.ReasonRefused):
        counting.void_vote(actor=b.director(), vote_uid=vote.uid, reason="  错  ", at=AT)
    with pytest.raises(NotPermitted):
        counting.void_vote(actor=officials.chief, vote_uid=vote.uid, reason="会场断电，改日再投", at=AT)
    counting.void_vote(actor=b.director(), vote_uid=vote.uid, reason="会场断电，改日再投", at=AT)
    with pytest.raises(errors.NotOpen):
        b.cast(people[1], this, "甲")
    with pytest.raises(Hidden):
        b.counted(this, officials)
    with pytest.raises(WrongStep):
        counting.void_vote(actor=b.director(), vote_uid=vote.uid, reason="会场断电，改日再投", at=AT)
    entry = Entry.objects.get(act="ballot.void")
    assert (entry.facts, entry.words_digest != "") == ({}, True)
    with pytest.raises(errors.CertificateNotFound):
        queries.certificate(vote.uid)


def test_the_database_itself_refuses_to_change_a_counted_round() -> None:
    vote = b.vote_of()
    officials, people = b.officials_of(vote), b.voters(6)
    this = b.opened(vote, people)
    for person in people:
        b.cast(person, this, "甲乙")
    counted = b.counted(b.closed(this), officials)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        VoteRound.objects.filter(uid=counted.uid).update(present=5)
