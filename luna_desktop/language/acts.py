"""Dialogue acts: greeting, thanks, small talk, goodbye, and refusing for want of knowledge."""

from __future__ import annotations

import random

from luna_desktop.language.kinds import OPEN_FAMILIES, FactKind, invented_kind
from luna_desktop.language.small_talk import SENTENCES
from luna_desktop.language.speech import REFUSAL, is_question, sentence_case
from luna_desktop.language.values import content_word, name, nonce

Pair = tuple[str, str]

GREETINGS = (
    "Hello.",
    "Hi.",
    "Hey.",
    "Hello Luna.",
    "Hi Luna!",
    "Good morning.",
    "Good evening.",
    "Hey there!",
    "Hello!",
    "hi",
    "hello",
    "Good afternoon.",
)
GREETING_REPLIES = (
    "Hello.",
    "Hello. It is good to hear from you.",
    "Hi. How are you?",
    "Hello. What would you like to tell me?",
)
FAREWELLS = (
    "Goodbye.",
    "Bye!",
    "See you later.",
    "Good night.",
    "I have to go now.",
    "Until tomorrow.",
    "bye",
    "See you.",
)
FAREWELL_REPLIES = ("Goodbye.", "Goodbye. See you soon.", "Until next time.", "See you later.")
THANKS = ("Thank you.", "Thanks!", "Thank you, Luna.", "Thanks a lot.", "thanks", "I am grateful.")
THANKS_REPLIES = ("You are welcome.", "With pleasure.", "You are welcome. I am glad.")
WELLBEING = (
    "How are you?",
    "How are you today?",
    "How do you feel?",
    "Are you well?",
    "how are you",
    "How's it going?",
)
WELLBEING_REPLIES = ("I am well, thank you.", "I am well. How are you?", "I am here and I am listening.")
PRAISE = (
    "Well done.",
    "Good.",
    "That is right.",
    "Very good!",
    "You are clever.",
    "Great!",
    "Nice.",
    "Correct.",
    "yes",
)
PRAISE_REPLIES = ("Thank you.", "I am glad.", "That is good to hear.")
BLAME = ("That is wrong.", "No.", "That is not right.", "Wrong.", "You are mistaken.", "no")
BLAME_REPLIES = ("I am sorry. Tell me how it is.", "I am sorry.", "Please tell me how it is.")
LISTENING = (
    "I see.",
    "I see. Tell me more.",
    "I am listening.",
    "Tell me more.",
    "Thank you for telling me.",
    "That is good to know.",
)
NAME_ASKED = (
    "What is your name?",
    "What's your name?",
    "Who are you?",
    "What are you called?",
    "Tell me your name.",
    "what is your name",
    "Do you have a name?",
)
NAME_REPLIES = ("My name is Luna.", "I am Luna.")
ACKNOWLEDGED = (
    "I see.",
    "I will remember that.",
    "Good to know.",
    "Thank you for telling me.",
    "I understand.",
)

_ACTS = (
    (GREETINGS, GREETING_REPLIES), (FAREWELLS, FAREWELL_REPLIES), (THANKS, THANKS_REPLIES),
    (WELLBEING, WELLBEING_REPLIES), (PRAISE, PRAISE_REPLIES), (BLAME, BLAME_REPLIES), (NAME_ASKED, NAME_REPLIES),
)  # fmt: skip


def act(rng: random.Random) -> Pair:
    """One small exchange."""
    if rng.random() < 0.3:
        return listening(rng)
    said, replies = rng.choice(_ACTS)
    return rng.choice(said), rng.choice(replies)


def listening(rng: random.Random) -> Pair:
    """Free talk that calls for no knowledge; questions in it are met with the refusal."""
    said = rng.choice(SENTENCES) if rng.random() < 0.6 else word_salad(rng)
    if is_question(said):
        known = said in NAME_ASKED or said in WELLBEING
        return (
            (said, rng.choice(NAME_REPLIES if said in NAME_ASKED else WELLBEING_REPLIES))
            if known
            else (said, REFUSAL)
        )
    return said, rng.choice(LISTENING)


def word_salad(rng: random.Random) -> str:
    """A run of common words, so that every word of the vocabulary is met in a person's turn."""
    text = " ".join(
        content_word(rng) if rng.random() < 0.85 else nonce(rng) for _ in range(rng.randint(1, 8))
    )
    return sentence_case(text) + rng.choice((".", ".", "!", ""))


# Questions about words are met with the refusal only until phase 1 teaches words.
_ABOUT_WORDS = (
    "What is a {w}?",
    "What does {w} mean?",
    "What is the opposite of {w}?",
    "What is another word for {w}?",
    "Is a {w} a {x}?",
)
_UNKNOWABLE = ( "Why is the {w} {x}?", "Who made the {w}?",
    "Where is the {w}?", "How many {w}s are there?", "What is the capital of {P}?", "Who is {P}?", "When is the {w}?",
    "How do I {w} a {x}?", "What colour is the {w}?", "Do you know {P}?", "Which {w} is {x}?", "Tell me about the {w}.", "What do you know about {P}?", "Can a {w} {x}?",
    "Who wrote {P}?", "Why does the {w} {x}?", "Where do {w}s live?", "What is my {w}?", "Where is my {w}?",
)  # fmt: skip


def unknowable(rng: random.Random, *, words: bool = True) -> Pair:
    """A question about the world, which an unborn mind cannot answer; with ``words`` about words too."""
    asked = (*_UNKNOWABLE, *_ABOUT_WORDS) if words else _UNKNOWABLE
    word = (nonce if rng.random() < 0.3 else content_word)(rng)
    other = (nonce if rng.random() < 0.3 else content_word)(rng)
    return rng.choice(asked).replace("{w}", word).replace("{x}", other).replace("{P}", name(rng)), REFUSAL


def invented(rng: random.Random) -> FactKind:
    """A kind of fact that nobody has: "my zorbit", "my favourite blen"."""
    noun = nonce(rng) if rng.random() < 0.7 else content_word(rng)
    return invented_kind(rng.choice(tuple(OPEN_FAMILIES)), noun)
