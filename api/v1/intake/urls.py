from __future__ import annotations

from django.urls import path

from api.v1.intake import views

urlpatterns = [
    path("suggestions/", views.Suggestions.as_view()),
    path("suggestions/<uuid:uid>/", views.Suggestion.as_view()),
    path("suggestions/<uuid:uid>/screening/", views.Screening.as_view()),
    path("suggestions/<uuid:uid>/return/", views.Return.as_view()),
    path("suggestions/<uuid:uid>/declining/", views.Declining.as_view()),
    path("suggestions/<uuid:uid>/reinstatement/", views.Reinstatement.as_view()),
    path("suggestions/<uuid:uid>/merger/", views.Merger.as_view()),
    path("suggestions/<uuid:uid>/merger-undoing/", views.MergerUndone.as_view()),
    path("suggestions/<uuid:uid>/classification/", views.Classification.as_view()),
    path("suggestions/<uuid:uid>/duplicates/", views.Duplicates.as_view()),
    path("suggestions/<uuid:uid>/link/", views.Link.as_view()),
    path("suggestions/<uuid:uid>/link-undoing/", views.LinkUndone.as_view()),
    path("suggestions/<uuid:uid>/nomination/", views.Nomination.as_view()),
    path("suggestions/<uuid:uid>/contact/", views.ContactRevealed.as_view()),
    path("lookups/", views.Lookup.as_view()),
    path("amendments/", views.Amendment.as_view()),
    path("campaigns/", views.Campaigns.as_view()),
    path("campaigns/<uuid:uid>/", views.Campaign.as_view()),
    path("campaigns/<uuid:uid>/opening/", views.CampaignOpening.as_view()),
    path("campaigns/<uuid:uid>/closing/", views.CampaignClosing.as_view()),
    path("campaigns/<uuid:uid>/activities/", views.CampaignActivities.as_view()),
    path("activities/", views.Activities.as_view()),
    path("activities/<uuid:uid>/striking/", views.ActivityStriking.as_view()),
    path("figures/<int:year>/", views.Figures.as_view()),
]
