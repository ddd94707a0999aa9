"""The telephone exchange: who listens to whom, what must hold before a stage opens, which engine reads which rule.

All of it, in tables.
"""

from __future__ import annotations

from commons.access import commands as access
from commons.directory import events as directory_events
from commons.directory import handlers as directory_handlers
from commons.directory import inviting
from commons.kernel.events import Event
from commons.outbox import relay
from commons.outbox.relay import Handler
from commons.reporting import events as reporting_events
from commons.reporting import handlers as reporting_handlers
from commons.rulebook import handlers as rulebook_handlers
from commons.rulebook import kinds
from commons.rulebook.terms import Kind
from tenants.appraisal import events as appraisal_events
from tenants.appraisal import handlers as appraisal_handlers
from tenants.appraisal import queries as appraisal
from tenants.appraisal.scoring import Exclusions, Rubric
from tenants.ballot import events as ballot_events
from tenants.ballot import handlers as ballot_handlers
from tenants.ballot import queries as ballot
from tenants.ballot.method import Method
from tenants.cycles import events as cycles_events
from tenants.cycles import gates
from tenants.cycles.terms import StageKind
from tenants.delivery import events as delivery_events
from tenants.delivery import handlers as delivery_handlers
from tenants.delivery import queries as delivery
from tenants.deputies import events as deputies_events
from tenants.deputies import handlers as deputies_handlers
from tenants.deputies import queries as deputies
from tenants.documents import readers as file_readers
from tenants.intake import events as intake_events
from tenants.intake import handlers as intake_handlers
from tenants.intake import queries as intake
from tenants.meetings import queries as meetings
from tenants.notices import queries as notices
from tenants.oversight import handlers as oversight_handlers
from tenants.oversight import queries as oversight
from tenants.oversight.evaluation import read_rule
from tenants.returns import handlers as returns_handlers

# In the order of the year. An event nobody listens to still refreshes its office's live figures (`AFTER_MAIL`).
SUBSCRIPTIONS: dict[type[Event], list[Handler]] = {
    directory_events.OfficeRequested: [directory_handlers.on_requested],
    directory_events.OfficeClosed: [directory_handlers.on_closed],
    directory_events.OfficeMoved: [reporting_handlers.on_office_moved],
    directory_events.OfficeMerged: [reporting_handlers.on_office_merged],
    directory_events.ExportOrdered: [directory_handlers.on_export_ordered],
    directory_events.RestoreOrdered: [directory_handlers.on_restore_ordered],
    directory_events.OfficeOpened: [rulebook_handlers.on_office_opened, reporting_handlers.on_office_opened],
    cycles_events.CycleOpened: [intake_handlers.on_cycle_opened],
    deputies_events.DeputySuggestionEscalated: [deputies_handlers.on_escalated],
    deputies_events.DeputySuggestionSettledAbove: [deputies_handlers.on_settled_above],
    deputies_events.DeputySuggestionSentBack: [deputies_handlers.on_sent_back],
    intake_events.SuggestionNominated: [appraisal_handlers.on_nominated],
    appraisal_events.CandidateDisposed: [delivery_handlers.on_disposed],
    ballot_events.VoteOpened: [ballot_handlers.on_sealed_ballots],
    ballot_events.VoteClosed: [ballot_handlers.on_sealed_ballots],
    ballot_events.VoteCertified: [delivery_handlers.on_certified],
    delivery_events.UnitAssigned: [oversight_handlers.on_unit_assigned],
    delivery_events.ProjectStarted: [delivery_handlers.on_started],
    delivery_events.ProjectAccepted: [delivery_handlers.on_accepted],
    # what came from below waits here until it is decided; letters from above about what this office filed
    reporting_events.ReturnFiled: [returns_handlers.on_filed],
    reporting_events.ReturnDecided: [returns_handlers.on_decided],
    reporting_events.ReturnAccepted: [returns_handlers.on_accepted],
    reporting_events.ReturnSentBack: [returns_handlers.on_sent_back],
}

AFTER_MAIL = (returns_handlers.after_mail,)
AFTER_ROUND = (reporting_handlers.after_round,)

# The engines' readers of what editions hold: commons may not import them, so they are handed in.
READERS: dict[Kind, kinds.Reader] = {
    Kind.VOTING_METHOD: Method.read,
    Kind.RUBRIC: Rubric.read,
    Kind.EXCLUSIONS: Exclusions.read,
    Kind.SATISFACTION: read_rule,
    Kind.POINTS: deputies.duty_kind,
}

# What must hold before a stage opens, in the order in which it is shown.
GATES: dict[StageKind, list[gates.Gate]] = {
    StageKind.APPRAISAL: [intake.gate_quota_met],
    StageKind.NOTICE: [appraisal.gate_scoring_closed, appraisal.gate_joint_review_gathered],
    StageKind.CANDIDATES: [notices.gate_notice_ran, notices.gate_opinions_answered],
    StageKind.VOTE: [appraisal.gate_pre_vote_steps, appraisal.gate_candidates_approved],
    StageKind.RESULT_NOTICE: [ballot.gate_result_in_effect],
    StageKind.DELIVERY: [notices.gate_result_notice_ran, delivery.gate_projects_opened],
    StageKind.SUPERVISION: [oversight.gate_every_project_supervised],
    StageKind.EVALUATION: [delivery.gate_projects_completed],
    StageKind.LOOK_BACK: [oversight.gate_evaluated],
}

# Who may open what is attached to a record (its `app.model`): the record's own room answers.
FILE_READERS: dict[str, file_readers.Reader] = {
    "meetings.session": meetings.may_read_session,
    "deputies.deputysuggestion": deputies.may_read_suggestion,
    "intake.suggestion": intake.may_read,
    "appraisal.proposal": appraisal.may_read,
    "appraisal.prevotestep": appraisal.may_read_step,
    "delivery.progressreport": delivery.may_read_report,
    delivery.BEFORE_OF: delivery.may_read,
    delivery.AFTER_OF: delivery.may_read,
    "oversight.inspection": oversight.may_read_inspection,
    "oversight.rectification": oversight.may_read_rectification,
    "oversight.hearing": oversight.may_read_show,
}


def plug_in() -> None:
    relay.install(SUBSCRIPTIONS, after_mail=AFTER_MAIL, after_round=AFTER_ROUND)
    inviting.install(access.seat_administrator, access.name_administrator)
    kinds.install(READERS)
    gates.install(GATES)
    file_readers.install(FILE_READERS)
