"""Addresses of coming in and of what is mine."""

from django.urls import path

from chapterhouse.people.views import entering, mine, speaking

app_name = "people"
urlpatterns = [
    path("enter/", entering.enter, name="enter"),
    path("enter/code/", entering.code, name="code"),
    path("enter/welcome/", entering.first_time, name="welcome"),
    path("enter/sign-out/", entering.sign_out, name="sign_out"),
    path("language/", speaking.language, name="language"),
    path("me/", mine.me, name="me"),
    path("me/profile/", mine.profile, name="profile"),
    path("me/about-me.json", mine.download, name="download"),
    path("me/erase/", mine.erase, name="erase"),
]
