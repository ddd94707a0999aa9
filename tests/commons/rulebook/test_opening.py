"""A new office finds its rules in place."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.directory.events import OfficeOpened
from commons.kernel.actor import system
from commons.kernel.models import new_uid
from commons.kernel.policy import NotPermitted
from commons.rulebook import commands, handlers, presets, queries
from commons.rulebook.errors import AdoptionNotFound, EditionNotFound, NothingInForce, TemplateNotFound
from commons.rulebook.models import Adoption, Edition, Template
from commons.rulebook.terms import EditionState, Kind
from tests.conftest import CITY, NEIGHBOUR, PROVINCE, STREET, TOWN
from tests.factories import rulebook as factory
from tests.factories.people import AT, Role, actor

TODAY = dt.date(2026, 3, 2)
OPENED = dt.date(2025, 1, 2)


def test_the_province_has_published_every_preset_once(commons: None) -> None:
    assert sorted(Template.objects.values_list("title", flat=True)) == sorted(p.title for p in presets.PRESETS)
    assert set(Edition.objects.values_list("state", "number", "office_code")) == {(EditionState.PUBLISHED, 1, PROVINCE)}


@pytest.mark.parametrize("code", [CITY, TOWN, STREET, NEIGHBOUR])
def test_every_office_works_under_one_rule_of_every_kind_from_the_day_it_opened(commons: None, code: str) -> None:
    assert sorted(queries.pins(code, on=OPENED)) == sorted(Kind.values)


def test_a_town_votes_by_the_congress_rule_and_a_street_selects_by_its_own(commons: None) -> None:
    town = queries.edition_in_force(TOWN, Kind.VOTING_METHOD, on=TODAY)
    street = queries.edition_in_force(STREET, Kind.VOTING_METHOD, on=TODAY)
    assert (town.title, town.body["priority"]) == ("民生实事项目票决办法（人民代表大会）", False)
    assert (street.title, street.body["priority"]) == ("民生实事项目票选办法（街道议政代表会）", True)


def test_the_province_itself_adopts_nothing(commons: None) -> None:
    assert queries.pins(PROVINCE, on=TODAY) == {}


def test_hearing_of_the_opening_twice_changes_nothing(commons: None) -> None:
    before = Adoption.objects.count()
    handlers.on_office_opened(OfficeOpened(at=AT, office_code=TOWN))
    assert Adoption.objects.count() == before


def test_an_office_that_chose_for_itself_is_not_given_the_default_again(town: str) -> None:
    commands.adopt_edition(actor=actor(Role.DIRECTOR), edition_uid=factory.published().uid, at=AT)
    assert commands.settle_in(actor=system(TOWN), at=AT) == []


def reworded(monkeypatch: pytest.MonkeyPatch, closing: str) -> None:
    """A later release that closes the street's 公示 in other words."""
    title = "文书样式（街道）"
    was = next(each for each in presets.PRESETS if each.title == title)
    papers = [{**each, "closing": closing} if each["key"] == "result" else each for each in was.body["papers"]]
    new = replace(was, body={"papers": papers})
    monkeypatch.setattr(presets, "PRESETS", tuple(new if each is was else each for each in presets.PRESETS))


def test_what_a_release_words_anew_is_offered_as_a_new_edition_and_changes_nothing_by_itself(
    commons: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    adopted = queries.rulebook_of(STREET, on=TODAY)
    adopted = next(each for each in adopted if each.edition.template.kind == Kind.DOCUMENT_TEMPLATES)
    assert commands.publish_presets(at=AT) == []
    reworded(monkeypatch, "欢迎监督。")
    [edition] = commands.publish_presets(at=AT)
    assert (str(edition), edition.state) == ("文书样式（街道） 第 2 版", EditionState.PUBLISHED)
    assert queries.offered_after(adopted) == edition
    in_force = queries.edition_in_force(STREET, Kind.DOCUMENT_TEMPLATES, on=TODAY)
    assert (in_force.number, in_force.adoption_uid) == (1, adopted.uid)
    assert commands.publish_presets(at=AT) == []


def test_a_rule_that_the_province_has_taken_in_hand_is_its_own(commons: None, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = Edition.objects.get(template__title="文书样式（街道）")
    editor = actor(Role.TEMPLATE_EDITOR)
    drafted = commands.draft_edition(
        actor=editor, template_uid=mine.template_id, body=mine.body, modes=mine.modes, at=AT
    )
    reworded(monkeypatch, "欢迎监督。")
    assert commands.publish_presets(at=AT) == []
    commands.publish_edition(actor=editor, uid=drafted.uid, at=AT)
    assert commands.publish_presets(at=AT) == []


def test_a_rule_that_the_province_has_withdrawn_does_not_come_back(
    commons: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = Edition.objects.get(template__title="文书样式（街道）")
    commands.withdraw_edition(actor=actor(Role.TEMPLATE_EDITOR), uid=mine.uid, at=AT)
    reworded(monkeypatch, "欢迎监督。")
    assert commands.publish_presets(at=AT) == []


def test_settling_in_is_not_for_a_clerk(town: str) -> None:
    with pytest.raises(NotPermitted):
        commands.settle_in(actor=actor(Role.CLERK), at=AT)


def test_before_the_opening_nothing_was_in_force(commons: None) -> None:
    with pytest.raises(NothingInForce, match="本机构在该日期还没有采用“评分标准”。请先在规则中采用一个版本。"):
        queries.edition_in_force(TOWN, Kind.RUBRIC, on=dt.date(2025, 1, 1))


def test_unknown_uids_are_not_found(commons: None) -> None:
    with pytest.raises(AdoptionNotFound):
        queries.in_force(new_uid())
    with pytest.raises(EditionNotFound):
        queries.edition(system(PROVINCE), new_uid())
    with pytest.raises(TemplateNotFound):
        queries.template(new_uid())


def test_a_rule_is_read_from_inside_any_office_and_in_one_query(street: str) -> None:
    found = queries.edition_in_force(TOWN, Kind.RUBRIC, on=TODAY)
    with CaptureQueriesContext(connection) as asked:
        queries.edition_in_force(TOWN, Kind.RUBRIC, on=TODAY)
        queries.in_force(found.adoption_uid)
        queries.pins(TOWN, on=TODAY)
    assert len(asked) == 3


def test_drafts_are_seen_by_those_who_write_them_only(town: str) -> None:
    draft, out = factory.draft(), factory.published(title="已发布的测试规则")
    clerk = actor(Role.CLERK)
    assert [row.uid for row in queries.visible_to(clerk) if row.uid in {draft.uid, out.uid}] == [out.uid]
    with pytest.raises(EditionNotFound):
        queries.edition(clerk, draft.uid)
    assert queries.edition(system(PROVINCE), draft.uid) == draft


def test_an_office_sees_its_own_adoptions_and_where_each_one_ends(town: str) -> None:
    first = queries.edition_in_force(TOWN, Kind.NOTICE_PERIODS, on=TODAY).adoption_uid
    adopted = commands.adopt_edition(actor=actor(Role.DIRECTOR), edition_uid=factory.published().uid, at=AT)
    rows = {row.uid: row.until_on for row in queries.adoptions_of(actor(Role.CLERK))}
    assert len(rows) == len(Kind) + 1
    assert (rows[first], rows[adopted.uid]) == (TODAY, None)
    assert {row.office_code for row in queries.adoptions_of(actor(Role.CLERK))} == {TOWN}
