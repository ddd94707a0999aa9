"""Opinions come by many ways, with or without a name, and every one of them gets an answer."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from commons.audit.models import Entry
from commons.kernel.actor import resident
from commons.kernel.lifecycle import WrongStep
from commons.kernel.models import new_uid
from commons.kernel.policy import Hidden, NotPermitted
from commons.outbox.models import Message
from tenants.notices import commands, errors, queries
from tenants.notices.models import Opinion, OpinionContact
from tenants.notices.queries import OpinionCounts
from tenants.notices.terms import OpinionChannel, OpinionState
from tests.factories.cycles import open_year
from tests.factories.notices import AFTER, DAY, draft, opinion, posted
from tests.factories.people import AT, Role, actor


def traces() -> tuple[int, int, int, int]:
    return Opinion.objects.count(), OpinionContact.objects.count(), Entry.objects.count(), Message.objects.count()


def test_ninety_opinions_of_which_thirty_two_are_adopted_are_counted_from_their_rows(town: str) -> None:
    """1-47."""
    cycle = open_year()
    notice, clerk = posted(cycle), actor(Role.CLERK)
    channels = list(OpinionChannel)
    said = [opinion(notice, channel=channels[number % len(channels)], text=f"意见{number}") for number in range(90)]
    assert queries.opinion_counts(notice.uid) == OpinionCounts(received=90)
    by_channel = queries.opinions_by_channel(notice.uid)
    assert sum(counts.received for counts in by_channel.values()) == 90
    assert {channel: counts.received for channel, counts in by_channel.items()} == {
        channel: sum(1 for each in said if each.channel == channel) for channel in channels
    }
    for number, each in enumerate(said):
        commands.answer_opinion(actor=clerk, uid=each.uid, adopted=number < 32, reason="已研究", at=AT)
    counts = queries.opinion_counts_of_cycle(cycle.uid)
    assert (counts.received, counts.adopted, counts.declined, counts.waiting) == (90, 32, 58, 0)
    commands.close_notice(actor=clerk, uid=notice.uid, at=AFTER)
    assert Entry.objects.latest("uid").facts == {"kind": "preliminary", "opinions": 90, "adopted": 32}


def test_a_citizen_may_say_something_without_a_name(town: str) -> None:
    notice = posted(open_year())
    said = opinion(notice, item_no=1)
    assert (said.state, said.item_no, said.channel) == (OpinionState.RECEIVED, 1, OpinionChannel.ONLINE)
    with pytest.raises(errors.ContactMissing):
        commands.reveal_contact(actor=actor(Role.CLERK), opinion_uid=said.uid, reason="回访", at=AT)
    assert Message.objects.latest("uid").payload == {
        "at": AT.isoformat(),
        "opinion_uid": str(said.uid),
        "notice_uid": str(notice.uid),
        "cycle_uid": str(notice.cycle_uid),
        "channel": "online",
    }


def test_who_said_it_is_unreadable_in_the_database_and_on_no_trail(town: str) -> None:
    opinion(posted(open_year()), text="我家门口的路灯不亮", contact_name="何某某", contact_phone=" 13912345678 ")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name || phone FROM notices_opinioncontact")
        stored = cursor.fetchone()[0]
        cursor.execute("SELECT facts::text FROM audit_entry UNION SELECT payload::text FROM outbox_message")
        told = "".join(row[0] for row in cursor.fetchall())
    for secret in ("何某某", "13912345678"):
        assert secret not in stored
        assert secret not in told
    assert "路灯" not in told
    assert Entry.objects.latest("uid").facts == {"channel": "online", "item": None, "contact": True}


def test_a_name_and_number_are_shown_to_the_staff_with_a_reason_that_stays_on_the_trail(town: str) -> None:
    said = opinion(posted(open_year()), contact_name="何某某", contact_phone="13912345678")
    shown = commands.reveal_contact(actor=actor(Role.CLERK), opinion_uid=said.uid, reason="电话回访", at=AT)
    assert (shown.name, shown.phone) == ("何某某", "13912345678")
    entry = Entry.objects.latest("uid")
    assert (entry.act, entry.object_uid, len(entry.words_digest)) == ("notices.read_contact", str(said.uid), 64)
    before = traces()
    with pytest.raises(errors.TextInvalid):
        commands.reveal_contact(actor=actor(Role.CLERK), opinion_uid=said.uid, reason=" ", at=AT)
    for role in (Role.GOVERNMENT, Role.AUDITOR, Role.DEPUTY):
        with pytest.raises(NotPermitted):
            commands.reveal_contact(actor=actor(role), opinion_uid=said.uid, reason="好奇", at=AT)
    assert traces() == before


def test_after_the_last_day_the_page_takes_nothing_more_but_a_letter_is_still_entered(town: str) -> None:
    notice = posted(open_year())
    opinion(notice, at=AT + 9 * DAY)
    before = traces()
    with pytest.raises(errors.OpinionPeriodOver) as refused:
        opinion(notice, at=AFTER)
    assert str(refused.value) == "这份公示的意见征集已于2026年3月11日截止。如仍有意见，请直接联系本机构。"
    assert traces() == before
    late = opinion(notice, by=actor(Role.CLERK), channel=OpinionChannel.LETTER, at=AFTER)
    assert late.channel == OpinionChannel.LETTER


def test_nothing_is_said_to_a_draft_which_citizens_do_not_even_see(town: str) -> None:
    notice = draft(open_year())
    before = traces()
    with pytest.raises(Hidden):
        opinion(notice)
    with pytest.raises(errors.NotPosted):
        opinion(notice, by=actor(Role.CLERK))
    with pytest.raises(errors.NoticeNotFound):
        commands.record_opinion(
            actor=resident(town), notice_uid=new_uid(), channel=OpinionChannel.ONLINE, text="x", at=AT
        )
    assert traces() == before


@pytest.mark.parametrize(
    ("spoilt", "field", "refusal"),
    [
        ({"text": " \n　"}, "text", errors.TextInvalid),
        ({"text": "长" * 2001}, "text", errors.TextInvalid),
        ({"item_no": 0}, "item_no", errors.ItemUnknown),
        ({"item_no": 3}, "item_no", errors.ItemUnknown),
        ({"contact_name": "长" * 61}, "contact_name", errors.ContactInvalid),
        ({"contact_phone": "1" * 61}, "contact_phone", errors.ContactInvalid),
    ],
)
def test_an_odd_opinion_is_refused_naming_the_field(
    town: str, spoilt: dict[str, Any], field: str, refusal: type[Exception]
) -> None:
    notice = posted(open_year())
    before = traces()
    with pytest.raises(refusal) as refused:
        opinion(notice, **spoilt)
    assert refused.value.data["field"] == field  # type: ignore[attr-defined]
    assert traces() == before


def test_the_government_may_answer_and_either_answer_needs_a_reason(town: str) -> None:
    notice = posted(open_year())
    said, government = opinion(notice), actor(Role.GOVERNMENT)
    before = traces()
    for adopted in (True, False):
        with pytest.raises(errors.TextInvalid) as refused:
            commands.answer_opinion(actor=government, uid=said.uid, adopted=adopted, reason=" ", at=AT)
        assert refused.value.data["field"] == "reason"
    with pytest.raises(NotPermitted):
        commands.answer_opinion(actor=actor(Role.DEPUTY), uid=said.uid, adopted=True, reason="好", at=AT)
    assert traces() == before
    answered = commands.answer_opinion(actor=government, uid=said.uid, adopted=False, reason="场地所限", at=AT)
    assert (answered.state, answered.reason, answered.answered_at) == (OpinionState.DECLINED, "场地所限", AT)
    entry = Entry.objects.latest("uid")
    assert (entry.act, entry.from_state, entry.to_state, entry.facts) == (
        "notices.decline_opinion",
        "received",
        "declined",
        {},
    )
    with pytest.raises(WrongStep):
        commands.answer_opinion(actor=government, uid=said.uid, adopted=True, reason="改主意", at=AT)


def test_opinions_are_read_by_those_who_answer_them_in_one_query(town: str, django_assert_num_queries: Any) -> None:
    notice, clerk = posted(open_year()), actor(Role.CLERK)
    opinion(notice, text="第一条")
    for _ in range(2):
        opinion(notice, text="又一条")
    with django_assert_num_queries(2):
        assert [each.text for each in queries.opinions_of(clerk, notice.uid)] == ["又一条", "又一条", "第一条"]
    with pytest.raises(NotPermitted):
        queries.opinions_of(resident(town), notice.uid)


def test_contacts_are_forgotten_some_time_after_the_notice_and_the_opinions_stay(town: str) -> None:
    cycle = open_year()
    notice, hanging, head = posted(cycle), posted(cycle), actor(Role.DIRECTOR)
    said = opinion(notice, contact_name="何某某")
    kept = opinion(hanging, contact_name="梁某某")
    commands.answer_opinion(actor=head, uid=said.uid, adopted=True, reason="采纳", at=AT)
    commands.close_notice(actor=head, uid=notice.uid, at=AFTER)
    assert commands.erase_contacts(actor=head, closed_before=AFTER, at=AFTER) == 0
    assert commands.erase_contacts(actor=head, closed_before=AFTER + DAY, at=AFTER + DAY) == 1
    assert commands.erase_contacts(actor=head, closed_before=AFTER + DAY, at=AFTER + DAY) == 0
    assert queries.contact_of(said.uid) is None
    assert OpinionContact.objects.get(opinion=said).name == ""
    assert queries.contact_of(kept.uid) is not None
    assert Opinion.objects.count() == 2
    with pytest.raises(NotPermitted):
        commands.erase_contacts(actor=actor(Role.CLERK), closed_before=AFTER, at=AFTER)
