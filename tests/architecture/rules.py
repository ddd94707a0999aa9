"""The rules of the house that import-linter cannot watch, each a function over a root that returns its complaints.

They read source text only, so that `test_guards_bite.py` can ask the same functions about a broken copy.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

TIERS = {"commons": "platform", "tenants": ".", "api": ".", "admin_theme": ".", "infra": "."}
PRIVATE = frozenset({"models", "lifecycle", "handlers", "tasks", "admin", "migrations"})
NAMELESS = frozenset({"utils", "util", "common", "helpers", "misc", "base", "manager", "core"})
ASKED_FOR = frozenset({"infra.backend.base", "infra.engine.base"})  # where Django looks for a database backend
TELL_THE_DAY = frozenset({"commons.kernel.clock", "admin_theme.wording"})  # the theme knows no room
MAX_LINES = 500

Rule = Callable[[Path], list[str]]


# ── reading the tree ──────────────────────────────────────────────────────────────────────────


def sources(root: Path, *packages: str) -> Iterator[tuple[str, Path]]:
    """Every module of the packages as (dotted name, file); `a.b.__init__` is `a.b`."""
    for package in packages or tuple(TIERS):
        top = root / TIERS[package]
        for file in sorted((top / package).rglob("*.py")):
            parts = file.relative_to(top).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), file


_trees: dict[str, ast.Module] = {}  # by their text: the rules ask about the same files again and again


def tree_of(file: Path) -> ast.Module:
    text = file.read_text()
    if text not in _trees:
        _trees[text] = ast.parse(text, str(file))
    return _trees[text]


def room_of(module: str) -> str:
    """The first two parts of a dotted name: `tenants.intake`."""
    return ".".join(module.split(".")[:2])


def imports(root: Path, module: str, file: Path) -> Iterator[tuple[str, int]]:
    """What a module imports, as (dotted name, line). Names imported only to annotate do not count."""
    tree = tree_of(file)
    annotating = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if id(node) in annotating:
            continue
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(module, file, node)
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield (whole if _is_module(root, whole) else base), node.lineno


def _absolute(module: str, file: Path, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = module.split(".") if file.name == "__init__.py" else module.split(".")[:-1]
    up = package[: len(package) - node.level + 1]
    return ".".join([*up, node.module] if node.module else up)


def _is_module(root: Path, dotted: str) -> bool:
    package, *rest = dotted.split(".")
    if package not in TIERS:
        return False
    place = root.joinpath(TIERS[package], package, *rest)
    return place.with_suffix(".py").exists() or (place / "__init__.py").exists()


def where(root: Path, file: Path, line: int) -> str:
    return f"{file.relative_to(root)}:{line}"


# ── the rules ─────────────────────────────────────────────────────────────────────────────────


def source_root_is_no_package(root: Path) -> list[str]:
    """`platform/__init__.py` would hide the standard library's `platform` (decision 0002)."""
    stray = root / "platform" / "__init__.py"
    return [f"{stray.relative_to(root)} must never exist"] if stray.exists() else []


def nothing_is_called_utils(root: Path) -> list[str]:
    """A module is named for what it holds."""
    return [
        f"{module}: a module is named for what it holds"
        for module, file in sources(root)
        if NAMELESS.intersection(module.split(".")) and "settings" not in file.parts and module not in ASKED_FOR
    ]


def files_stay_readable(root: Path) -> list[str]:
    """No file over 500 lines; a file with two nouns becomes a folder first."""
    return [
        f"{file.relative_to(root)} has {lines} lines, more than {MAX_LINES}"
        for module, file in sources(root)
        if ".migrations" not in module and (lines := file.read_text().count("\n")) > MAX_LINES
    ]


def every_room_has_a_page(root: Path) -> list[str]:
    """Each room that can do something explains itself in one README of at most a page."""
    complaints = []
    for package in ("commons", "tenants"):
        for room in sorted(path for path in (root / TIERS[package] / package).iterdir() if _acts(path)):
            page = room / "README.md"
            if not page.exists():
                complaints.append(f"{room.relative_to(root)} has no README.md")
            elif page.read_text().count("\n") > 80:
                complaints.append(f"{page.relative_to(root)} is longer than a page")
    return complaints


def _acts(room: Path) -> bool:
    return any((room / name).exists() for name in ("commands.py", "commands", "queries.py", "views.py"))


def rooms_enter_by_the_front_door(root: Path) -> list[str]:
    """A room's private modules are imported by that room only. The kernel has none; infra composes and is exempt."""
    complaints = []
    for module, file in sources(root, "commons", "tenants", "api", "admin_theme"):
        for target, line in imports(root, module, file):
            parts = target.split(".")
            private = parts[0] in {"commons", "tenants"} and len(parts) > 2 and parts[2] in PRIVATE
            if private and room_of(target) not in {room_of(module), "commons.kernel"}:
                complaints.append(f"{where(root, file, line)}: {module} imports the private {target}")
    return complaints


STATE_WRITER = "commons.audit.commands"


def only_advance_moves_a_state(root: Path) -> list[str]:
    """`state` is written by `audit.commands.advance`, which writes the evidence with it (decision 0006)."""
    complaints = []
    for module, file in sources(root):
        if module == STATE_WRITER or ".migrations" in module:
            continue
        for node in ast.walk(tree_of(file)):
            if how := _writes_state(node):
                complaints.append(f"{where(root, file, node.lineno)}: {how} outside {STATE_WRITER}")  # type: ignore[attr-defined]
    return complaints


def _writes_state(node: ast.AST) -> str:
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        flat = [each for target in targets for each in ast.walk(target)]
        if any(isinstance(each, ast.Attribute) and each.attr == "state" for each in flat):
            return "state is assigned"
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "update" and any(word.arg == "state" for word in node.keywords):
            return "update(state=…)"
        if name == "setattr" and len(node.args) > 1 and _is_state(node.args[1]):
            return "setattr(…, 'state', …)"
        if name == "bulk_update" and any(_names_state(each) for each in node.args[1:]):
            return "bulk_update(…, ['state'])"
        for word in node.keywords:
            if word.arg == "update_fields" and _names_state(word.value):
                return "update_fields=['state']"
            if name == "bulk_update" and word.arg == "fields" and _names_state(word.value):
                return "bulk_update(fields=['state'])"
            if name == "update_or_create" and word.arg == "defaults" and _names_state(word.value):
                return "update_or_create(defaults={'state': …})"
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and _SQL_STATE.search(node.value):
        return "SQL sets state"
    return ""


_SQL_STATE = re.compile(r"\bUPDATE\b.+\bSET\b.*\bstate\s*=", re.S)


def _is_state(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value == "state"


def _names_state(node: ast.AST) -> bool:
    return any(_is_state(each) for each in ast.walk(node))


SWITCH = "commons.kernel.tenancy"
_SWITCHES = frozenset({"schema_context", "tenant_context", "set_tenant", "set_schema", "set_schema_to_public"})
_OFFICE_LIKE = re.compile(r"(^|_)(tenant|office|province|city|county|town|street|commons)$")


def schemas_have_one_switch(root: Path) -> list[str]:
    """Entering a schema is the kernel's business; `with office:` is not thread-safe and is banned (quality H11)."""
    complaints = []
    for module, file in sources(root):
        if module == SWITCH or ".migrations" in module:
            continue
        for node in ast.walk(tree_of(file)):
            name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
            if name in _SWITCHES:
                complaints.append(f"{where(root, file, node.lineno)}: {name} outside {SWITCH}")  # type: ignore[attr-defined]
            if isinstance(node, (ast.With, ast.AsyncWith)):
                for item in node.items:
                    if isinstance(item.context_expr, (ast.Name, ast.Attribute)):
                        bare = ast.unparse(item.context_expr).split(".")[-1]
                        if _OFFICE_LIKE.search(bare):
                            complaints.append(f"{where(root, file, node.lineno)}: `with {bare}:` is not thread-safe")
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    if alias.name in _SWITCHES:
                        complaints.append(f"{where(root, file, node.lineno)}: {alias.name} outside {SWITCH}")
    return complaints


_HAN = re.compile("[\u3400-\u9fff]")
_WIDE = "\u3400-\u9fff\uff01-\uff5e\u3001-\u303f"
_HALF_WIDTH = re.compile(f"(?<=[{_WIDE}])[,;:!?()]|[,;:!?()](?=[{_WIDE}])")


def chinese_keeps_its_punctuation(root: Path) -> list[str]:
    """，：；！？（） in what people read; half-width marks beside Chinese look like a machine's translation."""
    complaints = []
    for module, file in sources(root):
        if ".migrations" in module:
            continue
        for text, line in _told(tree_of(file)):
            if _HAN.search(text) and (found := _HALF_WIDTH.search(text)):
                around = text[max(0, found.start() - 6) : found.end() + 6].replace("\n", " ")
                complaints.append(f"{where(root, file, line)}: half-width mark in “{around}”")
    return complaints


def _told(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """String literals that are told to somebody: not docstrings, not patterns. An f-string is read as one text."""
    silent: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                silent.add(id(first.value))
        if isinstance(node, ast.Call) and getattr(getattr(node.func, "value", None), "id", "") == "re":
            silent.update(id(each) for each in ast.walk(node))
        if isinstance(node, ast.JoinedStr):
            silent.update(id(each) for each in node.values)
            parts = [str(each.value) if isinstance(each, ast.Constant) else "\ufffc" for each in node.values]
            yield "".join(parts), node.lineno
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node.value, node.lineno


def migrations_are_named(root: Path) -> list[str]:
    """`0003_a_group_for_every_role`, not `0003_auto_…` or `0003_alter_…_and_more`."""
    return [
        f"{file.relative_to(root)}: name the migration for what it does"
        for module, file in sources(root, "commons", "tenants")
        if ".migrations." in module and re.search(r"_auto_|_and_more|_merge_", file.name)
    ]


def migrations_import_no_room(root: Path) -> list[str]:
    """A migration is history: it must read the same when today's code is gone. Fields of the kernel are allowed."""
    return [
        f"{where(root, file, line)}: a migration imports {target}"
        for module, file in sources(root, "commons", "tenants")
        if ".migrations." in module
        for target, line in imports(root, module, file)
        if target.split(".")[0] in TIERS and room_of(target) != "commons.kernel"
    ]


def a_day_is_the_day_of_the_offices(root: Path) -> list[str]:
    """An instant is UTC: until eight in the morning its own date is yesterday's. `clock.date_of` knows the day."""
    return [
        f"{where(root, file, node.lineno)}: ask `clock` for the day of an instant"
        for module, file in sources(root)
        if module not in TELL_THE_DAY
        for node in ast.walk(tree_of(file))
        if _reads_utc(node)
    ]


def _reads_utc(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="date"), args=[], keywords=[]):
            return True
        case ast.FormattedValue(value=ast.Name(id=name) | ast.Attribute(attr=name), format_spec=ast.JoinedStr() as how):
            return (name == "at" or name.endswith("_at")) and "%" in ast.unparse(how)
        case ast.Attribute(value=ast.Name(id=name) | ast.Attribute(attr=name), attr=part):
            return (name == "at" or name.endswith("_at")) and part in {"year", "month", "day", "hour", "strftime"}
    return False


RULES: tuple[Rule, ...] = (
    source_root_is_no_package,
    nothing_is_called_utils,
    files_stay_readable,
    every_room_has_a_page,
    rooms_enter_by_the_front_door,
    only_advance_moves_a_state,
    schemas_have_one_switch,
    chinese_keeps_its_punctuation,
    migrations_are_named,
    migrations_import_no_room,
    a_day_is_the_day_of_the_offices,
)
