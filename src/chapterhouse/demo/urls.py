"""Addresses of the demo's bar; they answer 404 unless demo mode is on."""

from django.urls import path

from chapterhouse.demo import views

app_name = "demo"
urlpatterns = [path("demo/be/<slug:key>/", views.be, name="be")]
