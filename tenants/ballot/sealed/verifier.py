"""Counting again from the bundle alone (`renda verify`): no database, no server, no trust in who made it.

Ten steps, each naming the place where it fails: ① the key is the trustees' · ② every ballot has its slot, once ·
③ the sealed set is the one under the root · ④ every proof of every ballot · ⑤ what was rejected deserved it ·
⑥ the product of all ballots · ⑦ every share of the opening · ⑧ the counts are what the shares open · ⑨ counts and paper
give the announced answer by the method · ⑩ the scrutineers signed this result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from commons.kernel.errors import Malformed
from tenants.ballot import tally
from tenants.ballot.case import Ballot, Case, read_ballot
from tenants.ballot.sealed import bundle as bundles
from tenants.ballot.sealed import keys, manifest, opening, sealing
from tenants.ballot.sealed.bundle import Bundle
from tenants.ballot.sealed.group import generate, scalar, subtract
from tenants.ballot.sealed.manifest import Manifest
from tenants.ballot.sealed.proofs import Sealed


class Refuted(ValueError):
    """The bundle does not hold. `place`: file and line; the sentence says what does not fit."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place}：{why}")
        self.place, self.why = place, why


@dataclass(frozen=True, slots=True)
class Verified:
    """What was counted again."""

    title: str
    ballots: int
    rejected: int
    paper: int
    selected: Sequence[str]
    root: bytes


type Progress = Callable[[int, int], None]


def verify(packed: bytes, progress: Progress = lambda done, of: None) -> Verified:
    """Count again. Raises Refuted with the first place that does not hold. `progress(done, of)` counts ballots."""
    try:
        bundle = bundles.read(packed)
    except bundles.NotABundle as wrong:
        raise Refuted("核验包", str(wrong)) from wrong
    try:
        poll = manifest.read(bundle.manifest)
    except manifest.NotAManifest as wrong:
        raise Refuted("manifest.json", f"读不懂（{wrong}）") from wrong
    _key(poll)
    _slots(poll, bundle)
    _root(poll, bundle)
    parts = _ballots(poll, bundle, progress)
    _rejected(poll, bundle)
    for part in sorted({*bundle.counts, *bundle.shares} - set(poll.parts)):
        raise Refuted("result.json", f"没有名为“{part}”的分组，却有它的合计")
    for part in poll.parts:
        _opening(poll, bundle, part, parts[part])
    answer = _answer(poll, bundle, {part: len(parts[part]) for part in poll.parts})
    _signatures(poll, bundle)
    papers = sum(int(line.get("count", 1)) for line in bundle.paper["ballots"])
    selected = [poll.titles.get(each, each) for each in answer.selected]
    return Verified(poll.title, len(bundle.ballots), len(bundle.rejected), papers, selected, bundle.root)


def _key(poll: Manifest) -> None:
    try:
        manifest.check_key(poll)
    except keys.CeremonyBroken as wrong:
        whose = f"第 {wrong.index} 位监票人的公开数据" if wrong.index else "密钥"
        raise Refuted("manifest.json", f"{whose}不成立（{wrong.step}）") from wrong


def _slots(poll: Manifest, bundle: Bundle) -> None:
    seen: set[bytes] = set()
    for number, (slot, _) in enumerate(bundle.ballots, 1):
        if slot not in poll.slots:
            raise Refuted(f"ballots.jsonl 第 {number} 行", "票位不在名册内")
        if slot in seen:
            raise Refuted(f"ballots.jsonl 第 {number} 行", "同一票位出现两次")
        seen.add(slot)


def _root(poll: Manifest, bundle: Bundle) -> None:
    digests = [sealing.ballot_digest(poll.poll, slot, sealed) for slot, sealed in bundle.ballots]
    if bundles.seal_root(digests) != bundle.root:
        raise Refuted("opening.json", "封箱摘要与票箱内的选票不符，有选票被增加、删除或改动")


def _ballots(poll: Manifest, bundle: Bundle, progress: Progress) -> dict[str, list[tuple[Sealed, ...]]]:
    parts: dict[str, list[tuple[Sealed, ...]]] = {part: [] for part in poll.parts}
    for number, (slot, sealed) in enumerate(bundle.ballots, 1):
        try:
            parts[poll.slots[slot]].append(sealing.check(poll.poll, slot, sealed))
        except sealing.SealBroken as wrong:
            raise Refuted(f"ballots.jsonl 第 {number} 行", f"密封证明不成立（{wrong.place}）") from wrong
        progress(number, len(bundle.ballots))
    return parts


def _rejected(poll: Manifest, bundle: Bundle) -> None:
    """A good ballot must not have been thrown out under the name of a bad one."""
    for number, each in enumerate(bundle.rejected, 1):
        try:
            sealing.check(poll.poll, each.slot, each.sealed)
        except sealing.SealBroken:
            continue
        raise Refuted(f"rejected.jsonl 第 {number} 行", "这张票的密封证明成立，不应被剔除")


def _opening(poll: Manifest, bundle: Bundle, part: str, ballots: Sequence[Sequence[Sealed]]) -> None:
    where = "opening.json" + (f"（{part}）" if part else "")
    counts = bundle.counts.get(part, [])
    if not ballots:
        if any(counts) or bundle.shares.get(part):
            raise Refuted(where, "没有电子票，却有开启的结果")
        return
    least = max(manifest.SMALLEST_SUM, poll.smallest_sum)
    if len(ballots) < least:
        raise Refuted(where, f"只有 {len(ballots)} 张票，少于 {least} 张，不得开启")
    sums = opening.product(ballots, len(poll.poll.layout.boxes))
    context = poll.hash + bundle.root
    shares = bundle.shares.get(part, [])
    if len({share.index for share in shares}) != len(shares) or len(shares) < poll.threshold:
        raise Refuted(where, f"开启份额不足 {poll.threshold} 份或有重复")
    for share in shares:
        if not 1 <= share.index <= len(poll.parties):
            raise Refuted(where, f"没有第 {share.index} 位监票人")
        try:
            opening.check_share(share, keys.public_share(poll.reveals, share.index), sums, context)
        except opening.ShareBroken as wrong:
            raise Refuted(where, f"第 {wrong.index} 位监票人的份额不成立（第 {wrong.box + 1} 格）") from wrong
    for box, (candidate, mark) in _differing(poll, shares[: poll.threshold], sums, counts, len(ballots)):
        raise Refuted("result.json", f"{candidate} 的 {mark} 数与开启的合计不符（第 {box + 1} 格）")


def _differing(
    poll: Manifest, shares: Sequence[opening.Share], sums: Sequence[Sealed], counts: Sequence[int], ballots: int
) -> Iterator[tuple[int, tuple[str, str]]]:
    """Boxes whose announced count, encoded again, is not what the shares open: no logarithm is needed."""
    if len(counts) != len(sums):
        raise Refuted("result.json", "合计的格数与选票不符")
    weights = opening.lagrange([share.index for share in shares])
    for box, (each, count) in enumerate(zip(sums, counts, strict=True)):
        opened = subtract(each.b, opening.hidden(box, shares, weights))
        said = generate(scalar(count)) if type(count) is int and 0 <= count <= ballots else None
        if opened != said:
            yield box, poll.poll.layout.boxes[box]


def _answer(poll: Manifest, bundle: Bundle, returned: Mapping[str, int]) -> tally.Outcome:
    layout = poll.poll.layout
    try:
        lines = tuple(
            read_ballot(item, f"paper.json 第 {number} 行", layout.method, layout.candidates, groups=poll.roll.groups)
            for number, item in enumerate(bundle.paper["ballots"], 1)
        )
        issued = int(bundle.paper["issued"])
    except (Malformed, KeyError, TypeError, ValueError) as wrong:
        raise Refuted("paper.json", str(wrong)) from wrong
    outcome = decide(poll, lines, issued, bundle.counts, returned)
    if outcome.as_json() != bundle.answer:
        raise Refuted("result.json", "按票决办法重新计算，结果与宣布的不同")
    return outcome


def decide(
    poll: Manifest,
    papers: Sequence[Ballot],
    issued: int,
    counts: Mapping[str, Sequence[int]],
    returned: Mapping[str, int],
) -> tally.Outcome:
    """One count over phones and paper. `issued` over both; `returned`: electronic ballots of each part."""
    layout = poll.poll.layout
    paper = tally.sums_of(Case(layout.method, poll.roll, issued, layout.candidates, tuple(papers)))
    boxes = {
        part: tally.Box(0, returned[part], returned[part], layout.entries(counts[part], returned[part]))
        for part in poll.parts
        if returned[part]
    }
    whole = paper.whole
    for box in boxes.values():
        whole = whole + box
    groups = {name: box + boxes[name] if name in boxes else box for name, box in paper.groups.items()}
    return tally.decide(tally.Sums(layout.method, poll.roll, issued, whole, groups))


def _signatures(poll: Manifest, bundle: Bundle) -> None:
    seen = bundles.result_digest(poll.hash, bundle.root, bundle.counts, bundle.answer)
    known = {each.index: each.transport_key for each in poll.parties}
    for index, signed in bundle.signatures.items():
        if index not in known or not keys.is_signed(known[index], seen, signed):
            raise Refuted("result.json", f"第 {index} 位监票人的签名不是对这个结果的")
    if len(bundle.signatures) < poll.threshold:
        raise Refuted("result.json", f"签名的监票人不足 {poll.threshold} 位")
