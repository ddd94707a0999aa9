"""Who may do what with rules. The platform writes them; an office above others may narrow one for those below it, and
only on top of what its own superior published, so that no office can draft its way around a lock."""

from __future__ import annotations

from commons.kernel.actor import Role
from commons.kernel.policy import YES, Act, Policy, when

_EDITORS = {Role.TEMPLATE_EDITOR: YES, Role.SYSTEM: YES}
_READERS = (Role.CLERK, Role.DIRECTOR, Role.GOVERNMENT, Role.AUDITOR, Role.PROVISIONER, Role.BOARD_READER)

_OWN_NARROWED = when(
    "narrowed",
    lambda actor, edition: getattr(edition, "parent_id", None) is not None,
    "本机构只能发布和撤回在上级版本基础上起草的本级版本。",
)

POLICY = Policy(
    "rulebook",
    "规则库",
    [
        Act("rulebook.read", "查看规则", {**dict.fromkeys(_READERS, YES), **_EDITORS}),
        Act("rulebook.draft", "起草规则", _EDITORS),
        Act("rulebook.narrow", "起草本级规则", {Role.DIRECTOR: YES, Role.SYSTEM: YES}),
        Act("rulebook.publish", "发布规则", {Role.DIRECTOR: _OWN_NARROWED, **_EDITORS}),
        Act("rulebook.withdraw", "撤回规则", {Role.DIRECTOR: _OWN_NARROWED, **_EDITORS}),
        Act("rulebook.enter_holidays", "登记放假安排", _EDITORS),
        Act("rulebook.adopt", "采用规则", {Role.DIRECTOR: YES, Role.SYSTEM: YES}),
    ],
)
