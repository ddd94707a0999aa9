"""What sealing costs a phone: Chromium as it is, and six times slower, as Chrome's own tools imitate a poor phone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from statistics import median
from typing import TYPE_CHECKING

from playwright.sync_api import Page, Route, sync_playwright

import tenants.ballot
from infra.bench.ballot import scene_of
from infra.bench.rows import Row, Section
from infra.bench.server import ROOT

if TYPE_CHECKING:
    from infra.bench.province import Province

STATIC = Path(tenants.ballot.__file__).parent / "static/ballot"
SLOWER = 6
TIMES = 5
_SEAL = """async (told) => {
    const make = (await import("/vendor/libsodium-sumo.mjs")).default;
    const { group, unhex } = await import("/group.mjs");
    const { seal } = await import("/sealing.mjs");
    const began = performance.now(), g = await group(make), started = performance.now() - began;
    const poll = { ...told, manifest: unhex(told.manifest), key: unhex(told.key) };
    const times = [];
    for (let each = 0; each < told.times; each += 1) {
        const seed = crypto.getRandomValues(new Uint8Array(32)), at = performance.now();
        seal(g, poll, unhex(told.slot), told.values, seed);
        times.push(performance.now() - at);
    }
    return [started, times];
}"""


def sealing(where: Province) -> Iterator[Row]:
    scene, python = scene_of(where)
    poll, voter = scene.sealed.poll, scene.hall.deputies[0]
    told = {
        "manifest": poll.manifest.hex(),
        "key": poll.key.hex(),
        "boxes": len(poll.layout.boxes),
        "limits": [[list(each.boxes), each.least, each.most] for each in poll.layout.limits],
        "slot": scene.sealed.slots[voter.uid].hex(),
        "values": list(scene.sealed.values(scene.chosen[0])),
        "times": TIMES,
    }
    with _device() as (page, slow_down):
        for rate in (1, SLOWER):
            slow_down(rate)
            started, times = page.evaluate(_SEAL, told)
            took = median(times) / 1000
            yield Row(
                f"sealing in Chromium{'' if rate == 1 else f', {rate}× slower'}", f"{took:.2f} s",
                f"Python {python:.3f} s CPU; WebAssembly starts in {started / 1000:.2f} s", f"{took / python:.0f}×",
                "≤ 5 s" if rate > 1 else "", took <= 5 if rate > 1 else None,
            )  # fmt: skip


def program() -> str:
    """The browser that is installed; the one without a face first, which starts no process for what nobody sees."""
    found = next(filter(None, map(which, ("chromium-headless-shell", "chromium", "google-chrome"))), None)
    if found is None:
        raise SystemExit("没有浏览器：请运行 make system 安装 chromium-headless-shell")
    return found


@contextmanager
def _device() -> Iterator[tuple[Page, Callable[[float], object]]]:
    """A blank page of a host that has nothing but the scripts, and how to slow it down."""
    subprocess.run([sys.executable, "-m", "infra.assets.build"], cwd=ROOT, check=True, capture_output=True)

    def served(route: Route) -> None:
        name = route.request.url.split("/", 3)[3]
        if name:
            route.fulfill(path=STATIC / name, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>·</title>", content_type="text/html")

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context()
        page = context.new_page()
        page.route("**/*", served)
        page.goto("http://device.invalid/")
        tools = context.new_cdp_session(page)
        yield page, lambda rate: tools.send("Emulation.setCPUThrottlingRate", {"rate": rate})
        browser.close()


SECTIONS = (Section("ballot-phone", "sealing in a browser", sealing),)
