"""Paper beside the phone (quality §3.1 promise 5): one or the other, never both; counted by hand, judged by the engine."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from commons.audit.models import Entry
from commons.kernel.policy import Hidden, NotPermitted
from tenants.ballot import errors, queries
from tenants.ballot.commands import counting, papers, sheets
from tenants.ballot.models import Paper, PaperSheet, RollEntry, VoteRound
from tenants.ballot.terms import Channel
from tests.factories import ballot as b
from tests.factories.people import AT

pytestmark = pytest.mark.usefixtures("town")


class Hall:
    """Six deputies present; the first three have voted 甲乙 on their phones, papers for the rest where asked."""

    def __init__(self, *, handed_out: bool = True, **method: Any) -> None:
        self.vote = b.vote_of(quorum=None, **method)
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

    def enter(self, approve: str = "", count: int = 1, *, void: bool = False, by: int = 0, **where: int) -> Paper:
        """A line of one teller's sheet."""
        return sheets.enter_paper(
            actor=self.officials.tellers[by],
            round_uid=self.round.uid,
            count=count,
            marks=b.choice(approve),
            is_void=void,
            at=AT,
            **where,
        )

    def finish(self, by: int = 0, batch: int = 1) -> sheets.Handed:
        return sheets.finish_batch(actor=self.officials.tellers[by], round_uid=self.round.uid, batch=batch, at=AT)

    def sheet(self, *lines: tuple[str, int], void: int = 0) -> None:
        """Both tellers enter the same lines into batch 1 and hand in; so many papers more are put to the chief."""
        for by in (0, 1):
            for approve, count in lines:
                self.enter(approve, count, by=by)
            for _ in range(void):
                self.enter(void=True, by=by)
            self.finish(by)

    def judge(self, line: Paper, approve: str = "", *, void: bool = False, chief: Any = None) -> Paper:
        return sheets.judge_paper(
            actor=chief or self.officials.chief, paper_uid=line.uid, is_void=void, marks=b.choice(approve), at=AT
        )

    def doubtful(self) -> list[Paper]:
        return list(queries.doubtful(self.officials.chief, self.round.uid))

    def close(self) -> None:
        b.closed(self.round)

    def count(self) -> VoteRound:
        return counting.count(actor=self.teller, round_uid=self.round.uid, at=AT)


def test_paper_and_phone_are_counted_together() -> None:
    hall = Hall()
    hall.close()
    hall.state(3, 3)
    hall.sheet(("甲", 2), void=1)
    hall.judge(hall.doubtful()[0], void=True)
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
    with pytest.raises(errors.PapersDiffer) as open_batches:
        hall.count()
    assert open_batches.value.data == {"batches": "1", "needed": 2}
    hall.finish()
    hall.enter("甲", by=1)
    hall.finish(by=1)
    with pytest.raises(errors.PapersDoNotAddUp) as refused:
        hall.count()
    assert refused.value.data == {"returned": 2, "entered": 1}


def test_more_papers_back_than_were_handed_out_voids_the_round() -> None:
    """选举法 第四十四条; B38. Nothing is entered, and nothing of the box is opened."""
    hall = Hall()
    hall.close()
    hall.state(3, 4)
    counted = hall.count()
    assert counted.refusal == "ballot.returned_exceeds_issued"
    assert (counted.returned, counted.outcome["tally"], counted.outcome["selected"]) == (7, None, [])


def test_phones_that_were_not_used_do_not_hide_a_paper_too_many() -> None:
    """Six present, three on paper of whom four came back; only two phones voted: 6 of 6, and yet one paper too many."""
    hall = Hall()
    RollEntry.objects.filter(account_uid=hall.people[0].account_uid).update(voted=False)
    hall.close()
    hall.state(3, 4)
    assert hall.count().refusal == "ballot.returned_exceeds_issued"


def test_more_papers_handed_out_than_people_present_voids_the_round() -> None:
    hall = Hall()
    hall.close()
    hall.state(4, 3)
    hall.sheet(("丙", 3))
    assert hall.count().refusal == "ballot.issued_exceeds_present"


def test_an_overmarked_paper_is_entered_as_it_is_and_judged_by_the_engine() -> None:
    hall = Hall()
    hall.close()
    hall.state(3, 1)
    hall.sheet(("甲乙丙", 1))
    assert hall.count().outcome["void"] == 1


def test_a_wrong_line_is_struck_with_a_reason_and_stays_in_sight() -> None:
    hall = Hall()
    hall.close()
    hall.state(3, 3)
    wrong = hall.enter("丙", 3)
    with pytest.raises(errors.ReasonRefused):
        sheets.strike_paper(actor=hall.teller, paper_uid=wrong.uid, reason="错", at=AT)
    sheets.strike_paper(actor=hall.teller, paper_uid=wrong.uid, reason="登记时看错了项目", at=AT)
    with pytest.raises(errors.PaperNotFound):
        sheets.strike_paper(actor=hall.teller, paper_uid=wrong.uid, reason="登记时看错了项目", at=AT)
    hall.enter("乙", 3)
    hall.finish()
    assert [(each.count, each.struck_at) for each in queries.papers(hall.teller, hall.round.uid)] == [
        (3, AT),
        (3, None),
    ]
    hall.enter("乙", 3, by=1)
    hall.finish(by=1)
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
        ({"is_void": True, "count": 2}, errors.DoubtfulOneByOne),
        ({"batch": 0}, errors.BatchRefused),
        ({"batch": 1000}, errors.BatchRefused),
        ({"line": 0}, errors.LineRefused),
        ({"line": 1000}, errors.LineRefused),
        ({"group": "没有这一组"}, errors.MarksRefused),
    ],
)
def test_a_line_that_cannot_be_right_is_refused_whole(what: dict[str, Any], refusal: type[Exception]) -> None:
    hall = Hall()
    hall.close()
    with pytest.raises(refusal):
        sheets.enter_paper(
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
    assert (entry.object_uid, entry.facts) == (str(line.uid), {"papers": 2, "void": False, "batch": 1, "row": 1})


# ── entered twice ─────────────────────────────────────────────────────────────────────────────


def test_two_tellers_enter_each_batch_and_neither_sees_the_other() -> None:
    """While they enter, a teller reads her own lines; the chief, the chair and the clerk read none."""
    hall = Hall()
    hall.close()
    hall.enter("甲", 3)
    hall.enter("乙", 3, by=1)
    for by, name in ((0, "甲"), (1, "乙")):
        seen = queries.papers(hall.officials.tellers[by], hall.round.uid)
        assert [each.marks[b.uid_of(name)] for each in seen] == ["approve"]
    for nobody in (hall.officials.chief, b.director()):
        assert list(queries.papers(nobody, hall.round.uid)) == []
        (batch,) = queries.batches(nobody, hall.round.uid)
        assert (batch.finished, batch.papers, batch.differs) == (0, None, [])


def test_a_difference_is_named_by_line_without_figures_and_entered_again_by_both() -> None:
    hall = Hall()
    hall.close()
    hall.state(3, 3)
    for by, second in ((0, ("甲乙", 1)), (1, ("甲", 1))):
        hall.enter("丙", 2, by=by)
        hall.enter(*second, by=by)
    assert (hall.finish().waiting, hall.finish(by=1).agreed) == (True, False)
    for teller in hall.officials.tellers:
        (batch,) = queries.batches(teller, hall.round.uid)
        assert batch.differs == [{"line": 2, "what": ["“乙”的标记"]}]
        assert [each.line for each in queries.papers(teller, hall.round.uid) if each.struck_at] == [2]
    with pytest.raises(errors.PapersDiffer):
        hall.count()
    for by in (0, 1):
        assert hall.enter("甲", by=by).line == 2
        hall.finish(by)
    tally = hall.count().outcome["tally"]
    assert [tally[b.uid_of(name)]["approve"] for name in "甲乙丙"] == [4, 3, 2]
    facts = [each.facts for each in Entry.objects.filter(act="ballot.finish_batch").order_by("uid")]
    assert [each["rows"] for each in facts] == [[], [2], [], []]


@pytest.mark.parametrize(
    ("mine", "others", "what"),
    [
        ([("甲", 1)], [("甲", 2)], {1: ["张数"]}),
        ([("甲", 1)], [("甲", 1), ("乙", 1)], {2: ["只有一名计票人登记了这一行"]}),
        ([("甲", 1)], [("", 1)], {1: ["“甲”的标记"]}),
        ([("甲", 1), ("乙", 1)], [("乙", 2), ("乙", 1)], {1: ["张数", "“甲”的标记", "“乙”的标记"]}),
    ],
)
def test_every_kind_of_difference_is_found(mine: Any, others: Any, what: dict[int, list[str]]) -> None:
    hall = Hall()
    hall.close()
    for by, lines in ((0, mine), (1, others)):
        for approve, count in lines:
            hall.enter(approve, count, by=by)
    hall.finish()
    assert {each.line: list(each.what) for each in hall.finish(by=1).differences} == what


def test_what_was_handed_in_is_not_touched_and_a_third_teller_stays_out() -> None:
    hall = Hall()
    hall.vote.officers.filter(duty="scrutineer").update(duty="teller")
    hall.close()
    mine = hall.enter("甲", 3)
    with pytest.raises(errors.LineTaken):
        hall.enter("甲", 3, line=1)
    hall.finish()
    for late in (lambda: hall.enter("乙"), hall.finish):
        with pytest.raises(errors.SheetFinished):
            late()
    with pytest.raises(errors.SheetFinished):
        sheets.strike_paper(actor=hall.teller, paper_uid=mine.uid, reason="登记时看错了项目", at=AT)
    with pytest.raises(errors.PaperNotFound):
        sheets.strike_paper(actor=hall.officials.tellers[1], paper_uid=mine.uid, reason="登记时看错了项目", at=AT)
    with pytest.raises(errors.SheetEmpty):
        hall.finish(by=1)
    PaperSheet(round=hall.round, batch=1, teller_uid=uuid4(), teller_name="丁").save(force_insert=True)
    with pytest.raises(errors.BatchTaken):
        hall.enter("甲", 3, by=1)


def test_batches_are_entered_apart_and_add_up() -> None:
    hall = Hall()
    hall.close()
    hall.state(3, 3)
    for by in (0, 1):
        hall.enter("甲", 2, by=by, batch=1)
        hall.enter("乙", 1, by=by, batch=2)
        hall.finish(by, 1)
    with pytest.raises(errors.PapersDiffer) as refused:
        hall.count()
    assert refused.value.data["batches"] == "2"
    for by in (0, 1):
        hall.finish(by, 2)
    assert [(each.batch, each.agreed, each.papers) for each in queries.batches(hall.teller, hall.round.uid)] == [
        (1, True, 2),
        (2, True, 1),
    ]
    assert hall.count().returned == 6


def test_the_chief_gives_back_a_batch_that_does_not_add_up() -> None:
    hall = Hall()
    hall.close()
    hall.state(3, 3)
    hall.sheet(("甲", 2))
    with pytest.raises(errors.PapersDoNotAddUp):
        hall.count()
    back = {"round_uid": hall.round.uid, "batch": 1, "reason": "收回三张，只登记了两张", "at": AT}
    with pytest.raises(NotPermitted):
        sheets.reopen_batch(actor=hall.teller, **back)
    with pytest.raises(errors.BatchNotFound):
        sheets.reopen_batch(actor=hall.officials.chief, **back | {"batch": 2})
    sheets.reopen_batch(actor=hall.officials.chief, **back)
    for by in (0, 1):
        hall.enter("乙", by=by)
        hall.finish(by)
    assert hall.count().returned == 6


def test_doubtful_papers_wait_for_the_chief_scrutineer() -> None:
    """NPC method art. 14 (domain §3.5): the tellers put them to the chief, who rules void or valid."""
    hall = Hall()
    hall.close()
    hall.state(3, 3)
    hall.sheet(("甲", 1), void=2)
    with pytest.raises(errors.PapersUnjudged) as refused:
        hall.count()
    assert refused.value.data == {"papers": 2}
    clear, smeared = hall.doubtful()
    with pytest.raises(NotPermitted):
        hall.judge(clear, void=True, chief=hall.teller)
    with pytest.raises(errors.MarksRefused):
        hall.judge(clear, "甲", void=True)
    hall.judge(clear, "甲丙")
    hall.judge(smeared, void=True)
    with pytest.raises(errors.NotDoubtful):
        hall.judge(queries.papers(hall.teller, hall.round.uid).filter(is_void=False).first(), void=True)
    counted = hall.count()
    assert (counted.outcome["valid"], counted.outcome["void"]) == (5, 1)
    assert [counted.outcome["tally"][b.uid_of(name)]["approve"] for name in "甲乙丙"] == [5, 3, 1]
    assert [each.facts for each in Entry.objects.filter(act="ballot.judge_paper").order_by("uid")] == [
        {"void": False},
        {"void": True},
    ]


def test_a_paper_the_tellers_have_not_agreed_on_is_not_judged() -> None:
    hall = Hall()
    hall.close()
    line = hall.enter(void=True)
    with pytest.raises(errors.NotDoubtful):
        hall.judge(line, void=True)
    assert hall.doubtful() == []


def test_a_method_with_one_teller_has_each_batch_entered_once() -> None:
    hall = Hall()
    hall.vote.tellers_needed = 1
    hall.vote.save(update_fields=["tellers_needed"])
    hall.close()
    hall.state(3, 3)
    hall.enter("甲", 3)
    assert hall.finish().agreed
    assert hall.count().returned == 6


# ── the printed paper ─────────────────────────────────────────────────────────────────────────


def test_the_printed_paper_says_the_rules_and_names_nobody() -> None:
    hall = Hall(handed_out=False)
    form = queries.paper_form(hall.teller, hall.vote.uid)
    assert [(each.order, each.title, each.content) for each in form.items] == [
        (1, "甲", "甲的建设内容"),
        (2, "乙", "乙的建设内容"),
        (3, "丙", "丙的建设内容"),
    ]
    assert (form.number, form.seats, form.has_priorities, form.groups) == (1, 2, True, ())
    assert form.rules == [
        "本票共列候选项目 3 个，应选 2 个。",
        "请在每个项目的“赞成”“反对”“弃权”中选一格画“√”；三格都不画的，按弃权计。",
        "赞成的项目不超过 2 个；超过的为废票。",
        "“优先级”在“非常必要”“必要”“一般”中选一格画“√”，可以不填；优先级只作参考，不影响是否入选。",
        "请用钢笔或签字笔填写。字迹或标记无法辨认的，由总监票人裁定。",
        "本次表决为无记名投票：请不要署名，不要作其他记号，不得委托他人投票。",
    ]
    with pytest.raises(NotPermitted):
        queries.paper_form(hall.people[0], hall.vote.uid)


def test_the_paper_of_a_second_round_lists_the_tied_alone() -> None:
    hall = Hall(passing=None)  # three phones chose 甲乙
    hall.close()
    hall.state(3, 3)
    hall.sheet(("甲丙", 3))
    hall.count()
    form = queries.paper_form(hall.teller, hall.vote.uid)
    assert (form.number, [each.title for each in form.items], form.rules[0]) == (
        2,
        ["乙", "丙"],
        "本票共列候选项目 2 个，应选 1 个。",
    )
