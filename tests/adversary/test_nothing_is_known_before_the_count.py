"""Issue 4, "Must hold": before the count is opened no page and no answer of the API depends on what is in the box, for
nobody. (That no log, event, file or other table says it is asked of a real server in the test beside this one.)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction

from commons.access import commands as access
from commons.identity.models import Account
from commons.kernel.actor import Role
from tenants.ballot.models import Vote, VoteRound
from tenants.ballot.policies import DECLARE, SCRUTINISE, TELL
from tests.factories import ballot as b
from tests.factories import sealed as s
from tests.factories.people import as_actor, member
from tests.factories.web import Api, Browser

VOTERS = 6
ONE, OTHER = ("甲乙",) * VOTERS, ("丙", "乙丙", "丙", "甲丙", "", "乙")
ROLES = (
    Role.CLERK,
    Role.DIRECTOR,
    Role.GOVERNMENT,
    Role.AUDITOR,
    Role.DEPUTY,
    Role.SCRUTINEER,
    Role.CHIEF_SCRUTINEER,
    Role.TELLER,
    Role.UNIT,
)
PAGES = (
    "/", "/desk/", "/desk/vote/", "/desk/hall/", "/desk/scrutiny/", "/desk/scrutiny/{vote}/", "/desk/scrutiny/{vote}/key/",
    "/desk/results/{vote}/", "/desk/bundles/{round}/", "/desk/me/", "/admin/", "/admin/ballot/vote/",
    "/admin/ballot/vote/{vote}/change/", "/board/",
)  # fmt: skip
ANSWERS = (
    "/ballot/votes/", "/ballot/votes/{vote}/", "/ballot/votes/{vote}/certificate/", "/ballot/votes/{vote}/ceremonies/",
    "/ballot/rounds/", "/ballot/rounds/{round}/", "/ballot/rounds/{round}/roll/", "/ballot/rounds/{round}/booth/",
    "/ballot/rounds/{round}/sealed-set/", "/ballot/rounds/{round}/outcome/", "/ballot/rounds/{round}/papers/",
)  # fmt: skip
# What differs from one asking to the next whatever was voted: the receipt of one's own ballot, tokens, random keys.
_CHANGING = re.compile(
    r'csrfmiddlewaretoken" value="[^"]*"|nonce[-=]"?[\w+/=-]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
    r"|\b[0-9a-f]{3}(?: [0-9a-f]{3}){3}\b|[0-9a-f]{16,}"
)


def plain(voters: list[Any]) -> tuple[Vote, VoteRound, Callable[..., Any]]:
    vote = b.vote_of()
    b.officials_of(vote)
    this = b.opened(vote, voters)
    return vote, this, lambda voter, choice: b.cast(voter, this, choice)


def sealed(voters: list[Any]) -> tuple[Vote, VoteRound, Callable[..., Any]]:
    vote = s.vote_of()
    s.ready(vote, b.officials_of(vote))
    this = b.opened(vote, voters)
    return vote, this, lambda voter, choice: s.cast(voter, this, choice)


def people(vote: Vote, voter: Account) -> Iterator[tuple[Role, Account]]:
    """One of each role, those at the count with their grants; the deputy has voted herself."""
    for role in ROLES:
        who = voter if role is Role.DEPUTY else member(role, name=f"某{role.label}")
        for permission in {
            Role.CHIEF_SCRUTINEER: (SCRUTINISE, DECLARE),
            Role.SCRUTINEER: (SCRUTINISE,),
            Role.TELLER: (TELL,),
        }.get(role, ()):
            access.grant(account=who, permission=permission, on=vote)
        yield role, who


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("mode", [plain, sealed])
def test_while_voting_goes_on_every_page_and_answer_is_the_same_whatever_was_voted(mode: Any) -> None:
    accounts = [member(Role.DEPUTY, name=f"代表{number}") for number in range(VOTERS)]
    voters = [as_actor(each) for each in accounts]
    vote, this, cast = mode(voters)
    doors = [(Browser(who), Api(who, role)) for role, who in people(vote, accounts[0])] + [(Browser(), Api())]
    told = {"vote": vote.uid, "round": this.uid}

    def asked(choices: tuple[str, ...]) -> dict[str, tuple[int, str]]:
        with transaction.atomic():
            for voter, choice in zip(voters, choices, strict=True):
                cast(voter, choice)
            if mode is sealed:
                s.checked()
            said = {}
            for number, (browser, api) in enumerate(doors):
                for place, path in enumerate((*PAGES, *ANSWERS)):
                    answer = (browser if place < len(PAGES) else api).get(path.format(**told))
                    said[f"{number} {path}"] = (answer.status_code, _CHANGING.sub("·", answer.content.decode()))
            transaction.set_rollback(True)
        return said

    one = asked(ONE)
    assert asked(OTHER) == one
    found = [status for status, _ in one.values()]
    assert set(found) <= {200, 302, 401, 403, 404, 409}
    assert found.count(200) > 60, found.count(200)
