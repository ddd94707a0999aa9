"""The life of a project, of a fund alert, of a change of what was voted.

A 微实事 needs no start of its own: it may be completed as soon as it is opened.
"""

from __future__ import annotations

from commons.kernel.lifecycle import Lifecycle, Step
from tenants.delivery.terms import AlertState as A
from tenants.delivery.terms import ChangeState as C
from tenants.delivery.terms import ProjectKind
from tenants.delivery.terms import ProjectState as S


def _life(name: str, label: str, *, completed_from: tuple[S, ...]) -> Lifecycle:
    return Lifecycle(
        name,
        label,
        S,
        start=S.OPENED,
        steps=(
            Step("start", (S.OPENED,), S.UNDER_WAY, "delivery.report", "开工"),
            Step("pause", (S.UNDER_WAY,), S.PAUSED, "delivery.pause", "暂停"),
            Step("resume", (S.PAUSED,), S.UNDER_WAY, "delivery.pause", "恢复"),
            Step("complete", completed_from, S.COMPLETED, "delivery.report", "申报完工"),
            Step("reject", (S.COMPLETED,), S.UNDER_WAY, "delivery.accept", "验收不通过"),
            Step("accept", (S.COMPLETED,), S.ACCEPTED, "delivery.accept", "验收通过"),
            Step("terminate", (S.OPENED, S.UNDER_WAY, S.PAUSED), S.TERMINATED, "delivery.terminate", "终止"),
        ),
    )


PROJECT = _life("delivery.project", "民生实事项目", completed_from=(S.UNDER_WAY,))
MICRO = _life("delivery.micro_project", "微实事", completed_from=(S.OPENED, S.UNDER_WAY))

OF_KIND = {ProjectKind.VOTED: PROJECT, ProjectKind.GENERAL: PROJECT, ProjectKind.MICRO: MICRO}

ALERT = Lifecycle(
    "delivery.alert",
    "资金预警",
    A,
    start=A.RAISED,
    steps=(
        Step("suspend", (A.RAISED,), A.SUSPENDED, "delivery.stop_payments", "叫停拨付"),
        Step("audit", (A.SUSPENDED,), A.AUDITING, "delivery.audit_funds", "提交审计"),
        Step("resolve", (A.AUDITING,), A.RESOLVED, "delivery.audit_funds", "办结"),
        Step("dismiss", (A.RAISED, A.SUSPENDED, A.AUDITING), A.DISMISSED, "delivery.audit_funds", "认定误报"),
    ),
)

CHANGE = Lifecycle(
    "delivery.change",
    "项目变更",
    C,
    start=C.PROPOSED,
    steps=(
        Step("hear", (C.PROPOSED,), C.HEARD, "delivery.decide_change", "登记听取意见"),
        Step("approve", (C.PROPOSED, C.HEARD), C.APPROVED, "delivery.decide_change", "登记批准"),
        Step("refuse", (C.PROPOSED, C.HEARD), C.REFUSED, "delivery.decide_change", "登记不予批准"),
        Step("publish", (C.APPROVED,), C.PUBLISHED, "delivery.decide_change", "公布"),
    ),
)
