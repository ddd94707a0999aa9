"""票决与票选: the same figures twice, for a congress's vote and for a street's poll, and never added together (§9)."""

from __future__ import annotations

from typing import Final

from commons.directory.terms import Body
from commons.reporting.indicators.table import CONGRESSES, STREETS, Indicator, count, ratio


def _held(room: str, word: str, people: str, total: str, bodies: frozenset[Body], *rows: str) -> tuple[Indicator, ...]:
    """`total`: the code of 应到, which was named after who votes."""

    def of(part: str, label: str, formula: str, noun: str, *asks: str) -> Indicator:
        return count(f"{room}.{part}", f"{word}{label}", formula, *rows, *asks, noun=noun, bodies=bodies)

    return (
        of("held", "次数", f"结果已生效的{word}", "次"),
        of(total, f"应到{people}", "第一轮应到人数", "人", "3-59"),
        of("present", f"实到{people}", "第一轮实到人数", "人"),
        ratio(f"{room}.turnout", f"{word}出席率", f"{room}.present", f"{room}.{total}", *rows, bodies=bodies),
        of("ballots_issued", "发出票", "各轮发出的票", "张", "1-69"),
        of("ballots_returned", "收回票", "各轮收回的票", "张", "1-69"),
        of("ballots_valid", "有效票", "各轮有效票", "张", "1-69"),
        ratio(
            f"{room}.return_rate", f"{word}收回率", f"{room}.ballots_returned", f"{room}.ballots_issued", *rows,
            bodies=bodies,
        ),
        ratio(
            f"{room}.validity_rate", f"{word}有效率", f"{room}.ballots_valid", f"{room}.ballots_returned", *rows,
            bodies=bodies,
        ),
        of("rounds", "轮次", "各次表决的轮次合计", "轮"),
        of("candidates", "候选项目", "票面上的候选项目", "件", "1-73"),
        of("seats", "应选名额", f"各次{word}的应选名额", "件", "0-18"),
        of("margin", "差额", "候选项目数减应选名额", "件", "1-67", "0-17"),
        ratio(f"{room}.margin_rate", f"{word}差额比例", f"{room}.margin", f"{room}.seats", "1-67", bodies=bodies),
        of("very_necessary", "“非常必要”超九成的候选项目", "有效票中“非常必要”超过 90% 的候选项目", "件", "1-75"),
    )  # fmt: skip


TABLE: Final = (
    count("projects.selected", "入选项目", "票决和票选入选的项目合计", "0-18", "1-80", "2-16", "§9", noun="件"),
    count("projects.selected_by_vote", "人代会票决入选", "人代会票决产生、结果已生效的", "0-24", "§9", noun="件",
          bodies=CONGRESSES),
    count("projects.selected_by_poll", "街道票选入选", "街道票选产生、结果已生效的", "1-80", "§9", noun="件",
          bodies=STREETS),
    ratio("projects.selection_rate", "候选项目入选率", "projects.selected", "projects.candidates", "2-16", "§9"),
    *_held("votes", "票决", "代表", "deputies_total", CONGRESSES, "0-17", "§9"),
    *_held("polls", "票选", "议政代表", "members_total", STREETS, "1-55", "§9"),
    count("enquiries.asked", "会议提问", "会议上提出的询问", "1-62", "2-38"),
    count("enquiries.answered", "已答复提问", "现场或会后已答复的", "1-62"),
    count("enquiries.answered_on_spot", "现场答复提问", "会议当场答复的", "1-62"),
    ratio("enquiries.answer_rate", "提问答复率", "enquiries.answered", "enquiries.asked", "1-62"),
    count("enquiries.thematic", "专题询问", "已开展的专题询问", "0-52", noun="次"),
    count("enquiries.interpellations", "质询案", "依法提出并已开展的质询案", "§9", noun="件", bodies=CONGRESSES),
    count("enquiries.appointments", "代表约见", "已开展的代表约见国家机关负责人", "3-67", noun="次"),
    count("accountability.shows", "网络问政", "已开展的代表网络问政", "3-32", "3-34", noun="期"),
    count("accountability.clues", "问政问题线索", "问政前收集的问题线索", "3-33", noun="条"),
    count("accountability.groups", "报送线索的代表小组", "报送问题线索的代表小组", "3-33", noun="个"),
    count("accountability.askers", "问政代表", "担任问政主体的代表", "3-36", noun="人"),
    count("accountability.handed", "交办的问政问题", "以文件形式交办的问题", "3-39", noun="条"),
    count("accountability.settled", "问政问题办结", "交办后已办结的问题", "3-39", "3-40", noun="条"),
    ratio("accountability.settled_rate", "问政问题办结率", "accountability.settled", "accountability.handed", "3-40"),
    count("accountability.slips", "现场测评票", "问政代表对答复的现场测评票", "3-37", noun="张"),
    count("accountability.favourable", "满意票", "其中满意和基本满意的", "3-37", noun="张"),
    ratio("accountability.satisfaction_rate", "答复满意率", "accountability.favourable", "accountability.slips", "3-37"),
)  # fmt: skip
