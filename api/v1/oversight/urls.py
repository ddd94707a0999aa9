from __future__ import annotations

from django.urls import path

from api.v1.oversight import views

urlpatterns = [
    path("groups/", views.Groups.as_view()),
    path("groups/<uuid:uid>/", views.Group.as_view()),
    path("groups/<uuid:uid>/members/", views.Members.as_view()),
    path("groups/<uuid:uid>/member_removal/", views.MemberRemoval.as_view()),
    path("groups/<uuid:uid>/assignments/", views.Assignments.as_view()),
    path("groups/<uuid:uid>/assignment_withdrawal/", views.AssignmentWithdrawal.as_view()),
    path("groups/<uuid:uid>/disbanding/", views.Disbanding.as_view()),
    path("inspections/", views.Inspections.as_view()),
    path("inspections/<uuid:uid>/", views.Inspection.as_view()),
    path("inspections/<uuid:uid>/findings/", views.InspectionFindings.as_view()),
    path("findings/", views.Findings.as_view()),
    path("findings/<uuid:uid>/", views.Finding.as_view()),
    path("findings/<uuid:uid>/settlement/", views.FindingSettlement.as_view()),
    path("findings/<uuid:uid>/order/", views.FindingOrder.as_view()),
    path("rectifications/", views.Rectifications.as_view()),
    path("rectifications/<uuid:uid>/", views.Rectification.as_view()),
    path("rectifications/<uuid:uid>/answer/", views.RectificationAnswer.as_view()),
    path("rectifications/<uuid:uid>/recheck/", views.RectificationRecheck.as_view()),
    path("evaluations/", views.Evaluations.as_view()),
    path("evaluations/<uuid:uid>/", views.Evaluation.as_view()),
    path("evaluations/<uuid:uid>/annulment/", views.EvaluationAnnulment.as_view()),
    path("look_backs/", views.LookBacks.as_view()),
    path("cycles/<uuid:uid>/duties/", views.Duties.as_view()),
    path("figures/<int:year>/", views.Figures.as_view()),
]
