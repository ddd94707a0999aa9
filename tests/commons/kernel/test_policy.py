"""Permission tables: roles, conditions, offices, and what a refusal gives away."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from commons.kernel.actor import Actor, Role
from commons.kernel.errors import NotFound
from commons.kernel.events import from_payload
from commons.kernel.lifecycle import Lifecycle, Step, WrongStep
from commons.kernel.policy import YES, Act, Hidden, NotPermitted, Policy, author, in_state, who_can
from tenants.cycles.terms import CycleState


@dataclass
class Row:
    office_code: str = "1"
    author_uid: UUID | None = None
    state: str = "open"


POLICY = Policy(
    "rows",
    "记录",
    [
        Act("rows.read", "查看", {Role.CLERK: YES, Role.DEPUTY: author(), Role.SYSTEM: YES}),
        Act("rows.edit", "修改", {Role.CLERK: in_state("open"), Role.DIRECTOR: YES}),
    ],
)


def somebody(*roles: Role, office: str = "1") -> Actor:
    return Actor(uuid4(), "某人", office, frozenset(roles))


def test_a_role_that_is_missing_from_the_row_is_a_no_with_a_reason() -> None:
    verdict = POLICY.may(somebody(Role.AUDITOR), "rows.edit", Row())
    assert (bool(verdict), verdict.reason, verdict.hides) == (
        False,
        "“修改”由人大经办、人大负责人办理，您没有这项权限。",
        False,
    )
    with pytest.raises(NotPermitted):
        POLICY.permit(somebody(Role.AUDITOR), "rows.edit", Row())


def test_the_system_is_not_named_among_those_who_can() -> None:
    assert who_can(POLICY.acts["rows.read"]) == "人大经办、人大代表"


def test_one_role_that_may_is_enough() -> None:
    closed = Row(state="closed")
    assert not POLICY.may(somebody(Role.CLERK), "rows.edit", closed)
    assert POLICY.may(somebody(Role.CLERK, Role.DIRECTOR), "rows.edit", closed)


def test_somebody_elses_record_is_not_found_rather_than_forbidden() -> None:
    deputy = somebody(Role.DEPUTY)
    assert POLICY.may(deputy, "rows.read", Row(author_uid=deputy.account_uid))
    with pytest.raises(Hidden) as hidden:
        POLICY.permit(deputy, "rows.read", Row(author_uid=uuid4()))
    assert isinstance(hidden.value, NotFound)


def test_a_record_of_another_office_is_not_found_whatever_one_holds() -> None:
    for role in Role:
        with pytest.raises(Hidden):
            POLICY.permit(somebody(role, office="2"), "rows.read", Row(office_code="1"))


def test_nobody_without_an_account_is_the_author_of_what_nobody_wrote() -> None:
    anonymous = Actor(None, "群众", "1", frozenset({Role.DEPUTY}))
    assert not POLICY.may(anonymous, "rows.read", Row(author_uid=None))


@pytest.mark.parametrize(
    "acts", [[Act("other.read", "查看", {})], [Act("rows.read", "甲", {}), Act("rows.read", "乙", {})]]
)
def test_a_table_with_a_foreign_or_doubled_action_does_not_load(acts: list[Act]) -> None:
    with pytest.raises(AssertionError):
        Policy("rows", "记录", acts)


def test_a_step_is_taken_from_its_own_states_only_and_the_refusal_names_both() -> None:
    steps = (Step("close", (CycleState.OPEN,), CycleState.CLOSED, "rows.edit", "办结"),)
    table = Lifecycle("rows.row", "记录", CycleState, start=CycleState.OPEN, steps=steps)
    assert table.step("close", CycleState.OPEN).target == CycleState.CLOSED
    assert table.final == frozenset({CycleState.CLOSED})
    with pytest.raises(WrongStep, match="现为“已办结”，不能办理“办结”。"):
        table.step("close", CycleState.CLOSED)


def test_an_event_nobody_declares_is_not_opened() -> None:
    with pytest.raises(KeyError):
        from_payload("nowhere.Happened", {})
