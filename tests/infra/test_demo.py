"""The demo: the source documents' figures stand where they were reported, and filling an office twice changes nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Count

from commons.audit.models import Entry
from commons.kernel import clock
from commons.kernel.tenancy import in_office
from commons.outbox import relay
from commons.outbox.models import Message
from infra.demo import deputies
from infra.demo.cast import Cast, engage
from infra.demo.offices import IN_SESSION, OFFICES, coming_year, fill
from infra.demo.year import morning
from tenants.appraisal.models import Proposal, Reserve
from tenants.ballot import queries as ballot
from tenants.ballot.models import Vote
from tenants.cycles import queries as cycles
from tenants.deputies.models import DeputySuggestion
from tenants.intake.models import Suggestion
from tenants.meetings.models import Enquiry, Session
from tenants.notices.models import Opinion
from tenants.oversight.models import Bulletin, Evaluation, Hearing, LookBack, Poll, Rectification
from tests.conftest import COUNTY, STREET

TODAY = dt.date(2027, 11, 22)  # the rules of the test world are in force since 2025
OFFICE = {each.code: each for each in OFFICES}
# Every figure of the street is as reported, except how many suggestions are scored: those take the time.
FEW = replace(OFFICE[STREET], deputies=18, present=16, suggestions=50, eliminated=7, homes=1, solved=2, brought_up=1)

_SMALL: dict[str, Any] = {
    "deputies": 16,
    "present": 15,
    "suggestions": 14,
    "eliminated": 1,
    "reserved": 1,
    "taken_up": 1,
}
_SMALL |= {"opinions": 1, "adopted": 1, "questions": 1, "answered": 1, "homes": 0, "coming": 0}


def states(rows: Any) -> dict[str, int]:
    return dict(rows.values_list("state").annotate(Count("pk")))


def traces() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Entry, Message, Suggestion, Proposal, Reserve, DeputySuggestion))


def test_the_street_shows_the_reported_figures_and_is_filled_once(committed: str) -> None:
    assert fill(FEW, TODAY) is True
    with in_office(STREET):
        year = cycles.find_cycle_of_year(TODAY.year)
        assert year is not None
        scored = states(Proposal.objects.filter(cycle_uid=year.uid))
        assert (sum(scored.values()), scored["eliminated"], scored["put_forward"]) == (FEW.suggestions, 7, 7)
        assert states(Opinion.objects.filter(notice__cycle_uid=year.uid)) == {"adopted": 32, "declined": 58}
        assert Reserve.objects.count() == 35
        assert Reserve.objects.filter(state="taken_up").count() == 12
        assert states(Enquiry.objects.filter(session__cycle_uid=year.uid)) == {"answered": 23, "asked": 2}
        assert set(Evaluation.objects.values_list("returned", "rate", "result")) == {(50, "98.00%", "passed")}
        assert states(Hearing.objects) == {"closed": 4, "following": 2}  # with a 网络问政 in each year
        assert dict(Bulletin.objects.values_list("kind").annotate(Count("pk"))) == {
            "monthly": 2, "quarterly": 2, "special": 1,
        }  # fmt: skip
        assert states(Poll.objects) == {"open": 1}
        assert dict(LookBack.objects.values_list("outcome").annotate(Count("pk"))) == {"holding": 3, "problems": 1}
        assert Rectification.objects.filter(round_no=2, state="passed").count() == 1
        before = traces()
    assert fill(FEW, TODAY) is False
    with in_office(STREET):
        assert traces() == before


def test_letters_are_answered_once(committed: str) -> None:
    """A town's suggestion is brought up, answered at the county, and closed in the town; told twice, nothing moves."""
    for office in (replace(OFFICE[COUNTY], **_SMALL), replace(OFFICE[STREET], **_SMALL, solved=1, brought_up=1)):
        fill(office, TODAY)
    for _ in range(2):
        relay.drain_all()
        with in_office(COUNTY), transaction.atomic():
            deputies.answer_from_below(Cast.found(), TODAY.year)
        relay.drain_all()
        with in_office(COUNTY):
            assert states(DeputySuggestion.objects) == {"closed": 1}
        with in_office(STREET):
            assert states(DeputySuggestion.objects) == {"closed": 2}


def test_one_office_is_in_the_middle_of_its_vote_on_whatever_day_it_is_looked_at(committed: str) -> None:
    few = replace(OFFICE[STREET], **_SMALL | {"present": 18, "taken_up": 0, "coming": IN_SESSION})
    with in_office(STREET), transaction.atomic():
        since = dt.date(2025, 1, 5)
        cast = engage(deputies=20, with_account=15, term_no=18, from_on=since, at=morning(since))
        coming_year(cast, few, TODAY)
    with in_office(STREET):
        this = Vote.objects.get(state="open").rounds.get()
        seen = ballot.turnout(cast.clerk, this.uid)
        assert (seen.expected, seen.present, seen.voted, seen.on_paper) == (20, 18, 5, 3)
        waiting = ballot.open_round_for(cast.accounts["deputy5"].uid)
        assert waiting is not None
        assert (waiting.round_uid, waiting.is_present, waiting.voted) == (this.uid, True, False)
        assert {clock.date_of(this.opened_at), Session.objects.get(state="open").held_on} == {TODAY}
