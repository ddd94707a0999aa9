"""票决办法: the method of contract §4.1 without its seats (a vote brings those), and how the meeting is manned."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from commons.kernel.errors import Malformed
from commons.rulebook import cases

SECRECY: Final = ("plain", "sealed")  # sealed: 双信封密封票, whose content only the sum reveals


def check(body: object, read: Callable[[object, str], object]) -> None:
    """`scrutineers` and `tellers` count people (1-70, 1-71); `priority` puts the three grades on the paper (1-74)."""
    fields = cases.record(body, "票决办法", required=("method", "secrecy", "scrutineers", "tellers", "priority"))
    method = fields["method"]
    if not isinstance(method, dict) or "seats" in method:
        raise Malformed("method 应为不含 seats 的对象，应选名额在准备票决时填写，请改正。")
    read({**method, "seats": 1, "max_approvals": method.get("max_approvals", 1)}, "method")
    cases.choice(fields["secrecy"], "secrecy ", dict.fromkeys(SECRECY))
    for name in ("scrutineers", "tellers"):
        if not 1 <= cases.count(fields[name], f"{name} ") <= 99:
            raise Malformed(f"{name} 应为 1 到 99 人，请改正。")
    if not isinstance(fields["priority"], bool):
        raise Malformed(f"priority 应为 true 或 false，现为{cases.shown(fields['priority'])}，请改正。")
