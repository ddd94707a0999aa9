"""The platform writes rules, offices adopt them, nobody rewrites them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from commons.audit.models import Entry
from commons.directory.terms import Level
from commons.kernel.actor import system
from commons.kernel.lifecycle import WrongStep
from commons.kernel.models import new_uid
from commons.kernel.policy import Hidden, NotPermitted
from commons.outbox.models import Message
from commons.rulebook import commands, queries
from commons.rulebook.errors import (
    AdoptionBackdated,
    BelowTheLaw,
    BodyRefused,
    EditionDoesNotFit,
    EditionNotFound,
    EditionNotPublished,
    FieldLocked,
    FieldOutOfBounds,
    FieldUnknown,
    LevelsRefused,
    TemplateNotFound,
    TemplateTaken,
    TextRefused,
)
from commons.rulebook.models import Adoption, Edition, Template
from commons.rulebook.terms import EditionState, Kind
from tests.conftest import CITY, COUNTY, PROVINCE, STREET, TOWN
from tests.factories import rulebook as factory
from tests.factories.people import AT, Role, actor

TODAY = dt.date(2026, 3, 2)


def editor() -> Any:
    return system(PROVINCE)


def everything() -> tuple[int, ...]:
    """Rows, evidence and mail: what a refusal must leave alone."""
    return tuple(model.objects.count() for model in (Template, Edition, Adoption, Entry, Message))


def last_entry() -> Entry:
    found = Entry.objects.order_by("-uid").first()
    assert found
    return found


# ── writing editions ──────────────────────────────────────────────────────────────────────────


def test_a_template_belongs_to_the_province_and_says_who_it_is_for(commons: None) -> None:
    template = factory.draft().template
    assert (template.office_code, template.levels, template.default_levels) == (PROVINCE, list(factory.ANYBODY), [])


def test_a_second_template_of_the_same_name_is_refused(commons: None) -> None:
    factory.draft()
    before = everything()
    with pytest.raises(TemplateTaken), transaction.atomic():
        factory.draft()
    assert everything() == before


@pytest.mark.parametrize(
    ("field", "changes"), [("title", {"title": " "}), ("title", {"title": "长" * 61}), ("source", {"source": ""})]
)
def test_a_template_needs_a_name_and_a_source(commons: None, field: str, changes: dict[str, str]) -> None:
    given: dict[str, Any] = {"title": "甲", "source": "乙", **changes}
    with pytest.raises(TextRefused) as refused:
        commands.create_template(actor=editor(), kind=Kind.POINTS, levels=["city"], at=AT, **given)
    assert refused.value.data["field"] == field


@pytest.mark.parametrize(
    ("levels", "default"), [([], []), (["province"], []), (["city"], ["county"]), (["village"], [])]
)
def test_a_template_is_for_levels_that_exist(commons: None, levels: list[str], default: list[str]) -> None:
    with pytest.raises(LevelsRefused):
        commands.create_template(
            actor=editor(), kind=Kind.POINTS, title="甲", source="乙", levels=levels, default_levels=default, at=AT
        )


def test_drafts_are_numbered_one_after_the_other(commons: None) -> None:
    first = factory.draft()
    second = commands.draft_edition(
        actor=editor(), template_uid=first.template_id, body=factory.PERIODS, modes={}, at=AT
    )
    assert (first.number, second.number, second.state) == (1, 2, EditionState.DRAFT)


@pytest.mark.parametrize(
    ("body", "modes"),
    [
        ({"preliminary_days": 7}, {}),
        ({**factory.PERIODS, "result_days": float("nan")}, {}),
        (factory.PERIODS, {"result_days": {"mode": "free"}}),
        (factory.PERIODS, {"other.days": {"mode": "free", "source": "x"}}),
        (factory.PERIODS, {"result_days": {"mode": "free", "source": "\x00"}}),
        (factory.PERIODS, {"result_days": {"mode": "free", "source": "\ud83d"}}),
    ],
)
def test_what_cannot_be_read_or_kept_is_not_drafted(commons: None, body: Any, modes: Any) -> None:
    template_uid = factory.draft().template_id
    before = everything()
    with pytest.raises(BodyRefused), transaction.atomic():
        commands.draft_edition(actor=editor(), template_uid=template_uid, body=body, modes=modes, at=AT)
    assert everything() == before


def test_drafting_under_an_unknown_template_is_not_found(commons: None) -> None:
    with pytest.raises(TemplateNotFound):
        commands.draft_edition(actor=editor(), template_uid=new_uid(), body=factory.PERIODS, modes={}, at=AT)


def test_publishing_dates_the_edition_and_tells_everybody(commons: None) -> None:
    edition = factory.published()
    message = Message.objects.order_by("-uid").first()
    assert message
    assert (edition.state, edition.published_at) == (EditionState.PUBLISHED, AT)
    assert (message.event, message.payload["edition_uid"]) == ("rulebook.EditionPublished", str(edition.uid))
    entry = last_entry()
    assert (entry.act, entry.from_state, entry.to_state, entry.facts) == ("rulebook.publish", "draft", "published", {})


def test_an_edition_is_published_once_and_a_withdrawn_one_never_again(commons: None) -> None:
    edition = factory.published()
    with pytest.raises(WrongStep), transaction.atomic():
        commands.publish_edition(actor=editor(), uid=edition.uid, at=AT)
    commands.withdraw_edition(actor=editor(), uid=edition.uid, at=AT)
    with pytest.raises(WrongStep), transaction.atomic():
        commands.publish_edition(actor=editor(), uid=edition.uid, at=AT)
    with pytest.raises(EditionNotFound):
        commands.publish_edition(actor=editor(), uid=new_uid(), at=AT)


@pytest.mark.parametrize("command", [commands.publish_edition, commands.withdraw_edition])
def test_a_director_of_an_office_does_not_publish_or_withdraw_rules(town: str, command: Any) -> None:
    edition = factory.draft()
    before = everything()
    with pytest.raises(Hidden), transaction.atomic():
        command(actor=actor(Role.DIRECTOR), uid=edition.uid, at=AT)
    edition.refresh_from_db()
    assert (everything(), edition.state) == (before, EditionState.DRAFT)


def test_a_clerk_of_the_province_does_not_draft(commons: None) -> None:
    before = everything()
    with pytest.raises(NotPermitted), transaction.atomic():
        commands.create_template(
            actor=actor(Role.BOARD_READER), kind=Kind.POINTS, title="甲", source="乙", levels=["city"], at=AT
        )
    assert everything() == before


# ── history is never rewritten ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE rulebook_edition SET body = '{}'",
        "UPDATE rulebook_edition SET modes = '{}'",
        "UPDATE rulebook_edition SET number = 9",
        "UPDATE rulebook_template SET title = 'x'",
        "UPDATE rulebook_template SET source = 'x'",
        "UPDATE rulebook_adoption SET body = '{}'",
        "UPDATE rulebook_adoption SET from_on = '2020-01-01'",
        "DELETE FROM rulebook_edition",
        "DELETE FROM rulebook_template",
        "DELETE FROM rulebook_adoption",
        "TRUNCATE rulebook_adoption",
    ],
)
def test_the_database_itself_refuses_to_rewrite_a_rule(commons: None, statement: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


# ── adopting ──────────────────────────────────────────────────────────────────────────────────


def test_an_office_adopts_an_edition_with_values_of_its_own(town: str) -> None:
    edition = factory.published()
    adoption = commands.adopt_edition(
        actor=actor(Role.DIRECTOR), edition_uid=edition.uid, values={"preliminary_days": 10}, at=AT
    )
    found = queries.edition_in_force(TOWN, Kind.NOTICE_PERIODS, on=TODAY)
    assert found == queries.InForce(
        edition_uid=edition.uid,
        adoption_uid=adoption.uid,
        kind=Kind.NOTICE_PERIODS,
        title="公示期限（测试）",
        number=1,
        body={"preliminary_days": 10, "result_days": 5},
        source="测试用规定",
    )
    assert queries.in_force(adoption.uid) == found


def test_adopting_leaves_exactly_this_in_evidence(town: str) -> None:
    edition = factory.published()
    who = actor(Role.DIRECTOR)
    adoption = commands.adopt_edition(actor=who, edition_uid=edition.uid, values={"preliminary_days": 10}, at=AT)
    entry = last_entry()
    assert (entry.act, entry.object_type, entry.object_uid) == (
        "rulebook.adopt",
        "rulebook.adoption",
        str(adoption.uid),
    )
    assert (entry.office_code, entry.account_uid, entry.home) == (TOWN, who.account_uid, f"o_{TOWN}")
    assert entry.facts == {
        "kind": "notice_periods",
        "edition": str(edition.uid),
        "number": 1,
        "from": "2026-03-02",
        "set": ["preliminary_days"],
    }


def test_a_locked_field_stays_locked_for_every_office(town: str) -> None:
    """组织法 14: the quorum of a congress is nobody's to lower."""
    edition_uid = queries.edition_in_force(TOWN, Kind.VOTING_METHOD, on=TODAY).edition_uid
    before = everything()
    for path in ("method.quorum", "method.pass", "method.tie"):
        with pytest.raises(FieldLocked), transaction.atomic():
            commands.adopt_edition(actor=actor(Role.DIRECTOR), edition_uid=edition_uid, values={path: None}, at=AT)
    for path in ("method", "method.quorum.at_least", "quorum"):
        with pytest.raises(FieldUnknown), transaction.atomic():
            commands.adopt_edition(actor=actor(Role.DIRECTOR), edition_uid=edition_uid, values={path: None}, at=AT)
    assert everything() == before


def test_a_bounded_field_is_set_within_its_bound_and_not_beyond(town: str) -> None:
    """1-46: not fewer than 7 working days."""
    edition_uid = queries.edition_in_force(TOWN, Kind.NOTICE_PERIODS, on=TODAY).edition_uid
    before = everything()
    with pytest.raises(FieldOutOfBounds), transaction.atomic():
        commands.adopt_edition(
            actor=actor(Role.DIRECTOR), edition_uid=edition_uid, values={"preliminary_days": 6}, at=AT
        )
    assert everything() == before
    commands.adopt_edition(actor=actor(Role.DIRECTOR), edition_uid=edition_uid, values={"preliminary_days": 8}, at=AT)
    assert queries.edition_in_force(TOWN, Kind.NOTICE_PERIODS, on=TODAY).body["preliminary_days"] == 8


def test_not_even_the_province_publishes_a_quorum_below_the_law_for_a_congress(commons: None) -> None:
    method = factory.congress_method()
    method["method"]["quorum"] = {"at_least": "1/2", "base": "all_deputies"}
    with pytest.raises(BelowTheLaw):
        factory.draft(kind=Kind.VOTING_METHOD, body=method, modes={})
    factory.draft(kind=Kind.VOTING_METHOD, title="街道用", body=method, modes={}, levels=(Level.SUBDISTRICT,))


def test_a_field_left_free_by_mistake_still_does_not_go_below_the_law_in_a_congress(town: str) -> None:
    """组织法 14 is no edition's to give away; a street, whose body is no congress, may take what is free."""
    free = {"method.quorum": {"mode": "free", "source": "笔误"}}
    edition = factory.published(kind=Kind.VOTING_METHOD, body=factory.congress_method(), modes=free)
    half = {"method.quorum": {"more_than": "1/2", "base": "all_deputies"}}
    with pytest.raises(BelowTheLaw), transaction.atomic():
        commands.adopt_edition(actor=actor(Role.DIRECTOR), edition_uid=edition.uid, values=half, at=AT)
    commands.adopt_edition(actor=system(STREET), edition_uid=edition.uid, values=half, at=AT)


@pytest.mark.parametrize("crafted", [float("nan"), "\x00", "\ud83d", {"least": 1}, [7], True, 10**30])
def test_a_crafted_value_is_a_refusal_and_leaves_nothing(town: str, crafted: Any) -> None:
    edition_uid = queries.edition_in_force(TOWN, Kind.NOTICE_PERIODS, on=TODAY).edition_uid
    before = everything()
    with pytest.raises(BodyRefused), transaction.atomic():
        commands.adopt_edition(
            actor=actor(Role.DIRECTOR), edition_uid=edition_uid, values={"preliminary_days": crafted}, at=AT
        )
    assert everything() == before


def test_free_values_that_make_no_whole_rule_are_refused(town: str) -> None:
    edition_uid = queries.edition_in_force(TOWN, Kind.RUBRIC, on=TODAY).edition_uid
    heavy = [{"key": "public_support", "weight": 140}]
    with pytest.raises(BodyRefused), transaction.atomic():
        commands.adopt_edition(
            actor=actor(Role.DIRECTOR), edition_uid=edition_uid, values={"rubric.criteria": heavy}, at=AT
        )


def test_only_a_published_edition_is_adopted(town: str) -> None:
    edition = factory.draft()
    with pytest.raises(EditionNotPublished), transaction.atomic():
        commands.adopt_edition(actor=actor(Role.DIRECTOR), edition_uid=edition.uid, at=AT)
    commands.withdraw_edition(actor=editor(), uid=edition.uid, at=AT)
    with pytest.raises(EditionNotPublished), transaction.atomic():
        commands.adopt_edition(actor=actor(Role.DIRECTOR), edition_uid=edition.uid, at=AT)


def test_a_congress_does_not_adopt_the_rule_of_a_street(town: str) -> None:
    street_method = queries.edition_in_force(STREET, Kind.VOTING_METHOD, on=TODAY)
    with pytest.raises(EditionDoesNotFit):
        commands.adopt_edition(actor=actor(Role.DIRECTOR), edition_uid=street_method.edition_uid, at=AT)


def test_a_rule_does_not_reach_back(town: str) -> None:
    with pytest.raises(AdoptionBackdated):
        commands.adopt_edition(
            actor=actor(Role.DIRECTOR), edition_uid=factory.published().uid, from_on=dt.date(2026, 3, 1), at=AT
        )


def test_a_clerk_does_not_adopt_and_nothing_changes(town: str) -> None:
    edition = factory.published()
    before = everything()
    with pytest.raises(NotPermitted), transaction.atomic():
        commands.adopt_edition(actor=actor(Role.CLERK), edition_uid=edition.uid, at=AT)
    assert everything() == before


def test_a_later_adoption_takes_over_and_the_earlier_one_still_reads_the_same(town: str) -> None:
    before = queries.edition_in_force(TOWN, Kind.NOTICE_PERIODS, on=TODAY)
    edition = factory.published()
    who = actor(Role.DIRECTOR)
    commands.adopt_edition(actor=who, edition_uid=edition.uid, from_on=dt.date(2026, 4, 1), at=AT)
    assert queries.edition_in_force(TOWN, Kind.NOTICE_PERIODS, on=dt.date(2026, 3, 31)) == before
    assert queries.edition_in_force(TOWN, Kind.NOTICE_PERIODS, on=dt.date(2026, 4, 1)).edition_uid == edition.uid
    assert queries.in_force(before.adoption_uid) == before


def test_of_two_adoptions_on_one_day_the_later_one_holds(town: str) -> None:
    edition, who = factory.published(), actor(Role.DIRECTOR)
    for days in (8, 9):
        commands.adopt_edition(actor=who, edition_uid=edition.uid, values={"preliminary_days": days}, at=AT)
    assert queries.edition_in_force(TOWN, Kind.NOTICE_PERIODS, on=TODAY).body["preliminary_days"] == 9


def test_a_withdrawn_edition_stays_in_force_where_it_was_adopted(town: str) -> None:
    edition = factory.published()
    adoption = commands.adopt_edition(actor=actor(Role.DIRECTOR), edition_uid=edition.uid, at=AT)
    commands.withdraw_edition(actor=editor(), uid=edition.uid, at=AT)
    assert queries.edition_in_force(TOWN, Kind.NOTICE_PERIODS, on=TODAY).adoption_uid == adoption.uid


def test_an_office_inherits_what_its_superiors_set_under_the_same_edition(commons: None) -> None:
    edition = factory.published(modes={**factory.PERIODS_MODES, "result_days": {"mode": "free", "source": "各地自定"}})
    for code, values in ((CITY, {"preliminary_days": 9, "result_days": 6}), (COUNTY, {"result_days": 8}), (TOWN, {})):
        commands.adopt_edition(actor=system(code), edition_uid=edition.uid, values=values, at=AT)
    assert queries.edition_in_force(TOWN, Kind.NOTICE_PERIODS, on=TODAY).body == {
        "preliminary_days": 9,
        "result_days": 8,
    }


def test_what_a_superior_changes_later_does_not_move_a_rule_already_adopted(commons: None) -> None:
    edition = factory.published()
    commands.adopt_edition(actor=system(TOWN), edition_uid=edition.uid, at=AT)
    commands.adopt_edition(actor=system(CITY), edition_uid=edition.uid, values={"preliminary_days": 20}, at=AT)
    assert queries.edition_in_force(TOWN, Kind.NOTICE_PERIODS, on=TODAY).body["preliminary_days"] == 7
