"""Addresses for machines that watch the installation; /healthz is answered before Django (config.asgi)."""

from __future__ import annotations

from django.urls import path

from chapterhouse.operate import views

app_name = "operate"
urlpatterns = [path("readyz", views.readyz, name="readyz")]
