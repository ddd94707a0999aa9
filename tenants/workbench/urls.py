"""The desk at /desk/ of every office's host."""

from __future__ import annotations

from django.urls import path

from tenants.workbench.views import home, meetings

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("me/", home.me, name="me"),
    path("me/<uuid:uid>/read/", home.read, name="read"),
    # meetings
    path("meeting/", meetings.sessions, name="meeting"),
    path("meeting/<uuid:uid>/", meetings.session, name="session"),
    path("meeting/<uuid:uid>/sign-in/", meetings.sign_in, name="sign_in"),
    path("sessions/<uuid:uid>/sign-in/", meetings.at_the_door, name="door"),
    path("enquiries/", meetings.enquiries, name="enquiries"),
    path("enquiries/<uuid:uid>/", meetings.enquiry, name="enquiry"),
]
