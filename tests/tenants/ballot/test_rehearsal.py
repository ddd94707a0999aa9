"""演练: the true path on made-up projects, of which nothing counts and which leaves the real vote as it was."""

from __future__ import annotations

import pytest

from commons.kernel.actor import Role
from commons.kernel.policy import NotPermitted
from tenants.ballot import errors, queries
from tenants.ballot.commands import casting, counting, opening, rehearsal
from tenants.ballot.models import Ballot, Certificate, RollEntry, Vote, VoteRound
from tenants.ballot.terms import RECEIPT, REHEARSAL_NOTICE, VoteState
from tenants.deputies.models import DutyRecord
from tests.factories import ballot as b
from tests.factories import sealed as s
from tests.factories.people import AT, actor
from tests.tenants.ballot.test_preparation import Year, adopt

pytestmark = pytest.mark.usefixtures("town")


def practice(year: Year, vote: Vote) -> Vote:
    return rehearsal.begin_rehearsal(actor=year.clerk, vote_uid=vote.uid, at=AT)


def test_a_rehearsal_walks_the_true_path_and_nothing_of_it_counts() -> None:
    """Before the meeting: nobody has signed in, nothing is adopted. Then the real vote, as if nothing had been."""
    year = Year()
    vote = year.prepare()
    year.man(vote, approved=False)
    before = Vote.objects.filter(uid=vote.uid).values().get()
    tried = practice(year, vote)
    assert tried.title == "【演练】棠下镇2026年民生实事项目票决"
    assert [each.title for each in queries.questions(tried)] == ["演练项目一", "演练项目二", "演练项目三"]

    this = opening.open_round(actor=year.director, vote_uid=tried.uid, at=AT)
    assert (this.expected, this.present) == (6, 6)
    booth = queries.open_round_for(year.voters()[0].account_uid)
    assert booth is not None
    assert booth.notice == REHEARSAL_NOTICE
    for voter in year.voters():
        marks = dict.fromkeys(this.candidates[:2], "approve")
        assert casting.cast(actor=voter, round_uid=this.uid, marks=marks, at=AT) == RECEIPT
    counting.close_round(actor=year.director, round_uid=this.uid, at=AT)
    chief = queries.officers(tried)[0]
    acting = next(each for each in year.voters() if each.account_uid == chief.account_uid)
    acting = b.Actor(acting.account_uid, acting.name, acting.office_code, frozenset({Role.CHIEF_SCRUTINEER}))
    counted = counting.count(actor=acting, round_uid=this.uid, at=AT)
    assert counted.outcome["selected"] == this.candidates[:2]
    with pytest.raises(errors.RehearsalOnly):
        counting.certify(actor=acting, vote_uid=tried.uid, at=AT)

    with pytest.raises(errors.RehearsalUnderWay):
        year.open(vote)
    counting.void_vote(actor=year.director, vote_uid=tried.uid, reason="演练结束，作废", at=AT)
    assert Vote.objects.filter(uid=vote.uid).values().get() == before
    assert (Certificate.objects.count(), DutyRecord.objects.count()) == (0, 0)
    assert not VoteRound.objects.filter(vote=vote).exists()
    assert queries.figures(vote.cycle_uid).votes == 0

    year.man(vote)
    year.sit()
    real = year.open(vote)
    assert RollEntry.objects.filter(round=real, voted=True).count() == 0
    assert not Ballot.objects.filter(round_uid=real.uid).exists()


def test_a_sealed_rehearsal_has_a_ceremony_of_its_own() -> None:
    adopt(secrecy="sealed")
    year = Year()
    vote = year.prepare()
    year.man(vote, approved=False)
    tried = practice(year, vote)
    with pytest.raises(errors.CeremonyOutstanding):
        opening.open_round(actor=year.director, vote_uid=tried.uid, at=AT)
    keepers = [each for each in queries.officers(tried) if each.scrutinises]
    officials = b.Officials(*_acting(year, [each.account_uid for each in keepers]), (year.clerk, year.clerk))
    devices = s.ready(tried, officials)
    this = opening.open_round(actor=year.director, vote_uid=tried.uid, at=AT)
    for voter in year.voters():
        assert s.send(voter, this, _seal_first(voter, this)).receipt == RECEIPT
    s.checked()
    counting.close_round(actor=year.director, round_uid=this.uid, at=AT)
    this.refresh_from_db()
    for device in devices[:2]:
        device.open(this)
    counted = counting.count(actor=officials.chief, round_uid=this.uid, at=AT)
    assert counted.outcome["tally"][this.candidates[0]]["approve"] == 6


def _acting(year: Year, accounts: list[object]) -> tuple[b.Actor, tuple[b.Actor, b.Actor]]:
    roles = frozenset({Role.CHIEF_SCRUTINEER, Role.SCRUTINEER})
    found = {each.account_uid: each for each in year.voters()}
    chief, second, third = (
        b.Actor(found[uid].account_uid, found[uid].name, found[uid].office_code, roles) for uid in accounts
    )
    return chief, (second, third)


def _seal_first(voter: b.Actor, this: VoteRound) -> bytes:
    booth = queries.sealed_booth(voter, this.uid)
    poll = s.manifest.read(booth.manifest).poll
    values = poll.layout.values({this.candidates[0]: s.Mark.APPROVE}, {})
    return s.envelopes.seal(poll, bytes.fromhex(booth.slot), values, s.secrets.token_bytes(32))


def test_one_rehearsal_at_a_time_of_a_vote_that_has_not_begun_with_officers_proposed() -> None:
    year = Year()
    vote = year.prepare()
    with pytest.raises(errors.OfficersMissing):
        practice(year, vote)
    year.man(vote, approved=False)
    with pytest.raises(NotPermitted):
        rehearsal.begin_rehearsal(actor=actor(Role.DEPUTY), vote_uid=vote.uid, at=AT)
    tried = practice(year, vote)
    with pytest.raises(errors.RehearsalUnderWay):
        practice(year, vote)
    with pytest.raises(errors.RehearsalOnly):
        practice(year, tried)
    with pytest.raises(errors.RehearsalOnly):
        year.man(tried, approved=False)
    counting.void_vote(actor=year.director, vote_uid=tried.uid, reason="演练结束，作废", at=AT)
    assert practice(year, vote).state == VoteState.PREPARED


@pytest.mark.parametrize(
    ("number", "said"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (34, "三十四"), (100, "100")]
)
def test_projects_of_a_rehearsal_are_numbered_in_words(number: int, said: str) -> None:
    assert rehearsal._numeral(number) == said
