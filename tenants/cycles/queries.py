"""Reading the year: facts for other rooms, the checklist before a stage, the stepper of the staff page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from commons.directory.words import Words
from commons.kernel import clock
from commons.kernel.tenancy import current_office
from commons.rulebook import queries as rulebook
from commons.rulebook.kinds.document_templates import PAPERS
from commons.rulebook.queries import InForce
from commons.rulebook.terms import Kind
from tenants.cycles import gates, stages
from tenants.cycles.errors import CycleNotFound, NoCollectingCycle, RuleNotPinned, StageNotFound
from tenants.cycles.gates import GateAnswer
from tenants.cycles.models import Cycle, Stage
from tenants.cycles.terms import CycleState, StageKind, StageState


@dataclass(frozen=True)
class CycleFacts:
    """A year, for other rooms."""

    uid: UUID
    year: int
    term_no: int
    session_no: int
    state: CycleState
    pins: dict[str, str]


@dataclass(frozen=True)
class StageFacts:
    """One stage with the words of the office; `gates` only while it waits to be opened."""

    uid: UUID
    cycle_uid: UUID
    kind: StageKind
    position: int
    label: str
    purpose: str
    state: StageState
    usual_start_on: dt.date
    due_on: dt.date
    opened_at: dt.datetime | None
    closed_at: dt.datetime | None
    gates: tuple[GateAnswer, ...] = ()

    def is_overdue(self, on: dt.date) -> bool:
        return self.state != StageState.CLOSED and self.due_on < on

    @property
    def may_open(self) -> bool:
        return self.state == StageState.PENDING and all(gate.met for gate in self.gates)


def cycles() -> QuerySet[Cycle]:
    """Every year of the office, newest first."""
    return Cycle.objects.order_by("-year", "-uid")


def stage_rows() -> QuerySet[Stage]:
    """Every stage of every year, the newest year first."""
    return Stage.objects.select_related("cycle").order_by("-cycle__year", "position", "uid")


def lock(uid: UUID) -> Cycle:
    """The cycle, locked: whoever moves a stage holds its year, so that a year is never closed under an opening stage."""
    found = Cycle.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise CycleNotFound()
    return found


def stage_of(cycle: Cycle, kind: str) -> Stage:
    found = Stage.objects.filter(cycle=cycle, kind=kind).select_related("cycle").first()
    if found is None:
        raise StageNotFound()
    return found


def cycle(uid: UUID) -> CycleFacts:
    """Raises CycleNotFound."""
    return _facts(_row(uid))


def find_cycle_of_year(year: int) -> CycleFacts | None:
    found = Cycle.objects.filter(year=year).first()
    return _facts(found) if found else None


def cycle_of_year(year: int) -> CycleFacts:
    """Raises CycleNotFound."""
    found = find_cycle_of_year(year)
    if found is None:
        raise CycleNotFound()
    return found


def open_cycles() -> list[CycleFacts]:
    """The years under way, the oldest first: up to three at once (look-back, delivery, collection)."""
    return [_facts(row) for row in Cycle.objects.filter(state=CycleState.OPEN).order_by("year", "uid")]


def find_collecting_cycle(on: dt.date) -> CycleFacts | None:
    """The next open year whose collection has not closed (contract §3): where standing collection goes to.

    A year that was already over by `on` takes nothing in, however its collection was left.
    """
    collected = Stage.objects.filter(kind=StageKind.COLLECTION, state=StageState.CLOSED).values("cycle_id")
    found = (
        Cycle.objects.filter(state=CycleState.OPEN, year__gte=on.year)
        .exclude(uid__in=collected)
        .order_by("year", "uid")
        .first()
    )
    return _facts(found) if found else None


def collecting_cycle(on: dt.date) -> CycleFacts:
    """Raises NoCollectingCycle."""
    found = find_collecting_cycle(on)
    if found is None:
        raise NoCollectingCycle()
    return found


def rule(cycle_uid: UUID, kind: Kind) -> InForce:
    """The rule this year works under, the same for ever. Raises CycleNotFound, RuleNotPinned."""
    facts = cycle(cycle_uid)
    if kind not in facts.pins:
        raise RuleNotPinned(year=facts.year, rule=Kind(kind).label)
    return rulebook.in_force(facts.pins[kind])


def pinned(kind: Kind, cycle_uids: Collection[UUID]) -> dict[UUID, UUID]:
    """cycle → the adoption of this kind that it has pinned; years that pinned none are left out. One query, or none."""
    rows = Cycle.objects.filter(uid__in=cycle_uids).values_list("uid", "pins") if cycle_uids else []
    return {uid: UUID(pins[kind]) for uid, pins in rows if kind in pins}


@dataclass(frozen=True)
class PaperStyle:
    """What the year's 文书样式 says of one paper. `number_word` empty: the paper shows no number."""

    title: str
    number_word: str
    opening: str
    closing: str


def paper_style(cycle_uid: UUID, key: str) -> PaperStyle:
    """Of a paper (a key of `document_templates.PAPERS`), with office and year filled in.

    A year opened before there was such a rule takes the plain name. Raises CycleNotFound.
    """
    facts, office = cycle(cycle_uid), current_office()
    pin = facts.pins.get(Kind.DOCUMENT_TEMPLATES)
    papers = rulebook.bodies_of(Kind.DOCUMENT_TEMPLATES, [UUID(pin)])[UUID(pin)]["papers"] if pin else []
    found = next((each for each in papers if each["key"] == key), None)
    if found is None:
        return PaperStyle(f"{office.name}{facts.year}年民生实事{PAPERS[key]}", "", "", "")

    def filled(words: str) -> str:
        return words.replace("【机构】", office.name).replace("【年度】", str(facts.year))

    return PaperStyle(filled(found["title"]), found["number_word"], filled(found["opening"]), filled(found["closing"]))


def stages_of(cycle_uid: UUID) -> list[StageFacts]:
    """The stages in order, without their gates."""
    called = _words()
    return [_stage(row, called, ()) for row in _rows(cycle_uid)]


def stage(cycle_uid: UUID, kind: StageKind) -> StageFacts:
    """Raises CycleNotFound, StageNotFound."""
    return _stage(stage_of(_row(cycle_uid), kind), _words(), ())


def stages_due(until: dt.date) -> list[StageFacts]:
    """Stages of the years under way that should be finished by then and are not, the most urgent first."""
    rows = (
        Stage.objects.filter(cycle__state=CycleState.OPEN, due_on__lte=until)
        .exclude(state=StageState.CLOSED)
        .select_related("cycle")
        .order_by("due_on", "uid")
    )
    called = _words()
    return [_stage(row, called, ()) for row in rows]


def is_open(cycle_uid: UUID, kind: StageKind) -> bool:
    return Stage.objects.filter(cycle_id=cycle_uid, kind=kind, state=StageState.OPEN).exists()


def stepper(cycle_uid: UUID) -> list[StageFacts]:
    """The year as the staff page shows it: each waiting stage with its gates, met and unmet."""
    rows = _rows(cycle_uid)
    opened, called = _opened(rows), _words()
    return [_stage(row, called, _gates(row, opened, called)) for row in rows]


def checklist(cycle_uid: UUID, kind: StageKind) -> list[GateAnswer]:
    """What must hold before this stage opens: the order of the year first, then what the rooms say."""
    return _answers(StageKind(kind), cycle_uid, _opened(_rows(cycle_uid)), _words())


def _answers(kind: StageKind, cycle_uid: UUID, opened: set[str], called: Words) -> list[GateAnswer]:
    earlier = stages.PLANS[kind].builds_on
    order = []
    if earlier is not None:
        name = stages.label(earlier, called)
        order = [GateAnswer(f"“{name}”已经开启", earlier in opened, f"请先开启“{name}”环节")]
    return [*order, *gates.ask(kind, cycle_uid)]


def _gates(row: Stage, opened: set[str], called: Words) -> tuple[GateAnswer, ...]:
    if row.state != StageState.PENDING:
        return ()
    return tuple(_answers(StageKind(row.kind), row.cycle_id, opened, called))


def _opened(rows: list[Stage]) -> set[str]:
    return {row.kind for row in rows if row.state != StageState.PENDING}


def _row(uid: UUID) -> Cycle:
    found = Cycle.objects.filter(uid=uid).first()
    if found is None:
        raise CycleNotFound()
    return found


def _rows(cycle_uid: UUID) -> list[Stage]:
    rows = list(Stage.objects.filter(cycle_id=cycle_uid).select_related("cycle").order_by("position", "uid"))
    if not rows:
        raise CycleNotFound()
    return rows


def _words() -> Words:
    return rulebook.words_here(on=clock.today())


def _facts(row: Cycle) -> CycleFacts:
    return CycleFacts(row.uid, row.year, row.term_no, row.session_no, CycleState(row.state), dict(row.pins))


def _stage(row: Stage, called: Words, answers: tuple[GateAnswer, ...]) -> StageFacts:
    kind = StageKind(row.kind)
    return StageFacts(
        uid=row.uid,
        cycle_uid=row.cycle_id,
        kind=kind,
        position=row.position,
        label=stages.label(kind, called),
        purpose=stages.purpose(kind, called),
        state=StageState(row.state),
        usual_start_on=stages.usual_start(kind, row.cycle.year),
        due_on=row.due_on,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        gates=answers,
    )
