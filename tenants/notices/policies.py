"""Who posts, who may say something, who answers. A posted notice is for everybody."""

from __future__ import annotations

from typing import Any

from commons.kernel.actor import PLATFORM_ROLES, Actor, Role
from commons.kernel.policy import YES, Act, Policy, when
from tenants.notices.terms import NoticeState


def _is_published(actor: Actor, obj: Any) -> bool:
    return obj is None or obj.state in (NoticeState.POSTED, NoticeState.CLOSED)


published = when("published", _is_published, "这份公示没有公开。", hides=True)
addressee = when(
    "addressee",
    lambda actor, obj: obj is not None and actor.account_uid is not None and obj.account_uid == actor.account_uid,
    "这条通知不是发给您的。",
    hides=True,
)

_EVERYBODY = tuple(role for role in Role if role not in PLATFORM_ROLES)
_STAFF = {Role.CLERK: YES, Role.DIRECTOR: YES, Role.SYSTEM: YES}
_HEAD = {Role.DIRECTOR: YES, Role.SYSTEM: YES}
_ANSWERING = _STAFF | {Role.GOVERNMENT: YES}

POLICY = Policy(
    "notices",
    "通知与公示",
    [
        Act(
            "notices.read",
            "查看公示",
            dict.fromkeys(_EVERYBODY, published) | _ANSWERING | {Role.AUDITOR: YES},
        ),
        Act("notices.draft_notice", "起草公示", _STAFF),
        Act("notices.revise_notice", "修改公示草稿", _STAFF),
        Act("notices.post_notice", "发布公示", _STAFF),
        Act("notices.record_place", "登记张贴地点", _STAFF | {Role.GRID_WORKER: YES}),
        Act("notices.record_check", "登记知晓情况抽查", _STAFF),
        Act("notices.close_notice", "办结公示", _STAFF),
        Act("notices.retract_notice", "撤回公示", _HEAD),
        Act("notices.read_opinions", "查看公示意见", _ANSWERING | {Role.AUDITOR: YES}),
        Act(
            "notices.record_opinion",
            "提出公示意见",
            {role: published for role in _EVERYBODY if role is not Role.AUDITOR} | _STAFF,
        ),
        Act("notices.answer_opinion", "答复公示意见", _ANSWERING),
        Act("notices.read_contact", "查看意见人联系方式", {Role.CLERK: YES, Role.DIRECTOR: YES}),
        Act("notices.erase_contacts", "清除意见人联系方式", _HEAD),
        Act("notices.set_periods", "确定公示期限", _STAFF),
        Act("notices.notify", "发送通知", {role: YES for role in _EVERYBODY if role is not Role.RESIDENT}),
        Act(
            "notices.read_notification",
            "查看通知",
            {role: addressee for role in _EVERYBODY if role is not Role.RESIDENT},
        ),
    ],
)
