"""What each kind takes, and the sentence for what it does not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from commons.directory.terms import Level
from commons.kernel.errors import Malformed
from commons.rulebook import kinds, presets
from commons.rulebook.errors import FieldUnknown
from commons.rulebook.kinds import collection, exclusions, performance, supervision_calendar
from commons.rulebook.presets import Preset
from commons.rulebook.resolution import check_modes, narrow, refuse_below_the_law, resolve
from commons.rulebook.terms import Kind
from tenants.deputies.terms import DutyKind
from tenants.intake.terms import Channel
from tests.factories.rulebook import congress_method

Json = dict[str, Any]


def refusal(kind: Kind, body: Any) -> str:
    with pytest.raises(Malformed) as malformed:
        kinds.check(kind, body)
    return str(malformed.value)


@pytest.mark.parametrize("preset", presets.PRESETS, ids=lambda preset: preset.title)
def test_every_preset_is_a_whole_rule_with_a_source_for_every_field(preset: Preset) -> None:
    kinds.check(preset.kind, preset.body)
    schema = kinds.schema(preset.kind)
    check_modes(schema, preset.body, preset.modes)
    refuse_below_the_law(schema, preset.body, preset.levels)
    assert preset.source
    assert {path for path in preset.modes if preset.modes[path]["source"]} == {field.path for field in schema.fields}
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
    kinds.check(street.kind, resolve(kinds.schema(street.kind), street.body, street.modes, [values]))


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


def test_a_field_that_was_retired_is_left_where_it_was_published_and_nobody_may_set_it() -> None:
    """机构称谓 had a 层级名称 once: an edition with it is still whole, and no office sets it any more."""
    schema, source = kinds.schema(Kind.BODY_LABELS), {"mode": "free", "source": "地方组织法"}
    body, modes = {**schema.default_body(), "level": "市、县、镇"}, {"deputy": source, "level": source}
    kinds.check(Kind.BODY_LABELS, body)
    check_modes(schema, body, modes)
    assert "市、县、镇" not in dict(kinds.describe(Kind.BODY_LABELS, body)).values()
    assert resolve(schema, body, modes, [{"deputy": "议事代表"}])["deputy"] == "议事代表"
    with pytest.raises(FieldUnknown):
        resolve(schema, body, modes, [{"level": "州"}])
    with pytest.raises(FieldUnknown):
        narrow(schema, body, modes, {}, {"level": source})


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
        ("参加测评的人员", "常委会组成人员"),
        ("不满意的处理", "限期整改"),
    ]


def _with(**changes: Any) -> Callable[[Json], Json]:
    return lambda body: {**body, **changes}


def _method(**changes: Any) -> Callable[[Json], Json]:
    return lambda body: {**body, "method": {**body["method"], **changes}}


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (_with(method=3), "method 应为 JSON 对象，现为 3，请按格式说明填写。"),
        (_method(seats=10), "method 中的字段“seats”无法识别，请核对拼写或删去。"),
        (_with(secrecy="open"), "“表决形式”应为 plain（无记名投票）、sealed（无记名投票，密封票只能合并开启） 之一，现为“open”，请改正。"),
        (_with(scrutineers=0), "“监票人”应为 1 到 99 的整数（单位：名），现为 0，请改正。"),
        (_with(tellers=100), "“计票人”应为 1 到 99 的整数（单位：名），现为 100，请改正。"),
        (_with(priority="yes"), "“优先级”应为 true 或 false，现为“yes”，请改正。"),
        (_with(extra=1), "票决办法中的字段“extra”无法识别，请核对拼写或删去。"),
        (_method(form="ranking", **{"pass": None}), "“写票方式”为排序时，“每票最多赞成”应写明排到第几位，请补上。"),
        (_method(quorum={"base": "all_deputies"}), "“出席人数”应当在 at_least（不少于）与 more_than（超过）中写且只写一个，请改正。"),
        (_method(**{"pass": []}), "“通过线”应有 1 到 3 条；不设通过线请写空值。"),
        (_method(**{"pass": [None]}), "“通过线”第 1 条是空值，请删去。"),
        (_method(max_approvals=0), "“每票最多赞成”应为 1 到 500 的整数，现为 0，请改正。"),
    ],
)  # fmt: skip
def test_a_voting_method_that_no_meeting_could_use_is_refused(spoil: Callable[[Json], Json], sentence: str) -> None:
    assert refusal(Kind.VOTING_METHOD, spoil(congress_method())) == sentence


def test_the_engine_itself_judges_the_method() -> None:
    share_too_large = {"at_least": "3/2", "base": "all_deputies"}
    assert refusal(Kind.VOTING_METHOD, _method(quorum=share_too_large)(congress_method())) == (
        "method.quorum 的分数大于 1，永远达不到，请改正。"
    )
    ranking = _method(**{"form": "ranking", "max_approvals": 3, "pass": None})(congress_method())
    kinds.check(Kind.VOTING_METHOD, ranking)


@pytest.mark.parametrize(
    ("kind", "body", "sentence"),
    [
        (Kind.RUBRIC, {"criteria": []}, "评分标准中的字段“criteria”无法识别，请核对拼写或删去。"),
        (Kind.EXCLUSIONS, {"rules": [{"key": "a", "kind": "hard"}]}, "“不列入情形”第 1 项缺少字段 label，请补上。"),
        (
            Kind.EXCLUSIONS,
            {"rules": [{"key": "a", "label": "甲", "kind": "firm"}]},
            "“不列入情形”第 1 项的“处理”应为 soft（一般不列入，说明理由的除外）、hard（不列入） 之一，现为“firm”，请改正。",
        ),
        (Kind.NOTICE_PERIODS, {"preliminary_days": 0, "result_days": 5}, "“初步方案公示期限”应为 1 到 250 的整数（单位：个工作日），现为 0，请改正。"),
        (Kind.NOTICE_PERIODS, [], "公示期限应为 JSON 对象，现为一个列表，请按格式说明填写。"),
        (
            Kind.SUPERVISION_CALENDAR,
            {"duties": [{"key": "a", "label": "甲", "month": 2, "day": 29}]},
            "“监督任务和期限”第 1 项的日期 2 月 29 日并非每年都有，请改正。",
        ),
        (
            Kind.SUPERVISION_CALENDAR,
            {"duties": [{"key": "a", "label": "甲", "month": 2, "day": 1, "next_year": 1}]},
            "“监督任务和期限”第 1 项的“翌年”应为 true 或 false，现为 1，请改正。",
        ),
        (
            Kind.SUPERVISION_CALENDAR,
            {"duties": [{"key": "a", "label": "甲", "month": 2, "day": 1}] * 2},
            "“监督任务和期限”中“a”出现了两次，请只保留一个。",
        ),
        (Kind.SATISFACTION, {"rule": {"kind": "vote"}}, "rule.kind 应为 cascade、rate、score、all_of 之一，现为“vote”，请改正。"),
        (
            Kind.POINTS,
            {"items": [{"kind": "vote", "label": "票决", "points": 2}]},
            '“各项分值”第 1 项的“分值”应写作文字，如 "3" 或 "0.5"，现为 2，请改正。',
        ),
        (
            Kind.POINTS,
            {"items": [{"kind": "vote", "label": "票决", "points": "two"}]},
            '“各项分值”第 1 项的“分值”应为不小于 0 的数，如 60 或 "91.5"，现为“two”，请改正。',
        ),
    ],
)  # fmt: skip
def test_a_body_that_cannot_be_worked_with_is_refused_with_its_place(kind: Kind, body: Any, sentence: str) -> None:
    assert refusal(kind, body) == sentence


@pytest.mark.parametrize(
    ("kind", "changes", "sentence"),
    [
        (Kind.RUBRIC, {"rubric": {}}, "评分标准缺少字段 rubric.criteria（评分项和权重），请补上。"),
        (Kind.PERFORMANCE, {"parts": [{"key": "a", "name": "甲", "weight": 99}]}, "“考核指标”的权重合计应为 100，现为 99.00，请调整。"),
        (Kind.LIGHTS, {"red_above": 10}, "“滞后亮红灯”应大于“滞后亮黄灯”，请调整。"),
        (Kind.LIGHTS, {"green_from": 30}, "“进度亮绿灯”应大于“进度亮红灯”，请调整。"),
        (Kind.LIGHTS, {"late_start_red": 2, "late_start_yellow": 2}, "“未开工亮红灯”应大于“未开工亮黄灯”，请调整。"),
        (Kind.SUGGESTION_DEADLINES, {"extended_months": 2}, "“延期后的答复期限”不能短于“答复期限”，请调整。"),
        (Kind.SUGGESTION_DEADLINES, {"assign_within": {"count": 7, "unit": "week"}}, "“交办期限”的单位应为 day、workday、month 之一，现为“week”，请改正。"),
        (Kind.COLLECTION, {"channels": ["pigeon"]}, None),
        (Kind.COLLECTION, {"channels": ["portal", "portal"]}, "“征集渠道”中“portal”出现了两次，请只保留一个。"),
        (Kind.BODY_LABELS, {"assembly": "会" * 21}, "“会议名称”最多 20 个字，现有 21 个，请缩短。"),
        (Kind.SATISFACTION, {"rule": []}, "“测评规则”应写明判定方式，请选择 逐级判定、满意率、加权得分 之一。"),
    ],
)  # fmt: skip
def test_each_kind_says_what_its_fields_cannot_be_together(kind: Kind, changes: Any, sentence: str | None) -> None:
    whole = next(preset.body for preset in presets.PRESETS if preset.kind is kind)
    said = refusal(kind, {**whole, **changes})
    assert said == sentence or (sentence is None and said.startswith("“征集渠道”应为 portal（我为民生提建议）、"))


def test_the_ways_of_collecting_are_those_by_which_suggestions_are_entered() -> None:
    assert {channel.value: channel.label for channel in Channel} == collection.CHANNELS


def test_a_project_earns_its_points_by_weight_and_the_bonus_or_the_deduction_on_top() -> None:
    """1-96: 40, 30, 30; 2-42."""
    body = {
        **next(preset.body for preset in presets.PRESETS if preset.kind is Kind.PERFORMANCE),
        "bonus": "2",
        "deduction": "5",
    }
    points = {"progress": Fraction(100), "quality": Fraction(90), "satisfaction": Fraction(80)}
    assert performance.score(body, points, completed=True) == 93
    assert performance.score(body, points, completed=False) == 86


def test_half_a_point_may_be_taken_away() -> None:
    kinds.check(Kind.POINTS, {"items": [{"kind": "leave", "label": "请假", "points": "-0.5"}]})


def test_the_levels_of_a_preset_are_bodies_that_run_a_year() -> None:
    assert Level.PROVINCE not in presets.EVERYBODY


def test_points_are_given_for_the_kinds_of_duties_that_records_are_kept_by_and_no_other() -> None:
    """One list: a kind nobody could ever record, or one that no line names, would be points lost in silence."""
    assert [each["kind"] for each in presets.POINTS.body["items"]] == DutyKind.values
    unknown = {"items": [{"kind": "singing", "label": "唱歌", "points": "1"}]}
    assert refusal(Kind.POINTS, unknown).startswith("“各项分值”第 1 项的 kind 应为 session、speech、vote、")


@pytest.mark.parametrize("preset", presets.PRESETS, ids=lambda preset: preset.title)
def test_every_field_an_office_may_meet_has_a_chinese_name(preset: presets.Preset) -> None:
    for path in preset.modes:
        assert re.fullmatch("[\u4e00-\u9fff]+", kinds.label(preset.kind, path)), path


def test_a_field_inside_a_named_one_is_called_after_it() -> None:
    assert kinds.label(Kind.VOTING_METHOD, "method.margin") == "差额"
    assert kinds.label(Kind.VOTING_METHOD, "method.margin.at_least") == "差额"
