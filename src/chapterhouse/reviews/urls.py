"""Addresses of reviews; the one-use link stands among the fixed ones, the rest below a chapter."""

from __future__ import annotations

from django.urls import path

from chapterhouse.reviews.views import organising, public

app_name = "reviews"
urlpatterns = [
    path("reviews/<str:token>/", public.leave, name="leave"),
    path("<slug:slug>/reviews/", public.all_reviews, name="all"),
    path("<slug:slug>/organise/reviews/", organising.words, name="organise"),
    path("<slug:slug>/organise/reviews/did/", organising.say_what_we_did, name="did"),
    path("<slug:slug>/organise/reviews/did/<uuid:uid>/withdraw/", organising.withdraw, name="withdraw"),
    path("<slug:slug>/organise/reviews/<uuid:uid>/", organising.answer, name="answer"),
]
