from __future__ import annotations

from django.urls import path

from api.v1.meetings import views

_SESSION = "sessions/<uuid:uid>/"
_ITEM = "items/<uuid:uid>/"
_ENQUIRY = "enquiries/<uuid:uid>/"

urlpatterns = [
    path("sessions/", views.Sessions.as_view()),
    path(_SESSION, views.Session.as_view()),
    path(f"{_SESSION}expected/", views.Expected.as_view()),
    path(f"{_SESSION}opening/", views.Opening.as_view()),
    path(f"{_SESSION}closing/", views.Closing.as_view()),
    path(f"{_SESSION}cancellation/", views.Cancellation.as_view()),
    path(f"{_SESSION}items/", views.Items.as_view()),
    path(f"{_SESSION}attendances/", views.Attendances.as_view()),
    path(f"{_SESSION}guests/", views.Guests.as_view()),
    path(f"{_SESSION}enquiries/", views.SessionEnquiries.as_view()),
    path(f"{_SESSION}decisions/", views.Decisions.as_view()),
    path(f"{_SESSION}minutes/", views.MinutesEditions.as_view()),
    path(f"{_ITEM}beginning/", views.ItemBeginning.as_view()),
    path(f"{_ITEM}completion/", views.ItemCompletion.as_view()),
    path(f"{_ITEM}postponement/", views.ItemPostponement.as_view()),
    path("enquiries/", views.Enquiries.as_view()),
    path(_ENQUIRY, views.Enquiry.as_view()),
    path(f"{_ENQUIRY}assignment/", views.EnquiryAssignment.as_view()),
    path(f"{_ENQUIRY}answer/", views.EnquiryAnswer.as_view()),
]
