"""The scrutineer's page as it runs, and a host that lies to it: other keys, another set, a ballot made of somebody's."""

from __future__ import annotations

import base64
import dataclasses
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tenants.ballot.sealed import bundle as bundles
from tenants.ballot.sealed import keys, manifest, opening, sealing
from tenants.ballot.sealed.bundle import Bundle
from tests.faces.test_sealing_in_a_browser import STATIC
from tests.tenants.ballot.sealed.polls import CEREMONY, TRUSTEES, bytes_of
from tests.tenants.ballot.sealed.test_verifier import HELD, made_of_another, with_root_of_its_own

ME = 1
UID = "01a20696-49c3-753e-b4f7-fe6708127291"
POLL = manifest.read(HELD.manifest)
FINGERPRINT = keys.fingerprint(
    CEREMONY,
    [(each.index, each.transport_key, made) for each, made in zip(TRUSTEES.people, TRUSTEES.reveals, strict=True)],
)
PAGE = """<!doctype html><title>·</title><main id="key" data-vote="v" data-chief="no"><h2 id="headline"></h2>
<div id="lines"></div><p id="progress"></p><button id="act" hidden></button><p id="fault" hidden><span id="fault-words"></span></p>
<div id="restore" hidden><input id="backup"><button id="to-restore"></button></div><p id="broken" hidden></p>
<button id="again" hidden></button><p id="live"></p></main><script type="module" src="/trustee.mjs"></script>"""


@dataclass
class Host:
    """What it tells the device, and what it was given. `waves`: while it is set, voting goes on and so many were shown."""

    shows: Bundle = HELD
    waves: int | None = None
    asked: list[int] = field(default_factory=list)
    keepers: list[dict[str, Any]] = field(default_factory=lambda: [keeper(index) for index in (1, 2, 3)])
    given: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path[1:]
        if not path:
            route.fulfill(body=PAGE, content_type="text/html; charset=utf-8")
        elif not path.startswith("api/"):
            route.fulfill(path=STATIC / path, content_type="text/javascript")
        elif path.endswith("ceremonies/"):
            route.fulfill(json={"results": [self.box()]})
        elif path.endswith("sealed-set/"):
            [after] = parse_qs(urlsplit(route.request.url).query)["after"]
            self.asked.append(int(after))
            route.fulfill(json=self.set(int(after)))
        else:
            self.given.append(json.loads(route.request.post_data or ""))
            route.fulfill(json={})

    def box(self) -> dict[str, Any]:
        return {
            "uid": UID,
            "round_uid": UID,
            "number": 1,
            "phase": "used",
            "phase_label": "已开启投票",
            "ceremony": CEREMONY.hex(),
            "threshold": 2,
            "broken_by": "",
            "manifest_hash": POLL.hash.hex(),
            "seal_root": self.root,
            "pending": 0,
            "result": "",
            "is_destroyed": False,
            "keepers": self.keepers,
        }

    @property
    def root(self) -> str:
        return self.shows.root.hex() if self.waves is None else ""

    def set(self, after: int) -> dict[str, Any]:
        ballots = [[slot.hex(), base64.b64encode(sealed).decode()] for slot, sealed in self.shows.ballots]
        return {
            "manifest": base64.b64encode(HELD.manifest).decode(),
            "seal_root": self.root,
            "ballots": ballots[after : self.waves],
        }


def keeper(index: int) -> dict[str, Any]:
    who, reveal = TRUSTEES.people[index - 1], TRUSTEES.reveals[index - 1]
    return {
        "index": index,
        "name": f"监票人{index}",
        "is_me": index == ME,
        "committed": reveal.hash(CEREMONY, index).hex(),
        "transport_key": who.transport_key.hex(),
        "commitments": [point.hex() for point in reveal.commitments],
        "proof": reveal.proof.hex(),
        "has_dealt": True,
        "dealt": "" if index == ME else who.deal(CEREMONY, ME, TRUSTEES.people[ME - 1].transport_key).hex(),
        "acked": True,
        "opened": False,
        "signed": False,
    }


@pytest.fixture
def device(browser: Browser) -> Iterator[Page]:
    """A scrutineer's device with her secret on it, and nothing else."""
    context = browser.new_context()
    seed = bytes_of(f"trustee {ME}").hex()
    context.add_init_script(
        f"if (!localStorage.getItem('renda.key.{UID}')) localStorage.setItem('renda.key.{UID}', '{seed}')"
    )
    page = context.new_page()
    yield page
    context.close()


def met(device: Page, host: Host) -> Page:
    """The device has come to a stop: it can open, or says why not."""
    device.unroute_all()
    device.route("**/*", host.answer)
    device.goto("http://device.invalid/")
    expect(device.locator("#act:visible, #fault-words:visible").first).to_be_visible(timeout=30_000)
    return device


def opened(device: Page, host: Host) -> Page:
    met(device, host)
    expect(device.locator("#headline")).to_have_text("已封箱")
    device.locator("#act").click()
    return device


def given(device: Page, host: Host) -> dict[str, Any]:
    with device.expect_response("**/opening-share/"):
        opened(device, host)
    [part] = host.given[-1]["shares"]
    return dict(part)


def test_a_device_checks_every_ballot_and_gives_the_share_of_their_sum(device: Page) -> None:
    part = given(device, Host())
    share = opening.Share(ME, *(tuple(bytes.fromhex(each) for each in part[name]) for name in ("points", "proofs")))
    sums = opening.product([sealing.check(POLL.poll, *each) for each in HELD.ballots], len(POLL.poll.layout.boxes))
    opening.check_share(share, keys.public_share(TRUSTEES.reveals, ME), sums, POLL.hash + HELD.root)


def test_a_device_checks_while_voting_goes_on_and_after_closing_only_what_is_new(device: Page) -> None:
    host = Host(waves=5)
    device.unroute_all()
    device.route("**/*", host.answer)
    device.goto("http://device.invalid/")
    lines = device.locator("#lines")
    expect(lines).to_contain_text("这台设备已核对 5 张密封票，全部成立", timeout=30_000)
    expect(lines).to_contain_text(FINGERPRINT)
    assert host.asked[:2] == [0, 5]
    assert len(device.evaluate(f"localStorage.getItem('renda.key.{UID}.checked')")) == 5 * 64

    host.waves, began = None, len(host.asked)  # closed
    expect(device.locator("#headline")).to_have_text("已封箱", timeout=30_000)
    assert set(host.asked[began:]) == {5}
    with device.expect_response("**/opening-share/"):
        device.locator("#act").click()
    [part] = host.given[-1]["shares"]
    share = opening.Share(ME, *(tuple(bytes.fromhex(each) for each in part[name]) for name in ("points", "proofs")))
    sums = opening.product([sealing.check(POLL.poll, *each) for each in HELD.ballots], len(POLL.poll.layout.boxes))
    opening.check_share(share, keys.public_share(TRUSTEES.reveals, ME), sums, POLL.hash + HELD.root)


def test_a_ballot_that_was_shown_and_is_another_one_in_the_box_is_found(device: Page) -> None:
    """What was checked is remembered by what it is, not by its place."""
    host = Host(waves=6)
    device.unroute_all()
    device.route("**/*", host.answer)
    device.goto("http://device.invalid/")
    expect(device.locator("#lines")).to_contain_text("已核对 6 张", timeout=30_000)
    host.shows, host.waves = made_of_another(HELD), None
    expect(device.locator("#fault-words")).to_contain_text("与封箱摘要不符", timeout=30_000)
    expect(device.locator("#fault-words")).to_contain_text("密封证明不成立", timeout=30_000)  # asked for anew
    assert host.given == []


def test_a_device_opens_one_root_only_and_nothing_under_other_keys(device: Page) -> None:
    """Two sums that differ by one ballot are that ballot; and who could put keys between the devices could read their shares."""
    host = Host()
    given(device, host)

    less = Host(with_root_of_its_own(dataclasses.replace(HELD, ballots=HELD.ballots[1:])))
    expect(opened(device, less).locator("#fault-words")).to_contain_text("已对另一封箱摘要开启过", timeout=30_000)
    assert less.given == []

    between = Host()
    between.keepers[1]["transport_key"] = TRUSTEES.people[0].transport_key.hex()
    expect(met(device, between).locator("#fault-words")).to_contain_text("与仪式中的不同", timeout=30_000)
    assert between.given == []


def test_a_device_opens_nothing_with_a_ballot_made_of_somebody_elses(device: Page) -> None:
    host = Host(made_of_another(HELD))
    assert bundles.seal_root(sealing.ballot_digest(POLL.poll, *each) for each in host.shows.ballots) == host.shows.root
    expect(met(device, host).locator("#fault-words")).to_contain_text("第 6 张票的密封证明不成立", timeout=30_000)
    assert host.given == []


def test_a_device_whose_own_key_was_exchanged_takes_no_further_part(device: Page) -> None:
    host = Host()
    host.keepers[0]["transport_key"] = TRUSTEES.people[1].transport_key.hex()
    expect(met(device, host).locator("#fault-words")).to_contain_text("与仪式中的不同", timeout=30_000)
    assert host.given == []
