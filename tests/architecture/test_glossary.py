"""Everything that has a name in code has one in Chinese, and the tables agree with each other."""

from __future__ import annotations

import pytest

from tests.architecture import living


@pytest.mark.parametrize(
    "rule",
    [
        living.every_model_and_field_has_its_chinese_name,
        living.every_choice_has_its_chinese_label,
        living.every_refusal_says_in_chinese_what_to_do,
        living.every_event_and_act_has_its_chinese_name,
        living.every_step_is_permitted_by_its_rooms_table,
        living.every_subscription_is_of_this_house,
    ],
    ids=lambda rule: rule.__name__,
)
def test_the_two_languages_agree(rule: living.Rule) -> None:
    assert list(rule()) == []
