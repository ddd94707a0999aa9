"""The certificate is not edited: the application's role itself may not (architecture §7)."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from tenants.ballot import queries
from tenants.ballot.commands import counting
from tenants.ballot.models import Certificate
from tests.factories import ballot as b
from tests.factories.people import AT

pytestmark = pytest.mark.usefixtures("town")


def certificate() -> Certificate:
    vote = b.vote_of()
    officials = b.officials_of(vote)
    people = b.voters(3)
    this = b.opened(vote, people)
    for person in people:
        b.cast(person, this, "甲乙")
    b.closed(this)
    b.counted(this, officials)
    b.confirmed(vote, officials)
    return counting.certify(actor=officials.chief, vote_uid=vote.uid, at=AT)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ballot_certificate SET title = '改过的标题'",
        "DELETE FROM ballot_certificate",
        "TRUNCATE ballot_certificate",
    ],
)
def test_postgresql_refuses_to_change_or_delete_a_certificate(statement: str) -> None:
    made = certificate()
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Certificate.objects.get().title == made.title


def test_the_certificate_still_says_what_was_sealed_into_it() -> None:
    made = certificate()
    stored = Certificate.objects.get(uid=made.uid)
    assert queries.is_genuine(stored)
    stored.outcome["selected"] = [b.uid_of("丙")]
    assert not queries.is_genuine(stored)


def test_names_on_it_are_those_of_the_day() -> None:
    made = certificate()
    assert [(each["duty"], each["name"]) for each in made.officers] == [
        ("chief", "总监票人0"),
        ("scrutineer", "监票人1"),
        ("scrutineer", "监票人2"),
        ("teller", "计票人3"),
        ("teller", "计票人4"),
    ]
    assert [each["title"] for each in made.questions] == ["甲", "乙", "丙"]


def test_certificates_of_a_cycle() -> None:
    made = certificate()
    found = queries.certificates_of(made.vote.cycle_uid)
    assert [each.digest for each in found] == [made.digest]
    assert queries.certificates_of(made.vote_id) == []
