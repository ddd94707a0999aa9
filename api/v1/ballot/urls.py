from __future__ import annotations

from django.urls import path

from api.v1.ballot import sealed, views

urlpatterns = [
    path("votes/", views.Votes.as_view()),
    path("votes/<uuid:uid>/", views.Vote.as_view()),
    path("votes/<uuid:uid>/officers/", views.Officers.as_view()),
    path("votes/<uuid:uid>/opening/", views.Opening.as_view()),
    path("votes/<uuid:uid>/next-round/", views.FurtherRound.as_view()),
    path("votes/<uuid:uid>/count-confirmation/", views.CountConfirmation.as_view()),
    path("votes/<uuid:uid>/declaration/", views.Declaration.as_view()),
    path("votes/<uuid:uid>/confirmation/", views.Confirmation.as_view()),
    path("votes/<uuid:uid>/voiding/", views.Voiding.as_view()),
    path("votes/<uuid:uid>/certificate/", views.Certificate.as_view()),
    path("votes/<uuid:uid>/ceremonies/", sealed.Ceremonies.as_view()),
    path("votes/<uuid:uid>/keys-destroyed/", sealed.KeysDestroyed.as_view()),
    path("ceremonies/<uuid:uid>/commitment/", sealed.Commitment.as_view()),
    path("ceremonies/<uuid:uid>/reveal/", sealed.Reveal.as_view()),
    path("ceremonies/<uuid:uid>/shares/", sealed.Dealing.as_view()),
    path("ceremonies/<uuid:uid>/acknowledgement/", sealed.Acknowledgement.as_view()),
    path("ceremonies/<uuid:uid>/wrong-share/", sealed.WrongShare.as_view()),
    path("ceremonies/<uuid:uid>/empty-box/", sealed.EmptyBox.as_view()),
    path("rounds/<uuid:uid>/booth/", sealed.Booth.as_view()),
    path("rounds/<uuid:uid>/sealed-ballot/", sealed.SealedCasting.as_view()),
    path("rounds/<uuid:uid>/sealed-set/", sealed.SealedSet.as_view()),
    path("rounds/<uuid:uid>/checking/", sealed.Checking.as_view()),
    path("rounds/<uuid:uid>/opening-share/", sealed.OpeningShare.as_view()),
    path("rounds/<uuid:uid>/signature/", sealed.Signature.as_view()),
    path("rounds/", views.OpenRounds.as_view()),
    path("rounds/<uuid:uid>/", views.Round.as_view()),
    path("rounds/<uuid:uid>/ballot/", views.Casting.as_view()),
    path("rounds/<uuid:uid>/roll/", views.Roll.as_view()),
    path("rounds/<uuid:uid>/papers-issued/", views.PapersIssued.as_view()),
    path("rounds/<uuid:uid>/paper-statement/", views.PaperStatement.as_view()),
    path("rounds/<uuid:uid>/papers/", views.Papers.as_view()),
    path("rounds/<uuid:uid>/closing/", views.Closing.as_view()),
    path("rounds/<uuid:uid>/count/", views.Count.as_view()),
    path("rounds/<uuid:uid>/outcome/", views.Outcome.as_view()),
    path("papers/<uuid:uid>/striking/", views.PaperStriking.as_view()),
]
