"""What the holder of a query code reads, in plain sentences; and what other rooms tell back."""

from __future__ import annotations

import datetime as dt

import pytest

from commons.kernel.actor import system
from commons.kernel.models import new_uid
from commons.kernel.policy import NotPermitted
from tenants.intake import errors, queries
from tenants.intake.commands import merging, suggestions
from tenants.intake.models import Outcome, Suggestion
from tenants.intake.queries import citizen
from tenants.intake.terms import Channel, DeclineReason, OutcomeKind, SuggestionState
from tests.factories.cycles import open_year
from tests.factories.evidence import acts, footprint
from tests.factories.intake import NAME, PHONE, nominated, photo, submit
from tests.factories.people import AT, Role, actor

LATER = AT + dt.timedelta(days=3)


def note(row: Suggestion, kind: OutcomeKind, days: int = 3, **changes: object) -> None:
    values = {"title": "村口照明工程", "subject_uid": None, **changes}
    suggestions.note_outcome(
        actor=system(row.office_code),
        suggestion_uid=row.uid,
        outcome=kind,
        at=AT + dt.timedelta(days=days),
        **values,  # type: ignore[arg-type]
    )


def test_every_state_and_every_outcome_has_a_sentence_for_the_citizen() -> None:
    said = {*citizen._SENTENCES, SuggestionState.MERGED}
    assert said == set(SuggestionState)
    assert set(citizen._BECAME) == set(OutcomeKind)


def test_a_code_tells_where_a_suggestion_stands(town: str) -> None:
    slip = submit(photos=[photo()])
    view = queries.by_code(slip.query_code)
    assert (view.title, view.state, view.sentence) == (
        "村口路灯不亮",
        "待初审",
        "您的建议已收到，正在等待初审。",
    )
    assert (view.may_amend, view.reply, view.became, view.photos) == (False, "", (), 1)


def test_a_code_tells_what_is_missing_and_offers_to_amend(town: str) -> None:
    slip = submit()
    suggestions.return_suggestion(actor=actor(Role.CLERK), uid=slip.uid, reply="请写明具体路段。", at=AT)
    view = queries.by_code(slip.query_code)
    assert (view.may_amend, view.reply) == (True, "请写明具体路段。")


def test_a_refusal_tells_its_reason(town: str) -> None:
    slip = submit()
    suggestions.decline_suggestion(
        actor=actor(Role.CLERK), uid=slip.uid, reason=DeclineReason.NOT_OURS, reply="请向县里反映。", at=AT
    )
    view = queries.by_code(slip.query_code)
    assert (view.sentence, view.reply) == ("您的建议未被采纳，原因：不属于本级职权。", "请向县里反映。")


def test_a_code_never_tells_anything_of_a_person(town: str) -> None:
    slip = submit(actor=actor(Role.GRID_WORKER, name="网格员测试"), channel=Channel.DOOR_TO_DOOR, for_resident=True)
    told = repr(queries.by_code(slip.query_code))
    assert [word for word in (NAME, PHONE, "网格员测试", str(slip.uid)) if word in told] == []


def test_the_citizen_reads_what_her_suggestion_became_step_by_step(town: str) -> None:
    open_year(2026)
    slip = submit()
    suggestions.screen_suggestion(actor=actor(Role.CLERK), uid=slip.uid, at=AT)
    row = suggestions.nominate_suggestion(actor=actor(Role.CLERK), uid=slip.uid, at=AT)
    for day, kind in enumerate([OutcomeKind.CANDIDATE, OutcomeKind.SELECTED, OutcomeKind.COMPLETED], start=1):
        note(row, kind, day)
    assert [line.sentence for line in queries.by_code(slip.query_code).became] == [
        "“村口照明工程”已成为候选项目，将提交票决。",
        "“村口照明工程”已经票决入选为民生实事项目。",
        "“村口照明工程”已经建成并通过验收。",
    ]


def test_a_merged_suggestion_reads_what_its_primary_became(town: str) -> None:
    open_year(2026)
    primary, slip = nominated(), submit("村口太黑了")
    merging.merge_suggestions(
        actor=actor(Role.CLERK), primary_uid=primary.uid, absorbed_uid=slip.uid, reason="同一路段", at=LATER
    )
    note(primary, OutcomeKind.SELECTED)
    view = queries.by_code(slip.query_code)
    assert view.sentence == "您的建议与“村口路灯不亮”内容相近，已合并办理，原建议完整保留。"
    assert [line.sentence for line in view.became] == ["“村口照明工程”已经票决入选为民生实事项目。"]


def test_noting_the_same_outcome_twice_changes_nothing(town: str) -> None:
    open_year(2026)
    row, project = nominated(), new_uid()
    note(row, OutcomeKind.UNDER_WAY, subject_uid=project)
    before = (Outcome.objects.count(), *footprint())
    note(row, OutcomeKind.UNDER_WAY, days=9, subject_uid=project)
    assert (Outcome.objects.count(), *footprint()) == before
    assert acts(row)[-1] == "intake.note_outcome"


def test_outcomes_are_told_by_the_house_and_typed_by_nobody(town: str) -> None:
    open_year(2026)
    row = nominated()
    before = footprint()
    with pytest.raises(NotPermitted):
        suggestions.note_outcome(
            actor=actor(Role.DIRECTOR), suggestion_uid=row.uid, outcome=OutcomeKind.SELECTED, at=LATER
        )
    assert (Outcome.objects.count(), footprint()) == (0, before)


def test_a_mistyped_code_is_told_from_an_unknown_one(town: str) -> None:
    code = submit().query_code
    wrong = code[:-1] + ("3" if code[-1] != "3" else "4")
    with pytest.raises(errors.CodeMistyped) as refused:
        queries.by_code(wrong)
    assert refused.value.data["field"] == "code"
    Suggestion.objects.update(query_digest="0" * 64)
    with pytest.raises(errors.CodeNotFound):
        queries.by_code(code)
