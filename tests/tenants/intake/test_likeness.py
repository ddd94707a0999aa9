"""What is the same matter is found however people put it; measured on realistic text."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.conf import settings

from commons.kernel.actor import resident
from tenants.intake import likeness, queries
from tenants.intake.models import Suggestion
from tests.factories.cycles import open_year
from tests.factories.intake import screened, submit
from tests.tenants.intake.matters import APART, SAME


def trigrams(text: str) -> set[str]:
    """As pg_trgm takes them: of every word with two spaces before it and one after it."""
    padded = (f"  {word} " for word in text.split())
    return {word[at : at + 3] for word in padded for at in range(len(word) - 2)}


def share(one: str, other: str) -> float:
    a, b = trigrams(likeness.key(one, "")), trigrams(likeness.key(other, ""))
    return len(a & b) / len(a | b)


def test_of_sixty_suggestions_about_twenty_matters_all_others_of_a_matter_are_among_the_first_five() -> None:
    said = [(matter, text) for matter, texts in enumerate(SAME) for text in texts]
    found = 0
    for matter, text in said:
        ranked = sorted((-share(text, other), number) for number, (_, other) in enumerate(said) if other != text)
        found += sum(said[number][0] == matter for _, number in ranked[:5])
    assert found == 2 * len(said)


def test_from_the_threshold_on_most_pairs_are_found_and_next_to_nothing_else() -> None:
    said = [(matter, text) for matter, texts in enumerate(SAME) for text in texts]
    pairs = [(one[0] == other[0], share(one[1], other[1])) for one, other in itertools.combinations(said, 2)]
    found = [same for same, much in pairs if much >= likeness.ALIKE]
    assert (sum(found), len(found) - sum(found), sum(same for same, _ in pairs)) == (50, 1, 60)


def test_two_places_with_the_same_trouble_are_shown_for_a_person_to_decide() -> None:
    assert sum(share(*pair) >= likeness.ALIKE for pair in APART) == 7


def test_the_database_draws_the_line_where_the_room_does(town: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW pg_trgm.similarity_threshold")
        assert float(cursor.fetchone()[0]) == likeness.ALIKE
    assert str(likeness.ALIKE) in settings.DATABASES["default"]["OPTIONS"]["options"]


@pytest.mark.parametrize("text", ["", "建议", "，。！", "🙂" * 50, "a" * 5000, "的" * 5000, "路\u3000灯"])
def test_a_key_comes_of_anything(text: str) -> None:
    assert len(likeness.key(text, text)) <= 4 * 5120


def test_full_width_and_capitals_make_no_difference() -> None:
    assert likeness.key("ＡＢ１２路公交", "") == likeness.key("ab12路公交", "")


def test_the_same_matter_in_other_words_is_found_and_ranked(town: str) -> None:
    open_year(2026)
    lamp, dark, _, road = (
        submit(text[:20], content=text, village="").suggestion for text in (*SAME[0], "通村公路坑洼不平需要硬化")
    )
    assert [each.title for each in queries.alike(lamp)][:1] == [SAME[0][1][:20]]
    assert queries.alike(road) == []
    assert next(iter(queries.possible_primaries(dark))).uid in {each.uid for each in queries.alike(dark)}


def test_what_was_declined_or_merged_is_no_duplicate_to_work_on(town: str) -> None:
    one = submit("村口路灯不亮").suggestion
    other = screened("村口路灯坏了")
    Suggestion.objects.filter(uid=other.uid).update(state="merged")
    assert queries.alike(one) == []


@pytest.mark.parametrize("number", [1, 3, 20])
def test_duplicates_take_one_query_however_many_rows(town: str, number: int, django_assert_num_queries: Any) -> None:
    rows = [submit(f"村口路灯不亮第{each}次反映").suggestion for each in range(number)]
    with django_assert_num_queries(1):
        assert len(queries.alike(rows[0])) == min(number - 1, 10)
    with django_assert_num_queries(1):
        counted = queries.alike_counts([each.uid for each in rows])
    assert counted == ({each.uid: number - 1 for each in rows} if number > 1 else {})


def test_a_resubmitted_suggestion_is_compared_as_it_reads_now(town: str) -> None:
    from tenants.intake.commands import suggestions
    from tests.factories.people import AT, Role, actor

    slip = submit("村口路灯不亮")
    suggestions.return_suggestion(actor=actor(Role.CLERK), uid=slip.uid, reply="请写明地点。", at=AT)
    suggestions.resubmit(
        actor=resident(town), code=slip.query_code, title="通村公路坑洼", content="三组通村公路坑洼不平。", at=AT
    )
    assert Suggestion.objects.get().likeness == likeness.key("通村公路坑洼", "三组通村公路坑洼不平。")


def test_suggestions_from_before_get_their_likeness_once(town: str) -> None:
    from commons.kernel.actor import system
    from tenants.intake.commands import suggestions
    from tests.factories.people import AT

    slip = submit("村口路灯不亮")
    Suggestion.objects.update(likeness="")
    assert [suggestions.note_likeness(actor=system(town), at=AT) for _ in range(2)] == [1, 0]
    assert Suggestion.objects.get().likeness == slip.suggestion.likeness
