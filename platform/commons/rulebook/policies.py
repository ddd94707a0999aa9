"""Who may do what with rules. Only the platform writes them, so that no office can draft its way around a lock."""

from __future__ import annotations

from commons.kernel.actor import Role
from commons.kernel.policy import YES, Act, Policy

_EDITORS = {Role.TEMPLATE_EDITOR: YES, Role.SYSTEM: YES}
_READERS = (Role.CLERK, Role.DIRECTOR, Role.GOVERNMENT, Role.AUDITOR, Role.PROVISIONER, Role.BOARD_READER)

POLICY = Policy(
    "rulebook",
    "规则库",
    [
        Act("rulebook.read", "查看规则", {**dict.fromkeys(_READERS, YES), **_EDITORS}),
        Act("rulebook.draft", "起草规则", _EDITORS),
        Act("rulebook.publish", "发布规则", _EDITORS),
        Act("rulebook.withdraw", "撤回规则", _EDITORS),
        Act("rulebook.adopt", "采用规则", {Role.DIRECTOR: YES, Role.SYSTEM: YES}),
    ],
)
