"""Chinese for unfold's strings: django.po → django.mo, without gettext. Called by set-up.

python -m admin_theme.compile_messages
"""

from __future__ import annotations

import sys
from pathlib import Path

import polib

LOCALE = Path(__file__).parent / "locale"


def compile_all(locale: Path = LOCALE) -> list[Path]:
    made = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        polib.pofile(str(source)).save_as_mofile(str(target))
        made.append(target)
    return made


if __name__ == "__main__":
    sys.stdout.write(f"{len(compile_all())} 个语言文件已生成\n")
