"""The scrutineer's page as it runs, and a host that lies to it: other keys, another set, a ballot made of somebody's."""

from __future__ import annotations

import base64
import dataclasses
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

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
PAGE = """<!doctype html><title>·</title><main id="key" data-vote="v" data-chief="no"><h2 id="headline"></h2>
<div id="lines"></div><button id="act" hidden></button><p id="fault" hidden><span id="fault-words"></span></p>
<div id="restore" hidden><input id="backup"><button id="to-restore"></button></div><p id="broken" hidden></p>
<button id="again" hidden></button><p id="live"></p></main><script type="module" src="/trustee.mjs"></script>"""


@dataclass
class Host:
    """What it tells the device, and what it was given."""

    shows: Bundle = HELD
    keepers: list[dict[str, Any]] = field(default_factory=lambda: [keeper(index) for index in (1, 2, 3)])
    given: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, route: Route) -> None:
        path = route.request.url.split("/", 3)[3]
        if not path:
            route.fulfill(body=PAGE, content_type="text/html; charset=utf-8")
        elif not path.startswith("api/"):
            route.fulfill(path=STATIC / path, content_type="text/javascript")
        elif path.endswith("ceremonies/"):
            route.fulfill(json={"results": [self.box()]})
        elif path.endswith("sealed-set/"):
            route.fulfill(json=self.set())
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
            "seal_root": self.shows.root.hex(),
            "pending": 0,
            "result": "",
            "is_destroyed": False,
            "keepers": self.keepers,
        }

    def set(self) -> dict[str, Any]:
        ballots = [[slot.hex(), base64.b64encode(sealed).decode()] for slot, sealed in self.shows.ballots]
        return {
            "manifest": base64.b64encode(HELD.manifest).decode(),
            "seal_root": self.shows.root.hex(),
            "ballots": ballots,
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
    device.unroute_all()
    device.route("**/*", host.answer)
    device.goto("http://device.invalid/")
    expect(device.locator("#headline")).to_have_text("已封箱", timeout=30_000)
    device.locator("#act").click()
    return device


def test_a_device_checks_every_ballot_and_gives_the_share_of_their_sum(device: Page) -> None:
    host = Host()
    met(device, host)
    device.wait_for_function("() => Object.keys(localStorage).some((each) => each.endsWith('.opened'))", timeout=30_000)
    device.wait_for_timeout(300)
    [given] = host.given
    [part] = given["shares"]
    share = opening.Share(ME, *(tuple(bytes.fromhex(each) for each in part[name]) for name in ("points", "proofs")))
    sums = opening.product([sealing.check(POLL.poll, *each) for each in HELD.ballots], len(POLL.poll.layout.boxes))
    opening.check_share(share, keys.public_share(TRUSTEES.reveals, ME), sums, POLL.hash + HELD.root)


def test_a_device_opens_one_root_only_and_nothing_under_other_keys(device: Page) -> None:
    """Two sums that differ by one ballot are that ballot; and who could put keys between the devices could read their shares."""
    host = Host()
    met(device, host)
    device.wait_for_function("() => Object.keys(localStorage).some((each) => each.endsWith('.opened'))", timeout=30_000)
    device.wait_for_timeout(300)
    assert len(host.given) == 1

    less = Host(with_root_of_its_own(dataclasses.replace(HELD, ballots=HELD.ballots[1:])))
    expect(met(device, less).locator("#fault-words")).to_contain_text("已对另一封箱摘要开启过", timeout=30_000)
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
