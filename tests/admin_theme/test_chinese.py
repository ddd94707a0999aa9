import re
from pathlib import Path

import polib
import unfold
from django.utils.translation import gettext, override
from django.utils.translation.template import templatize

from admin_theme import compile_messages

SOURCE = compile_messages.LOCALE / "zh_Hans" / "LC_MESSAGES" / "django.po"


def test_every_string_has_its_chinese() -> None:
    entries = polib.pofile(str(SOURCE))
    assert len(entries) > 139
    assert [e.msgid for e in entries if not (e.msgstr or e.msgstr_plural)] == []


def test_placeholders_survive_translation() -> None:
    for entry in polib.pofile(str(SOURCE)):
        said = entry.msgstr or "".join(entry.msgstr_plural.values())
        assert sorted(re.findall(r"%\(\w+\)s|\{\w*\}", entry.msgid)) == sorted(re.findall(r"%\(\w+\)s|\{\w*\}", said))


def test_unfolds_templates_say_nothing_in_english() -> None:
    """A new release of unfold with new words fails here."""
    ours = {entry.msgid for entry in polib.pofile(str(SOURCE))}
    asked: set[str] = set()
    for path in (Path(unfold.__file__).parent / "templates").rglob("*.html"):
        python = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        asked |= set(re.findall(r"\bgettext\(u?'((?:[^'\\]|\\.)*)'\)", python))
        asked |= set(re.findall(r'\bgettext\(u?"((?:[^"\\]|\\.)*)"\)', python))
    asked = {text.replace("\\'", "'") for text in asked}
    assert len(asked) > 60
    with override("zh-hans"):
        assert sorted(t for t in asked if t not in ours and gettext(t) == t and re.search("[A-Za-z]{3}", t)) == []


def test_compiling_makes_the_file_django_reads(tmp_path: Path) -> None:
    where = tmp_path / "zh_Hans" / "LC_MESSAGES"
    where.mkdir(parents=True)
    (where / "django.po").write_text(SOURCE.read_text(encoding="utf-8"), encoding="utf-8")
    (made,) = compile_messages.compile_all(tmp_path)
    assert polib.mofile(str(made)).find("Filters").msgstr == "筛选"
