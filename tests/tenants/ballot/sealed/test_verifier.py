"""Anybody can count again, and whoever changed anything is found at the place where it was changed (voting.md §8)."""

from __future__ import annotations

import dataclasses
import gzip
import io
import json
import re
import tarfile
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tenants.ballot import tally
from tenants.ballot.case import Mark, read_ballot
from tenants.ballot.sealed import bundle as bundles
from tenants.ballot.sealed import group, keys, manifest, opening, sealing
from tenants.ballot.sealed.bundle import Bundle, Rejected
from tenants.ballot.sealed.verifier import Refuted, decide, verify
from tests.tenants.ballot.sealed.polls import APPROVAL, CANDIDATES, CEREMONY, TRUSTEES, bytes_of, slot

METHOD = APPROVAL | {"pass": {"more_than": "1/2", "base": "valid_ballots"}}
CHOICES: list[dict[str, Mark]] = [
    {"A": Mark.APPROVE, "B": Mark.APPROVE},
    {"A": Mark.APPROVE, "B": Mark.APPROVE, "C": Mark.OPPOSE},
    {"A": Mark.APPROVE},
    {"B": Mark.APPROVE, "D": Mark.APPROVE},
    {"A": Mark.APPROVE, "D": Mark.OPPOSE},
    {},
]
PAPER = {"issued": 9, "ballots": [{"marks": {"A": "approve", "B": "approve"}, "count": 2}, {"void": True}]}


def parties() -> list[manifest.Party]:
    return [
        manifest.Party(each.index, reveal.hash(CEREMONY, each.index), reveal, each.transport_key)
        for each, reveal in zip(TRUSTEES.people, TRUSTEES.reveals, strict=True)
    ]


def manifest_of(slots: Mapping[bytes, str], **changed: Any) -> bytes:
    said: dict[str, Any] = {
        "title": "棠下镇第二十届人民代表大会第三次会议票决",
        "method": METHOD,
        "candidates": CANDIDATES,
        "priorities": False,
        "roll": {"expected": 12, "present": 10},
        "slots": slots,
        "ceremony": CEREMONY,
        "threshold": 2,
        "parties": parties(),
        "smallest_sum": 5,
    }
    return manifest.write(**said | changed)


def held(choices: list[dict[str, Mark]] = CHOICES, *, groups: str = "", **changed: Any) -> Bundle:
    """A vote from the manifest to the signatures, as it should be. `groups`: one letter a slot."""
    slots = {slot(number): groups[number] if groups else "" for number in range(len(choices))}
    poll = manifest.read(manifest_of(slots, **changed))
    ballots = [
        (
            slot(number),
            sealing.seal(poll.poll, slot(number), poll.poll.layout.values(marks, {}), bytes_of(f"s{number}")),
        )
        for number, marks in enumerate(choices)
    ]
    ballots.sort()
    root = bundles.seal_root(sealing.ballot_digest(poll.poll, *each) for each in ballots)
    counts, shares = {}, {}
    for part in poll.parts:
        boxes = [sealing.check(poll.poll, at, sealed) for at, sealed in ballots if slots[at] == part]
        sums = opening.product(boxes, len(poll.poll.layout.boxes))
        shares[part] = [opening.open_share(index, TRUSTEES.secrets[index], sums, poll.hash + root) for index in (1, 3)]
        counts[part] = opening.combine(shares[part], sums, len(boxes))
    returned = {part: list(slots.values()).count(part) for part in poll.parts}
    return signed(Bundle(poll.raw, ballots, [], root, shares, PAPER, counts, answer(poll, counts, returned)))


def answer(poll: manifest.Manifest, counts: Any, returned: Mapping[str, int]) -> Mapping[str, Any]:
    layout = poll.poll.layout
    papers = [
        read_ballot(each, "", layout.method, layout.candidates, groups=poll.roll.groups) for each in PAPER["ballots"]
    ]
    return decide(poll, papers, PAPER["issued"], counts, returned).as_json()


def signed(bundle: Bundle) -> Bundle:
    poll = manifest.read(bundle.manifest)
    seen = bundles.result_digest(poll.hash, bundle.root, bundle.counts, bundle.answer)
    return dataclasses.replace(bundle, signatures={each.index: each.sign(seen) for each in TRUSTEES.people})


HELD = held()


def test_a_vote_is_counted_again_from_its_bundle_alone() -> None:
    found = verify(bundles.write(HELD))
    assert (found.ballots, found.paper, list(found.selected), found.root) == (6, 3, ["A", "B"], HELD.root)


def test_the_announced_answer_is_that_of_the_same_papers_in_one_box() -> None:
    lines = [*({"marks": marks} for marks in CHOICES), *PAPER["ballots"]]
    roll = {"expected": 12, "present": 10}
    case = {
        "method": METHOD,
        "roll": roll,
        "issued": 9,
        "returned": 9,
        "candidates": list(CANDIDATES),
        "ballots": lines,
    }
    assert HELD.answer == tally.answer(case)


def test_progress_counts_ballots() -> None:
    said: list[tuple[int, int]] = []
    verify(bundles.write(HELD), lambda done, of: said.append((done, of)))
    assert said == [(number, 6) for number in range(1, 7)]


def test_the_same_vote_is_the_same_file_whenever_it_is_written() -> None:
    assert bundles.write(HELD)[4:8] == bytes(4)  # gzip's own clock
    assert bundles.write(HELD) == bundles.write(bundles.read(bundles.write(HELD)))


def test_each_group_of_a_double_threshold_is_opened_by_itself() -> None:
    """1-46: the street's deputies and the others must each agree."""
    paper = {"issued": 12, "ballots": []}
    method = APPROVAL | {"pass": [{"more_than": "1/2", "base": "all_deputies", "group": name} for name in "xy"]}
    roll = {"expected": 12, "present": 12, "groups": {"x": 6, "y": 6}}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(PAPER, "ballots", [])
        patch.setitem(PAPER, "issued", 12)
        bundle = held([*CHOICES, *CHOICES[::-1]], groups="xxxxxxyyyyyy", method=method, roll=roll)
        bundle = dataclasses.replace(bundle, paper=paper)
    assert list(verify(bundles.write(bundle)).selected) == ["A"]
    assert {part: list(sums) for part, sums in bundle.counts.items()} == {
        "x": [4, 0, 3, 0, 0, 1, 1, 1],
        "y": [4, 0, 3, 0, 0, 1, 1, 1],
    }


def tampered_ballot(bundle: Bundle) -> Bundle:
    at, sealed = bundle.ballots[2]
    changed = bytes([sealed[0], sealed[1] ^ 1]) + sealed[2:]
    return dataclasses.replace(bundle, ballots=[*bundle.ballots[:2], (at, changed), *bundle.ballots[3:]])


def with_root_of_its_own(bundle: Bundle) -> Bundle:
    """As a forger would: the root fitted to the changed box."""
    poll = manifest.read(bundle.manifest)
    root = bundles.seal_root(sealing.ballot_digest(poll.poll, *each) for each in bundle.ballots)
    return dataclasses.replace(bundle, root=root)


def announced(bundle: Bundle, **changed: Any) -> Bundle:
    return signed(dataclasses.replace(bundle, **changed))


def first_share(bundle: Bundle, change: Callable[[opening.Share], opening.Share]) -> Bundle:
    one, two = bundle.shares[""]
    return dataclasses.replace(bundle, shares={"": [change(one), two]})


def with_manifest(bundle: Bundle, change: Callable[[dict[str, Any]], None]) -> Bundle:
    """As its maker could have written it; what was sealed under the old one does not matter any more."""
    said = json.loads(bundle.manifest)
    change(said)
    return dataclasses.replace(bundle, manifest=json.dumps(said, ensure_ascii=False, indent=1).encode())


def signing_key(at: int, key: bytes) -> Callable[[dict[str, Any]], None]:
    def change(said: dict[str, Any]) -> None:
        said["trustees"][at]["transport_key"] = key.hex()

    return change


def made_of_another(bundle: Bundle) -> Bundle:
    """The last ballot is the first one, three times over: opened, the sum would say what is in the first."""
    poll = manifest.read(bundle.manifest)
    at, sealed = bundle.ballots[-1]
    boxes = sealing.boxes_of(poll.poll, bundle.ballots[0][1])
    three = group.scalar(3)
    outside = b"".join(group.multiply(three, box.a) + group.multiply(three, box.b) for box in boxes)
    return with_root_of_its_own(
        dataclasses.replace(bundle, ballots=[*bundle.ballots[:-1], (at, outside + sealed[len(outside) :])])
    )


ONE_MORE = {"": [*HELD.counts[""][:-2], HELD.counts[""][-2] + 1, HELD.counts[""][-1]]}
GOOD = HELD.ballots[0]


# What a forger might do, and where it is found. The page for browsers is asked the same (tests/faces).
TAMPERED: list[tuple[str, Bundle, str, str]] = [
    (
        "a ballot taken out",
        dataclasses.replace(HELD, ballots=HELD.ballots[1:]),
        "opening.json",
        "被增加、删除或改动",
    ),
    ("a ballot changed", tampered_ballot(HELD), "opening.json", "被增加、删除或改动"),
    (
        "a ballot changed and the root with it",
        with_root_of_its_own(tampered_ballot(HELD)),
        "ballots.jsonl 第 3 行",
        "密封证明不成立",
    ),
    (
        "a ballot twice",
        dataclasses.replace(HELD, ballots=[GOOD, *HELD.ballots]),
        "ballots.jsonl 第 2 行",
        "出现两次",
    ),
    (
        "a ballot of nobody on the roll",
        dataclasses.replace(HELD, ballots=[(bytes(16), GOOD[1]), *HELD.ballots]),
        "ballots.jsonl 第 1 行",
        "不在名册内",
    ),
    (
        "a good ballot thrown out as a bad one",
        with_root_of_its_own(
            dataclasses.replace(HELD, ballots=HELD.ballots[1:], rejected=[Rejected(*GOOD, "limit 0")])
        ),
        "rejected.jsonl 第 1 行",
        "不应被剔除",
    ),
    (
        "a proof of another box",
        first_share(HELD, lambda each: dataclasses.replace(each, proofs=each.proofs[::-1])),
        "opening.json",
        "第 1 位监票人的份额不成立（第 1 格）",
    ),
    (
        "one share twice",
        dataclasses.replace(HELD, shares={"": [HELD.shares[""][0]] * 2}),
        "opening.json",
        "不足 2 份或有重复",
    ),
    (
        "a share of a fourth",
        first_share(HELD, lambda each: dataclasses.replace(each, index=4)),
        "opening.json",
        "没有第 4 位监票人",
    ),
    ("a count one higher, signed by all", announced(HELD, counts=ONE_MORE), "result.json", "D 的 approve 数"),
    (
        "another project announced, signed by all",
        announced(HELD, answer={**HELD.answer, "selected": ["A"], "not_selected": ["B", "C", "D"]}),
        "result.json",
        "结果与宣布的不同",
    ),
    (
        "two more papers",
        dataclasses.replace(HELD, paper={"issued": 9, "ballots": [*PAPER["ballots"], {"marks": {}, "count": 2}]}),
        "result.json",
        "结果与宣布的不同",
    ),
    ("a paper nobody can read", dataclasses.replace(HELD, paper={"ballots": []}), "paper.json", "issued"),
    (
        "a signature of another result",
        dataclasses.replace(HELD, signatures={**HELD.signatures, 2: TRUSTEES.people[1].sign(bytes(32))}),
        "result.json",
        "第 2 位监票人的签名",
    ),
    (
        "a ballot made of another's",
        made_of_another(HELD),
        "ballots.jsonl 第 6 行",
        "密封证明不成立",
    ),
    (
        "a ballot moved into another slot",
        with_root_of_its_own(dataclasses.replace(HELD, ballots=[(HELD.ballots[1][0], GOOD[1]), *HELD.ballots[2:]])),
        "ballots.jsonl 第 1 行",
        "密封证明不成立",
    ),
    (
        "a scrutineer whose signing key is the identity, so that anybody signs for her",
        with_manifest(HELD, signing_key(0, group.IDENTITY)),
        "manifest.json",
        "第 1 位监票人的公开数据不成立（transport key）",
    ),
    (
        "two scrutineers with one signing key, so that one signs for both",
        with_manifest(HELD, signing_key(1, TRUSTEES.people[0].transport_key)),
        "manifest.json",
        "第 1 位监票人的公开数据不成立（transport key）",
    ),
    (
        "shares of another box of the same trustees",
        dataclasses.replace(HELD, root=HELD.root, shares={"": list(held(CHOICES[::-1]).shares[""])}),
        "opening.json",
        "第 1 位监票人的份额不成立（第 1 格）",
    ),
    (
        "figures of a group that nobody belongs to",
        announced(HELD, counts={**HELD.counts, "x": [0] * 8}),
        "result.json",
        "没有名为“x”的分组",
    ),
    (
        "a sum of four, allowed by the manifest itself",
        held(CHOICES[:4], smallest_sum=1),
        "opening.json",
        "只有 4 张票，少于 5 张，不得开启",
    ),
    (
        "only one signature",
        dataclasses.replace(HELD, signatures={1: HELD.signatures[1]}),
        "result.json",
        "不足 2 位",
    ),
]


@pytest.mark.parametrize(("what", "bundle", "place", "why"), TAMPERED, ids=[each[0] for each in TAMPERED])
def test_whoever_changed_it_is_found_where_it_was_changed(what: str, bundle: Bundle, place: str, why: str) -> None:
    with pytest.raises(Refuted) as refuted:
        verify(bundles.write(bundle))
    assert refuted.value.place == place
    assert why in refuted.value.why


# ── what says the same thing in other bytes: two readers might read it differently ────────────
def edited(name: str, change: Callable[[str], str], bundle: Bundle = HELD) -> bytes:
    """A bundle in which one file was edited by hand."""
    with tarfile.open(fileobj=io.BytesIO(bundles.write(bundle)), mode="r:gz") as archive:
        files = {entry.name: archive.extractfile(entry).read() for entry in archive}  # type: ignore[union-attr]
    before = files[name].decode()
    assert change(before) != before
    files[name] = change(before).encode()
    return _packed(list(files.items()))


def _packed(files: list[tuple[str, bytes]]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in files:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def _first_figure_as(word: str) -> Callable[[str], str]:
    return lambda text: re.sub(r'("": \[\s+)(\d+)', lambda found: found[1] + word.format(found[2]), text, count=1)


def _twice_in_the_archive() -> bytes:
    with tarfile.open(fileobj=io.BytesIO(bundles.write(HELD)), mode="r:gz") as archive:
        files = [(entry.name, archive.extractfile(entry).read()) for entry in archive]  # type: ignore[union-attr]
    return _packed([*files, files[-1]])


ONE_SIGNER = dataclasses.replace(HELD, signatures={1: HELD.signatures[1]})
FORGED: list[tuple[str, bytes, str]] = [
    ("a figure with a point", edited("result.json", _first_figure_as("{}.0")), "核验包"),
    ("a figure with an exponent", edited("result.json", _first_figure_as("{}e0")), "核验包"),
    (
        "one signature under two spellings of one number",
        edited(
            "result.json",
            lambda text: text.replace('"1": "', f'"01": "{HELD.signatures[1].hex()}",\n  "1": "'),
            ONE_SIGNER,
        ),
        "核验包",
    ),
    (
        "a root said twice",
        edited("opening.json", lambda text: text.replace('"root"', '"root": "00",\n "root"', 1)),
        "核验包",
    ),
    (
        "a slot in capitals",
        edited(
            "ballots.jsonl",
            lambda text: re.sub(r'"slot": "\w+"', lambda f: f[0].upper().replace("SLOT", "slot"), text, count=1),
        ),
        "核验包",
    ),
    (
        "a point with something that is no digit",
        edited("opening.json", lambda text: re.sub(r'("points": \[\s+")..', r"\1zz", text, count=1)),
        "核验包",
    ),
    (
        "a word with needless escapes",
        edited("opening.json", lambda text: text.replace('"root"', '"\\u0072oot"', 1)),
        "核验包",
    ),
    (
        "a ballot in other base64",
        edited("ballots.jsonl", lambda text: re.sub(r'"sealed": "', '"sealed": " ', text, count=1)),
        "核验包",
    ),
    (
        "a share's number as a word",
        edited("opening.json", lambda text: text.replace('"index": 1', '"index": "1"', 1)),
        "核验包",
    ),
    (
        "a slot of fifteen bytes",
        edited("manifest.json", lambda text: re.sub(r'("slots": \{\s+"\w{30})\w\w', r"\1", text)),
        "manifest.json",
    ),
    ("a file that is there twice", _twice_in_the_archive(), "核验包"),
    ("a file that does not belong", _packed([("names.csv", b"")]), "核验包"),
]


@pytest.mark.parametrize(("what", "packed", "place"), FORGED, ids=[each[0] for each in FORGED])
def test_what_could_be_read_in_two_ways_is_not_read_at_all(what: str, packed: bytes, place: str) -> None:
    with pytest.raises(Refuted) as refuted:
        verify(packed)
    assert refuted.value.place == place


def test_a_key_that_is_not_the_trustees_is_refused() -> None:
    text = HELD.manifest.decode().replace(
        keys.joint_key(TRUSTEES.reveals).hex(), TRUSTEES.people[0].transport_key.hex()
    )
    with pytest.raises(Refuted) as refuted:
        verify(bundles.write(dataclasses.replace(HELD, manifest=text.encode())))
    assert (refuted.value.place, refuted.value.why) == ("manifest.json", "密钥不成立（joint key）")


def test_a_threshold_of_one_is_no_threshold() -> None:
    text = HELD.manifest.decode().replace('"threshold": 2', '"threshold": 1')
    with pytest.raises(Refuted) as refuted:
        verify(bundles.write(dataclasses.replace(HELD, manifest=text.encode())))
    assert refuted.value.why == "密钥不成立（threshold）"


def test_a_sum_of_too_few_is_never_opened() -> None:
    with pytest.raises(Refuted) as refuted:
        verify(bundles.write(held(CHOICES[:4])))
    assert refuted.value.why == "只有 4 张票，少于 5 张，不得开启"


@pytest.mark.parametrize(
    ("packed", "why"),
    [
        (b"", "文件损坏或不是 .tar.gz 核验包"),
        (b"PK\x03\x04", "文件损坏或不是 .tar.gz 核验包"),
        (bundles.write(HELD)[:500], "文件损坏或不是 .tar.gz 核验包"),
        (gzip.compress(bytes(10240), mtime=0), "缺少 manifest.json"),
    ],
    ids=["nothing", "another archive", "cut off", "empty"],
)
def test_what_is_no_bundle_is_said_to_be_none(packed: bytes, why: str) -> None:
    with pytest.raises(Refuted) as refuted:
        verify(packed)
    assert (refuted.value.place, refuted.value.why) == ("核验包", why)


def test_a_file_that_does_not_belong_and_a_line_that_is_no_json_are_named() -> None:
    with pytest.raises(bundles.NotABundle, match=r"\.\./outside 不属于核验包或过大"):
        bundles.read(_packed([("../outside", b"")]))
    parts = dict.fromkeys(bundles.FILES, b"{}") | {
        "ballots.jsonl": b"{}\nno\n",
        "opening.json": b'{"root": "", "shares": {}}',
    }
    with pytest.raises(bundles.NotABundle, match=r"格式不符|不是 JSON"):
        bundles.read(_packed(list(parts.items())))
    with pytest.raises(Refuted) as refuted:
        verify(_packed([(name, b"[]") for name in bundles.FILES]))
    assert refuted.value.place == "核验包"


@pytest.mark.parametrize("raw", [b"", b"[]", b'{"format": "other"}', b'{"format": "renda.ballot.v1"}'])
def test_a_manifest_of_another_format_is_refused(raw: bytes) -> None:
    with pytest.raises(Refuted) as refuted:
        verify(bundles.write(dataclasses.replace(HELD, manifest=raw)))
    assert refuted.value.place == "manifest.json"
