"""Who may keep, open and remove files, and who issues papers.

`documents.attach` and `documents.issue` are called by other rooms' commands, which have judged the act itself before.
"""

from __future__ import annotations

from typing import Any

from commons.kernel.actor import PLATFORM_ROLES, Actor, Role
from commons.kernel.policy import YES, Act, Policy, author, when
from tenants.documents import readers


def _is_public(actor: Actor, obj: Any) -> bool:
    return obj is not None and obj.public


def _is_readable(actor: Actor, obj: Any) -> bool:
    if obj is None or actor.is_anonymous:
        return _is_public(actor, obj)
    mine = getattr(obj, "uploaded_by_uid", None) == actor.account_uid
    return obj.public or mine or readers.may_read(actor, obj.subject_type, obj.subject_uid)


public = when("public", _is_public, "这个附件不公开。", hides=True)
readable = when("readable", _is_readable, "这个附件不属于您可查看的事项。", hides=True)

_EVERYBODY = tuple(role for role in Role if role not in PLATFORM_ROLES)
_OFFICE = {Role.CLERK: YES, Role.DIRECTOR: YES}
_SYSTEM = {Role.SYSTEM: YES}

POLICY = Policy(
    "documents",
    "文书与附件",
    [
        Act(
            "documents.read",
            "查看附件与文书",
            dict.fromkeys(_EVERYBODY, readable) | {Role.RESIDENT: public, Role.AUDITOR: YES} | _OFFICE | _SYSTEM,
        ),
        Act("documents.attach", "添加附件", {role: YES for role in _EVERYBODY if role is not Role.AUDITOR}),
        Act("documents.upload", "上传附件", _OFFICE),
        Act("documents.set_public", "设置是否公开", _OFFICE),
        Act(
            "documents.detach",
            "移除附件",
            _OFFICE
            | _SYSTEM
            | {
                role: author("uploaded_by_uid")
                for role in (
                    Role.GRID_WORKER,
                    Role.DEPUTY,
                    Role.MEMBER,
                    Role.GOVERNMENT,
                    Role.UNIT,
                    Role.INSPECTOR,
                    Role.KEEPER,
                )
            },
        ),
        Act("documents.sweep", "清理无人引用的文件", {Role.DIRECTOR: YES} | _SYSTEM),
        Act(
            "documents.issue",
            "印发文书",
            _OFFICE | _SYSTEM | {Role.GOVERNMENT: YES, Role.INSPECTOR: YES, Role.CHIEF_SCRUTINEER: YES},
        ),
        Act("documents.void", "作废文书", {Role.DIRECTOR: YES}),
    ],
)
