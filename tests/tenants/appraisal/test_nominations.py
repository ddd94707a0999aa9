"""A nomination reaches appraisal by the relay, once, whatever is delivered twice; and the citizen can follow it."""

from __future__ import annotations

from commons.kernel.tenancy import in_office
from commons.outbox import relay
from commons.outbox.models import Message, Receipt
from tenants.appraisal import queries
from tenants.appraisal.models import Proposal
from tenants.intake import queries as intake
from tenants.intake.models import Suggestion
from tests.conftest import TOWN
from tests.factories.cycles import open_year
from tests.factories.intake import nominated, submit


def test_a_nomination_becomes_one_proposal_even_when_it_is_delivered_twice(committed: str) -> None:
    with in_office(TOWN):
        cycle = open_year(2026)
        suggestion = nominated()
    relay.drain_all()
    with in_office(TOWN):
        assert [row.title for row in Proposal.objects.all()] == ["村口路灯不亮"]
        made = queries.proposal_of(suggestion.uid, cycle.uid)
        assert made is not None
        again = Message.objects.filter(event="intake.SuggestionNominated")
        Receipt.objects.filter(message_uid__in=again.values("uid")).delete()
        again.update(done_at=None)
    relay.drain(TOWN)
    with in_office(TOWN):
        assert Proposal.objects.count() == 1


def test_a_suggestion_that_waited_joins_the_year_that_opens_by_the_relay(committed: str) -> None:
    with in_office(TOWN):
        slip = submit()
        cycle = open_year(2026)
    relay.drain_all()
    with in_office(TOWN):
        assert Suggestion.objects.get().cycle_uid == cycle.uid
        figures = intake.counts(2026)
        assert figures is not None
        assert figures.received == 1
        assert intake.by_code(slip.query_code).state == "待初审"
