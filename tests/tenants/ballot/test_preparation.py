"""Preparing and opening, through the rooms upstream: the year's pinned method, the approved list, the session, the roll."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Model

from commons.audit.models import Entry
from commons.identity import queries as identity
from commons.kernel.actor import Actor, Role
from commons.kernel.models import new_uid
from commons.kernel.policy import NotPermitted
from commons.kernel.tenancy import current_code
from commons.outbox.models import Message
from commons.rulebook import commands as rulebook
from commons.rulebook import queries as rules
from commons.rulebook.terms import Kind
from tenants.appraisal.models import Candidate
from tenants.ballot import errors, queries
from tenants.ballot.commands import casting, counting, officers, opening, preparation
from tenants.ballot.models import Officer, Question, RollEntry, Vote, VoteRound
from tenants.ballot.terms import RECEIPT, VoteState
from tenants.cycles.models import Cycle
from tenants.deputies.commands import duties
from tenants.deputies.models import DutyRecord
from tenants.deputies.terms import DutyKind
from tenants.meetings import commands as meetings
from tenants.meetings.models import Session
from tenants.meetings.terms import SessionKind, SignInMethod
from tests.factories import ballot as b
from tests.factories.cycles import open_year
from tests.factories.deputies import deputy
from tests.factories.meetings import session
from tests.factories.people import AT, actor, as_actor, member
from tests.factories.web import Browser


class Year:
    """A year with an approved list, a session and six deputies with seats."""

    def __init__(self, projects: str = "甲乙丙", *, kind: SessionKind = SessionKind.CONGRESS) -> None:
        self.cycle: Cycle = open_year()
        self.candidates = [b.approved(self.cycle.uid, name, order) for order, name in enumerate(projects, start=1)]
        self.session: Session = session(kind=kind, cycle_uid=self.cycle.uid)
        self.deputies = [deputy(f"代表{number}") for number in range(1, 7)]
        self.clerk, self.director = actor(Role.CLERK), actor(Role.DIRECTOR)

    def prepare(self, seats: int = 2, **changes: Any) -> Vote:
        values = {"cycle_uid": self.cycle.uid, "session_uid": self.session.uid, "seats": seats, "at": AT} | changes
        return preparation.prepare_vote(**{"actor": self.clerk} | values)

    def man(self, vote: Vote, *, approved: bool = True, **changes: Any) -> tuple[list[Actor], list[Actor]]:
        """Three deputies scrutinise, two of the staff tell; by their accounts' actors."""
        scrutineers = [who.account_uid for _, who in self.deputies[:3]]
        tellers = [member(Role.CLERK, name=f"工作人员{n}").uid for n in (1, 2)]
        values = {"chief": scrutineers[0], "scrutineers": scrutineers[1:], "tellers": tellers} | changes
        proposed = officers.name_officers(actor=self.clerk, vote_uid=vote.uid, at=AT, **values)
        if approved:  # as the meeting does it: `test_officers.py`
            Vote.objects.filter(uid=vote.uid).update(method_adopted_at=AT, officers_approved_at=AT)
            officers.empower(vote, proposed, self.clerk, AT)
        return [_actor(uid) for uid in scrutineers], [_actor(uid) for uid in tellers]

    def sit(self, present: int = 6) -> None:
        """The session opens; the clerk signs in the first so many."""
        meetings.open_session(actor=self.clerk, session_uid=self.session.uid, at=AT)
        for number in range(present):
            self.sign_in(number)

    def sign_in(self, number: int) -> None:
        duties.attend(
            actor=self.clerk,
            session_uid=self.session.uid,
            method=SignInMethod.CLERK,
            mandate_uid=self.deputies[number][0].uid,
            at=AT,
        )

    def open(self, vote: Vote) -> VoteRound:
        return opening.open_round(actor=self.director, vote_uid=vote.uid, at=AT)

    def voters(self) -> list[Actor]:
        return [Actor(who.account_uid, who.name, who.office_code, frozenset({Role.DEPUTY})) for _, who in self.deputies]

    def vote(self, this: VoteRound, chief: Actor, *choices: str) -> VoteRound:
        """So many of the deputies cast these ballots; the round is closed and counted."""
        uids = {each.scheme.title: str(each.uid) for each in self.candidates}
        for voter, choice in zip(self.voters(), choices, strict=False):
            marks = {uids[name]: "approve" for name in choice}
            casting.cast(actor=voter, round_uid=this.uid, marks=marks, at=AT)
        counting.close_round(actor=self.director, round_uid=this.uid, at=AT)
        return counting.count(actor=chief, round_uid=this.uid, at=AT)


def _actor(uid: UUID | None) -> Actor:
    assert uid is not None
    return as_actor(identity.account(uid))


def adopt(**values: Any) -> None:
    """The office works under its method with these values from now on; `method__form` is the path `method.form`."""
    now = rules.edition_in_force(current_code(), Kind.VOTING_METHOD, on=AT.date())
    rulebook.adopt_edition(
        actor=actor(Role.DIRECTOR),
        edition_uid=now.edition_uid,
        values={path.replace("__", "."): value for path, value in values.items()},
        at=AT,
    )


def untouched(*models: type[Model]) -> list[int]:
    return [model._default_manager.count() for model in (*models, Entry, Message)]


# ── preparing ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("town")
def test_a_vote_copies_the_approved_list_and_the_method_that_the_year_has_pinned() -> None:
    """1-66, 1-68, 3-41."""
    year = Year()
    vote = year.prepare()
    assert (vote.state, vote.seats, vote.secrecy, vote.title) == (
        VoteState.PREPARED,
        2,
        "plain",
        "棠下镇2026年民生实事项目票决",
    )
    assert vote.method["seats"] == 2
    assert vote.method["quorum"] == {"at_least": "2/3", "base": "all_deputies"}
    assert str(vote.method_adoption_uid) == year.cycle.pins[Kind.VOTING_METHOD]
    assert (vote.scrutineers_needed, vote.tellers_needed, vote.needs_confirmation) == (3, 2, False)
    assert list(Question.objects.order_by("order").values_list("order", "candidate_uid", "title", "content")) == [
        (order, each.uid, each.scheme.title, each.scheme.content) for order, each in enumerate(year.candidates, start=1)
    ]
    entry = Entry.objects.get(act="ballot.prepare")
    assert entry.facts == {"seats": 2, "questions": 3, "method": str(vote.method_adoption_uid)}
    assert Message.objects.get(event="ballot.VotePrepared").payload["questions"] == 3


@pytest.mark.usefixtures("street")
def test_on_a_street_it_is_a_selection_that_the_party_working_committee_confirms() -> None:
    """1-55, 1-74, domain §10."""
    year = Year(kind=SessionKind.ASSEMBLY)
    vote = year.prepare()
    assert (vote.title, vote.needs_confirmation, vote.has_priorities) == (
        "白沙街道2026年民生实事项目票选",
        True,
        True,
    )


@pytest.mark.usefixtures("town")
def test_what_cannot_be_prepared_is_refused_and_nothing_is_written() -> None:
    year = Year()
    other = session(cycle_uid=new_uid(), title="别的会议", session_no=4)
    presidium = session(kind=SessionKind.PRESIDIUM, cycle_uid=year.cycle.uid, term_no=None, session_no=None)
    before = untouched(Vote, Question)
    cases: list[tuple[dict[str, Any], type[Exception]]] = [
        ({"seats": 0}, errors.SeatsRefused),
        ({"seats": 4}, errors.SeatsRefused),
        ({"title": "长" * 101}, errors.TitleRefused),
        ({"session_uid": other.uid}, errors.SessionUnsuitable),
        ({"session_uid": presidium.uid}, errors.SessionUnsuitable),
        ({"actor": actor(Role.GOVERNMENT)}, NotPermitted),
        ({"actor": actor(Role.DEPUTY)}, NotPermitted),
    ]
    for changes, refusal in cases:
        with pytest.raises(refusal):
            year.prepare(**changes)
    assert untouched(Vote, Question) == before


@pytest.mark.usefixtures("town")
def test_without_an_approved_list_there_is_nothing_to_vote_on() -> None:
    year = Year(projects="")
    with pytest.raises(errors.CandidatesNotApproved):
        year.prepare(seats=1)


@pytest.mark.usefixtures("town")
def test_a_sealed_vote_is_prepared_where_the_method_says_so_and_three_keep_its_key() -> None:
    adopt(secrecy="sealed", scrutineers=2)
    with pytest.raises(errors.SealedNeedsThree, match="至少 3 名"):
        Year().prepare()
    assert Vote.objects.count() == 0


@pytest.mark.usefixtures("town")
def test_the_secrecy_of_a_vote_is_that_of_the_adopted_method() -> None:
    adopt(secrecy="sealed")
    assert Year().prepare().secrecy == "sealed"


@pytest.mark.usefixtures("street")
def test_a_method_that_these_candidates_cannot_be_voted_on_by_is_noticed_before_the_count() -> None:
    """Ranking five of three projects."""
    adopt(method__form="ranking", method__pass=None, method__max_approvals=5)
    year = Year(kind=SessionKind.ASSEMBLY)
    with pytest.raises(errors.MethodUnreadable, match="无法排满"):
        year.prepare()
    assert Vote.objects.count() == 0


@pytest.mark.usefixtures("town")
def test_a_session_has_one_vote_unless_it_was_voided() -> None:
    year = Year()
    vote = year.prepare()
    with pytest.raises(errors.VoteAlreadyPrepared):
        year.prepare()
    counting.void_vote(actor=year.director, vote_uid=vote.uid, reason="名额有误，重新准备", at=AT)
    assert year.prepare(seats=1).state == VoteState.PREPARED


@pytest.mark.usefixtures("town")
def test_a_method_adopted_later_does_not_touch_a_vote_that_was_prepared() -> None:
    year = Year()
    vote = year.prepare()
    adopt(method__form="tick")
    vote.refresh_from_db()
    assert vote.method["form"] == "approval"


# ── opening ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("town")
def test_opening_freezes_the_roll_of_the_day_and_who_has_signed_in() -> None:
    year = Year()
    vote = year.prepare()
    year.man(vote)
    year.sit(5)
    this = year.open(vote)
    vote.refresh_from_db()
    assert (vote.state, this.number, this.expected, this.present) == (VoteState.OPEN, 1, 6, 5)
    late = deputy("补选代表")
    year.sign_in(5)
    assert [(each.name, each.is_present, each.voted) for each in RollEntry.objects.order_by("name")] == [
        (f"代表{number}", number <= 5, False) for number in range(1, 7)
    ]
    with pytest.raises(errors.NotOnRoll):
        b.cast(Actor(late[1].account_uid, "补选代表", late[0].office_code, frozenset({Role.DEPUTY})), this)
    assert Message.objects.get(event="ballot.VoteOpened").payload["round_no"] == 1


@pytest.mark.usefixtures("town")
def test_opening_refuses_in_the_engines_own_words_what_it_would_refuse_after_the_count() -> None:
    year = Year()
    vote = year.prepare(seats=2)
    year.man(vote)
    year.sit(3)
    before = untouched(VoteRound, RollEntry)
    with pytest.raises(errors.QuorumNotMet, match="实到 3 人，法定人数要求不少于应到人数 6 的 2/3"):
        year.open(vote)
    assert untouched(VoteRound, RollEntry) == before

    Vote.objects.filter(uid=vote.uid).update(method=vote.method | {"seats": 3, "quorum": None})
    with pytest.raises(errors.MarginNotMet, match="差额"):
        year.open(vote)
    assert untouched(VoteRound, RollEntry) == before


@pytest.mark.usefixtures("town")
def test_opening_waits_for_the_session_the_officers_and_the_list() -> None:
    """3-42, 严格依法办事: no step is taken before those that the law and the method put first, and what lacks is named."""
    year = Year()
    vote = year.prepare()
    with pytest.raises(errors.MethodNotAdopted):
        year.open(vote)
    Vote.objects.filter(uid=vote.uid).update(method_adopted_at=AT)
    with pytest.raises(errors.OfficersMissing):
        year.open(vote)
    year.man(vote, approved=False)
    with pytest.raises(errors.OfficersNotApproved):
        year.open(vote)
    year.man(vote)
    with pytest.raises(errors.SessionNotOpen):
        year.open(vote)
    meetings.open_session(actor=year.clerk, session_uid=year.session.uid, at=AT)
    Vote.objects.filter(uid=vote.uid).update(method=vote.method | {"quorum": None})
    with pytest.raises(errors.NobodyPresent):
        year.open(vote)
    b.approved(year.cycle.uid, "丁", 4)
    with pytest.raises(errors.CandidatesChanged):
        year.open(vote)
    Candidate.objects.all().update(state="put_forward")
    with pytest.raises(errors.CandidatesNotApproved):
        year.open(vote)
    with pytest.raises(NotPermitted):
        opening.open_round(actor=year.clerk, vote_uid=vote.uid, at=AT)
    assert VoteRound.objects.count() == 0


@pytest.mark.usefixtures("town")
def test_a_group_that_nobody_belongs_to_is_noticed_before_voting() -> None:
    year = Year()
    vote = year.prepare()
    year.man(vote)
    year.sit()
    group = {"more_than": "1/2", "base": "all_deputies", "group": "没有这一组"}
    Vote.objects.filter(uid=vote.uid).update(method=vote.method | {"pass": group})
    with pytest.raises(errors.GroupEmpty, match="没有这一组"):
        year.open(vote)


@pytest.mark.usefixtures("town")
def test_the_groups_of_a_double_threshold_may_be_named_by_the_word_for_the_mandate() -> None:
    year = Year()
    vote = year.prepare()
    year.man(vote)
    year.sit()
    group = {"more_than": "1/2", "base": "all_deputies", "group": "人大代表"}
    Vote.objects.filter(uid=vote.uid).update(method=vote.method | {"pass": group})
    year.open(vote)
    assert set(RollEntry.objects.values_list("group", flat=True)) == {"人大代表"}


@pytest.mark.usefixtures("town")
def test_who_holds_two_seats_has_one_vote_and_is_here_if_signed_in_for_either() -> None:
    [person] = b.voters(1)
    [first] = b.expected([person], groups=("deputy",))
    second = replace(first, mandate_uid=new_uid(), groups=("member",), is_present=True)
    vote = b.vote_of()
    candidates = [str(each.candidate_uid) for each in queries.questions(vote)]
    roll = [second, replace(first, is_present=False)]
    this = opening.begin(vote, "open", 1, candidates, vote.method, roll, actor=b.director(), at=AT)
    assert (this.expected, this.present) == (1, 1)
    assert RollEntry.objects.get().mandate_uid == first.mandate_uid
    assert b.cast(person, this, "甲") == RECEIPT


@pytest.mark.usefixtures("town")
def test_there_is_no_further_round_unless_the_last_one_asks_for_it() -> None:
    year = Year()
    vote = year.prepare()
    scrutineers, _ = year.man(vote)
    year.sit()
    this = year.open(vote)
    year.vote(this, scrutineers[0], *["甲乙"] * 6)
    with pytest.raises(errors.NoFurtherRound):
        opening.open_next_round(actor=year.director, vote_uid=vote.uid, at=AT)


@pytest.mark.usefixtures("town")
def test_a_whole_vote_from_the_list_to_the_duty_records() -> None:
    """The duty of voting is recorded once a deputy, for those who took part, as of the day."""
    year = Year()
    vote = year.prepare()
    scrutineers, _ = year.man(vote)
    year.sit(5)
    counted = year.vote(year.open(vote), scrutineers[0], "甲乙", "甲乙", "甲丙", "甲丙")
    assert counted.outcome["selected"] == [str(year.candidates[0].uid)]
    assert counted.revote is None  # neither 乙 nor 丙 has a majority of all six

    for each in scrutineers:
        counting.confirm_count(actor=each, vote_uid=vote.uid, at=AT)
    counting.certify(actor=scrutineers[0], vote_uid=vote.uid, at=AT)

    records = DutyRecord.objects.filter(kind=DutyKind.VOTE).select_related("mandate")
    assert sorted((each.mandate.name, each.done_on, each.evidence_uid) for each in records) == [
        (f"代表{number}", dt.date(2026, 3, 2), vote.uid) for number in range(1, 5)
    ]
    states = Candidate.objects.order_by("position").values_list("state", flat=True)
    assert list(states) == ["selected", "not_selected", "not_selected"]
    assert queries.gate_result_in_effect(year.cycle.uid).met


@pytest.mark.usefixtures("town")
def test_after_a_tie_the_next_round_opens_among_the_tied_with_a_fresh_roll() -> None:
    """地方组织法 第二十九条."""
    adopt(method__max_approvals=3)
    year = Year()
    vote = year.prepare()
    scrutineers, _ = year.man(vote)
    year.sit(5)
    first = year.vote(year.open(vote), scrutineers[0], "甲乙丙", "甲乙丙", "甲乙丙", "甲乙丙", "甲")
    jia, yi, bing = (str(each.uid) for each in year.candidates)
    assert (first.outcome["selected"], first.revote) == ([jia], {"among": [yi, bing], "seats": 1, "why": "tie"})
    year.sign_in(5)

    second = opening.open_next_round(actor=year.director, vote_uid=vote.uid, at=AT)

    assert (second.number, second.candidates, second.present) == (2, [yi, bing], 6)
    assert (second.method["seats"], second.method["max_approvals"], second.method["margin"]) == (1, 1, None)
    assert RollEntry.objects.filter(round=second, voted=True).count() == 0
    assert Entry.objects.get(act="ballot.open_next").facts == {"round": 2, "questions": 2, "expected": 6, "present": 6}

    year.vote(second, scrutineers[0], "丙", "丙", "丙", "丙", "乙", "乙")
    for each in scrutineers:
        counting.confirm_count(actor=each, vote_uid=vote.uid, at=AT)
    certificate = counting.certify(actor=scrutineers[0], vote_uid=vote.uid, at=AT)
    assert certificate.outcome["selected"] == [jia, bing]
    assert DutyRecord.objects.filter(kind=DutyKind.VOTE).count() == 6


# ── gates ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("town")
def test_a_result_is_not_in_effect_before_it_is_declared() -> None:
    year = Year()
    assert not queries.gate_result_in_effect(year.cycle.uid).met
    year.man(year.prepare())
    assert not queries.gate_result_in_effect(year.cycle.uid).met


# ── staff pages ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("town")
def test_the_staff_prepare_man_and_open_a_vote_by_buttons() -> None:
    year = Year()
    director = member(Role.DIRECTOR, name="张主席")
    clerks = [member(Role.CLERK, name=f"工作人员{n}") for n in (1, 2)]
    office = Browser(director)
    start = "/admin/ballot/vote/start/prepare/"
    assert year.session.title in office.get(start).content.decode()
    refused = office.post(start, {"session": str(year.session.uid), "seats": "9"})
    assert (refused.status_code, "应选名额应为 1 到 3" in refused.content.decode()) == (409, True)
    assert office.post(start, {"session": str(year.session.uid), "seats": "2"}).status_code == 302
    vote = Vote.objects.get()
    chief, *others = (str(who.account_uid) for _, who in year.deputies[:3])
    named = office.post(
        f"/admin/ballot/vote/{vote.uid}/acts/officers/",
        {"chief": chief, "scrutineers": others, "tellers": [str(each.uid) for each in clerks]},
    )
    assert (named.status_code, Officer.objects.count()) == (302, 5)
    opening_page = office.get(f"/admin/ballot/vote/{vote.uid}/acts/open/").content.decode()
    assert "应到名册按此刻冻结" in opening_page
    early = office.post(f"/admin/ballot/vote/{vote.uid}/acts/open/", {"confirmation": vote.title})
    assert "本次会议还没有通过票决办法" in early.content.decode()
    year.sit()
    hands = {"approve": "6", "oppose": "0", "abstain": "0"}
    for act in ("adopt_method", "approve_officers"):
        assert office.post(f"/admin/ballot/vote/{vote.uid}/acts/{act}/", hands).status_code == 302
    assert office.post(f"/admin/ballot/vote/{vote.uid}/acts/open/", {"confirmation": vote.title}).status_code == 302
    assert VoteRound.objects.get().present == 6
