"""Every guard is broken once, on a copy of the house, and must say so by name. A guard that never bites guards nothing.

The tree is copied once a session; a breach is written into it, the same function that guards the real tree is asked, and
the copy is put right again. Contracts and the rules that need Django are asked in processes of their own, at once.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.architecture import living, rules
from tests.architecture.test_contracts import BIN, lint_imports

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("platform", "tenants", "api", "admin_theme", "infra", "tests", "pyproject.toml")


def copy_house(to: Path) -> Path:
    for part in PARTS:
        source = ROOT / part
        if source.is_file():
            shutil.copy2(source, to / part)
        else:
            skip = shutil.ignore_patterns("__pycache__", "static", "node_modules", "artefacts", "*.csv.gz")
            shutil.copytree(source, to / part, ignore=skip)
    return to


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_house(tmp_path_factory.mktemp("house"))


@contextmanager
def broken(house: Path, file: str, text: str) -> Iterator[None]:
    """`text` added to the end of `file` (made if it is not there), and taken away again."""
    path = house / file
    before = path.read_text() if path.exists() else None
    made = [each for each in path.parents if not each.exists()]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text((before or "") + text)
    try:
        yield
    finally:
        if before is None:
            path.unlink()
            for each in made:
                each.rmdir()
        else:
            path.write_text(before)


# ── rules over the source ─────────────────────────────────────────────────────────────────────

SOURCE_BREACHES: list[tuple[rules.Rule, str, str, str]] = [
    (rules.source_root_is_no_package, "platform/__init__.py", "", "platform/__init__.py must never exist"),
    (rules.nothing_is_called_utils, "tenants/utils/__init__.py", "", "tenants.utils"),
    (rules.nothing_is_called_utils, "tenants/intake/helpers.py", "", "tenants.intake.helpers"),
    (rules.files_stay_readable, "tenants/intake/texts_of_all_kinds.py", "x = 1\n" * 501, "501 lines"),
    (rules.every_room_has_a_page, "tenants/almanac/commands.py", "", "tenants/almanac has no README.md"),
    (
        rules.rooms_enter_by_the_front_door,
        "tenants/delivery/reach.py",
        "from tenants.cycles import models\n",
        "tenants.delivery.reach imports the private tenants.cycles.models",
    ),
    (
        rules.rooms_enter_by_the_front_door,
        "api/v1/cycles/reach.py",
        "from tenants.cycles.models import Cycle\n",
        "api.v1.cycles.reach imports the private tenants.cycles.models",
    ),
    (
        rules.rooms_enter_by_the_front_door,
        "platform/commons/rulebook/reach.py",
        "from ..identity.models import Account\n",
        "commons.rulebook.reach imports the private commons.identity.models",
    ),
    (
        rules.rooms_enter_by_the_front_door,
        "tenants/delivery/reach.py",
        "import tenants.cycles.lifecycle\n",
        "imports the private tenants.cycles.lifecycle",
    ),
    (
        rules.only_advance_moves_a_state,
        "tenants/cycles/commands.py",
        "\ndef shortcut(row):\n    row.state = 'closed'\n",
        "state is assigned",
    ),
    (
        rules.only_advance_moves_a_state,
        "infra/shortcut.py",
        "def shortcut(rows):\n    rows.update(state='ready')\n",
        "update(state=…)",
    ),
    (
        rules.schemas_have_one_switch,
        "tenants/cycles/elsewhere.py",
        "from django_tenants.utils import schema_context\n",
        "schema_context outside commons.kernel.tenancy",
    ),
    (
        rules.schemas_have_one_switch,
        "tenants/cycles/elsewhere.py",
        "def f(office):\n    with office:\n        pass\n",
        "`with office:` is not thread-safe",
    ),
    (
        rules.schemas_have_one_switch,
        "infra/elsewhere.py",
        "from django.db import connection\nconnection.set_schema('o_44')\n",
        "set_schema outside",
    ),
    (
        rules.chinese_keeps_its_punctuation,
        "tenants/cycles/sayings.py",
        'SAID = f"{1}号项目,请核对。"\n',
        "half-width mark",
    ),
    (
        rules.migrations_are_named,
        "tenants/cycles/migrations/0099_auto_20260101.py",
        "",
        "name the migration for what it does",
    ),
    (
        rules.migrations_import_no_room,
        "tenants/cycles/migrations/0099_move_years.py",
        "from tenants.cycles import terms\n",
        "a migration imports tenants.cycles.terms",
    ),
    *(
        (rules.a_day_is_the_day_of_the_offices, f"tenants/cycles/{name}.py", line, f"cycles/{name}.py:1: ask `clock`")
        for name, line in {
            "until": "until_on = at.date()\n",
            "said": 'said = f"{row.made_at:%Y-%m-%d}"\n',
            "of_year": "year = row.made_at.year\n",
        }.items()
    ),
]


_BEFORE: dict[rules.Rule, set[str]] = {}  # what each rule says of the unbroken copy


@pytest.mark.parametrize(
    ("rule", "file", "text", "complaint"), SOURCE_BREACHES, ids=[f"{b[0].__name__}: {b[3]}" for b in SOURCE_BREACHES]
)
def test_a_breach_in_the_source_is_named(house: Path, rule: rules.Rule, file: str, text: str, complaint: str) -> None:
    if rule not in _BEFORE:
        _BEFORE[rule] = set(rule(house))
    with broken(house, file, text):
        assert any(complaint in said for said in set(rule(house)) - _BEFORE[rule]), rule(house)


def test_every_rule_over_the_source_is_broken_here() -> None:
    assert {breach[0] for breach in SOURCE_BREACHES} == set(rules.RULES)


# ── contracts ─────────────────────────────────────────────────────────────────────────────────

# file, what is written, which contract breaks, what it says
CONTRACT_BREACHES = [
    ("tenants/intake/ahead.py", "import tenants.ballot.tally\n", "later stages know earlier ones", "intake.ahead"),
    ("tenants/portal/sideways.py", "import tenants.workbench.urls\n", "later stages know earlier ones", "portal.sideways"),
    ("platform/commons/kernel/upward.py", "import tenants.ballot.tally\n", "storeys", "commons.kernel.upward"),
    ("admin_theme/curious.py", "import commons.kernel.actor\n", "storeys", "admin_theme.curious"),
    ("platform/commons/audit/upward.py", "import commons.identity.terms\n", "commons: one direction", "audit.upward"),
    ("api/v1/cycles/reach.py", "import tenants.cycles.models\n", "the api enters by the front door", "cycles.reach"),
    ("api/v1/identity/reach.py", "import commons.identity.models\n", "the api enters by the front door", "identity.reach"),
    ("tenants/cycles/models.py", "\nimport tenants.cycles.commands\n", "the same floor plan", "cycles.models"),
    ("tenants/cycles/queries.py", "\nimport tenants.cycles.commands\n", "the same floor plan", "cycles.queries"),
    ("tenants/utils/__init__.py", "", "later stages know earlier ones", "tenants.utils"),
    ("platform/commons/helpers/__init__.py", "", "commons: one direction", "commons.helpers"),
]  # fmt: skip


@pytest.fixture(scope="module")
def contract_answers(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """Contract → what it says, a breach: the n-th breach of each contract shares the n-th copy, asked two at a time."""
    rounds: list[list[int]] = []
    for number, (_, _, contract, _) in enumerate(CONTRACT_BREACHES):
        free = [each for each in rounds if contract not in {CONTRACT_BREACHES[n][2] for n in each}]
        free[0].append(number) if free else rounds.append([number])

    def answer(numbers: list[int]) -> dict[str, str]:
        copy = copy_house(tmp_path_factory.mktemp("contracts"))
        for file, text, _, _ in (CONTRACT_BREACHES[number] for number in numbers):
            path = copy / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text((path.read_text() if path.exists() else "") + text)
        said = lint_imports(copy).stdout.partition("Broken contracts")[2]
        shutil.rmtree(copy)
        return {_title(part): part for part in re.split(r"\n(?=[^\n]+\n-+\n)", said)}

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(answer, rounds))
    return [
        next(a for a, held in zip(answers, rounds, strict=True) if n in held) for n in range(len(CONTRACT_BREACHES))
    ]


def _title(part: str) -> str:
    return part.strip().partition("\n")[0]


@pytest.mark.parametrize("number", range(len(CONTRACT_BREACHES)), ids=[b[0] for b in CONTRACT_BREACHES])
def test_a_broken_contract_is_named(contract_answers: list[dict[str, str]], number: int) -> None:
    _, _, contract, culprit = CONTRACT_BREACHES[number]
    said = [text for title, text in contract_answers[number].items() if title.startswith(contract)]
    assert said, contract_answers[number]
    assert culprit in said[0]


def test_every_contract_is_broken_here() -> None:
    contracts = [
        line.split('"')[1]
        for line in (ROOT / "pyproject.toml").read_text().split("# ── tools")[0].splitlines()
        if line.startswith('name = "') and line != 'name = "renda"'
    ]
    for name in contracts:
        assert any(name.startswith(breach[2]) for breach in CONTRACT_BREACHES), name
    assert len(contracts) == 5


# ── names that ruff bans ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("from django_tenants.utils import schema_context", "TID251"),
        ("from django_tenants.utils import tenant_context", "TID251"),
        ("from django.dispatch import receiver", "TID251"),
        ("from threading import Thread", "TID251"),
        ("from functools import lru_cache", "TID251"),
        ("from django.core import signing", "TID251"),
        ("def f():\n    import json", "PLC0415"),
        ("import datetime\ndatetime.datetime.now()", "DTZ"),
        ("print('hello')", "T20"),
        ("try:\n    pass\nexcept:\n    pass", "E722"),
    ],
)
def test_a_banned_name_is_refused(house: Path, line: str, rule: str) -> None:
    done = subprocess.run(
        [str(BIN / "ruff"), "check", "--no-cache", "--output-format=concise", "--stdin-filename=tenants/intake/x.py", "-"],
        cwd=house, input=line + "\n", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert rule in done.stdout


# ── rules that need Django ────────────────────────────────────────────────────────────────────

BREACHED_MODELS = '''

class Diary(models.Model):
    """A root without an office, with English names, an order, money and time by other names."""

    uid = models.UUIDField("diary", primary_key=True)
    budget = Fen("预算")
    written = models.DateTimeField("写入时间")
    due = models.DateField("日期")
    office = models.ForeignKey("directory.Office", models.PROTECT, verbose_name="机构", related_name="diaries")
    account = models.ForeignKey("identity.Account", models.PROTECT, verbose_name="账号", related_name="+")

    class Meta:
        ordering = ["due"]
        constraints = [models.CheckConstraint(condition=models.Q(budget__gte=0), name="diary_positive")]


class Page(models.Model):
    uid = models.UUIDField("编号", primary_key=True)
    diary = models.ForeignKey(Diary, models.CASCADE, verbose_name="日记", related_name="pages")

    class Meta:
        verbose_name = "页"

    def __str__(self):
        return ""
'''
MANY = "\n\nfor _n in range(101):\n    type(f'Leaf{_n}', (models.Model,), {'__module__': __name__, 'Meta': type('Meta', (), {})})\n"
# files and what is written into them; then rule and complaint expected
LIVING_BREACHES: list[tuple[dict[str, str], list[tuple[Callable[[], Iterator[str]], str]]]] = [
    (
        {
            "tenants/cycles/models.py": "\nfrom commons.kernel.models import Fen\n" + BREACHED_MODELS,
            "tenants/cycles/errors.py": "\n\nclass Silent(NotFound):\n    code = 'cycles.silent'\n    sentence = 'No such year.'\n"
            "\n\nclass Foreign(NotFound):\n    code = 'ballot.foreign'\n    sentence = '没有。'\n"
            "\n\nclass Twin(NotFound):\n    code = 'cycles.cycle_not_found'\n    sentence = '没有找到这个年度周期。'\n",
            "tenants/cycles/events.py": "\n\n@dataclass(frozen=True, kw_only=True)\nclass Unnamed(Event):\n    label = 'unnamed'\n",
            "tenants/cycles/terms.py": "\n\nclass Mood(models.TextChoices):\n    GOOD = 'good', 'Good'\n",
            "tenants/cycles/policies.py": "\nPOLICY.acts['cycles.whisper'] = Act('cycles.whisper', 'whisper', {})\n",
            "tenants/cycles/lifecycle.py": "\nfrom dataclasses import replace\n"
            "STRAY = replace(CYCLE, name='cycles.stray', steps=(Step('x', (C.OPEN,), C.CLOSED, 'cycles.unheard_of', '步骤'),))\n",
            "infra/wiring.py": "\nfrom commons.directory.events import OfficeOpened\nSUBSCRIPTIONS[OfficeOpened] = [plug_in]\n",
            "infra/registers/events.md": "| by hand |\n",
        },
        [
            (living.foreign_keys_stay_in_their_schema, "cycles.Diary.office points from one schema into another"),
            (living.foreign_keys_stay_in_their_schema, "cycles.Diary.account points to a public table"),
            (living.foreign_keys_stay_in_their_schema, "cycles.Diary.office leaves a name on directory.Office"),
            (living.nothing_is_swept_along, "cycles.Page.diary is CASCADE"),
            (living.every_model_and_field_has_its_chinese_name, "cycles.Diary has no Chinese name"),
            (living.every_model_and_field_has_its_chinese_name, "cycles.Diary.uid has no Chinese name"),
            (living.every_model_and_field_has_its_chinese_name, "cycles.Diary has no __str__"),
            (living.every_model_and_field_has_its_chinese_name, "diary_positive has no Chinese sentence"),
            (living.every_choice_has_its_chinese_label, "Mood.good has no Chinese label"),
            (living.every_refusal_says_in_chinese_what_to_do, "cycles.errors.Silent has no Chinese sentence"),
            (living.every_refusal_says_in_chinese_what_to_do, "ballot.foreign does not begin with its room"),
            (living.every_refusal_says_in_chinese_what_to_do, "share the code cycles.cycle_not_found"),
            (living.every_event_and_act_has_its_chinese_name, "cycles.Unnamed has no Chinese label"),
            (living.every_event_and_act_has_its_chinese_name, "cycles.whisper has no Chinese label"),
            (living.every_step_is_permitted_by_its_rooms_table, "cycles.unheard_of, which no table has"),
            (living.every_subscription_is_of_this_house, "plug_in listens to directory.OfficeOpened"),
            (living.every_root_carries_its_office, "cycles.Diary is a root and has no office_code"),
            (living.every_root_carries_its_office, "cycles.Diary.budget is money and must end in _fen"),
            (living.every_root_carries_its_office, "cycles.Diary.written is an instant and must end in _at"),
            (living.every_root_carries_its_office, "cycles.Diary.due is a date and must end in _on"),
            (living.every_root_carries_its_office, "cycles.Diary has an ordering"),
            (living.the_registers_are_fresh, "infra/registers/events.md is stale"),
        ],
    ),
    ({"tenants/cycles/models.py": MANY}, [(living.an_offices_schema_stays_small, "more than 120")]),
]


def ask_living(house: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.architecture.living"],
        cwd=house,
        env={
            **os.environ,
            "PYTHONPATH": f"{house / 'platform'}{os.pathsep}{house}",
            "DATABASE_URL": "postgresql:///nowhere",
            "RENDA_HOME": str(house / ".renda"),
            "DJANGO_SETTINGS_MODULE": "infra.settings.test",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def living_answers(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Several breaches in one copy, because starting Django is what costs; the unbroken copy is asked too."""

    def answer(files: dict[str, str]) -> str:
        copy = copy_house(tmp_path_factory.mktemp("living"))
        for file, text in files.items():
            path = copy / file
            path.write_text((path.read_text() if path.exists() else "") + text)
        return ask_living(copy)

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(answer, [*(files for files, _ in LIVING_BREACHES), {}]))


def test_the_unbroken_copy_has_nothing_to_complain_of(living_answers: list[str]) -> None:
    assert living_answers[-1] == ""


@pytest.mark.parametrize(
    ("number", "rule", "complaint"),
    [(n, rule, said) for n, (_, expected) in enumerate(LIVING_BREACHES) for rule, said in expected],
    ids=[said for _, expected in LIVING_BREACHES for _, said in expected],
)
def test_a_breach_in_the_tables_is_named(
    living_answers: list[str], number: int, rule: Callable[[], Iterator[str]], complaint: str
) -> None:
    said = [line for line in living_answers[number].splitlines() if line.startswith(f"{rule.__name__}: ")]
    assert any(complaint in line for line in said), living_answers[number]


def test_every_rule_over_the_tables_is_broken_here() -> None:
    assert {rule for _, expected in LIVING_BREACHES for rule, _ in expected} == set(living.RULES)
