"""A suggestion comes in, is screened, returned and amended, declined with a reason, nominated (0-12, 0-13, 1-05 … 1-50)."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest

from commons.audit.models import Entry
from commons.identity.errors import PhoneInvalid
from commons.kernel.actor import resident, system
from commons.kernel.errors import Refusal
from commons.kernel.lifecycle import WrongStep
from commons.kernel.policy import Hidden, NotPermitted
from commons.rulebook.terms import Kind
from tenants.cycles import queries as cycles
from tenants.cycles.commands import close_stage, open_stage
from tenants.cycles.terms import StageKind
from tenants.documents import queries as documents
from tenants.intake import errors, queries
from tenants.intake.commands import suggestions
from tenants.intake.models import Amendment, Contact, Suggestion
from tenants.intake.policies import POLICY
from tenants.intake.terms import Channel, DeclineReason, Proposer, SuggestionState
from tests.factories.cycles import open_year
from tests.factories.evidence import acts, footprint, last_entry, told
from tests.factories.intake import NAME, PHONE, campaign, nominated, photo, screened, submit
from tests.factories.people import AT, Role, actor
from tests.factories.rulebook import adopt

LATER = AT + dt.timedelta(days=3)


def close_collection(year: int) -> None:
    uid = cycles.cycle_of_year(year).uid
    for step in (open_stage, close_stage):
        step(actor=actor(Role.CLERK), cycle_uid=uid, kind=StageKind.COLLECTION, at=AT)


def traces() -> tuple[int, ...]:
    return Suggestion.objects.count(), Contact.objects.count(), *footprint()


# ── submit ───────────────────────────────────────────────────────────────────────────────────


def test_a_resident_without_an_account_submits_a_suggestion_and_gets_a_query_code(town: str) -> None:
    cycle = open_year(2026)
    before = len(told())
    slip = submit()
    row = Suggestion.objects.get()
    assert (row.uid, row.office_code, row.created_at, row.state) == (slip.uid, town, AT, SuggestionState.SUBMITTED)
    assert (row.cycle_uid, row.entered_by_uid, row.entered_by_name) == (cycle.uid, None, "")
    assert len(slip.query_code.replace("-", "")) == 12
    assert told()[before:] == ["intake.SuggestionSubmitted"]


def test_the_trail_of_a_submission_holds_figures_and_codes_and_no_words(town: str) -> None:
    cycle = open_year(2026)
    slip = submit(photos=[photo()])
    assert last_entry(slip.suggestion) == {
        "act": "intake.submit",
        "states": ("", ""),
        "facts": {"channel": "portal", "field": "infrastructure", "photos": 1, "cycle": str(cycle.uid)},
    }
    entry = Entry.objects.get(object_uid=str(slip.uid))
    assert (len(entry.words_digest), entry.on_behalf_of) == (64, "")
    written = repr(list(Entry.objects.values_list("facts", "on_behalf_of", "object_type")))
    assert [word for word in (NAME, PHONE, "路灯", slip.query_code) if word in written] == []


def test_only_the_digest_of_a_query_code_is_kept(town: str) -> None:
    slip = submit()
    kept = repr(Suggestion.objects.values().get())
    assert slip.query_code not in kept
    assert slip.query_code.replace("-", "") not in kept


def test_photos_are_kept_with_the_suggestion_and_are_not_public(town: str) -> None:
    slip = submit(photos=[photo(), photo("第二张.jpg")])
    kept = documents.attachments_of(slip.uid)
    assert [(each.filename, each.is_image, each.public) for each in kept] == [
        ("路灯.jpg", True, False),
        ("第二张.jpg", True, False),
    ]


def test_a_grid_worker_writes_for_a_resident_and_the_trail_says_so_without_naming_anybody(town: str) -> None:
    """1-15, 1-20: 群众张嘴、组织跑腿."""
    worker = actor(Role.GRID_WORKER, name="测试网格员")
    slip = submit(actor=worker, channel=Channel.DOOR_TO_DOOR, for_resident=True)
    row = slip.suggestion
    assert (row.for_resident, row.entered_by_uid, row.entered_by_name) == (True, worker.account_uid, "测试网格员")
    assert Entry.objects.get(object_uid=str(slip.uid)).on_behalf_of == "群众"


@pytest.mark.parametrize(
    ("channel", "role", "proposer"),
    [
        (Channel.SNAPSHOT, Role.RESIDENT, Proposer.RESIDENT),
        (Channel.HOTLINE, Role.CLERK, Proposer.RESIDENT),
        (Channel.RECEPTION_DAY, Role.KEEPER, Proposer.RESIDENT),
        (Channel.LIAISON_STATION, Role.DEPUTY, Proposer.RESIDENT),
        (Channel.FORUM, Role.MEMBER, Proposer.RESIDENT),
        (Channel.DEPUTY, Role.DEPUTY, Proposer.DEPUTY),
        (Channel.RESEARCH_REPORT, Role.MEMBER, Proposer.DEPUTY),
        (Channel.DEPARTMENT, Role.UNIT, Proposer.DEPARTMENT),
        (Channel.UPPER_LEVEL, Role.GOVERNMENT, Proposer.DEPARTMENT),
    ],
)
def test_residents_deputies_and_departments_each_have_their_channels(
    town: str, channel: Channel, role: Role, proposer: Proposer
) -> None:
    """部门提出 + 代表建议 + 群众建议 (0-13)."""
    slip = submit(actor=actor(role), channel=channel)
    assert (slip.suggestion.channel, channel.proposer) == (channel, proposer)


@pytest.mark.parametrize(
    ("channel", "role"),
    [
        (Channel.HOTLINE, Role.RESIDENT),
        (Channel.DEPUTY, Role.RESIDENT),
        (Channel.DEPUTY, Role.UNIT),
        (Channel.DEPARTMENT, Role.DEPUTY),
        (Channel.GRID_WORKER, Role.DEPUTY),
    ],
)
def test_a_channel_of_others_is_refused(town: str, channel: Channel, role: Role) -> None:
    before = traces()
    with pytest.raises(errors.ChannelNotYours) as refused:
        submit(actor=actor(role), channel=channel)
    assert refused.value.data["field"] == "channel"
    assert traces() == before


def test_an_auditor_submits_nothing(town: str) -> None:
    before = traces()
    with pytest.raises(NotPermitted):
        submit(actor=actor(Role.AUDITOR))
    assert traces() == before


def test_without_a_campaign_a_suggestion_goes_to_the_next_year_whose_collection_has_not_closed(town: str) -> None:
    open_year(2026)
    following = open_year(2027)
    close_collection(2026)
    assert submit().suggestion.cycle_uid == following.uid


def test_a_suggestion_before_any_year_waits_and_joins_the_first_that_opens(town: str) -> None:
    waiting = submit().suggestion
    assert waiting.cycle_uid is None
    cycle = open_year(2026)
    assert suggestions.adopt_waiting(actor=system(town), at=LATER) == 1
    waiting.refresh_from_db()
    assert waiting.cycle_uid == cycle.uid
    assert acts(waiting) == ["intake.submit", "intake.assign_cycle"]
    assert suggestions.adopt_waiting(actor=system(town), at=LATER) == 0


def test_a_suggestion_to_an_open_campaign_belongs_to_the_campaigns_year(town: str) -> None:
    open_year(2026)
    adopt(Kind.COLLECTION, start_month=1)
    following = open_year(2027)
    running = campaign(following.uid)
    row = submit(campaign_uid=running.uid).suggestion
    assert (row.campaign_id, row.cycle_uid) == (running.uid, following.uid)


@pytest.mark.parametrize(
    "changes",
    [
        {"opened": False},
        {"from_on": dt.date(2026, 3, 3), "last_on": dt.date(2026, 4, 30)},
        {"at": AT + dt.timedelta(days=30)},
    ],
    ids=["not opened", "not begun", "over"],
)
def test_a_campaign_outside_its_days_takes_nothing(town: str, changes: dict[str, Any]) -> None:
    at = changes.pop("at", AT)
    running = campaign(open_year(2026).uid, **changes)
    before = traces()
    with pytest.raises(errors.CampaignNotOpen):
        submit(campaign_uid=running.uid, at=at)
    assert traces() == before


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"title": " "}, errors.TextRefused, "title"),
        ({"title": "灯" * 61}, errors.TextRefused, "title"),
        ({"content": "短"}, errors.TextRefused, "content"),
        ({"content": "长" * 2001}, errors.TextRefused, "content"),
        ({"village": "村" * 61}, errors.TextRefused, "village"),
        ({"contact_name": "名" * 31}, errors.TextRefused, "contact_name"),
        ({"contact_phone": "123"}, PhoneInvalid, "contact_phone"),
        ({"photos": 7}, errors.TooManyPhotos, "photos"),
        ({"photos": "pdf"}, errors.NotAPhoto, "photos"),
    ],
)
def test_what_does_not_fit_is_refused_by_field_and_nothing_is_kept(
    town: str, changes: dict[str, Any], refusal: type[Refusal], field: str
) -> None:
    match changes.get("photos"):
        case int(number):
            changes = {"photos": [photo()] * number}
        case "pdf":
            changes = {"photos": [suggestions.Photo("a.jpg", b"%PDF-1.7 ...")]}
    before = traces()
    with pytest.raises(refusal) as refused:
        submit(**changes)
    assert refused.value.data["field"] == field
    assert traces() == before


# ── screen, return, resubmit ─────────────────────────────────────────────────────────────────


def test_a_clerk_screens_a_suggestion(town: str) -> None:
    row = screened()
    assert row.state == SuggestionState.SCREENED
    assert last_entry(row) == {"act": "intake.screen", "states": ("submitted", "screened"), "facts": {}}
    assert told()[-1] == "intake.SuggestionScreened"


def test_a_suggestion_is_screened_once(town: str) -> None:
    row = screened()
    before = traces()
    with pytest.raises(WrongStep) as refused:
        suggestions.screen_suggestion(actor=actor(Role.CLERK), uid=row.uid, at=LATER)
    assert str(refused.value).startswith("现为“已受理”")
    assert traces() == before


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.DEPUTY, Role.GOVERNMENT, Role.AUDITOR])
def test_screening_is_for_the_desk_only(town: str, role: Role) -> None:
    slip = submit()
    before = traces()
    with pytest.raises(NotPermitted):
        suggestions.screen_suggestion(actor=actor(role), uid=slip.uid, at=LATER)
    slip.suggestion.refresh_from_db()
    assert (traces(), slip.suggestion.state) == (before, SuggestionState.SUBMITTED)


def test_an_unknown_suggestion_is_not_found(town: str) -> None:
    with pytest.raises(errors.SuggestionNotFound):
        suggestions.screen_suggestion(actor=actor(Role.CLERK), uid=uuid4(), at=AT)


def test_a_returned_suggestion_may_be_resubmitted_once_amended(town: str) -> None:
    slip = submit()
    suggestions.return_suggestion(actor=actor(Role.CLERK), uid=slip.uid, reply="请写明具体路段。", at=AT)
    row = suggestions.resubmit(
        actor=resident(town),
        code=slip.query_code,
        title="村口路灯不亮",
        content="村口桥头到祠堂约二百米没有路灯，请安装。",
        at=LATER,
    )
    assert (row.state, row.content) == (SuggestionState.SUBMITTED, "村口桥头到祠堂约二百米没有路灯，请安装。")
    assert acts(row) == ["intake.submit", "intake.return", "intake.resubmit"]
    assert told()[-2:] == ["intake.SuggestionReturned", "intake.SuggestionResubmitted"]
    assert list(Amendment.objects.values_list("title", "content", "made_at")) == [
        ("村口路灯不亮", "村口一段路晚上没有路灯，老人孩子出行不便，建议安装太阳能路灯。", LATER)
    ]


def test_resubmitting_without_a_change_is_refused(town: str) -> None:
    slip = submit()
    row = suggestions.return_suggestion(actor=actor(Role.CLERK), uid=slip.uid, reply="请写明具体路段。", at=AT)
    before = traces()
    with pytest.raises(errors.NotAmended):
        suggestions.resubmit(
            actor=resident(town), code=slip.query_code, title=row.title, content=row.content + " \n", at=LATER
        )
    assert traces() == before


def test_only_what_was_returned_may_be_amended(town: str) -> None:
    slip = submit()
    before = traces()
    with pytest.raises(WrongStep):
        suggestions.resubmit(
            actor=resident(town), code=slip.query_code, title="新的标题", content="新的内容新的内容", at=LATER
        )
    assert (traces(), Amendment.objects.count()) == (before, 0)


def test_somebody_elses_code_amends_nothing(town: str) -> None:
    mine, other = submit(), submit("桥头积水")
    suggestions.return_suggestion(actor=actor(Role.CLERK), uid=mine.uid, reply="请写明具体路段。", at=AT)
    with pytest.raises(WrongStep):
        suggestions.resubmit(
            actor=resident(town), code=other.query_code, title="改成别的", content="改成别的内容了", at=LATER
        )
    mine.suggestion.refresh_from_db()
    assert mine.suggestion.title == "村口路灯不亮"


# ── decline, reinstate ───────────────────────────────────────────────────────────────────────


def test_declining_names_a_reason_and_answers_the_citizen(town: str) -> None:
    slip = submit()
    row = suggestions.decline_suggestion(
        actor=actor(Role.CLERK),
        uid=slip.uid,
        reason=DeclineReason.INDIVIDUAL,
        reply="此事属于个人纠纷，请向村委会反映。",
        at=LATER,
    )
    assert (row.state, row.decline_reason) == (SuggestionState.DECLINED, DeclineReason.INDIVIDUAL)
    assert last_entry(row) == {
        "act": "intake.decline",
        "states": ("submitted", "declined"),
        "facts": {"reason": "individual"},
    }
    assert told()[-1] == "intake.SuggestionDeclined"


def test_declining_without_an_answer_is_refused(town: str) -> None:
    slip = submit()
    before = traces()
    with pytest.raises(errors.TextRefused) as refused:
        suggestions.decline_suggestion(
            actor=actor(Role.CLERK), uid=slip.uid, reason=DeclineReason.UNCLEAR, reply="  ", at=LATER
        )
    assert (refused.value.data["field"], traces()) == ("reply", before)


def test_a_mistaken_refusal_is_taken_back_and_screened_again(town: str) -> None:
    slip = submit()
    suggestions.decline_suggestion(
        actor=actor(Role.CLERK), uid=slip.uid, reason=DeclineReason.NOT_OURS, reply="不属于本镇职权。", at=AT
    )
    row = suggestions.reinstate_suggestion(actor=actor(Role.DIRECTOR), uid=slip.uid, reason="判断有误", at=LATER)
    assert (row.state, row.decline_reason, row.reply) == (SuggestionState.SUBMITTED, "", "")
    assert acts(row) == ["intake.submit", "intake.decline", "intake.reinstate"]


# ── nominate ─────────────────────────────────────────────────────────────────────────────────


def test_a_screened_suggestion_is_nominated_into_its_year(town: str) -> None:
    cycle = open_year(2026)
    row = nominated()
    assert (row.state, row.cycle_uid) == (SuggestionState.NOMINATED, cycle.uid)
    assert last_entry(row) == {
        "act": "intake.nominate",
        "states": ("screened", "nominated"),
        "facts": {"cycle": str(cycle.uid)},
    }
    assert told()[-1] == "intake.SuggestionNominated"


def test_nothing_is_nominated_before_a_year_is_open(town: str) -> None:
    row = screened()
    before = traces()
    with pytest.raises(errors.NoCycleCollecting):
        suggestions.nominate_suggestion(actor=actor(Role.CLERK), uid=row.uid, at=LATER)
    assert traces() == before


def test_what_was_not_screened_is_not_nominated(town: str) -> None:
    open_year(2026)
    slip = submit()
    before = traces()
    with pytest.raises(WrongStep):
        suggestions.nominate_suggestion(actor=actor(Role.CLERK), uid=slip.uid, at=LATER)
    assert traces() == before


# ── who sees what ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", [Role.CLERK, Role.DIRECTOR, Role.GOVERNMENT, Role.AUDITOR])
def test_the_offices_staff_sees_every_suggestion(town: str, role: Role) -> None:
    one, two = submit(), submit("桥头积水")
    assert [row.uid for row in queries.visible_to(actor(role))] == [two.uid, one.uid]


@pytest.mark.parametrize("role", [Role.GRID_WORKER, Role.DEPUTY, Role.UNIT])
def test_others_see_what_they_entered_themselves_and_nothing_else(town: str, role: Role) -> None:
    me = actor(role)
    submit("别人的建议")
    mine = submit("我的建议", actor=me)
    assert [row.title for row in queries.visible_to(me)] == ["我的建议"]
    assert queries.get(me, mine.uid).uid == mine.uid


def test_a_suggestion_of_somebody_else_is_not_found_rather_than_forbidden(town: str) -> None:
    slip = submit()
    for viewer in (actor(Role.DEPUTY), actor(Role.REVIEWER), resident(town)):
        with pytest.raises(errors.SuggestionNotFound):
            queries.get(viewer, slip.uid)
    with pytest.raises(Hidden):
        POLICY.permit(actor(Role.DEPUTY), "intake.read", slip.suggestion)


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_takes_one_query(town: str, number: int, django_assert_num_queries: Any) -> None:
    for each in range(number):
        submit(f"第{each}条建议")
    with django_assert_num_queries(1):
        assert len(list(queries.visible_to(actor(Role.CLERK)))) == number


@pytest.mark.parametrize("number", [1, 3])
def test_facts_for_other_rooms_take_two_queries(town: str, number: int, django_assert_num_queries: Any) -> None:
    uids = [submit(f"第{each}条建议").uid for each in range(number)]
    with django_assert_num_queries(2):
        assert [facts.uid for facts in queries.suggestions(uids)] == uids
