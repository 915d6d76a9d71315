"""The door: who is here, with one tap each; afterwards who came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chapterhouse.events.actions import check_in, correct_attendance, reopen_event, undo_check_in
from chapterhouse.events.actions.closing import close_with
from chapterhouse.events.forms.people import CloseForm, CorrectForm, TapForm
from chapterhouse.events.models import Attendance, Event
from chapterhouse.events.policies import can_host
from chapterhouse.events.queries import (
    DoorLine,
    Standing,
    attendance_of_event,
    door_closes_at,
    door_counts,
    door_list,
    door_opens_at,
    event_at_the_door_for,
    hosted_event_for,
    member_for_the_door,
    members_for_the_door,
)
from chapterhouse.events.views.pages import page_words
from chapterhouse.events.views.words import moment_words
from chapterhouse.foundation.http.declares import ActorRequest, declares, signed_in
from chapterhouse.foundation.http.refusals import wants_json
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.people.models import Person

LONGEST_SEARCH = 80  # characters


@declares(signed_in)
@require_safe
def door(request: ActorRequest, slug: str, short_id: str) -> HttpResponse:
    """Show the check-in list."""
    event = event_at_the_door_for(request.actor, slug, short_id)
    return _show(request, event)


def _show(request: ActorRequest, event: Event, *, notice: str = "", status: int = 200) -> HttpResponse:
    actor, now = request.actor, timezone.now()
    lines = door_list(actor, event)
    searched = request.GET.get("q", "")[:LONGEST_SEARCH].replace("\x00", "").strip()
    known = {line.person.pk for line in lines if line.person}
    found = members_for_the_door(actor, event, searched) if searched else []
    shown = [line for line in lines if searched.casefold() in line.name.casefold()]
    context = page_words(event, event.chapter, now, actor, Standing()) | {
        "lines": [_row(line) for line in shown],
        "counts": door_counts(lines),
        "searched": searched,
        "others": [{"name": one.name, "uid": one.uid, "uuid": uuid4()} for one in found if one.pk not in known],
        "walk_in_uuid": uuid4(),
        "closed": event.closed_at is not None,
        "open": door_opens_at(event) <= now < door_closes_at(event),
        "early": now < door_opens_at(event),
        "opens_words": moment_words(door_opens_at(event), event.time_zone, now),
        "can_close": can_host(actor, event) and now >= event.starts_at,
        "can_host": can_host(actor, event),
        "notice": notice,
        **_addresses(event),
    }
    return render(request, "events/door.html", context, status=status)


def _addresses(event: Event) -> dict[str, str]:
    place = [event.chapter.slug, event.short_id]
    names = ("door", "came", "undo", "close", "reopen", "correct", "manage")
    return {f"{name}_url": reverse(f"events:{name}", args=place) for name in names}


def _row(line: DoorLine) -> dict[str, Any]:
    attendance = line.attendance
    uid = line.person.uid if line.person else None
    words = []
    if line.is_host:
        words.append(_("host"))
    if line.is_waiting:
        words.append(_("on the waitlist"))
    elif attendance and attendance.walk_in:
        words.append(_("walked in"))
    if line.guests:
        words.append(ngettext("and %(number)d guest", "and %(number)d guests", line.guests) % {"number": line.guests})
    return {
        "key": uid or (attendance.uid if attendance else ""),
        "name": line.name,
        "person": uid,
        "attendance": attendance.uid if attendance else None,
        "came": line.came,
        "presence": line.presence,
        "words": " · ".join(words),
        "uuid": uuid4(),
        "undo_uuid": uuid4(),
    }


def _person(event: Event, uid: UUID | None) -> Person | None:
    """Give who was tapped; somebody who has nothing to do with this chapter is nobody here."""
    if uid is None:
        return None
    person = member_for_the_door(event, uid)
    if person is None:
        raise Http404
    return person


@declares(signed_in)
@require_POST
def came(request: ActorRequest, slug: str, short_id: str) -> HttpResponse:
    """Check somebody in: a person of the list, a member, or a walk-in by name. Again with the same uuid: no change."""
    event = event_at_the_door_for(request.actor, slug, short_id)
    form = TapForm(request.POST)
    if not form.is_valid():
        return _wrong(request, event, form.first_error())
    values, now = form.cleaned_data, timezone.now()
    try:
        attendance = check_in(
            actor=request.actor,
            event=event,
            now=now,
            uuid=values["uuid"],
            person=_person(event, values.get("person")),
            name=values.get("name") or "",
            tapped_at=min(values.get("at") or now, now),
        )
    except Refusal as refusal:
        return _wrong(request, event, str(refusal), refusal)
    return _done(request, event, attendance)


@declares(signed_in)
@require_POST
def undo(request: ActorRequest, slug: str, short_id: str) -> HttpResponse:
    """Take a check-in back."""
    event = event_at_the_door_for(request.actor, slug, short_id)
    form = TapForm(request.POST, asks_name=False)
    if not form.is_valid():
        return _wrong(request, event, form.first_error())
    values, now = form.cleaned_data, timezone.now()
    person = _person(event, values.get("person"))
    known = values.get("attendance") if person is None else None
    try:
        attendance = undo_check_in(
            actor=request.actor,
            event=event,
            now=now,
            uuid=values["uuid"],
            person=person,
            attendance=attendance_of_event(event, known) if known else None,
            tapped_at=min(values.get("at") or now, now),
        )
    except Refusal as refusal:
        return _wrong(request, event, str(refusal), refusal)
    return _done(request, event, attendance)


def _done(request: ActorRequest, event: Event, attendance: Attendance) -> HttpResponse:
    if wants_json(request):
        here = door_counts(door_list(request.actor, event)).came
        count = ngettext("%(number)s is here", "%(number)s are here", here) % {"number": here}
        found = {"presence": attendance.presence, "attendance": str(attendance.uid), "count": count}
        return JsonResponse(found)
    return HttpResponseRedirect(reverse("events:door", args=[event.chapter.slug, event.short_id]))


def _wrong(request: ActorRequest, event: Event, message: str, refusal: Refusal | None = None) -> HttpResponse:
    status = refusal.status if refusal else 422
    if wants_json(request):
        return JsonResponse({"code": refusal.code if refusal else "wrong", "message": message}, status=status)
    return _show(request, event, notice=message, status=status)


@declares(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: ActorRequest, slug: str, short_id: str) -> HttpResponse:
    """Say, on one screen, who else came; the others who had a place were absent."""
    actor, now = request.actor, timezone.now()
    event = hosted_event_for(actor, slug, short_id)
    lines = door_list(actor, event)
    missing = [line.person for line in lines if line.person and line.expected and not line.came]
    form = CloseForm(
        request.POST if request.method == "POST" else None, people=[(str(one.uid), one.name) for one in missing]
    )
    counts, notice, status = door_counts(lines), "", 200
    if request.method == "POST" and form.is_valid():
        also = [one for one in missing if str(one.uid) in form.cleaned_data["came"]]
        try:
            close_with(actor=actor, event=event, also_came=also, now=now, nobody_came=form.cleaned_data["nobody"])
        except Refusal as refusal:
            notice, status = str(refusal), refusal.status
        else:
            return HttpResponseRedirect(reverse("events:door", args=[slug, short_id]))
    elif request.method == "POST":
        status = 422
    form.ask_nobody(when=not counts.came)
    context = page_words(event, event.chapter, now, actor, Standing()) | {
        "form": form,
        "counts": counts,
        "missing": _names(missing),
        "notice": notice,
        **_addresses(event),
    }
    return render(request, "events/close.html", context, status=status)


def _names(people: Sequence[Person]) -> list[str]:
    return [one.name for one in people]


@declares(signed_in)
@require_POST
def reopen(request: ActorRequest, slug: str, short_id: str) -> HttpResponse:
    """Open a closed meeting again, to check in who was forgotten."""
    event = hosted_event_for(request.actor, slug, short_id)
    reopen_event(actor=request.actor, event=event, now=timezone.now())
    return HttpResponseRedirect(reverse("events:door", args=[slug, short_id]))


@declares(signed_in)
@require_POST
def correct(request: ActorRequest, slug: str, short_id: str) -> HttpResponse:
    """Correct who came, also days later."""
    event = hosted_event_for(request.actor, slug, short_id)
    form = CorrectForm(request.POST)
    if not form.is_valid():
        return _wrong(request, event, form.first_error())
    values = form.cleaned_data
    person = _person(event, values.get("person"))
    known = values.get("attendance") if person is None else None
    try:
        attendance = correct_attendance(
            actor=request.actor,
            event=event,
            presence=values["presence"],
            now=timezone.now(),
            person=person,
            attendance=attendance_of_event(event, known) if known else None,
            name=values.get("name") or "",
        )
    except Refusal as refusal:
        return _wrong(request, event, str(refusal), refusal)
    return _done(request, event, attendance)
