"""Chapters in other zones and languages that run today, relative to the clock of the day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from chapterhouse.chapters import actions as chapters
from chapterhouse.chapters.models import Chapter
from chapterhouse.demo import names
from chapterhouse.demo.names import people, pronouns_of
from chapterhouse.demo.story import Coming, Opinion, Story
from chapterhouse.demo.words import PLAIN_OPINIONS
from chapterhouse.events import actions as events
from chapterhouse.events.models import Event, Series, Where
from chapterhouse.foundation.actors import SYSTEM
from chapterhouse.lib.recurrence import Rule
from chapterhouse.people.models import Person


@dataclass(frozen=True)
class Neighbour:
    """A chapter as it is told: its words are in its language."""

    slug: str
    name: str
    city: str
    country: str
    latitude: float
    longitude: float
    zone: str
    language: str
    people: tuple[str, ...]
    tagline: str
    about: str
    title: str
    description: str
    online_title: str
    online_description: str
    venue: tuple[str, str, str]
    opinions: tuple[Opinion, ...]
    # When the next meeting begins: minutes from now. Negative: it has begun, the door is open.
    starts_in: int
    places: int
    seed: int


BERLIN = Neighbour(
    slug="berlin",
    name="Berlin, Germany",
    city="Berlin",
    country="DE",
    latitude=52.52,
    longitude=13.405,
    zone="Europe/Berlin",
    language="de",
    people=tuple(people(names.BERLIN)),
    tagline="Gemeinsam Python lernen, jede Woche in Neukölln",
    about="Wir treffen uns **jede Woche** und lernen zusammen Python. Vorkenntnisse braucht niemand, Neugier hilft.\n\n"
    "Beim ersten Mal sitzt immer jemand neben dir. Wir duzen uns alle, Kekse gibt es auch.",
    title="Lernabend",
    description="Drei Tische: *Einstieg*, *Mittendrin*, *Eigene Projekte*. Um 19:30 gibt es eine kleine Lektion.\n\n"
    "Bring deinen Laptop mit; wer keinen hat, bekommt einen von uns.",
    online_title="Code-Sprechstunde online",
    online_description="Eine Stunde, eure Fragen. Niemand muss die Kamera einschalten.",
    venue=(
        "Werkraum Hinterhof",
        "Erfundene Straße 12, 12043 Berlin",
        "Zweiter Hof, Aufzug links. Bitte bei „Werkraum“ klingeln.",
    ),
    opinions=(
        Opinion(5, "Endlich verstanden, wozu Funktionen gut sind.", felt=((1, 2),)),
        Opinion(4, "Schöner Abend, tolle Kekse.", "Bitte pünktlich anfangen.", felt=((2, 1),)),
        Opinion(5, "Ich habe mich getraut, meinen Code zu zeigen.", signed=True, felt=((2, 2),)),
    ),
    starts_in=-30,
    places=16,
    seed=1989,
)

RIO = Neighbour(
    slug="rio-de-janeiro",
    name="Rio de Janeiro, Brazil",
    city="Rio de Janeiro",
    country="BR",
    latitude=-22.9068,
    longitude=-43.1729,
    zone="America/Sao_Paulo",
    language="pt",
    people=tuple(people(names.RIO)),
    tagline="Python, café e coragem, toda semana",
    about="Somos um grupo de mulheres que aprende Python **juntas**. Não precisa saber nada antes de vir.\n\n"
    "Na primeira vez alguém senta com você. Traga o computador, ou venha sem ele: a gente divide.",
    title="Encontro da semana",
    description="Exercícios em dupla, uma aula curta no meio e muito café.\n\n"
    "Quem está começando fica na mesa perto da janela.",
    online_title="Plantão de dúvidas online",
    online_description="Uma hora para perguntas de qualquer tamanho.",
    venue=("Casa das Ideias", "Rua Imaginária 45, Rio de Janeiro", "Térreo, entrada sem degraus."),
    opinions=(
        Opinion(5, "Saí sabendo o que é uma lista. E explicando para a minha mãe.", felt=((1, 3),)),
        Opinion(5, "Ninguém tirou o teclado da minha mão.", felt=((2, 2),)),
        Opinion(4, "Adorei a dupla que peguei.", "Mais tomadas, por favor.", felt=((2, 1),)),
    ),
    starts_in=2 * 24 * 60,
    places=10,
    seed=1565,
)

TUNIS = Neighbour(
    slug="tunis",
    name="Tunis, Tunisia",
    city="Tunis",
    country="TN",
    latitude=36.8065,
    longitude=10.1815,
    zone="Africa/Tunis",
    language="ar",
    people=tuple(people(names.TUNIS)),
    tagline="نتعلّم بايثون معًا كل أسبوع",
    about="نلتقي **كل أسبوع** لنتعلّم بايثون معًا. لا حاجة إلى معرفة سابقة، يكفي الفضول.\n\n"
    "في زيارتك الأولى تجلس إحدانا بجانبك وتبدأ معك من السطر الأول.",
    title="لقاء الأسبوع",
    description="تمارين في مجموعات صغيرة، ثم درس قصير، ثم شاي بالنعناع.\n\nأحضري حاسوبك إن كان لديك واحد.",
    online_title="ساعة الأسئلة عن بُعد",
    online_description="ساعة واحدة لأي سؤال، كبيرًا كان أو صغيرًا.",
    venue=("بيت الحرف", "12 نهج الخيال، تونس", "الطابق الأرضي، مدخل بلا درج."),
    opinions=(
        Opinion(5, "كتبت أول برنامج في حياتي ونجح!", felt=((1, 3),)),
        Opinion(4, "أجواء لطيفة وشرح هادئ.", "نحتاج إلى وقت أطول.", felt=((2, 1),)),
        Opinion(5, "سألت ثلاثة أسئلة ولم أخجل.", felt=((1, 2),)),
    ),
    starts_in=5 * 24 * 60 + 90,
    places=14,
    seed=814,
)

NEIGHBOURS = (BERLIN, RIO, TUNIS)
WEEKS = 14


def tell_neighbour(neighbour: Neighbour, chapter: Chapter, now: datetime) -> Story:
    """Give the told story of a chapter: a season of weekly meetings, and those that are coming."""
    story = Story(zone=neighbour.zone, seed=neighbour.seed, until=now)
    story.chapter = chapter
    began = now - timedelta(weeks=WEEKS + 2)
    everybody = [
        story.person(
            name, began, pronouns="" if neighbour.language == "ar" else pronouns_of(number), language=neighbour.language
        )
        for number, name in enumerate(neighbour.people)
    ]
    _open(story, neighbour, everybody, began)
    next_start = _quarter(now + timedelta(minutes=neighbour.starts_in)).astimezone(ZoneInfo(neighbour.zone))
    series: list[Series] = []
    weeks = [next_start.date() - timedelta(weeks=number) for number in range(WEEKS, 0, -1)]
    _start_series(story, neighbour, series, weeks[0], next_start.time().replace(tzinfo=None), began)
    story.keeps_up(lambda: series[0], weeks[0], now.date())
    story.voices = list(neighbour.opinions)
    for number, day in enumerate(weeks):
        start = story.wall(day, next_start.hour, next_start.minute)
        around = everybody[: 6 + number * len(everybody) // WEEKS]
        who = [one for one in around if story.rng.random() < 0.5]
        _week(story, lambda day=day: _event(series[0], day), start, who, reviewed=number % 3 == 2)  # type: ignore[misc]
    coming_day = next_start.date()
    _coming(story, neighbour, lambda: _event(series[0], coming_day), everybody, now)
    story.tell()
    return story


def _quarter(instant: datetime) -> datetime:
    """Give the instant on a quarter of an hour, as meetings begin."""
    return instant.replace(minute=instant.minute // 15 * 15, second=0, microsecond=0)


def _event(series: Series, day: date) -> Event:
    return Event.objects.select_related("chapter", "series", "venue").get(series=series, original_date=day)


def _open(story: Story, neighbour: Neighbour, everybody: list[Person], began: datetime) -> None:
    lead, second = everybody[:2]

    def open_chapter(now: datetime) -> None:
        story.chapter = chapters.open_chapter(actor=SYSTEM, chapter=story.chapter, lead=lead, now=now)
        story.members.add(lead.pk)

    story.at(began, open_chapter)
    story.joins(second, began + timedelta(hours=1))
    story.at(
        began + timedelta(hours=2),
        lambda now: chapters.give_role(actor=SYSTEM, chapter=story.chapter, person=second, name="lead", now=now),
    )
    for number, person in enumerate(everybody[2:], 2):
        weeks = max(0, (number - 6) * WEEKS / len(everybody) - 1)
        story.joins(person, began + timedelta(hours=3 + number % 20, weeks=weeks))


def _start_series(
    story: Story, neighbour: Neighbour, series: list[Series], first: date, at: time, began: datetime
) -> None:
    def start(now: datetime) -> None:
        name, address, access = neighbour.venue
        venue = chapters.save_venue(
            actor=SYSTEM, chapter=story.chapter, name=name, address=address, access=access, now=now
        )
        plan = events.SeriesPlan(
            title=neighbour.title,
            description=neighbour.description,
            rule=Rule("weekly", 1, (first.weekday(),)),
            starts_on=first,
            wall_time=at,
            time_zone=neighbour.zone,
            venue=venue,
            learner_places=neighbour.places,
            guests_allowed=1,
        )
        series.append(events.start_series(actor=SYSTEM, chapter=story.chapter, plan=plan, now=now))

    def start_online(now: datetime) -> None:
        day = story.until.date() + timedelta(days=3)
        plan = events.SeriesPlan(
            title=neighbour.online_title,
            description=neighbour.online_description,
            rule=Rule("weekly", 2, (day.weekday(),)),
            starts_on=day,
            wall_time=time(20, 0),
            minutes=60,
            time_zone=neighbour.zone,
            where=Where.ONLINE,
            link=f"https://hangout.example/{neighbour.slug}",
        )
        events.start_series(actor=SYSTEM, chapter=story.chapter, plan=plan, now=now)

    story.at(began + timedelta(days=1), start)
    story.at(story.until - timedelta(days=9), start_online)


def _week(story: Story, find: Callable[[], Event], start: datetime, who: list[Person], *, reviewed: bool) -> None:
    rng = story.rng
    coming = [
        Coming(one, start - timedelta(days=rng.randint(0, 4), hours=rng.randint(1, 20)), rng.random() < 0.8)
        for one in who
    ]
    story.meets(find, start, coming, by=lambda: SYSTEM)
    if reviewed:
        story.reviewed(find, start, [], lambda: story.opinions(5, PLAIN_OPINIONS))


def _coming(
    story: Story, neighbour: Neighbour, find: Callable[[], Event], everybody: list[Person], now: datetime
) -> None:
    """Fill the next meeting; where it has begun, half of those who go are checked in by now."""
    sign_up = everybody[2 : 2 + neighbour.places + 3]
    for number, person in enumerate(sign_up):
        says_at = now - timedelta(hours=30 - number)
        story.at(
            says_at,
            lambda when, person=person: events.rsvp(  # type: ignore[misc]
                actor=story.acting(person), event=find(), now=when
            ),
        )
    if neighbour.starts_in >= 0:
        return
    for number, person in enumerate(sign_up[: neighbour.places // 2]):
        story.at(
            now - timedelta(minutes=30 - number),
            lambda when, person=person: events.check_in(  # type: ignore[misc]
                actor=SYSTEM, event=find(), person=person, uuid=story.uid(), now=when
            ),
        )
