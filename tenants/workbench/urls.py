"""The desk at /desk/ of every office's host."""

from __future__ import annotations

from django.urls import path

from tenants.workbench.views import (
    collect,
    hall,
    home,
    homes,
    meetings,
    points,
    projects,
    review,
    scrutiny,
    suggestions,
    supervision,
    vote,
)

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
    # the vote
    path("vote/", vote.vote, name="vote"),
    path("results/<uuid:uid>/", vote.result, name="result"),
    path("hall/", hall.hall, name="hall"),
    path("scrutiny/", scrutiny.votes, name="scrutiny"),
    path("scrutiny/<uuid:uid>/", scrutiny.vote, name="count_of"),
    path("scrutiny/<uuid:uid>/issue/", scrutiny.issue, name="issue"),
    path("scrutiny/<uuid:uid>/close/", scrutiny.close, name="close"),
    path("scrutiny/<uuid:uid>/papers/", scrutiny.state_papers, name="state_papers"),
    path("scrutiny/<uuid:uid>/papers/new/", scrutiny.enter_paper, name="enter_paper"),
    path("scrutiny/<uuid:uid>/papers/<uuid:line>/strike/", scrutiny.strike_paper, name="strike_paper"),
    path("scrutiny/<uuid:uid>/count/", scrutiny.count, name="count"),
    path("scrutiny/<uuid:uid>/confirm/", scrutiny.confirm, name="confirm"),
    path("scrutiny/<uuid:uid>/certify/", scrutiny.certify, name="certify"),
    # deputies
    path("suggestions/", suggestions.mine, name="suggestions"),
    path("suggestions/new/", suggestions.write, name="write"),
    path("suggestions/<uuid:uid>/", suggestions.suggestion, name="suggestion"),
    path("suggestions/<uuid:uid>/co-sign/", suggestions.co_sign, name="co_sign"),
    path("suggestions/<uuid:uid>/invite/", suggestions.invite, name="invite"),
    path("suggestions/<uuid:uid>/withdraw/", suggestions.withdraw, name="withdraw"),
    path("suggestions/<uuid:uid>/rate/", suggestions.rate, name="rate"),
    path("suggestions/<uuid:uid>/answer/", suggestions.answer, name="answer"),
    path("suggestions/<uuid:uid>/hand-back/", suggestions.hand_back, name="hand_back"),
    path("suggestions/<uuid:uid>/opinion/", suggestions.opinion, name="opinion"),
    path("suggestions/<uuid:uid>/settle/", suggestions.settle, name="settle"),
    path("homes/", homes.receptions, name="homes"),
    path("homes/<uuid:uid>/", homes.reception, name="reception"),
    path("homes/<uuid:uid>/hold/", homes.hold, name="hold_reception"),
    path("homes/<uuid:uid>/cancel/", homes.cancel, name="cancel_reception"),
    path("homes/at/<uuid:uid>/plan/", homes.plan, name="plan_reception"),
    path("points/", points.points, name="points"),
    path("points/claim/", points.claim, name="claim"),
    # the responsible unit
    path("projects/", projects.projects, name="projects"),
    path("projects/<uuid:uid>/", projects.project, name="project"),
    path("projects/<uuid:uid>/schedule/", projects.schedule, name="schedule"),
    path("projects/<uuid:uid>/milestones/new/", projects.add_milestone, name="add_milestone"),
    path("projects/<uuid:uid>/milestones/<uuid:step>/done/", projects.milestone_done, name="milestone_done"),
    path("projects/<uuid:uid>/parts/<uuid:part>/done/", projects.part_done, name="part_done"),
    path("projects/<uuid:uid>/start/", projects.start, name="start"),
    path("projects/<uuid:uid>/report/", projects.report, name="report"),
    path("projects/<uuid:uid>/money/", projects.enter_money, name="enter_money"),
    path("projects/<uuid:uid>/complete/", projects.complete, name="complete"),
    path("rectifications/", projects.orders, name="rectifications"),
    path("rectifications/<uuid:uid>/", projects.order, name="order"),
    # supervision groups
    path("supervision/", supervision.projects, name="supervision"),
    path("supervision/<uuid:uid>/", supervision.project, name="watched"),
    path("supervision/<uuid:uid>/inspect/", supervision.inspect, name="inspect"),
    path("supervision/<uuid:uid>/look-back/", supervision.look_back, name="look_back"),
    path("supervision/inspections/<uuid:uid>/", supervision.inspection, name="inspection"),
    path("supervision/findings/<uuid:uid>/settle/", supervision.settle, name="settle_finding"),
    path("supervision/rectifications/<uuid:uid>/", supervision.recheck, name="recheck"),
    # reviewers
    path("review/", review.panels, name="review"),
    path("review/<uuid:uid>/", review.panel, name="panel"),
    path("review/proposals/<uuid:uid>/", review.card, name="card"),
    path("review/proposals/<uuid:uid>/sign/", review.sign, name="sign_card"),
    # whoever hears what residents say
    path("collect/", collect.entered, name="collect"),
    path("collect/new/", collect.enter, name="enter"),
    path("collect/done/", collect.slip, name="slip"),
]
