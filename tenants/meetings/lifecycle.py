"""The life of a session, of an item on its agenda, and of an enquiry."""

from __future__ import annotations

from commons.kernel.lifecycle import Lifecycle, Step
from tenants.meetings.terms import EnquiryState as E
from tenants.meetings.terms import ItemState as I
from tenants.meetings.terms import SessionState as S

SESSION = Lifecycle(
    "meetings.session",
    "会议",
    S,
    start=S.PLANNED,
    steps=(
        Step("open", (S.PLANNED,), S.OPEN, "meetings.preside", "宣布开会"),
        Step("close", (S.OPEN,), S.CLOSED, "meetings.preside", "宣布闭会"),
        Step("cancel", (S.PLANNED,), S.CANCELLED, "meetings.convene", "取消会议"),
    ),
)

ITEM = Lifecycle(
    "meetings.item",
    "议程",
    I,
    start=I.PENDING,
    steps=(
        Step("begin_item", (I.PENDING,), I.UNDER_WAY, "meetings.preside", "进行该项议程"),
        Step("finish_item", (I.UNDER_WAY,), I.DONE, "meetings.preside", "办结该项议程"),
        Step("put_off_item", (I.PENDING, I.UNDER_WAY), I.PUT_OFF, "meetings.preside", "推迟该项议程"),
    ),
)

ENQUIRY = Lifecycle(
    "meetings.enquiry",
    "会议提问",
    E,
    start=E.ASKED,
    steps=(
        Step("assign_enquiry", (E.ASKED,), E.ASSIGNED, "meetings.assign_enquiry", "交办答复"),
        Step("answer_enquiry", (E.ASKED, E.ASSIGNED), E.ANSWERED, "meetings.answer_enquiry", "答复"),
    ),
)
