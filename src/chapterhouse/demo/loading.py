"""Loading the demo network: its founding, its chapters, its posts, and the directory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import transaction

from chapterhouse.chapters import actions as chapters
from chapterhouse.chapters.models import Chapter, Network
from chapterhouse.demo import words
from chapterhouse.demo.cast import account_of, part_of
from chapterhouse.demo.neighbours import NEIGHBOURS, WEEKS, Neighbour, tell_neighbour
from chapterhouse.demo.portland import ZONE, Portland, tell_winter
from chapterhouse.demo.portland_later import tell_later
from chapterhouse.demo.posts import write_posts
from chapterhouse.demo.story import Story
from chapterhouse.events import actions as events
from chapterhouse.events.models import Event
from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.foundation.facts.announcing import facts_of
from chapterhouse.foundation.models import Origin
from chapterhouse.foundation.refusals import Refusal
from chapterhouse.imports.jobs import import_pyladies_site
from chapterhouse.lib.moments import day_of
from chapterhouse.people import actions as people

FOUNDED = datetime(2012, 9, 1, 12, tzinfo=UTC)
STEWARD = ("Stella Marsh", "stella@people.example")
INVENTED_SITE = Path(__file__).parent / "site"


class NotEmpty(Refusal):
    """The demo is only loaded where there is no network yet."""

    message = "There is a network here already. Load the demo into an empty data folder."


@dataclass(frozen=True)
class Loaded:
    """What the demo came to."""

    chapters: int
    site: Path


def is_loaded() -> bool:
    """Say whether this database holds the demo network."""
    return Network.objects.filter(is_demo=True).exists()


def load(*, now: datetime, site: Path | None = None) -> Loaded:
    """Tell the whole demo up to now. `site`: the real site's folder, else the small invented one is imported."""
    if Network.objects.exists():
        raise NotEmpty
    folder = site if site is not None and (site / "config.yml").exists() else INVENTED_SITE
    with transaction.atomic(), facts_of(Origin.DEMO):
        found()
        portland = tell_portland(until=now)
        told = {neighbour.slug: _told(neighbour, now) for neighbour in NEIGHBOURS}
        _lend_a_host(told["berlin"], now)
        write_posts(portland.story.chapter, told["berlin"], now)
    import_pyladies_site(folder, now=now)
    return Loaded(Chapter.objects.count(), folder)


def found() -> None:
    """Found the network and its steward."""
    chapters.found_network(
        actor=SYSTEM,
        name="PyLadies",
        tagline="Women and friends who learn Python together, chapter by chapter",
        about=words.ABOUT_NETWORK,
        conduct=words.CONDUCT,
        is_demo=True,
        now=FOUNDED,
    )
    name, email = STEWARD
    steward = people.make_person(actor=SYSTEM, name=name, email=email, now=FOUNDED, time_zone=ZONE)
    chapters.appoint_steward(actor=SYSTEM, person=steward, now=FOUNDED)


def tell_portland(*, until: datetime) -> Portland:
    """Tell Portland's story from its first day until an instant."""
    portland = Portland(Story(zone=ZONE, seed=20120919, until=until))
    portland.story.chapter = chapters.list_chapter(
        actor=SYSTEM,
        slug="portland",
        name="Portland, OR",
        city="Portland",
        region="OR",
        country="US",
        latitude=45.5152,
        longitude=-122.6784,
        time_zone=ZONE,
        tagline="We do the homework together. Since 2012.",
        about=words.ABOUT_PORTLAND,
        founded_on=datetime(2012, 9, 10, tzinfo=UTC).date(),
        now=FOUNDED,
    )
    tell_winter(portland)
    tell_later(portland, day_of(until, ZONE))
    portland.story.tell()
    return portland


def _lend_a_host(chapter: Chapter, now: datetime) -> None:
    """Let the host of the cast help at the door of the meeting that is going on now, so that its list is alive."""
    host = part_of("host")
    account = account_of(host) if host else None
    event = Event.objects.filter(chapter=chapter, starts_at__lte=now, ends_at__gt=now).select_related("chapter").first()
    person = account.person if account else None
    if person is None or event is None:
        return
    chapters.join_chapter(actor=SYSTEM, chapter=chapter, person=person, accept_conduct=True, now=now)
    events.give_event_role(actor=SYSTEM, event=event, person=person, name="host", now=now)


def _told(neighbour: Neighbour, now: datetime) -> Chapter:
    """List a neighbour and tell its season."""
    chapter = chapters.list_chapter(
        actor=SYSTEM,
        slug=neighbour.slug,
        name=neighbour.name,
        city=neighbour.city,
        country=neighbour.country,
        latitude=neighbour.latitude,
        longitude=neighbour.longitude,
        time_zone=neighbour.zone,
        language=neighbour.language,
        tagline=neighbour.tagline,
        about=neighbour.about,
        now=now - timedelta(weeks=WEEKS + 3),
    )
    return tell_neighbour(neighbour, chapter, now).chapter
