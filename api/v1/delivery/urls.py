from __future__ import annotations

from django.urls import path

from api.v1.delivery import views

urlpatterns = [
    path("ledger/<int:year>/", views.Ledger.as_view()),
    path("public_projects/<int:year>/", views.PublicProjects.as_view()),
    path("figures/<int:year>/", views.Figures.as_view()),
    path("projects/", views.Projects.as_view()),
    path("projects/<uuid:uid>/", views.Project.as_view()),
    path("projects/<uuid:uid>/unit/", views.Unit.as_view()),
    path("projects/<uuid:uid>/leaders/", views.Leaders.as_view()),
    path("projects/<uuid:uid>/schedule/", views.Schedule.as_view()),
    path("projects/<uuid:uid>/start/", views.Start.as_view()),
    path("projects/<uuid:uid>/completion/", views.Completion.as_view()),
    path("projects/<uuid:uid>/acceptance/", views.Acceptance.as_view()),
    path("projects/<uuid:uid>/rejection/", views.Rejection.as_view()),
    path("projects/<uuid:uid>/pause/", views.Pause.as_view()),
    path("projects/<uuid:uid>/resumption/", views.Resumption.as_view()),
    path("projects/<uuid:uid>/termination/", views.Termination.as_view()),
    path("projects/<uuid:uid>/payment_stop/", views.PaymentStop.as_view()),
    path("projects/<uuid:uid>/payment_resumption/", views.PaymentResumption.as_view()),
    path("projects/<uuid:uid>/adjustments/", views.Adjustments.as_view()),
    path("projects/<uuid:uid>/sub_projects/", views.SubProjects.as_view()),
    path("projects/<uuid:uid>/milestones/", views.Milestones.as_view()),
    path("projects/<uuid:uid>/reports/", views.Reports.as_view()),
    path("projects/<uuid:uid>/entries/", views.Entries.as_view()),
    path("sub_projects/<uuid:uid>/completion/", views.SubProjectCompletion.as_view()),
    path("milestones/<uuid:uid>/completion/", views.MilestoneCompletion.as_view()),
    path("milestones/<uuid:uid>/rescheduling/", views.MilestoneRescheduling.as_view()),
    path("entries/<uuid:uid>/correction/", views.Correction.as_view()),
]
