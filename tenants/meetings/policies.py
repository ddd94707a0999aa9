"""Who may do what at a meeting. A deputy signs in and asks for herself only; a unit answers what was assigned to it."""

from __future__ import annotations

from typing import Any

from commons.access.predicates import granted
from commons.kernel.actor import Actor, Role
from commons.kernel.policy import YES, Act, Policy, when

_SECRETARIAT = {Role.CLERK: YES, Role.DIRECTOR: YES}
_ATTENDING = {
    **_SECRETARIAT,
    Role.GOVERNMENT: YES,
    Role.AUDITOR: YES,
    Role.DEPUTY: YES,
    Role.MEMBER: YES,
    Role.SCRUTINEER: YES,
    Role.CHIEF_SCRUTINEER: YES,
    Role.TELLER: YES,
}


def _is_herself(actor: Actor, seat: Any) -> bool:
    return seat is not None and actor.account_uid is not None and seat.account_uid == actor.account_uid


HERSELF = when("herself", _is_herself, "只能为本人办理。", hides=True)

POLICY = Policy(
    "meetings",
    "会议",
    [
        Act("meetings.read", "查看会议与议程", _ATTENDING),
        Act("meetings.convene", "召集会议", _SECRETARIAT),
        Act("meetings.set_agenda", "安排议程", _SECRETARIAT),
        Act("meetings.preside", "主持会议", _SECRETARIAT),
        Act("meetings.sign_in", "签到", {**_SECRETARIAT, Role.DEPUTY: HERSELF, Role.MEMBER: HERSELF}),
        Act("meetings.ask", "会议提问", {**_SECRETARIAT, Role.DEPUTY: HERSELF, Role.MEMBER: HERSELF}),
        Act("meetings.read_enquiries", "查看会议提问", {**_ATTENDING, Role.UNIT: granted("answer_enquiry")}),
        Act("meetings.assign_enquiry", "交办会议提问", _SECRETARIAT),
        Act("meetings.answer_enquiry", "答复会议提问", {**_SECRETARIAT, Role.UNIT: granted("answer_enquiry")}),
        Act("meetings.decide", "记录会议表决", _SECRETARIAT),
        Act("meetings.record_minutes", "会议记录", _SECRETARIAT),
    ],
)
