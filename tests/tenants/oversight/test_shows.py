"""代表网络问政 (3-32): from the groups' clues to the last question that is solved."""

from __future__ import annotations

import datetime as dt

import pytest

from commons.directory import contents
from commons.kernel.actor import Role
from commons.kernel.lifecycle import WrongStep
from commons.kernel.policy import NotPermitted
from tenants.documents import queries as documents
from tenants.documents.errors import AttachmentNotFound, VideoBroken
from tenants.documents.models import Document
from tenants.oversight import queries
from tenants.oversight.commands import hearings, shows
from tenants.oversight.errors import (
    AddressRefused,
    AskerBusy,
    AskerUnknown,
    ClueNotFound,
    CluesOwed,
    HearingNotFound,
    MoreSlipsThanAskers,
    NoGroupHere,
    NotAShow,
    NothingChosen,
    NothingToHandOver,
    QualityMissing,
    ShowChosen,
    ShowHeld,
    ShowNotHeld,
    ShowNotPublished,
    ShowNotReady,
    ShowPublished,
    SignedTwice,
)
from tenants.oversight.models import Clue
from tenants.oversight.terms import ClueState, HearingKind
from tests.factories import deputies as people
from tests.factories import oversight as make
from tests.factories.asking import THEME, answered, chosen, clue, held, on_the_air, opened, seated, themed
from tests.factories.evidence import footprint, told
from tests.factories.films import WHERE, film
from tests.factories.people import AT, actor

LATER = AT + dt.timedelta(days=40)


def test_110_groups_bring_145_clues_and_16_deputies_ask_what_was_chosen(town: str) -> None:
    """3-32, 3-33, 3-34, 3-36, 3-38: the numbers and the topics of the source, from rows."""
    show = opened()
    topics = ["老旧小区改造"] * 60 + ["暖气不热"] * 50 + ["维修基金使用不透明"] * 35
    clues = [clue(show, f"第{place % 110 + 1}代表小组", topic) for place, topic in enumerate(topics)]
    assert queries.topics_of(queries.clues(make.clerk())) == [
        ("老旧小区改造", 60, 60),
        ("暖气不热", 50, 50),
        ("维修基金使用不透明", 35, 35),
    ]
    with pytest.raises(NothingChosen):
        themed(show)
    for place, unit in ((0, "住建局"), (60, "供热公司"), (110, "住建局")):
        shows.choose_clue(actor=make.clerk(), clue_uid=clues[place].uid, unit_name=unit, at=AT)
    askers = [people.mandate(f"代表{place}").uid for place in range(16)]
    with pytest.raises(ShowNotReady) as lacking:
        held(show)
    assert "缺主题、问政代表" in lacking.value.message
    themed(show)
    seated(show, *askers)
    held(show)
    found = queries.figures(2026)
    assert (found.hearings["show"], found.shows.clues, found.shows.groups, found.shows.askers) == (1, 145, 110, 16)
    assert Clue.objects.filter(state=ClueState.SET_ASIDE, set_aside_why="不属于本期主题").count() == 142
    assert {tuple(each.qualities) for each in show.signers.all()} == {("able", "trusted", "eloquent")}


def test_every_question_is_answered_live_handed_over_on_paper_and_followed_until_it_is_solved(town: str) -> None:
    """3-37, 3-39, 3-40: 代表问询, 部门答复, 现场测评; then a letter a department, 跟踪问效."""
    show, asker = opened(), people.mandate("问政代表")
    other = people.mandate("另一名代表")
    first, second, third = chosen(show), chosen(show, "供热公司", topic="暖气不热"), chosen(show)
    themed(show)
    seated(show, asker.uid, other.uid)
    shows.announce_show(
        actor=make.clerk(), hearing_uid=show.uid, host="主持人", broadcast_url="https://tv.example/1", at=AT
    )
    with pytest.raises(ShowNotHeld):
        shows.hand_over(actor=make.clerk(), hearing_uid=show.uid, due_on=make.DEADLINE, at=AT)
    held(show)
    answered(first, asker.uid, 1, 1)
    answered(second, asker.uid, 0, 1, 1)
    handed = shows.hand_over(actor=make.clerk(), hearing_uid=show.uid, due_on=make.DEADLINE, at=AT)
    assert [(each.unit_name, each.state) for each in handed] == [
        ("住建局", "handed"),
        ("住建局", "handed"),
        ("供热公司", "handed"),
    ]
    assert told()[-1] == "oversight.CluesHandedOver"
    letters = {each.title: each for each in Document.objects.all()}
    assert sorted(letters) == ["关于交办代表网络问政问题的函（住建局）", "关于交办代表网络问政问题的函（供热公司）"]
    said = documents.paper_of(letters["关于交办代表网络问政问题的函（住建局）"])
    assert [row[1:] for row in said.blocks[2].rows] == [  # type: ignore[union-attr]
        ["老旧小区改造", "第一代表小组反映的问题", "月底前完成改造", "王局长"],
        ["老旧小区改造", "第一代表小组反映的问题", "未现场答复", ""],
    ]
    with pytest.raises(NothingToHandOver):
        shows.hand_over(actor=make.clerk(), hearing_uid=show.uid, due_on=make.DEADLINE, at=AT)
    shows.report_clue(actor=make.clerk(), clue_uid=first.uid, report="完成一半", at=AT)
    hearings.report_hearing(actor=make.clerk(), hearing_uid=show.uid, report="总体情况", at=AT)
    with pytest.raises(CluesOwed):
        hearings.conclude_hearing(actor=make.clerk(), hearing_uid=show.uid, at=AT)
    again = dt.date(2026, 5, 20)
    shows.return_clue(actor=make.clerk(), clue_uid=first.uid, demand="全部完成", due_on=again, at=AT)
    first.refresh_from_db()
    assert (first.state, first.due_on, first.is_overdue(again), first.is_overdue(LATER.replace(month=6).date())) == (
        "handed", again, False, True,
    )  # fmt: skip
    for each in (first, second, third):
        shows.report_clue(actor=actor(Role.GOVERNMENT), clue_uid=each.uid, report="全部完成", at=LATER)
        shows.solve_clue(actor=make.clerk(), clue_uid=each.uid, at=LATER)
    hearings.conclude_hearing(actor=make.clerk(), hearing_uid=show.uid, at=LATER)
    found = queries.figures(2026).shows
    assert (found.handed, found.solved, found.slips, found.favourable) == (3, 3, 4, 3)
    assert queries.rate_of(Clue.objects.get(uid=second.uid)) == 50


def test_the_film_is_stripped_kept_from_whom_it_is_about_and_shown_with_the_show(town: str) -> None:
    """3-35: the 问题短片 is the 考卷; MP4 by the same path as a citizen's film, without place or time."""
    show, *_ = on_the_air()
    early = opened()
    for of in (show, early):
        shows.add_film(actor=make.clerk(), hearing_uid=of.uid, filename="短片.mp4", content=film(), at=AT)
    with pytest.raises(VideoBroken):
        shows.add_film(actor=make.clerk(), hearing_uid=show.uid, filename="坏.mp4", content=film()[:60], at=AT)
    seen, unseen = (documents.attachments_of(each.uid)[0] for each in (show, early))
    assert (seen.media_type, seen.public) == ("video/mp4", False)
    government, citizen = actor(Role.GOVERNMENT), actor(Role.RESIDENT)
    assert documents.attachment(government, seen.uid).uid == seen.uid
    for viewer, hidden in ((government, unseen), (citizen, seen), (actor(Role.DEPUTY), seen)):
        with pytest.raises(AttachmentNotFound):
            documents.attachment(viewer, hidden.uid)
    shows.publish_show(actor=make.director(), hearing_uid=show.uid, at=AT)
    assert documents.attachment(citizen, seen.uid).public
    with contents.open_kept(town, documents.attachment(citizen, seen.uid).file.sha256) as kept:
        assert WHERE not in kept.read()
    shows.withdraw_show(actor=make.director(), hearing_uid=show.uid, at=AT)
    with pytest.raises(AttachmentNotFound):
        documents.attachment(citizen, seen.uid)


def test_a_show_is_everybodys_once_it_is_published_and_never_before(town: str) -> None:
    show, question, asker = on_the_air()
    hidden = clue(opened(), topic="没有选用的")
    with pytest.raises(HearingNotFound):
        queries.published_show(show.uid)
    with pytest.raises(NotPermitted):
        shows.publish_show(actor=make.clerk(), hearing_uid=show.uid, at=AT)
    with pytest.raises(ShowNotHeld):
        shows.publish_show(actor=make.director(), hearing_uid=hidden.show_id, at=AT)
    shows.publish_show(actor=make.director(), hearing_uid=show.uid, at=AT)
    found = queries.published_show(show.uid)
    assert (found.theme, found.askers, found.on, found.solved) == (THEME, [asker.name], "2026年3月2日", 0)
    assert [(each.text, each.answer, each.rate) for each in found.questions] == [(question.text, "月底前完成改造", 100)]
    with pytest.raises(ShowPublished):
        shows.publish_show(actor=make.director(), hearing_uid=show.uid, at=AT)
    shows.withdraw_show(actor=make.director(), hearing_uid=show.uid, at=AT)
    assert list(queries.published_shows()) == []
    with pytest.raises(ShowNotPublished):
        shows.withdraw_show(actor=make.director(), hearing_uid=show.uid, at=AT)


def test_who_is_asked_reads_the_questions_when_they_have_been_asked_and_a_deputy_her_own(town: str) -> None:
    """考卷: the government before the show, and every other deputy, see nothing."""
    show, mandated = opened(), people.deputy("报送代表")
    mine, deputy = mandated
    offered = shows.offer_clue(actor=deputy, hearing_uid=show.uid, topic="暖气不热", text="室温十四度", at=AT)
    assert (offered.group, offered.mandate_uid) == (mine.group, mine.uid)
    theirs = chosen(show)
    government, stranger = actor(Role.GOVERNMENT), people.deputy("另一名代表")[1]
    asker, asking = people.deputy("问政代表")
    assert (list(queries.clues(government)), list(queries.shows(government))) == ([], [])
    assert list(queries.hearings(government)) == []
    assert (list(queries.clues(deputy)), list(queries.clues(stranger))) == ([offered], [])
    assert list(queries.shows(stranger)) == [show]
    themed(show)
    seated(show, asker.uid)
    answered(theirs, asker.uid, 1)
    assert (list(queries.shows(stranger)), list(queries.shows(asking)), list(queries.clues(asking))) == (
        [], [show], [theirs],
    )  # fmt: skip
    held(show)
    assert (list(queries.clues(government)), list(queries.shows(government))) == ([theirs], [show])
    assert list(queries.hearings(government)) == [show]
    with pytest.raises(ClueNotFound):
        queries.clue(government, offered.uid)
    for nobody in (Role.UNIT, Role.INSPECTOR, Role.RESIDENT, Role.MEMBER):
        assert (list(queries.clues(actor(nobody))), list(queries.shows(actor(nobody)))) == ([], [])


def test_what_comes_too_late_or_from_nobody_is_refused_and_leaves_no_trace(town: str) -> None:
    show, question, asker = on_the_air()
    other = opened()
    talk = hearings.call_hearing(
        actor=make.clerk(), kind=HearingKind.INTERVIEW, summoned="住建局", matter="滞后", called_on=make.TODAY, at=AT
    )
    before = footprint()
    with pytest.raises(NotAShow):
        clue(talk)
    with pytest.raises(ShowChosen):
        clue(show)
    with pytest.raises(NoGroupHere):
        shows.offer_clue(actor=actor(Role.DEPUTY), hearing_uid=other.uid, topic="暖气", text="不热", at=AT)
    with pytest.raises(NotPermitted):
        clue(other, actor=actor(Role.UNIT))
    with pytest.raises(ShowHeld):
        seated(show, asker.uid)
    with pytest.raises(ShowHeld):
        shows.set_aside_clue(actor=make.clerk(), clue_uid=question.uid, reason="不问了", at=AT)
    with pytest.raises(QualityMissing):
        shows.seat_askers(actor=make.clerk(), hearing_uid=other.uid, mandate_uids=[asker.uid], qualities=[], at=AT)
    with pytest.raises(AskerUnknown):
        seated(other, show.uid)
    with pytest.raises(MoreSlipsThanAskers):
        answered_again(question, 2)
    with pytest.raises(WrongStep):
        shows.solve_clue(actor=make.clerk(), clue_uid=question.uid, at=AT)
    with pytest.raises(NotPermitted):
        shows.report_clue(actor=actor(Role.UNIT), clue_uid=question.uid, report="好了", at=AT)
    for odd in ("javascript:alert(1)", "ftp://tv.example", "https://", "http://["):
        with pytest.raises(AddressRefused):
            shows.announce_show(actor=make.clerk(), hearing_uid=other.uid, host="", broadcast_url=odd, at=AT)
    assert footprint() == before


def answered_again(question: Clue, slips: int) -> None:
    shows.answer_clue(
        actor=make.clerk(), clue_uid=question.uid, answer="再答", answered_by="王局长", satisfied=slips, at=AT
    )


def test_a_deputy_who_asks_is_seated_once_and_leaves_only_without_a_question(town: str) -> None:
    show, asker = opened(), people.mandate("问政代表")
    seated(show, asker.uid)
    with pytest.raises(SignedTwice):
        seated(show, asker.uid)
    question = chosen(show)
    with pytest.raises(AskerUnknown):
        shows.answer_clue(actor=make.clerk(), clue_uid=question.uid, answer="答", answered_by="王局长", at=AT)
    shows.give_question(actor=make.clerk(), clue_uid=question.uid, mandate_uid=asker.uid, at=AT)
    with pytest.raises(AskerBusy):
        shows.dismiss_asker(actor=make.clerk(), hearing_uid=show.uid, mandate_uid=asker.uid, at=AT)
    shows.set_aside_clue(actor=make.clerk(), clue_uid=question.uid, reason="重复", at=AT)
    shows.dismiss_asker(actor=make.clerk(), hearing_uid=show.uid, mandate_uid=asker.uid, at=AT)
    assert show.signers.count() == 0
