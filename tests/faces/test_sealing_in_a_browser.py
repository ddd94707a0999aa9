"""A deputy's and a scrutineer's device do in Chromium what the server checks in Python; the verifier's page agrees too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tenants.ballot.case import Mark, Priority
from tenants.ballot.sealed import bundle as bundles
from tenants.ballot.sealed import keys, opening, sealing
from tenants.ballot.sealed.bundle import Bundle
from tests.conftest import ROOT
from tests.faces import looking
from tests.tenants.ballot.sealed.polls import (
    APPROVAL,
    CANDIDATES,
    CEREMONY,
    RANKING,
    TRUSTEES,
    bytes_of,
    poll_of,
    slot,
)
from tests.tenants.ballot.sealed.polls import (
    ROOT as SEAL_ROOT,
)
from tests.tenants.ballot.sealed.test_verifier import FORGED, HELD, TAMPERED, held

STATIC = ROOT / "tenants/ballot/static/ballot"
START = """
    const make = (await import("/vendor/libsodium-sumo.mjs")).default;
    const { group, hex, unhex, concat } = await import("/group.mjs");
    const { seal, sizeOf, ballotDigest } = await import("/sealing.mjs");
    const keys = await import("/keys.mjs");
    const g = await group(make);
"""


@pytest.fixture(scope="module")
def device(browser: Browser) -> Iterator[Page]:
    """A blank page of a host that has nothing but the scripts."""

    def served(route: Route) -> None:
        name = route.request.url.split("/", 3)[3]
        if name:
            route.fulfill(path=STATIC / name, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>·</title>", content_type="text/html")

    context = browser.new_context()
    page = context.new_page()
    page.route("**/*", served)
    page.goto("http://device.invalid/")
    yield page
    context.close()


def run(device: Page, script: str, told: object = None) -> Any:
    return device.evaluate(f"async (told) => {{ {START} {script} }}", told)


@pytest.mark.parametrize(
    ("method", "marks", "grades"),
    [
        (APPROVAL, {"A": Mark.APPROVE, "C": Mark.OPPOSE}, {}),
        (APPROVAL, {"A": Mark.APPROVE, "D": Mark.APPROVE}, {"A": Priority.VERY_NECESSARY, "B": Priority.ORDINARY}),
        (APPROVAL | {"undervote": "void_ballot"}, {"B": Mark.APPROVE, "C": Mark.APPROVE}, {}),
        (RANKING, {"B": 1, "D": 2}, {}),
        (APPROVAL, {}, {}),
    ],
)
def test_the_same_seed_seals_the_same_bytes_in_the_browser_and_on_the_server(
    device: Page, method: dict[str, Any], marks: dict[str, Any], grades: dict[str, Priority]
) -> None:
    poll = poll_of(method, priorities=bool(grades))
    values, seed = poll.layout.values(marks, grades), bytes_of("seed")
    told = {
        "manifest": poll.manifest.hex(),
        "key": poll.key.hex(),
        "boxes": len(poll.layout.boxes),
        "limits": [[list(each.boxes), each.least, each.most] for each in poll.layout.limits],
        "slot": slot(1).hex(),
        "seed": seed.hex(),
        "values": list(values),
    }
    sealed, size, digest = run(
        device,
        """
        const poll = { ...told, manifest: unhex(told.manifest), key: unhex(told.key) };
        const sealed = seal(g, poll, unhex(told.slot), told.values, unhex(told.seed));
        return [hex(sealed), sizeOf(poll), hex(ballotDigest(g, poll, unhex(told.slot), sealed))];
        """,
        told,
    )
    assert bytes.fromhex(sealed) == sealing.seal(poll, slot(1), values, seed)
    assert size == poll.size
    assert digest == sealing.ballot_digest(poll, slot(1), bytes.fromhex(sealed)).hex()


def test_a_scrutineers_device_makes_the_key_that_the_server_expects(device: Page) -> None:
    """The second trustee is a browser; the others are here. Every message is byte for byte what Python would send."""
    one, two, three = TRUSTEES.people
    told = {
        "ceremony": CEREMONY.hex(),
        "seed": bytes_of("trustee 2").hex(),
        "transport": {str(each.index): each.transport_key.hex() for each in TRUSTEES.people},
        "dealt": {str(each.index): each.deal(CEREMONY, 2, two.transport_key).hex() for each in (one, three)},
        "reveals": [
            {"commitments": [point.hex() for point in each.commitments], "proof": each.proof.hex()}
            for each in TRUSTEES.reveals
        ],
        "committed": [each.hash(CEREMONY, index).hex() for index, each in enumerate(TRUSTEES.reveals, 1)],
    }
    said = run(
        device,
        """
        const ceremony = unhex(told.ceremony);
        const me = keys.trustee(g, ceremony, 2, 2, unhex(told.seed));
        const mine = keys.reveal(g, ceremony, me);
        const reveals = told.reveals.map((r) => ({ commitments: r.commitments.map(unhex), proof: unhex(r.proof) }));
        const faults = reveals.map((r, i) => keys.faultOf(g, ceremony, i + 1, unhex(told.committed[i]), 2, r));
        const swapped = keys.faultOf(g, ceremony, 1, unhex(told.committed[1]), 2, reveals[0]);
        const received = ["1", "3"].map((i) =>
          keys.receive(g, ceremony, me, Number(i), unhex(told.dealt[i]), unhex(told.transport[i]), reveals[i - 1]));
        const wrong = keys.receive(g, ceremony, me, 1, unhex(told.dealt["3"]), unhex(told.transport["1"]), reveals[0]);
        return {
          reveal: [mine.commitments.map(hex), hex(mine.proof)],
          commit: hex(keys.commit(g, ceremony, 2, mine)),
          faults, swapped, wrong,
          deal: hex(keys.deal(g, ceremony, me, 3, unhex(told.transport["3"]))),
          secret: hex(keys.secretShare(g, [...received, keys.shareFor(g, me, 2)])),
          joint: hex(keys.jointKey(g, reveals)),
          fingerprint: keys.fingerprint(g, ceremony, reveals.map((r, i) => ({ index: i + 1, transport: unhex(told.transport[i + 1]), ...r }))),
          share: hex(keys.publicShare(g, reveals, 3)),
          signature: hex(keys.sign(g, me, ceremony)),
        };
        """,
        told,
    )
    reveal = TRUSTEES.reveals[1]
    assert said == {
        "reveal": [[point.hex() for point in reveal.commitments], reveal.proof.hex()],
        "commit": reveal.hash(CEREMONY, 2).hex(),
        "faults": ["", "", ""],
        "swapped": "commit",
        "wrong": None,
        "deal": two.deal(CEREMONY, 3, three.transport_key).hex(),
        "secret": TRUSTEES.secrets[2].hex(),
        "joint": keys.joint_key(TRUSTEES.reveals).hex(),
        "fingerprint": keys.fingerprint(
            CEREMONY,
            [
                (each.index, each.transport_key, made)
                for each, made in zip(TRUSTEES.people, TRUSTEES.reveals, strict=True)
            ],
        ),
        "share": keys.public_share(TRUSTEES.reveals, 3).hex(),
        "signature": two.sign(CEREMONY).hex(),
    }


METHODS = (
    (APPROVAL, True),
    (APPROVAL | {"undervote": "void_ballot"}, False),
    (APPROVAL | {"overvote": "valid"}, False),
    (APPROVAL | {"max_approvals": None}, True),
    (APPROVAL | {"form": "tick"}, True),
    (RANKING, False),
)


@pytest.mark.parametrize(("method", "priorities"), METHODS)
def test_a_scrutineers_device_knows_by_itself_what_a_ballot_must_prove_and_refuses_any_that_does_not(
    device: Page, method: dict[str, Any], priorities: bool
) -> None:
    poll = poll_of(method, priorities=priorities)
    marks: Any = {"A": 1, "B": 2} if method["form"] == "ranking" else {"A": Mark.APPROVE, "B": Mark.APPROVE}
    sealed = sealing.seal(poll, slot(1), poll.layout.values(marks, {}), bytes_of("seed"))
    told = {
        "method": method,
        "priorities": priorities,
        "candidates": list(CANDIDATES),
        "manifest": poll.manifest.hex(),
        "key": poll.key.hex(),
        "slots": [slot(1).hex(), slot(2).hex()],
        "sealed": sealed.hex(),
    }
    shape, verdicts = run(
        device,
        """
        const { layoutOf } = await import("/layout.mjs");
        const { check } = await import("/sealing.mjs");
        const shape = layoutOf(told);
        const poll = { ...shape, manifest: unhex(told.manifest), key: unhex(told.key) };
        const sealed = unhex(told.sealed);
        const holds = (slot, bytes) => check(g, poll, unhex(slot), bytes) !== null;
        const changed = (at) => sealed.map((byte, place) => (place === at ? byte ^ 1 : byte));
        const ends = [0, 32, 64 * shape.boxes, 64 * shape.boxes + 32, sealed.length - 64, sealed.length - 32];
        return [shape, [
          holds(told.slots[0], sealed), holds(told.slots[1], sealed), holds(told.slots[0], sealed.slice(1)),
          ...ends.map((at) => holds(told.slots[0], changed(at))),
        ]];
        """,
        told,
    )
    assert shape["boxes"] == len(poll.layout.boxes)
    assert shape["limits"] == [[list(each.boxes), each.least, each.most, each.words] for each in poll.layout.limits]
    assert [tuple(each) for each in shape["names"]] == list(poll.layout.boxes)
    assert verdicts == [True] + [False] * 8


def test_a_scrutineers_device_multiplies_the_ballots_itself_and_gives_the_share_that_opens_them(device: Page) -> None:
    poll = poll_of(APPROVAL)
    marks = [{"A": Mark.APPROVE}, {"A": Mark.APPROVE, "B": Mark.OPPOSE}, {}]
    ballots = [
        sealing.seal(poll, slot(number), poll.layout.values(each, {}), bytes_of(f"seed {number}"))
        for number, each in enumerate(marks)
    ]
    sums = opening.product([sealing.boxes_of(poll, each) for each in ballots], len(poll.layout.boxes))
    context = poll.manifest + SEAL_ROOT
    told = {
        "ballots": [each.hex() for each in ballots],
        "boxes": len(poll.layout.boxes),
        "secret": TRUSTEES.secrets[2].hex(),
        "context": context.hex(),
    }
    points, proofs = run(
        device,
        """
        const ballots = told.ballots.map(unhex).map((bytes) => Array.from({ length: told.boxes }, (_, i) => (
          { a: bytes.slice(64 * i, 64 * i + 32), b: bytes.slice(64 * i + 32, 64 * i + 64) })));
        const share = keys.openShare(g, 2, unhex(told.secret), keys.product(g, ballots), unhex(told.context));
        return [share.points.map(hex), share.proofs.map(hex)];
        """,
        told,
    )
    share = opening.open_share(2, TRUSTEES.secrets[2], sums, context)
    assert (points, proofs) == ([each.hex() for each in share.points], [each.hex() for each in share.proofs])


# ── the verifier's page: one file, opened from a disk, in a browser without a network ─────────
@pytest.fixture(scope="module")
def verifier(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(offline=True)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto((STATIC / "verifier.html").as_uri())
    page.wait_for_selector("html[data-ready=yes]", state="attached")
    yield page
    context.close()
    assert faults == []


def judged(verifier: Page, bundle: Bundle | bytes, tmp_path: Path) -> str:
    file = tmp_path / "bundle.tar.gz"
    file.write_bytes(bundle if isinstance(bundle, bytes) else bundles.write(bundle))
    verifier.set_input_files("#file", [])  # else the same name is no change
    expect(verifier.locator("#answer")).to_be_empty()
    verifier.set_input_files("#file", file)
    answer = verifier.locator("#answer")
    expect(answer).not_to_be_empty(timeout=30_000)
    return answer.inner_text()


def test_the_page_counts_a_vote_again(verifier: Page, tmp_path: Path) -> None:
    assert judged(verifier, HELD, tmp_path) == "核验通过：棠下镇第二十届人民代表大会第三次会议票决。当选：A、B"
    assert verifier.locator("#steps li.done").count() == 10
    steps = verifier.locator("#steps").inner_text()
    shown = [
        (each.index, each.transport_key, made) for each, made in zip(TRUSTEES.people, TRUSTEES.reveals, strict=True)
    ]
    assert keys.fingerprint(CEREMONY, shown) in steps
    assert HELD.root.hex() in steps.replace(" ", "")
    assert verifier.locator("#result tr").all_inner_texts()[1] == "A\t6\t0\t2"


@pytest.mark.parametrize(("what", "bundle", "place", "why"), TAMPERED, ids=[each[0] for each in TAMPERED])
def test_the_page_finds_what_the_command_finds_at_the_same_place(
    verifier: Page, tmp_path: Path, what: str, bundle: Bundle, place: str, why: str
) -> None:
    said = judged(verifier, bundle, tmp_path)
    assert said.startswith(f"核验不通过。{place}：")
    assert why in said or place == "paper.json"  # there the page says it in its own words


@pytest.mark.parametrize(("what", "packed", "place"), FORGED, ids=[each[0] for each in FORGED])
def test_the_page_does_not_read_what_could_be_read_in_two_ways_either(
    verifier: Page, tmp_path: Path, what: str, packed: bytes, place: str
) -> None:
    assert judged(verifier, packed, tmp_path).startswith(f"核验不通过。{place}：")


@pytest.mark.parametrize("size", ["1366x768", "360x640"])
def test_the_page_of_the_verifier_can_be_used_by_everybody(verifier: Page, tmp_path: Path, size: str) -> None:
    looking.resize(verifier, size)
    expect(verifier).to_have_title("票决独立核验")
    expect(verifier.get_by_label("核验包")).to_have_attribute("type", "file")
    judged(verifier, HELD, tmp_path)
    looking.shoot(verifier, "verifier-holds", size, "js")
    assert looking.barriers(verifier) == []
    assert looking.too_wide(verifier) == []
    judged(verifier, TAMPERED[0][1], tmp_path)
    looking.shoot(verifier, "verifier-fails", size, "js")
    assert looking.barriers(verifier) == []


def test_projects_are_called_by_their_titles(verifier: Page, tmp_path: Path) -> None:
    said = judged(verifier, held(titles={each: f"{each}路改造" for each in CANDIDATES}), tmp_path)
    assert said.endswith("当选：A路改造、B路改造")
    assert verifier.locator("#result tr").all_inner_texts()[1] == "A路改造\t6\t0\t2"


def test_a_file_that_is_no_bundle_is_said_to_be_none(verifier: Page, tmp_path: Path) -> None:
    file = tmp_path / "other.gz"
    file.write_text(json.dumps({}))
    verifier.set_input_files("#file", file)
    expect(verifier.locator("#answer")).to_have_text("核验不通过。核验包：文件损坏或不是 .tar.gz 核验包。")
