"""Inheritance with local values: what is free may differ, what is locked never does. No database."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commons.kernel.errors import Malformed
from commons.rulebook.errors import FieldLocked
from commons.rulebook.resolution import check_modes, free_paths, resolve

BODY = {"method": {"quorum": {"at_least": "2/3"}, "margin": {"at_least": "1/5"}}, "tellers": 2}
MODES = {
    "method.quorum": {"mode": "locked", "source": "地方组织法第十四条"},
    "method.margin": {"mode": "free", "source": "各地自定"},
    "tellers": {"mode": "free", "source": "各地自定"},
}


def test_the_office_itself_has_the_last_word_on_a_free_field() -> None:
    city, town = {"tellers": 3, "method.margin": {"at_least": "1/4"}}, {"tellers": 4}
    assert resolve(BODY, MODES, [city, town]) == {
        "method": {"quorum": {"at_least": "2/3"}, "margin": {"at_least": "1/4"}},
        "tellers": 4,
    }


def test_resolving_leaves_the_edition_and_the_values_as_they_were() -> None:
    body, values = copy.deepcopy(BODY), {"method.margin": {"at_least": "1/4"}}
    resolved = resolve(body, MODES, [values])
    resolved["method"]["margin"]["at_least"] = "9/9"
    assert (body, values) == (BODY, {"method.margin": {"at_least": "1/4"}})


@pytest.mark.parametrize(
    "path",
    ["method.quorum", "method", "method.quorum.at_least", "", ".", "method.margin.at_least", "method.", "seats", "method.margin."],
)  # fmt: skip
def test_a_locked_field_cannot_be_set_from_above_below_or_beside(path: str) -> None:
    with pytest.raises(FieldLocked) as refused:
        resolve(BODY, MODES, [{path: "1/9"}])
    assert refused.value.data["path"] == path


def test_the_refusal_says_which_law_locks_the_field() -> None:
    with pytest.raises(FieldLocked) as refused:
        resolve(BODY, MODES, [{"method.quorum": {"at_least": "1/2"}}])
    assert str(refused.value) == "“method.quorum”不能由本机构改动（地方组织法第十四条）。请删去这一项后重新提交。"


def test_only_the_free_fields_are_listed_as_free() -> None:
    assert free_paths(MODES) == ["method.margin", "tellers"]


@pytest.mark.parametrize(
    ("modes", "sentence"),
    [
        ([], "modes 应为“路径：权限”的对象，现为一个列表，请改正。"),
        ({"method..margin": {}}, "modes 中的路径“method..margin”应写作 method.margin 的样式，请改正。"),
        ({"": {}}, "modes 中的路径“”应写作 method.margin 的样式，请改正。"),
        ({"tellers": {"mode": "free"}}, "modes 的 tellers 缺少字段 source，请补上。"),
        ({"tellers": {"mode": "bounded", "source": "x"}}, "modes 的 tellers.mode 应为 locked、free 之一，现为“bounded”，请改正。"),
        ({"rubric.scale": {"mode": "free", "source": "x"}}, "modes 的 rubric.scale 在规则内容中不存在，请核对路径。"),
        ({"tellers.x": {"mode": "free", "source": "x"}}, "modes 的 tellers.x 在规则内容中不存在，请核对路径。"),
        (
            {"method": {"mode": "free", "source": "x"}, "method.quorum": {"mode": "locked", "source": "y"}},
            "modes 的 method.quorum 已包含在 method 之内，请只保留一个。",
        ),
    ],
)  # fmt: skip
def test_modes_that_would_leave_a_way_around_a_lock_are_refused(modes: Any, sentence: str) -> None:
    with pytest.raises(Malformed) as malformed:
        check_modes(BODY, modes)
    assert str(malformed.value) == sentence


# ── whatever the offices try, one after another ───────────────────────────────────────────────

_NAMES = st.sampled_from("abc")
_LEAVES = st.integers(0, 9)
_BODIES = st.recursive(
    st.dictionaries(_NAMES, _LEAVES, min_size=1),
    lambda inner: st.dictionaries(_NAMES, inner | _LEAVES, min_size=1),
    max_leaves=8,
)
_PATHS = st.lists(_NAMES, min_size=1, max_size=4).map(".".join)
_ATTEMPTS = st.dictionaries(_PATHS, _LEAVES | _BODIES, max_size=3)
_MODES = st.dictionaries(
    _PATHS, st.sampled_from(["locked", "free"]).map(lambda mode: {"mode": mode, "source": "x"}), max_size=5
)


def _without(body: Any, paths: list[str]) -> Any:
    """The body with the fields at `paths` taken out."""
    rest = copy.deepcopy(body)
    for path in paths:
        holder, names = rest, path.split(".")
        for name in names[:-1]:
            holder = holder[name]
        holder.pop(names[-1], None)
    return rest


@given(_BODIES, _MODES, st.lists(_ATTEMPTS, max_size=6))
@settings(max_examples=100)
def test_no_history_of_local_edits_ever_changes_a_locked_field(body: Any, modes: Any, attempts: list[Any]) -> None:
    try:
        check_modes(body, modes)
    except Malformed:
        return  # such an edition is never published
    accepted: list[Any] = []
    for attempt in attempts:
        try:
            resolve(body, modes, [*accepted, attempt])
        except FieldLocked:
            continue
        accepted.append(attempt)
    assert _without(resolve(body, modes, accepted), free_paths(modes)) == _without(body, free_paths(modes))
    assert all(path in free_paths(modes) for layer in accepted for path in layer)
