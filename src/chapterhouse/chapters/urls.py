"""Addresses of the network and its chapters; included last, because a chapter's slug may be any word."""

from django.urls import path

from chapterhouse.chapters.views import directory, organising, pages, roles, stewarding

app_name = "chapters"
_ORGANISE = "<slug:slug>/organise/"

urlpatterns = [
    path("chapters/", directory.chapter_list, name="directory"),
    path("chapters.json", directory.chapter_list_json, name="directory_json"),
    path("stewards/", stewarding.stewards, name="stewards"),
    path("stewards/network/", stewarding.network_settings, name="network_settings"),
    path("stewards/new-chapter/", stewarding.new_chapter, name="new_chapter"),
    path("stewards/appoint/", stewarding.appoint, name="appoint"),
    path("stewards/<uuid:uid>/end/", stewarding.release, name="release"),
    path("<slug:slug>/", pages.chapter_page, name="chapter"),
    path("<slug:slug>/join/", pages.join, name="join"),
    path("<slug:slug>/leave/", pages.leave, name="leave"),
    path("<slug:slug>/write/", pages.write, name="write"),
    path("<slug:slug>/members/", pages.members, name="members"),
    path(_ORGANISE, organising.organise, name="organise"),
    path(f"{_ORGANISE}settings/", organising.settings, name="settings"),
    path(f"{_ORGANISE}address/", organising.address, name="address"),
    path(f"{_ORGANISE}rest/", organising.rest, name="rest"),
    path(f"{_ORGANISE}open/", stewarding.open_listed, name="open"),
    path(f"{_ORGANISE}venues/", organising.venues, name="venues"),
    path(f"{_ORGANISE}venues/new/", organising.venue, name="venue_new"),
    path(f"{_ORGANISE}venues/<uuid:uid>/", organising.venue, name="venue"),
    path(f"{_ORGANISE}people/", roles.roles, name="roles"),
    path(f"{_ORGANISE}people/give/", roles.give, name="give_role"),
    path(f"{_ORGANISE}people/<uuid:uid>/renew/", roles.renew, name="renew_role"),
    path(f"{_ORGANISE}people/<uuid:uid>/end/", roles.end, name="end_role"),
]
