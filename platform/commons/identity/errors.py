"""Refusals of identity."""

from __future__ import annotations

from commons.kernel.errors import Invalid, NotFound, RuleBroken, Unwelcome


class NotAMember(Unwelcome):
    code = "identity.not_a_member"
    sentence = "您的账号不能进入本机构。请换用有权限的账号，或联系本机构管理员。"


class WrongCredentials(Unwelcome):
    """One sentence for unknown number and wrong password: nobody learns which numbers have accounts."""

    status = 401
    code = "identity.wrong_credentials"
    sentence = "手机号或密码不正确。连续输错 5 次将暂停登录 15 分钟。"


class LockedOut(Unwelcome):
    code = "identity.locked_out"
    sentence = "连续输错次数过多，请 15 分钟后再试，或联系管理员解锁。"


class PhoneInvalid(Invalid):
    code = "identity.phone_invalid"
    sentence = "手机号应为 11 位数字，以 1 开头。请检查后重新填写。"


class PhoneTaken(RuleBroken):
    code = "identity.phone_taken"
    sentence = "这个手机号已有账号。请直接为该账号增加任职。"


class LinkSpent(NotFound):
    code = "identity.link_spent"
    sentence = "链接已使用或已过期。请联系管理员重新获取（有效期不超过 24 小时）。"


class TokenRefused(Unwelcome):
    status = 401
    code = "identity.token_refused"
    sentence = "访问令牌无效、已过期或不属于本机构。"


class AccountNotFound(NotFound):
    code = "identity.account_not_found"
    sentence = "没有找到这个账号。"


class ReasonMissing(Invalid):
    code = "identity.reason_missing"
    sentence = "进入机构提供支持须写明事由（不少于 5 个字）。"


class NotOfTheSuperior(RuleBroken):
    code = "identity.not_of_the_superior"
    sentence = "只有直接上级可以派员代办，且须是该上级的工作人员。请核对机构和账号。"


class MemberAlready(RuleBroken):
    code = "identity.member_already"
    sentence = "此人在该机构已有任职，请由该机构直接任用角色，不必委派。"


class DelegatedAlready(RuleBroken):
    code = "identity.delegated_already"
    sentence = "此人已受派代办该机构的业务。如需调整，请先撤回原委派。"


class RolesNotDelegable(Invalid):
    code = "identity.roles_not_delegable"
    sentence = "代办只能委派人大经办、人大负责人两种角色，且至少一种。请重新选择。"


class DelegationNotFound(NotFound):
    code = "identity.delegation_not_found"
    sentence = "没有找到这项代办委派，或已撤回。请刷新后重试。"
