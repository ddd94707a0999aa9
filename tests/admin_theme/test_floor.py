"""What our style sheets and templates may not contain: outside hosts, new syntax, colours of their own."""

import re
from pathlib import Path

import pytest

import admin_theme

ROOT = Path(admin_theme.__file__).parent
STYLES = sorted((ROOT / "static" / "admin_theme").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
OURS = [*STYLES, *TEMPLATES]

TOO_NEW = {
    "flex gap": r"(?<![\w-])(row-|column-)?gap\s*:",  # grids say grid-gap, which every floor browser knows
    ":is() :where() :has()": r":(is|where|has|matches)\(",
    "aspect-ratio": r"aspect-ratio",
    "inset": r"(?<![\w-])inset(-\w+)*\s*:",
    "min() max() clamp()": r"(?<![\w-])(min|max|clamp)\(",
    "logical margins": r"(margin|padding)-(inline|block)",
    "new colours": r"(oklch|oklab|lab|lch|color-mix|hwb)\(",
    "containers": r"@container|@property|@scope|@starting-style",
    "dynamic viewport": r"\d(dvh|svh|lvh|cqw)\b",
    "nesting": r"&",
    "revert": r":\s*revert",
    "range media": r"@media[^{]*[<>]",
}
COLOUR = r"#[0-9a-fA-F]{3,8}\b|\b(rgb|rgba|hsl|hsla)\(|:\s*(white|black|red|blue|green|gray|grey|orange|gold)\b"
SIZE = r"(?<![\w.-])\d*\.?\d+(px|rem|pt|cm)\b"


def code(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)


def ids(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("path", OURS, ids=ids)
def test_nothing_is_fetched_from_outside(path: Path) -> None:
    assert not re.search(r"https?://|(src|href|url\()\s*=?\s*[\"']?//", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", STYLES, ids=ids)
def test_styles_stay_on_the_floor(path: Path) -> None:
    broken = [name for name, pattern in TOO_NEW.items() if re.search(pattern, code(path))]
    assert broken == []


@pytest.mark.parametrize("bad", ["a{gap: 4px}", "a:has(b){}", "a{aspect-ratio:1}", "a{width:min(1px,2px)}"])
def test_the_floor_bites(bad: str) -> None:
    assert any(re.search(pattern, bad) for pattern in TOO_NEW.values())


@pytest.mark.parametrize("path", [p for p in STYLES if p.name != "tokens.css"], ids=ids)
def test_colours_and_sizes_are_named_in_tokens_only(path: Path) -> None:
    lines = [line for line in code(path).splitlines() if not line.lstrip().startswith("@media")]
    assert [line for line in lines if re.search(COLOUR, line) or re.search(SIZE, line)] == []


@pytest.mark.parametrize("path", STYLES, ids=ids)
def test_every_name_used_is_defined(path: Path) -> None:
    defined = {name for p in STYLES for name in re.findall(r"(--[\w-]+)\s*:", code(p))}
    used = set(re.findall(r"var\((--[\w-]+)", code(path)))
    assert used <= defined


@pytest.mark.parametrize("path", TEMPLATES, ids=ids)
def test_templates_have_no_inline_style_or_script(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("words", "ground"),
    [
        *[
            ("ink", g)
            for g in ("card", "ground", "stripe", "brand-faint", "action-faint", "warn-faint", "danger-faint")
        ],
        *[("ink-soft", g) for g in ("card", "ground", "warn-faint")],
        ("action", "card"),
        ("action", "ground"),
        ("action-deep", "action-faint"),
        ("brand", "card"),
        ("brand", "brand-faint"),
        ("danger", "card"),
        ("danger", "danger-faint"),
        ("light-green", "good-faint"),
        ("on-brand", "brand"),
        ("on-brand-soft", "brand-deep"),
        ("on-action", "action"),
        ("on-action", "danger"),
    ],
)
def test_words_stand_out_from_their_ground(words: str, ground: str) -> None:
    named = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]{6});", (ROOT / "static/admin_theme/tokens.css").read_text()))
    assert contrast(named[words], named[ground]) >= 4.5


def test_paint_imports_nobody() -> None:
    for path in ROOT.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^\s*(from|import) (commons|tenants|api|infra)\b", text, re.M), path
