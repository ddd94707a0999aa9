"""Who acts: an account in an office, with the roles it holds there. Built once per request (`access.queries.actor_for`)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db import models


class Role(models.TextChoices):
    """The closed list of roles. A role is a group in the office's own schema; *which rows* it reaches is a grant."""

    RESIDENT = "resident", "群众"
    GRID_WORKER = "grid_worker", "网格员"
    DEPUTY = "deputy", "人大代表"
    MEMBER = "member", "议政代表"
    CLERK = "clerk", "人大经办"
    DIRECTOR = "director", "人大负责人"
    GOVERNMENT = "government", "政府方"
    UNIT = "unit", "责任单位"
    REVIEWER = "reviewer", "评审人"
    INSPECTOR = "inspector", "监督小组"
    SCRUTINEER = "scrutineer", "监票人"
    CHIEF_SCRUTINEER = "chief_scrutineer", "总监票人"
    TELLER = "teller", "计票人"
    KEEPER = "keeper", "代表之家管理员"
    AUDITOR = "auditor", "审计员"
    SYSTEM = "system", "系统"
    # On the platform itself (the province's host, public schema):
    PROVISIONER = "provisioner", "开通管理员"
    TEMPLATE_EDITOR = "template_editor", "模板编辑"
    BOARD_READER = "board_reader", "看板读者"


PLATFORM_ROLES = frozenset({Role.PROVISIONER, Role.TEMPLATE_EDITOR, Role.BOARD_READER})
STAFF_ROLES = frozenset({Role.CLERK, Role.DIRECTOR, Role.GOVERNMENT, Role.AUDITOR}) | PLATFORM_ROLES


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody acting in one office. Holds no permission by itself: policies look at `roles` and at grants."""

    account_uid: UUID | None
    name: str
    office_code: str
    roles: frozenset[Role] = field(default_factory=frozenset)
    on_behalf_of: str = (
        ""  # 代: the office for which a superior's staff works, or the resident a grid worker speaks for
    )
    staff_session_uid: UUID | None = None  # a platform admin inside an office, with a stated reason
    only_reads: bool = False  # in an office that is archived, or a copy for inspection: PostgreSQL refuses as well

    def holds(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    def acting_for(self, whom: str) -> Actor:
        return replace(self, on_behalf_of=whom)

    @property
    def is_anonymous(self) -> bool:
        return self.account_uid is None

    @property
    def is_staff(self) -> bool:
        return not self.roles.isdisjoint(STAFF_ROLES)


def system(office_code: str) -> Actor:
    """The machine itself, for reactions to events and for scheduled work."""
    return Actor(account_uid=None, name="系统", office_code=office_code, roles=frozenset({Role.SYSTEM}))


def resident(office_code: str) -> Actor:
    """An anonymous citizen on an office's portal."""
    return Actor(account_uid=None, name="群众", office_code=office_code, roles=frozenset({Role.RESIDENT}))
