from __future__ import annotations

from django.urls import path

from api.v1.notices import views

urlpatterns = [
    path("notices/", views.Notices.as_view()),
    path("notices/<uuid:uid>/", views.Notice.as_view()),
    path("notices/<uuid:uid>/revision/", views.Revision.as_view()),
    path("notices/<uuid:uid>/posting/", views.Posting.as_view()),
    path("notices/<uuid:uid>/closing/", views.Closing.as_view()),
    path("notices/<uuid:uid>/retraction/", views.Retraction.as_view()),
    path("notices/<uuid:uid>/places/", views.Places.as_view()),
    path("notices/<uuid:uid>/opinions/", views.Opinions.as_view()),
    path("opinions/<uuid:uid>/answer/", views.Answer.as_view()),
    path("notifications/", views.Notifications.as_view()),
    path("notifications/<uuid:uid>/reading/", views.Reading.as_view()),
]
