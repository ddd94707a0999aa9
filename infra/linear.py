"""One line of migrations a room: each folder names its last one in `max_migration.txt`.

Two branches that both add a migration then conflict in that file, in git and at once, instead of in a province's
database later. `python -m infra.linear` checks, `--write` brings the files up to date; a fork is refused either way.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("platform", "tenants", "api", "infra")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.linear", description=__doc__)
    parser.add_argument("--write", action="store_true", help="bring max_migration.txt up to date")
    write = parser.parse_args(argv).write
    problems = [problem for folder in _folders() for problem in _look(folder, write)]
    print("\n".join(problems), end="\n" if problems else "", file=sys.stderr)
    return 1 if problems else 0


def _folders() -> Iterator[Path]:
    for source in SOURCES:
        yield from (folder for folder in sorted((ROOT / source).rglob("migrations")) if _names(folder))


def _look(folder: Path, write: bool) -> Iterator[str]:
    last = sorted(_names(folder) - _parents(folder))
    where = folder.relative_to(ROOT)
    if len(last) != 1:
        yield f"{where} 分叉：{'、'.join(last)} 之后都没有下一个，请改成一条线。"
        return
    mark = folder / "max_migration.txt"
    if write:
        mark.write_text(last[0] + "\n")
    elif not mark.exists() or mark.read_text().strip() != last[0]:
        yield f"{where}/max_migration.txt 应写 {last[0]}：运行 make migrations。"


def _names(folder: Path) -> set[str]:
    return {file.stem for file in folder.glob("[0-9]*.py")}


def _parents(folder: Path) -> set[str]:
    """The migrations of this room that another one of it follows: `("room", "0001_initial")` in a dependency."""
    pairs = [
        node.elts
        for file in folder.glob("[0-9]*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Tuple) and len(node.elts) == 2
    ]
    words = [tuple(getattr(each, "value", None) for each in pair) for pair in pairs]
    return {str(name) for label, name in words if label == folder.parent.name}


if __name__ == "__main__":
    sys.exit(main())
