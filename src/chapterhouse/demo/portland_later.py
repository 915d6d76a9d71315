"""Portland after its first winter: thinner, and still there; once a month, of late every second Wednesday."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from chapterhouse.demo import words
from chapterhouse.demo.names import LATER, people, pronouns_of
from chapterhouse.demo.portland import ZONE, Portland, finder
from chapterhouse.demo.story import Coming
from chapterhouse.events import actions as events
from chapterhouse.events.models import Event, Series, Where
from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.lib.recurrence import Rule, dates
from chapterhouse.people.models import Person
from chapterhouse.reviews import actions as reviews

SPRING = date(2013, 3, 13)
INDOORS = (date(2020, 3, 15), date(2021, 9, 1))
# Who can be logged in as; the last is new.
CAST = {
    "Marlowe Jessup": "marlowe@people.example",
    "Devika Nambiar": "devika@people.example",
    "Sanne Hoekstra": "sanne@people.example",
    "Phoebe Larkspur": "phoebe@people.example",
    "Hollis Marden": "hollis@people.example",
    "Aroha Ngata": "aroha@people.example",
}


def tell_later(portland: Portland, today: date) -> None:
    """Note everything from March 2013 to today, and those who are signed up for the next meeting."""
    story = portland.story
    _end_winter(portland)
    _did(portland)
    if today < SPRING:
        return
    newcomers = _newcomers(portland, today)
    _change_hands(portland, newcomers, today)
    monthly: list[Series] = []
    fortnightly: list[Series] = []
    recent = _next_wednesday(today) - timedelta(weeks=52)
    story.at(
        story.wall(SPRING - timedelta(days=9), 20), _starter(portland, monthly, SPRING, Rule("monthly", 1, (2,), 2))
    )
    story.keeps_up(lambda: monthly[-1], SPRING + timedelta(days=20), recent - timedelta(days=9))
    story.at(
        story.wall(recent - timedelta(days=9), 20), _starter(portland, fortnightly, recent, Rule("weekly", 2, (2,)))
    )
    story.at(story.wall(recent - timedelta(days=8), 20), _ender(monthly, recent - timedelta(days=8)))
    story.keeps_up(lambda: fortnightly[-1], recent + timedelta(days=20), today)
    story.voices += list(words.LATER_OPINIONS[:6])
    story.at(story.wall(recent, 6), lambda _now: story.voices.extend(words.LATER_OPINIONS[6:]))
    for day in dates(Rule("monthly", 1, (2,), 2), SPRING, recent - timedelta(days=9)):
        _evening(portland, monthly, newcomers, day)
    for day in dates(Rule("weekly", 2, (2,)), recent, today - timedelta(days=1)):
        _evening(portland, fortnightly, newcomers, day)
    _next_evening(portland, fortnightly, newcomers, _next_wednesday(today), today)


def _next_wednesday(today: date) -> date:
    """Give the next Wednesday after today."""
    return today + timedelta(days=(2 - today.weekday() - 1) % 7 + 1)


def _end_winter(portland: Portland) -> None:
    """Two more homework nights, then the class is over and the weekly series end."""
    story, rng = portland.story, portland.story.rng
    for day in (date(2013, 2, 27), date(2013, 3, 6)):
        start = story.wall(day, 18, 30)
        coming = [
            Coming(one, start - timedelta(days=rng.choice((1, 3, 4, 4)), hours=2)) for one in portland.regulars[:20]
        ]
        story.meets(finder(portland.wednesdays, day), start, coming, by=lambda: SYSTEM)

    def end(now: datetime) -> None:
        for series in (portland.wednesdays[-1], portland.saturdays[-1], portland.hangouts[-1]):
            events.end_series(actor=SYSTEM, series=series, ends_on=date(2013, 3, 7), now=now)

    story.at(story.wall(date(2013, 3, 7), 12), end)


def _newcomers(portland: Portland, today: date) -> dict[int, list[Person]]:
    """Let a few people join each year; the last of the list is new this week. Gives them by year."""
    story = portland.story
    names = people(LATER)
    years = range(2013, today.year + 1)
    joined: dict[int, list[Person]] = {year: [] for year in years}
    for number, name in enumerate(names):
        year = years[number * len(years) // len(names)]
        day = date(year, 3 + (number * 5) % 9, 1 + (number * 7) % 27)
        if name == "Aroha Ngata" or day >= today:
            day = today - timedelta(days=3)
        at = story.wall(day, 9 + number % 10)
        person = story.person(name, at, pronouns=pronouns_of(number), email=CAST.get(name, ""))
        joined[day.year].append(person)
        story.joins(person, at)
    return joined


def _change_hands(portland: Portland, newcomers: dict[int, list[Person]], today: date) -> None:
    """Hand the chapter on: from the founders to Marlowe and Devika, with terms renewed each year."""
    story = portland.story
    founder, second, _left, fourth = portland.organisers
    by_name = {person.name: person for them in newcomers.values() for person in them}
    marlowe, devika = by_name["Marlowe Jessup"], by_name["Devika Nambiar"]
    hollis = by_name["Hollis Marden"]

    def every_year(person: Person, since: date, until: date) -> None:
        for year in range(since.year + 1, until.year + 1):
            day = date(year, 9, 1)
            if since < day < until:
                story.renews(person, story.wall(day, 20), date(year + 1, 9, 30))

    every_year(founder, date(2012, 10, 1), date(2016, 6, 1))
    every_year(second, date(2012, 10, 1), date(2018, 6, 1))
    story.takes_role(marlowe, "lead", story.wall(date(2015, 9, 10), 20), date(2016, 9, 30))
    story.takes_role(devika, "lead", story.wall(date(2016, 5, 1), 20), date(2017, 9, 30))
    every_year(marlowe, date(2015, 10, 1), today)
    every_year(devika, date(2016, 10, 1), today)
    story.hands_over(
        fourth, story.wall(date(2014, 10, 30), 20), "Two little ones at home now. See you at the Saturday table."
    )
    story.hands_over(
        founder, story.wall(date(2016, 5, 20), 20), "It runs without me, and that is the nicest thing I ever made."
    )
    story.hands_over(
        second, story.wall(date(2018, 5, 15), 20), "Six years of Wednesdays. Come to me for the snack list."
    )
    if hollis is not None:
        joined = date(today.year, 1, 1) if hollis in newcomers[today.year] else date(today.year - 1, 12, 1)
        at = max(story.wall(joined, 20), story.wall(today - timedelta(days=200), 20))
        story.takes_role(hollis, "organiser", _after_joining(portland, hollis, at), date(today.year + 1, 3, 31))


def _after_joining(portland: Portland, person: Person, at: datetime) -> datetime:
    """Give the instant, or the day after the person joined where that is later."""
    return max(at, person.created_at + timedelta(days=1))


def _starter(portland: Portland, series: list[Series], first: date, rule: Rule) -> Callable[[datetime], None]:
    def start(now: datetime) -> None:
        plan = events.SeriesPlan(
            title="Wednesday evening",
            description=words.LATER_NIGHT,
            rule=rule,
            starts_on=first,
            wall_time=time(18, 30),
            time_zone=ZONE,
            venue=portland.venues["Maple"],
            learner_places=12,
            guests_allowed=1,
            topics=tuple(portland.topics[:2]),
        )
        series.append(events.start_series(actor=SYSTEM, chapter=portland.story.chapter, plan=plan, now=now))

    return start


def _ender(series: list[Series], ends_on: date) -> Callable[[datetime], object]:
    return lambda now: events.end_series(actor=SYSTEM, series=series[-1], ends_on=ends_on, now=now)


def _evening(portland: Portland, series: list[Series], newcomers: dict[int, list[Person]], day: date) -> None:
    """Tell one of the evenings: those who came in the last years, and now and then somebody from the first winter."""
    story, rng = portland.story, portland.story.rng
    start = story.wall(day, 18, 30)

    find = finder(series, day)
    if day.month == 12 and day.day > 20:
        story.at(start - timedelta(days=30), lambda now: events.skip_event(actor=SYSTEM, event=find(), now=now))
        return
    if INDOORS[0] <= day <= INDOORS[1]:
        _goes_online(portland, find, start)
    around = [one for year in range(day.year - 3, day.year + 1) for one in newcomers.get(year, [])]
    around = [one for one in around if one.created_at < start - timedelta(days=4)]
    old = portland.regulars[: max(2, 10 - (day.year - 2013))]
    chosen = [one for one in around if rng.random() < 0.28] + [one for one in old if rng.random() < 0.2]
    coming = [
        Coming(one, start - timedelta(days=rng.randint(0, 3), hours=rng.randint(2, 20)), rng.random() < 0.85)
        for one in chosen[:11]
    ]
    if not coming:
        return
    story.meets(find, start, coming, by=lambda: SYSTEM)
    if rng.random() < 0.2:
        story.reviewed(find, start, portland.topics, lambda: story.opinions(3, words.PLAIN_OPINIONS))


def _goes_online(portland: Portland, find: Callable[[], Event], start: datetime) -> None:
    changes = {"where": Where.ONLINE, "link": "https://hangout.example/portland", "venue": None}
    portland.story.at(
        start - timedelta(days=12), lambda now: events.edit_event(actor=SYSTEM, event=find(), changes=changes, now=now)
    )


def _next_evening(
    portland: Portland, series: list[Series], newcomers: dict[int, list[Person]], day: date, today: date
) -> None:
    """Fill next Wednesday: twelve places taken, two people waiting. Aroha, who is new, has not signed up yet."""
    story = portland.story
    recent = [one for year in sorted(newcomers, reverse=True) for one in newcomers[year]]
    chosen = [one for one in recent if one.name != "Aroha Ngata" and one.name not in ("Phoebe Larkspur",)][:14]
    for number, person in enumerate(chosen):
        says_at = story.until - timedelta(hours=40 - 2.5 * number)
        story.meets(
            lambda: finder(series, day)(), story.wall(day, 18, 30), [Coming(person, says_at)], by=lambda: SYSTEM
        )
    host = next((one for one in recent if one.name == "Phoebe Larkspur"), None)
    if host is not None:
        story.at(
            story.until - timedelta(hours=50),
            lambda now: events.give_event_role(actor=SYSTEM, series=series[-1], person=host, name="host", now=now),
        )


def _did(portland: Portland) -> None:
    """Say what was done about what people said."""
    story = portland.story
    for number, (said, did) in enumerate(words.DONE):
        story.at(
            story.wall(date(2012, 12, 3) + timedelta(days=21 * number), 20),
            lambda now, said=said, did=did: reviews.say_what_we_did(  # type: ignore[misc]
                actor=SYSTEM, chapter=story.chapter, said=said, did=did, now=now
            ),
        )
