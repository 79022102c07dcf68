"""What a person might type, by the form it has: the question side of phase 0.

Patterns are joined by lines; ``{slot}`` is filled from ``SLOTS``. A pattern without a
slot is a line on its own. The wording is varied on purpose, so that age 0 has seen
questions, orders, fragments and odd input before anyone talks to her.
"""

from __future__ import annotations

import random
import re

SLOTS: dict[str, tuple[str, ...]] = {
    name: tuple(part.strip() for part in words.split(","))
    for name, words in {
        "who": "the dog, my sister, our teacher, she, he, Tom, Anna, the old man, my mother, the neighbour, "
        "a child, the doctor, my best friend, the cat, his brother, nobody, Maria, the baker, "
        "my uncle, the boss",
        "whose": "my sister, your mother, Tom, the doctor, our teacher, your friend, Anna, the neighbour, "
        "your brother, the girl next door",
        "food": "soup, bread, an apple, fresh fish, pizza, the last cookie, some rice, cheese, a sandwich, "
        "fried eggs, two bananas, pasta",
        "drink": "tea, coffee, cold water, orange juice, milk, hot chocolate, lemonade",
        "thing": "a car, the red book, an umbrella, a blue coat, the key, a new phone, my old bike, a lamp, "
        "the letter, a wooden box, the piano, a small table, her hat, the ball, a green chair",
        "item": "car, book, coat, key, phone, bike, lamp, letter, box, piano, table, hat, ball, chair, cup",
        "place": "the park, the beach, the city, the station, school, the market, the library, the lake, "
        "the mountains, the office, the garden, the village",
        "past": "yesterday, last night, this morning, on Monday, last week, last summer, on Sunday, in June",
        "soon": "tomorrow, next week, tonight, on Friday, on Sunday, soon, in the morning, this weekend",
        "always": "every day, in the evening, at night, on Mondays, in winter, sometimes, these days",
        "feeling": "happy, tired, sad, nervous, lonely, excited, bored, angry, hungry, calm, "
        "sick, proud, worried",
        "name": "Luna, there, friend, my friend, everyone, dear, old friend, again, moon girl",
        "pet": "dog, cat, rabbit, parrot, goldfish, horse, hamster, turtle",
        "colour": "blue, red, green, yellow, white, black, orange, brown, purple",
        "fruit": "apples, pears, plums, grapes, lemons, cherries, bananas, peaches, melons",
        "number": "1, 2, 3, 5, 7, 8, 12, 14, 19, 23, 31, 40, 46, 50, 64, 77, 99, 100",
        "day": "Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday",
        "activity": "reading, swimming, cooking, dancing, running, singing, drawing, "
        "gardening, fishing, skiing",
        "topic": "music, the weather, your dreams, the moon, football, history, love, the sea, "
        "computers, winter, "
        "stars, school, money, the news",
        "fact": "the sky is blue, water is wet, snow is cold, birds can fly, fire is hot, the moon is round, "
        "I like music, it was fun, the shop is open, we won the game",
    }.items()
}

PATTERNS: dict[str, str] = {
    "subject verb object": """
{who} eats {food}
{who} ate {food} {past}
{who} drinks {drink}
{who} bought {thing}
{who} found {thing} in {place}
{who} lost {thing} {past}
{who} sees {thing}
{who} painted {thing} {colour}
{who} likes {activity}
{who} visits {place} {always}
I bought {thing} {past}
I drink {drink} {always}
I saw {whose} in {place}
I have a {pet}
I love {topic}
we cleaned {thing} {past}
we had {food} for dinner
they carry {thing} to {place}
my {pet} chases the {pet}
the {pet} sleeps on the {item}
my favourite colour is {colour}
my {pet} is called Rex
I work in {place}
the {item} is {colour}
""",
    "interrogative subject verb": """
what is your name?
who are you?
what's your name
how old are you?
where do you live?
what are you?
what is your favourite {item}?
what is a {item}?
what's {topic}?
what do you think about {topic}?
what did {whose} say {past}?
what should I do {soon}?
who is {whose}?
who bought {thing}?
who likes {activity}?
where is {thing}?
where did {whose} go {past}?
where can I find {food}?
when does {whose} come home?
when did you see {thing}?
when is dinner?
why is the {item} {colour}?
why do people like {topic}?
why are you {feeling}?
why does {whose} want {thing}?
how are you?
how are you doing?
how does a {item} work?
how do you make {food}?
how many {fruit} are there?
how much does a {item} cost?
which {item} is yours?
which {pet} do you prefer?
do you like {topic}?
do you know {whose}?
can you see {thing}?
are you {feeling}?
is it {colour}?
did {whose} eat {food}?
will it rain {soon}?
have you ever been to {place}?
tell me about {topic}
tell me a story about a {pet}
please explain {topic}
say something about {whose}
can you help me with {topic}?
""",
    "greeting greeting": """
hello
hi
hey
good morning
good evening
good night
hello {name}
hi {name}
hey {name}
good morning {name}
good afternoon {name}
good evening {name}
good night {name}
hello, nice to meet you
hi, it's me {name}
hello hello
hey hey
hi hi {name}
bye
bye {name}
goodbye {name}
see you {soon}
see you later {name}
welcome back {name}
nice to see you {name}
hello from {place}
greetings from {place}
hi, I'm back from {place}
good morning from {place}
how do you do
sleep well {name}
talk to you {soon}
""",
    "acknowledgement": """
ok
okay
lol
haha
hmm
oh
wow
I see
got it
all right
thanks
thank you
thanks {name}
thank you {name}
thanks for {food}
thank you for {thing}
ok, I will wait
okay, {soon} then
oh, a {item}
I see, {topic}
wow, {topic}
well, never mind
understood
I understand {topic} now
got it, {soon}
haha, {who}
ah, {whose}
interesting
oh really
nice
nice {item}
cool, a {pet}
sorry
sorry about the {item}
sorry, I forgot {topic}
great, {soon} is fine
fine by me
asdf
...
?
!!!
xyz
""",
    "affirmation": """
yes
yeah
yep
sure
of course
exactly
true
that's right
yes please
yes, {fact}
yeah, {fact}
of course {fact}
sure, {fact}
yes, I am {feeling}
yes, I like {topic}
yes, I do like {activity}
yes, it is {colour}
yes, {soon}
yes, in {place}
I agree, {fact}
that's true, {fact}
right, {fact}
exactly, {past}
of course I like {food}
I really do like {drink}
absolutely
I think so too
definitely {soon}
you are right about {topic}
indeed, a {pet}
""",
    "negation": """
no
nope
never
not really
no thanks
not {soon}
no, not {topic}
no, not the {item}
I don't like {food}
I do not like {topic}
I don't know {whose}
I can't find {thing}
she never eats {food}
he isn't {feeling}
I am not {feeling}
it is not {colour}
it isn't a {item}
there is no {item} here
nobody likes {topic}
we never go to {place}
they don't want {drink}
I haven't seen {thing}
that is wrong
don't worry
I have no {pet}
it won't rain {soon}
no, I said {topic}
nothing happened {past}
you are not a {pet}
we didn't buy {thing} {past}
""",
    "enumeration": """
test {number}
test
message {number}
number {number}
{number}
{number} {number} {number}
one two three
a b c
{fruit}, {fruit} and {fruit}
{colour} and {colour}
{colour}, {colour}, {colour}
{day} {day} {day}
{day} and {day}
first {food}, then {food}
{food}, {drink} and {food}
a {item}, a {item} and a {pet}
{number} {fruit}
{number} {fruit} and {number} {fruit}
page {number}
round {number}
{activity}, {activity} and {activity}
{pet} {pet} {pet}
""",
    "statement-reflection": """
I'm {feeling}
I am {feeling} {always}
I feel {feeling} {always}
I was {feeling} and {feeling}
I feel {feeling} when I think of {topic}
my day was long
I had a bad day
I think {topic} makes me {feeling}
{who} seems {feeling}
I miss {place}
I wish I had a {pet}
I hope {fact}
I dream of {place}
I have been thinking about {topic}
I'm so {feeling} about {topic}
it makes me {feeling} that {fact}
sometimes I feel {feeling} in {place}
I want to go back to {place} {soon}
I believe {fact}
I'm {feeling} because {fact}
""",
}

_QUESTION = re.compile(r"^(what|who|where|when|why|how|which|do|can|are|is|did|will|have)\b")


def typed(template: str, rng: random.Random) -> str:
    """One line a person might type that has the form of ``template``."""
    pattern = rng.choice(PATTERNS[template].strip().splitlines())
    text = re.sub(r"\{(\w+)\}", lambda slot: rng.choice(SLOTS[slot.group(1)]), pattern)
    manner = rng.random()
    if manner < 0.35:
        return text.rstrip("?") if rng.random() < 0.5 else text
    text = text[0].upper() + text[1:]
    if text[-1].isalnum() and text[0].isalpha():
        if _QUESTION.match(text.lower()) and template == "interrogative subject verb":
            text += "?"
        elif manner < 0.9:
            text += "!" if template == "greeting greeting" and rng.random() < 0.3 else "."
    return text
