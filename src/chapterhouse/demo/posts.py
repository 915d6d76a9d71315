"""The demo's posts: the founder's story with the permission to repost it, a recap, a how-to, a welcome."""

from __future__ import annotations

from datetime import UTC, date, datetime

from chapterhouse.blog import actions as blog
from chapterhouse.blog.queries import PostText
from chapterhouse.chapters.models import Chapter
from chapterhouse.foundation.actors import SYSTEM

STORY = PostText(
    title="Homework is better in company",
    summary="How five people at one table in September became eighty-five by February.",
    tags=("Portland", "Chapters", "Beginners"),
    bylines=(("Wren Abernathy", "https://wren.example/"),),
    original_author="Wren Abernathy",
    original_url="https://wren.example/2013/02/homework-is-better-in-company/",
    original_published_on=date(2013, 2, 23),
    permission="Wren Abernathy, by mail on 24 February 2013",
    body="""
Last September I asked around whether anybody wanted to do the homework of an online class together. The class teaches
Python by **making games**, and I had already failed to finish two such classes on my own.

Five people came. We sat around one table, and nobody knew more than the others. That turned out to be the trick.

## What we do

- **Wednesdays** we do homework, side by side. Around half past seven somebody gives a small lesson: ten minutes, one idea.
- **Saturdays** there is a slow table in a coffee shop, for the things that need a second cup.
- **Sundays**, every other week, we meet online and test each other's games.

```python
def greet(person):
    return "Hello " + person + ", sit down, there is cake."
```

## What came of it

By December more than sixty women had subscribed, and thirty of them had come at least once. Today it is **85, and fifty
have come**. More people are signed up for the next weeks than ever before.

But that is not what I wanted to tell you. On Wednesday somebody who had whispered her first question in October
stood up and explained lists to a newcomer. Afterwards she said: *I feel sure of this now.* I went home and wrote
that down, because it is the whole reason.

## What we learned about running it

1. Meet every week. Missing one is easy to forgive when the next is seven days away.
2. Let members give the lessons. You only know a thing once you have said it aloud.
3. Have more than one organiser. There are four of us, and one is about to move away; the chapter will not.
4. Put what you make where others can take it.

Every chapter does it differently, and nobody tells anybody how. If you want to start one in your city, do. Then tell us
what worked, so that we can steal it.
""".strip(),
)

RECAP = PostText(
    title="Recap: our first beginners' workshop",
    summary="Forty people signed up, and by four o'clock there were balls bouncing all over the room.",
    tags=("Portland", "Workshops"),
    bylines=(("Imogen Castellanos", ""),),
    body="""
A whole Saturday, and most of the people in the room had never seen a terminal before. Some notes for whoever does
this next:

| What | Went well | Next time |
|---|---|---|
| Installing | two helpers did nothing else for an hour | send the instructions a week before |
| Pairs | nobody was alone with an error | swap the pairs after lunch |
| Lunch | soup! | more bread |

> "I made it bounce. I MADE IT BOUNCE."

We asked everybody how sure they were of loops and functions, before and after. You can see the answer on our statistics
page. It made us very quiet for a moment, and then very loud.
""".strip(),
)

HOW_TO = PostText(
    title="How to give a ten-minute lesson",
    summary="One idea, one example, one thing to try. And stop.",
    tags=("Teaching", "Beginners"),
    bylines=(("Devika Nambiar", ""),),
    body="""
You do not have to be an expert. You have to remember what confused you.

1. **One idea.** If your title has an "and" in it, you have two lessons.
2. **One example**, small enough to type while you talk.
3. **One thing to try** at the table, right after.

Draw before you type. Ask somebody to say it back to you. When the ten minutes are over, stop, even in the middle of a
sentence; the best questions come then.
""".strip(),
)

WELCOME = PostText(
    title="A new home for our chapters",
    summary="Every chapter now has its own page, its meetings and its numbers in one place.",
    tags=("Network",),
    bylines=(("Stella Marsh", ""),),
    body="""
Until now a chapter lived in six places at once: a group here, a form there, a chat, a spreadsheet. From today each of us has
**one page** that says who we are, when we meet next, and that it works.

- Find your chapter on the [map](/chapters/).
- Look at [Portland](/portland/): its numbers go back to its very first evening.
- Your chapter is listed but nobody runs it? Write to us and it is yours.
""".strip(),
)

KURZ = PostText(
    title="Ein paar Monate Lernabend",
    summary="Was wir über Kekse, Funktionen und pünktliches Anfangen gelernt haben.",
    tags=("Berlin",),
    bylines=(("Frauke Petersen", ""),),
    language="de",
    body="""
Im Sommer saßen wir zu sechst in der Werkstatt. Heute mussten wir zum ersten Mal Stühle holen.

Was geblieben ist: Niemand nimmt dir die Tastatur weg. Was sich geändert hat: Wir fangen pünktlich an. Meistens.
""".strip(),
)


def write_posts(portland: Chapter, berlin: Chapter, now: datetime) -> None:
    """Write and publish every post on its day."""
    plan = (
        (None, STORY, datetime(2013, 2, 24, 17, tzinfo=UTC)),
        (portland, RECAP, datetime(2013, 3, 4, 18, tzinfo=UTC)),
        (portland, HOW_TO, datetime(2019, 10, 7, 18, tzinfo=UTC)),
        (berlin, KURZ, now.replace(hour=6, minute=0)),
        (None, WELCOME, now.replace(hour=5, minute=0)),
    )
    for chapter, text, at in plan:
        day = min(at, now)
        post = blog.write_post(actor=SYSTEM, chapter=chapter, text=text, now=day)
        blog.publish_post(actor=SYSTEM, post=post, now=day)
