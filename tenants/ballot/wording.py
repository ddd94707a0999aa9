"""What is said of a method to people: the rules on a paper, the quorum in the hall. Pure."""

from __future__ import annotations

from tenants.ballot.method import Form, Method, Miscount

_HOW = {
    Form.APPROVAL: "请在每个项目的“赞成”“反对”“弃权”中选一格画“√”；三格都不画的，按弃权计。",
    Form.TICK: "请在赞成的项目“赞成”一格内画“√”；不画的，不计赞成。",
}


def rules_on_paper(method: Method, projects: int, *, priorities: bool) -> list[str]:
    """The instructions of a 表决票, one sentence each, in the order in which they are read."""
    said = [f"本票共列候选项目 {projects} 个，应选 {method.seats} 个。", _how(method)]
    if method.form is not Form.RANKING and method.max_approvals is not None:
        said += _limits(method, method.max_approvals)
    if priorities:
        said.append("“优先级”在“非常必要”“必要”“一般”中选一格画“√”，可以不填；优先级只作参考，不影响是否入选。")
    said.append("请用钢笔或签字笔填写。字迹或标记无法辨认的，由总监票人裁定。")
    said.append("本次表决为无记名投票：请不要署名，不要作其他记号，不得委托他人投票。")
    return said


def _how(method: Method) -> str:
    if method.form is Form.RANKING:
        return (
            f"请按轻重缓急，在 {method.max_approvals} 个项目的“顺序”一格填写 1 到 {method.max_approvals}，"
            "每个数字用且只用一次；填法不符的为废票。"
        )
    return _HOW[method.form]


def _limits(method: Method, most: int) -> list[str]:
    said = [f"赞成的项目不超过 {most} 个" + ("；超过的为废票。" if method.overvote is Miscount.VOID_BALLOT else "。")]
    if method.undervote is Miscount.VOID_BALLOT:
        said.append(f"赞成的项目少于 {most} 个的为废票。")
    return said
