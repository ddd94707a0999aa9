"""What a meeting passes before it votes: the method, then the scrutineers and tellers (domain §3.6, §3.7)."""

from __future__ import annotations

from typing import Any

import pytest

from commons.access import queries as access
from commons.audit.models import Entry
from commons.kernel.actor import Role
from commons.kernel.lifecycle import WrongStep
from commons.kernel.policy import NotPermitted
from tenants.appraisal.models import Candidate
from tenants.ballot import errors, queries
from tenants.ballot.commands import officers
from tenants.ballot.models import Officer, Vote
from tenants.ballot.terms import Duty
from tenants.meetings import commands as meetings
from tenants.meetings.errors import HandsRefused, SessionNotRunning
from tenants.meetings.models import Decision
from tenants.meetings.terms import ItemKind, SessionKind
from tests.factories.people import AT, account, actor
from tests.tenants.ballot.test_preparation import Year


def hands(year: Year, vote: Vote, approve: int, oppose: int = 0, abstain: int = 0) -> dict[str, Any]:
    return {
        "actor": year.clerk,
        "vote_uid": vote.uid,
        "approve": approve,
        "oppose": oppose,
        "abstain": abstain,
        "at": AT,
    }


@pytest.mark.usefixtures("town")
def test_the_meeting_adopts_the_method_then_approves_the_officers_and_only_then_they_may_act() -> None:
    """1-66, domain §3.7: 三水瑶族乡 2020, 爱山街道 2018."""
    year = Year()
    vote = year.prepare()
    year.sit()
    with pytest.raises(errors.MethodNotAdopted):
        officers.approve_officers(**hands(year, vote, 6))
    assert officers.adopt_method(**hands(year, vote, 4, 1, 1))
    with pytest.raises(errors.OfficersMissing):
        officers.approve_officers(**hands(year, vote, 6))
    scrutineers, _ = year.man(vote, approved=False)
    assert list(access.grantees("scrutinise_vote", vote)) == []
    assert not any(each.holds(Role.SCRUTINEER) for each in scrutineers)
    with pytest.raises(errors.OfficersNotApproved):
        year.open(vote)
    assert officers.approve_officers(**hands(year, vote, 6))
    assert {who.uid for who in access.grantees("declare_vote", vote)} == {scrutineers[0].account_uid}
    with pytest.raises(errors.OfficersAlreadyApproved):
        officers.approve_officers(**hands(year, vote, 6))
    with pytest.raises(errors.MethodAlreadyAdopted):
        officers.adopt_method(**hands(year, vote, 6))
    year.open(vote)
    assert [
        (each.kind, each.subject_uid, each.base, each.approve, each.passed) for each in Decision.objects.order_by("uid")
    ] == [
        ("method", vote.uid, 6, 4, True),
        ("officers", vote.uid, 6, 6, True),
    ]
    assert [
        each.facts
        for each in Entry.objects.filter(act__in=("ballot.adopt_method", "ballot.approve_officers")).order_by("uid")
    ] == [
        {"passed": True},
        {"passed": True},
    ]


@pytest.mark.usefixtures("town")
def test_half_of_all_deputies_is_not_more_than_half_and_what_failed_is_put_again() -> None:
    """地方组织法 第二十五条: of all, not of those present."""
    year = Year()
    vote = year.prepare()
    year.sit(5)
    assert not officers.adopt_method(**hands(year, vote, 3, 2))
    vote.refresh_from_db()
    assert vote.method_adopted_at is None
    assert officers.adopt_method(**hands(year, vote, 4, 1))
    assert list(Decision.objects.order_by("uid").values_list("passed", flat=True)) == [False, True]


@pytest.mark.usefixtures("street")
def test_an_assembly_passes_by_more_than_half_of_those_present() -> None:
    year = Year(kind=SessionKind.ASSEMBLY)
    vote = year.prepare()
    year.sit(4)
    assert not officers.adopt_method(**hands(year, vote, 2, 2))
    assert officers.adopt_method(**hands(year, vote, 3, 1))


@pytest.mark.usefixtures("town")
def test_a_show_of_hands_needs_a_running_meeting_and_no_more_hands_than_people() -> None:
    year = Year()
    vote = year.prepare()
    with pytest.raises(SessionNotRunning):
        officers.adopt_method(**hands(year, vote, 4))
    year.sit(5)
    for wrong in (hands(year, vote, 4, 1, 1), hands(year, vote, 0), hands(year, vote, 5, -1)):
        with pytest.raises(HandsRefused):
            officers.adopt_method(**wrong)
    with pytest.raises(NotPermitted):
        officers.adopt_method(**hands(year, vote, 4) | {"actor": actor(Role.DEPUTY)})
    assert Decision.objects.count() == 0


@pytest.mark.usefixtures("town")
def test_a_list_that_is_changed_is_put_to_the_meeting_again() -> None:
    year = Year()
    vote = year.prepare()
    year.sit()
    year.man(vote)
    others = [who.account_uid for _, who in year.deputies[3:6]]
    year.man(vote, approved=False, chief=others[0], scrutineers=others[1:])
    assert list(access.grantees("scrutinise_vote", vote)) == []
    with pytest.raises(errors.OfficersNotApproved):
        year.open(vote)


@pytest.mark.usefixtures("town")
def test_scrutineers_are_deputies_of_this_roll() -> None:
    year = Year()
    vote = year.prepare()
    outsider = account("县人大代表")
    with pytest.raises(errors.ScrutineerNotDeputy, match="人大代表"):
        year.man(vote, approved=False, chief=outsider.uid)
    assert Officer.objects.count() == 0


@pytest.mark.usefixtures("town")
def test_voting_waits_for_what_the_agenda_puts_first() -> None:
    """1-56, 1-59, 1-61: last year's report is heard and the candidates are presented before anybody votes."""
    year = Year()
    at_the_meeting = {"actor": year.clerk, "at": AT}
    items = [
        meetings.add_agenda_item(session_uid=year.session.uid, kind=kind, title=title, **at_the_meeting)
        for kind, title in (
            (ItemKind.REPORT, "听取上年度民生实事项目落实情况报告"),
            (ItemKind.PRESENTATION, "候选项目解读"),
            (ItemKind.VOTE, "票决"),
            (ItemKind.OTHER, "其他"),
        )
    ]
    vote = year.prepare()
    year.sit()
    year.man(vote)
    meetings.begin_item(item_uid=items[0].uid, **at_the_meeting)
    with pytest.raises(errors.AgendaOutstanding, match="听取上年度民生实事项目落实情况报告"):
        year.open(vote)
    meetings.finish_item(item_uid=items[0].uid, **at_the_meeting)
    with pytest.raises(errors.AgendaOutstanding, match="候选项目解读"):
        year.open(vote)
    meetings.put_off_item(item_uid=items[1].uid, **at_the_meeting)
    assert year.open(vote).number == 1


@pytest.mark.usefixtures("town")
def test_three_scrutineers_and_two_tellers_are_named_and_reach_this_vote_only() -> None:
    """1-70, 1-71."""
    year = Year()
    vote = year.prepare()
    scrutineers, tellers = year.man(vote)
    assert [(each.duty, each.name) for each in queries.officers(vote)] == [
        (Duty.CHIEF, "代表1"),
        (Duty.SCRUTINEER, "代表2"),
        (Duty.SCRUTINEER, "代表3"),
        (Duty.TELLER, "工作人员1"),
        (Duty.TELLER, "工作人员2"),
    ]
    assert [each.holds(Role.SCRUTINEER) for each in scrutineers] == [True] * 3
    assert [each.holds(Role.CHIEF_SCRUTINEER) for each in scrutineers] == [True, False, False]
    assert [each.holds(Role.TELLER) for each in tellers] == [True] * 2
    assert {who.uid for who in access.grantees("declare_vote", vote)} == {scrutineers[0].account_uid}
    assert {who.uid for who in access.grantees("scrutinise_vote", vote)} == {who.account_uid for who in scrutineers}
    assert {who.uid for who in access.grantees("tell_vote", vote)} == {who.account_uid for who in tellers}


@pytest.mark.usefixtures("town")
def test_naming_again_takes_the_earlier_grants_back() -> None:
    year = Year()
    vote = year.prepare()
    year.man(vote)
    scrutineers = [who.account_uid for _, who in year.deputies[3:6]]
    year.man(vote, chief=scrutineers[0], scrutineers=scrutineers[1:])
    assert {who.uid for who in access.grantees("scrutinise_vote", vote)} == set(scrutineers)
    assert Officer.objects.filter(vote=vote).count() == 5


@pytest.mark.usefixtures("town")
def test_the_wrong_number_or_one_person_twice_or_somebody_of_a_candidates_unit_is_refused() -> None:
    """选举法 第四十三条, by analogy."""
    year = Year()
    vote = year.prepare()
    chief, second, third = (who.account_uid for _, who in year.deputies[:3])
    unit = account("城建办负责人")
    Candidate.objects.filter(uid=year.candidates[0].uid).update(unit_account_uid=unit.uid)
    entries = Entry.objects.count()
    for changes, refusal in (
        ({"scrutineers": [second]}, errors.OfficersRefused),
        ({"scrutineers": [second, second]}, errors.OfficersRefused),
        ({"scrutineers": [chief, second, third]}, errors.OfficersRefused),
        ({"tellers": [second, account().uid]}, errors.OfficersRefused),
        ({"scrutineers": [second, unit.uid]}, errors.OfficerOfCandidateUnit),
        ({"tellers": [unit.uid, account().uid]}, errors.OfficerOfCandidateUnit),
    ):
        with pytest.raises(refusal):
            year.man(vote, **changes)
    assert Officer.objects.count() == 0
    assert list(access.grantees("scrutinise_vote", vote)) == []
    assert Entry.objects.filter(act__startswith="ballot.").count() == 1
    assert Entry.objects.count() > entries  # the accounts made for this test


@pytest.mark.usefixtures("town")
def test_officers_are_not_exchanged_once_voting_has_begun() -> None:
    year = Year()
    vote = year.prepare()
    year.man(vote)
    year.sit()
    year.open(vote)
    with pytest.raises(WrongStep):
        year.man(vote)
