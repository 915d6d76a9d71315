"""The floor: a bare Django view with one query and a small template, served as we are served.

    python -m bench.floor FOLDER PORT PROCESSES THREADS

No sessions, no middleware, no translation. Same server, same way into threads, same settings of SQLite, same
supervisor, so that what differs is the program and not what stands around it. Its sign-up counts the places and
inserts a row in one immediate transaction, without logging anybody in and without mail.
"""

from __future__ import annotations

import secrets
import sys
from functools import partial
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import engines
from django.urls import path
from django.utils import timezone
from starlette.applications import Starlette
from starlette.routing import Mount

from chapterhouse.config.bodies import WholeBodies
from chapterhouse.config.threads import Threads
from chapterhouse.operate import web
from chapterhouse.operate.supervisor import Child, Supervisor, exit_code, fork, save_memory

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ event.title }}</title>
<link rel="stylesheet" href="/static/style.css"></head>
<body><header><a href="/">Home</a> <a href="/chapters/">Chapters</a></header>
<main><h1>{{ event.title }}</h1><p>{{ event.starts_at|date:"l, j F Y, H:i" }} at {{ event.place }}</p>
{{ event.description|linebreaks }}
<p>{% if event.places %}There are {{ event.places }} places.{% else %}There is no limit.{% endif %}</p>
<form method="post" action="/{{ event.pk }}/going/"><input type="hidden" name="csrfmiddlewaretoken" value="none">
<button>I am going</button></form></main><footer>Made by volunteers</footer></body></html>"""


def configure(folder: Path) -> None:
    """Set Django up with nothing that the view does not need."""
    options = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-4000",
    }
    database = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": folder / "floor.sqlite3",
        "OPTIONS": options,
        "CONN_MAX_AGE": None,
    }
    settings.configure(
        SECRET_KEY=secrets.token_hex(),
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="bench.floor",
        MIDDLEWARE=[],
        USE_TZ=True,
        USE_I18N=False,
        DATABASES={"default": database},
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    )
    django.setup()


class Tables:
    """The two tables of the floor, and its template; declared after the settings are."""

    event: Any
    sign_up: Any
    template: Any


def declare() -> None:
    """Declare the tables and the template."""

    class Event(models.Model):
        title = models.CharField(max_length=120)
        description = models.TextField()
        place = models.CharField(max_length=200)
        starts_at = models.DateTimeField()
        places = models.IntegerField(null=True)

        class Meta:
            app_label = "floor"

    class SignUp(models.Model):
        event = models.ForeignKey(Event, on_delete=models.CASCADE)
        name = models.CharField(max_length=80)
        going = models.BooleanField()

        class Meta:
            app_label = "floor"

    Tables.event, Tables.sign_up = Event, SignUp
    Tables.template = engines["django"].from_string(PAGE)


def make_tables() -> None:
    """Create and fill the tables where they are not there; forget earlier sign-ups."""
    Event, SignUp = Tables.event, Tables.sign_up
    if "floor_event" in connection.introspection.table_names():
        SignUp.objects.all().delete()
    else:
        with connection.schema_editor() as editor:
            editor.create_model(Event)
            editor.create_model(SignUp)
        Event.objects.bulk_create(
            Event(
                title=f"Homework night {number}",
                description="We do the homework of the week together. Bring a laptop if you have one.",
                place="The Library, 1 Main Street",
                starts_at=timezone.now(),
                places=100,
            )
            for number in range(2000)
        )
    connection.close()


def event_page(_request: HttpRequest, pk: int) -> HttpResponse:
    """Show one event: one query, one small template."""
    return HttpResponse(Tables.template.render({"event": Tables.event.objects.get(pk=pk)}))


def going(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign somebody up while there are places, else put her on the waitlist."""
    with transaction.atomic():
        event = Tables.event.objects.get(pk=pk)
        taken = Tables.sign_up.objects.filter(event=event, going=True).count()
        Tables.sign_up.objects.create(event=event, name=request.POST.get("name", ""), going=taken < event.places)
    return HttpResponseRedirect(f"/{pk}/")


def taken(_request: HttpRequest, pk: int) -> HttpResponse:
    """Say how many places are taken."""
    return HttpResponse(str(Tables.sign_up.objects.filter(event=pk, going=True).count()))


urlpatterns = [
    path("<int:pk>/", event_page),
    path("<int:pk>/going/", going),
    path("<int:pk>/taken/", taken),
]


def main() -> None:
    """Serve the floor until stopped."""
    folder, port, processes, threads = Path(sys.argv[1]), *map(int, sys.argv[2:5])
    configure(folder)

    save_memory()
    declare()
    sockets = web.listen("127.0.0.1", port, processes)
    if exit_code(fork(make_tables)):
        sys.exit(1)
    pages = Threads(get_wsgi_application(), threads=threads)
    application = Starlette(routes=[Mount("/", WholeBodies(pages, limit=1_000_000))])
    children = [Child(f"floor-{number}", partial(web.serve, application, one)) for number, one in enumerate(sockets, 1)]
    Supervisor(children).run()


if __name__ == "__main__":
    sys.modules["bench.floor"] = sys.modules["__main__"]
    main()
