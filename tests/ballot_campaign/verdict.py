"""What was sent and answered, held against what was counted. Pure: the harness's eyes, tested by themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Pattern = tuple[str, ...]  # the mark of each project, in paper order


@dataclass
class Tab:
    """One window of one deputy: what it sends, and every answer that settled something.

    `name` tells ballots apart: a sealed ballot's receipt, a plain one's pattern (no two windows of different deputies share
    one). `is_sound`: false for a sealed ballot whose proofs do not hold.
    """

    voter: int
    name: str
    pattern: Pattern
    is_sound: bool = True
    receipts: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    sent: int = 0


@dataclass(frozen=True)
class Counted:
    """The box after closing. `names`: ballots that count; `voted`: deputies the roll says have voted; `evidence`: deputies by
    how many audit entries say that they cast; `rejected`: ballots whose proofs did not hold."""

    names: Sequence[str]
    voted: frozenset[int]
    approvals: Sequence[int]  # as announced, by project
    evidence: Mapping[int, int]
    rejected: Sequence[tuple[int, str]] = ()


def judge(tabs: Iterable[Tab], counted: Counted, *, receipts_name_ballots: bool) -> list[str]:
    """Every violation, in words; nothing if no ballot was lost, doubled or altered.

    A plain receipt names no ballot: it says that the deputy's first one counts.
    """
    tabs = list(tabs)
    known = {tab.name: tab for tab in tabs}
    found: list[str] = []
    inside = Counter(counted.names)
    for name, times in inside.items():
        if name not in known:
            found.append(f"altered: a ballot nobody sent ({name[:16]})")
        elif not known[name].is_sound:
            found.append(f"altered: a ballot that does not hold counts ({name[:16]})")
        if times > 1:
            found.append(f"doubled: a ballot counts {times} times ({name[:16]})")
    ballots = Counter(known[name].voter for name in inside.elements() if name in known)
    found += [f"doubled: deputy {voter} has {times} ballots" for voter, times in ballots.items() if times > 1]
    for tab in tabs:
        found += _receipts(tab, inside, ballots, {name for _, name in counted.rejected}, receipts_name_ballots)
    given = {tab.name if receipts_name_ballots else tab.voter for tab in tabs if tab.receipts}
    for name in sorted(set(inside) & set(known)):
        voter = known[name].voter
        if (name if receipts_name_ballots else voter) not in given:
            found.append(f"unanswered: deputy {voter} has a ballot and no receipt")
    found += [f"lost: deputy {voter} has no ballot" for voter in sorted({tab.voter for tab in tabs} - set(ballots))]
    if set(ballots) != set(counted.voted):
        found.append(f"roll: voted {sorted(counted.voted ^ set(ballots))} differ from the box")
    found += _sums(inside, known, counted)
    attempts = Counter(voter for voter, _ in counted.rejected) + ballots
    if dict(counted.evidence) != dict(attempts):
        found.append("evidence: the audit trail has other casts than the box")
    return found


def _receipts(
    tab: Tab, inside: Counter[str], ballots: Counter[int], rejected: set[str], receipts_name_ballots: bool
) -> list[str]:
    if not tab.receipts:
        return [] if tab.refusals else [f"unanswered: a window of deputy {tab.voter} got no answer"]
    if not receipts_name_ballots:
        return [] if ballots[tab.voter] else [f"lost: deputy {tab.voter} holds a receipt and has no ballot"]
    wrong = [
        f"altered: deputy {tab.voter} got a receipt for another ballot" for each in tab.receipts if each != tab.name
    ]
    if not inside[tab.name] and tab.name not in rejected:
        wrong.append(f"lost: deputy {tab.voter} holds a receipt and that ballot does not count")
    if tab.is_sound and tab.name in rejected:
        wrong.append(f"lost: a good ballot of deputy {tab.voter} was rejected")
    return wrong


def _sums(inside: Counter[str], known: Mapping[str, Tab], counted: Counted) -> list[str]:
    ballots = [known[name].pattern for name in inside.elements() if name in known]
    approvals = [sum(each[place] == "approve" for each in ballots) for place in range(len(counted.approvals))]
    return [] if approvals == list(counted.approvals) else [f"sums: {list(counted.approvals)} instead of {approvals}"]
