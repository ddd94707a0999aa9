"""Locks, bounds, the law's floors and inheritance: what may differ from place to place and what never does. No database."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commons.kernel.errors import Malformed, Refusal
from commons.rulebook import kinds, presets
from commons.rulebook.errors import BelowTheLaw, FieldLocked, FieldOutOfBounds, FieldUnknown, FreedomWidened
from commons.rulebook.levels import CONGRESSES, EVERYBODY, STREETS
from commons.rulebook.resolution import (
    check_modes,
    limits_in_words,
    narrow,
    open_fields,
    refuse_below_the_law,
    resolve,
    still_allowed,
)
from commons.rulebook.schema import Field, Floor, Schema, get
from commons.rulebook.shapes import Choice, Column, Rows, Several, Text, Whole
from commons.rulebook.terms import Kind

METHOD = kinds.schema(Kind.VOTING_METHOD)
CONGRESS, CONGRESS_MODES = presets.VOTING_BY_CONGRESS.body, presets.VOTING_BY_CONGRESS.modes
STREET, STREET_MODES = presets.SELECTION_BY_STREET.body, presets.SELECTION_BY_STREET.modes
PERIODS = kinds.schema(Kind.NOTICE_PERIODS)
DAYS, DAYS_MODES = presets.NOTICE_PERIODS.body, presets.NOTICE_PERIODS.modes
HALF_OF_THOSE_PRESENT = {"more_than": "1/2", "base": "present"}


def free(**bound: Any) -> dict[str, Any]:
    return {"mode": "bounded", "source": "某规定", "bound": bound} if bound else {"mode": "free", "source": "各地自定"}


LOCKED = {"mode": "locked", "source": "某省规定"}

# ── what an office may set ────────────────────────────────────────────────────────────────────


def test_the_office_itself_has_the_last_word_on_a_free_field() -> None:
    city, town = {"tellers": 3, "scrutineers": 5}, {"tellers": 4}
    resolved = resolve(METHOD, CONGRESS, CONGRESS_MODES, [city, town])
    assert (resolved["tellers"], resolved["scrutineers"]) == (4, 5)


def test_resolving_leaves_the_edition_and_the_values_as_they_were() -> None:
    body, values = copy.deepcopy(dict(CONGRESS)), {"method.margin": {"at_least": "1/4", "base": "seats"}}
    resolved = resolve(METHOD, body, CONGRESS_MODES, [values])
    resolved["method"]["margin"]["at_least"] = "9/9"
    assert (body, values) == (CONGRESS, {"method.margin": {"at_least": "1/4", "base": "seats"}})


@pytest.mark.parametrize(
    "path",
    ["method", "method.quorum.at_least", "", ".", "method.margin.at_least", "method.", "seats", "method.margin."],
)
def test_a_value_is_set_on_a_field_of_the_table_and_nowhere_above_below_or_beside(path: str) -> None:
    with pytest.raises(FieldUnknown) as refused:
        resolve(METHOD, CONGRESS, CONGRESS_MODES, [{path: "1/9"}])
    assert str(refused.value) == f"“{path}”不是“票决办法”的内容。请核对后重新提交。"


def test_the_refusal_of_a_locked_field_names_it_its_value_and_the_law_in_one_sentence() -> None:
    with pytest.raises(FieldLocked) as refused:
        resolve(METHOD, CONGRESS, CONGRESS_MODES, [{"method.quorum": {"at_least": "1/2", "base": "all_deputies"}}])
    assert str(refused.value) == (
        "“出席人数”已锁定为“不少于应到人数的 2/3”，不能改为“不少于应到人数的 1/2”"
        "（依据：地方组织法第十四条：三分之二以上的代表出席，始得举行）。请删去这一项后重新提交。"
    )


def test_the_refusal_of_a_value_out_of_bounds_names_field_value_bound_and_source_in_one_sentence() -> None:
    with pytest.raises(FieldOutOfBounds) as refused:
        resolve(PERIODS, DAYS, DAYS_MODES, [{"preliminary_days": 6}])
    assert str(refused.value) == (
        "“初步方案公示期限”填写的“6 个工作日”超出了允许的范围：不少于 7 个工作日"
        "（依据：街道“四全”机制（1-46）：不少于 7 个工作日）。请改正后重新提交。"
    )
    assert (refused.value.data["field"], refused.value.data["value"]) == ("preliminary_days", "6 个工作日")


def test_a_bound_takes_its_own_edge() -> None:
    assert resolve(PERIODS, DAYS, DAYS_MODES, [{"preliminary_days": 7}])["preliminary_days"] == 7
    assert resolve(PERIODS, DAYS, DAYS_MODES, [{"preliminary_days": 250}])["preliminary_days"] == 250


@pytest.mark.parametrize(
    ("value", "allowed"),
    [
        ({"at_least": "1/5", "base": "seats"}, True),
        ({"more_than": "1/5", "base": "seats"}, True),
        ({"at_least": "1/2", "base": "seats"}, True),
        ({"at_least": "19/100", "base": "seats"}, False),
        ({"at_least": "1/5", "base": "candidates"}, False),
        (None, False),
    ],
)
def test_a_bounded_margin_is_never_looser_than_its_bound(value: Any, allowed: bool) -> None:
    """1-67; a share of candidates is not a share of seats."""
    kept, refused = still_allowed(METHOD, STREET, STREET_MODES, {"method.margin": value})
    assert (bool(kept), bool(refused)) == (allowed, not allowed)


@pytest.mark.parametrize("crafted", [True, 7.0, "7", None, [], {}, -1, 10**13, {"mode": "free"}, "\x00", [[]]])
def test_a_crafted_value_is_refused_in_words_whatever_it_is(crafted: Any) -> None:
    with pytest.raises(Malformed) as malformed:
        resolve(PERIODS, DAYS, DAYS_MODES, [{"preliminary_days": crafted}])
    assert str(malformed.value).startswith("“初步方案公示期限”应为 1 到 250 的整数（单位：个工作日）")
    with pytest.raises(FieldLocked):
        resolve(METHOD, CONGRESS, CONGRESS_MODES, [{"method.quorum": crafted}])


def test_rows_that_must_stay_stay_as_they_are_and_others_may_be_added() -> None:
    schema = kinds.schema(Kind.EXCLUSIONS)
    body = presets.EXCLUSIONS.body
    modes = {"rules": free(keep=["major_development", "not_universal"])}
    own = {"key": "own", "label": "已列入上级计划的项目", "kind": "soft"}
    assert resolve(schema, body, modes, [{"rules": [*body["rules"], own]}])["rules"][-1] == own
    assert limits_in_words(schema.fields[0], modes, body) == (
        "须原样保留“重大发展项目”、“不具普惠性、公益性的项目”，可以另加"
    )
    softened = [{**rule, "kind": "soft"} for rule in body["rules"]]
    for changed in (softened, body["rules"][1:], []):
        with pytest.raises(FieldOutOfBounds):
            resolve(schema, body, modes, [{"rules": changed}])


def test_only_what_is_not_locked_is_open() -> None:
    assert [field.path for field in open_fields(PERIODS, {"preliminary_days": free(), "result_days": LOCKED})] == [
        "preliminary_days"
    ]
    assert open_fields(PERIODS, {}) == []


# ── what the law demands ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("level", CONGRESSES)
@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("quorum", {"at_least": "1/2", "base": "all_deputies"}),
        ("quorum", {"at_least": "2/3", "base": "present"}),
        ("quorum", None),
        ("pass", {"at_least": "1/2", "base": "all_deputies"}),
        ("pass", HALF_OF_THOSE_PRESENT),
        ("pass", {"more_than": "1/2", "base": "all_deputies", "group": "人大代表"}),
        ("pass", [HALF_OF_THOSE_PRESENT, {"more_than": "9/10", "base": "valid_ballots"}]),
        ("pass", None),
    ],
)
def test_no_wording_for_a_congress_goes_below_quorum_and_majority(level: str, path: str, value: Any) -> None:
    """组织法 14, 25."""
    body = {**CONGRESS, "method": {**CONGRESS["method"], path: value}}
    with pytest.raises(BelowTheLaw) as refused:
        refuse_below_the_law(METHOD, body, [level])
    assert "任何版本和机构都不能突破" in str(refused.value)
    refuse_below_the_law(METHOD, body, STREETS)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("quorum", {"at_least": "3/4", "base": "all_deputies"}),
        ("quorum", {"more_than": "2/3", "base": "all_deputies"}),
        ("pass", {"at_least": "2/3", "base": "all_deputies"}),
        ("pass", [{"more_than": "1/2", "base": "all_deputies"}, {"more_than": "2/3", "base": "valid_ballots"}]),
    ],
)
def test_a_stricter_wording_than_the_law_is_nobodys_concern(path: str, value: Any) -> None:
    refuse_below_the_law(METHOD, {**CONGRESS, "method": {**CONGRESS["method"], path: value}}, EVERYBODY)


def test_the_law_is_asked_whatever_an_edition_leaves_free() -> None:
    modes = {**CONGRESS_MODES, "method.quorum": free()}
    resolved = resolve(METHOD, CONGRESS, modes, [{"method.quorum": None}])
    with pytest.raises(BelowTheLaw) as refused:
        refuse_below_the_law(METHOD, resolved, ["township"])
    assert str(refused.value) == (
        "“出席人数”填写的“不作规定”达不到法定要求：不低于“不少于应到人数的 2/3”"
        "（依据：地方组织法第十四条：三分之二以上的代表出席，始得举行）。任何版本和机构都不能突破，请改正。"
    )


def test_a_deputys_suggestion_is_answered_within_the_laws_months_everywhere() -> None:
    """代表法 2025."""
    schema = kinds.schema(Kind.SUGGESTION_DEADLINES)
    for months in ({"reply_months": 4, "extended_months": 6}, {"extended_months": 7}):
        with pytest.raises(BelowTheLaw):
            refuse_below_the_law(schema, {**schema.default_body(), **months}, ["subdistrict"])


# ── what an edition may say of its fields ─────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("modes", "sentence"),
    [
        ([], "字段权限应为“字段：权限”的对象，现为一个列表，请改正。"),
        ({"days": LOCKED}, "字段权限中的“days”不是公示期限的内容，请核对。"),
        ({"result_days": {"mode": "free"}}, "“结果公示期限”的权限缺少字段 source，请补上。"),
        ({"result_days": {"mode": "open", "source": "x"}}, "“结果公示期限”的权限应为 locked、bounded、free 之一，现为“open”，请改正。"),
        ({"result_days": {"mode": "bounded", "source": "x"}}, "“结果公示期限”的权限只有“限定范围”才写、也必须写范围，请改正。"),
        ({"result_days": {**LOCKED, "bound": {"least": 5}}}, "“结果公示期限”的权限只有“限定范围”才写、也必须写范围，请改正。"),
        ({"result_days": free(among=["5"])}, "“结果公示期限”的范围中的字段“among”无法识别，请核对拼写或删去。"),
        ({"result_days": {**free(least=1), "bound": {}}}, "“结果公示期限”限定了范围，请写明 least、most 中的至少一项。"),
        ({"result_days": free(least="5")}, "“结果公示期限”的范围应为 1 到 250 的整数（单位：个工作日），现为“5”，请改正。"),
        ({"result_days": free(least=6)}, "“结果公示期限”自身的值“5 个工作日”不在范围内：不少于 6 个工作日，请调整其一。"),
    ],
)  # fmt: skip
def test_freedoms_that_nobody_could_read_are_refused(modes: Any, sentence: str) -> None:
    with pytest.raises(Malformed) as malformed:
        check_modes(PERIODS, DAYS, modes)
    assert str(malformed.value) == sentence


def test_a_yes_or_no_has_no_range() -> None:
    with pytest.raises(Malformed, match="“优先级”不能限定范围，只能锁定或放开，请改正。"):
        check_modes(METHOD, CONGRESS, {"priority": free(least=1)})


# ── narrowing on the way down ─────────────────────────────────────────────────────────────────


def test_a_city_may_lengthen_a_period_and_lock_it_for_everybody_below() -> None:
    body, modes = narrow(PERIODS, DAYS, DAYS_MODES, {"preliminary_days": 10}, {"preliminary_days": LOCKED})
    assert (body["preliminary_days"], modes["preliminary_days"], modes["result_days"]) == (
        10,
        LOCKED,
        DAYS_MODES["result_days"],
    )
    with pytest.raises(FieldLocked):
        resolve(PERIODS, body, modes, [{"preliminary_days": 12}])


@pytest.mark.parametrize(
    ("outer", "inner", "narrower"),
    [
        (free(), free(least=1), True),
        (free(), LOCKED, True),
        (free(least=3), free(least=3), True),
        (free(least=3), free(least=4), True),
        (free(least=3), free(least=4, most=9), True),
        (free(least=3, most=9), free(least=4), False),
        (free(least=3), free(least=2), False),
        (free(least=3), free(most=9), False),
        (free(least=3), free(), False),
        (LOCKED, free(), False),
        (LOCKED, free(least=5), False),
        (LOCKED, LOCKED, True),
    ],
)
def test_an_edition_on_top_of_another_takes_freedom_away_and_never_gives_it(
    outer: Any, inner: Any, narrower: bool
) -> None:
    def attempt() -> None:
        narrow(PERIODS, DAYS, {"result_days": outer}, {}, {"result_days": inner})

    if narrower:
        attempt()
    else:
        with pytest.raises(FreedomWidened):
            attempt()


def test_a_city_changes_no_locked_value_and_leaves_no_bound() -> None:
    with pytest.raises(FieldLocked):
        narrow(METHOD, CONGRESS, CONGRESS_MODES, {"method.tie": "revote"}, {})
    with pytest.raises(FieldOutOfBounds):
        narrow(PERIODS, DAYS, DAYS_MODES, {"result_days": 4}, {})


def test_the_refusal_of_a_wider_freedom_says_what_the_superior_allows() -> None:
    with pytest.raises(FreedomWidened) as refused:
        narrow(PERIODS, DAYS, DAYS_MODES, {}, {"result_days": free(least=3)})
    assert str(refused.value) == (
        "“结果公示期限”在上级版本中为“限定范围（不少于 5 个工作日）”（依据：街道“四全”机制（1-78）：5 个工作日），"
        "本级不能改为“限定范围（不少于 3 个工作日）”。只能在上级允许的范围内收紧，请改正。"
    )


# ── whatever the offices try, one after another ───────────────────────────────────────────────

_LEVELS = frozenset(EVERYBODY)
TRY = Schema(
    "试验规则",
    (
        Field("a", "甲", Whole("日", 0, 9), 5, "x", floors=(Floor({"least": 2}, "某法", _LEVELS),)),
        Field("b.c", "乙", Choice({"x": "一", "y": "二", "z": "三"}), "x", "x"),
        Field("b.d", "丙", Several({"x": "一", "y": "二", "z": "三"}), ["x"], "x"),
        Field("e", "丁", Rows((Column("key", "代码", Text()), Column("n", "数", Whole())), lambda row: (row["key"], "")), [{"key": "k", "n": 1}], "x"),
    ),
)  # fmt: skip
_ROWS = st.dictionaries(st.sampled_from("klm"), st.integers(0, 2), max_size=3).map(
    lambda rows: [{"key": key, "n": n} for key, n in rows.items()]
)
_VALUES_OF = {
    "a": st.integers(-1, 11),
    "b.c": st.sampled_from("xyzw"),
    "b.d": st.lists(st.sampled_from("xyz"), max_size=3, unique=True),
    "e": _ROWS,
}
_BOUNDS_OF = {
    "a": st.fixed_dictionaries({}, optional={"least": st.integers(0, 9), "most": st.integers(0, 9)}),
    "b.c": st.fixed_dictionaries({"among": st.lists(st.sampled_from("xyz"), min_size=1, unique=True)}),
    "b.d": st.fixed_dictionaries({"among": st.lists(st.sampled_from("xyz"), min_size=1, unique=True)}),
    "e": st.fixed_dictionaries({"keep": st.lists(st.sampled_from("kl"), min_size=1, unique=True)}),
}
_MODE = {
    path: st.one_of(
        st.just({"mode": "locked", "source": "x"}),
        st.just({"mode": "free", "source": "x"}),
        bounds.map(lambda bound: {"mode": "bounded", "source": "x", "bound": bound}),
    )
    for path, bounds in _BOUNDS_OF.items()
}
_MODES = st.fixed_dictionaries({}, optional=_MODE)
_VALUES = st.fixed_dictionaries({}, optional={**_VALUES_OF, "b": st.just({}), "b.c.x": st.just(1)})


def _published(values: Any, modes: Any) -> tuple[Any, Any] | None:
    """What the province would publish of it, or nothing."""
    everything_free = {field.path: {"mode": "free", "source": "x"} for field in TRY.fields}
    try:
        body = resolve(TRY, TRY.default_body(), everything_free, [values])
        TRY.check(body, lambda value, where: value)
        check_modes(TRY, body, modes)
        refuse_below_the_law(TRY, body, EVERYBODY)
    except (Malformed, Refusal):
        return None
    return body, modes


@given(_VALUES, _MODES, st.lists(st.tuples(_VALUES, _MODES), max_size=3), st.lists(_VALUES, max_size=5))
@settings(max_examples=100)
def test_no_history_of_narrowings_and_local_values_ever_leaves_a_lock_a_bound_or_the_law(
    values: Any, modes: Any, narrowings: Any, attempts: Any
) -> None:
    line = [first] if (first := _published(values, modes)) else []
    for own, tighter in narrowings if line else ():
        try:
            line.append(narrow(TRY, *line[-1], own, tighter))
        except (Malformed, Refusal):
            continue
    for attempt in attempts if line else ():
        body, allowed = line[-1]
        try:
            resolved = resolve(TRY, body, allowed, [attempt])
            refuse_below_the_law(TRY, resolved, ["county"])
        except (Malformed, Refusal):
            continue
        assert resolved["a"] >= 2
        for above, freedoms in line:
            for field in TRY.fields:
                entry = freedoms.get(field.path, {"mode": "locked"})
                value, base = get(resolved, field.path), get(above, field.path)
                if entry["mode"] == "locked":
                    assert value == base, "a lock of any office above holds for everybody below"
                if entry["mode"] == "bounded":
                    assert field.shape.within(entry["bound"], value, base), "and so does a bound"


@given(_VALUES, _MODES, _VALUES)
@settings(max_examples=100)
def test_what_is_still_allowed_under_an_edition_is_exactly_what_could_be_set_under_it(
    values: Any, modes: Any, own: Any
) -> None:
    published = _published(values, modes)
    if published is None:
        return
    kept, refused = still_allowed(TRY, *published, own)
    resolve(TRY, *published, [kept])
    assert {**kept, **{path: own[path] for path in refused}} == own
    for path in refused:
        with pytest.raises((Malformed, Refusal)):
            resolve(TRY, *published, [{path: own[path]}])
