"""Paper beside the phone (quality §3.1 promise 5): one or the other, never both; counted by hand, judged by the engine."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from commons.audit.models import Entry
from commons.kernel.policy import Hidden, NotPermitted
from tenants.ballot import errors, queries
from tenants.ballot.commands import counting, papers
from tenants.ballot.models import Paper, RollEntry, VoteRound
from tenants.ballot.terms import Channel
from tests.factories import ballot as b
from tests.factories.people import AT

pytestmark = pytest.mark.usefixtures("town")


class Hall:
    """Six deputies present; the first three have voted 甲乙 on their phones, papers for the rest where asked."""

    def __init__(self, *, handed_out: bool = True) -> None:
        self.vote = b.vote_of(quorum=None)
        self.officials = b.officials_of(self.vote)
        self.teller = self.officials.tellers[0]
        self.people = b.voters(6)
        self.round: VoteRound = b.opened(self.vote, self.people, absent=1)
        for person in self.people[:3]:
            b.cast(person, self.round, "甲乙")
        if handed_out:
            self.issue()

    def issue(self, mandates: Any = None) -> int:
        return papers.issue_papers(actor=self.teller, round_uid=self.round.uid, mandates=mandates, at=AT)

    def state(self, issued: int, returned: int) -> None:
        papers.state_papers(actor=self.teller, round_uid=self.round.uid, issued=issued, returned=returned, at=AT)

    def enter(self, approve: str = "", count: int = 1, *, void: bool = False) -> Paper:
        marks = b.choice(approve)
        return papers.enter_paper(
            actor=self.teller, round_uid=self.round.uid, count=count, marks=marks, is_void=void, at=AT
        )

    def close(self) -> None:
        b.closed(self.round)

    def count(self) -> VoteRound:
        return counting.count(actor=self.teller, round_uid=self.round.uid, at=AT)


def test_paper_and_phone_are_counted_together() -> None:
    hall = Hall()
    hall.close()
    hall.state(3, 3)
    hall.enter("甲", 2)
    hall.enter(void=True)
    counted = hall.count()
    assert (counted.issued, counted.returned, counted.refusal) == (6, 6, "")
    assert (counted.outcome["valid"], counted.outcome["void"]) == (5, 1)
    assert counted.outcome["tally"][b.uid_of("甲")]["approve"] == 5
    assert counted.outcome["tally"][b.uid_of("乙")]["approve"] == 3


def test_papers_go_to_everybody_present_who_has_not_voted_and_their_phones_are_refused() -> None:
    """Quality §3.1: when the system fails in the hall, one act turns the rest to paper."""
    hall = Hall(handed_out=False)
    assert hall.issue() == 3
    on_paper = RollEntry.objects.filter(channel=Channel.PAPER).order_by("name")
    assert [each.name for each in on_paper] == ["代表004", "代表005", "代表006"]
    with pytest.raises(errors.PaperTaken):
        b.cast(hall.people[4], hall.round, "甲")
    with pytest.raises(errors.SlotsRefused):
        hall.issue()


def test_a_paper_is_given_to_named_people_all_or_none() -> None:
    hall = Hall(handed_out=False)
    slots = {each.name: each for each in RollEntry.objects.all()}
    fine, has_voted, absent = slots["代表004"], slots["代表001"], slots["缺席000"]
    entries = Entry.objects.count()
    for wrong in ([fine.mandate_uid, has_voted.mandate_uid], [absent.mandate_uid], [uuid4()], []):
        with pytest.raises(errors.SlotsRefused):
            hall.issue(wrong)
    assert not RollEntry.objects.filter(channel=Channel.PAPER).exists()
    assert Entry.objects.count() == entries
    assert hall.issue([fine.mandate_uid]) == 1
    assert Entry.objects.get(act="ballot.issue_paper").facts == {"papers": 1}


def test_the_database_itself_refuses_both_a_ballot_and_a_paper() -> None:
    Hall(handed_out=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        RollEntry.objects.filter(voted=True).update(channel=Channel.PAPER)


def test_no_paper_is_handed_out_after_closing_and_none_is_read_before() -> None:
    hall = Hall()
    for early in (lambda: hall.state(3, 3), lambda: hall.enter("甲")):
        with pytest.raises(errors.StillOpen):
            early()
    hall.close()
    with pytest.raises(errors.NotOpen):
        hall.issue()
    hall.state(3, 0)
    hall.count()
    for late in (lambda: hall.state(3, 3), lambda: hall.enter("甲")):
        with pytest.raises(errors.NotOpen):
            late()
    assert Paper.objects.count() == 0


def test_a_round_with_papers_is_not_counted_before_the_sheet_is_complete() -> None:
    hall = Hall()
    hall.close()
    with pytest.raises(errors.PapersNotStated):
        hall.count()
    hall.state(3, 2)
    hall.enter("甲")
    with pytest.raises(errors.PapersDoNotAddUp) as refused:
        hall.count()
    assert refused.value.data == {"returned": 2, "entered": 1}


def test_more_papers_back_than_were_handed_out_voids_the_round() -> None:
    """选举法 第四十四条; B38."""
    hall = Hall()
    hall.close()
    hall.state(3, 4)
    hall.enter("丙", 4)
    counted = hall.count()
    assert counted.refusal == "ballot.returned_exceeds_issued"
    assert counted.outcome["selected"] == []


def test_more_papers_handed_out_than_people_present_voids_the_round() -> None:
    hall = Hall()
    hall.close()
    hall.state(4, 3)
    hall.enter("丙", 3)
    assert hall.count().refusal == "ballot.issued_exceeds_present"


def test_an_overmarked_paper_is_entered_as_it_is_and_judged_by_the_engine() -> None:
    hall = Hall()
    hall.close()
    hall.state(3, 1)
    hall.enter("甲乙丙")
    assert hall.count().outcome["void"] == 1


def test_a_wrong_line_is_struck_with_a_reason_and_stays_in_sight() -> None:
    hall = Hall()
    hall.close()
    hall.state(3, 3)
    wrong = hall.enter("丙", 3)
    with pytest.raises(errors.ReasonRefused):
        papers.strike_paper(actor=hall.teller, paper_uid=wrong.uid, reason="错", at=AT)
    papers.strike_paper(actor=hall.teller, paper_uid=wrong.uid, reason="登记时看错了项目", at=AT)
    with pytest.raises(errors.PaperNotFound):
        papers.strike_paper(actor=hall.teller, paper_uid=wrong.uid, reason="登记时看错了项目", at=AT)
    hall.enter("乙", 3)
    assert [(each.count, each.struck_at) for each in queries.papers(hall.teller, hall.round.uid)] == [
        (3, AT),
        (3, None),
    ]
    tally = hall.count().outcome["tally"]
    assert (tally[b.uid_of("乙")]["approve"], tally[b.uid_of("丙")]["approve"]) == (6, 0)


@pytest.mark.parametrize(
    ("what", "refusal"),
    [
        ({"count": 0}, errors.PaperCountRefused),
        ({"count": -1}, errors.PaperCountRefused),
        ({"count": 5001}, errors.PaperCountRefused),
        ({"marks": {"没有这一项": "approve"}}, errors.MarksRefused),
        ({"is_void": True, "marks": b.choice("甲")}, errors.MarksRefused),
        ({"group": "没有这一组"}, errors.MarksRefused),
    ],
)
def test_a_line_that_cannot_be_right_is_refused_whole(what: dict[str, Any], refusal: type[Exception]) -> None:
    hall = Hall()
    hall.close()
    with pytest.raises(refusal):
        papers.enter_paper(
            **{"actor": hall.teller, "round_uid": hall.round.uid, "count": 1, "marks": {}, "at": AT} | what
        )
    assert Paper.objects.count() == 0


def test_papers_are_not_entered_where_none_was_handed_out() -> None:
    hall = Hall(handed_out=False)
    hall.close()
    with pytest.raises(errors.NoPaperIssued):
        hall.enter("甲")
    assert hall.count().returned == 3


def test_only_a_teller_of_this_vote_touches_its_papers() -> None:
    hall = Hall()
    stranger = b.officials_of(b.vote_of("丁戊己")).tellers[0]
    hall.close()
    with pytest.raises(Hidden):
        papers.state_papers(actor=stranger, round_uid=hall.round.uid, issued=3, returned=3, at=AT)
    for nobody in (b.director(), hall.officials.chief, hall.people[0]):
        with pytest.raises(NotPermitted):
            papers.state_papers(actor=nobody, round_uid=hall.round.uid, issued=3, returned=3, at=AT)
    hall.round.refresh_from_db()
    assert hall.round.papers_issued is None


def test_the_audit_of_a_line_says_how_many_papers_and_never_their_marks() -> None:
    hall = Hall()
    hall.close()
    line = hall.enter("甲", 2)
    entry = Entry.objects.get(act="ballot.enter_paper")
    assert (entry.object_uid, entry.facts) == (str(line.uid), {"papers": 2, "void": False})
