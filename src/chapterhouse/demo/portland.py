"""Portland's first winter, from September 2012 to 23 February 2013, as PRODUCT.md tells it.

The numbers that it must reach: on 31 December 2012 62 subscribed and 30 had come; on 23 February 2013 85 subscribed
and 50 had come, and more were signed up for coming events than on any day before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial

from chapterhouse.chapters import actions as chapters
from chapterhouse.chapters.models import Topic, Venue
from chapterhouse.demo import words
from chapterhouse.demo.names import FOUNDERS, WINTER, people, pronouns_of
from chapterhouse.demo.story import Coming, Story, on
from chapterhouse.events import actions as events
from chapterhouse.events.models import Event, Series, Where
from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.lib.recurrence import Rule
from chapterhouse.people.models import Person

ZONE = "America/Los_Angeles"
FIRST = date(2012, 9, 19)
NEW_YEAR = date(2012, 12, 31)
TOLD = date(2013, 2, 23)
WEDNESDAYS_OFF = (date(2012, 11, 21), date(2012, 12, 26), date(2013, 1, 2))
SATURDAYS_OFF = (date(2012, 11, 24), date(2012, 12, 22), date(2012, 12, 29))
HALLOWEEN = date(2012, 10, 31)  # moved to the day before
ICE = date(2013, 1, 12)  # cancelled
WORKSHOP_DAY = date(2013, 3, 2)
FIRST_VISITS_2012 = 30
FIRST_VISITS_2013 = 20
VENUES = (
    ("Maple Room", "1200 SE Invented Street, Portland", "Ground floor, no steps. Ring at the yellow door."),
    ("Slow Drip Coffee", "88 NW Imaginary Avenue, Portland", "One step at the door, a ramp on request."),
)
TOPICS = ("Loops", "Functions", "Lists", "Event handlers", "Classes", "Git")


@dataclass
class Portland:
    """The chapter while its story is told."""

    story: Story
    organisers: list[Person] = field(default_factory=list)
    others: list[Person] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    wednesdays: list[Series] = field(default_factory=list)
    saturdays: list[Series] = field(default_factory=list)
    hangouts: list[Series] = field(default_factory=list)
    workshops: list[Event] = field(default_factory=list)
    regulars: list[Person] = field(default_factory=list)
    venues: dict[str, Venue] = field(default_factory=dict)


@dataclass(frozen=True)
class Meeting:
    """One meeting as planned here: when, which event it is, and how long people were asked before."""

    start: datetime
    find: Callable[[], Event]
    saturday: bool


def tell_winter(portland: Portland) -> None:
    """Note everything until 23 February 2013 and the workshop that people sign up for then."""
    _begin(portland)
    _organise(portland)
    meetings = _meetings(portland)
    visits = _first_visits(portland, meetings)
    _subscribe(portland, meetings, visits)
    _gather(portland, meetings, visits)
    _hangouts(portland)
    _workshop(portland)


def _begin(portland: Portland) -> None:
    """Open the chapter with its founder, and let the others take on their roles."""
    story = portland.story
    began = story.wall(date(2012, 9, 10), 20)
    for number, (name, pronouns) in enumerate(FOUNDERS):
        email = {0: "wren@people.example"}.get(number, "")
        portland.organisers.append(story.person(name, began, pronouns=pronouns, email=email))
    for number, name in enumerate(people(WINTER)):
        portland.others.append(story.person(name, began, pronouns=pronouns_of(number)))
    founder = portland.organisers[0]

    def open_chapter(now: datetime) -> None:
        story.chapter = chapters.open_chapter(
            actor=SYSTEM, chapter=story.chapter, lead=founder, term_ends_on=date(2013, 9, 30), now=now
        )
        story.members.add(founder.pk)
        for name, address, access in (
            (
                "Maple Room at Cedar & Code",
                "1200 SE Invented Street, Portland",
                "Ground floor, no steps. Ring at the yellow door.",
            ),
            ("Slow Drip Coffee", "88 NW Imaginary Avenue, Portland", "One step at the door, a ramp on request."),
        ):
            portland.venues[name.split()[0]] = chapters.save_venue(
                actor=SYSTEM, chapter=story.chapter, name=name, address=address, access=access, now=now
            )
        portland.topics += [chapters.save_topic(actor=SYSTEM, name=name, now=now) for name in TOPICS]

    story.at(began, open_chapter)


def _organise(portland: Portland) -> None:
    """Four organisers by the winter; in March one of them moves to another city."""
    story, (_founder, second, leaving, fourth) = portland.story, portland.organisers
    for person, day in ((second, date(2012, 9, 14)), (leaving, date(2012, 9, 16)), (fourth, date(2012, 10, 8))):
        story.joins(person, story.wall(day, 21))
    story.takes_role(second, "lead", story.wall(date(2012, 9, 17), 20), date(2013, 9, 30))
    story.takes_role(leaving, "organiser", story.wall(date(2012, 10, 15), 20), date(2013, 3, 31))
    story.takes_role(fourth, "organiser", story.wall(date(2012, 11, 12), 20), date(2013, 10, 31))
    farewell = "I am moving to the Bay Area. Thank you for the best winter. My tea cups stay with you."
    story.hands_over(leaving, story.wall(date(2013, 3, 17), 20), farewell)

    def start(now: datetime) -> None:
        plan = events.SeriesPlan(
            title="Homework night",
            description=words.HOMEWORK_NIGHT,
            rule=Rule("weekly", 1, (2,)),
            starts_on=FIRST,
            wall_time=time(18, 30),
            time_zone=ZONE,
            venue=portland.venues["Maple"],
            learner_places=24,
            guests_allowed=1,
            topics=tuple(portland.topics[:3]),
        )
        portland.wednesdays.append(events.start_series(actor=SYSTEM, chapter=story.chapter, plan=plan, now=now))

    def start_saturdays(now: datetime) -> None:
        plan = events.SeriesPlan(
            title="Saturday homework at the coffee shop",
            description=words.SATURDAY,
            rule=Rule("weekly", 1, (5,)),
            starts_on=date(2012, 11, 3),
            wall_time=time(10, 0),
            time_zone=ZONE,
            venue=portland.venues["Slow"],
            learner_places=10,
            topics=tuple(portland.topics[:2]),
        )
        portland.saturdays.append(events.start_series(actor=SYSTEM, chapter=story.chapter, plan=plan, now=now))

    story.at(story.wall(date(2012, 9, 11), 21), start)
    story.at(story.wall(date(2012, 10, 24), 21), start_saturdays)
    story.keeps_up(lambda: portland.wednesdays[-1], date(2012, 10, 9), date(2013, 2, 26))
    story.keeps_up(lambda: portland.saturdays[-1], date(2012, 11, 21), date(2013, 2, 13))


def _meetings(portland: Portland) -> list[Meeting]:
    """Plan every meeting in person, with the dates left out, the moved one and the one that ice cancelled."""
    story, meetings = portland.story, []
    day = FIRST
    while day <= TOLD:
        if day.weekday() == 2 and day not in WEDNESDAYS_OFF:
            actual = day - timedelta(days=1) if day == HALLOWEEN else day
            find = finder(portland.wednesdays, day)
            meetings.append(Meeting(story.wall(actual, 18, 30), find, saturday=False))
        if day.weekday() == 5 and day >= date(2012, 11, 3) and day not in SATURDAYS_OFF:
            meetings.append(Meeting(story.wall(day, 10), finder(portland.saturdays, day), saturday=True))
        day += timedelta(days=1)
    for off, series in [(one, portland.wednesdays) for one in WEDNESDAYS_OFF] + [
        (one, portland.saturdays) for one in SATURDAYS_OFF
    ]:
        find = finder(series, off)
        story.at(
            story.wall(off - timedelta(days=20), 21),
            lambda now, find=find: events.skip_event(actor=SYSTEM, event=find(), now=now),  # type: ignore[misc]
        )
    move = finder(portland.wednesdays, HALLOWEEN)
    story.at(
        story.wall(date(2012, 10, 20), 9),
        lambda now: events.move_event(
            actor=SYSTEM, event=move(), wall_date=date(2012, 10, 30), wall_time=time(18, 30), now=now
        ),
    )
    call_off = finder(portland.saturdays, ICE)
    story.at(
        story.wall(ICE, 7),
        lambda now: events.cancel_event(
            actor=SYSTEM, event=call_off(), reason="Ice on all the roads. Stay warm, see you on Wednesday.", now=now
        ),
    )
    _lessons(portland, meetings)
    return [meeting for meeting in sorted(meetings, key=lambda one: one.start) if meeting.start != story.wall(ICE, 10)]


def finder(series: list[Series], day: date) -> Callable[[], Event]:
    """Find the event of a series that is started only later in the story."""
    return lambda: on(series[-1], day)()


def _lessons(portland: Portland, meetings: list[Meeting]) -> None:
    """Give the Wednesdays their small lessons, announced on the Sunday before."""
    wednesdays = [meeting for meeting in meetings if not meeting.saturday]
    for meeting, (title, text) in zip(wednesdays[3:], words.LESSONS, strict=False):
        description = f"{words.HOMEWORK_NIGHT}\n\n### This week's small lesson: {title}\n\n{text}"
        portland.story.at(
            meeting.start - timedelta(days=3),
            lambda now, find=meeting.find, description=description: events.edit_event(  # type: ignore[misc]
                actor=SYSTEM, event=find(), changes={"description": description}, now=now
            ),
        )


Visits = dict[int, list[Person]]


def _first_visits(portland: Portland, meetings: list[Meeting]) -> Visits:
    """Spread the first visits: many at the very first meeting, a few at each of the others."""
    before = [number for number, one in enumerate(meetings) if one.start.date() <= NEW_YEAR]
    after = [number for number, one in enumerate(meetings) if one.start.date() > NEW_YEAR]
    came_2012 = portland.organisers + portland.others[: FIRST_VISITS_2012 - 4]
    came_2013 = portland.others[FIRST_VISITS_2012 - 4 : FIRST_VISITS_2012 - 4 + FIRST_VISITS_2013]
    visits: Visits = {number: [] for number in range(len(meetings))}
    visits[0] += came_2012[:3] + came_2012[4:7]
    visits[4].append(came_2012[3])
    for number, person in enumerate(came_2012[7:]):
        visits[before[1 + number * (len(before) - 1) // len(came_2012[7:])]].append(person)
    for number, person in enumerate(came_2013):
        visits[after[number * len(after) // len(came_2013)]].append(person)
    return visits


def _subscribe(portland: Portland, meetings: list[Meeting], visits: Visits) -> None:
    """Let 65 people subscribe until New Year, of whom 3 leave, and 23 more until the end, one of whom leaves.

    One of those who left comes back in January: 65 - 3 = 62, and 62 + 1 + 23 - 1 = 85.
    """
    story, rng = portland.story, portland.story.rng
    first_visit = {person.pk: meetings[number].start for number, them in visits.items() for person in them}
    early = portland.others[:61]  # with the four organisers: 65
    late = portland.others[61:84]  # 23
    for number, person in enumerate(early):
        latest = story.wall(date(2012, 9, 20) + timedelta(days=round(101 * (number / 61) ** 0.8)), 9 + number % 12)
        visit = first_visit.get(person.pk)
        joined = min(latest, visit - timedelta(days=rng.randint(7, 11), hours=rng.randint(1, 9))) if visit else latest
        story.joins(person, max(joined, story.wall(date(2012, 9, 12), 7 + number % 14)))
    for number, person in enumerate(late):
        day = date(2013, 1, 3) + timedelta(days=round(51 * (number / 22) ** 0.85))
        story.joins(person, story.wall(day, 8 + number % 10))
    leaves, back, also = early[58], early[50], early[54]
    story.leaves(leaves, story.wall(date(2012, 12, 28), 12))
    story.leaves(back, story.wall(date(2012, 12, 20), 12))
    story.joins(back, story.wall(date(2013, 1, 14), 12))
    story.leaves(also, story.wall(date(2012, 12, 29), 12))
    story.leaves(late[3], story.wall(date(2013, 2, 15), 12))


def _gather(portland: Portland, meetings: list[Meeting], visits: Visits) -> None:
    """Tell each meeting: first-timers, those who come again, those who meant to, and a walk-in now and then."""
    story, rng = portland.story, portland.story.rng
    known: list[Person] = []
    leaning: dict[int, float] = {}
    lead = story.by(portland.organisers[0], "lead")
    story.voices = list(words.WINTER_OPINIONS)
    for number, meeting in enumerate(meetings):
        coming: list[Coming] = []
        for person in visits[number]:
            # A Saturday table is small: who comes for the first time is early, so that there is a place for her.
            ahead = timedelta(days=6, hours=12) if meeting.saturday else timedelta(hours=rng.randint(20, 40))
            coming.append(Coming(person, meeting.start - ahead))
        for person in known:
            wish = leaning[person.pk] * (0.45 if meeting.saturday else 1.0)
            if rng.random() < wish:
                comes = rng.random() < 0.86
                says_at = meeting.start - timedelta(days=rng.randint(1, 6), hours=rng.randint(1, 8))
                back = says_at + timedelta(hours=rng.randint(2, 15)) if rng.random() < 0.06 else None
                guests = int(not meeting.saturday and rng.random() < 0.04)
                coming.append(Coming(person, says_at, comes, back, guests=guests))
        walk_ins = ("Wren's sister",) if number in (5, 17) else ()
        story.meets(meeting.find, meeting.start, coming, by=lead, walk_ins=walk_ins)
        if number % 2 or number > 20:
            said = partial(story.opinions, 3 + number % 3, words.PLAIN_OPINIONS)
            story.reviewed(meeting.find, meeting.start, portland.topics, said)
        for person in visits[number]:
            organises = person in portland.organisers
            leaning[person.pk] = 0.85 if organises else rng.choice((0.15, 0.3, 0.45, 0.6))
        known += visits[number]
    portland.regulars = sorted(known, key=lambda person: -leaning[person.pk])


def _hangouts(portland: Portland) -> None:
    """Online hangouts on Sundays, where homework is tested; nobody takes attendance there."""
    story, rng = portland.story, portland.story.rng

    def start(now: datetime) -> None:
        plan = events.SeriesPlan(
            title="Online hangout: test my homework",
            description=words.HANGOUT,
            rule=Rule("weekly", 2, (6,)),
            starts_on=date(2012, 10, 7),
            ends_on=date(2013, 5, 26),
            wall_time=time(19, 0),
            minutes=60,
            time_zone=ZONE,
            where=Where.ONLINE,
            link="https://hangout.example/portland",
        )
        portland.hangouts.append(events.start_series(actor=SYSTEM, chapter=story.chapter, plan=plan, now=now))

    story.at(story.wall(date(2012, 9, 30), 21), start)
    story.keeps_up(lambda: portland.hangouts[-1], date(2012, 10, 28), date(2013, 3, 17))
    day = date(2012, 10, 7)
    while day <= date(2013, 2, 17):
        at = story.wall(day, 19)
        who = [one for one in portland.regulars[:16] if rng.random() < 0.4]
        coming = [Coming(one, at - timedelta(hours=rng.randint(3, 50))) for one in who]
        story.meets(finder(portland.hangouts, day), at, coming, by=lambda: SYSTEM, attendance=False)
        day += timedelta(days=14)


def _workshop(portland: Portland) -> None:
    """The beginners' workshop of March: sign-up opens in February and grows until the day of the story."""
    story, rng = portland.story, portland.story.rng

    def announce(now: datetime) -> None:
        plan = events.EventPlan(
            title="Your first game: a beginners' workshop",
            description=words.WORKSHOP,
            wall_date=WORKSHOP_DAY,
            wall_time=time(10, 0),
            time_zone=ZONE,
            minutes=420,
            venue=portland.venues["Maple"],
            learner_places=40,
            topics=tuple(portland.topics[:2]),
        )
        event = events.create_event(actor=SYSTEM, chapter=story.chapter, plan=plan, now=now)
        portland.workshops.append(events.publish_event(actor=SYSTEM, event=event, now=now))

    story.at(story.wall(date(2013, 2, 9), 20), announce)
    start = story.wall(WORKSHOP_DAY, 10)
    wanting = portland.others[8:62]
    story.rng.shuffle(wanting)
    coming = []
    for number, person in enumerate(wanting[:40]):
        day = TOLD if number > 23 else date(2013, 2, 10) + timedelta(days=round(12 * (number / 23) ** 0.7))
        hour = 13 + number % 7 if day == TOLD else 8 + number % 12
        coming.append(Coming(person, story.wall(day, hour), comes=rng.random() < 0.7))

    def find() -> Event:
        return Event.objects.select_related("chapter", "series", "venue").get(pk=portland.workshops[-1].pk)

    lead = story.by(portland.organisers[0], "lead")
    story.meets(find, start, coming, by=lead, walk_ins=("Mum of Calla",))
    story.reviewed(find, start, portland.topics, partial(story.opinions, 9, words.PLAIN_OPINIONS))
