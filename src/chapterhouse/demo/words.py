"""What the demo says: descriptions of meetings, lessons, reviews, answers. All invented for it."""

from __future__ import annotations

from chapterhouse.demo.story import Opinion

ABOUT_NETWORK = """
We are a network of chapters in which women and gender-diverse people learn Python together. Each chapter runs itself:
it meets when and where it suits its members, and the members teach each other.

There is no need to know anything before you come. Bring a laptop if you have one, and somebody will sit next to you.
""".strip()

CONDUCT = """
**Everybody is here to learn.** There are no stupid questions, only ones that somebody else did not dare to ask.

- Be kind. Help when you are asked; ask before you touch somebody's keyboard.
- No jokes at anybody's expense. No flirting, no recruiting at the table.
- Ask before you take a picture.
- If something feels wrong, tell an organiser, or write to the stewards of the network. We listen first.
""".strip()

ABOUT_PORTLAND = """
We began in **September 2012** with one question: *who wants to do the homework together?*
A free online class taught Python by making games, and doing it alone was no fun.

Since then we have met week after week. We do homework, show each other what we made, give small lessons, and drink a lot
of coffee. Most of us had never programmed before. Some of us now do it for a living, and come back to help.

**Your first time?** Come ten minutes early. Somebody is at the door, and somebody will sit with you.
""".strip()

HOMEWORK_NIGHT = """
Bring this week's homework, finished, half-finished or untouched. We sit at three long tables:

1. **Just starting** – somebody walks you through the first exercise.
2. **In the middle of it** – work side by side, ask whoever sits next to you.
3. **Done, but is it right?** – swap laptops and test each other's game.

At half past seven there is a small lesson about what the class covers this week.
""".strip()

SATURDAY = """
The slow version: a big table in the back of the coffee shop, no programme, all the time in the world.
Good for homework that does not want to work, and for questions that need a second coffee.
""".strip()

HANGOUT = """
We meet online and **test each other's homework**. Paste the address of your game, wait for somebody to play it, and
play somebody else's meanwhile. Nobody shares a screen, nobody has to talk.
""".strip()

LESSONS = (
    (
        "What a variable really is",
        "Boxes, labels and sticky notes: three pictures of the same thing, and where each breaks.",
    ),
    (
        "Functions, with cake",
        "A recipe takes ingredients and gives a cake. So does a function, and it can be baked twice.",
    ),
    ("Event handlers", "Why your program waits, who calls it back, and why your timer ticks while you sleep."),
    ("Lists are trains", "Wagons, numbers from zero, coupling and uncoupling, and the wagon that was never there."),
    ("Drawing on the canvas", "Where is zero, why does down grow, and how does a ball know that it hit the wall?"),
    (
        "Pong, together",
        "One paddle each. We write it from nothing in forty minutes, with everybody at the keyboard once.",
    ),
    ("Loops that stop", "And loops that do not. How to read one out loud until it makes sense."),
    (
        "Dictionaries",
        "Presented by a member: how she keeps her plant-watering log, and what happens when two plants share a name.",
    ),
    ("Classes, gently", "A spaceship knows where it is. That is all a class is, to begin with."),
    ("Reading an error from the bottom up", "Bring your favourite traceback. We print the best ones."),
    ("Git without tears", "Save, name what you saved, go back. The rest can wait."),
    ("Asteroids, and why we test", "Presented by a member: the bug that only happened when nobody looked."),
    (
        "How to ask a question",
        "What did you want, what did you get, what have you tried? A lesson for both sides of the table.",
    ),
    ("Memory, the card game", "States on paper first. Then the program nearly writes itself."),
)

WORKSHOP = """
A whole Saturday from "what is a terminal?" to a game of your own. Made for people who have **never programmed**.

- 10:00 doors, coffee, everybody's laptop gets ready
- 11:00 first lines, in pairs
- 12:30 lunch, on us
- 13:30 make a ball bounce, then make it yours
- 16:00 show and tell, for whoever wants to

Coaches from our Wednesday tables are there all day.
""".strip()

LATER_NIGHT = """
Bring something you are working on, or nothing at all. We start with a round of names and "what are you stuck on?",
then sit together by interest. There is always a beginners' table.
""".strip()

# The first winter: mostly delighted, some things to change. Each is said once; the others leave stars only.
WINTER_OPINIONS = (
    Opinion(5, "I understood loops today. Out loud. In front of people!", felt=((1, 2), (2, 1))),
    Opinion(
        5,
        "Somebody sat down next to me before I had my coat off.",
        "A sign at the street door.",
        felt=((2, 1),),
        reply="Good idea. There is one now, with a snake on it.",
    ),
    Opinion(4, "Testing each other's games is the best part.", "It gets loud at the middle table.", felt=((2, 1),)),
    Opinion(5, "First time I asked a question about code and was not embarrassed.", felt=((1, 1), (1, 2))),
    Opinion(
        4,
        "The small lesson was exactly what I was stuck on.",
        "More power sockets, please.",
        felt=((2, 2),),
        reply="Four extension leads, from next week on.",
    ),
    Opinion(5, "My Pong works. MY PONG WORKS.", felt=((2, 3), (1, 2))),
    Opinion(3, "Nice people.", "Too fast for me, I had missed the week before.", public=False, felt=((1, 0),)),
    Opinion(5, "I explained lists to somebody else and noticed that I know them.", signed=True, felt=((3, 2), (2, 2))),
    Opinion(4, "Good pace, good biscuits.", "Start on time.", felt=((3, 1),)),
    Opinion(5, "I leave each time surer of what I know.", felt=((2, 2), (3, 1))),
    Opinion(5, "Members presenting to members: more of that.", signed=True, felt=((3, 1),)),
    Opinion(
        4,
        "Quiet Saturday table, lots done.",
        "The coffee shop is full before ten.",
        felt=((2, 1), (3, 1)),
        reply="We asked: from now on the big table is kept for us.",
    ),
    Opinion(5, "Wren drew a function as a cake tin and now I will never forget it.", felt=((1, 3), (2, 2))),
    Opinion(5, "We found the bug together. It was a colon. It is always a colon.", felt=((2, 1), (2, 1))),
    Opinion(4, "I came alone and left with two phone numbers.", "Name tags would help.", felt=((2, 1),)),
    Opinion(5, "Nobody took the keyboard away from me.", felt=((1, 2), (1, 1))),
    Opinion(4, "Finally saw why the timer needs a handler.", felt=((3, 1), (3, 1), (2, 1), (1, 3))),
    Opinion(5, "My spaceship turns the right way round. Both ways round!", felt=((3, 1), (3, 2), (2, 1), (2, 2))),
    Opinion(
        3,
        "Helpful, but the room was too warm to think.",
        "Open a window.",
        felt=((2, 0),),
        reply="Sorry! The windows open, we just have to find the key.",
    ),
    Opinion(5, "I had given up on the class on Sunday. On Wednesday I handed my homework in.", felt=((1, 2), (2, 2))),
    Opinion(4, "Good mix of people who know and people who ask.", felt=((3, 1), (2, 1))),
    Opinion(
        5, "The presentation about plants made me want to write programs for my own silly problems.", felt=((2, 1),)
    ),
    Opinion(5, "My daughter thinks I am a wizard.", felt=((2, 2), (1, 2))),
    Opinion(4, "I like that there is always a beginners' end of the table.", felt=((1, 1),)),
    Opinion(5, "Confident. That is the word. I did not expect that.", signed=True, felt=((2, 3), (2, 2))),
    Opinion(
        4, "Git is less scary when somebody laughs with you.", felt=((3, 0), (3, 0), (3, 0), (3, 0), (2, 1), (1, 2))
    ),
    Opinion(5, "I can read a traceback now. From the bottom!", felt=((3, 1), (3, 1))),
    Opinion(2, "", "I waited half an hour until somebody had time for me.", public=False, felt=((1, 0),)),
    Opinion(5, "Thank you for saying at the start that everybody was new once.", felt=((1, 2),)),
    Opinion(5, "Best Saturday coffee I ever had with a debugger.", felt=((3, 1), (3, 1))),
)

LATER_OPINIONS = (
    Opinion(5, "I came back after two years and somebody still knew my name.", felt=((3, 1),)),
    Opinion(4, "The beginners' table is real: three of us had never opened a terminal.", felt=((1, 2),)),
    Opinion(5, "Got my tests green with somebody I had met ten minutes before.", felt=((2, 2), (3, 1))),
    Opinion(
        4, "Friendly and calm.", "Could we have vegetarian pizza?", felt=((3, 1),), reply="Half of it, from now on."
    ),
    Opinion(5, "Small group, so everybody's problem got looked at.", felt=((2, 2),)),
    Opinion(3, "Good talk, few people.", "Announce it earlier.", public=False),
    Opinion(5, "Online was strange for about five minutes and then it was us again.", felt=((3, 1),)),
    Opinion(4, "We wrote a bot that waters nothing but says it does.", felt=((3, 1), (2, 2))),
    Opinion(5, "I gave my first talk here. My hands shook and nobody minded.", signed=True, felt=((4, 1),)),
    Opinion(5, "I got the job! We practised the interview here for three weeks.", signed=True, felt=((3, 2),)),
    Opinion(4, "Good to be in a room again.", felt=((3, 0),)),
    Opinion(5, "Somebody explained environments with lunch boxes. Lunch boxes!", felt=((1, 3),)),
)

PLAIN_OPINIONS = (
    Opinion(5, felt=((2, 1), (2, 1))),
    Opinion(5, felt=((3, 1),)),
    Opinion(4, felt=((2, 2), (3, 0))),
    Opinion(5, felt=((1, 2), (2, 1), (1, 1))),
    Opinion(4),
    Opinion(3, felt=((2, 0), (2, 1))),
    Opinion(5, felt=((3, 2), (2, 2), (2, 1))),
)

DONE = (
    ("A sign at the street door.", "There is a big yellow snake on it now. You cannot miss it."),
    ("More power sockets, please.", "We bring four extension leads every Wednesday. They live with the snacks."),
    ("It gets loud at the middle table.", "The testing table moved into the small room."),
)
