from __future__ import annotations

from django.urls import path

from api.v1.deputies.views import duties, homes, mandates, suggestions

_MANDATE = "mandates/<uuid:uid>/"
_GROUP = "groups/<uuid:uid>/"
_HOME = "homes/<uuid:uid>/"
_RECEPTION = "receptions/<uuid:uid>/"
_SUGGESTION = "suggestions/<uuid:uid>/"

urlpatterns = [
    path("mandates/", mandates.Mandates.as_view()),
    path(_MANDATE, mandates.Mandate.as_view()),
    path(f"{_MANDATE}account/", mandates.MandateAccount.as_view()),
    path(f"{_MANDATE}ending/", mandates.MandateEnding.as_view()),
    path("terms/<int:term_no>/ending/", mandates.TermEnding.as_view()),
    path("groups/", mandates.Groups.as_view()),
    path(f"{_GROUP}joining/", mandates.GroupJoining.as_view()),
    path(f"{_GROUP}leaving/", mandates.GroupLeaving.as_view()),
    path("homes/", homes.Homes.as_view()),
    path(_HOME, homes.Home.as_view()),
    path(f"{_HOME}closing/", homes.HomeClosing.as_view()),
    path(f"{_HOME}keepers/", homes.Keepers.as_view()),
    path(f"{_HOME}keepers/dismissal/", homes.KeeperDismissal.as_view()),
    path(f"{_HOME}placement/", homes.HomePlacement.as_view()),
    path(f"{_HOME}check/", homes.HomeCheck.as_view()),
    path(f"{_HOME}receptions/", homes.HomeReceptions.as_view()),
    path("receptions/", homes.Receptions.as_view()),
    path(_RECEPTION, homes.Reception.as_view()),
    path(f"{_RECEPTION}holding/", homes.ReceptionHolding.as_view()),
    path(f"{_RECEPTION}cancellation/", homes.ReceptionCancellation.as_view()),
    path("opinions/", homes.Opinions.as_view()),
    path("suggestions/", suggestions.Suggestions.as_view()),
    path(_SUGGESTION, suggestions.Suggestion.as_view()),
    path(f"{_SUGGESTION}co_signers/", suggestions.CoSigners.as_view()),
    path(f"{_SUGGESTION}handlings/", suggestions.Handlings.as_view()),
    path(f"{_SUGGESTION}signature/", suggestions.Signature.as_view()),
    path(f"{_SUGGESTION}withdrawal/", suggestions.Withdrawal.as_view()),
    path(f"{_SUGGESTION}acceptance/", suggestions.Acceptance.as_view()),
    path(f"{_SUGGESTION}declining/", suggestions.Declining.as_view()),
    path(f"{_SUGGESTION}marking/", suggestions.Marking.as_view()),
    path(f"{_SUGGESTION}settlement/", suggestions.Settlement.as_view()),
    path(f"{_SUGGESTION}assignment/", suggestions.Assignment.as_view()),
    path(f"{_SUGGESTION}handing_back/", suggestions.HandingBack.as_view()),
    path(f"{_SUGGESTION}extension/", suggestions.Extension.as_view()),
    path(f"{_SUGGESTION}opinion/", suggestions.Opinion.as_view()),
    path(f"{_SUGGESTION}answer/", suggestions.Answer.as_view()),
    path(f"{_SUGGESTION}rating/", suggestions.Rating.as_view()),
    path(f"{_SUGGESTION}redoing/", suggestions.Redoing.as_view()),
    path(f"{_SUGGESTION}closing/", suggestions.Closing.as_view()),
    path(f"{_SUGGESTION}escalation/", suggestions.Escalation.as_view()),
    path("invitations/", suggestions.Invitations.as_view()),
    path("duties/", duties.Duties.as_view()),
    path("duties/<uuid:uid>/striking/", duties.DutyStriking.as_view()),
    path("claims/", duties.Claims.as_view()),
    path("claims/<uuid:uid>/verification/", duties.ClaimVerification.as_view()),
    path("claims/<uuid:uid>/rejection/", duties.ClaimRejection.as_view()),
    path("points/", duties.Points.as_view()),
]
