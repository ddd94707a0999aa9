"""What must hold before a stage opens, as far as appraisal knows."""

from __future__ import annotations

from uuid import UUID

from commons.kernel.lifecycle import GateAnswer
from tenants.appraisal.models import Panel, Proposal
from tenants.appraisal.queries.candidates import is_list_approved, pre_vote_steps
from tenants.appraisal.queries.figures import counted
from tenants.appraisal.terms import PanelState, ProposalState


def gate_scoring_closed(cycle_uid: UUID) -> GateAnswer:
    """Before the screened list is posted: every proposal was looked at, and no round is still open."""
    rounds = counted(Panel.objects.filter(cycle_uid=cycle_uid), "state")
    if rounds.get(PanelState.OPEN):
        return GateAnswer("评分已经结束", False, f"还有 {rounds[PanelState.OPEN]} 次评分没有结束，请催办后结束评分")
    if not rounds:
        return GateAnswer("评分已经结束", False, "还没有布置评分，请先组织评审人评分")
    waiting = Proposal.objects.filter(cycle_uid=cycle_uid, state=ProposalState.ENTERED).count()
    advice = f"还有 {waiting} 个建议项目没有评估，请布置评分、转入储备库或按不列入处理" if waiting else ""
    return GateAnswer("评分已经结束", not waiting, advice)


def gate_pre_vote_steps(cycle_uid: UUID) -> GateAnswer:
    """Before the vote is prepared: every meeting of the year's 票决前程序 was held, in its order (domain §2.2)."""
    steps = pre_vote_steps(cycle_uid)
    missing = [step.label for step in steps if not step.passed]
    advice = f"请依次登记“{'”“'.join(missing)}”" if missing else ""
    return GateAnswer("票决前程序已经完成", not missing, advice)


def gate_candidates_approved(cycle_uid: UUID) -> GateAnswer:
    """Before the vote is prepared."""
    met = is_list_approved(cycle_uid)
    return GateAnswer("候选项目名单已经确定", met, "" if met else "请由政府提出候选项目，经人大审议后确定名单")
