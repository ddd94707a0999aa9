"""A page as people meet it: does it come whole, does it talk to strangers, can everybody use it, how does it look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.conftest import ROOT

SHOTS = ROOT / "tests" / "artefacts" / "shots"
AXE = ROOT / "tests" / "artefacts" / "vendor" / "axe.min.js"
SIZES = {"1366x768": (1366, 768), "360x640": (360, 640)}
CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Visit:
    """What a page did while it was looked at."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def go(self, url: str) -> Response:
        response = self.page.goto(url, wait_until="load")
        assert response is not None
        return response


@contextmanager
def visiting(context: BrowserContext, port: int) -> Iterator[Visit]:
    """A page whose console and requests are listened to."""
    page = context.new_page()
    visit = Visit(page)

    def heard(message: Any) -> None:
        if message.type == "error":
            visit.faults.append(f"控制台：{message.text[:300]}（{message.location.get('url', '')}）")

    def asked(request: Any) -> None:
        where = urlsplit(request.url)
        if where.scheme in {"http", "https", "ws", "wss"} and not _ours(where.hostname or "", where.port, port):
            visit.faults.append(f"请求了别的主机：{request.url}")

    page.on("console", heard)
    page.on("pageerror", lambda error: visit.faults.append(f"脚本出错：{str(error)[:300]}"))
    page.on("request", asked)
    try:
        yield visit
    finally:
        page.close()


def _ours(host: str, port: int | None, expected: int) -> bool:
    return host.endswith(".localhost") and port == expected


def barriers(page: Page) -> list[str]:
    """What axe-core finds serious or critical."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"axe {each['impact']} {each['id']}：{each['nodes'][0]['html'][:160]} {_why(each)}（共 {len(each['nodes'])} 处）"
        for each in found["violations"]
        if each["impact"] in {"serious", "critical"}
    ]


def _why(found: Any) -> str:
    checks = [*found["nodes"][0]["any"], *found["nodes"][0]["all"], *found["nodes"][0]["none"]]
    return checks[0]["message"][:160] if checks else ""


def shoot(page: Page, face: str, size: str, manner: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(
        path=SHOTS / f"{re.sub(r'[^A-Za-z0-9_-]+', '-', face).strip('-')}-{size}-{manner}.png", full_page=True
    )


def resize(page: Page, size: str) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})


def too_wide(page: Page) -> list[str]:
    """A page that has to be pushed sideways on a phone: what sticks out the furthest."""
    wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"页面比屏幕宽 {wide} 像素"] if wide > 1 else []


def browser_context(browser: Browser, *, script: bool, size: str = "1366x768") -> BrowserContext:
    width, height = SIZES[size]
    return browser.new_context(
        java_script_enabled=script, viewport={"width": width, "height": height}, locale="zh-CN", reduced_motion="reduce"
    )
