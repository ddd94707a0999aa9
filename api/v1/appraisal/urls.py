from __future__ import annotations

from django.urls import path

from api.v1.appraisal import views

urlpatterns = [
    path("proposals/", views.Proposals.as_view()),
    path("proposals/<uuid:uid>/", views.Proposal.as_view()),
    path("proposals/<uuid:uid>/flags/", views.Flags.as_view()),
    path("proposals/<uuid:uid>/flag-removal/", views.FlagRemoval.as_view()),
    path("proposals/<uuid:uid>/flag-override/", views.FlagOverride.as_view()),
    path("proposals/<uuid:uid>/exclusion/", views.Exclusion.as_view()),
    path("proposals/<uuid:uid>/readmission/", views.Readmission.as_view()),
    path("proposals/<uuid:uid>/recommendation/", views.Recommendation.as_view()),
    path("proposals/<uuid:uid>/opinions/", views.Opinions.as_view()),
    path("proposals/<uuid:uid>/revisions/", views.Revisions.as_view()),
    path("proposals/<uuid:uid>/scores/", views.Scores.as_view()),
    path("proposals/<uuid:uid>/signature/", views.Signature.as_view()),
    path("proposals/<uuid:uid>/recusal/", views.Recusals.as_view()),
    path("proposals/<uuid:uid>/reservation/", views.Reservation.as_view()),
    path("proposals/<uuid:uid>/candidacy/", views.Candidacy.as_view()),
    path("joint-requests/", views.JointRequests.as_view()),
    path("joint-requests/<uuid:uid>/opinion/", views.JointAnswer.as_view()),
    path("joint-requests/<uuid:uid>/withdrawal/", views.JointWithdrawal.as_view()),
    path("panels/", views.Panels.as_view()),
    path("panels/<uuid:uid>/", views.Panel.as_view()),
    path("panels/<uuid:uid>/closing/", views.PanelClosing.as_view()),
    path("panels/<uuid:uid>/ranking/", views.Ranking.as_view()),
    path("scorecards/", views.Scorecards.as_view()),
    path("reserves/", views.Reserves.as_view()),
    path("reserves/<uuid:uid>/notes/", views.ReserveNotes.as_view()),
    path("reserves/<uuid:uid>/taking-up/", views.ReserveTakingUp.as_view()),
    path("reserves/<uuid:uid>/dropping/", views.ReserveDropping.as_view()),
    path("candidates/", views.Candidates.as_view()),
    path("candidates/<uuid:uid>/withdrawal/", views.CandidateWithdrawal.as_view()),
    path("candidates/<uuid:uid>/disposal/", views.CandidateDisposal.as_view()),
    path("deliberations/", views.Deliberations.as_view()),
    path("pre-vote-steps/", views.PreVoteSteps.as_view()),
    path("papers/", views.Papers.as_view()),
    path("figures/<int:year>/", views.Figures.as_view()),
]
