"""Addresses of statistics: the network's, and each chapter's as page, JSON and CSV."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "stats"
urlpatterns: list[URLPattern] = []
