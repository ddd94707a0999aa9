"""A deputy's page as it runs, and a host that lies to it: another key, other keepers, other projects, an order of its own."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tenants.ballot.sealed import keys, manifest, sealing
from tests.faces.test_a_scrutineers_device_against_its_host import FINGERPRINT
from tests.faces.test_sealing_in_a_browser import STATIC
from tests.tenants.ballot.sealed.polls import CANDIDATES, CEREMONY, bytes_of, slot
from tests.tenants.ballot.sealed.test_verifier import HELD

POLL = manifest.read(HELD.manifest)
MINE = slot(1)
MARKS = ("approve", "oppose", "abstain")
PAGE = """<!doctype html><title>·</title><div id="booth" data-round="r"><p id="device"></p>
<section id="unfit" data-step hidden></section>
<section id="paper" data-step hidden><div id="rejected" hidden></div><div id="wrong" hidden><p id="wrong-words"></p></div>{projects}
<button id="to-read-back">下一步</button></section>
<section id="read-back" data-step hidden><p class="fingerprint"></p><ol id="lines"></ol><button id="to-change"></button>
<button id="to-submit">密封并提交</button></section>
<section id="sending" data-step hidden><p id="sending-words"></p></section>
<section id="unsent" data-step hidden><button id="to-send"></button></section>
<section id="refused" data-step hidden><p id="refused-words"></p><button id="to-begin"></button></section>
<section id="submitted" data-step hidden><p id="code"></p></section></div><script type="module" src="/booth.mjs"></script>"""


def project(name: str) -> str:
    inputs = (
        f'<label><input type="radio" name="mark_{name}" value="{mark}"><span>{mark}</span></label>' for mark in MARKS
    )
    return f"<fieldset><legend>{name}</legend>{''.join(inputs)}</fieldset>"


@dataclass
class Host:
    """What it tells the device, and what it was given."""

    manifest: bytes = HELD.manifest
    projects: tuple[str, ...] = CANDIDATES
    slot: bytes = MINE
    given: list[bytes] = field(default_factory=list)

    def answer(self, route: Route) -> None:
        path = route.request.url.split("/", 3)[3]
        if not path:
            body = PAGE.replace("{projects}", "".join(map(project, self.projects)))
            route.fulfill(body=body, content_type="text/html; charset=utf-8")
        elif not path.startswith("api/"):
            route.fulfill(path=STATIC / path, content_type="text/javascript")
        elif path.endswith("booth/"):
            told = {"manifest": base64.b64encode(self.manifest).decode(), "slot": self.slot.hex()}
            route.fulfill(json={**told, "round_uid": "r", "state": "none", "code": ""})
        else:
            self.given.append(base64.b64decode(json.loads(route.request.post_data or "")["sealed"]))
            digest = sealing.ballot_digest(manifest.read(self.manifest).poll, self.slot, self.given[-1]).hex()
            route.fulfill(json={"digest": digest, "code": digest[:12], "receipt": ""})


def told(change: Callable[[dict[str, Any]], object]) -> bytes:
    """The manifest, changed by the host."""
    said = json.loads(HELD.manifest)
    change(said)
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


@pytest.fixture
def device(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    yield page
    context.close()


def read_back(device: Page, host: Host, approve: str) -> Page:
    device.route("**/*", host.answer)
    device.goto("http://device.invalid/")
    expect(device.locator("#paper")).to_be_visible(timeout=30_000)
    for name in approve:
        device.check(f"input[name=mark_{name}][value=approve]")
    device.click("#to-read-back")
    return device


def sealed(device: Page, host: Host, approve: str) -> bytes:
    read_back(device, host, approve).click("#to-submit")
    expect(device.locator("#submitted")).to_be_visible(timeout=30_000)
    [found] = host.given
    return found


def test_a_device_reads_the_manifest_and_shows_whose_key_it_is_before_it_seals(device: Page) -> None:
    host = Host()
    read_back(device, host, "AB")
    assert device.locator(".fingerprint").inner_text() == FINGERPRINT
    assert device.locator("#lines li").all_inner_texts() == [
        "Aapprove",
        "Bapprove",
        "C未选择（按弃权计）",
        "D未选择（按弃权计）",
    ]
    assert host.given == []
    device.click("#to-submit")
    expect(device.locator("#submitted")).to_be_visible(timeout=30_000)
    sealing.check(POLL.poll, MINE, host.given[0])


def test_a_limit_is_the_manifests_own_in_words(device: Page) -> None:
    host = Host()
    read_back(device, host, "ABC")
    expect(device.locator("#wrong-words")).to_have_text("最多赞成 2 个项目，请修改后再提交。")
    assert host.given == []


def another_key(said: dict[str, Any]) -> None:
    said["key"] = said["trustees"][0]["commitments"][0]


LIES: list[tuple[str, Host]] = [
    ("a key of its own beside the keepers' parts", Host(told(another_key))),
    ("a part that its keeper never committed to", Host(told(lambda m: m["trustees"][0].update(proof=m["trustees"][1]["proof"])))),
    ("any one keeper opens", Host(told(lambda m: m.update(threshold=1)))),
    ("projects in another order than on the page", Host(told(lambda m: m["candidates"].reverse()))),
    ("a page in another order than the manifest", Host(projects=("B", "A", "C", "D"))),
    ("titles that are not those of the page", Host(told(lambda m: m.update(titles={"A": "B", "B": "A"})))),
    ("marks on the page that the ballot has no box for", Host(told(lambda m: m["method"].update(form="tick")))),
    ("a project less", Host(told(lambda m: m["candidates"].pop()))),
    ("a slot that is not on the roll", Host(slot=bytes(16))),
    ("no manifest", Host(b"{}")),
]  # fmt: skip


@pytest.mark.parametrize(("what", "host"), LIES, ids=[each[0] for each in LIES])
def test_a_device_does_not_vote_by_a_manifest_that_does_not_hold(device: Page, what: str, host: Host) -> None:
    device.route("**/*", host.answer)
    device.goto("http://device.invalid/")
    expect(device.locator("#refused-words")).to_contain_text("不能在这台设备上投票", timeout=30_000)
    expect(device.locator("#paper")).to_be_hidden()
    assert host.given == []


def test_keepers_that_the_host_made_up_have_another_fingerprint_than_was_read_aloud(device: Page) -> None:
    made = [keys.Trustee.from_seed(CEREMONY, index, 2, bytes_of(f"host {index}")) for index in (1, 2, 3)]
    reveals = [each.reveal(CEREMONY) for each in made]

    def change(said: dict[str, Any]) -> None:
        said["key"] = keys.joint_key(reveals).hex()
        said["trustees"] = [
            {
                "index": who.index,
                "committed": reveal.hash(CEREMONY, who.index).hex(),
                "commitments": [point.hex() for point in reveal.commitments],
                "proof": reveal.proof.hex(),
                "transport_key": who.transport_key.hex(),
            }
            for who, reveal in zip(made, reveals, strict=True)
        ]

    host = Host(told(change))
    manifest.check_key(manifest.read(host.manifest))  # nothing but the fingerprint tells
    read_back(device, host, "A")
    shown = [(who.index, who.transport_key, reveal) for who, reveal in zip(made, reveals, strict=True)]
    assert device.locator(".fingerprint").inner_text() == keys.fingerprint(CEREMONY, shown) != FINGERPRINT
    assert host.given == []


def test_an_order_of_the_hosts_own_on_page_and_manifest_seals_a_ballot_that_holds_nowhere(device: Page) -> None:
    host = Host(told(lambda m: m["candidates"].reverse()), projects=CANDIDATES[::-1])
    found = sealed(device, host, "A")
    with pytest.raises(sealing.SealBroken):
        sealing.check(POLL.poll, MINE, found)
