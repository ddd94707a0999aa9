"""What each kind takes, and the sentence for what it does not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest

from commons.directory.terms import Level
from commons.kernel.errors import Malformed
from commons.rulebook import kinds, presets
from commons.rulebook.kinds import exclusions, supervision_calendar
from commons.rulebook.presets import Preset
from commons.rulebook.resolution import check_modes, resolve
from commons.rulebook.terms import Kind
from tenants.deputies.terms import DutyKind
from tests.factories.rulebook import congress_method

Json = dict[str, Any]


def refusal(kind: Kind, body: Any) -> str:
    with pytest.raises(Malformed) as malformed:
        kinds.check(kind, body)
    return str(malformed.value)


@pytest.mark.parametrize("preset", presets.PRESETS, ids=lambda preset: preset.title)
def test_every_preset_is_a_whole_rule_with_a_source_for_every_field(preset: Preset) -> None:
    kinds.check(preset.kind, preset.body)
    check_modes(preset.body, preset.modes)
    assert preset.source
    assert set(preset.default_levels) <= set(preset.levels)


@pytest.mark.parametrize("preset", presets.PRESETS, ids=lambda preset: preset.title)
def test_what_an_office_may_set_for_itself_is_named_in_words(preset: Preset) -> None:
    assert [path for path in preset.modes if kinds.label(preset.kind, path) == path] == []


def test_an_office_of_any_level_finds_exactly_one_default_of_every_kind() -> None:
    for level in presets.EVERYBODY:
        found = sorted(preset.kind for preset in presets.PRESETS if level in preset.default_levels)
        assert found == sorted(Kind.values), level


def test_a_congress_cannot_lower_its_quorum_or_its_majority_and_a_street_may() -> None:
    """组织法 14, 25; domain §2.2."""
    locked = {path for path, entry in presets.VOTING_BY_CONGRESS.modes.items() if entry["mode"] == "locked"}
    assert locked == {"method.quorum", "method.pass", "method.tie"}
    street = presets.SELECTION_BY_STREET
    values = {"method.pass": [{"more_than": "1/2", "base": "all_deputies", "group": "人大代表"}]}
    kinds.check(street.kind, resolve(street.body, street.modes, [values]))


def test_the_preset_figures_are_the_sources_own() -> None:
    """1-27 to 1-30, 1-46, 1-64, 1-67, 1-70, 1-71, 1-74, 1-78, 0-42 to 0-45, 0-48 to 0-51, 0-19 to 0-22."""
    rubric: Any = presets.RUBRIC.body["rubric"]
    street: Any = presets.SELECTION_BY_STREET.body
    assert [criterion["weight"] for criterion in rubric["criteria"]] == [40, 30, 20, 10]
    assert presets.NOTICE_PERIODS.body == {"preliminary_days": 7, "result_days": 5}
    assert presets.SATISFACTION_OF_STREET.body["rule"]["rectify_below"] == "80%"
    assert street["method"]["margin"] == {"at_least": "1/5", "base": "seats"}
    assert (street["scrutineers"], street["tellers"], street["priority"]) == (3, 2, True)
    assert [rule["kind"] for rule in presets.EXCLUSIONS.body["rules"]] == ["hard", "hard", "hard", "soft"]
    assert len(presets.FOUR_ONES.body["duties"]) == 12 + 4 + 1 + 1
    assert [duty["label"] for duty in presets.FOUR_QUESTIONS.body["duties"]] == [
        "年初问计划",
        "年中问进度",
        "年终问结果",
        "翌年回头看",
    ]


def test_the_look_back_falls_into_the_year_after() -> None:
    """0-22."""
    duties = supervision_calendar.duties_of(presets.FOUR_QUESTIONS.body, 2026)
    assert [(duty.key, duty.due_on) for duty in duties] == [
        ("ask_plan", dt.date(2026, 3, 31)),
        ("ask_progress", dt.date(2026, 7, 31)),
        ("ask_result", dt.date(2026, 12, 31)),
        ("look_back", dt.date(2027, 6, 30)),
    ]


def test_the_engine_gets_the_exclusions_as_the_contract_writes_them() -> None:
    assert exclusions.for_engine(presets.EXCLUSIONS.body["rules"])[3] == {"key": "cross_year", "kind": "soft"}


@pytest.mark.parametrize("preset", presets.PRESETS, ids=lambda preset: preset.title)
def test_every_preset_can_be_said_in_words_without_a_word_of_code(preset: Preset) -> None:
    for what, how in kinds.describe(preset.kind, preset.body):
        assert not re.search(r"[a-z_]{3,}|None|\{", what + how), (what, how)


def test_the_voting_method_reads_as_an_office_would_write_it() -> None:
    said = dict(kinds.describe(Kind.VOTING_METHOD, congress_method()))
    assert said["出席人数"] == "不少于应到人数的 2/3"
    assert said["通过线"] == "超过应到人数的 1/2"
    assert said["差额"] == "不少于应选名额的 1/5"
    assert said["参加投票人数"] == "不作规定"
    assert said["每票最多赞成"] == "应选名额"


def test_the_double_threshold_of_a_street_is_said_in_full() -> None:
    """衡阳石鼓 (domain §2.2)."""
    body = congress_method()
    body["method"]["pass"] = [
        {"more_than": "1/2", "base": "all_deputies", "group": "人大代表"},
        {"more_than": "2/3", "base": "valid_ballots"},
    ]
    body["method"]["max_approvals"] = None
    kinds.check(Kind.VOTING_METHOD, body)
    said = dict(kinds.describe(Kind.VOTING_METHOD, body))
    assert said["通过线"] == "“人大代表”中超过应到人数的 1/2，并且超过有效票数的 2/3"
    assert said["每票最多赞成"] == "不限"


def test_a_satisfaction_rule_of_several_parts_is_said_part_by_part() -> None:
    """镇海 2013: 60/30/10; 1-64."""
    score = {
        "kind": "score",
        "parts": [{"key": "群众", "weight": 60, "score": "0"}, {"key": "领导", "weight": 40, "score": "0"}],
        "rectify_below": "80",
    }
    body = {"rule": {"kind": "all_of", "rules": [presets.SATISFACTION_OF_STREET.body["rule"], score]}}
    kinds.check(Kind.SATISFACTION, body)
    assert kinds.describe(Kind.SATISFACTION, body) == [
        ("须整改", "满意、基本满意票占有效票的比例低于 80%"),
        ("群众", "权重 60%"),
        ("领导", "权重 40%"),
        ("须整改", "加权得分低于 80 分"),
    ]


def _with(**changes: Any) -> Callable[[Json], Json]:
    return lambda body: {**body, **changes}


def _method(**changes: Any) -> Callable[[Json], Json]:
    return lambda body: {**body, "method": {**body["method"], **changes}}


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (_with(method=3), "method 应为不含 seats 的对象，应选名额在准备票决时填写，请改正。"),
        (_method(seats=10), "method 应为不含 seats 的对象，应选名额在准备票决时填写，请改正。"),
        (_with(secrecy="open"), "secrecy 应为 plain、sealed 之一，现为“open”，请改正。"),
        (_with(scrutineers=0), "scrutineers 应为 1 到 99 人，请改正。"),
        (_with(tellers=100), "tellers 应为 1 到 99 人，请改正。"),
        (_with(priority="yes"), "priority 应为 true 或 false，现为“yes”，请改正。"),
        (_with(extra=1), "票决办法中的字段“extra”无法识别，请核对拼写或删去。"),
    ],
)
def test_a_voting_method_that_no_meeting_could_use_is_refused(spoil: Callable[[Json], Json], sentence: str) -> None:
    assert refusal(Kind.VOTING_METHOD, spoil(congress_method())) == sentence


def test_the_engine_itself_judges_the_method() -> None:
    assert "at_least" in refusal(Kind.VOTING_METHOD, _method(quorum={"base": "all_deputies"})(congress_method()))
    ranking = _method(**{"form": "ranking", "max_approvals": 3, "pass": None})(congress_method())
    kinds.check(Kind.VOTING_METHOD, ranking)


@pytest.mark.parametrize(
    ("kind", "body", "sentence"),
    [
        (Kind.RUBRIC, {"criteria": []}, "评分标准缺少字段 rubric，请补上。"),
        (Kind.EXCLUSIONS, {"rules": [{"key": "a", "kind": "hard"}]}, "rules 第 1 项缺少字段 label，请补上。"),
        (
            Kind.EXCLUSIONS,
            {"rules": [{"key": "a", "label": "甲", "kind": "firm"}]},
            "rules 第 1 项的 kind 应为 soft、hard 之一，现为“firm”，请改正。",
        ),
        (Kind.NOTICE_PERIODS, {"preliminary_days": 0, "result_days": 5}, "preliminary_days 应为 1 到 250 个工作日，请改正。"),
        (Kind.NOTICE_PERIODS, [], "公示期限应为 JSON 对象，现为一个列表，请按格式说明填写。"),
        (
            Kind.SUPERVISION_CALENDAR,
            {"duties": [{"key": "a", "label": "甲", "month": 2, "day": 29}]},
            "duties 第 1 项的日期 2 月 29 日并非每年都有，请改正。",
        ),
        (
            Kind.SUPERVISION_CALENDAR,
            {"duties": [{"key": "a", "label": "甲", "month": 2, "day": 1, "next_year": 1}]},
            "duties 第 1 项的 next_year 应为 true 或 false，请改正。",
        ),
        (
            Kind.SUPERVISION_CALENDAR,
            {"duties": [{"key": "a", "label": "甲", "month": 2, "day": 1}] * 2},
            "duties 中“a”出现了两次，请只保留一个。",
        ),
        (Kind.SATISFACTION, {"rule": {"kind": "vote"}}, "rule.kind 应为 cascade、rate、score、all_of 之一，现为“vote”，请改正。"),
        (
            Kind.POINTS,
            {"items": [{"kind": "vote", "label": "票决", "points": 2}]},
            'items 第 1 项的 points 应写作文字，如 "3" 或 "-0.5"，现为 2，请改正。',
        ),
        (
            Kind.POINTS,
            {"items": [{"kind": "vote", "label": "票决", "points": "two"}]},
            'items 第 1 项的 points 应为不小于 0 的数，如 60 或 "91.5"，现为“two”，请改正。',
        ),
    ],
)  # fmt: skip
def test_a_body_that_cannot_be_worked_with_is_refused_with_its_place(kind: Kind, body: Any, sentence: str) -> None:
    assert refusal(kind, body) == sentence


def test_half_a_point_may_be_taken_away() -> None:
    kinds.check(Kind.POINTS, {"items": [{"kind": "leave", "label": "请假", "points": "-0.5"}]})


def test_the_levels_of_a_preset_are_bodies_that_run_a_year() -> None:
    assert Level.PROVINCE not in presets.EVERYBODY


def test_points_are_given_for_the_kinds_of_duties_that_records_are_kept_by_and_no_other() -> None:
    """One list: a kind nobody could ever record, or one that no line names, would be points lost in silence."""
    assert [each["kind"] for each in presets.POINTS.body["items"]] == DutyKind.values
    unknown = {"items": [{"kind": "singing", "label": "唱歌", "points": "1"}]}
    assert refusal(Kind.POINTS, unknown).startswith("items 第 1 项的 kind 应为 session、speech、vote、")


@pytest.mark.parametrize("preset", presets.PRESETS, ids=lambda preset: preset.title)
def test_every_field_an_office_may_meet_has_a_chinese_name(preset: presets.Preset) -> None:
    for path in preset.modes:
        assert re.fullmatch("[\u4e00-\u9fff]+", kinds.label(preset.kind, path)), path


def test_a_field_inside_a_named_one_is_called_after_it() -> None:
    assert kinds.label(Kind.VOTING_METHOD, "method.margin") == "差额"
    assert kinds.label(Kind.VOTING_METHOD, "method.margin.at_least") == "差额"
