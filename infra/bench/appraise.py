"""A year of suggestions and proposals at full size: 2,000 rows imported, likenesses found, 300 proposals by nine reviewers on
four criteria, and the pages that show them. Statements are counted; time is told beside a peer of the same run."""

from __future__ import annotations

import csv
import io
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commons.directory import commands as directory
from commons.identity.terms import MembershipKind
from commons.kernel.actor import Actor, Role
from commons.kernel.tenancy import in_commons, in_office
from commons.outbox import relay
from infra.bench import hall as halls
from infra.bench.hall import Person
from infra.bench.province import AT
from infra.bench.rows import Row, Section
from infra.bench.server import say
from tenants.appraisal import queries as appraisal
from tenants.appraisal import scoring as engine
from tenants.appraisal.commands import proposals, scoring
from tenants.appraisal.models import Panel, PanelItem, Scorecard, ScoreLine
from tenants.cycles import commands as cycles
from tenants.intake import queries as intake
from tenants.intake.commands import importing, suggestions
from tenants.intake.models import Suggestion
from tenants.intake.terms import Channel, Field

if TYPE_CHECKING:
    from infra.bench.province import Province

CODE = "440703"
SUGGESTIONS, PROPOSALS, REVIEWERS = 2_000, 300, 9
CRITERIA = ("public_support", "funding_feasibility", "social_benefit", "implementation_difficulty")
_MATTERS = (
    "路灯不亮",
    "道路积水",
    "停车难",
    "老年食堂太小",
    "公交站没有雨棚",
    "健身器材损坏",
    "垃圾分类点太远",
    "河道有异味",
)
_PLACES = ("村口", "小学门前", "市场东侧", "社区广场", "老街中段", "桥头", "卫生站旁", "文化楼后面")
HEADER = ("标题", "内容", "渠道", "领域", "村（社区）", "提出日期", "姓名", "电话")


@dataclass
class Scene:
    """One office with its people and its year."""

    clerk: Person
    reviewers: list[Person]
    cycle_uid: UUID


def importing_rows(where: Province) -> Iterator[Row]:
    """2,000 rows in one act, beside the same by hand, one by one."""
    scene = scene_of(where)
    with in_office(CODE):
        small = _statements(lambda: _import(scene, range(500)))
        asked, seconds = _measured(lambda: _import(scene, range(500, SUGGESTIONS)))
        apiece = _seconds(lambda: _by_hand(scene, range(50))) / 50
    each = seconds / (SUGGESTIONS - 500)
    yield Row(
        f"importing {SUGGESTIONS - 500:,} rows", f"{seconds:.1f} s", f"by hand {apiece * (SUGGESTIONS - 500):.1f} s",
        f"{apiece / each:.1f}×", bar="≥ 5×", holds=apiece / each >= 5,
    )  # fmt: skip
    yield Row(
        "… statements",
        str(asked),
        f"{small} for 500 rows",
        bar="≤ 2 a 100 rows",
        holds=asked <= 2 * (SUGGESTIONS - 500) / 100,
    )


def likeness(where: Province) -> Iterator[Row]:
    """Which of 2,000 may be the same matter: the index beside a look at every row."""
    scene = scene_of(where)
    with in_office(CODE):
        rows = list(Suggestion.objects.order_by("uid")[:40])
        if len(rows) < 40:
            _import(scene, range(SUGGESTIONS))
            rows = list(Suggestion.objects.order_by("uid")[:40])
        asked = _statements(lambda: intake.alike(rows[0]))
        found = _middling(rows)
        with connection.cursor() as cursor:
            cursor.execute("SET enable_indexscan = off; SET enable_bitmapscan = off")
            every = _middling(rows)
            cursor.execute("RESET enable_indexscan; RESET enable_bitmapscan")
    yield Row(
        "finding likenesses of one among 2,000",
        f"{found * 1000:.1f} ms",
        f"every row {every * 1000:.1f} ms",
        f"{every / found:.1f}×",
    )
    yield Row("… statements", str(asked), bar="1", holds=asked == 1)


def ranking(where: Province) -> Iterator[Row]:
    """300 proposals, 2,700 cards, 10,800 lines: the round closed, the ranking shown."""
    scene = scene_of(where)
    panel = _scored(scene)
    with in_office(CODE):
        closing, seconds = _measured(lambda: scoring.close_round(actor=scene.clerk.actor, panel_uid=panel.uid, at=AT))
        worked = _seconds(lambda: list(appraisal.ranking(scene.clerk.actor)[:20]))
        anew = _seconds(lambda: _anew(panel))
    yield Row(f"closing a round of {PROPOSALS} × {REVIEWERS} × 4", f"{seconds:.1f} s", f"{closing} statements")
    yield Row(
        "a page of the ranking, explained",
        f"{worked * 1000:.1f} ms",
        f"worked out anew {anew * 1000:.0f} ms",
        f"{anew / worked:.0f}×",
    )
    yield from _pages(scene, panel)


def _pages(scene: Scene, panel: Panel) -> Iterator[Row]:
    """Statements of a page do not grow with its rows."""
    client = Client(headers={"host": f"{CODE}.localhost"})
    client.cookies[settings.SESSION_COOKIE_NAME] = scene.clerk.session
    lists = {
        "the ranking, staff": "/admin/appraisal/panelitem/?q={}",
        "the list of proposals, staff": "/admin/appraisal/proposal/?q={}",
    }
    for label, path in lists.items():
        one, many = (_page(client, path.format(words)) for words in ("项目-001", "项目"))
        yield Row(f"statements of {label}, 1 row and 20", f"{one} and {many}", bar="equal", holds=one == many)
    path = f"/api/v1/appraisal/panels/{panel.uid}/ranking/?page_size={{}}"
    one, many = (_page(client, path.format(size)) for size in (1, 100))
    yield Row("statements of the ranking, API, 1 row and 100", f"{one} and {many}", bar="equal", holds=one == many)


SECTIONS = (
    Section("appraise-import", "2,000 suggestions from a table", importing_rows),
    Section("appraise-likeness", "the same matter, otherwise put", likeness),
    Section("appraise-ranking", "a round is closed and explained", ranking),
)


# ── before ────────────────────────────────────────────────────────────────────────────────────
def scene_of(where: Province) -> Scene:
    """Made once a run, in a database that has been migrated and holds no office."""
    if "appraise" not in where.notes:
        operator = Actor(None, "基准测试", "", frozenset({Role.PROVISIONER, Role.SYSTEM}))
        with in_commons():
            for code in ("44", "4407", CODE):
                directory.found_offices(actor=operator, division=code, depth=0, at=AT)
            for code in ("44", CODE):
                directory.open_office(actor=operator, code=code, at=AT)
        relay.deliver()  # the province publishes its rules, the office adopts them
        with in_office(CODE):
            director = halls.person("主任", MembershipKind.STAFF, Role.DIRECTOR)
            clerk = halls.person("工作人员", MembershipKind.STAFF, Role.CLERK)
            reviewers = [
                halls.person(f"评审{number}", MembershipKind.PARTNER, Role.REVIEWER) for number in range(REVIEWERS)
            ]
            cycle = cycles.open_cycle(actor=director.actor, year=2026, term_no=1, session_no=1, at=AT)
        where.notes["appraise"] = Scene(clerk, reviewers, cycle.uid)
    found: Scene = where.notes["appraise"]
    return found


def _words(number: int) -> tuple[str, str]:
    matter, place = _MATTERS[number % len(_MATTERS)], _PLACES[number // len(_MATTERS) % len(_PLACES)]
    chance = random.Random(number)  # everybody tells the same matter in words of their own
    own = "".join(chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(24))
    return f"{place}{matter}{own[:6]}", f"{place}{matter}，{own}，建议尽快安排解决。"


def _import(scene: Scene, numbers: range) -> None:
    out = io.StringIO(newline="")
    lines = csv.writer(out)
    lines.writerow(HEADER)
    for number in numbers:
        title, content = _words(number)
        lines.writerow([title, content, Channel.DOOR_TO_DOOR.label, Field.INFRASTRUCTURE.label, "测试村", "", "", ""])
    table = out.getvalue().encode()
    importing.import_suggestions(actor=scene.clerk.actor, content=table, good_rows_only=False, at=AT)


def _by_hand(scene: Scene, numbers: range) -> None:
    for number in numbers:
        _one_by_hand(scene, *_words(SUGGESTIONS + number))


def _one_by_hand(scene: Scene, title: str, content: str) -> None:
    suggestions.submit_suggestion(
        actor=scene.clerk.actor, title=title, content=content, channel=Channel.HOTLINE, field=Field.INFRASTRUCTURE,
        village="测试村", for_resident=True, at=AT,
    )  # fmt: skip


def _scored(scene: Scene) -> Panel:
    """Every card signed: written as rows, as the reviewers' acts would leave them."""
    with in_office(CODE):
        say(f"… {PROPOSALS} proposals")
        entered = [
            proposals.enter_proposal(
                actor=scene.clerk.actor, cycle_uid=scene.cycle_uid, title=f"基准项目-{number:03}", at=AT,
                content="改造道路，安装路灯。", field=Field.INFRASTRUCTURE, cost_fen=10_000_000,
            )
            for number in range(PROPOSALS)
        ]  # fmt: skip
        panel = scoring.assign_panel(
            actor=scene.clerk.actor, cycle_uid=scene.cycle_uid, title="首轮评估", at=AT,
            proposal_uids=[each.uid for each in entered], reviewer_uids=[each.uid for each in scene.reviewers],
        )  # fmt: skip
        items = list(PanelItem.objects.filter(panel=panel).order_by("uid"))
        cards = [
            Scorecard(item=item, reviewer_uid=who.uid, reviewer_name=who.actor.name, state="signed", signed_at=AT)
            for item in items
            for who in scene.reviewers
        ]
        Scorecard.objects.bulk_create(cards)
        ScoreLine.objects.bulk_create(
            ScoreLine(card=card, criterion=key, points=Decimal(40 + (number * 7 + place * 11) % 61))
            for number, card in enumerate(cards)
            for place, key in enumerate(CRITERIA)
        )
    return panel


def _anew(panel: Panel) -> None:
    """The peer: every score worked out from its lines each time the page is shown."""
    items = list(appraisal.items_of(panel))
    cards = list(Scorecard.objects.filter(item__panel=panel, state="signed").select_related("item"))
    lines = appraisal.lines_by_card(cards)
    sheets: dict[UUID, list[dict[str, str]]] = {}
    for card in cards:
        sheets.setdefault(card.item_id, []).append({"by": str(card.reviewer_uid), **lines[card.uid]})
    rubric = appraisal.rubric_of(items[0].proposal)
    read = [engine.Proposal(str(item.uid), None, rubric.read_sheets(sheets[item.uid], "评分表")) for item in items]
    engine.appraise(rubric, read)


# ── measuring ─────────────────────────────────────────────────────────────────────────────────
def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _middling(rows: list[Suggestion]) -> float:
    """Seconds of one search, the median."""
    taken = []
    for row in rows:
        began = time.perf_counter()
        intake.alike(row)
        taken.append(time.perf_counter() - began)
    return median(taken)


def _measured(act: Callable[[], object]) -> tuple[int, float]:
    with CaptureQueriesContext(connection) as asked:
        seconds = _seconds(act)
    return len(asked), seconds


def _statements(act: Callable[[], object]) -> int:
    return _measured(act)[0]


def _page(client: Client, path: str) -> int:
    """Statements of a page that is warm."""
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return len(asked)
