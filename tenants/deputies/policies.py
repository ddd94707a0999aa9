"""Who may do what with mandates, homes, suggestions and duties.

Basic information on deputies and their homes is public by law (代表法 2025, 58); a suggestion is read by who signed it,
who handles it, and the staff.
"""

from __future__ import annotations

from typing import Any

from commons.access.predicates import granted
from commons.access.queries import has_grant
from commons.kernel.actor import Actor, Role
from commons.kernel.policy import YES, Act, Policy, when

_STAFF = {Role.CLERK: YES, Role.DIRECTOR: YES}
_WATCHING = {**_STAFF, Role.GOVERNMENT: YES, Role.AUDITOR: YES}
_PUBLIC = {
    **_WATCHING,
    Role.RESIDENT: YES,
    Role.GRID_WORKER: YES,
    Role.DEPUTY: YES,
    Role.MEMBER: YES,
    Role.KEEPER: YES,
    Role.UNIT: YES,
    Role.REVIEWER: YES,
    Role.INSPECTOR: YES,
}


def _is_herself(actor: Actor, obj: Any) -> bool:
    """`obj` is a mandate, or something that belongs to one."""
    mandate = getattr(obj, "mandate", obj)
    return actor.account_uid is not None and getattr(mandate, "account_uid", None) == actor.account_uid


def _leads(actor: Actor, suggestion: Any) -> bool:
    lead = getattr(suggestion, "lead", None)
    return lead is not None and _is_herself(actor, lead)


def _signed(actor: Actor, suggestion: Any) -> bool:
    """Lead or co-signer, asked or confirmed: whoever is asked to sign must be able to read."""
    if not hasattr(suggestion, "co_signers") or actor.account_uid is None:
        return False
    signers = suggestion.co_signers.filter(mandate__account_uid=actor.account_uid, declined_at=None)
    return _leads(actor, suggestion) or bool(signers.exists())


def _keeps_its_home(actor: Actor, obj: Any) -> bool:
    """`obj` stands in a home, or belongs to a reception that does."""
    home = getattr(getattr(obj, "reception", obj), "home", None)
    return home is not None and has_grant(actor, "keep_home", home)


def _received(actor: Actor, opinion: Any) -> bool:
    """She was on duty on the reception day."""
    if opinion is None or actor.account_uid is None:
        return False
    return bool(opinion.reception.deputies.filter(mandate__account_uid=actor.account_uid).exists())


HERSELF = when("herself", _is_herself, "只能为本人办理。", hides=True)
LEAD = when("lead", _leads, "由领衔代表办理。", hides=True)
SIGNED = when("signed", _signed, "只有领衔和附议代表可以查看。", hides=True)
KEEPER_OF_ITS_HOME = when("keeps:home", _keeps_its_home, "不是您管理的代表之家。", hides=True)
RECEIVED = when("received", _received, "只有当天接待的代表可以查看。", hides=True)
_ANSWERING = {Role.UNIT: granted("answer_suggestion")}
_HERSELF = {Role.DEPUTY: HERSELF, Role.MEMBER: HERSELF}

POLICY = Policy(
    "deputies",
    "代表与代表之家",
    [
        Act("deputies.read_mandates", "查看代表名册", _PUBLIC),
        Act("deputies.register_mandate", "登记代表任职", {**_STAFF, Role.SYSTEM: YES}),
        Act("deputies.end_mandate", "终止代表任职", {**_STAFF, Role.SYSTEM: YES}),
        Act("deputies.keep_groups", "编组", _STAFF),
        Act("deputies.read_homes", "查看代表之家与接待日", _PUBLIC),
        Act("deputies.open_home", "设立与撤并代表之家", _STAFF),
        Act("deputies.appoint_keeper", "指定代表之家管理员", _STAFF),
        Act("deputies.check_home", "代表之家标准自查", {**_STAFF, Role.KEEPER: granted("keep_home")}),
        Act("deputies.plan_reception", "安排接待日", {**_STAFF, Role.KEEPER: granted("keep_home")}),
        Act("deputies.receive", "登记接待情况", {**_STAFF, Role.KEEPER: KEEPER_OF_ITS_HOME}),
        Act(
            "deputies.read_opinions",
            "查看接待意见",
            {**_WATCHING, Role.KEEPER: KEEPER_OF_ITS_HOME, Role.DEPUTY: RECEIVED, Role.MEMBER: RECEIVED},
        ),
        Act("deputies.submit", "提出代表建议", {**_STAFF, **_HERSELF}),
        Act(
            "deputies.read",
            "查看代表建议",
            {
                **_WATCHING,
                **_ANSWERING,
                Role.DEPUTY: SIGNED,
                Role.MEMBER: SIGNED,
                Role.KEEPER: KEEPER_OF_ITS_HOME,
            },
        ),
        Act("deputies.invite", "邀请附议", {Role.DEPUTY: LEAD, Role.MEMBER: LEAD}),
        Act("deputies.co_sign", "确认附议", _HERSELF),
        Act("deputies.accept", "受理代表建议", _STAFF),
        Act("deputies.mark_key", "列为重点督办", {Role.DIRECTOR: YES}),
        Act("deputies.settle", "就地解决代表建议", {**_STAFF, Role.KEEPER: KEEPER_OF_ITS_HOME}),
        Act("deputies.assign", "交办代表建议", {**_STAFF, Role.GOVERNMENT: YES}),
        Act("deputies.answer", "答复代表建议", _ANSWERING),
        Act("deputies.rate", "评价答复", {Role.DEPUTY: LEAD, Role.MEMBER: LEAD}),
        Act("deputies.close", "办结代表建议", _STAFF),
        Act("deputies.escalate", "提交上级", _STAFF),
        Act("deputies.correspond", "上下级来往", {Role.SYSTEM: YES}),
        Act("deputies.withdraw", "撤回代表建议", {Role.DEPUTY: LEAD, Role.MEMBER: LEAD}),
        Act("deputies.attend", "出席会议签到", {**_STAFF, **_HERSELF}),
        Act("deputies.read_duties", "查看履职档案", {**_STAFF, Role.AUDITOR: YES, **_HERSELF}),
        Act("deputies.record_duty", "登记履职", {**_STAFF, Role.SYSTEM: YES}),
        Act("deputies.claim_duty", "申报履职", {**_STAFF, **_HERSELF}),
        Act("deputies.verify_duty", "核实履职", _STAFF),
    ],
)
