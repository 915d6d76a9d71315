"""Addresses of statistics: the network's, and each chapter's as page, JSON and CSV."""

from __future__ import annotations

from django.urls import path

from chapterhouse.stats.views import chapter, network

app_name = "stats"
urlpatterns = [
    path("stats/", network.page, name="network"),
    path("stats.json", network.as_json, name="network_json"),
    path("stats.csv", network.as_csv, name="network_csv"),
    path("<slug:slug>/stats/", chapter.page, name="chapter"),
    path("<slug:slug>/stats.json", chapter.as_json, name="json"),
    path("<slug:slug>/stats.csv", chapter.as_csv, name="csv"),
]
