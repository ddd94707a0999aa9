"""Every script of ours, and the library the ballot stands on, is written in what the oldest browsers we serve can read
(quality.md D5, G14: Chromium 78, iOS 13); a device that cannot seal hears it, whatever it lacks."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from infra.assets import build
from tests.conftest import ROOT
from tests.faces.test_sealing_in_a_browser import STATIC

SCRIPTS = sorted(
    each
    for folder in ("platform", "tenants", "admin_theme")
    for each in (ROOT / folder).rglob("static/**/*")
    if each.suffix in {".js", ".mjs"}
)
NEWER = re.compile(
    r"replaceChildren|replaceAll|\.at\(|structuredClone|hasOwn\(|randomUUID|allSettled|\.any\(|DecompressionStream"
)
MAY = {"bundle.mjs": {"DecompressionStream"}}  # it says so where it is missing; the verifier's page is the other way


@pytest.mark.parametrize("script", SCRIPTS, ids=[each.name for each in SCRIPTS])
def test_a_script_has_nothing_that_the_oldest_browsers_cannot_read(script: Path) -> None:
    assert build.esbuild(script, f"--target={build.OLDEST}") == build.esbuild(script, "--target=esnext")
    if "vendor" not in script.parts:
        assert set(NEWER.findall(script.read_text())) <= MAY.get(script.name, set())


def test_the_comparison_sees_what_is_too_new(tmp_path: Path) -> None:
    new = tmp_path / "new.mjs"
    new.write_text("export const f = (a) => a?.b ?? 1;")
    assert build.esbuild(new, f"--target={build.OLDEST}") != build.esbuild(new, "--target=esnext")
    new.write_text("await 1;")
    with pytest.raises(subprocess.CalledProcessError):
        build.esbuild(new, f"--target={build.OLDEST}")


LACKS = {
    "no WebAssembly": "delete globalThis.WebAssembly",
    "no source of chance": "Object.defineProperty(globalThis, 'crypto', {value: undefined})",
    "no modules": "",
    "WebAssembly that may not run": "WebAssembly.instantiate = WebAssembly.compile = () => Promise.reject(new Error('blocked'));"
    "WebAssembly.instantiateStreaming = undefined",
}


@pytest.mark.parametrize("lacks", LACKS)
def test_a_device_that_cannot_seal_hears_it_at_sign_in(browser: Browser, lacks: str) -> None:
    """And one whose browser does not even read the page's module."""

    def served(route: Route) -> None:
        name = route.request.url.split("/", 3)[3]
        if not name:
            body = '<p id="device"></p><p id="unfit" hidden>请使用大厅平板</p><script src="/unfit.js"></script>'
            body += '<script type="module" src="/trial.mjs"></script>'
            route.fulfill(body=f"<!doctype html><title>·</title>{body}", content_type="text/html; charset=utf-8")
        elif name == "trial.mjs" and lacks == "no modules":
            route.fulfill(body="this is nothing that it can read", content_type="text/javascript")
        else:
            route.fulfill(path=STATIC / name, content_type="text/javascript")

    context = browser.new_context()
    context.add_init_script(LACKS[lacks])
    page = context.new_page()
    page.route("**/*", served)
    page.goto("http://device.invalid/")
    expect(page.locator("#unfit")).to_be_visible(timeout=30_000)
    expect(page.locator("#device")).to_be_empty()
    context.close()
