"""The telephone exchange: who listens to whom, what must hold before a stage opens, which engine reads which rule.

All of it, in tables.
"""

from __future__ import annotations

from commons.directory import events as directory_events
from commons.directory import handlers as directory
from commons.kernel.events import Event
from commons.outbox import relay
from commons.outbox.relay import Handler
from commons.rulebook import handlers as rulebook
from commons.rulebook import kinds
from commons.rulebook.terms import Kind
from tenants.appraisal import events as appraisal_events
from tenants.appraisal.scoring import Exclusions, Rubric
from tenants.ballot.method import Method
from tenants.cycles import gates
from tenants.cycles.terms import StageKind
from tenants.delivery import events as delivery_events
from tenants.delivery import handlers as delivery
from tenants.delivery import queries as delivery_queries
from tenants.deputies import events as deputies_events
from tenants.deputies import handlers as deputies
from tenants.documents import readers as file_readers
from tenants.notices import queries as notices
from tenants.oversight import handlers as oversight
from tenants.oversight import queries as oversight_queries
from tenants.oversight.evaluation import read_rule

SUBSCRIPTIONS: dict[type[Event], list[Handler]] = {
    directory_events.OfficeRequested: [directory.on_requested],
    directory_events.OfficeOpened: [rulebook.on_office_opened],
    deputies_events.DeputySuggestionEscalated: [deputies.on_escalated],
    deputies_events.DeputySuggestionSettledAbove: [deputies.on_settled_above],
    deputies_events.DeputySuggestionSentBack: [deputies.on_sent_back],
    appraisal_events.CandidateDisposed: [delivery.on_disposed],
    delivery_events.UnitAssigned: [oversight.on_unit_assigned],
}

# The engines' readers of what editions hold: commons may not import them, so they are handed in.
READERS: dict[Kind, kinds.Reader] = {
    Kind.VOTING_METHOD: Method.read,
    Kind.RUBRIC: Rubric.read,
    Kind.EXCLUSIONS: Exclusions.read,
    Kind.SATISFACTION: read_rule,
}

# What must hold before a stage opens, in the order in which it is shown.
GATES: dict[StageKind, list[gates.Gate]] = {
    StageKind.CANDIDATES: [notices.gate_notice_ran, notices.gate_opinions_answered],
    StageKind.DELIVERY: [notices.gate_result_notice_ran, delivery_queries.gate_projects_opened],
    StageKind.SUPERVISION: [oversight_queries.gate_every_project_supervised],
    StageKind.EVALUATION: [delivery_queries.gate_projects_completed],
    StageKind.LOOK_BACK: [oversight_queries.gate_evaluated],
}

# Who may open what is attached to a record (its `app.model`): the record's own room answers.
FILE_READERS: dict[str, file_readers.Reader] = {
    "delivery.progressreport": delivery_queries.may_read_report,
    "oversight.inspection": oversight_queries.may_read_inspection,
    "oversight.rectification": oversight_queries.may_read_rectification,
}


def plug_in() -> None:
    relay.install(SUBSCRIPTIONS, after_mail=[])
    kinds.install(READERS)
    gates.install(GATES)
    file_readers.install(FILE_READERS)
