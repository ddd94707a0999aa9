"""Who may do what about a vote. Scrutineers and tellers reach only the vote they were named for: three grants on its row, the
third (`declare_vote`) for the chief scrutineer alone."""

from __future__ import annotations

from commons.access.predicates import granted
from commons.kernel.actor import PLATFORM_ROLES, Role
from commons.kernel.policy import YES, Act, Condition, Policy
from tenants.ballot.terms import Duty

SCRUTINISE, DECLARE, TELL = "scrutinise_vote", "declare_vote", "tell_vote"
PERMISSIONS = {Duty.CHIEF: (SCRUTINISE, DECLARE), Duty.SCRUTINEER: (SCRUTINISE,), Duty.TELLER: (TELL,)}

_scrutinises, _declares, _tells = granted(SCRUTINISE), granted(DECLARE), granted(TELL)
_office = {Role.CLERK: YES, Role.DIRECTOR: YES}
_scrutineers: dict[Role, Condition] = {Role.SCRUTINEER: _scrutinises, Role.CHIEF_SCRUTINEER: _scrutinises}
_at_the_count: dict[Role, Condition] = {**_scrutineers, Role.TELLER: _tells}
_voters = {Role.DEPUTY: YES, Role.MEMBER: YES}

# What was declared in the hall is public: whoever may be here at all may read it.
_ANYBODY = [role for role in Role if role not in PLATFORM_ROLES and role is not Role.SYSTEM]

POLICY = Policy(
    "ballot",
    "票决与票选",
    [
        Act(
            "ballot.read", "查看表决", {**_office, Role.GOVERNMENT: YES, Role.AUDITOR: YES, **_voters, **_at_the_count}
        ),
        Act("ballot.read_roll", "查看应到名册", {**_office, **_at_the_count}),
        Act("ballot.read_count", "查看计票结果", {**_office, Role.AUDITOR: YES, **_at_the_count}),
        Act("ballot.read_certificate", "查看宣布的结果", dict.fromkeys(_ANYBODY, YES)),
        Act("ballot.prepare", "准备表决", _office),
        Act("ballot.adopt_method", "记录会议通过票决办法", _office),
        Act("ballot.name_officers", "推荐监票人、计票人", _office),
        Act("ballot.approve_officers", "记录会议通过监票人名单", _office),
        Act("ballot.rehearse", "安排演练", _office),
        Act("ballot.begin_ceremony", "开始密钥仪式", {Role.DIRECTOR: YES, Role.CHIEF_SCRUTINEER: _declares}),
        Act("ballot.keep_key", "保管密钥", _scrutineers),
        Act("ballot.show_empty_box", "验空箱", {Role.CHIEF_SCRUTINEER: _declares}),
        Act("ballot.open", "开启投票", {Role.DIRECTOR: YES}),
        Act("ballot.cast", "投票", _voters),
        Act("ballot.issue_paper", "发出纸质票", {Role.TELLER: _tells}),
        Act("ballot.close", "截止投票", {Role.DIRECTOR: YES, Role.CHIEF_SCRUTINEER: _declares}),
        Act("ballot.enter_paper", "登记纸质票", {Role.TELLER: _tells}),
        Act("ballot.judge_paper", "裁定纸质票", {Role.CHIEF_SCRUTINEER: _declares}),
        Act("ballot.print_paper", "打印纸质票", {**_office, Role.TELLER: _tells}),
        Act("ballot.count", "计票", {Role.TELLER: _tells, Role.CHIEF_SCRUTINEER: _declares}),
        Act("ballot.confirm_count", "确认计票结果", _scrutineers),
        Act("ballot.certify", "宣布结果", {Role.CHIEF_SCRUTINEER: _declares}),
        Act("ballot.confirm", "记录党工委确认", {Role.DIRECTOR: YES}),
        Act("ballot.announce", "印发结果公告（公示）", _office),
        Act("ballot.destroy_keys", "销毁密钥", {Role.DIRECTOR: YES}),
        Act("ballot.void", "作废表决", {Role.DIRECTOR: YES}),
    ],
)
