"""Province → city → county → town: who may narrow what, and where each field of a rule in force comes from."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commons.audit.models import Entry
from commons.kernel.actor import Actor, system
from commons.kernel.errors import Refusal
from commons.kernel.models import new_uid
from commons.kernel.policy import Hidden, NotPermitted
from commons.outbox.models import Message
from commons.rulebook import commands, kinds, queries
from commons.rulebook.comparison import differences
from commons.rulebook.errors import (
    EditionOfOthers,
    FieldLocked,
    FieldOutOfBounds,
    FreedomWidened,
    NarrowedNearer,
    NobodyBelow,
    NotFromAbove,
    TextRefused,
)
from commons.rulebook.models import Adoption, Edition, Template
from commons.rulebook.terms import Kind, Mode
from tenants.appraisal.scoring import Rubric
from tests.conftest import CITY, COUNTY, NEIGHBOUR, PROVINCE, STREET, TOWN
from tests.factories import rulebook as factory
from tests.factories.people import AT, Role, actor

TODAY = dt.date(2026, 3, 2)
LOCKED = {"mode": "locked", "source": "市人大常委会决定"}


def at_least(days: int) -> dict[str, Any]:
    return {"mode": "bounded", "source": "市人大常委会决定", "bound": {"least": days}}


def periods() -> Edition:
    """The province's own, under which everybody works since the day of opening: 7 and 5 days, both bounded below."""
    return Edition.objects.get(uid=queries.edition_in_force(TOWN, Kind.NOTICE_PERIODS, on=TODAY).edition_uid)


def narrowed(who: Actor, parent: Edition, values: Any = None, modes: Any = None, *, out: bool = True) -> Edition:
    edition = commands.narrow_edition(
        actor=who, parent_uid=parent.uid, source="本级决定", values=values, modes=modes, at=AT
    )
    return commands.publish_edition(actor=who, uid=edition.uid, at=AT) if out else edition


def everything() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Template, Edition, Adoption, Entry, Message))


def test_a_city_narrows_and_everybody_below_it_adopts_the_citys_wording(commons: None) -> None:
    own = narrowed(system(CITY), periods(), {"preliminary_days": 10}, {"preliminary_days": at_least(10)})
    assert (own.office_code, own.number, own.parent, own.template.root) == (CITY, 1, periods(), periods().template)
    adopted = commands.adopt_edition(actor=system(TOWN), edition_uid=own.uid, values={"preliminary_days": 12}, at=AT)
    assert adopted.body == {"preliminary_days": 12, "result_days": 5}
    with pytest.raises(FieldOutOfBounds):
        commands.adopt_edition(actor=system(TOWN), edition_uid=own.uid, values={"preliminary_days": 9}, at=AT)


def test_nobody_slips_past_a_nearer_superior_by_adopting_the_wider_edition(commons: None) -> None:
    wide = periods()
    own = narrowed(system(CITY), wide, modes={"result_days": LOCKED})
    before = everything()
    for code in (CITY, COUNTY, TOWN):
        with pytest.raises(NarrowedNearer, match="已由江门市在其基础上发布了本级版本"), transaction.atomic():
            commands.adopt_edition(actor=system(code), edition_uid=wide.uid, at=AT)
    assert everything() == before
    commands.withdraw_edition(actor=system(CITY), uid=own.uid, at=AT)
    commands.adopt_edition(actor=system(TOWN), edition_uid=wide.uid, at=AT)


def test_a_county_stands_on_the_citys_shoulders_and_not_beside_them(commons: None) -> None:
    wide = periods()
    city = narrowed(system(CITY), wide, {"preliminary_days": 10}, {"preliminary_days": at_least(10)})
    with pytest.raises(NarrowedNearer):
        narrowed(system(COUNTY), wide)
    with pytest.raises(FreedomWidened), transaction.atomic():
        narrowed(system(COUNTY), city, modes={"preliminary_days": at_least(8)})
    county = narrowed(system(COUNTY), city, {"preliminary_days": 15}, {"preliminary_days": LOCKED})
    assert queries.lineage_of(county) == [wide, city, county]
    assert [each.uid for each in queries.adoptable_by(TOWN) if each.template.kind == Kind.NOTICE_PERIODS] == [
        county.uid
    ]
    with pytest.raises(FieldLocked):
        commands.adopt_edition(actor=system(TOWN), edition_uid=county.uid, values={"preliminary_days": 16}, at=AT)


def test_a_draft_binds_nobody_and_the_next_one_takes_the_next_number(commons: None) -> None:
    wide = periods()
    first = narrowed(system(CITY), wide, out=False)
    commands.adopt_edition(actor=system(TOWN), edition_uid=wide.uid, at=AT)
    second = narrowed(system(CITY), wide, out=False)
    assert (first.template, first.number, second.number) == (second.template, 1, 2)


@pytest.mark.parametrize("code", [TOWN, STREET])
def test_who_has_nobody_below_writes_no_edition(commons: None, code: str) -> None:
    with pytest.raises(NobodyBelow):
        narrowed(system(code), periods())


def test_a_rule_is_narrowed_from_above_only(commons: None) -> None:
    own = narrowed(system(COUNTY), periods())
    with pytest.raises(NotFromAbove):
        narrowed(system(COUNTY), own)
    with pytest.raises(NotFromAbove):
        narrowed(system(CITY), own)
    with pytest.raises(NotFromAbove):
        narrowed(system(CITY), factory.draft())
    with pytest.raises(TextRefused):
        commands.narrow_edition(actor=system(CITY), parent_uid=periods().uid, source=" ", at=AT)


def test_a_countys_edition_is_not_for_the_city_above_it(commons: None) -> None:
    own = narrowed(system(COUNTY), periods())
    with pytest.raises(EditionOfOthers):
        commands.adopt_edition(actor=system(CITY), edition_uid=own.uid, at=AT)


def test_a_clerk_narrows_nothing_and_a_director_of_the_neighbour_publishes_nothing_of_ours(county: str) -> None:
    wide = periods()
    with pytest.raises(NotPermitted):
        narrowed(actor(Role.CLERK), wide)
    draft = narrowed(system(COUNTY), wide, out=False)
    stranger = Actor(account_uid=new_uid(), office_code=NEIGHBOUR, roles=frozenset({Role.DIRECTOR}), name="邻居")
    for command in (commands.publish_edition, commands.withdraw_edition):
        with pytest.raises(Hidden):
            command(actor=stranger, uid=draft.uid, at=AT)
    assert draft.uid not in {each.uid for each in queries.visible_to(stranger)}


def test_each_field_of_a_rule_in_force_says_who_set_it_and_who_keeps_it(commons: None) -> None:
    city = narrowed(system(CITY), periods(), {"preliminary_days": 10}, {"result_days": LOCKED})
    commands.adopt_edition(actor=system(CITY), edition_uid=city.uid, values={"preliminary_days": 11}, at=AT)
    later = AT + dt.timedelta(minutes=1)
    adopted = commands.adopt_edition(actor=system(TOWN), edition_uid=city.uid, at=later)
    told = {
        each.path: (each.value, each.set_by, each.ours, each.mode, each.limit, each.limited_by)
        for each in queries.explanation(adopted)
    }
    assert told == {
        "preliminary_days": ("11 个工作日", "江门市", False, Mode.BOUNDED, "不少于 7 个工作日", "广东省"),
        "result_days": ("5 个工作日", "广东省", False, Mode.LOCKED, "不能改动", "江门市"),
    }
    commands.adopt_edition(
        actor=system(CITY), edition_uid=city.uid, values={"preliminary_days": 20}, at=later + dt.timedelta(minutes=1)
    )
    assert queries.explanation(adopted)[0].value == "11 个工作日", "what a superior sets later moves nobody's rule"
    own = commands.adopt_edition(
        actor=system(TOWN), edition_uid=city.uid, values={"preliminary_days": 30}, at=later + dt.timedelta(minutes=2)
    )
    assert (queries.explanation(own)[0].set_by, queries.explanation(own)[0].ours) == ("棠下镇", True)


def test_an_office_that_opens_finds_the_nearest_narrowing_of_its_default(commons: None) -> None:
    city = narrowed(system(CITY), periods(), {"preliminary_days": 10})
    found = {each.template.kind: each.uid for each in queries.defaults_for(TOWN)}
    assert (sorted(found), found[Kind.NOTICE_PERIODS]) == (sorted(Kind.values), city.uid)


def test_a_newer_wording_is_offered_for_the_next_year_and_the_running_one_stays(commons: None) -> None:
    old = queries.rulebook_of(TOWN, on=TODAY)
    running = next(each for each in old if each.edition.template.kind == Kind.NOTICE_PERIODS)
    assert queries.offered_after(running) is None
    newer = commands.draft_edition(
        actor=system(PROVINCE),
        template_uid=running.edition.template_id,
        body={"preliminary_days": 10, "result_days": 5},
        modes={},
        at=AT,
    )
    assert queries.offered_after(running) is None, "a draft is nobody's offer"
    commands.publish_edition(actor=system(PROVINCE), uid=newer.uid, at=AT)
    assert queries.offered_after(running) == newer
    assert queries.in_force(running.uid).body == {"preliminary_days": 7, "result_days": 5}


# ── the preview ───────────────────────────────────────────────────────────────────────────────


def test_the_preview_tells_who_would_change_in_what_and_what_they_would_lose(commons: None) -> None:
    wide = periods()
    commands.adopt_edition(actor=system(TOWN), edition_uid=wide.uid, values={"preliminary_days": 8}, at=AT)
    draft = commands.draft_edition(
        actor=system(PROVINCE),
        template_uid=wide.template_id,
        body={"preliminary_days": 10, "result_days": 5},
        modes={"preliminary_days": at_least(10), "result_days": wide.modes["result_days"]},
        at=AT,
    )
    many, one = queries.effects_of(draft, on=TODAY)
    assert (one.offices, [line.before for line in one.changes], list(one.lost)) == (
        ["棠下镇"],
        ["8 个工作日", "不少于 7 个工作日"],
        ["preliminary_days"],
    )
    assert ("棠下镇" not in many.offices, many.lost, many.changes[0].after) == (True, {}, "10 个工作日")
    here = queries.effect_here(draft, TOWN, on=TODAY)
    assert here
    assert (here.changes, here.lost) == (one.changes, one.lost)


def test_the_preview_asks_the_same_for_one_office_and_for_all(commons: None) -> None:
    wide = Edition.objects.select_related("template").get(uid=periods().uid)
    with CaptureQueriesContext(connection) as everybody:
        assert sum(len(each.offices) for each in queries.effects_of(wide, on=TODAY)) >= 5
    few = Edition.objects.select_related("template").get(uid=narrowed(system(COUNTY), wide, out=False).uid)
    with CaptureQueriesContext(connection) as fewer:
        assert sum(len(each.offices) for each in queries.effects_of(few, on=TODAY)) == 4
    assert (len(everybody), len(fewer)) == (3, 3)


def test_a_comparison_goes_through_a_list_row_by_row() -> None:
    schema = kinds.schema(Kind.RUBRIC)
    before = schema.default_body()
    heavier = [{**row} for row in before["rubric"]["criteria"]]
    heavier[0]["weight"], heavier[1]["weight"] = 60, 10
    after = {"rubric": {**before["rubric"], "criteria": [*heavier[1:], heavier[0]], "pass_mark": "70"}}
    found = [(each.label, each.before, each.after) for each in differences(schema, (before, {}), (after, {}))]
    assert found == [
        ("评分项和权重：民意基础", "民意基础：权重 40%", "民意基础：权重 60%"),
        ("评分项和权重：资金可行性", "资金可行性：权重 30%", "资金可行性：权重 10%"),
        ("评分项和权重：次序", "民意基础、资金可行性、社会效益、实施难度", "资金可行性、社会效益、实施难度、民意基础"),
        ("淘汰线", "60 分", "70 分"),
    ]


# ── whatever is published and adopted, one after another ─────────────────────────────────────

_WEIGHTS = st.lists(st.integers(0, 10), min_size=4, max_size=4).filter(lambda parts: sum(parts) > 0)
_STEP = st.tuples(st.sampled_from(["publish", "adopt", "narrow", "withdraw"]), _WEIGHTS, st.sampled_from(list(Mode)))
_SHEETS = [{"public_support": Fraction(90), "funding_feasibility": Fraction(70), "social_benefit": Fraction(55), "implementation_difficulty": Fraction(20)}]  # fmt: skip


class _Undo(Exception):
    pass


def _criteria(parts: list[int]) -> list[dict[str, Any]]:
    """The four criteria with weights in the proportion of `parts`, adding up to 100."""
    keys = ("public_support", "funding_feasibility", "social_benefit", "implementation_difficulty")
    total = sum(parts)
    weights = [part * 100 // total for part in parts]
    weights[weights.index(max(weights))] += 100 - sum(weights)
    return [{"key": key, "name": key, "weight": weight} for key, weight in zip(keys, weights, strict=True)]


def _one(step: tuple[str, list[int], Mode], newest: Edition) -> Edition:
    act, parts, mode = step
    criteria = _criteria(parts)
    entry: dict[str, Any] = {"mode": mode.value, "source": "x"}
    if mode is Mode.BOUNDED:
        entry["bound"] = {"keep": [criteria[0]["key"]]}
    body = {"rubric": {**newest.body["rubric"], "criteria": criteria}}
    match act:
        case "publish":
            root = newest.template.root or newest.template
            draft = commands.draft_edition(
                actor=system(PROVINCE), template_uid=root.uid, body=body, modes={"rubric.criteria": entry}, at=AT
            )
            return commands.publish_edition(actor=system(PROVINCE), uid=draft.uid, at=AT)
        case "narrow":
            return narrowed(system(CITY), newest, {"rubric.criteria": criteria}, {"rubric.criteria": entry})
        case "withdraw":
            commands.withdraw_edition(actor=system(newest.office_code), uid=newest.uid, at=AT)
        case _:
            values = {"rubric.criteria": criteria}
            commands.adopt_edition(actor=system(TOWN), edition_uid=newest.uid, values=values, at=AT)
    return newest


@given(st.lists(_STEP, min_size=2, max_size=6))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_history_of_editions_locks_and_adoptions_moves_a_past_score_or_a_pinned_rule(
    commons: None, history: list[Any]
) -> None:
    """Raising a weight or locking a field in a new edition changes nothing that was done under an old one."""
    try:
        with transaction.atomic():
            newest = Edition.objects.get(uid=queries.edition_in_force(TOWN, Kind.RUBRIC, on=TODAY).edition_uid)
            kept: dict[str, tuple[dict[str, Any], Decimal]] = {}
            for step in history:
                pinned = queries.pins(TOWN, on=TODAY)[Kind.RUBRIC]
                body = queries.in_force(pinned).body
                kept.setdefault(pinned, (body, Rubric.read(body["rubric"]).score(_SHEETS)))
                try:
                    with transaction.atomic():
                        newest = _one(step, newest)
                except Refusal:
                    continue
            for uid, (body, score) in kept.items():
                now = queries.in_force(uid).body
                assert (now, Rubric.read(now["rubric"]).score(_SHEETS)) == (body, score)
            raise _Undo
    except _Undo:
        pass
