"""Addresses of events: what everybody sees, answers, calendars, the organisers' pages, the door."""

from django.urls import path

from chapterhouse.events.views import answers, calendars, door, managing, organising, pages, series

app_name = "events"

_EVENT = "<slug:slug>/events/<str:short_id>/"
_PLAN = "<slug:slug>/organise/events/<str:short_id>/"
_SERIES = "<slug:slug>/organise/series/"

urlpatterns = [
    path("events.ics", calendars.network_feed, name="network_feed"),
    path("<slug:slug>/events.ics", calendars.chapter_feed, name="chapter_feed"),
    path("<slug:slug>/events/", pages.event_list, name="list"),
    path("<slug:slug>/events/<str:short_id>.ics", calendars.event_feed, name="event_feed"),
    path(_EVENT, pages.event_page, name="event"),
    path(f"{_EVENT}going/", answers.going, name="going"),
    path(f"{_EVENT}not-going/", answers.not_going, name="not_going"),
    path(f"{_EVENT}guests/", answers.guests, name="guests"),
    path(f"{_EVENT}check-in/", door.door, name="door"),
    path(f"{_EVENT}check-in/came/", door.came, name="came"),
    path(f"{_EVENT}check-in/undo/", door.undo, name="undo"),
    path(f"{_EVENT}check-in/close/", door.close, name="close"),
    path(f"{_EVENT}check-in/reopen/", door.reopen, name="reopen"),
    path(f"{_EVENT}check-in/correct/", door.correct, name="correct"),
    path("<slug:slug>/organise/events/", organising.overview, name="organise"),
    path("<slug:slug>/organise/events/new/", organising.new_event, name="event_new"),
    path("<slug:slug>/organise/events/preview/", organising.preview, name="preview"),
    path(_PLAN, managing.manage, name="manage"),
    path(f"{_PLAN}edit/", organising.edit, name="edit"),
    path(f"{_PLAN}publish/", organising.publish, name="publish"),
    path(f"{_PLAN}move/", organising.move, name="move"),
    path(f"{_PLAN}skip/", organising.skip, name="skip"),
    path(f"{_PLAN}cancel/", organising.cancel, name="cancel"),
    path(f"{_PLAN}restore/", organising.restore, name="restore"),
    path(f"{_PLAN}places/", managing.places, name="places"),
    path(f"{_PLAN}people/remove/", managing.remove, name="remove"),
    path(f"{_PLAN}hosts/", managing.hosts, name="hosts"),
    path(f"{_PLAN}hosts/end/", managing.end_host, name="end_host"),
    path(f"{_SERIES}new/", series.new, name="series_new"),
    path(f"{_SERIES}<uuid:uid>/", series.series_page, name="series"),
    path(f"{_SERIES}<uuid:uid>/skip/", series.skip, name="series_skip"),
    path(f"{_SERIES}<uuid:uid>/end/", series.end, name="series_end"),
]
