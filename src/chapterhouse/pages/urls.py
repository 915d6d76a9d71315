"""Addresses of the composed pages."""

from django.urls import path

from chapterhouse.pages import views

app_name = "pages"
urlpatterns = [path("", views.home, name="home")]
