"""A page as people meet it: does it come whole, does it talk to strangers, can everybody use it, how does it look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Response

from infra.settings import env
from tests.conftest import ROOT

SHOTS = env.HOME / "shots"  # kept: the last look at every page, below .renda/test when `make test` runs
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
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations'], preload: false})")
    return [
        f"axe {each['impact']} {each['id']}：{each['nodes'][0]['html'][:160]} {_why(each)}（共 {len(each['nodes'])} 处）"
        for each in found["violations"]
        if each["impact"] in {"serious", "critical"}
    ]


@cache
def _axe() -> str:
    return AXE.read_text()


def _why(found: Any) -> str:
    checks = [*found["nodes"][0]["any"], *found["nodes"][0]["all"], *found["nodes"][0]["none"]]
    return checks[0]["message"][:160] if checks else ""


def shoot(page: Page, face: str, size: str, manner: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", face).strip("-")
    page.screenshot(path=SHOTS / f"{name}-{size}-{manner}.jpg", type="jpeg", quality=70, full_page=True)


def resize(page: Page, size: str) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})


_SIDEWAYS = """() => {
  const root = document.documentElement, room = root.clientWidth
  if (root.scrollWidth <= room + 1) return []
  const out = [...document.body.querySelectorAll('*')].filter(each => each.getBoundingClientRect().right > room + 1)
  return [`页面比屏幕宽 ${root.scrollWidth - room} 像素：${(out.pop() || root).outerHTML.slice(0, 160)}`]
}"""


def too_wide(page: Page) -> list[str]:
    """A page that has to be pushed sideways on a phone, and the innermost part that sticks out."""
    found: list[str] = page.evaluate(_SIDEWAYS)
    return found


_SMALL = """() => [...document.querySelectorAll('a:not(.skip), button, summary, select, label.choice, input:not([type=hidden])')]
  .filter(each => each.offsetParent)
  .filter(each => !(each.tagName === 'INPUT' && each.closest('label.choice')))
  .map(each => [each, each.getBoundingClientRect()])
  .filter(([each, box]) => box.height && box.height < 59.5 && box.bottom > 0)
  .map(([each, box]) => `只有 ${Math.round(box.height)} 像素高：${each.outerHTML.slice(0, 120)}`)"""


def too_small(page: Page) -> list[str]:
    """In 长辈版: what is to be touched and is less than 60 pixels high."""
    found: list[str] = page.evaluate(_SMALL)
    return found


def browser_context(browser: Browser, *, script: bool, size: str = "1366x768") -> BrowserContext:
    width, height = SIZES[size]
    return browser.new_context(
        java_script_enabled=script, viewport={"width": width, "height": height}, locale="zh-CN", reduced_motion="reduce"
    )
