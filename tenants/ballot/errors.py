"""Refusals of the vote."""

from __future__ import annotations

from commons.kernel.errors import Invalid, NotFound, OutOfTurn, RuleBroken, Unwelcome

# ── finding ───────────────────────────────────────────────────────────────────────────────────


class VoteNotFound(NotFound):
    code = "ballot.vote_not_found"
    sentence = "没有找到这次表决。请返回列表核对后重试。"


class RoundNotFound(NotFound):
    code = "ballot.round_not_found"
    sentence = "没有找到这一轮投票。请返回列表核对后重试。"


class PaperNotFound(NotFound):
    code = "ballot.paper_not_found"
    sentence = "没有找到这条纸质票登记。请返回列表核对后重试。"


class CertificateNotFound(NotFound):
    code = "ballot.certificate_not_found"
    sentence = "这次表决还没有宣布结果。请在宣布后再查看。"


# ── preparing ─────────────────────────────────────────────────────────────────────────────────


class CandidatesNotApproved(RuleBroken):
    code = "ballot.candidates_not_approved"
    sentence = "本年度的候选项目还没有审定。请先审定候选项目，再准备表决。"


class CandidatesChanged(RuleBroken):
    code = "ballot.candidates_changed"
    sentence = "候选项目在准备表决之后有变动。请作废本次表决，按新的候选项目重新准备。"


class SeatsRefused(Invalid):
    code = "ballot.seats_refused"
    sentence = "应选名额应为 1 到 {candidates} 之间的整数（候选项目 {candidates} 个），请改正。"


class TitleRefused(Invalid):
    code = "ballot.title_refused"
    sentence = "标题不能超过 100 个字，请缩短后重新提交。"


class MethodUnreadable(Invalid):
    code = "ballot.method_unreadable"
    sentence = "采用的票决办法无法执行：{problem}"


class SealedNeedsThree(RuleBroken):
    code = "ballot.sealed_needs_three"
    sentence = "“密封无记名”投票由至少 3 名监票人共同保管密钥。请在票决办法中增加监票人数，或采用“普通无记名”。"


class SessionUnsuitable(RuleBroken):
    code = "ballot.session_unsuitable"
    sentence = "表决应在本年度的人民代表大会会议（街道为议政代表会）上进行。请另选会议。"


class VoteAlreadyPrepared(RuleBroken):
    code = "ballot.already_prepared"
    sentence = "这次会议已经准备过表决。请在原有的表决上办理，或先将其作废。"


class OfficersRefused(Invalid):
    code = "ballot.officers_refused"
    sentence = "应推荐监票人 {scrutineers} 名（含总监票人 1 名）、计票人 {tellers} 名，一人只担任一项，请改正。"


class OfficerOfCandidateUnit(RuleBroken):
    code = "ballot.officer_of_candidate_unit"
    sentence = "候选项目的责任单位人员不能担任监票人或计票人。请另行推荐。"


class ScrutineerNotDeputy(RuleBroken):
    """`label` is the office's word for its voters."""

    code = "ballot.scrutineer_not_deputy"
    sentence = "监票人（含总监票人）应从本次会议有表决权的{label}中推荐。请另行推荐。"


class MethodAlreadyAdopted(OutOfTurn):
    code = "ballot.method_already_adopted"
    sentence = "本次会议已经通过票决办法，不需要再次表决。"


class MethodNotAdopted(OutOfTurn):
    code = "ballot.method_not_adopted"
    sentence = "本次会议还没有通过票决办法。请先提请会议通过，再办理此事。"


class OfficersNotApproved(OutOfTurn):
    code = "ballot.officers_not_approved"
    sentence = "监票人、计票人名单还没有经本次会议通过。请先提请会议通过，再办理此事。"


class OfficersAlreadyApproved(OutOfTurn):
    code = "ballot.officers_already_approved"
    sentence = "监票人、计票人名单已经会议通过，不需要再次表决。名单有变动的，请重新推荐。"


class OfficersMissing(OutOfTurn):
    code = "ballot.officers_missing"
    sentence = "监票人、计票人名单尚未提出。请先推荐，并提请会议通过。"


class RehearsalUnderWay(OutOfTurn):
    code = "ballot.rehearsal_under_way"
    sentence = "演练还没有结束。请先结束演练，再办理此事。"


class RehearsalOnly(OutOfTurn):
    code = "ballot.rehearsal_only"
    sentence = "这是演练，不通过名单、不宣布结果。演练完请结束演练，再办理正式的表决。"


# ── opening ───────────────────────────────────────────────────────────────────────────────────


class SessionNotOpen(OutOfTurn):
    code = "ballot.session_not_open"
    sentence = "会议尚未开始或已经结束，不能开启投票。请先宣布开会。"


class AgendaOutstanding(OutOfTurn):
    code = "ballot.agenda_outstanding"
    sentence = "议程中排在投票之前的“{item}”还没有进行完，不能开启投票。请先办结，或推迟该项。"


class QuorumNotMet(RuleBroken):
    """Carries the engine's own sentence, with the figures."""

    code = "ballot.quorum_not_met"
    sentence = "实到人数没有达到法定人数，不能开启投票。请待人数达到后再办理。"


class MarginNotMet(RuleBroken):
    """Carries the engine's own sentence, with the figures."""

    code = "ballot.margin_not_met"
    sentence = "差额没有达到票决办法的要求，不能开启投票。请补充候选项目或减少应选名额。"


class NobodyPresent(RuleBroken):
    code = "ballot.nobody_present"
    sentence = "还没有有表决权的人员签到，不能开启投票。请先签到。"


class GroupEmpty(RuleBroken):
    code = "ballot.group_empty"
    sentence = "票决办法按“{group}”分组计算，但应到名册中没有这一组。请核对名册与票决办法。"


class NoFurtherRound(OutOfTurn):
    code = "ballot.no_further_round"
    sentence = "上一轮已有结果，不需要再次投票。"


# ── casting ───────────────────────────────────────────────────────────────────────────────────


class NotOpen(OutOfTurn):
    code = "ballot.not_open"
    sentence = "本轮投票已经截止，不再收票。"


class StillOpen(OutOfTurn):
    code = "ballot.still_open"
    sentence = "本轮投票还没有截止。请截止后再办理。"


class NotOnRoll(Unwelcome):
    code = "ballot.not_on_roll"
    sentence = "您不在本轮投票的应到名册上。如有疑问，请联系会务人员。"


class NotSignedIn(RuleBroken):
    code = "ballot.not_signed_in"
    sentence = "本轮投票开启时您尚未签到，不能投票。请联系会务人员。"


class PaperTaken(OutOfTurn):
    code = "ballot.paper_taken"
    sentence = "您本轮领取的是纸质票，请用纸质票投票。"


class MarksRefused(Invalid):
    code = "ballot.marks_refused"
    sentence = "选票内容无法识别，请返回选票页面重新填写。"


class TooManyApprovals(Invalid):
    code = "ballot.too_many_approvals"
    sentence = "最多可赞成 {limit} 项，您赞成了 {approvals} 项。请减少后再提交。"


class TooFewApprovals(Invalid):
    code = "ballot.too_few_approvals"
    sentence = "应当赞成 {limit} 项，您赞成了 {approvals} 项。请补足后再提交。"


class RankingIncomplete(Invalid):
    code = "ballot.ranking_incomplete"
    sentence = "请用 1 到 {limit} 给项目排序，每个数字用且只用一次。"


class NoPriorities(Invalid):
    code = "ballot.no_priorities"
    sentence = "本次表决的选票不设优先级，请去掉后再提交。"


# ── paper ─────────────────────────────────────────────────────────────────────────────────────


class SlotsRefused(Invalid):
    code = "ballot.slots_refused"
    sentence = "所选人员中有的不在名册、没有签到、已投电子票或已领纸质票，未作改动。请刷新后重新选择。"


class PaperCountRefused(Invalid):
    code = "ballot.paper_count_refused"
    sentence = "张数应为 {least} 到 {most} 之间的整数，请改正。"


class NoPaperIssued(OutOfTurn):
    code = "ballot.no_paper_issued"
    sentence = "本轮没有发出纸质票，不能登记纸质票。"


class PapersNotStated(OutOfTurn):
    code = "ballot.papers_not_stated"
    sentence = "本轮发出过纸质票。请先填报纸质票的发出和收回张数，再计票。"


class PapersDoNotAddUp(RuleBroken):
    code = "ballot.papers_do_not_add_up"
    sentence = "纸质票收回 {returned} 张，已登记 {entered} 张，两者不符。请核对后再计票。"


class BatchRefused(Invalid):
    code = "ballot.batch_refused"
    sentence = "捆号应为 1 到 {most} 之间的整数，请改正。"


class BatchTaken(OutOfTurn):
    code = "ballot.batch_taken"
    sentence = "第 {batch} 捆已由另外的计票人登记。请登记分给您的那一捆。"


class BatchNotFound(NotFound):
    code = "ballot.batch_not_found"
    sentence = "没有找到第 {batch} 捆的登记。请核对捆号。"


class SheetFinished(OutOfTurn):
    code = "ballot.sheet_finished"
    sentence = "第 {batch} 捆您已登记完毕，不能再改动。如发现有误，请总监票人退回重新登记。"


class SheetEmpty(OutOfTurn):
    code = "ballot.sheet_empty"
    sentence = "第 {batch} 捆还没有登记。请登记后再报完毕。"


class LineRefused(Invalid):
    code = "ballot.line_refused"
    sentence = "行号应为 1 到 {most} 之间的整数，请改正。"


class LineTaken(OutOfTurn):
    code = "ballot.line_taken"
    sentence = "第 {batch} 捆第 {line} 行您已登记。请先划去，再重新登记。"


class DoubtfulOneByOne(Invalid):
    code = "ballot.doubtful_one_by_one"
    sentence = "提请裁定的票一张登记一行，由总监票人逐张裁定。请把张数改为 1。"


class NotDoubtful(OutOfTurn):
    code = "ballot.not_doubtful"
    sentence = "这一行现在不需要裁定。登记一致并提请裁定的票，才由总监票人裁定。"


class PapersDiffer(OutOfTurn):
    code = "ballot.papers_differ"
    sentence = "纸质票第 {batches} 捆还没有由 {needed} 名计票人分别登记一致，不能计票。请登记完毕并核对一致。"


class PapersUnjudged(OutOfTurn):
    code = "ballot.papers_unjudged"
    sentence = "还有 {papers} 张票等待总监票人裁定，不能计票。请裁定后再计票。"


# ── certifying ────────────────────────────────────────────────────────────────────────────────


class NotCounted(OutOfTurn):
    code = "ballot.not_counted"
    sentence = "现在没有待确认的计票结果。请在计票之后、宣布之前确认。"


class RoundRefused(OutOfTurn):
    code = "ballot.round_refused"
    sentence = "上一轮投票无效，不能宣布结果。请重新投票。"


class RevoteOutstanding(OutOfTurn):
    code = "ballot.revote_outstanding"
    sentence = "还有 {seats} 个名额需要再次投票，不能宣布结果。请开启下一轮投票。"


class ConfirmationsMissing(OutOfTurn):
    code = "ballot.confirmations_missing"
    sentence = "还有 {missing} 名监票人没有确认计票结果。请全部确认后再宣布。"


class ConfirmationRefused(Invalid):
    code = "ballot.confirmation_refused"
    sentence = "请填写党工委确认的日期（不早于投票日、不晚于今天）和依据（不超过 100 个字）。"


class NotInEffect(OutOfTurn):
    code = "ballot.not_in_effect"
    sentence = "表决结果还没有生效，不能印发公告（公示）。请先宣布结果；街道的票选结果还须经党工委确认。"


class AlreadyAnnounced(OutOfTurn):
    code = "ballot.already_announced"
    sentence = "这次表决的公告（公示）已经印发。如需更正，请先在文书中作废，再重新印发。"


class ReasonRefused(Invalid):
    code = "ballot.reason_refused"
    sentence = "请用 5 到 200 个字说明原因。"


# ── the sealed box ────────────────────────────────────────────────────────────────────────────


class NotSealed(RuleBroken):
    code = "ballot.not_sealed"
    sentence = "本次表决采用“普通无记名”方式，不设密封票箱。请按普通方式办理。"


class SealedOnly(RuleBroken):
    code = "ballot.sealed_only"
    sentence = "本次表决采用“密封无记名”方式，选票须在您自己的设备上密封后提交。请打开投票页面办理，或领取纸质票。"


class BoxNotFound(NotFound):
    code = "ballot.box_not_found"
    sentence = "没有找到这个密封票箱。请返回列表核对后重试。"


class NotTrustee(Unwelcome):
    code = "ballot.not_trustee"
    sentence = "您不是这个密封票箱的密钥保管人。请由参加密钥仪式的监票人办理。"


class CeremonyOutOfTurn(OutOfTurn):
    code = "ballot.ceremony_out_of_turn"
    sentence = "密钥仪式现在的步骤是“{phase}”，不能办理此步。请刷新页面，按屏幕提示继续。"


class CeremonyOutstanding(OutOfTurn):
    code = "ballot.ceremony_outstanding"
    sentence = "密钥仪式和验空箱还没有完成，不能开启投票。请监票人先在各自设备上完成。"


class KeyPartTaken(OutOfTurn):
    code = "ballot.key_part_taken"
    sentence = "您已用另一台设备或另一份密钥办理过这一步。请回到原来的设备，或请总监票人重新开始密钥仪式。"


class KeyPartRefused(Invalid):
    code = "ballot.key_part_refused"
    sentence = "您的设备提交的密钥数据不成立（{step}），没有收下。请刷新页面重试；仍不成立的，请更换设备重新开始。"


class BoxNotEmpty(RuleBroken):
    code = "ballot.box_not_empty"
    sentence = "票箱内已有 {ballots} 张不属于以前轮次的票，不能开启投票。请停止使用并查明原因。"


class TooFewToSeal(RuleBroken):
    code = "ballot.too_few_to_seal"
    sentence = "到会可投密封票的只有 {present} 人，少于 {least} 人，合计会透露个人的选择。请改用纸质票。"


class SealRefused(Invalid):
    code = "ballot.seal_refused"
    sentence = "收到的密封票不完整，没有计入。请刷新页面重新提交，或领取纸质票。"


class SealRejected(OutOfTurn):
    code = "ballot.seal_rejected"
    sentence = "这张密封票没有通过核验，不能计入。请重新填写并提交，或领取纸质票。"


class AnotherBallotStands(OutOfTurn):
    code = "ballot.another_ballot_stands"
    sentence = "您已投过一张票，每人一票，以最先提交的为准。这一次的内容没有计入。"


class BoxStillOpen(OutOfTurn):
    code = "ballot.box_still_open"
    sentence = "票箱还没有封箱，尚有 {pending} 张票正在核验。请稍候再办理。"


class OpeningRefused(Invalid):
    code = "ballot.opening_refused"
    sentence = "{name}提交的开启份额不成立（第 {box} 格），没有收下。请用参加密钥仪式的那台设备重试。"


class OpeningMissing(OutOfTurn):
    code = "ballot.opening_missing"
    sentence = "还差 {missing} 名监票人的开启份额，不能计票。请监票人在各自设备上开启。"


class SignatureRefused(Invalid):
    code = "ballot.signature_refused"
    sentence = "签名不是对当前计票结果作出的，没有收下。请刷新页面核对结果后重新签名。"


class SignaturesMissing(OutOfTurn):
    code = "ballot.signatures_missing"
    sentence = "第 {round} 轮还差 {missing} 名监票人的签名，不能宣布结果。请监票人在各自设备上签名。"


class BundleNotReady(OutOfTurn):
    code = "ballot.bundle_not_ready"
    sentence = "核验包在宣布结果后提供。请在宣布后再下载。"


class KeysStillNeeded(OutOfTurn):
    code = "ballot.keys_still_needed"
    sentence = "异议期到{until}届满，届满之后才能销毁密钥。请届时再办理。"
